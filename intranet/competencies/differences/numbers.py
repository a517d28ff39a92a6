"""The number of an edition follows from what it changes: nobody types it."""

from __future__ import annotations

from enum import StrEnum


class Bump(StrEnum):
    """How much a text changes, as its number tells it (semver.org)."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


BUMP_LABELS = {
    Bump.NONE: "aucun changement",
    Bump.PATCH: "de correction : seuls des mots changent",
    Bump.MINOR: "mineure : des compétences arrivent, changent de place ou de niveaux",
    Bump.MAJOR: "majeure : des compétences disparaissent, se scindent, se fusionnent, ou l’échelle change",
}


def next_number(number: str, bump: Bump) -> str:
    """The number after this one: 0.9.0 → 1.0.0 (major), 0.10.0 (minor), 0.9.1 (patch)."""
    plain, _, _ = number.partition("+")
    parts = [int(part) if part.isdecimal() else 0 for part in plain.split(".")]
    major, minor, patch = [*parts, 0, 0, 0][:3]
    return {
        Bump.NONE: f"{major}.{minor}.{patch}",
        Bump.PATCH: f"{major}.{minor}.{patch + 1}",
        Bump.MINOR: f"{major}.{minor + 1}.0",
        Bump.MAJOR: f"{major + 1}.0.0",
    }[bump]
