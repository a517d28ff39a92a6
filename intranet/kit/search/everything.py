"""Search over everything at once: how many of each kind, and the first of each.

In two statements, written by hand: one counts, one brings the first of the kinds that have some.
What is counted and ordered is bounded (MOST_RANKED of a kind, the newest), so that the commonest
words cost little more than rare ones. The statement for the same kinds is always the same text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import TextClause, bindparam, text

from intranet.kit.db import UtcDateTime, db
from intranet.kit.search.dialects import MAY_KNOW, Words, dialect
from intranet.kit.search.entries import Audience
from intranet.kit.search.words import Asked

MOST_OF_A_KIND = 3  # among suggestions
MOST_RANKED = 1_000  # of a kind, the newest: beyond them, nothing is counted or brought
SEEN_FIRST = 50  # of each kind, where only its first few are wanted


class Hit(NamedTuple):
    """One thing found, as a list of results shows it."""

    title: str
    summary: str
    address: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind: how many, and some of them."""

    kind: str
    total: int
    hits: list[Hit]
    has_more: bool = False  # than `total`: counting stopped there


@dataclass(frozen=True)
class Wanted:
    """Which results to bring: the first of each kind; or, of one kind, those from a place to another."""

    first: int
    kind: str | None = None
    after: int = 0
    until: int = 0


@dataclass(frozen=True)
class Reader:
    """Who asks, as far as the index needs to know, and when; `kinds` in the order of the page."""

    audiences: Sequence[Audience]
    at: datetime
    kinds: Sequence[str]

    @property
    def given(self) -> dict[str, Any]:
        return {"audiences": list(self.audiences), "at": self.at}


def by_kind(asked: Asked, reader: Reader, wanted: Wanted) -> dict[str, Group]:
    """What holds all that is asked, by kind; what has it in its title comes first, then the newest.

    A thing that the reader may not know of is neither brought nor counted.
    """
    words = dialect()
    of_kinds = [words.query(asked, [kind], in_title=False) for kind in reader.kinds]
    counted = zip(reader.kinds, _counted(of_kinds, reader, MOST_RANKED + 1), strict=True)
    groups = {
        kind: Group(kind, min(found, MOST_RANKED), [], has_more=found > MOST_RANKED)
        for kind, found in counted
        if found
    }
    brought = tuple(kind for kind in groups if wanted.kind in {None, kind})
    if not brought:
        return groups
    given = reader.given | {
        "most": MOST_RANKED if wanted.kind else SEEN_FIRST,
        "enough": MOST_RANKED,
        "after": wanted.after,
        "until": wanted.until or wanted.first,
    }
    for place, kind in enumerate(brought):
        given[f"t{place}"] = words.query(asked, [kind], in_title=True)
        given[f"b{place}"] = words.query(asked, [kind], in_title=False)
    many = tuple(kind for kind in brought if groups[kind].has_more and not wanted.kind)
    rows = db.session.execute(_first_of(words, brought, many), given).all()
    if any(sum(row.kind == kind for row in rows) < wanted.first for kind in many):
        rows = db.session.execute(_first_of(words, brought, ()), given).all()
    for row in rows:
        groups[row.kind].hits.append(Hit(row.title, row.summary, row.address))
    return groups


def titled(asked: Asked, reader: Reader, most: int) -> list[Any]:
    """Things whose title holds all that is asked, the newest, a few of each kind at most:
    rows (kind, title, address).
    """
    words = dialect()
    given = reader.given | {
        "most": SEEN_FIRST,
        "enough": MOST_RANKED,
        "each": MOST_OF_A_KIND,
        "first": most,
    }
    for place, kind in enumerate(reader.kinds):
        given[f"t{place}"] = words.query(asked, [kind], in_title=True)
    return list(db.session.execute(_titled(words, tuple(reader.kinds)), given))


def count_each(questions: Sequence[Asked], reader: Reader) -> list[int]:
    """How many things answer each of some questions, up to a bound: to tell the likeliest."""
    words = dialect()
    asked = [words.query(each, reader.kinds, in_title=False) for each in questions]
    return _counted(asked, reader, MOST_RANKED // 2)


def _counted(questions: Sequence[str], reader: Reader, most: int) -> list[int]:
    """Of each question, how many things answer it that the reader may know of, so many at most."""
    given = reader.given | {"most": most}
    given |= {f"b{place}": question for place, question in enumerate(questions)}
    rows = db.session.execute(_counts(dialect(), len(questions)), given)
    found = {row[0]: row[1] for row in rows}
    return [found[place] for place in range(len(questions))]


@cache
def _first_of(words: type[Words], kinds: tuple[str, ...], many: tuple[str, ...]) -> TextClause:
    """`many`: the kinds of which so many answer that their last ones are enough."""
    parts = " UNION ALL ".join(
        _newest(words, f"{scope}{place}", kind, is_title, many=kind in many and not is_title)
        for place, kind in enumerate(kinds)
        for scope, is_title in (("t", 1), ("b", 0))
    )
    return _typed(
        f"WITH hit (entry_id, titled) AS ({parts}),"  # noqa: S608  our own words
        " one AS (SELECT entry_id, max(titled) AS titled FROM hit GROUP BY entry_id),"
        " ranked AS (SELECT e.id, e.kind,"
        " row_number() OVER (PARTITION BY e.kind ORDER BY one.titled DESC, e.indexed_at DESC, e.id)"
        f" AS place FROM one JOIN search_entry e ON e.id = one.entry_id WHERE {MAY_KNOW})"
        " SELECT ranked.kind, e.title, e.summary, e.address"
        " FROM ranked JOIN search_entry e ON e.id = ranked.id"
        " WHERE ranked.place > :after AND ranked.place <= :until ORDER BY ranked.place"
    )


@cache
def _titled(words: type[Words], kinds: tuple[str, ...]) -> TextClause:
    parts = " UNION ALL ".join(
        _newest(words, f"t{place}", kind, 1, many=False) for place, kind in enumerate(kinds)
    )
    return _typed(
        "SELECT kind, title, address FROM (SELECT e.id, e.kind, e.title, e.address, e.indexed_at,"  # noqa: S608
        " row_number() OVER (PARTITION BY e.kind ORDER BY e.indexed_at DESC, e.id) AS place"
        f" FROM ({parts}) AS hit JOIN search_entry e ON e.id = hit.entry_id"
        f" WHERE {MAY_KNOW}) AS found WHERE place <= :each"
        " ORDER BY place, indexed_at DESC, id LIMIT :first"
    )


def _newest(words: type[Words], question: str, kind: str, is_title: int, *, many: bool) -> str:
    found = words.newest(question, kind, many=many)
    return f"SELECT entry_id, {is_title} AS titled FROM ({found}) AS {question}"  # noqa: S608


@cache
def _counts(words: type[Words], questions: int) -> TextClause:
    parts = " UNION ALL ".join(
        f"SELECT {place}, count(*) FROM ({words.some(f'b{place}')}) AS hit{place}"  # noqa: S608
        for place in range(questions)
    )
    return _typed(parts)


def _typed(statement: str) -> TextClause:
    return text(statement).bindparams(
        bindparam("audiences", expanding=True), bindparam("at", type_=UtcDateTime())
    )
