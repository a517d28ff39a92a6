"""The agenda: coming and past meetings."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from intranet.bookings.models import Bookable, BookableKind
from intranet.events.actions import publish
from intranet.events.models import Event, Happening, Organizer
from intranet.events.queries import coming_dates, days_at
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.places.models import Region
from tests.factories import MemberFactory
from tests.sql import counted
from tests.visitor import Visitor


def a_meeting(title: str, *, in_days: int | None = 10, region: str = "44", **told: Any) -> Event:
    regions = every(select(Region).where(Region.code == region))
    event = Event(
        slug=title.lower().replace(" ", "-"),
        title=title,
        starts_on=None if in_days is None else today() + timedelta(days=in_days),
        place="Nancy",
        regions=list(regions),
        organizers=[Organizer(position=0, name="CCI des Essais")],
        **told,
    )
    publish(event, now())
    db.session.commit()
    return event


def titles(visitor: Visitor, query: str = "") -> list[str]:
    return visitor.open(f"/agenda{query}").texts("#results article h3")


def test_coming_meetings_first_the_soonest_first_then_past_ones(visitor: Visitor) -> None:
    a_meeting("Passée", in_days=-10)
    a_meeting("Loin", in_days=60)
    a_meeting("Bientôt", in_days=2)
    a_meeting("Hier", in_days=-1)
    a_meeting("Sans jour, tenue", in_days=None, happening=Happening.HELD, date_note="Juin")
    a_meeting("Sans jour, à venir", in_days=None)

    page = visitor.open("/agenda")

    assert page.texts("#results article h3") == [
        "Bientôt", "Loin", "Sans jour, à venir", "Hier", "Passée", "Sans jour, tenue",
    ]  # fmt: skip
    assert page.texts("#results > h3") == ["À venir", "Passées"]


def test_no_coming_meeting_is_said(visitor: Visitor) -> None:
    a_meeting("Passée", in_days=-10)

    assert "Aucune rencontre n’est annoncée" in visitor.open("/agenda").text(".empty")


def test_meetings_are_found_by_words_and_by_region(visitor: Visitor) -> None:
    a_meeting("Rencontre de l’industrie")
    a_meeting("Journée du commerce", region="28")

    assert titles(visitor, "?q=industries") == ["Rencontre de l’industrie"]
    assert titles(visitor, "?region=28") == ["Journée du commerce"]
    page = visitor.open("/agenda?region=28")
    boxes = page.soup.select(".facet input")
    assert [(box["value"], box.has_attr("checked")) for box in boxes] == [
        ("28", True), ("44", False),
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["?region=99", "?region=%27"])
def test_an_unknown_region_is_ignored_and_said(visitor: Visitor, query: str) -> None:
    a_meeting("Rencontre")

    page = visitor.open(f"/agenda{query}")

    assert page.texts("#results article h3") == ["Rencontre"]
    assert "Filtre ignoré" in page.text("#results .notice")


def test_filtering_in_place_gives_what_the_address_gives(visitor: Visitor) -> None:
    a_meeting("Rencontre")
    page = visitor.open("/agenda")

    page.swap("#results", visitor.open("/agenda?region=44", into="results"))

    assert page.texts("#results") == visitor.open("/agenda?region=44").texts("#results")


def test_a_meeting_has_its_page(visitor: Visitor) -> None:
    a_meeting("Rencontre", programme=["Table ronde"], source_title="Annonce", source_date="2019-05")

    page = visitor.open("/agenda/rencontre")

    assert "Table ronde" in page.text(".item-text")
    assert "Annonce, mai 2019" in page.text(".source")
    assert page.link("Grand Est") == "/tour/grand-est"


def test_a_cancelled_meeting_says_so(visitor: Visitor) -> None:
    a_meeting("Rencontre", happening=Happening.CANCELLED)

    assert visitor.open("/agenda").texts("#results .badge") == ["Annulée"]


def test_what_is_not_published_does_not_exist(visitor: Visitor) -> None:
    event = a_meeting("Rencontre")
    event.published_at = None
    db.session.commit()

    visitor.sign_in(MemberFactory())
    assert titles(visitor) == []
    visitor.open("/agenda/rencontre", status=404)
    assert json.loads(visitor.client.get("/agenda.json").text)["items"] == []


def test_the_other_forms_hold_the_same(visitor: Visitor) -> None:
    a_meeting("Rencontre")
    a_meeting("Ailleurs", region="28")

    answer = json.loads(visitor.client.get("/agenda.json?region=44").text)
    assert [item["title"] for item in answer["items"]] == ["Rencontre"]
    assert answer["items"][0]["Organisateurs"] == "CCI des Essais"
    assert visitor.client.get("/agenda.atom").text.count("<entry>") == 2


def test_a_page_asks_at_most_eight_statements(visitor: Visitor) -> None:
    for number in range(3):
        a_meeting(f"Rencontre {number}")
    visitor.sign_in(MemberFactory())

    for url in ("/agenda?q=rencontre&region=44", "/agenda/rencontre-1"):
        with counted() as statements:
            visitor.open(url)
        assert len(statements) <= 8, "\n".join(statements)


AT_23_IN_PARIS = datetime(2027, 3, 10, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tz", "on", "heading"),
    [
        ("Pacific/Tahiti", 10, "À venir"),
        ("Europe/Paris", 10, "À venir"),
        ("Indian/Reunion", 10, "Passées"),
        ("Indian/Reunion", 11, "À venir"),
        ("Pacific/Wallis", 10, "Passées"),
    ],
)
def test_a_meeting_is_over_by_the_day_of_its_place(
    visitor: Visitor, tz: str, on: int, heading: str
) -> None:
    with time_machine.travel(AT_23_IN_PARIS, tick=False):
        made = a_meeting("Ici", in_days=on - 10, bookable=Bookable(kind=BookableKind.EVENT, tz=tz))
        assert visitor.open("/agenda").texts("#results > h3")[-1] == heading
        shown = db.session.scalars(coming_dates(days_at(now()))).all()
    assert bool(shown) is (heading == "À venir") and made.tz == tz


def test_it_is_still_the_day_before_in_tahiti(visitor: Visitor) -> None:
    made = datetime(2027, 3, 11, 2, 0, tzinfo=UTC)  # 16 h there, the 10th; 3 h in Paris, the 11th
    with time_machine.travel(made, tick=False):
        there = Bookable(kind=BookableKind.EVENT, tz="Pacific/Tahiti")
        a_meeting("Là-bas", in_days=-1, bookable=there)
        a_meeting("À Nancy", in_days=-1)
        page = visitor.open("/agenda")
    assert page.texts("#results article h3") == ["Là-bas", "À Nancy"]
    assert page.texts("#results > h3") == ["À venir", "Passées"]
