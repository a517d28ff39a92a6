"""Search over everything at once: how many of each kind, exactly, and the first of each.

In two statements, written by hand: one counts, one brings the first of the kinds that have some.
What is ordered is bounded (the newest MOST_RANKED of a kind), so that the commonest words cost
little more than rare ones. The statement for so many kinds is always the same text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import TextClause, bindparam, text

from intranet.kit.db import UtcDateTime, db
from intranet.kit.search.dialects import Words, dialect
from intranet.kit.search.entries import Audience
from intranet.kit.search.words import Asked

MOST_OF_A_KIND = 3  # among suggestions
MOST_RANKED = 2_000  # of a kind, the newest: beyond them, nothing is brought
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


@dataclass(frozen=True)
class Wanted:
    """Which results to bring: the first of each kind; or, of one kind, those from a place to another."""

    first: int
    kind: str | None = None
    after: int = 0
    until: int = 0


def by_kind(
    asked: Asked, audiences: Sequence[Audience], at: datetime, wanted: Wanted
) -> dict[str, Group]:
    """What holds all that is asked, by kind; what has it in its title comes first, then the newest.

    A thing that the audiences may not know of is neither brought nor counted.
    """
    found = counted(asked, audiences, at)
    brought = (
        sorted(found) if wanted.kind is None else [wanted.kind] if wanted.kind in found else []
    )
    groups = {kind: Group(kind, total, []) for kind, total in found.items()}
    if not brought:
        return groups
    words = dialect()
    given: dict[str, Any] = {
        "most": MOST_RANKED if wanted.kind else SEEN_FIRST,
        "audiences": list(audiences),
        "at": at,
        "after": wanted.after,
        "until": wanted.until or wanted.first,
    }
    for place, kind in enumerate(brought):
        given[f"t{place}"] = words.query(asked, [kind], in_title=True)
        given[f"b{place}"] = words.query(asked, [kind], in_title=False)
    for row in db.session.execute(_first_of(words, len(brought)), given):
        groups[row.kind].hits.append(Hit(row.title, row.summary, row.address))
    return groups


def counted(asked: Asked, audiences: Sequence[Audience], at: datetime) -> dict[str, int]:
    """How many things of each kind hold all that is asked."""
    words = dialect()
    given = {
        "b": words.query(asked, (), in_title=False),
        "audiences": list(audiences),
        "at": at,
    }
    return {row[0]: row[1] for row in db.session.execute(_counted(words), given)}


def titled(asked: Asked, audiences: Sequence[Audience], at: datetime, most: int) -> list[Any]:
    """Things whose title holds all that is asked, the newest, a few of each kind at most:
    rows (kind, title, address).
    """
    words = dialect()
    given = {
        "t": words.query(asked, (), in_title=True),
        "audiences": list(audiences),
        "at": at,
        "most": MOST_RANKED,
        "each": MOST_OF_A_KIND,
        "first": most,
    }
    return list(db.session.execute(_titled(words), given))


def count_each(
    questions: Sequence[Asked], audiences: Sequence[Audience], at: datetime
) -> list[int]:
    """How many things answer each of some questions, up to a bound: to tell the likeliest."""
    words = dialect()
    given: dict[str, Any] = {"audiences": list(audiences), "at": at, "most": MOST_RANKED // 4}
    for place, asked in enumerate(questions):
        given[f"b{place}"] = words.query(asked, (), in_title=False)
    rows = db.session.execute(_counts(words, len(questions)), given)
    found = {row[0]: row[1] for row in rows}
    return [found[place] for place in range(len(questions))]


_MAY_KNOW = "e.audience IN :audiences AND (e.ends_at IS NULL OR e.ends_at > :at)"


@cache
def _counted(words: type[Words]) -> TextClause:
    return _typed(
        f"SELECT e.kind, count(*) FROM (SELECT {words.key} AS entry_id FROM search_words"  # noqa: S608
        f" WHERE {words.matches.format('b')}) AS hit"
        f" JOIN search_entry e ON e.id = hit.entry_id WHERE {_MAY_KNOW} GROUP BY e.kind"
    )


@cache
def _first_of(words: type[Words], kinds: int) -> TextClause:
    parts = " UNION ALL ".join(
        _newest(words, f"{scope}{place}", is_title)
        for place in range(kinds)
        for scope, is_title in (("t", 1), ("b", 0))
    )
    return _typed(
        f"WITH hit (entry_id, titled) AS ({parts}),"  # noqa: S608  our own words
        " one AS (SELECT entry_id, max(titled) AS titled FROM hit GROUP BY entry_id),"
        " ranked AS (SELECT e.id, e.kind,"
        " row_number() OVER (PARTITION BY e.kind ORDER BY one.titled DESC, e.indexed_at DESC, e.id)"
        f" AS place FROM one JOIN search_entry e ON e.id = one.entry_id WHERE {_MAY_KNOW})"
        " SELECT ranked.kind, e.title, e.summary, e.address"
        " FROM ranked JOIN search_entry e ON e.id = ranked.id"
        " WHERE ranked.place > :after AND ranked.place <= :until ORDER BY ranked.place"
    )


def _newest(words: type[Words], name: str, is_title: int) -> str:
    return (
        f"SELECT * FROM (SELECT {words.key} AS entry_id, {is_title} AS titled FROM search_words"  # noqa: S608
        f" WHERE {words.matches.format(name)} ORDER BY {words.key} DESC LIMIT :most) AS {name}"
    )


@cache
def _titled(words: type[Words]) -> TextClause:
    return _typed(
        "SELECT kind, title, address FROM (SELECT e.id, e.kind, e.title, e.address, e.indexed_at,"  # noqa: S608
        " row_number() OVER (PARTITION BY e.kind ORDER BY e.indexed_at DESC, e.id) AS place"
        f" FROM ({_newest(words, 't', 1)}) AS hit JOIN search_entry e ON e.id = hit.entry_id"
        f" WHERE {_MAY_KNOW}) AS found WHERE place <= :each"
        " ORDER BY place, indexed_at DESC, id LIMIT :first"
    )


@cache
def _counts(words: type[Words], questions: int) -> TextClause:
    parts = " UNION ALL ".join(
        f"SELECT {place}, count(*) FROM ({_newest(words, f'b{place}', 0)}) AS hit{place}"  # noqa: S608
        f" JOIN search_entry e ON e.id = hit{place}.entry_id WHERE {_MAY_KNOW}"
        for place in range(questions)
    )
    return _typed(parts)


def _typed(statement: str) -> TextClause:
    return text(statement).bindparams(
        bindparam("audiences", expanding=True), bindparam("at", type_=UtcDateTime())
    )
