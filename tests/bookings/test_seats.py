"""The seat engine: who gets a seat, who waits, and who is next when one is given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.bookings import actions, queries
from intranet.bookings.actions import Asked, Together
from intranet.bookings.models import (
    Approval,
    Cause,
    GroupTooLarge,
    HasBegun,
    Lifecycle,
    NoRoomLeft,
    NotOpen,
    ReasonNeeded,
    RegistrationAlreadyMoved,
    SeatKind,
    WaitlistMode,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from tests.bookings.factories import (
    CONFIRMED,
    OFFERED,
    PENDING,
    WAITLISTED,
    a_bookable,
    a_group,
    registers,
    states,
)
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.letters import subjects_to

OFFER, MANUAL = WaitlistMode.OFFER, WaitlistMode.MANUAL


def test_seats_are_given_in_order_then_one_waits_with_a_rank() -> None:
    bookable = a_bookable(seats=2)
    first, _, third, fourth = (registers(bookable) for _ in range(4))

    assert states(bookable) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert queries.positions_of([first, third, fourth]) == {third.id: 1, fourth.id: 2}
    assert subjects_to(fourth.member)[0].startswith("Liste d’attente")


def test_asking_twice_is_one_registration() -> None:
    bookable, member = a_bookable(), MemberFactory()

    first, again = registers(bookable, member), registers(bookable, member)

    assert first.id == again.id
    assert len(subjects_to(member)) == 1


def test_a_seat_given_back_goes_to_the_first_in_line_who_is_told_once() -> None:
    bookable = a_bookable(seats=1)
    seated, waiting, last = (registers(bookable) for _ in range(3))

    actions.cancel(seated, now(), by=seated.member)
    db.session.commit()

    assert states(bookable) == ["cancelled", "confirmed", "waitlisted"]
    assert len(subjects_to(waiting.member)) == 2
    assert queries.positions_of([last]) == {last.id: 1}
    assert [event.cause for event in waiting.events] == [Cause.ASKED, Cause.PROMOTED]
    assert waiting.events[1].actor_id is None


def test_what_was_cancelled_cannot_be_cancelled_again() -> None:
    seated = registers(a_bookable())
    actions.cancel(seated, now(), by=seated.member)

    with pytest.raises(RegistrationAlreadyMoved):
        actions.cancel(seated, now(), by=seated.member)


def test_whoever_comes_back_is_at_the_end_and_the_old_line_stays() -> None:
    bookable = a_bookable(seats=1)
    _, back, other = (registers(bookable) for _ in range(3))
    actions.cancel(back, now(), by=back.member)
    again = registers(bookable, back.member)

    assert again.id != back.id
    assert queries.positions_of([other, again]) == {other.id: 1, again.id: 2}


def test_an_offer_holds_the_seat_until_its_hour_then_goes_to_the_next() -> None:
    bookable = a_bookable(seats=1, waitlist_mode=OFFER, offer_hours=48)
    seated, first, second = (registers(bookable) for _ in range(3))
    at = now()
    actions.cancel(seated, at, by=seated.member)
    assert first.offered_until == at + timedelta(hours=48)
    assert registers(bookable).state is WAITLISTED  # the offered seat is taken

    actions.settle(bookable.id, at + timedelta(hours=48))
    db.session.commit()

    assert states(bookable)[1:3] == ["expired", "offered"]
    assert subjects_to(first.member)[-1].startswith("Proposition expirée")
    assert subjects_to(second.member)[-1].startswith("Une place vous est proposée")


def test_an_offer_is_accepted_in_time_and_not_after() -> None:
    bookable = a_bookable(seats=1, waitlist_mode=OFFER)
    seated, first = registers(bookable), registers(bookable)
    actions.cancel(seated, now(), by=seated.member)
    db.session.commit()

    with pytest.raises(RegistrationAlreadyMoved):
        actions.accept(first, now() + timedelta(hours=49))
    db.session.rollback()
    actions.accept(first, now() + timedelta(hours=47))

    assert first.state is CONFIRMED


def test_a_declined_offer_goes_to_the_next() -> None:
    bookable = a_bookable(seats=1, waitlist_mode=OFFER)
    seated, first, second = (registers(bookable) for _ in range(3))
    actions.cancel(seated, now(), by=seated.member)
    actions.decline(first, now(), by=first.member)

    assert (first.state.value, second.state) == ("declined", OFFERED)


def test_by_hand_nothing_moves_by_itself_and_passing_before_others_is_said_why() -> None:
    bookable, by = a_bookable(seats=1, waitlist_mode=MANUAL), an_animator()
    seated, first, second = (registers(bookable) for _ in range(3))
    actions.cancel(seated, now(), by=seated.member)
    db.session.commit()
    assert (first.state, second.state) == (WAITLISTED, WAITLISTED)

    with pytest.raises(ReasonNeeded):
        actions.promote(second, now(), by=by)
    db.session.rollback()
    actions.promote(second, now(), by=by, reason="Vient de loin.")

    assert second.state is CONFIRMED
    assert (second.events[-1].cause, second.events[-1].note) == (
        Cause.OUT_OF_ORDER,
        "Vient de loin.",
    )


def test_whoever_comes_new_does_not_pass_those_who_wait_beside_a_free_seat() -> None:
    bookable = a_bookable(seats=1, waitlist_mode=MANUAL)
    seated, _ = registers(bookable), registers(bookable)
    actions.cancel(seated, now(), by=seated.member)

    assert registers(bookable).state is WAITLISTED


def test_more_seats_are_given_in_order_and_fewer_put_nobody_out() -> None:
    bookable = a_bookable(seats=1)
    for _ in range(4):
        registers(bookable)
    bookable.capacity = 3
    actions.settle(bookable.id, now())
    assert states(bookable) == ["confirmed"] * 3 + ["waitlisted"]

    bookable.capacity = 1
    actions.settle(bookable.id, now())
    assert states(bookable) == ["confirmed"] * 3 + ["waitlisted"]
    assert queries.occupancy_of([bookable])[bookable.id].over == 2


def test_room_and_distance_are_two_counters() -> None:
    bookable = a_bookable(seats=1, remote_capacity=1)
    kinds = (SeatKind.ROOM, SeatKind.REMOTE, SeatKind.ROOM, SeatKind.REMOTE)
    rows = [registers(bookable, seat_kind=kind) for kind in kinds]
    assert states(bookable) == ["confirmed"] * 2 + ["waitlisted"] * 2
    assert queries.positions_of(rows) == {rows[2].id: 1, rows[3].id: 1}

    actions.cancel(rows[1], now(), by=rows[1].member)

    assert states(bookable) == ["confirmed", "cancelled", "waitlisted", "confirmed"]


def test_a_full_waiting_list_lets_nobody_in() -> None:
    bookable = a_bookable(seats=1, waitlist_max=1)
    registers(bookable), registers(bookable)

    with pytest.raises(NoRoomLeft):
        registers(bookable)


def test_a_group_waits_as_a_whole_and_nobody_passes_it() -> None:
    bookable = a_bookable(seats=3)
    one = registers(bookable)
    group = a_group(bookable, 3)
    behind = registers(bookable)
    assert states(bookable) == ["confirmed"] + ["waitlisted"] * 4

    actions.cancel(one, now(), by=one.member)

    assert {row.state for row in group} == {CONFIRMED}
    assert behind.state is WAITLISTED


def test_a_group_that_agreed_is_split() -> None:
    bookable = a_bookable(seats=2, splits_groups=True)
    group = a_group(bookable, 3, splits=True)

    assert [row.state for row in group] == [CONFIRMED, CONFIRMED, WAITLISTED]
    assert len(subjects_to(group[0].requested_by)) == 2  # what is had, and what waits


def test_a_group_larger_than_the_room_is_refused() -> None:
    bookable, by = a_bookable(seats=2), MemberFactory()

    with pytest.raises(GroupTooLarge):
        actions.register_group(bookable.id, Together(3), Asked(), now(), by=by, token="trois")


def test_nothing_is_promoted_after_the_day_said() -> None:
    bookable = a_bookable(seats=1, promotes_until=now() - timedelta(hours=1))
    seated, waiting = registers(bookable), registers(bookable)
    actions.cancel(seated, now(), by=seated.member)

    assert waiting.state is WAITLISTED


def test_after_closing_a_seat_given_back_is_late_and_after_the_start_it_stays() -> None:
    bookable = a_bookable(seats=1)
    seated, waiting = registers(bookable), registers(bookable)
    bookable.closes_at = now() - timedelta(hours=1)
    db.session.commit()
    actions.cancel(seated, now(), by=seated.member)
    assert (seated.state.value, waiting.state) == ("late_cancelled", CONFIRMED)

    with pytest.raises(HasBegun):
        actions.cancel(waiting, now() + timedelta(days=21), by=waiting.member)


@pytest.mark.parametrize(
    "rules",
    [
        {"opens_at": now() + timedelta(days=1)},
        {"closes_at": now() - timedelta(days=1)},
        {"lifecycle": Lifecycle.POSTPONED},
        {"days": 0},
        {"days": None},
    ],
)
def test_nobody_registers_outside_the_window(rules: dict[str, object]) -> None:
    bookable = a_bookable(**rules)

    with pytest.raises(NotOpen):
        registers(bookable)


def test_what_must_be_agreed_to_holds_no_seat_and_keeps_its_rank() -> None:
    bookable, by = a_bookable(seats=1, approval=Approval.MODERATOR), an_animator()
    asked = registers(bookable)
    assert asked.state is PENDING
    bookable.approval = Approval.NONE
    db.session.commit()
    quick, waiting = registers(bookable), registers(bookable)
    assert (quick.state, waiting.state) == (CONFIRMED, WAITLISTED)

    actions.approve(asked, now(), by=by)

    assert queries.positions_of([asked, waiting]) == {asked.id: 1, waiting.id: 2}


def test_a_seat_held_before_the_answer_is_not_given_to_another() -> None:
    bookable = a_bookable(seats=1, approval=Approval.MODERATOR, holds_seat_before_approval=True)
    asked = registers(bookable)
    bookable.approval = Approval.NONE
    db.session.commit()
    assert registers(bookable).state is WAITLISTED

    actions.approve(asked, now(), by=an_animator())

    assert asked.state is CONFIRMED


def test_a_refusal_frees_the_seat_that_was_held() -> None:
    bookable = a_bookable(seats=1, approval=Approval.MODERATOR, holds_seat_before_approval=True)
    asked = registers(bookable)
    bookable.approval = Approval.NONE
    db.session.commit()
    waiting = registers(bookable)

    actions.refuse(asked, now(), "Pas cette année.", by=an_animator())

    assert (asked.state.value, waiting.state) == ("rejected", CONFIRMED)
    assert "refusée" in subjects_to(asked.member)[-1]


def test_an_organizer_places_somebody_beyond_the_seats_and_it_is_written() -> None:
    bookable, by = a_bookable(seats=1), an_animator()
    registers(bookable)
    forced = actions.place(
        bookable.id, now(), by=by, reason="Intervenante.", member=MemberFactory()
    )

    event = forced.registration.events[0]
    assert (event.cause, event.note, event.actor_id) == (
        Cause.OUT_OF_ORDER,
        "Intervenante.",
        by.id,
    )
    assert queries.occupancy_of([bookable])[bookable.id].over == 1


def test_calling_off_ends_every_registration_and_promotes_nobody() -> None:
    bookable, by = a_bookable(seats=1), an_animator()
    rows = [registers(bookable), registers(bookable)]

    assert actions.call_off(bookable.id, now(), "Formatrice malade.", by=by) == 2

    assert states(bookable) == ["cancelled_by_organiser"] * 2
    assert all("annulée par l’organisateur" in subjects_to(row.member)[-1] for row in rows)


def test_trainers_read_each_change_of_their_seats_once() -> None:
    bookable = a_bookable(seats=1)
    provider = queries.subject_of(bookable).organizer_id
    trainer = a_trainer()
    trainer.memberships[0].organization_id = provider
    trainer.roles[0].organization_id = provider
    db.session.commit()
    seated, _ = registers(bookable), registers(bookable)
    actions.cancel(seated, now(), by=seated.member)

    kinds = [subject.partition(" : ")[0] for subject in subjects_to(trainer)]
    assert kinds == ["Confirmée", "Sur liste d’attente", "Annulée", "Confirmée"]
