"""Who asks for a session, and who reads what is lacking where."""

from __future__ import annotations

from intranet.career.models import TrainingWish
from intranet.courses import policy as courses
from intranet.courses.models import Course
from intranet.members.models import Member


def may_ask(member: Member) -> bool:
    """People of the network ask for themselves."""
    return member.is_admitted


def may_read_board(member: Member) -> bool:
    """Whoever can answer: trainers, and the animators who look for them, of any region: figures that
    name nobody, and a run held next door answers too.
    """
    return member.is_admitted and (member.is_trainer or member.is_animator)


def may_withdraw(member: Member, wish: TrainingWish) -> bool:
    return member.id == wish.member_id and wish.is_open


def may_propose(member: Member, course: Course) -> bool:
    """A run for those who ask is a run: whoever may announce one of this course."""
    return courses.may_announce(member, course)
