"""Settings of whom to write to: the legal pages and security.txt say them.

They are told in docs/reglages.md, which a test compares with this page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

ADDRESS = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
LONGEST = 300


class WrongContact(ValueError):
    """A setting cannot be used; the message names it, in French."""


@dataclass(frozen=True)
class Contacts:
    """Empty where nobody said: the pages then say that it is missing."""

    publisher: str = ""
    host: str = ""
    privacy: str = ""
    security: str = ""


def read(environ: Mapping[str, str]) -> Contacts:
    """Raises WrongContact."""
    return Contacts(
        publisher=_words(environ, "PUBLISHER"),
        host=_words(environ, "HOSTED_BY"),
        privacy=_reached(environ, "PRIVACY_CONTACT"),
        security=_reached(environ, "SECURITY_CONTACT"),
    )


def _words(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "").strip()
    if len(text) > LONGEST or not text.isprintable():
        raise WrongContact(f"{name} tient sur une ligne, de {LONGEST} signes au plus.")
    return text


def _reached(environ: Mapping[str, str], name: str) -> str:
    text = _words(environ, name)
    is_page = text.startswith("https://") and len(text) > len("https://") and " " not in text
    if text and not is_page and not ADDRESS.fullmatch(text):
        raise WrongContact(
            f"{name} vaut « {text} » : une adresse électronique, ou une page en https://, est attendue."
        )
    return text
