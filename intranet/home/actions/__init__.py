"""What happens to what is kept for one reader."""

from intranet.home.actions.carrying import carry
from intranet.home.actions.indexing import find_by_new_name
from intranet.home.actions.recent import MOST_RECENT, forget, forget_all, keep_or_not, remember

__all__ = [
    "MOST_RECENT",
    "carry",
    "find_by_new_name",
    "forget",
    "forget_all",
    "keep_or_not",
    "remember",
]
