"""What search engines read of an opening: only while it is live, and only what its page shows."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from tests.openings.factories import OpeningFactory, asking
from tests.visitor import Visitor


def posting(visitor: Visitor, opening: Any) -> dict[str, Any] | None:
    page = visitor.open(f"/offres/{opening.id}")
    found = page.soup.select_one("script[type='application/ld+json']")
    said: dict[str, Any] | None = json.loads(found.string or "") if found else None
    return said


def test_programs_read_what_the_page_says(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory(
        title="Responsable du foncier",
        pay_min=38000,
        pay_max=45000,
        end_on=date(2099, 1, 31),
        benefits="- Titres-restaurant",
        requirement_set=asking(("D1.1", 3)),
        positions=3,
        filled=1,
    )
    said = posting(visitor, opening)
    assert said
    assert said["totalJobOpenings"] == 2
    assert said["title"] == "Responsable du foncier"
    assert said["hiringOrganization"]["name"] == opening.organization.name
    assert said["jobLocation"]["address"]["addressLocality"] == "Nancy"
    assert datetime.fromisoformat(said["validThrough"]) == opening.closes_at.replace(microsecond=0)
    assert said["baseSalary"]["value"]["maxValue"] == 45000
    assert said["employmentType"] == ["FULL_TIME", "TEMPORARY"]
    assert said["jobBenefits"] == "Titres-restaurant"
    assert [term["termCode"] for term in said["skills"]] == ["D1.1"]
    assert "jobLocationType" not in said
    assert said["directApply"] is False


def test_a_territorial_volunteer_is_paid(visitor: Visitor, edition: object) -> None:
    said = posting(visitor, OpeningFactory(kind="volunteering"))
    assert said and said["employmentType"] == ["FULL_TIME", "TEMPORARY"]


def test_a_whole_week_at_home_is_told(visitor: Visitor, edition: object) -> None:
    said = posting(visitor, OpeningFactory(telework_days=5, apply_mode="here"))
    assert said
    assert said["directApply"] is True
    assert said["jobLocationType"] == "TELECOMMUTE"
    assert said["applicantLocationRequirements"]["name"] == "France"


@pytest.mark.parametrize("trait", ["over", "closed", "forgotten"])
def test_nothing_is_said_of_what_is_not_live(visitor: Visitor, edition: object, trait: str) -> None:
    opening = OpeningFactory(**{trait: True})
    assert posting(visitor, opening) is None
    page = visitor.open(f"/offres/{opening.id}")
    assert page.select("meta[name=robots][content=noindex]")


def test_nothing_is_said_of_a_demonstration_nor_on_a_closed_site(
    app: Flask, visitor: Visitor, edition: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert posting(visitor, OpeningFactory(is_demo=True)) is None
    opening = OpeningFactory()
    monkeypatch.setitem(app.config, "SITE_IS_PUBLIC", False)
    visitor.sign_in(opening.owner)
    assert posting(visitor, opening) is None


def test_a_title_never_leaves_its_quotes(visitor: Visitor, edition: object) -> None:
    trap = "</script><b>Responsable"
    said = posting(visitor, OpeningFactory(title=trap))
    assert said
    assert said["title"] == trap
