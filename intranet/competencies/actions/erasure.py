"""Erasing all that was said of a member’s levels: rows really go, for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select

from intranet.competencies.actions.evidence import key_prefix_of
from intranet.competencies.models import (
    Assessment,
    Erasure,
    Evidence,
    EvidenceClaim,
    ProfileShare,
    ShareVisit,
    TeamConsent,
)
from intranet.kit import files
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member

Resting = Callable[[int, datetime], None]
_RESTING: dict[str, Resting] = {}


def rests_on_levels(words: str, erase_it: Resting) -> None:
    """What a domain above makes of one’s levels goes with them, in the same transaction.

    `words` say what it is on the page that asks whether one is sure.
    """
    _RESTING[words] = erase_it


def what_rests_on_levels() -> list[str]:
    return list(_RESTING)


def erase(member_id: int, at: datetime) -> None:
    """Delete a member’s levels, evidence with its files, requests with their letters, links, consents.

    What they attested for others stays theirs. Rows that others may be writing beside (an answer,
    a visit, a page of levels) are held first, so that each comes wholly before, or finds nothing.
    """
    hold_row(Member, member_id)
    shown = select(Evidence).where(Evidence.member_id == member_id).order_by(Evidence.id)
    evidence = db.session.scalars(shown.with_for_update()).all()
    ids = [one.id for one in evidence]
    about = EvidenceClaim.evidence_id.in_(ids)
    db.session.execute(select(EvidenceClaim.id).where(about).with_for_update())
    mine = select(ProfileShare.id).where(ProfileShare.member_id == member_id)
    links = db.session.scalars(mine.with_for_update()).all()

    db.session.execute(delete(Assessment).where(Assessment.member_id == member_id))
    db.session.execute(delete(Letter).where(Letter.key.startswith(key_prefix_of(member_id))))
    db.session.execute(delete(EvidenceClaim).where(about))
    db.session.execute(delete(Evidence).where(Evidence.id.in_(ids)))
    files.remove([one.attachment_id for one in evidence if one.attachment_id])
    db.session.execute(delete(ShareVisit).where(ShareVisit.share_id.in_(links)))
    db.session.execute(delete(ProfileShare).where(ProfileShare.id.in_(links)))
    db.session.execute(delete(TeamConsent).where(TeamConsent.member_id == member_id))
    for erase_it in _RESTING.values():
        erase_it(member_id, at)
    db.session.add(Erasure(member_id=member_id, at=at))
