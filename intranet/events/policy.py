"""Who may propose, change and publish a meeting. Whoever holds it edits it; animators publish."""

from __future__ import annotations

from intranet.events.models import Event, Moderation
from intranet.members.models import Member


def may_propose(member: Member) -> bool:
    return member.is_admitted


def looks_after(member: Member, event: Event) -> bool:
    """Animates one of its regions; a meeting of no region is national."""
    codes: list[str | None] = list(event.region_codes)
    return any(member.animates(code) for code in codes or [None])


def holds(member: Member, event: Event) -> bool:
    """Wrote it, or works for one of those who hold it."""
    if not member.is_admitted:
        return False
    return member.id == event.author_id or event.is_held_by(member.organization_id)


def may_organize(member: Member, event: Event) -> bool:
    """Its page, its seats, its programme: whoever holds it, and who looks after the region."""
    return holds(member, event) or looks_after(member, event)


def may_edit(member: Member, event: Event) -> bool:
    return not event.is_cancelled and may_organize(member, event)


def may_submit(member: Member, event: Event) -> bool:
    waits = event.moderation in {Moderation.DRAFT, Moderation.REFUSED}
    return waits and may_organize(member, event)


def may_publish(member: Member, event: Event) -> bool:
    return event.moderation is not Moderation.PUBLISHED and looks_after(member, event)


def may_refuse(member: Member, event: Event) -> bool:
    return event.moderation is Moderation.SUBMITTED and looks_after(member, event)


def may_call_off(member: Member, event: Event) -> bool:
    """Cancelling, postponing: never deleted once it was published."""
    return event.moderation is Moderation.PUBLISHED and may_edit(member, event)
