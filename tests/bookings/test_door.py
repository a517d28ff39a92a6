"""At the door of a meeting: one’s own code, one tap, a count; a name where no code is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from intranet.bookings import actions, policy
from intranet.bookings.models import (
    Attendance,
    AttendanceIsLocked,
    Method,
    Presence,
    Registration,
    RegistrationAlreadyMoved,
    Slot,
    instant,
)
from intranet.events.models import Event
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.bookings.factories import registers
from tests.bookings.running import lines
from tests.events.factories import an_event, hours
from tests.factories import MemberFactory, an_animator
from tests.races import at_once
from tests.sql import counted
from tests.visitor import Visitor


@pytest.fixture
def host() -> Member:
    member: Member = MemberFactory()
    return member


@pytest.fixture
def event(host: Member) -> Event:
    return an_event(host, host=host.organization, hours=[hours(20), hours(20, 14, 17)])


def morning(event: Event) -> Slot:
    assert event.bookable
    return event.bookable.slots[0]


def during(slot: Slot, minutes: int = 10) -> datetime:
    return instant(slot.starts_local, "Europe/Paris") + timedelta(minutes=minutes)


def a_seat(event: Event, member: Member | None = None) -> Registration:
    assert event.bookable
    return registers(event.bookable, member)


def test_one_tap_counts_whoever_shows_their_code_and_opening_it_counts_nobody(
    visitor: Visitor, event: Event, host: Member
) -> None:
    row = a_seat(event)
    a_seat(event)
    with time_machine.travel(during(morning(event)), tick=False):
        page = visitor.sign_in(host).open(actions.path_of_pass(row))
        assert page.texts("h1") == [row.holder_name]
        assert lines() == []
        page = visitor.send(page, form="form.post")
        assert "présence comptée" in page.text("[role=status]")
        assert "1 présent sur 2 attendus" in page.text("main")
        [line] = lines()
        assert (line.registration_id, line.method, line.minutes) == (row.id, Method.CODE, 180)
        assert line.recorded_by_id == host.id


def test_ones_own_code_is_on_the_registration_and_in_the_invitation(
    visitor: Visitor, event: Event
) -> None:
    somebody: Member = MemberFactory()
    row = a_seat(event, somebody)
    visitor.sign_in(somebody)
    page = visitor.open(f"/moi/inscriptions/{row.uuid}")
    [shown] = page.soup.select(".own-code .presence-ink")
    for address in (actions.path_of_invitation(row), actions.path_of(row)):
        [same] = visitor.open(address).soup.select(".own-code .presence-ink")
        assert same["d"] == shown["d"]
    assert visitor.open(actions.path_of_pass(row)).url.endswith(row.uuid)  # theirs says no more
    visitor.sign_in(MemberFactory()).open(actions.path_of_pass(row), status=404)
    with time_machine.travel(during(morning(event), 24 * 60), tick=False):
        page = visitor.sign_in(somebody).open(f"/moi/inscriptions/{row.uuid}")
        assert not page.select(".own-code")


def test_a_code_is_of_a_seat_and_of_whoever_has_it(
    visitor: Visitor, event: Event, host: Member
) -> None:
    assert event.bookable
    row = actions.place(
        event.bookable.id, now(), by=host, reason="Invitée.", guest_name="Ana", guest_email="ana@x.example"
    ).registration  # fmt: skip
    db.session.commit()
    before = actions.path_of_pass(row)
    row.guest_name, row.guest_email = "Dominique", "dominique@x.example"
    db.session.commit()
    visitor.sign_in(host)
    visitor.open(before, status=404)
    visitor.open("/presences/place/n-importe-quoi", status=404)
    assert visitor.open(actions.path_of_pass(row)).texts("h1") == ["Dominique"]


def test_the_list_finds_a_name_counts_and_undoes_a_slip(
    visitor: Visitor, event: Event, host: Member
) -> None:
    ana, bea = a_seat(event, MemberFactory(name="Ana Émile")), a_seat(event)
    slot = morning(event)
    with time_machine.travel(during(slot), tick=False) as clock:
        page = visitor.sign_in(host).open(f"/animer/accueil/{event.bookable_id}")
        assert page.url.endswith(f"/{slot.id}")
        assert "0 présent sur 2 attendus" in page.text("#door")
        page = visitor.open(f"{page.url}?q=emile")
        assert [bea.holder_name in text for text in page.texts(".arrival-list li")] == [False]
        page = visitor.send(page, form=f"form[action*='{ana.uuid}']")
        assert "1 présent sur 2 attendus" in page.text("#door")
        page = visitor.send(page, form="form[action$=annulation]")
        assert "présence annulée" in page.text("[role=status]")
        assert lines() == []
        page = visitor.open(f"/animer/accueil/{event.bookable_id}/{slot.id}")
        page = visitor.send(page, form=f"form[action*='{ana.uuid}']")
        clock.shift(timedelta(minutes=31))
        page = visitor.send(page, 409, form="form[action$=annulation]")
        assert not page.select("form[action$=annulation]")
        assert len(lines()) == 1


def test_what_somebody_signed_is_not_undone_by_a_tap(event: Event, host: Member) -> None:
    row, slot = a_seat(event), morning(event)
    at = during(slot)
    assert row.member
    assert actions.sign(slot, row, at, by=row.member, nonce="un-essai")
    assert not actions.check_in(slot, row, at, by=host, method=Method.MANUAL)
    assert not actions.take_back(slot, row, at, by=host)
    assert [line.method for line in lines()] == [Method.QR]
    assert not policy.may_be_taken_back(lines()[0], at)


def test_the_door_is_open_around_the_half_day_and_to_those_who_have_a_seat(
    visitor: Visitor, event: Event, host: Member
) -> None:
    row, slot = a_seat(event), morning(event)
    address = f"/animer/accueil/{event.bookable_id}/{slot.id}"
    visitor.sign_in(host)
    assert "Aucune séance n’est en cours" in visitor.open(actions.path_of_pass(row)).text("main")
    with time_machine.travel(during(slot, -20), tick=False):
        early = visitor.sign_in(host).open(address)
        actions.cancel(row, now() - timedelta(days=1), by=row.member)
        db.session.commit()
        page = visitor.send(early, 409, form="form[action$=arrivee]")
        assert "n’a plus de place" in page.text("#door")
        assert "Pas de place confirmée" in visitor.open(actions.path_of_pass(row)).text("main")
    assert lines() == []


def test_whoever_looks_after_the_region_welcomes_too_and_nobody_else(
    visitor: Visitor, event: Event
) -> None:
    row, slot = a_seat(event), morning(event)
    with time_machine.travel(during(slot), tick=False):
        visitor.sign_in(MemberFactory()).open(f"/animer/accueil/{event.bookable_id}", status=403)
        page = visitor.sign_in(an_animator("44")).open(actions.path_of_pass(row))
        visitor.send(page, form="form.post")
    assert len(lines()) == 1


def test_a_settled_sheet_takes_nobody_more(event: Event, host: Member) -> None:
    row, slot = a_seat(event), morning(event)
    actions.settle_attendance(slot.bookable_id, during(slot))
    db.session.commit()
    with pytest.raises(AttendanceIsLocked):
        actions.check_in(slot, row, during(slot), by=host, method=Method.CODE)


def test_an_absence_that_was_written_is_corrected_with_a_reason_not_by_a_tap(
    event: Event, host: Member
) -> None:
    row, slot = a_seat(event), morning(event)
    marks = {row.id: actions.Mark(Presence.ABSENT)}
    actions.record(slot, marks, during(slot), by=host, method=Method.MANUAL)
    assert not actions.check_in(slot, row, during(slot), by=host, method=Method.CODE)
    assert not actions.take_back(slot, row, during(slot), by=host)
    assert [line.presence for line in lines()] == [Presence.ABSENT]


def test_htmx_gets_the_list_alone(visitor: Visitor, event: Event, host: Member) -> None:
    a_seat(event)
    slot = morning(event)
    with time_machine.travel(during(slot), tick=False):
        page = visitor.sign_in(host).open(f"/animer/accueil/{event.bookable_id}/{slot.id}")
        form = page.soup.select_one("form[action$=arrivee]")
        assert form
        token = form.select_one("[name=csrf_token]")
        assert token
        answer = visitor.client.post(
            form["hx-post"],
            data={"csrf_token": token["value"]},
            headers={"HX-Request-Type": "partial", "HX-Target": "div#door"},
        )
        assert answer.text.strip().startswith('<div id="door">')
        assert "présence comptée" in answer.text


def test_the_door_costs_as_many_statements_for_ten_people_as_for_two(
    visitor: Visitor, event: Event, host: Member
) -> None:
    address = f"/animer/accueil/{event.bookable_id}/{morning(event).id}"
    visitor.sign_in(host)
    for _ in range(2):
        a_seat(event)
    visitor.open(address)
    with counted() as few:
        visitor.open(address)
    for _ in range(8):
        a_seat(event)
    with counted() as many:
        visitor.open(address)
    assert len(few) == len(many) <= 15


@pytest.mark.live
def test_two_phones_that_scan_the_same_code_count_one_presence(site: Flask) -> None:
    with site.app_context():
        host = MemberFactory()
        event = an_event(host)
        ids = [a_seat(event).id for _ in range(3)]
        slot_id, host_id, at = morning(event).id, host.id, during(morning(event))
    counts: list[bool] = []

    def scans(row_id: int, method: Method) -> object:
        slot, row = db.session.get_one(Slot, slot_id), db.session.get_one(Registration, row_id)
        by = db.session.get_one(Member, host_id)
        counts.append(actions.check_in(slot, row, at, by=by, method=method))
        return None

    each = [(one, method) for one in ids for method in (Method.CODE, Method.MANUAL, Method.CODE)]
    ends = at_once(site, *(lambda one=one, method=method: scans(one, method) for one, method in each))  # fmt: skip

    assert ends == {"done": 9}
    assert sorted(counts) == [False] * 6 + [True] * 3
    with site.app_context():
        assert db.session.scalar(select(func.count(Attendance.id))) == 3


@pytest.mark.live
def test_a_seat_given_back_at_that_very_moment_is_either_kept_or_counts_nobody(site: Flask) -> None:
    with site.app_context():
        host = MemberFactory()
        event = an_event(host)
        row_id, slot_id, host_id = a_seat(event).id, morning(event).id, host.id
        at = during(morning(event), -20)

    def welcomes() -> None:
        slot, row = db.session.get_one(Slot, slot_id), db.session.get_one(Registration, row_id)
        by = db.session.get_one(Member, host_id)
        actions.check_in(slot, row, at, by=by, method=Method.CODE)

    def gives_back() -> None:
        row = db.session.get_one(Registration, row_id)
        actions.cancel(row, at, by=row.member)

    ends = at_once(site, welcomes, gives_back)

    assert ends["done"] + ends[RegistrationAlreadyMoved.__name__] == 2
    assert ends["done"] >= 1
