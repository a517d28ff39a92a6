"""Who may propose, change and publish a meeting. Whoever holds it edits it; animators publish."""

from __future__ import annotations

from datetime import date

from intranet.bookings.models import CertificateKind
from intranet.events.models import IN_PROGRAMME, Event, MaterialReach, Moderation, Talk, TalkState
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


def may_call_off(member: Member, event: Event, on: date) -> bool:
    """Cancelling, postponing what is still to come: never deleted once it was published."""
    is_to_come = event.moderation is Moderation.PUBLISHED and not event.is_over(on)
    return is_to_come and may_edit(member, event)


def may_certify(member: Member, event: Event) -> frozenset[CertificateKind]:
    """That people were there, and nothing more: a meeting teaches no level. Nothing is attested of
    one that nobody ever published.
    """
    attested = event.moderation is Moderation.PUBLISHED and may_organize(member, event)
    return frozenset({CertificateKind.PRESENCE} if attested else ())


def may_propose_talk(member: Member, event: Event, on: date) -> bool:
    """Any member, for a meeting of the agenda that is to come and not called off; whoever holds it,
    always: what was presented is written down afterwards too.
    """
    is_open = event.published_at is not None and not (event.is_called_off or event.is_over(on))
    return may_organize(member, event) or (is_open and member.is_admitted)


def may_withdraw(member: Member, talk: Talk) -> bool:
    return member.id == talk.proposed_by_id or talk.is_spoken_by(member.id)


def may_read_talk(member: Member | None, talk: Talk) -> bool:
    """Those of the programme, anyone; the others, who proposed or speaks, and who decides."""
    if talk.state in IN_PROGRAMME:
        return True
    return member is not None and (may_withdraw(member, talk) or may_organize(member, talk.event))


def may_add_material(member: Member, talk: Talk) -> bool:
    return may_withdraw(member, talk) or may_organize(member, talk.event)


def may_open(member: Member | None, talk: Talk, reach: MaterialReach, *, registered: bool) -> bool:
    """Slides: those who gave them and hold the meeting; others within reach, while all consent."""
    if member and may_add_material(member, talk):
        return True
    if not talk.may_be_shown or talk.state is not TalkState.PUBLISHED:
        return False
    if reach is MaterialReach.EVERYONE:
        return True
    if member is None or not member.is_admitted:
        return False
    return reach is MaterialReach.NETWORK or (reach is MaterialReach.REGISTERED and registered)
