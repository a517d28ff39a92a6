"""What may be corrected without a review: links, names of documents, a twentieth of the text at most."""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from typing import Any

from intranet.practices.models.sheets import Sheet, differing

LINKS = frozenset({"sources"})
TEXTS = frozenset(
    {
        "title", "lead", "context", "problem", "approach", "partners", "difficulties",
        "what_failed", "success_conditions", "prerequisites", "adaptable_to", "territory_name",
    }
)  # fmt: skip
MOST = 20  # one character in so many
_WORDS = re.compile(r"\w+|\W")


class NotMinor(Exception):
    """It changes what was reviewed: a reviewer reads it first."""


def same_text(one: Sheet, other: Sheet) -> bool:
    """Nothing changed but links: an opinion on one is an opinion on the other."""
    return not _changed(one, other) - LINKS


def why_not_minor(before: Sheet, after: Sheet) -> str | None:
    """What keeps a correction from being minor, in a sentence; None if nothing does."""
    if not differing(before, after):
        return "Rien n’a changé."
    changed = _changed(before, after)
    if changed - LINKS - TEXTS:
        return (
            "Thèmes, lieux, dates, coûts, résultats, compétences et documents se relisent : "
            "soumettez la fiche."
        )
    whole = sum(len(_said(before, name)) for name in TEXTS)
    rewritten = sum(_rewritten(_said(before, name), _said(after, name)) for name in changed & TEXTS)
    if rewritten * MOST > whole:
        return "Plus d’un vingtième du texte change : soumettez la fiche à la relecture."
    return None


def _changed(before: Sheet, after: Sheet) -> set[str]:
    """The fields that part; what a document is called is no more than a link’s words."""
    changed = set(differing(before, after))
    if [each["id"] for each in before.documents] == [each["id"] for each in after.documents]:
        changed.discard("documents")
    return changed


def _rewritten(before: str, after: str) -> int:
    """How many characters of the words that changed."""
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    return sum(
        max(len("".join(one[a:b])), len("".join(other[c:d])))
        for kind, a, b, c, d in SequenceMatcher(None, one, other).get_opcodes()
        if kind != "equal"
    )


def _said(sheet: Sheet, name: str) -> str:
    value: Any = getattr(sheet, name)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
