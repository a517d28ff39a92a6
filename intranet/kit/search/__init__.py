"""Full text: the same words found on SQLite (FTS5) and on PostgreSQL (tsvector), by one package.

Words are folded (case, accents) and stemmed in French here, in Python, so that both databases only
store and find plain stems. The order is ours too: what has every word in its title comes first.
What may be found is what was `index`ed: published things, each with who may know of it.
"""

from __future__ import annotations

from intranet.kit.search.entries import (
    Audience,
    SearchEntry,
    forget,
    forget_all,
    forget_past,
    index,
    index_all,
)
from intranet.kit.search.everything import (
    MOST_RANKED,
    Group,
    Hit,
    Reader,
    Wanted,
    by_kind,
    count_each,
    titled,
)
from intranet.kit.search.holding import holds_under
from intranet.kit.search.matching import matching
from intranet.kit.search.spelling import KnownWord, Slip, forget_words, one_letter_away, slips_of
from intranet.kit.search.stamps import WordStamp
from intranet.kit.search.words import (
    LONGEST_QUESTION,
    MOST_WORDS,
    Asked,
    Piece,
    marked,
    read,
    stems,
    with_others,
)

__all__ = [
    "LONGEST_QUESTION",
    "MOST_RANKED",
    "MOST_WORDS",
    "Asked",
    "Audience",
    "Group",
    "Hit",
    "KnownWord",
    "Piece",
    "Reader",
    "SearchEntry",
    "Slip",
    "Wanted",
    "WordStamp",
    "by_kind",
    "count_each",
    "forget",
    "forget_all",
    "forget_past",
    "forget_words",
    "holds_under",
    "index",
    "index_all",
    "marked",
    "matching",
    "one_letter_away",
    "read",
    "slips_of",
    "stems",
    "titled",
    "with_others",
]
