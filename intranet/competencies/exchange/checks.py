"""What makes a line unfit, in sentences that its author can act upon."""

from __future__ import annotations

from intranet.competencies.exchange.contents import (
    LONGEST_CODE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_URI,
    Entry,
    Line,
)
from intranet.competencies.models import HIGHEST, LOWEST, is_beyond

TEXTS = {"statement": "énoncé", "notes": "notes"}


def faults_of(line: Line, entry: Entry | None, reserved: frozenset[str]) -> list[str]:
    """Everything wrong with a line by itself."""
    says, found = line.says, list[str]()
    title = says.get("title", "")
    if not title:
        found.append("sans intitulé")
    elif len(title) > LONGEST_TITLE:
        found.append(
            f"intitulé de {len(title)} caractères : {LONGEST_TITLE} au plus, et rien n’est coupé"
        )
    found += code_faults(says.get("code"), reserved)
    if len(line.uri or "") > LONGEST_URI:
        found.append(f"adresse (uri) de plus de {LONGEST_URI} caractères")
    for name, label in TEXTS.items():
        if len(says.get(name, "")) > LONGEST_TEXT:
            found.append(f"{label} de plus de {LONGEST_TEXT} caractères")
    low = says.get("level_min", entry.level_min if entry else LOWEST)
    high = says.get("level_max", entry.level_max if entry else HIGHEST)
    off = [level for level in (low, high) if not LOWEST <= level <= HIGHEST]
    if off:
        found.append(f"niveau {off[0]} hors de l’échelle de {LOWEST} à {HIGHEST}")
    elif low > high:
        found.append(f"niveau minimum {low} au-dessus du niveau maximum {high}")
    levels = says.get("descriptors", {})
    if any(len(text) > LONGEST_TEXT for text in levels.values()):
        found.append(f"descripteur de plus de {LONGEST_TEXT} caractères")
    if not off and (beyond := [level for level in levels if is_beyond(level, low, high)]):
        found.append(f"décrit le niveau {beyond[0]}, et ses niveaux vont de {low} à {high}")
    return found


def code_faults(code: str | None, reserved: frozenset[str]) -> list[str]:
    """A code is short, and stands in an address."""
    if code is None:
        return []
    if len(code) > LONGEST_CODE:
        return [f"code de {len(code)} caractères : {LONGEST_CODE} au plus"]
    if any(sign in code for sign in "/\\?#%\n\t") or code.strip(".") == "":
        return [f"le code « {code} » ne tient pas dans une adresse (/ ? # %)"]
    if code.lower() in reserved:
        return [f"le code « {code} » est celui d’une page du site"]
    return []
