"""The demonstration openings are such as the site itself would publish."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from intranet.competencies.queries import Catalogue
from intranet.content import openings, organizations, people
from intranet.content.places import rows
from intranet.content.written import read
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.openings import policy, queries
from intranet.openings.models import Opening, OpeningEvent, State
from intranet.organizations.actions import enter
from intranet.organizations.models import Organization
from intranet.places.models import Municipality


@pytest.fixture
def told(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The facts, once what they lean on is in: the referential, their employers and communes."""
    facts: list[dict[str, Any]] = read(openings.FACTS)["openings"]
    known = set(db.session.scalars(select(Municipality.code)))
    demo = [found for found in organizations.from_sources() if found.is_demo]
    codes = {fact["commune"] for fact in facts} | {found.municipality_code for found in demo}
    for row in rows("communes.csv.gz"):
        if row["code"] in codes - known:
            db.session.add(
                Municipality(
                    code=row["code"], name=row["name"], folded=row["name"].lower(),
                    department_code=row["departement_code"], region_code=row["region_code"],
                    latitude=float(row["latitude"]), longitude=float(row["longitude"]),
                    precision=row["precision"],
                )
            )  # fmt: skip
    db.session.flush()
    for found in demo:
        enter(found)
    people.load()
    db.session.commit()
    return facts


def test_each_says_all_that_publishing_asks(told: list[dict[str, Any]]) -> None:
    for fact in told:
        employer = db.session.scalars(
            select(Organization).where(Organization.slug == fact["employer"])
        ).one()
        at = now() - timedelta(days=fact["published_days_ago"])
        faults = policy.faults(
            openings.wording_of(fact),
            public_employer=employer.is_public_employer,
            online_at=at,
            at=at,
        )
        assert faults == [], fact["key"]


def test_they_are_marked_published_found_and_loaded_once(told: list[dict[str, Any]]) -> None:
    openings.load()
    db.session.commit()
    openings.load()
    db.session.commit()

    loaded = db.session.scalars(select(Opening)).all()
    assert len(loaded) == len(told)
    assert all(opening.is_demo for opening in loaded)
    over = [fact for fact in told if fact["closes_in_days"] < 0]
    drafts = [fact for fact in told if fact.get("draft")]
    assert queries.tally(queries.Search(), now()).total == len(told) - len(over) - len(drafts)
    assert sum(opening.state is State.CLOSED for opening in loaded) == len(over)
    assert db.session.scalar(select(func.count()).select_from(OpeningEvent))
    assert not db.session.scalars(select(Letter)).all()
