"""Settings of what the timer does: the antivirus, and how long personal data is kept.

They are told in docs/reglages.md, which a test compares with this page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# In months: what each is called in the environment, and its default.
MONTHS = {
    "draft": ("KEEP_DRAFTS_MONTHS", 12),
    "forgotten": ("KEEP_FORGOTTEN_MONTHS", 12),
    "decided": ("KEEP_DECIDED_MONTHS", 3),
    "pool": ("KEEP_POOL_MONTHS", 24),
    "anonymous": ("KEEP_NAMES_MONTHS", 24),
    "inactive": ("KEEP_INACTIVE_MONTHS", 24),
}
LONGEST = 120
SHORTEST = {"inactive": 3}  # two letters come first, a month apart


class WrongUpkeep(ValueError):
    """A setting cannot be used; the message names it, in French."""


@dataclass(frozen=True)
class Upkeep:
    """The socket of clamd, empty where there is none; and the delays, in months."""

    clamd_socket: str
    months: Mapping[str, int]


def read(environ: Mapping[str, str]) -> Upkeep:
    """Raises WrongUpkeep."""
    socket = environ.get("CLAMD_SOCKET", "").strip()
    if socket and not Path(socket).is_absolute():
        raise WrongUpkeep(
            f"CLAMD_SOCKET vaut « {socket} » : le chemin complet d’une socket est attendu."
        )
    months = {
        key: _months(environ, name, usual, least=SHORTEST.get(key, 1))
        for key, (name, usual) in MONTHS.items()
    }
    return Upkeep(socket, months)


def _months(environ: Mapping[str, str], name: str, usual: int, *, least: int) -> int:
    text = environ.get(name, "").strip() or str(usual)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= LONGEST):
        raise WrongUpkeep(
            f"{name} vaut « {text} » : un nombre entier de mois, de {least} à {LONGEST}, est attendu."
        )
    return int(text)
