"""How meetings answer the seats and the documents, which know nothing of the agenda."""

from __future__ import annotations

from intranet.bookings.models import BookableKind, CertificateKind
from intranet.bookings.queries import Certifier, Holder, certified_by, held_by
from intranet.events import policy, queries
from intranet.members.models import Member


def may_organize(member: Member, bookable_id: int) -> bool:
    event = queries.event_held(bookable_id)
    return event is not None and policy.may_organize(member, event)


def may_certify(member: Member, bookable_id: int) -> frozenset[CertificateKind]:
    event = queries.event_held(bookable_id)
    return policy.may_certify(member, event) if event else frozenset()


def answer_for_events() -> None:
    held_by(
        BookableKind.EVENT,
        Holder(
            describe=queries.described,
            may_organize=may_organize,
            organized_by=queries.organized_by,
            alike=queries.alike,
            is_shown=queries.is_shown,
            referents=queries.referents,
            starting=queries.starting,
        ),
    )
    certified_by(
        BookableKind.EVENT,
        Certifier(
            describe=queries.as_meeting,
            reached=lambda _bookable, _ids: {},
            may_certify=may_certify,
        ),
    )
