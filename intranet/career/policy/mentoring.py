"""Who may ask to be accompanied, who answers, who ends it, who tells what it brought."""

from __future__ import annotations

from datetime import date, timedelta

from intranet.career.models import Mentoring, MentoringState
from intranet.members.models import Member

RENEWABLE_FOR = timedelta(days=30)  # before the term


def may_seek(member: Member) -> bool:
    """Names are for people of the network, as on the page of an item."""
    return member.is_admitted


def levels_to_ask(own: int | None, guide: int, highest: int) -> range:
    """The levels one may ask for: above one’s own, and no higher than the mentor’s."""
    return range((own or 0) + 1, min(guide, highest) + 1)


def takes_part(member: Member, mentoring: Mentoring) -> bool:
    return member.id in {mentoring.mentor_id, mentoring.mentee_id}


def may_answer(member: Member, mentoring: Mentoring) -> bool:
    return member.id == mentoring.mentor_id and mentoring.state is MentoringState.ASKED


def may_withdraw(member: Member, mentoring: Mentoring) -> bool:
    return member.id == mentoring.mentee_id and mentoring.state is MentoringState.ASKED


def may_end(member: Member, mentoring: Mentoring) -> bool:
    """Either of the two, at any time."""
    return takes_part(member, mentoring) and mentoring.state is MentoringState.ACCEPTED


def may_renew(member: Member, mentoring: Mentoring, on: date) -> bool:
    """The mentor, whose time it is, in the month before the term."""
    return (
        member.id == mentoring.mentor_id
        and mentoring.state is MentoringState.ACCEPTED
        and mentoring.ends_on is not None
        and on >= mentoring.ends_on - RENEWABLE_FOR
    )


def may_tell(member: Member, mentoring: Mentoring) -> bool:
    """Whoever was accompanied, once it has ended, once."""
    over = mentoring.state is MentoringState.ENDED
    return member.id == mentoring.mentee_id and over and mentoring.told_at is None
