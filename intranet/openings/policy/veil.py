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
SHORTEST_NAME = 3  # « de » or « Le » alone name nobody


def unsigned(text: str, application: JobApplication) -> str:
    """A text of the candidate as the desk may read it now: no name, no address, no telephone."""
    if not application.is_veiled:
        return text
    if application.applicant is None:
        return _CONTACT.sub(HIDDEN, text)
    names = {fold(each) for each in _WORD.findall(application.applicant.name)}
    known = {each for each in names if len(each) >= SHORTEST_NAME}

    def hide(found: re.Match[str]) -> str:
        return HIDDEN if fold(found.group()) in known else found.group()

    return _WORD.sub(hide, _CONTACT.sub(HIDDEN, text))
