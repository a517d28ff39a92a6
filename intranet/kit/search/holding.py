"""How long what was found holds: while the index says the same, and until the next thing in it ends."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from intranet.kit.db import UtcDateTime, db
from intranet.kit.kept import Kept
from intranet.kit.search.entries import SearchEntry
from intranet.kit.search.stamps import WordStamp


class Span(NamedTuple):
    """Instants between which nothing in the index ends; no last one where nothing ever does."""

    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


def holds_under(at: datetime) -> tuple[object, ...] | None:
    """What words find now, they find while this is the same; None where nothing may be kept."""
    word = WordStamp.reads()
    if word is None:
        return None
    span: Span | None = _spans.known((word,))
    if span is None or not span.holds(at):
        _spans.forget((word,))
        span = _spans((word,), lambda: Span(at, db.session.scalar(_NEXT_END, {"at": at})))
    return word, span.until


_spans = Kept(4)
_NEXT_END = select(func.min(SearchEntry.ends_at)).where(
    SearchEntry.ends_at > bindparam("at", type_=UtcDateTime())
)
