"""Whether a second factor is required of whoever has a role to guard, as SECOND_FACTOR says.

It is told in docs/reglages.md, which a test compares with this page.
"""

from __future__ import annotations

from collections.abc import Mapping


class WrongGuard(ValueError):
    """The setting cannot be used; the message names it, in French."""


def is_required(environ: Mapping[str, str], *, in_production: bool) -> bool:
    """In production, unless it says otherwise. Raises WrongGuard."""
    usual = "required" if in_production else "offered"
    text = environ.get("SECOND_FACTOR", "").strip() or usual
    if text not in {"required", "offered"}:
        raise WrongGuard(f"SECOND_FACTOR vaut « {text} » : écrire required ou offered.")
    return text == "required"
