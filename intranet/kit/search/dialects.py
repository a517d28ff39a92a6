"""What each database is asked: the same stems, in the words of its own index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from intranet.kit.db import db
from intranet.kit.search.words import Asked, may_be_unfinished

LAST_READ = 4_000  # of a kind, where many of it answer
MAY_KNOW = "audience IN :audiences AND (ends_at IS NULL OR ends_at > :at)"


class Words(Protocol):
    """An index of words: its key, how an entry is put in it (again, where it is there), how it is asked.

    `some` and `newest` are statements in which a question stands by its name: some of what answers
    it and may be known, up to :most; the last that entered the index, as many. Where `many` are known
    to answer, the latter may be looked for among the last of their kind alone.
    """

    key: ClassVar[str]
    put: ClassVar[str]

    @staticmethod
    def query(asked: Asked, kinds: Sequence[str], *, in_title: bool) -> str: ...

    @classmethod
    def matching(cls, found: str, titled: str) -> Select[Any]: ...

    @staticmethod
    def some(question: str) -> str: ...

    @staticmethod
    def newest(question: str, kind: str, *, many: bool) -> str: ...

    @staticmethod
    def row(
        entry: Mapping[str, Any], title: Sequence[str], body: Sequence[str]
    ) -> dict[str, object]: ...


class Sqlite(Words):
    """FTS5: the columns kind, title and body. What it finds comes by its key, either way."""

    key = "rowid"
    put = (
        "INSERT OR REPLACE INTO search_words (rowid, kind, title, body)"
        " VALUES (:id, :kind, :title, :body)"
    )

    @staticmethod
    def query(asked: Asked, kinds: Sequence[str], *, in_title: bool) -> str:
        """All that is asked, of some kinds, in the words of MATCH."""
        words = _joined(asked, " AND ", " OR ", lambda stem: f'"{stem}"', '"{}"*')
        scoped = f"{{title}} : ({words})" if in_title else f"{{title body}} : ({words})"
        either = " OR ".join(f'"{kind}"' for kind in kinds)
        return f"{scoped} AND {{kind}} : ({either})"

    @classmethod
    def matching(cls, found: str, titled: str) -> Select[Any]:
        holding, titles = cls._held(found).subquery("found"), cls._held(titled).subquery("titled")
        in_title = titles.c.entry_id.is_not(None).label("in_title")
        return (
            select(_ENTRY.c.object_id, _ENTRY.c.id.label("entry_id"), in_title)
            .join(holding, holding.c.entry_id == _ENTRY.c.id)
            .outerjoin(titles, titles.c.entry_id == _ENTRY.c.id)
        )

    @staticmethod
    def _held(query: str) -> Select[int]:
        return (
            select(column("rowid").label("entry_id"))
            .select_from(text("search_words"))
            .where(literal_column("search_words").op("MATCH")(query))
        )

    @staticmethod
    def some(question: str) -> str:
        return (
            "SELECT search_entry.id FROM search_words"  # noqa: S608
            " JOIN search_entry ON search_entry.id = search_words.rowid"
            f" WHERE search_words MATCH :{question} AND {MAY_KNOW} LIMIT :most"
        )

    @staticmethod
    def newest(question: str, kind: str, *, many: bool) -> str:
        return (
            "SELECT rowid AS entry_id FROM search_words"  # noqa: S608
            f" WHERE search_words MATCH :{question} ORDER BY rowid DESC LIMIT :most"
        )

    @staticmethod
    def row(
        entry: Mapping[str, Any], title: Sequence[str], body: Sequence[str]
    ) -> dict[str, object]:
        said = {"title": " ".join(title), "body": " ".join(body)}
        return {"id": entry["id"], "kind": entry["kind"], **said}


class Postgresql(Words):
    """A tsvector whose lexemes say of what kind of thing they are: `course.friche`, and
    `course^friche` for those of its title.

    So a question reads what it asks of the GIN index alone: weights would have to be looked for in
    each row. What tells who may know of a thing stands beside its words.
    """

    key = "entry_id"
    put = (
        "INSERT INTO search_words (entry_id, kind, object_id, audience, ends_at, words)"
        " VALUES (:id, :kind, :object_id, :audience, :ends_at, CAST(:words AS tsvector))"
        " ON CONFLICT (entry_id) DO UPDATE SET audience = excluded.audience,"
        " ends_at = excluded.ends_at, words = excluded.words"
    )

    @staticmethod
    def query(asked: Asked, kinds: Sequence[str], *, in_title: bool) -> str:
        """All that is asked, of some kinds, as a tsquery reads it."""
        mark = "^" if in_title else "."
        return " | ".join(
            _joined(asked, " & ", " | ", f"'{kind}{mark}{{}}'".format, f"'{kind}{mark}{{}}':*")
            for kind in kinds
        )

    @classmethod
    def matching(cls, found: str, titled: str) -> Select[Any]:
        words: ColumnElement[Any] = literal_column("words")
        in_title = words.op("@@")(func.cast(literal(titled), TSQUERY)).label("in_title")
        return (
            select(column("object_id"), column("entry_id"), in_title)
            .select_from(text("search_words"))
            .where(words.op("@@")(func.cast(literal(found), TSQUERY)))
        )

    @staticmethod
    def some(question: str) -> str:
        return (
            "SELECT entry_id FROM search_words"  # noqa: S608
            f" WHERE words @@ CAST(:{question} AS tsquery) AND {MAY_KNOW} LIMIT :most"
        )

    @staticmethod
    def newest(question: str, kind: str, *, many: bool) -> str:
        """Few answer: they are found by their words, then sorted. Many do: to these are added those
        of the last of their kind, by the index of kinds alone, which is enough where it is known.
        """
        holds = f"words @@ CAST(:{question} AS tsquery)"
        last = (
            "SELECT entry_id FROM (SELECT entry_id, words FROM search_words"  # noqa: S608
            f" WHERE kind BETWEEN '{kind}' AND '{kind}'"
            f" ORDER BY kind DESC, entry_id DESC LIMIT {LAST_READ}) AS last{question} WHERE {holds}"
        )
        if many:
            return f"{last} LIMIT :most"
        few = f"few{question}"
        return (
            f"SELECT entry_id FROM (WITH {few} AS MATERIALIZED"  # noqa: S608  our own words
            f" (SELECT entry_id FROM search_words WHERE {holds} LIMIT :enough)"
            f" SELECT entry_id FROM {few} UNION SELECT entry_id FROM"
            f" ({last} AND (SELECT count(*) FROM {few}) >= :enough LIMIT :most)"
            f" AS new{question}) AS of{question} ORDER BY entry_id DESC LIMIT :most"
        )

    @staticmethod
    def row(
        entry: Mapping[str, Any], title: Sequence[str], body: Sequence[str]
    ) -> dict[str, object]:
        """The literal of a tsvector: each stem once, and once more where the title holds it."""
        kind = entry["kind"]
        lexemes = {f"'{kind}.{stem}'" for stem in (*title, *body)}
        lexemes |= {f"'{kind}^{stem}'" for stem in title}
        told = {name: entry[name] for name in ("id", "kind", "object_id", "audience", "ends_at")}
        return told | {"words": " ".join(sorted(lexemes))}


def dialect() -> type[Words]:
    return Postgresql if db.engine.dialect.name == "postgresql" else Sqlite


_ENTRY = table("search_entry", column("id", Integer), column("object_id", Integer))


def _joined(asked: Asked, both: str, either: str, whole: Callable[[str], str], begun: str) -> str:
    """Each thing asked, by any of the phrases that say it; the last word typed may be unfinished."""
    said = [[both.join(map(whole, phrase)) for phrase in phrases] for phrases in asked]
    if may_be_unfinished(asked):
        *before, last = asked[-1][0]
        said[-1][0] = both.join([*map(whole, before), begun.format(last)])
    joined = both.join(
        "(" + either.join(f"({phrase})" for phrase in phrases) + ")" for phrases in said
    )
    return f"({joined})"
