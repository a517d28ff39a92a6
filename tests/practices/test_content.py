"""The starting sheets, as they are in on the first day."""

from __future__ import annotations

from sqlalchemy import func, select

from intranet.competencies.models import CompetencyLink
from intranet.competencies.queries import Catalogue
from intranet.content import practices
from intranet.kit.db import db, every
from intranet.practices.models import Practice, PracticeVersion, Theme
from tests.factories import OrganizationFactory
from tests.visitor import Visitor


def how_many() -> list[int | None]:
    tables = (Practice, PracticeVersion, Theme, CompetencyLink)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_twenty_starting_sheets_are_online_once_and_nobody_is_said_to_have_written_them(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    territory = OrganizationFactory(siren="200041630", name="CA Ardenne Métropole")
    practices.load()
    db.session.commit()
    before = how_many()
    practices.load()
    db.session.commit()

    assert how_many() == before
    found = every(select(Practice))
    assert len(found) == 20
    assert {(each.owner_id, each.author_id, each.contact_id) for each in found} == {(None,) * 3}
    assert all(each.is_starting and each.is_published for each in found)
    assert {each.described_id for each in found} == {None, territory.id}
    assert all(each.published.sheet.sources for each in found)
    for practice in found:
        page = visitor.open(f"/pratiques/{practice.slug}")
        assert page.texts(".item-text .chip"), practice.slug
    page = visitor.open("/pratiques/glass-vallee-cooperer-entre-concurrents")
    assert "Normandie, Hauts-de-France" in page.text(".item-side")
    assert visitor.open("/pratiques?q=verriers").texts("#results h3")
    by_mission = visitor.open("/pratiques?competence=D6.5").texts("#results h3")
    assert "Platinium 3D" in " ".join(by_mission)  # which shows an item under that mission
