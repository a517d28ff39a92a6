"""Naming those who work on the applications to an opening, and thanking them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from intranet.kit import letters
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.actions.versions import log
from intranet.openings.models import DESK_ROLE_LABELS, DeskRole, Opening, OpeningMember


def name_member(
    opening: Opening, member: Member, role: DeskRole, by: Member, at: datetime
) -> OpeningMember:
    """Give a colleague a part in the recruitment, or another one; the history and a letter say it.

    Once: of two clicks, or of two owners, the second finds it said.
    """
    _be_alone_with_the_team(opening)
    named = next((each for each in opening.team if each.member_id == member.id), None)
    if named and named.role is role:
        return named
    if named is None:
        named = OpeningMember(opening_id=opening.id, member_id=member.id)
        db.session.add(named)
        db.session.expire(opening, ["team"])
    named.role = role
    said = f"équipe de recrutement : {member.name}, {DESK_ROLE_LABELS[role].lower()}"
    event = log(opening, by, at, left=opening.state, changes=[said])
    if member.closed_at is None and member.id != by.id:
        letters.write(
            "openings/named",
            member.email,
            key=f"opening-event-{event.id}-to-{member.id}",
            name=member.name,
            by=by.name,
            opening=opening,
            role=DESK_ROLE_LABELS[role].lower(),
            decides=role is not DeskRole.READER,
            applied=bool(queries.applicants_among([member], opening.id)),
        )
    return named


def unname_member(named: OpeningMember, by: Member, at: datetime) -> None:
    """From the next page on, they have no part in it but that of any recruiter there. Said once."""
    opening, name = named.opening, named.member.name
    _be_alone_with_the_team(opening)
    if changed_one(delete(OpeningMember).where(OpeningMember.id == named.id)):
        log(opening, by, at, left=opening.state, changes=[f"équipe de recrutement : sans {name}"])


def _be_alone_with_the_team(opening: Opening) -> None:
    hold_row(Opening, opening.id)
    db.session.expire(opening, ["team"])
