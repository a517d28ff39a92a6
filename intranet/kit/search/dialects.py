"""What each database is asked: the same stems, in the words of its own index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from sqlalchemy import Select, column, func, literal, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY

from intranet.kit.db import db
from intranet.kit.search.words import Asked, may_be_unfinished


class Words(Protocol):
    """An index of words: its key, how it is written, how it is asked."""

    key: ClassVar[str]
    matches: ClassVar[str]
    insert: ClassVar[str]

    @staticmethod
    def query(asked: Asked, kinds: Sequence[str], *, in_title: bool) -> str: ...

    @classmethod
    def found(cls, asked: Asked, kinds: Sequence[str], *, in_title: bool) -> Select[int]: ...

    @staticmethod
    def row(
        entry_id: int, kind: str, title: Sequence[str], body: Sequence[str]
    ) -> dict[str, object]: ...


class Sqlite(Words):
    """FTS5: the columns kind, title and body."""

    key = "rowid"
    matches = "search_words MATCH :{}"
    insert = (
        "INSERT INTO search_words (rowid, kind, title, body) VALUES (:id, :kind, :title, :body)"
    )

    @staticmethod
    def query(asked: Asked, kinds: Sequence[str], *, in_title: bool) -> str:
        """All that is asked, in the words of MATCH."""
        words = _joined(asked, " AND ", " OR ", lambda stem: f'"{stem}"', '"{}"*')
        scoped = f"{{title}} : ({words})" if in_title else f"{{title body}} : ({words})"
        either = " OR ".join(f'"{kind}"' for kind in kinds)
        return f"{scoped} AND {{kind}} : ({either})" if kinds else scoped

    @classmethod
    def found(cls, asked: Asked, kinds: Sequence[str], *, in_title: bool) -> Select[int]:
        query = cls.query(asked, kinds, in_title=in_title)
        return (
            select(column("rowid").label("entry_id"))
            .select_from(text("search_words"))
            .where(literal_column("search_words").op("MATCH")(query))
        )

    @staticmethod
    def row(
        entry_id: int, kind: str, title: Sequence[str], body: Sequence[str]
    ) -> dict[str, object]:
        return {"id": entry_id, "kind": kind, "title": " ".join(title), "body": " ".join(body)}


class Postgresql(Words):
    """A tsvector: the stems of the title weigh A, of the rest B, and the kind is one that weighs D."""

    key = "entry_id"
    matches = "words @@ CAST(:{} AS tsquery)"
    insert = "INSERT INTO search_words (entry_id, words) VALUES (:id, CAST(:words AS tsvector))"

    @staticmethod
    def query(asked: Asked, kinds: Sequence[str], *, in_title: bool) -> str:
        """All that is asked, as a tsquery reads it."""
        weight = "A" if in_title else "AB"
        words = _joined(asked, " & ", " | ", lambda stem: f"'{stem}':{weight}", f"'{{}}':*{weight}")
        either = " | ".join(f"'{kind}':D" for kind in kinds)
        return f"{words} & ({either})" if kinds else words

    @classmethod
    def found(cls, asked: Asked, kinds: Sequence[str], *, in_title: bool) -> Select[int]:
        query = literal(cls.query(asked, kinds, in_title=in_title))
        return (
            select(column("entry_id"))
            .select_from(text("search_words"))
            .where(literal_column("words").op("@@")(func.cast(query, TSQUERY)))
        )

    @staticmethod
    def row(
        entry_id: int, kind: str, title: Sequence[str], body: Sequence[str]
    ) -> dict[str, object]:
        """The literal of a tsvector: each stem once, with the weights of where it stands."""
        places: dict[str, set[str]] = {kind: {"D"}}
        for weight, words in (("A", title), ("B", body)):
            for stem in words:
                places.setdefault(stem, set()).add(weight)
        vector = " ".join(
            f"'{stem}':"
            + ",".join(f"{place}{weight}" for place, weight in enumerate(sorted(weights), 1))
            for stem, weights in places.items()
        )
        return {"id": entry_id, "words": vector}


def dialect() -> type[Words]:
    return Postgresql if db.engine.dialect.name == "postgresql" else Sqlite


def _joined(asked: Asked, both: str, either: str, whole: Callable[[str], str], begun: str) -> str:
    """Each thing asked, by any of the phrases that say it; the last word typed may be unfinished."""
    said = [[both.join(map(whole, phrase)) for phrase in phrases] for phrases in asked]
    if may_be_unfinished(asked):
        *before, last = asked[-1][0]
        said[-1][0] = both.join([*map(whole, before), begun.format(last)])
    return both.join(
        "(" + either.join(f"({phrase})" for phrase in phrases) + ")" for phrases in said
    )
