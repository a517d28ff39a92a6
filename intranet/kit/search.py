"""Full text: the same words found on SQLite (FTS5) and on PostgreSQL (tsvector), by one function.

Words are folded (case, accents) and stemmed in French here, in Python, so that both databases only
store and find plain stems. The order is ours too: what has every word in its title comes first.
What may be found is what was `index`ed: published things only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import Stemmer
from sqlalchemy import (
    Select,
    String,
    Subquery,
    UniqueConstraint,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.clock import now
from intranet.kit.db import Model, db
from intranet.kit.texts import fold

MOST_WORDS = 12  # of a question; more only slows
LONGEST_QUESTION = 400  # characters read of what was typed
STOP_WORDS = frozenset(
    [
        "a", "au", "aux", "avec", "ce", "ces", "cet", "cette", "d", "dans", "de", "des", "du",
        "elle", "en", "et", "eux", "il", "ils", "j", "je", "l", "la", "le", "les", "leur",
        "leurs", "lui", "m", "ma", "mais", "me", "mes", "mon", "n", "ne", "nos", "notre", "nous",
        "on", "ou", "par", "pas", "pour", "qu", "que", "qui", "s", "sa", "se", "ses", "son",
        "sur", "t", "ta", "te", "tes", "toi", "ton", "tu", "un", "une", "vos", "votre", "vous",
        "y", "h", "f",
    ]
)  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")
# Folded, chargée would not share the stem of chargé, nor foncière that of foncier; and the stemmer
# leaves the plural of emploi, of cluster, of lieu as other words.
_ONE_FORM = (
    (re.compile(r"(?<=\w{4})s$"), ""),
    (re.compile(r"ieux$"), "ieu"),
    (re.compile(r"ee$"), "e"),
    (re.compile(r"iere$"), "ier"),
)
_stem = Stemmer.Stemmer("french", maxCacheSize=20_000)


class SearchEntry(Model):
    """One thing that can be found: what it is, where it is, and how a list of results shows it."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    address: Mapped[str]
    ends_at: Mapped[datetime | None]
    indexed_at: Mapped[datetime] = mapped_column(default=now)


def stems(words: str) -> list[str]:
    """The stems of a text, in its order, without the words that say nothing."""
    found = [word for word in _WORD.findall(fold(words)) if word not in STOP_WORDS]
    for form, instead in _ONE_FORM:
        found = [form.sub(instead, word) for word in found]
    stemmed: list[str] = _stem.stemWords(found)
    return stemmed


def index(
    kind: str,
    object_id: int,
    *,
    title: str,
    address: str,
    summary: str = "",
    words: Sequence[str] = (),
    ends_at: datetime | None = None,
) -> None:
    """Let a published thing be found by its title, its summary and other words; again after edits.

    `ends_at`: the instant from which the search over everything no longer shows it.
    """
    entry = db.session.scalar(select(SearchEntry).filter_by(kind=kind, object_id=object_id))
    if entry is None:
        entry = SearchEntry(kind=kind, object_id=object_id)
        db.session.add(entry)
    entry.title, entry.summary, entry.address, entry.ends_at = title, summary, address, ends_at
    entry.indexed_at = now()
    db.session.flush()
    _erase_words([entry.id])
    _write_words(
        entry.id, kind, " ".join(stems(title)), " ".join(stems(" ".join([summary, *words])))
    )


def index_all(entries: Sequence[Mapping[str, Any]]) -> None:
    """Let many new things be found at once: rows of SearchEntry, each with its `words`.

    For volume: nothing of theirs may be indexed already.
    """
    first = (db.session.scalar(select(func.max(SearchEntry.id))) or 0) + 1
    rows = [{"id": first + place, **entry} for place, entry in enumerate(entries)]
    columns = ("id", "kind", "object_id", "title", "summary", "address", "ends_at")
    db.session.execute(insert(SearchEntry), [{key: row[key] for key in columns} for row in rows])
    for row in rows:
        body = f"{row['summary']} {row['words']}"
        _write_words(row["id"], row["kind"], " ".join(stems(row["title"])), " ".join(stems(body)))


def forget(kind: str, object_id: int) -> None:
    """What is no longer published can no longer be found."""
    known = db.session.scalars(
        select(SearchEntry.id).filter_by(kind=kind, object_id=object_id)
    ).all()
    _erase_words(known)
    db.session.execute(delete(SearchEntry).where(SearchEntry.id.in_(known)))


def forget_past(at: datetime) -> None:
    """What ended a month ago or more leaves the index; its page is gone too."""
    past = select(SearchEntry.id).where(SearchEntry.ends_at < at - timedelta(days=31))
    known = db.session.scalars(past).all()
    for start in range(0, len(known), 500):
        some = known[start : start + 500]
        _erase_words(some)
        db.session.execute(delete(SearchEntry).where(SearchEntry.id.in_(some)))


def matching(
    kind: str | None, typed: str | None, alike: Sequence[Sequence[str]] = ()
) -> Subquery | None:
    """The things of a kind that hold every word typed, as rows (object_id, in_title, entry_id).

    None where nothing typed can be searched: the caller then lists everything. The last word may
    be unfinished. Without a kind, things of every kind. `alike`: groups of phrases that mean the
    same; what is typed in one of them is also found in the others.
    """
    typed_stems = stems((typed or "")[:LONGEST_QUESTION])[:MOST_WORDS]
    if not typed_stems:
        return None
    asked = with_others(typed_stems, alike)
    dialect = _dialect()
    anywhere, titled = (dialect.matches(asked, kind, scope) for scope in (False, True))
    titles = titled.subquery("titled")
    found = anywhere.subquery("found")
    return (
        select(
            SearchEntry.object_id,
            SearchEntry.id.label("entry_id"),
            (titles.c.entry_id.is_not(None)).label("in_title"),
        )
        .join(found, found.c.entry_id == SearchEntry.id)
        .outerjoin(titles, titles.c.entry_id == SearchEntry.id)
        .subquery("matching")
    )


Phrase = tuple[str, ...]  # stems
Asked = list[tuple[Phrase, ...]]  # for each thing asked, the phrases that say it


def with_others(found: Sequence[str], alike: Sequence[Sequence[str]]) -> Asked:
    """What is asked, each phrase of a group beside those that mean the same; the longest first."""
    others = _others_of(tuple(tuple(group) for group in alike))
    asked: Asked = []
    place = 0
    while place < len(found):
        rest = tuple(found[place:])
        said = max(
            (phrase for phrase in others if rest[: len(phrase)] == phrase),
            key=len,
            default=rest[:1],
        )
        asked.append((said, *(each for each in others.get(said, ()) if each != said)))
        place += len(said)
    return asked


@cache
def _others_of(alike: tuple[Phrase, ...]) -> dict[Phrase, list[Phrase]]:
    """From the stems of each phrase to those of its group."""
    others: dict[Phrase, list[Phrase]] = {}
    for group in alike:
        phrases = [tuple(stems(words)) for words in group]
        for phrase in phrases:
            known = others.setdefault(phrase, [])
            known += [each for each in phrases if each not in known]
    return others


class _Sqlite:
    @staticmethod
    def matches(asked: Asked, kind: str | None, in_title: bool) -> Select[int]:
        *first, last = (
            [" AND ".join(f'"{stem}"' for stem in phrase) for phrase in phrases]
            for phrases in asked
        )
        if len(asked[-1][0][-1]) > 2:
            last[0] += "*"
        words = " AND ".join(
            "(" + " OR ".join(f"({phrase})" for phrase in phrases) + ")"
            for phrases in [*first, last]
        )
        scoped = f"{{title}} : ({words})" if in_title else f"{{title body}} : ({words})"
        if kind:
            scoped += f' AND {{kind}} : "{kind}"'
        return (
            select(column("rowid").label("entry_id"))
            .select_from(text("search_words"))
            .where(
                text("search_words MATCH :" + ("t" if in_title else "b")).bindparams(
                    bindparam("t" if in_title else "b", scoped)
                )
            )
        )


class _Postgresql:
    @staticmethod
    def matches(asked: Asked, kind: str | None, in_title: bool) -> Select[int]:
        weight = "A" if in_title else "AB"
        *first, last = (
            [" & ".join(f"'{stem}':{weight}" for stem in phrase) for phrase in phrases]
            for phrases in asked
        )
        if len(asked[-1][0][-1]) > 2:
            last[0] = f"{last[0].rpartition(':')[0]}:*{weight}"
        words = [
            "(" + " | ".join(f"({phrase})" for phrase in phrases) + ")"
            for phrases in [*first, last]
        ]
        if kind:
            words.append(f"'{kind}':D")
        name = "t" if in_title else "b"
        return (
            select(column("entry_id"))
            .select_from(text("search_words"))
            .where(
                text(f"words @@ CAST(:{name} AS tsquery)").bindparams(
                    bindparam(name, " & ".join(words))
                )
            )
        )


def _dialect() -> type[_Sqlite | _Postgresql]:
    return _Postgresql if db.engine.dialect.name == "postgresql" else _Sqlite


def _erase_words(ids: Sequence[int]) -> None:
    key = "entry_id" if _dialect() is _Postgresql else "rowid"
    for entry_id in ids:
        db.session.execute(text(f"DELETE FROM search_words WHERE {key} = :id"), {"id": entry_id})  # noqa: S608


def _write_words(entry_id: int, kind: str, title: str, body: str) -> None:
    if _dialect() is _Sqlite:
        statement = (
            "INSERT INTO search_words (rowid, kind, title, body) VALUES (:id, :kind, :title, :body)"
        )
        values = {"id": entry_id, "kind": kind, "title": title, "body": body}
    else:
        statement = (
            "INSERT INTO search_words (entry_id, words) VALUES (:id, CAST(:words AS tsvector))"
        )
        values = {"id": entry_id, "words": _as_vector(kind, title, body)}
    db.session.execute(text(statement), values)


def _as_vector(kind: str, title: str, body: str) -> str:
    """The literal of a tsvector: each stem once, with the weights of where it stands."""
    places: dict[str, set[str]] = {kind: {"D"}}
    for weight, words in (("A", title), ("B", body)):
        for stem in words.split():
            places.setdefault(stem, set()).add(weight)
    return " ".join(
        f"'{stem}':"
        + ",".join(f"{place}{weight}" for place, weight in enumerate(sorted(weights), 1))
        for stem, weights in places.items()
    )
