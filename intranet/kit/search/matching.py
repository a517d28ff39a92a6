"""The words of one board: which of its things hold them, as its own list then narrows and orders."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Subquery

from intranet.kit.search.dialects import dialect
from intranet.kit.search.words import read


def matching(
    kind: str | Sequence[str], typed: str | None, alike: Sequence[Sequence[str]] = ()
) -> Subquery | None:
    """The things of a kind that hold every word typed, as rows (object_id, in_title, entry_id).

    None where nothing typed can be searched: the caller then lists everything. The last word may
    be unfinished. `kind` may be several. `alike`: groups of phrases that mean the same; what is
    typed in one of them is also found in the others, after the titles that hold what was typed
    itself.
    """
    asked = read(typed, alike)
    if not asked:
        return None
    words, kinds = dialect(), [kind] if isinstance(kind, str) else kind
    holding = words.query(asked, kinds, in_title=False)
    titled = words.query(read(typed), kinds, in_title=True)
    return words.matching(holding, titled).subquery("matching")
