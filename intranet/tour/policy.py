"""Who may change a stage."""

from __future__ import annotations

from intranet.events import policy as events
from intranet.events.models import Talk
from intranet.members.models import Member
from intranet.tour.models import Stage


def may_edit(member: Member, stage: Stage) -> bool:
    """The animators of its region, and the national ones."""
    return member.animates(stage.region_code)


def is_host(member: Member, stage: Stage) -> bool:
    """Works for one of those who receive it."""
    return member.organization_id in {host.organization_id for host in stage.hosts}


def may_capture(member: Member, stage: Stage) -> bool:
    """Noting what is told at a stage: its hosts, and who animates its region."""
    return may_edit(member, stage) or is_host(member, stage)


def may_gather(member: Member, stage: Stage) -> bool:
    """Saying which meetings are those of a stage, and in what order: the same."""
    return may_capture(member, stage)


def may_make_a_sheet(member: Member, talk: Talk) -> bool:
    """Whoever speaks or proposed it, and those who hold the meeting; the sheet is an organization’s."""
    concerned = events.may_withdraw(member, talk) or events.may_organize(member, talk.event)
    return member.is_admitted and concerned
