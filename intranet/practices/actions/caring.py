"""What animators do for sheets that nobody verifies, or answers for: ask, and propose somebody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, update

from intranet.kit import letters, links
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.members.models import Member
from intranet.practices.actions.truth import EXACT, answering
from intranet.practices.models import Practice, Told
from intranet.practices.models.freshness import OLD_AFTER, STALE_AFTER, standing


class AskedAlready(Exception):
    """Somebody asked today."""


class NobodyAnswers(Exception):
    """The structure of the sheet has nobody left on the network."""


def ask_to_verify(practice: Practice, by: Member, at: datetime) -> list[Member]:
    """Write again to whoever answers for it: « is it still exact? »; once a day at most.

    Raises AskedAlready, NobodyAnswers.
    """
    people, on = answering(practice), in_paris(at).date()
    if not people:
        raise NobodyAnswers
    since = or_(Practice.asked_on.is_(None), Practice.asked_on < on)
    asked = update(Practice).where(Practice.id == practice.id, since).values(asked_on=on)
    if not changed_one(asked):
        raise AskedAlready
    db.session.expire(practice, ["asked_on"])
    for to in people:
        word = links.signed(EXACT, practice.id, to.id)
        letters.write(
            "practices/verify",
            to.email,
            key=f"practice-verify:{practice.id}:{practice.verify_on}:asked-{on}:{to.id}",
            secret_link=absolute(f"/pratiques/exactitude/{word}"),
            name=to.name,
            practice=practice,
            told=Told.NOTHING,
            standing=standing(practice.verify_on or on, on),
            stages=Told,
            asked_by=by.name,
            stale_after=STALE_AFTER,
            old_after=OLD_AFTER,
        )
    return people


def propose_contact(practice: Practice, to: Member, by: Member, at: datetime) -> None:
    """Somebody of the structure is asked to answer for it; they take it, or say that it is not them."""
    practice.proposed_id, practice.proposed_on = to.id, in_paris(at).date()
    letters.write(
        "practices/contact_proposed",
        to.email,
        key=f"practice-proposed:{practice.id}:{practice.proposed_on}:{to.id}",
        name=to.name,
        practice=practice,
        asked_by=by.name,
    )


def decline_contact(practice: Practice, by: Member) -> None:
    """It is not them; again, or if somebody else is proposed since, nothing more."""
    theirs = update(Practice).where(Practice.id == practice.id, Practice.proposed_id == by.id)
    freed = theirs.values(proposed_id=None, proposed_on=None)
    db.session.execute(freed.execution_options(synchronize_session=False))
    db.session.expire(practice, ["proposed_id", "proposed_on"])
