"""The words of one board: which of its things hold them, as its own list then narrows and orders."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Subquery, select

from intranet.kit.search.dialects import dialect
from intranet.kit.search.entries import SearchEntry
from intranet.kit.search.words import read


def matching(
    kind: str | Sequence[str] | None, typed: str | None, alike: Sequence[Sequence[str]] = ()
) -> Subquery | None:
    """The things of a kind that hold every word typed, as rows (object_id, in_title, entry_id).

    None where nothing typed can be searched: the caller then lists everything. The last word may
    be unfinished. `kind` may be several; without any, things of every kind. `alike`: groups of
    phrases that mean the same; what is typed in one of them is also found in the others, after
    the titles that hold what was typed itself.
    """
    asked = read(typed, alike)
    if not asked:
        return None
    words, kinds = dialect(), [kind] if isinstance(kind, str) else kind or ()
    found = words.found(asked, kinds, in_title=False).subquery("found")
    titles = words.found(read(typed), kinds, in_title=True).subquery("titled")
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
