"""What happens to organizations: entered in the directory, found there, closed, taken over."""

from intranet.organizations.actions.entering import (
    at_renaming,
    enter,
    enter_all,
    free_slug,
    hold_as_seen,
    keep_domains,
    keep_up,
    kind_of,
    let_be_found,
    say_new_name,
    words_of,
)
from intranet.organizations.actions.succession import (
    Belonging,
    Closing,
    also_belongs,
    belongings_of,
    close,
    reopen,
)

__all__ = [
    "Belonging",
    "Closing",
    "also_belongs",
    "at_renaming",
    "belongings_of",
    "close",
    "enter",
    "enter_all",
    "free_slug",
    "hold_as_seen",
    "keep_domains",
    "keep_up",
    "kind_of",
    "let_be_found",
    "reopen",
    "say_new_name",
    "words_of",
]
