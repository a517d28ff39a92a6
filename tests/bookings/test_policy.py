"""Who acts on a seat, what may be certified of somebody, and what is given again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intranet.bookings import policy
from intranet.bookings.models import (
    Attendance,
    Certificate,
    CertificateKind,
    CertifiedMeeting,
    Facts,
    Hours,
    Method,
    Presence,
    Reached,
    Refusal,
    Registration,
    RegistrationState,
)
from intranet.kit.clock import now
from intranet.members.models import Role
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
HOLDER, ORGANIZER = at_work(1), at_work(2)
COMPLETION, ATTAINMENT, BADGE = (
    CertificateKind.COMPLETION,
    CertificateKind.ATTAINMENT,
    CertificateKind.BADGE,
)
FACTS = Facts(
    registration=Registration(member_id=HOLDER.id, withdrawn_kinds=[]),
    name="Ada",
    employer="Métropole",
    meeting=CertifiedMeeting(1, "Foncier", "/", "action de formation", "CCI", "", ""),
    hours=Hours(attended=80, planned=100),
    is_locked=True,
    is_called_off=False,
    reached=(Reached(1, 1, "/c/1", "D1.1", "Foncier", "1", 2, "Intermédiaire", "épreuve", "Mia"),),
    valid={},
    revoked={},
)


def test_levels_are_attested_from_four_fifths_of_the_hours_on() -> None:
    assert policy.refusal(ATTAINMENT, FACTS, ORGANIZER) is None
    short = replace(FACTS, hours=Hours(attended=79, planned=100))
    assert policy.refusal(ATTAINMENT, short, ORGANIZER) is Refusal.TOO_FEW_HOURS
    unplanned = replace(FACTS, hours=Hours(attended=80))
    assert policy.refusal(ATTAINMENT, unplanned, ORGANIZER) is Refusal.TOO_FEW_HOURS
    assert policy.refusal(COMPLETION, short, ORGANIZER) is None
    absent = replace(FACTS, hours=Hours(attended=0, planned=100))
    assert policy.refusal(COMPLETION, absent, ORGANIZER) is Refusal.NO_HOURS
    unassessed = replace(FACTS, reached=None)
    assert policy.refusal(ATTAINMENT, unassessed, ORGANIZER) is Refusal.NOT_ASSESSED


def test_a_badge_comes_after_the_attestation_that_it_repeats() -> None:
    assert policy.refusal(BADGE, FACTS, ORGANIZER) is Refusal.NOT_ATTESTED
    attested = replace(FACTS, valid={ATTAINMENT: Certificate()})
    assert policy.refusal(BADGE, attested, ORGANIZER) is None


def test_what_was_taken_back_is_given_again_by_name_only_unless_it_is_a_badge_attested_since() -> (
    None
):
    at = now()
    revoked = Certificate(revoked_at=at)

    def waits(kind: CertificateKind, attested: timedelta | None, **more: object) -> bool:
        valid = {} if attested is None else {ATTAINMENT: Certificate(issued_at=at + attested)}
        facts = replace(FACTS, valid=valid, revoked={kind: revoked}, **more)
        return policy.waits_for_its_name(kind, facts)

    assert waits(COMPLETION, timedelta(days=1))
    assert not policy.waits_for_its_name(BADGE, FACTS)
    assert waits(BADGE, None)
    assert waits(BADGE, timedelta(seconds=-1))
    assert not waits(BADGE, timedelta())
    gave_up = Registration(member_id=HOLDER.id, withdrawn_kinds=[BADGE])
    assert waits(BADGE, timedelta(), registration=gave_up)
    again = replace(FACTS, revoked={COMPLETION: revoked}, valid={COMPLETION: Certificate()})
    assert not policy.waits_for_its_name(COMPLETION, again)


def test_a_document_is_given_up_by_its_holder_once() -> None:
    document = Certificate(member_id=HOLDER.id)
    assert [policy.may_withdraw(by, document) for by in (HOLDER, ORGANIZER)] == [True, False]
    document.withdrawn_at = now()
    assert not policy.may_withdraw(HOLDER, document)


def test_a_welcome_is_a_slip_of_the_finger_for_half_an_hour() -> None:
    at = now()
    line = Attendance(method=Method.CODE, presence=Presence.PRESENT, signed_at=at)
    assert policy.may_be_taken_back(line, at + timedelta(minutes=29))
    assert not policy.may_be_taken_back(line, at + timedelta(minutes=30))
    line.method = Method.PAPER
    assert not policy.may_be_taken_back(line, at)
    line.method, line.presence = Method.MANUAL, Presence.ABSENT
    assert not policy.may_be_taken_back(line, at)


def test_who_asked_for_seats_of_a_group_names_each_as_long_as_it_may_be_given_back() -> None:
    seat = Registration(
        requested_by_id=ORGANIZER.id, group_id="g", state=RegistrationState.CONFIRMED
    )
    assert [policy.may_name(by, seat) for by in (ORGANIZER, HOLDER)] == [True, False]
    seat.state = RegistrationState.ATTENDED
    assert not policy.may_leave(seat)
    assert not policy.may_name(ORGANIZER, seat)
    seat.state, seat.group_id = RegistrationState.CONFIRMED, None
    assert policy.may_leave(seat)
    assert not policy.may_name(ORGANIZER, seat)


def test_a_dossier_is_written_by_whoever_trains_for_a_structure() -> None:
    alone = newcomer(3)
    alone.roles = at_work(3, Role.TRAINER).roles
    readers = (at_work(4, Role.TRAINER), ORGANIZER, alone)
    assert [policy.may_write_template(by) for by in readers] == [True, False, False]


def test_a_seat_is_asked_for_by_the_network_and_held_by_who_has_it_or_asked_for_it() -> None:
    assert [policy.may_register(by) for by in (HOLDER, newcomer(3))] == [True, False]
    seat = Registration(member_id=HOLDER.id, requested_by_id=ORGANIZER.id)
    assert [policy.holds(by, seat) for by in (HOLDER, ORGANIZER, at_work(3))] == [True, True, False]
    unnamed = Registration(requested_by_id=ORGANIZER.id, group_id="g")
    assert [policy.may_exchange(each) for each in (seat, unnamed)] == [True, False]


def test_needs_are_read_by_who_arranges_them_and_what_is_settled_is_opened_by_animators() -> None:
    assert [policy.reads_needs(by, [ORGANIZER]) for by in (ORGANIZER, HOLDER)] == [True, False]
    animator = at_work(4, Role.ANIMATOR)
    assert [policy.may_reopen(by) for by in (animator, ORGANIZER)] == [True, False]
