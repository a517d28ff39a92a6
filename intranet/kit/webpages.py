"""Addresses of the web that people write: what forms and files take, and what they say of the rest."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wtforms.validators import ValidationError

LONGEST = 500
INCOMPLETE = "Donnez une adresse complète, qui commence par https://."
TOO_LONG = f"Donnez une adresse de {LONGEST} caractères au plus."
OUTSIDE = frozenset('<>"')  # what no address holds, and what would end one in a page


def fault_of(address: str) -> str | None:
    """The sentence that refuses it; None where it leads to a page of the web."""
    if len(address) > LONGEST:
        return TOO_LONG
    return None if _leads_somewhere(address) else INCOMPLETE


def fault_in_file(address: str) -> str | None:
    """The same, for a cell of a file: among other faults, on a line that quotes it."""
    fault = fault_of(address)
    return fault and f"« {address[:60]} » : {fault[0].lower()}{fault[1:].rstrip('.')}"


class WebAddress:
    """Validator: nothing typed, or a whole address."""

    field_flags = {"maxlength": LONGEST}  # noqa: RUF012  read by the field, never changed

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and (fault := fault_of(field.data)):
            raise ValidationError(fault)


def _leads_somewhere(address: str) -> bool:
    """A host of the web by its whole name, and no password: it would be shown to everybody."""
    if any(sign.isspace() or sign in OUTSIDE for sign in address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    is_named = all((parts.hostname or "").split(".")) and "." in (parts.hostname or "")
    return parts.scheme in {"http", "https"} and is_named and "@" not in parts.netloc
