"""Links in letters that say who they are for: signed, so that nobody can make one up."""

from __future__ import annotations

from flask import abort
from itsdangerous import BadSignature, URLSafeSerializer

from intranet.kit import sealing

Value = int | str


class ForgedLink(ValueError):
    """The link was not made here, or was cut on its way."""


def signed(purpose: str, *values: Value) -> str:
    """A word for an address that stands for these values, for this purpose alone."""
    return _signing(purpose).dumps(list(values))


def read(purpose: str, word: str) -> list[Value]:
    """The values that a word stands for. Raises ForgedLink."""
    try:
        values: list[Value] = _signing(purpose).loads(word)
    except BadSignature as forged:
        raise ForgedLink(purpose) from forged
    return values


def read_or_404(purpose: str, word: str) -> list[Value]:
    """The same, for a page: what was not made here leads nowhere."""
    try:
        return read(purpose, word)
    except ForgedLink:
        abort(404)


def _signing(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(sealing.keys(), salt=f"link:{purpose}")
