"""Keys that SECRET_KEY had before: what was signed or sealed with them is still read.

Told in docs/reglages.md; how a key is changed, in docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Mapping

FORMER = "SECRET_KEY_FALLBACKS"
SHORTEST = 32  # characters, in production


class WrongKey(ValueError):
    """A former key cannot be one; the message says so in French."""


def former(environ: Mapping[str, str], *, in_production: bool) -> list[str]:
    """The latest first, as they are written, between commas. Raises WrongKey."""
    keys = [key for each in environ.get(FORMER, "").split(",") if (key := each.strip())]
    if in_production and any(len(key) < SHORTEST for key in keys):
        raise WrongKey(
            f"{FORMER} : une clef y est trop courte, {SHORTEST} caractères au moins en production."
        )
    return keys
