"""The meetings of a stage, in their order; what it gathered, on its page and on the map of the edition."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.bookings import actions as seats
from intranet.bookings.models import Method, instant
from intranet.competencies.models import Edition
from intranet.events import actions as agenda
from intranet.events.models import Event
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.places.models import Region
from intranet.practices import actions as practices
from intranet.tour import actions
from intranet.tour.models import HostRole, Stage, StageEvent, StageHost, Tour, clashes_of
from tests.bookings.factories import registers
from tests.events.factories import a_talk, an_event, hours
from tests.factories import MemberFactory, an_animator
from tests.races import at_once
from tests.sql import counted
from tests.visitor import Visitor


@pytest.fixture
def stage(edition: Edition) -> Stage:
    """One of two, so that a meeting may be of the other."""
    stage, other = Stage(region_code="44", number=1), Stage(region_code="28", number=2)
    db.session.add(Tour(slug="tour-essai", title="Tour d’essai", year=2027, stages=[stage, other]))
    db.session.commit()
    return stage


def the_other() -> Stage:
    return db.session.scalars(select(Stage).where(Stage.region_code == "28")).one()


def gathered(stage: Stage, *events: Event) -> Sequence[Event]:
    for event in events:
        actions.gather(stage, event)
    db.session.commit()
    return events


def order(visitor: Visitor) -> list[str]:
    return visitor.open("/tour/grand-est/rencontres").texts(".stage-meeting > a")


def seen_at(event: Event, people: int) -> None:
    """So many registered, and were welcomed at the door."""
    assert event.bookable
    slot = event.bookable.slots[0]
    at = instant(slot.starts_local, "Europe/Paris") + timedelta(minutes=5)
    for _ in range(people):
        row = registers(event.bookable)
        seats.check_in(slot, row, at, by=row.member, method=Method.MANUAL)
    db.session.commit()


@pytest.mark.usefixtures("stage")
def test_meetings_join_a_stage_in_an_order_and_leave_it(visitor: Visitor) -> None:
    for title in ("Plénière", "Ateliers", "Visite"):
        an_event(title=title)
    visitor.sign_in(an_animator("44"))

    for title in ("Plénière", "Ateliers", "Visite"):
        page = visitor.open("/tour/grand-est/rencontres")
        [value] = [
            option["value"]
            for option in page.soup.select("#event option")
            if option.text.startswith(title)
        ]
        visitor.send(page, form="#ajouter", event=value)

    assert order(visitor) == ["Plénière", "Ateliers", "Visite"]
    page = visitor.open("/tour/grand-est/rencontres")
    assert page.texts("#event option") == ["Choisir une rencontre"]  # each is of one stage
    visitor.send(page, form="form[action$='descendre']")
    assert order(visitor) == ["Ateliers", "Plénière", "Visite"]
    page = visitor.open("/tour/grand-est")
    assert page.texts("[aria-labelledby=its-meetings] article h3") == ["Ateliers", "Plénière", "Visite"]  # fmt: skip
    visitor.send(visitor.open("/tour/grand-est/rencontres"), form="form[action$='retirer']")
    assert order(visitor) == ["Plénière", "Visite"]
    assert "Étape Grand Est" in visitor.open("/agenda/pleniere").text("main")


def test_a_meeting_is_of_one_stage(visitor: Visitor, stage: Stage) -> None:
    event = an_event(title="Plénière")
    page = visitor.sign_in(an_animator("44")).open("/tour/grand-est/rencontres")
    gathered(the_other(), event)

    page = visitor.send(page, 422, form="#ajouter", event=str(event.id))

    assert page.texts("#event-error")
    assert db.session.scalars(select(StageEvent.stage_id)).all() == [the_other().id]


@pytest.mark.usefixtures("stage")
def test_what_is_not_published_is_not_offered(visitor: Visitor) -> None:
    an_event(title="Ailleurs", region=db.session.get(Region, "28"))
    hidden = an_event(title="Cachée")
    hidden.published_at = None
    db.session.commit()

    page = visitor.sign_in(an_animator("44")).open("/tour/grand-est/rencontres")

    assert page.texts("#event option") == ["Choisir une rencontre"]
    visitor.send(page, 422, form="#ajouter", event=str(hidden.id))


def test_hosts_compose_the_stage_with_what_they_hold_anywhere(
    visitor: Visitor, stage: Stage
) -> None:
    host = MemberFactory()
    visitor.sign_in(host).open("/tour/grand-est/rencontres", status=403)
    stage.hosts.append(StageHost(organization_id=host.organization_id, role=HostRole.PARTNER))
    an_event(host, title="Chez nous", host=host.organization, region=db.session.get(Region, "28"))

    page = visitor.open("/tour/grand-est/rencontres")

    assert [text.partition(",")[0] for text in page.texts("#event option")[1:]] == ["Chez nous"]


def test_what_nobody_can_attend_together_is_told(visitor: Visitor, stage: Stage) -> None:
    speaker = MemberFactory()
    first, second, third = gathered(
        stage,
        an_event(title="Plénière", hours=[hours(20, 9, 12)]),
        an_event(title="Ateliers", hours=[hours(20, 11, 13)]),
        an_event(title="Visite", hours=[hours(20, 14, 16)]),
    )
    stage.starts_on = today() + timedelta(days=20)
    a_talk(first, speaker, placed=True, starts=11, title="Deux fois")
    a_talk(second, speaker, placed=True, starts=11, title="Au même moment")
    agenda.postpone(third, now(), "La salle est prise.")
    db.session.commit()

    page = visitor.sign_in(an_animator("44")).open("/tour/grand-est/rencontres")

    told = page.text(".notice")
    assert "« Ateliers » : en même temps que « Plénière », au même endroit (Nancy)" in told
    assert f"par la même personne, {speaker.name}" in told
    assert "reportée ou annulée" in told
    assert "jour de l’étape" not in told


@pytest.mark.usefixtures("edition")
def test_a_meeting_on_another_day_than_its_stage_is_told() -> None:
    day_before = an_event(title="La veille", hours=[hours(19)], in_days=19)
    same_day = an_event(title="Le jour")
    on = today() + timedelta(days=20)

    assert [each.meeting.title for each in clashes_of([day_before, same_day], (), on)] == [
        "La veille"
    ]
    assert clashes_of([day_before, same_day]) == []


def test_a_stage_shows_what_it_gathered_and_people_from_five_on(
    visitor: Visitor, stage: Stage
) -> None:
    author = MemberFactory()
    [event] = gathered(stage, an_event(title="Plénière"))
    talk = a_talk(event, author, placed=True)
    told, _ = actions.sheet_of_talk(talk, author, now())
    noted, _ = actions.note(
        stage, "Une visite", author.email, author, now(), nonce="essai-rassemble"
    )
    gone, _ = actions.note(stage, "Un salon", author.email, author, now(), nonce="essai-retire")
    gone.practice.withdrawn_on = today()
    seen_at(event, 4)

    said = visitor.open("/tour/grand-est").text(".gathered")
    assert "personnes" not in said
    assert "fiches nées de l’étape 2" in said
    for each in (told, noted.practice):
        practices.put_online(each, each.working, now(), verified=True)
    db.session.commit()
    born = visitor.open("/tour/grand-est").texts("[aria-labelledby=gathered] h3")
    assert born == ["Une visite", told.title]

    seen_at(event, 1)
    registers(event.bookable)  # registered, and never seen
    assert "personnes présentes" in visitor.open("/tour/grand-est").text(".gathered")
    figures = visitor.open("/tour/grand-est").texts(".gathered dd")
    assert figures[0] == "5"


def test_the_map_its_table_and_its_file_say_the_same(visitor: Visitor, stage: Stage) -> None:
    one, _ = gathered(stage, an_event(title="Plénière"), an_event(title="Ateliers"))
    a_talk(one, placed=True)
    seen_at(one, 6)

    page = visitor.open("/tour?carte=rencontres")
    assert page.text(".chart-title") == "1 étape sur 2 : 2 rencontres"
    rows = dict(zip(page.texts(".chart-table tbody th"), page.texts(".chart-table td"), strict=True))  # fmt: skip
    assert rows == {"Grand Est": "2", the_other().region.name: "0"}
    assert "6 personnes" in visitor.open("/tour?carte=personnes").text(".chart-title")
    [row] = page.soup.select("[aria-labelledby=gathered] tbody tr")
    assert [cell.get_text(" ", strip=True) for cell in row.select("td")] == [
        "Pas encore", "2", "6 présentes", "1", "0", "0",
    ]  # fmt: skip

    answer = visitor.client.get("/tour.csv").get_data(as_text=True).removeprefix("\ufeff")
    lines = list(csv.DictReader(io.StringIO(answer), delimiter=";"))
    assert [line["Région"] for line in lines] == ["Grand Est", the_other().region.name]
    assert (lines[0]["Rencontres"], lines[0]["Personnes"], lines[0]["Personnes comptées"]) == (
        "2", "6", "présentes",
    )  # fmt: skip
    assert lines[1]["Personnes"] == ""


def test_a_map_that_nobody_knows_shows_the_sheets(visitor: Visitor, stage: Stage) -> None:
    page = visitor.open("/tour?carte=lune")
    assert "déjà des fiches" in page.text(".chart-title")
    page = visitor.open("/tour?carte=interventions")
    assert page.text(".chart-title") == "Aucune étape n’a encore d’intervention à montrer"


def test_the_edition_costs_as_many_statements_for_many_meetings_as_for_one(
    visitor: Visitor, stage: Stage
) -> None:
    gathered(stage, an_event())
    visitor.open("/tour")
    with counted() as few:
        visitor.open("/tour")
    gathered(stage, *(an_event(title=f"Rencontre {number}") for number in range(4)))
    gathered(the_other(), an_event())
    with counted() as many:
        visitor.open("/tour")
    assert len(few) == len(many) <= 8, "\n".join(many)


@pytest.mark.live
def test_of_two_stages_that_take_the_same_meeting_one_has_it(site: Flask) -> None:
    with site.app_context():
        stages = [
            Stage(region_code=code, number=number) for number, code in enumerate(("44", "28"))
        ]
        db.session.add(Tour(slug="tour-essai", title="Tour", year=2027, stages=stages))
        db.session.commit()
        event_id, ids = an_event().id, [stage.id for stage in stages]

    def takes(stage_id: int) -> None:
        actions.gather(db.session.get_one(Stage, stage_id), db.session.get_one(Event, event_id))

    ends = at_once(site, *(lambda one=one: takes(one) for one in ids * 2))

    assert ends == {"done": 2, "MeetingIsElsewhere": 2}
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(StageEvent)) == 1
