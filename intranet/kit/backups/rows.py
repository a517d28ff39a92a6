"""A row as PostgreSQL writes it with COPY, read into what SQLite keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

_ESCAPED = re.compile(r"\\(.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
Value = str | int | float | bytes | None


def read(lines: Iterable[bytes], types: Sequence[str]) -> Iterator[list[Value]]:
    """The rows of a table whose columns have these types of PostgreSQL."""
    readers = [_reader(kind) for kind in types]
    for line in lines:
        fields = line.decode().split("\t")
        yield [
            None if field == r"\N" else as_kept(plain(field))
            for as_kept, field in zip(readers, fields, strict=True)
        ]


def plain(field: str) -> str:
    """The text that COPY escaped."""
    if "\\" not in field:
        return field
    return _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), field)


def _reader(kind: str) -> Callable[[str], Value]:
    if kind == "boolean":
        return lambda text: int(text == "t")
    if kind in {"smallint", "integer", "bigint"}:
        return int
    if kind in {"real", "double precision"}:
        return float
    if kind == "bytea":
        return lambda text: bytes.fromhex(text[2:])
    if kind.startswith("timestamp"):
        return instant
    return str


def instant(text: str) -> str:
    """Of UTC, with six digits after the second always: SQLite compares instants as texts."""
    whole, _, fraction = text.removesuffix("+00").partition(".")
    return f"{whole}.{fraction:0<6}"
