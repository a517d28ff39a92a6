"""The starting sheets, as they are in on the first day."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intranet.competencies.models import CompetencyLink
from intranet.content import organizations, practices, referential
from intranet.kit.db import db, every
from intranet.practices.models import Practice, PracticeVersion, Theme
from tests.visitor import Visitor


@pytest.fixture
def loaded() -> None:
    referential.load()
    organizations.load()
    practices.load()
    db.session.commit()


def how_many() -> list[int | None]:
    tables = (Practice, PracticeVersion, Theme, CompetencyLink)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


@pytest.mark.usefixtures("loaded")
def test_twenty_starting_sheets_are_online_and_nobody_is_said_to_have_written_them(
    visitor: Visitor,
) -> None:
    found = every(select(Practice))

    assert len(found) == 20
    assert {(each.owner_id, each.author_id, each.contact_id) for each in found} == {(None,) * 3}
    assert all(each.is_starting and each.is_published for each in found)
    assert sum(each.described_id is not None for each in found) == 6
    assert all(each.published.sheet.sources for each in found)
    assert all(each.published.sheet.competencies for each in found)
    page = visitor.open("/pratiques/glass-vallee-cooperer-entre-concurrents")
    assert "Normandie, Hauts-de-France" in page.text(".item-side")
    assert visitor.open("/pratiques?q=verriers").texts("#results h3")


@pytest.mark.usefixtures("loaded")
def test_loaded_twice_nothing_changes() -> None:
    before = how_many()
    practices.load()
    db.session.commit()

    assert how_many() == before


@pytest.mark.usefixtures("loaded")
def test_every_starting_sheet_is_a_sound_page(visitor: Visitor) -> None:
    for slug in db.session.scalars(select(Practice.slug)).all():
        page = visitor.open(f"/pratiques/{slug}")
        assert page.texts(".item-text .chip"), slug
