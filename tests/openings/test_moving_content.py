"""What the demonstration shows of immersions and exchanges holds together, and is loaded once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intranet.competencies.queries import Catalogue
from intranet.content import moving, organizations, people
from intranet.content.places import rows
from intranet.content.written import read
from intranet.kit.clock import today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.openings.models import Immersion, ImmersionRequest, SwapCircle, SwapWish
from intranet.organizations.actions import enter
from intranet.places.models import Municipality


@pytest.fixture
def loaded(catalogue: Catalogue) -> None:
    demo = [found for found in organizations.from_sources() if found.is_demo]
    needed = {one["commune"] for one in read(moving.FACTS)["immersions"]}
    needed |= {found.municipality_code for found in demo if found.municipality_code}
    needed -= set(db.session.scalars(select(Municipality.code)))
    for row in rows("communes.csv.gz"):
        if row["code"] in needed:
            db.session.add(
                Municipality(
                    code=row["code"],
                    name=row["name"],
                    folded=row["name"].lower(),
                    department_code=row["departement_code"],
                    region_code=row["region_code"],
                )
            )
    db.session.flush()
    for found in demo:
        enter(found)
    people.load()
    moving.load()
    db.session.commit()


def counts() -> list[int | None]:
    tables = (Immersion, ImmersionRequest, SwapWish, SwapCircle, Letter)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_each_is_marked_as_a_demonstration_still_to_come_and_loaded_once(loaded: None) -> None:
    immersions = db.session.scalars(select(Immersion)).all()
    assert immersions
    for immersion in immersions:
        assert immersion.is_demo
        assert immersion.skills
        assert all(slot.starts_on > today() for slot in immersion.slots)
        assert all(slot.last_on.weekday() < 5 for slot in immersion.slots)
    assert all(db.session.scalars(select(SwapWish.is_demo)))
    assert db.session.scalars(select(SwapCircle)).one().is_open

    before = counts()
    moving.load()
    db.session.commit()
    assert counts() == before == [4, 1, 2, 1, 3]
