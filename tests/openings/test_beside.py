"""The openings on the pages of other domains."""

from __future__ import annotations

import time_machine
from flask import Flask

from intranet.competencies.queries import in_force
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.panels import panels
from intranet.openings import actions
from intranet.openings.models import CloseReason
from intranet.places.models import Region
from tests.openings.factories import OpeningFactory, asking
from tests.visitor import Visitor


def drawn(app: Flask, place: str, subject: object) -> str:
    with app.test_request_context("/"):
        return str(panels(place, subject))


def test_an_item_shows_the_live_openings_that_ask_for_it(
    app: Flask, visitor: Visitor, edition: object
) -> None:
    for _ in range(4):
        OpeningFactory(requirement_set=asking(("D1.1", 2)))
    OpeningFactory(requirement_set=asking(("D2.1", 2)))
    OpeningFactory(over=True, requirement_set=asking(("D1.1", 2)))

    page = visitor.open("/referentiel/D1.1")
    assert "4 offres demandent cette compétence" in page.texts("h2")
    assert len(page.texts(".panel[data-board=openings] article")) == 3
    assert len(visitor.open(page.link("Toutes les offres qui la demandent")).texts("article")) == 4
    assert "offre" not in drawn(app, "competency", in_force().by_code["D1.2"])


def test_what_an_item_shows_of_openings_changes_at_once_though_it_is_drawn_once(
    visitor: Visitor, edition: object
) -> None:
    opening = OpeningFactory(title="Responsable foncier", requirement_set=asking(("D1.1", 2)))
    other = OpeningFactory(title="Chef de projet", requirement_set=asking(("D1.1", 2)))

    def shown() -> list[str]:
        return visitor.open("/referentiel/D1.1").texts(".panel[data-board=openings] article")

    def says(words: str) -> bool:
        return any(words in line for line in shown())

    assert shown() == shown()
    opening.title = "Responsable du foncier"
    db.session.commit()
    assert says("Responsable du foncier")
    opening.organization.name = "Syndicat des essais"
    db.session.commit()
    assert says("Syndicat des essais")
    actions.close(
        opening, opening.owner, now(), reason=CloseReason.CANCELLED, version=opening.version
    )
    db.session.commit()
    assert not says("Responsable du foncier")
    with time_machine.travel(other.closes_at, tick=False):  # by itself
        assert shown() == []


def test_an_organization_and_a_region_show_theirs(
    app: Flask, visitor: Visitor, edition: object
) -> None:
    opening = OpeningFactory(title="Responsable foncier")
    OpeningFactory(title="D’une autre structure (F/H)")
    region = db.session.get_one(Region, "44")
    for place, subject in (("organization", opening.organization), ("region", region)):
        assert "Responsable foncier" in drawn(app, place, subject)
    assert "Responsable foncier" not in drawn(app, "region", db.session.get_one(Region, "53"))
    page = visitor.open(f"/offres?structure={opening.organization.slug}")
    assert page.texts("article h3") == ["Responsable foncier"]
    assert page.link(opening.organization.name) == "/offres"


def test_openings_nearby_change_at_once_though_they_are_drawn_once(
    visitor: Visitor, edition: object
) -> None:
    opening = OpeningFactory(requirement_set=asking(("D1.1", 2)))
    other = OpeningFactory(title="Chef de projet", requirement_set=asking(("D1.1", 2)))

    def nearby() -> list[str]:
        return visitor.open(opening.address).texts("section[aria-labelledby=proches] h3")

    assert nearby() == nearby() == ["Chef de projet"]
    other.title = "Cheffe de projet"
    db.session.commit()
    assert nearby() == ["Cheffe de projet"]
    actions.close(other, other.owner, now(), reason=CloseReason.CANCELLED, version=other.version)
    db.session.commit()
    assert nearby() == []
