"""The agenda by theme, network, seats, slides and sheets: counts that say what a choice would give."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from intranet.competencies.models import Edition
from intranet.events.models import Event
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.organizations.models import Kind
from intranet.places.models import Region
from intranet.tour import actions as tour
from intranet.tour.models import TalkSheet
from tests.bookings.factories import registers
from tests.events.factories import a_talk, an_event, hours
from tests.factories import MemberFactory, OrganizationFactory
from tests.practices.factories import a_published
from tests.sql import counted
from tests.visitor import Page, Visitor


def titles(page: Page) -> list[str]:
    return sorted(page.texts("#results article h3"))


def counts(page: Page) -> dict[str, int]:
    """What each choice would give, by the words beside it."""
    found = {}
    for choice in page.soup.select(".filters .choice"):
        number = choice.select_one(".facet-count")
        found[str(choice.select_one("span").text)] = int(number.find(string=True))
    return found


def about(event: Event, code: str, **more: Any) -> Event:
    a_talk(event, placed=True, competencies=(code,), **more)
    return event


@pytest.fixture
def agenda(edition: Edition) -> None:
    """Three meetings: a chamber’s in Grand Est about both domains, two of an intercommunality."""
    chamber = OrganizationFactory(name="CCI des Essais", kind=Kind.CCI)
    council = OrganizationFactory(name="CC des Essais", kind=Kind.EPCI)
    about(about(an_event(title="Friches", host=chamber), "D1.1"), "D2.1", starts=10)
    about(an_event(title="Visites", host=council), "D1.2")
    an_event(title="Foncier", host=council, region=db.session.get(Region, "28"))


@pytest.mark.usefixtures("agenda")
def test_each_choice_gives_what_it_says_and_ignores_its_own_facet(visitor: Visitor) -> None:
    page = visitor.open("/agenda")
    said = counts(page)
    titles_of = {code: page.soup.select_one(f"#facet-theme-{code}").parent.span.text for code in ("D1", "D2")}  # fmt: skip
    assert (said[titles_of["D1"]], said[titles_of["D2"]]) == (2, 1)
    assert said["Chambre de commerce et d’industrie"] == 1
    assert said["Intercommunalité"] == 2
    assert said["Il reste des places"] == 3

    page = visitor.open("/agenda?theme=D2")
    assert titles(page) == ["Friches"]
    said = counts(page)
    assert (said[titles_of["D1"]], said[titles_of["D2"]]) == (2, 1)  # without its own filter
    assert said["Chambre de commerce et d’industrie"] == 1
    assert "Intercommunalité" not in said
    assert titles(visitor.open("/agenda?theme=D1&theme=D2")) == ["Friches", "Visites"]
    assert titles(visitor.open("/agenda?reseau=epci&region=44")) == ["Visites"]
    assert len(page.select(".filter-chip")) == 1


@pytest.mark.usefixtures("agenda")
def test_the_same_filters_hold_in_every_form(visitor: Visitor) -> None:
    for form, mark in (("json", '"title"'), ("atom", "<entry>"), ("ics", "BEGIN:VEVENT")):
        whole = visitor.client.get(f"/agenda.{form}").text
        kept = visitor.client.get(f"/agenda.{form}?reseau=cci").text
        assert (whole.count(mark), kept.count(mark)) == (3, 1), form
        assert "Friches" in kept
    answer = json.loads(visitor.client.get("/agenda.json?theme=D1&places=oui").text)
    assert sorted(item["title"] for item in answer["items"]) == ["Friches", "Visites"]


@pytest.mark.usefixtures("edition")
def test_seats_are_left_where_whoever_asks_would_have_one(visitor: Visitor) -> None:
    full = an_event(title="Complète", capacity=1)
    an_event(title="À distance", capacity=1, remote_capacity=5)
    an_event(title="Sans compter")
    an_event(title="Sans inscription", takes_registrations=False)
    over = an_event(title="Passée", in_days=-10)
    closed = an_event(title="Close")
    assert full.bookable and closed.bookable and over.bookable
    registers(full.bookable)
    closed.bookable.closes_at = now()
    db.session.commit()

    page = visitor.open("/agenda?places=oui")

    assert titles(page) == ["Sans compter", "À distance"]
    assert counts(page)["Il reste des places"] == 2


@pytest.mark.usefixtures("edition")
def test_no_seat_is_left_once_a_meeting_has_begun(visitor: Visitor) -> None:
    with time_machine.travel(datetime(2027, 3, 10, 13, 0, tzinfo=UTC), tick=False):  # 14 h in Paris
        an_event(title="Ce matin", in_days=0)
        an_event(title="Ce soir", in_days=0, hours=[hours(0, 18, 20)])
        an_event(title="Demain", in_days=1)
        there = an_event(title="Ce matin à Tahiti", in_days=0)
        assert there.bookable
        there.bookable.tz = "Pacific/Tahiti"
        db.session.commit()

        page = visitor.open("/agenda?places=oui")

    assert titles(page) == ["Ce matin à Tahiti", "Ce soir", "Demain"]
    assert counts(page)["Il reste des places"] == 3


def test_a_sheet_born_of_a_meeting_leads_to_it_once_anyone_may_read_it(
    visitor: Visitor, edition: Edition
) -> None:
    author = MemberFactory()
    talk = a_talk(an_event(title="Racontée"), author, placed=True)
    an_event(title="Oubliée")
    tour.sheet_of_talk(talk, author, now())
    db.session.commit()
    assert "Une fiche en est née" not in counts(visitor.open("/agenda"))

    db.session.get_one(TalkSheet, talk.id).practice_id = a_published(edition).id
    db.session.commit()

    assert counts(visitor.open("/agenda"))["Une fiche en est née"] == 1
    assert titles(visitor.open("/agenda?fiche=oui")) == ["Racontée"]


@pytest.mark.usefixtures("agenda")
def test_facets_cost_few_statements_and_nonsense_is_ignored(visitor: Visitor) -> None:
    visitor.sign_in(MemberFactory())
    visitor.open("/agenda")
    with counted() as statements:
        visitor.open("/agenda?theme=D1&reseau=cci&places=oui&fiche=oui&supports=oui&region=44")
    assert len(statements) <= 8, "\n".join(statements)
    page = visitor.open("/agenda?theme=lune&reseau=club&places=peut-etre&fiche=non")
    assert len(page.texts("#results .notice")) == 4
    assert len(titles(page)) == 3
