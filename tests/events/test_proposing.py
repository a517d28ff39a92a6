"""Meetings are proposed by members, published by animators, changed by those who hold them."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from intranet.bookings import actions as seats
from intranet.bookings.models import Approval, Lifecycle, RegistrationState, last_instant
from intranet.events import actions
from intranet.events.actions import Hours
from intranet.events.models import Event, EventChanged, Happening
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.organizations.models import Kind
from intranet.places.models import Region
from tests.bookings.factories import a_group, registers, states
from tests.bookings.proofs import seated
from tests.events.factories import a_proposal, a_talk, an_event, hours, told
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.letters import subjects_to
from tests.visitor import Page, Visitor

DAY = (today() + timedelta(days=30)).isoformat()
TYPED = {
    "title": "Foncier économique",
    "starts_on": DAY,
    "hours-0-starts": "09:00",
    "hours-0-ends": "12:30",
    "place": "Palais des congrès",
    "region": "44",
    "organizers-0-name": "CCI des Essais",
    "takes_registrations": "y",
    "capacity": "20",
}


def clocks_move(month: int) -> str:
    """The day of next year when they do: the last Sunday of March, and of October."""
    last = date(today().year + 1, month, 31)
    return (last - timedelta(days=last.isoweekday() % 7)).isoformat()


def proposed(visitor: Visitor, status: int = 200, **answers: str) -> Page:
    return visitor.send(visitor.open("/agenda/nouvelle"), status, **(TYPED | answers))


def the_event() -> Event:
    db.session.expire_all()
    return db.session.scalars(select(Event)).one()


def test_a_proposed_meeting_waits_for_an_animator_of_its_region(visitor: Visitor) -> None:
    animator, elsewhere = an_animator("44"), an_animator("28")
    author = MemberFactory()

    page = proposed(visitor.sign_in(author))
    assert proposed(visitor).url == page.url  # pressed twice

    assert "un animateur la lira" in page.text("[role=status]")
    assert "de 9 h à 12 h 30" in page.text(".page-state").replace("\xa0", " ")
    assert subjects_to(animator) == ["Une rencontre à publier : Foncier économique"]
    assert subjects_to(elsewhere) == []
    somebody = Visitor(visitor.client.application.test_client())
    somebody.open("/agenda/foncier-economique", status=404)
    somebody.open("/agenda/foncier-economique.ics", status=404)
    assert somebody.open("/agenda").texts("article h3") == []
    somebody.sign_in(animator)
    queue = somebody.open("/agenda/a-publier")
    assert "Animer" in queue.text(".crumbs")
    page = somebody.send(
        somebody.open(queue.link("Foncier économique")), form="form[action$=publier]"
    )
    assert page.texts("[role=status]") == ["La rencontre est dans l’agenda."]
    assert subjects_to(author) == ["Dans l’agenda : Foncier économique"]


@pytest.mark.parametrize(
    "corrected",
    [{"place": "Hôtel de ville"}, {"practical": "Entrée par la cour."}, {"capacity": "40"}],
)
def test_what_one_went_back_to_correct_is_kept(visitor: Visitor, corrected: dict[str, str]) -> None:
    first = proposed(visitor.sign_in(MemberFactory()))
    assert proposed(visitor, **corrected).url != first.url


def test_what_is_not_published_says_why_and_may_be_proposed_again(visitor: Visitor) -> None:
    author = MemberFactory()
    event = a_proposal(author)
    visitor.sign_in(an_animator("44"))

    page = visitor.open(event.address)
    visitor.send(page, form="form[action$=refuser]", reason="Le lieu manque.")

    author_at = Visitor(visitor.client.application.test_client()).sign_in(author)
    page = author_at.open(event.address)
    assert "Le lieu manque." in page.text(".notice")
    author_at.send(page, form="form[action$=proposer]")
    again = author_at.send(page, 403, form="form[action$=proposer]")
    assert "elle est peut-être déjà faite" in again.text("#error-text")
    assert again.link("Revenir à la page") == page.url
    assert (
        again.soup.select_one("[name=next]")["value"] == page.url
    )  # light or dark leads back there too
    assert the_event().submitted_at
    assert the_event().refused_at is None


def test_of_two_animators_the_second_is_told(visitor: Visitor) -> None:
    event = a_proposal()
    page = visitor.sign_in(an_animator("44")).open(event.address)
    actions.publish(event, now(), by=an_animator("44"))
    db.session.commit()

    page = visitor.send(page, 409, form="form[action$=publier]")

    assert "Quelqu’un a décidé avant vous" in page.text(".notice")


def test_an_animator_publishes_at_once(visitor: Visitor) -> None:
    page = proposed(visitor.sign_in(an_animator("44")))

    assert page.texts("[role=status]") == ["La rencontre est dans l’agenda."]


@pytest.mark.parametrize(
    ("typed", "where", "words"),
    [
        ({"hours-0-ends": "08:00"}, "#hours-error", "La fin est avant le début."),
        ({"hours-0-ends": ""}, "#hours-error", "un début et une fin"),
        ({"ends_on": "2019-01-01"}, "#ends_on-error", "avant le premier"),
        (
            {"starts_on": clocks_move(3), "hours-0-starts": "02:30", "hours-0-ends": "05:00"},
            "#hours-error",
            "n’existe pas",
        ),
        (
            {"starts_on": clocks_move(10), "hours-0-starts": "02:30", "hours-0-ends": "05:00"},
            "#hours-error",
            "arrive deux fois",
        ),
        ({"starts_on": "31/02/2027"}, "#starts_on-error", "date"),
        ({"commune": "Atlantide"}, "#commune-error", "n’est pas reconnue"),
        ({"place": ""}, "#commune-error", "Indiquez la commune"),
        ({"organizers-0-name": ""}, "#organizers-error", "Dites qui organise"),
        ({"remote_url": "javascript:alert(1)"}, "#remote_url-error", "https://"),
        ({"registration_url": "https://ailleurs.example"}, "#registration_url-error", "choisissez"),
        ({"starts_on": "", "hours-0-starts": "", "hours-0-ends": ""}, "#starts_on-error", "date"),
    ],
)
def test_what_does_not_hold_together_is_said_and_kept(
    visitor: Visitor, typed: dict[str, str], where: str, words: str
) -> None:
    page = proposed(visitor.sign_in(MemberFactory()), 422, **typed)

    assert words in page.text(where).replace("\xa0", " ")
    assert page.first("#title").attrib["value"] == "Foncier économique"
    assert db.session.scalars(select(Event)).all() == []


def test_the_people_of_a_host_edit_its_meeting_and_nobody_else(visitor: Visitor) -> None:
    host = OrganizationFactory(name="CCI des Essais", kind=Kind.CCI)
    event = an_event(host=host)

    visitor.sign_in(MemberFactory(organization=host))
    page = visitor.send(visitor.open(f"{event.address}/modifier"), title="Un autre titre")

    assert page.text("h1") == "Un autre titre"
    other = Visitor(visitor.client.application.test_client()).sign_in(MemberFactory())
    other.open(f"{event.address}/modifier", status=403)


def test_an_organizer_is_recognized_by_its_whole_name(visitor: Visitor) -> None:
    host = OrganizationFactory(name="CCI des Essais", kind=Kind.CCI)

    page = proposed(visitor.sign_in(MemberFactory()))

    assert page.link("CCI des Essais") == f"/annuaire/{host.slug}"


def test_an_edit_over_somebody_elses_writes_nothing_and_keeps_the_text(visitor: Visitor) -> None:
    author = MemberFactory()
    event = an_event(author)
    page = visitor.sign_in(author).open(f"{event.address}/modifier")
    actions.change(event, told(title="Plus vite"), author, now(), lock=event.lock_version)
    db.session.commit()

    page = visitor.send(page, 409, title="Trop tard")

    assert "a changé pendant que vous écriviez" in page.text(".notice")
    assert page.first("#title").attrib["value"] == "Trop tard"
    assert the_event().title == "Plus vite"
    visitor.send(page)
    assert the_event().title == "Trop tard"


def test_a_form_without_its_lock_is_refused(visitor: Visitor) -> None:
    author = MemberFactory()
    event = an_event(author)
    page = visitor.sign_in(author).open(f"{event.address}/modifier")
    page.remove("main [name=lock_version]")

    visitor.send(page, 400, title="Autre")


def test_a_member_registers_and_follows_what_moves(visitor: Visitor) -> None:
    author, member = MemberFactory(), MemberFactory()
    event = an_event(author, capacity=1)
    visitor.sign_in(member)

    page = visitor.send(visitor.open(visitor.open(event.address).link("S’inscrire")))

    assert "La place est confirmée." in page.text("[role=status]")
    waits = registers(event.bookable, MemberFactory())
    assert waits.state is RegistrationState.WAITLISTED
    assert "Complet, liste d’attente" in visitor.open(event.address).text(".page-state")
    sequence = event.bookable.ics_sequence
    lock, began_on = event.lock_version, event.starts_on
    yesterday = today() - timedelta(days=1)
    event.bookable.closes_at = last_instant(yesterday, event.bookable.tz)

    actions.change(event, told(in_days=25, capacity=1), author, now(), lock=lock)
    db.session.commit()

    closes_on = yesterday + (event.starts_on - began_on)  # it goes with the meeting
    assert event.bookable.closes_at == last_instant(closes_on, event.bookable.tz)

    assert event.happening is Happening.RESCHEDULED
    assert event.bookable.ics_sequence == sequence + 1
    assert subjects_to(member)[-1] == "Rencontre déplacée : Foncier économique"
    told_of_it = db.session.query(Letter).filter(Letter.subject.startswith("Rencontre déplacée"))
    said = {letter.recipient: letter.body for letter in told_of_it}
    assert "rien à faire pour venir" in said[member.email]
    assert "Votre rang sur la liste d’attente est gardé" in said[waits.member.email]
    calendar = visitor.client.get(f"{event.address}.ics").text
    assert f"SEQUENCE:{sequence + 1}" in calendar
    assert "La date a changé" in visitor.open(event.address).text(".notice")
    desk = visitor.sign_in(author).open(f"/animer/seances/{event.bookable_id}")
    assert "Intervenant" in desk.texts("label") and "Formateur" not in desk.text()


def test_words_alone_move_nothing_and_nobody_is_written_to(visitor: Visitor) -> None:
    member = MemberFactory()
    event = an_event()
    registers(event.bookable, member)
    before = len(subjects_to(member))

    actions.change(event, told(title="Mieux dit"), member, now(), lock=event.lock_version)
    db.session.commit()

    assert event.happening is Happening.SCHEDULED
    assert event.bookable.ics_sequence == 0
    assert len(subjects_to(member)) == before


def test_the_programme_follows_a_meeting_to_another_day(visitor: Visitor) -> None:
    author = MemberFactory()
    event = an_event(author, in_days=20)
    talk = a_talk(event, placed=True, starts=10)

    for later in (25, 60):
        moved = told(in_days=later, hours=[hours(later)])
        actions.change(event, moved, author, now(), lock=event.lock_version)
        assert talk.starts_local == datetime.combine(today() + timedelta(days=later), time(10))
        if later == 25:
            actions.postpone(event, now(), "Grève.")


def test_a_meeting_overseas_is_over_when_its_day_is_over_there(visitor: Visitor) -> None:
    author, day = MemberFactory(), date(2027, 3, 4)
    with time_machine.travel("2027-02-01T12:00+00:00", tick=False):
        tahiti = db.session.get(Region, "987")
        afternoon = Hours(datetime.combine(day, time(14)), datetime.combine(day, time(17)))
        event = an_event(author, starts_on=day, hours=[afternoon], region=tahiti, place="Papeete")
    with time_machine.travel("2027-03-05T00:30+01:00", tick=False):  # 13:30 there, the day before
        page = visitor.sign_in(author).open(event.address)
        assert "Passée" not in page.text(".page-state")
        assert page.select("form[action$='/annuler'], form[action$='/reporter']")


def test_hours_may_be_exchanged(visitor: Visitor) -> None:
    member = MemberFactory()
    event = an_event(hours=[hours(20, 9, 10), hours(20, 10, 11), hours(20, 11, 12)])
    before = [slot.id for slot in event.bookable.slots]

    later = [hours(20, 10, 11), hours(20, 11, 12), hours(20, 12, 13)]
    actions.change(event, told(hours=later), member, now(), lock=event.lock_version)
    db.session.commit()

    assert [slot.id for slot in event.bookable.slots] == before
    assert [slot.starts_local.hour for slot in event.bookable.slots] == [10, 11, 12]


def test_an_hour_that_somebody_signed_for_stays_as_it_was(visitor: Visitor) -> None:
    author = MemberFactory()
    event = an_event(author, in_days=-1, hours=[hours(-1), hours(-1, 14, 17)])
    assert event.bookable
    seated(SimpleNamespace(id=event.bookable_id, bookable=event.bookable), half_days=1)
    morning, afternoon = (slot.id for slot in event.bookable.slots)
    form = visitor.sign_in(author).open(f"{event.address}/modifier")

    refused = visitor.send(
        form, 422, **{"hours-0-starts": "", "hours-0-ends": "", "hours-0-on": ""}
    )
    assert "Des présences sont relevées pour le" in refused.text("#erreurs")
    visitor.send(form, **{"hours-1-starts": "08:00", "hours-1-ends": "08:30"})

    db.session.expire_all()
    assert [slot.id for slot in event.bookable.slots] == [afternoon, morning]
    assert [slot.starts_local.hour for slot in event.bookable.slots] == [8, 9]


def test_what_is_corrected_of_a_meeting_that_is_over_is_written_to_nobody(visitor: Visitor) -> None:
    author, member = MemberFactory(), MemberFactory()
    event = an_event(author, in_days=-1, hours=[hours(-1)])
    assert event.bookable
    seated(SimpleNamespace(id=event.bookable_id, bookable=event.bookable), member)

    said = told(in_days=-1, hours=[hours(-1)], place="Palais des congrès")
    actions.change(event, said, author, now(), lock=event.lock_version)
    assert (event.happening, subjects_to(member)) == (Happening.SCHEDULED, [])

    event.bookable.lifecycle = Lifecycle.COMPLETED
    later = told(in_days=5, hours=[hours(-1), hours(5)])
    actions.change(event, later, author, now(), lock=event.lock_version)
    assert event.bookable.lifecycle is Lifecycle.SCHEDULED
    assert subjects_to(member) == ["Rencontre déplacée : Foncier économique"]


def test_who_asked_for_seats_without_a_name_is_told_once_that_they_move(visitor: Visitor) -> None:
    asker, named = MemberFactory(), MemberFactory()
    event = an_event()
    rows = a_group(event.bookable, 3, by=asker)
    seats.name(rows[0], now(), by=asker, member=named)

    moved = told(in_days=25, hours=[hours(25)])
    actions.change(event, moved, asker, now(), lock=event.lock_version)
    actions.postpone(event, now(), "Grève des transports.")

    news = ["Rencontre déplacée : Foncier économique", "Rencontre reportée : Foncier économique"]
    assert subjects_to(asker)[-2:] == subjects_to(named)[-2:] == news
    said = db.session.scalars(select(Letter).where(Letter.subject == news[0])).all()
    assert sorted(f"Bonjour {one.name}" for one in (asker, named)) == sorted(
        letter.body.partition(",")[0] for letter in said
    )


def test_a_cancelled_meeting_stays_says_why_and_tells_everybody(visitor: Visitor) -> None:
    author, member = MemberFactory(), MemberFactory()
    event = an_event(author)
    registers(event.bookable, member)

    page = visitor.sign_in(author).open(event.address)
    page.form("form[action$=reporter]").set("action", f"{event.address}/annuler")
    visitor.send(page, form="form[action$=annuler]", reason="Le lieu a brûlé.")

    db.session.expire_all()
    assert event.happening is Happening.CANCELLED
    assert states(event.bookable) == ["cancelled_by_organiser"]
    assert subjects_to(member)[-1].startswith("Inscription annulée par l’organisateur")
    assert "Le lieu a brûlé." in visitor.open(event.address).text(".notice")
    calendar = visitor.client.get("/agenda.ics?region=44").text
    assert "STATUS:CANCELLED" in calendar
    visitor.open(f"{event.address}/modifier", status=403)
    with time_machine.travel(now() + timedelta(days=25), tick=False):
        assert "Annulée" in visitor.client.get("/agenda.csv").text
    with pytest.raises(EventChanged):
        actions.cancel(event, author, now(), "Encore.")


def test_a_postponed_meeting_keeps_its_seats_until_its_new_day(visitor: Visitor) -> None:
    author, member = MemberFactory(), MemberFactory()
    event = an_event(author)
    registers(event.bookable, member)

    actions.postpone(event, now(), "Grève des transports.")
    db.session.commit()

    assert states(event.bookable) == ["confirmed"]
    assert subjects_to(member)[-1] == "Rencontre reportée : Foncier économique"
    assert "Reportée" in visitor.open(event.address).text(".page-state")
    assert "STATUS:TENTATIVE" in visitor.client.get(f"{event.address}.ics").text
    assert "Annulée ou reportée" in visitor.open(event.address).text(".page-state")

    actions.change(event, told(in_days=60), author, now(), lock=event.lock_version)
    db.session.commit()
    assert (event.happening, event.bookable.lifecycle) == (
        Happening.RESCHEDULED,
        Lifecycle.SCHEDULED,
    )
    assert subjects_to(member)[-1] == "Rencontre déplacée : Foncier économique"


def test_the_video_link_is_for_those_who_have_a_seat_from_the_day_before(
    visitor: Visitor,
) -> None:
    member = MemberFactory()
    event = an_event(is_remote=True, remote_url="https://visio.example/a")
    registers(event.bookable, member)
    visitor.sign_in(member)
    page = visitor.open(event.address)
    assert "visio.example" not in page.html
    assert "paraîtra ici la veille" in page.text("main")

    assert event.starts_at
    with time_machine.travel(event.starts_at - timedelta(hours=23)):
        visitor.sign_in(member)
        assert visitor.open(event.address).link("Rejoindre") == "https://visio.example/a"
        assert "visio.example" not in visitor.client.get(f"{event.address}.ics").text
        visitor.sign_in(MemberFactory())
        assert "visio.example" not in visitor.open(event.address).html


def test_search_engines_read_what_the_page_says(visitor: Visitor) -> None:
    event = an_event(capacity=12, access_features=["wheelchair", "signing"])

    page = visitor.open(event.address)

    found = json.loads(page.soup.select_one("script[type='application/ld+json']").string)
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    assert (found["maximumAttendeeCapacity"], found["remainingAttendeeCapacity"]) == (12, 12)
    assert found["accessibilityFeature"] == ["wheelchairAccessible", "signLanguageInterpretation"]
    assert found["startDate"][10:16] == "T09:00"
    assert "Interprète en langue des signes" in page.text(".item-side")


def test_a_meeting_overseas_says_its_hours_here_and_there(visitor: Visitor) -> None:
    event = an_event(region=db.session.get(Region, "04"), place="Saint-Denis")

    assert event.tz == "Indian/Reunion"
    assert "à Paris" in visitor.open(event.address).text(".page-state")


def test_a_meeting_that_takes_no_registrations_has_no_seats(visitor: Visitor) -> None:
    event = an_event(takes_registrations=False)
    visitor.sign_in(MemberFactory())

    assert "S’inscrire" not in visitor.open(event.address).text("main")
    visitor.open(f"/inscriptions/{event.bookable_id}", status=404)


def test_the_agenda_narrows_by_month_and_format_and_leaves_as_a_sheet(visitor: Visitor) -> None:
    an_event()
    an_event(title="En ligne", is_remote=True, place="")

    assert visitor.open("/agenda?format=remote").texts("article h3") == ["En ligne"]
    month = f"{today() + timedelta(days=20):%Y-%m}"
    assert len(visitor.open(f"/agenda?mois={month}").texts("article h3")) == 2
    assert "Filtre ignoré" in visitor.open("/agenda?mois=2027-13").text("main")
    assert "En ligne" in visitor.client.get("/agenda.csv").text
    assert visitor.client.get("/agenda.xlsx").status_code == 200


def test_editing_a_meeting_leaves_its_seats_as_their_own_page_set_them(visitor: Visitor) -> None:
    author = MemberFactory()
    event = an_event(author, capacity=6)
    assert event.bookable
    event.bookable.approval, event.bookable.min_participants = Approval.MANAGER, 5
    db.session.commit()
    page = visitor.sign_in(author).open(f"{event.address}/modifier")

    assert not page.select("[name=capacity]")
    visitor.send(page, title="Foncier : un autre titre")

    assert event.bookable.approval is Approval.MANAGER
    assert event.bookable.capacity == 6


def test_a_line_of_one_field_bears_its_name_alone(visitor: Visitor) -> None:
    page = visitor.sign_in(MemberFactory()).open("/agenda/nouvelle")

    assert page.texts("label[for=organizers-0-name]") == ["Organisateur 1"]
    assert page.texts("#organizers-0 legend") == []
