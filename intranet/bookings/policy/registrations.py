"""Who may ask for a seat, and act on one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from intranet.bookings.models import ASSURED, LEAVABLE, Registration, Subject
from intranet.members.models import Member


def may_register(member: Member) -> bool:
    """Whoever works for an organization of the network, for themselves and for its people."""
    return member.is_admitted


def holds(member: Member, registration: Registration) -> bool:
    """The seat is theirs, or they asked for it on behalf of somebody."""
    return member.id in {registration.member_id, registration.requested_by_id}


def may_leave(registration: Registration) -> bool:
    """Whether there is something to give back; attendance is not."""
    return registration.state in LEAVABLE


def may_exchange(registration: Registration) -> bool:
    """Somebody moves to another meeting; a seat of a group without a name stays with its group."""
    return bool(registration.holder_key)


def may_name(member: Member, registration: Registration) -> bool:
    """Whoever asked for the seats of a group says who takes each, and changes it until the start."""
    asked = member.id == registration.requested_by_id and registration.group_id is not None
    return asked and may_leave(registration)


def reads_video_link(registration: Registration, subject: Subject, at: datetime) -> bool:
    """Whoever has a seat, from the day before: a link that is told earlier goes from hand to hand."""
    return registration.state in ASSURED and subject.shows_video_link(at)


def reads_needs(member: Member, referents: Collection[Member]) -> bool:
    """What somebody needs is for the eyes of the one who arranges it, and of nobody else."""
    return member.id in {referent.id for referent in referents}
