"""Who was there: by a code on a phone, by the trainer, on paper; corrected with a reason, then settled."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select

from intranet.bookings import actions, queries
from intranet.bookings.commands import tend_meetings
from intranet.bookings.models import (
    AttendanceChange,
    AttendanceIsLocked,
    Befell,
    Bookable,
    Lifecycle,
    MeetingEvent,
    Method,
    Presence,
    Registration,
    Slot,
    SlotSignature,
    instant,
)
from intranet.bookings.views.presence import EVERY, PURPOSE, step_of
from intranet.courses.actions import cancel_run
from intranet.courses.models import CourseRun
from intranet.kit import links
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from tests.bookings.factories import registers
from tests.bookings.running import a_coming_run, lines
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.letters import subjects_to
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def trainer() -> Member:
    return a_trainer()


@pytest.fixture
def run(trainer: Member) -> CourseRun:
    return a_coming_run(CourseFactory(provider=trainer.organization), 5, teacher=trainer)


@pytest.fixture
def somebody(run: CourseRun) -> Member:
    member: Member = MemberFactory()
    registers(run.bookable, member)
    return member


def morning(run: CourseRun) -> Slot:
    return run.bookable.slots[0]


def during(slot: Slot, minutes: int = 10) -> datetime:
    return instant(slot.starts_local, "Europe/Paris") + timedelta(minutes=minutes)


def code_at(slot: Slot, at: datetime) -> str:
    return f"/presences/code/{links.signed(PURPOSE, slot.id, step_of(at))}"


def test_one_signs_once_from_the_code_that_is_shown(
    visitor: Visitor, run: CourseRun, somebody: Member
) -> None:
    slot = morning(run)
    with time_machine.travel(during(slot), tick=False):
        visitor.sign_in(somebody)
        page = visitor.open(code_at(slot, now()))
        assert lines() == []  # scanning signs nothing
        page = visitor.send(page)
        assert "Votre présence est signée" in page.html
        [line] = lines()
        assert (line.method, line.minutes) == (Method.QR, 210)
        page = visitor.send(visitor.open(code_at(slot, now())))
        assert "déjà relevée" in page.html
        assert len(lines()) == 1


def test_a_code_is_good_for_a_moment_and_for_the_browser_that_scanned_it(
    visitor: Visitor, run: CourseRun, somebody: Member
) -> None:
    slot = morning(run)
    visitor.sign_in(somebody)
    with time_machine.travel(during(slot), tick=False) as clock:
        kept = code_at(slot, now())
        assert "a changé" in visitor.open("/presences/signer").text()  # nothing was scanned here
        clock.shift(3 * EVERY)
        visitor.open(kept, status=410)
        visitor.open("/presences/code/n-importe-quoi", status=404)
        visitor.open(
            f"/presences/code/{links.signed('autre', slot.id, step_of(now()))}", status=404
        )
        page = visitor.open(code_at(slot, now()))
        clock.shift(timedelta(minutes=16))
        assert "a changé" in visitor.send(page, 410).text()
    assert lines() == []


def test_whoever_has_to_sign_in_first_still_signs(
    visitor: Visitor, run: CourseRun, somebody: Member
) -> None:
    slot = morning(run)
    with time_machine.travel(during(slot), tick=False):
        page = visitor.open(code_at(slot, now()))
        assert "connexion" in page.url
        visitor.sign_in(somebody)
        visitor.send(visitor.open("/presences/signer"))
        assert len(lines()) == 1


def test_who_has_no_seat_and_who_comes_at_another_hour_cannot_sign(
    visitor: Visitor, run: CourseRun, somebody: Member
) -> None:
    slot = morning(run)
    with time_machine.travel(during(slot), tick=False) as clock:
        page = visitor.sign_in(MemberFactory()).open(code_at(slot, now()))
        assert "pas de place confirmée" in page.text()
        clock.shift(timedelta(hours=5))
        page = visitor.sign_in(somebody).open(code_at(slot, now()))
        assert "n’est pas en cours" in page.text()
    assert lines() == []


def test_the_code_shown_changes_by_itself_and_leads_to_signing(
    visitor: Visitor, run: CourseRun, trainer: Member, somebody: Member
) -> None:
    slot = morning(run)
    address = f"/animer/presences/{run.id}/{slot.id}/code"
    with time_machine.travel(during(slot), tick=False) as clock:
        page = visitor.sign_in(trainer).open(address)
        assert page.first("meta[http-equiv=refresh]").attrib["content"] == "30"
        [first] = (str(path.attrib["d"]) for path in page.select(".presence-ink"))
        clock.shift(EVERY)
        [second] = (str(path.attrib["d"]) for path in visitor.open(address).select(".presence-ink"))
        assert first != second
        table = f"/animer/presences/{run.id}"
        assert visitor.open(table).select(f"a[href='{address}']")
        clock.shift(timedelta(hours=5))  # it shows nothing any more
        assert not visitor.open(table).select(f"a[href='{address}']")


def test_the_trainer_takes_down_one_half_day_and_signs_for_it(
    visitor: Visitor, run: CourseRun, trainer: Member, somebody: Member
) -> None:
    other = registers(run.bookable)
    slot = morning(run)
    [row] = db.session.scalars(select(Registration).where(Registration.member_id == somebody.id))
    with time_machine.travel(during(slot), tick=False):
        visitor.sign_in(trainer)
        page = visitor.open(f"/animer/presences/{run.id}/{slot.id}")
        assert "Rien n’a changé" in visitor.send(page).text("#messages")
        said = visitor.send(page, 422, **{f"p{row.id}": "partly"}).text("#erreurs")
        assert "combien de minutes" in said
        page = visitor.send(
            page,
            press="act=tous",
            **{f"p{row.id}": "partly", f"m{row.id}": "90", "method": "paper"},
        )
        assert "1 h 30" in page.text().replace("\u00a0", " ")
        assert {line.registration_id: line.minutes for line in lines()} == {
            row.id: 90,
            other.id: 210,
        }
        page = visitor.send(page, form="form[action$=signature]")
        assert not page.select("form[action$=signature]")  # said once
        assert f"signé par {trainer.name}" in page.text()
        actions.countersign(slot, now(), by=trainer)
        assert db.session.query(SlotSignature).count() == 1
        colleague = MemberFactory(organization=trainer.organization)  # who has no role
        visitor.sign_in(colleague).open(f"/animer/presences/{run.id}", status=403)
        slot.trainer_id = colleague.id
        db.session.commit()
        visitor.send(visitor.open(f"/animer/presences/{run.id}"), form="form[action$=signature]")
        assert db.session.query(SlotSignature).count() == 2


def test_nothing_is_taken_down_before_it_begins(
    visitor: Visitor, run: CourseRun, trainer: Member, somebody: Member
) -> None:
    address = f"/animer/presences/{run.id}"
    visitor.sign_in(trainer)
    assert "Relever" not in visitor.open(address).text()
    with time_machine.travel(during(morning(run)), tick=False):
        page = visitor.open(f"{address}/{morning(run).id}")
    assert "n’a pas commencé" in visitor.send(page, 409, press="act=tous").html
    assert lines() == []

    with time_machine.travel(during(morning(run)), tick=False):
        page = visitor.sign_in(trainer).open(address)
        cancel_run(run, trainer, now(), "Grève.")
        db.session.commit()
        said = visitor.send(page, form="form[action$=signature]")
        assert "ou tout est annulé" in said.text("#messages")
        assert "plus rien ne s’y relève" in said.text()
        ways = "[href^='/animer/accueil'], [href$=code], [action$=signature]"
        assert not visitor.open(address).select(f"{ways}, td [href^='{address}']")


def test_a_correction_needs_a_reason_and_keeps_both_values(
    visitor: Visitor, run: CourseRun, trainer: Member, somebody: Member
) -> None:
    slot = morning(run)
    visitor.sign_in(trainer)
    with time_machine.travel(during(slot), tick=False):
        page = visitor.open(f"/animer/presences/{run.id}/{slot.id}")
        visitor.send(page, press="act=tous")
        [line] = lines()
        page = visitor.open(f"/animer/presences/{run.id}/{slot.id}")
        changed = {f"p{line.registration_id}": "absent"}
        assert "dites pourquoi" in visitor.send(page, 422, **changed).text("#erreurs")
        page = visitor.send(page, reason="Partie avant dix heures.", **changed)
        assert "Partie avant dix heures." in page.text()
        [change] = db.session.scalars(select(AttendanceChange))
        assert (change.presence_before, change.minutes_before) == ("present", 210)
        assert [(one.presence, one.minutes) for one in lines()] == [("absent", 0)]


def test_sheets_are_settled_fifteen_days_after_and_say_who_came(
    visitor: Visitor, run: CourseRun, trainer: Member, somebody: Member
) -> None:
    absent = registers(run.bookable)
    slot, last = morning(run), run.bookable.slots[-1]
    [row] = db.session.scalars(select(Registration).where(Registration.member_id == somebody.id))
    marks = {row.id: actions.Mark(Presence.PRESENT), absent.id: actions.Mark(Presence.ABSENT)}
    actions.record(slot, marks, during(slot), by=trainer, method=Method.PAPER)
    db.session.commit()
    ends = instant(last.ends_local, "Europe/Paris")
    late = {absent.id: actions.Mark(Presence.ABSENT)}
    actions.record(last, late, ends + timedelta(days=1), by=trainer, method=Method.PAPER)
    told = [subjects_to(one.member) for one in (row, absent)]
    # Who is missed reads so that very day; what is copied from paper later writes to nobody.
    assert [sum(each.startswith("Absence relevée") for each in one) for one in told] == [0, 1]
    tend_meetings(ends + timedelta(hours=2))
    bookable = db.session.get_one(Bookable, run.id)
    assert bookable.lifecycle is Lifecycle.COMPLETED
    tend_meetings(ends + timedelta(days=14, hours=23))
    assert bookable.attendance_locked_at is None
    at = ends + timedelta(days=15, minutes=1)
    tend_meetings(at)
    assert bookable.attendance_locked_at == at
    assert (row.state, absent.state) == ("attended", "no_show")
    with pytest.raises(AttendanceIsLocked):
        actions.record(slot, marks, at, by=trainer, method=Method.MANUAL)

    with time_machine.travel(at + timedelta(days=1), tick=False):
        visitor.sign_in(trainer).open(f"/animer/presences/{run.id}/reouverture", status=403)
        page = visitor.sign_in(an_animator()).open(f"/animer/presences/{run.id}/reouverture")
        visitor.send(page, reason="Une signature oubliée.")
        again = visitor.send(page, 409, reason="Une autre signature oubliée.")
        assert again.texts("blockquote") == ["Une autre signature oubliée."]
        assert not again.select("form[method=post] [name=reason]")
        db.session.expire_all()
        assert bookable.attendance_locked_at is None
        marks = {absent.id: actions.Mark(Presence.PRESENT)}
        actions.record(slot, marks, now(), by=trainer, method=Method.PAPER, reason="Feuille retrouvée.")  # fmt: skip
        db.session.commit()
        tend_meetings(now() + timedelta(days=6))
        assert bookable.attendance_locked_at is None
        tend_meetings(now() + timedelta(days=8))
    assert absent.state == "attended"
    happened = db.session.scalars(
        select(MeetingEvent.what)
        .where(MeetingEvent.bookable_id == run.id)
        .order_by(MeetingEvent.id)
    ).all()
    assert happened == [Befell.COMPLETED, Befell.LOCKED, Befell.REOPENED, Befell.LOCKED]


def test_what_nobody_took_down_is_never_settled_as_absence(
    run: CourseRun, somebody: Member
) -> None:
    last = instant(run.bookable.slots[-1].ends_local, "Europe/Paris")
    tend_meetings(last + timedelta(hours=2))
    tend_meetings(last + timedelta(days=60))
    [row] = db.session.scalars(select(Registration).where(Registration.member_id == somebody.id))
    assert row.state == "confirmed"


def test_the_sheet_has_a_box_a_person_and_half_day_and_one_a_trainer(
    visitor: Visitor, trainer: Member
) -> None:
    run = a_coming_run(CourseFactory(provider=trainer.organization), 5, lasts=4, teacher=trainer)
    for _ in range(3):
        registers(run.bookable)
    page = visitor.sign_in(trainer).open(f"/animer/presences/{run.id}/feuille")
    heads = [text for text in page.texts("thead th") if text != "Personne"]
    assert len(heads) == 8
    for day in range(4):
        on = (run.starts_on or today()) + timedelta(days=day)
        assert (
            sum(f"{on:%d/%m/%Y}" in text for text in heads) == 2
        )  # later half-days have their dates
    assert len(page.select("tbody td")) == (3 + 1) * 8
    assert len(page.select(".trainer")) == 2


def test_the_sheet_is_a_tagged_pdf(visitor: Visitor, run: CourseRun, trainer: Member) -> None:
    visitor.sign_in(trainer)
    answer = visitor.client.get(f"/animer/presences/{run.id}/feuille.pdf")
    read = PdfReader(io.BytesIO(answer.data))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read.pages))
    assert "Feuille d’émargement" in words


def test_the_table_costs_as_many_statements_for_ten_people_as_for_two(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    visitor.sign_in(trainer)
    for _ in range(2):
        registers(run.bookable)
    with counted() as few:
        visitor.open(f"/animer/presences/{run.id}")
    for _ in range(8):
        registers(run.bookable)
    with counted() as many:
        visitor.open(f"/animer/presences/{run.id}")
    assert len(many) == len(few)
    assert len(queries.sheet_of(run.bookable).people) == 10
