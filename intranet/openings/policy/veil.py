"""What is written without saying who wrote it: until a person is shortlisted, where that was promised."""

from __future__ import annotations

import re

from intranet.kit.texts import fold
from intranet.openings.models import JobApplication
from intranet.openings.policy.publication import TELEPHONE

HIDDEN = "[masqué]"
_CONTACT = re.compile(
    r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"  # an address
    r"|(?:https?://|www\.)\S+"  # a page that may be theirs
    r"|\b(?:linkedin\.com|[\w-]+\.fr|[\w-]+\.com)/\S+"
    rf"|{TELEPHONE}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s.’'\-]{1,3}")  # two words of one name: « Li Na », « Le Goff », « L. K. »
SHORTEST_NAME = 3  # « de » or « Le » alone name nobody


def unsigned(text: str, application: JobApplication) -> str:
    """A text of the candidate as the desk may read it now: no name, no address, no telephone."""
    if not application.is_veiled:
        return text
    text = _CONTACT.sub(HIDDEN, text)
    if application.applicant is None:
        return text
    names = {fold(each) for each in _WORD.findall(application.applicant.name)}
    words = list(_WORD.finditer(text))
    around = zip([None, *words], words, [*words[1:], None], strict=False)
    signing = [word for before, word, after in around if _names(before, word, after, names)]
    for word in reversed(signing):
        text = f"{text[: word.start()]}{HIDDEN}{text[word.end() :]}"
    return text


def _names(
    before: re.Match[str] | None, word: re.Match[str], after: re.Match[str] | None, names: set[str]
) -> bool:
    """A word of the name; a short one, or an initial, only beside another of them."""
    if not _is_of(word, names):
        return False
    if len(word.group()) >= SHORTEST_NAME:
        return True
    follows = before is not None and _is_of(before, names) and _touch(before, word)
    leads = after is not None and _is_of(after, names) and _touch(word, after)
    return word.group()[0].isupper() and (follows or leads)


def _touch(left: re.Match[str], right: re.Match[str]) -> bool:
    return _BETWEEN.fullmatch(left.string, left.end(), right.start()) is not None


def _is_of(word: re.Match[str], names: set[str]) -> bool:
    """Of the name: one of its words, or the first letter of one, as a capital."""
    said = word.group()
    is_initial = len(said) == 1 and said.isupper()
    return fold(said) in names or (is_initial and any(name[0] == fold(said) for name in names))
