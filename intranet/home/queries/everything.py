"""How everything is found at once: by words, over all that is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from intranet.kit import search
from intranet.kit.db import db
from intranet.kit.search import SearchEntry


@dataclass(frozen=True)
class Sort:
    """A kind of thing that can be found: its word, its board's tint, where its own list is."""

    word: str
    plural: str
    board: str
    address: str


SORTS = {
    "competency": Sort("compétence", "compétences", "referential", "/referentiel"),
    "opening": Sort("offre", "offres", "openings", "/offres"),
    "course": Sort("formation", "formations", "courses", "/formations"),
    "practice": Sort("bonne pratique", "bonnes pratiques", "practices", "/pratiques"),
    "guide": Sort("guide", "guides", "practices", "/guides"),
    "event": Sort("rencontre", "rencontres", "tour", "/agenda"),
    "organization": Sort("organisme", "organismes", "none", "/annuaire"),
}


@dataclass(frozen=True)
class Found:
    """The results of one kind: how many, and the first of them."""

    sort: Sort
    total: int
    first: list[SearchEntry]


def found_by_kind(typed: str, at: datetime, *, first: int = 4) -> list[Found]:
    """What holds all the words typed, by kind; what has them in its title comes first."""
    matching = search.matching(None, typed)
    if matching is None:
        return []
    rank = func.row_number().over(
        partition_by=SearchEntry.kind,
        order_by=(matching.c.in_title.desc(), SearchEntry.indexed_at.desc(), SearchEntry.id),
    )
    total = func.count().over(partition_by=SearchEntry.kind)
    ranked = (
        select(SearchEntry.id, rank.label("rank"), total.label("total"))
        .join(matching, matching.c.entry_id == SearchEntry.id)
        .where(still_there(at))
        .subquery()
    )
    query: Select[SearchEntry, int] = (
        select(SearchEntry, ranked.c.total)
        .join(ranked, ranked.c.id == SearchEntry.id)
        .where(ranked.c.rank <= first)
        .order_by(ranked.c.rank)
    )
    rows = db.session.execute(query).all()
    return [
        Found(sort, next(total for entry, total in rows if entry.kind == kind), entries)
        for kind, sort in SORTS.items()
        if (entries := [entry for entry, _ in rows if entry.kind == kind])
    ]


def still_there(at: datetime) -> ColumnElement[bool]:
    """Not past the instant from which a search over everything no longer shows it."""
    return or_(SearchEntry.ends_at.is_(None), SearchEntry.ends_at > at)
