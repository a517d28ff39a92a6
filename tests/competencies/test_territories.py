"""A territory reads numbers, never people: none under five, on the page, in the file, by region."""

from __future__ import annotations

import pytest

from intranet.competencies import queries
from intranet.competencies.actions import Asked, Joined, join, require
from intranet.competencies.coverage import Count
from intranet.competencies.models import LinkRole, Owner
from intranet.competencies.queries import Territory
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.texts import fold
from intranet.members import actions as actions_of_members
from intranet.members.actions import leave
from intranet.members.models import Member
from intranet.organizations.models import Organization
from tests.competencies.factories import says, takes_back
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, OrganizationFactory
from tests.openings.factories import OpeningFactory
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")

MEURTHE, MOSELLE, ILLE = ("44", "54"), ("44", "57"), ("53", "35")


def works_in(place: tuple[str, str]) -> Organization:
    region, department = place
    return OrganizationFactory(region_code=region, department_code=department)


def people(place: tuple[str, str], code: str, *levels: int | None) -> list[Member]:
    """So many people of one organization there, each of whom declares a level."""
    organization = works_in(place)
    team = [MemberFactory(organization=organization) for _ in levels]
    for member, level in zip(team, levels, strict=True):
        says(member, code, level)
    return team


def reader(visitor: Visitor) -> Visitor:
    return visitor.sign_in(MemberFactory(organization=works_in(ILLE)))


def cells(page: Page, code: str) -> list[str]:
    """What the page says of an item, after its title."""
    for line in page.soup.select("#coverage tbody tr"):
        if line.th and line.th.get_text(" ", strip=True).startswith(f"{code} "):
            return [cell.get_text(strip=True) for cell in line.select("td")]
    raise AssertionError(f"no line {code}")


def test_who_hold_an_item_and_who_answered_are_counted_where_they_work(visitor: Visitor) -> None:
    people(MEURTHE, "D1.1", *[3] * 6, *[1] * 5)
    people(MOSELLE, "D1.1", *[4] * 5, *[0] * 6)

    page = reader(visitor).open("/referentiel/couverture?region=44")

    assert cells(page, "D1.1")[:2] == ["11", "22"]
    assert cells(page, "D1.2")[:2] == ["0", "0"]
    assert "22 personnes" in page.text(".results-count").replace("\u00a0", " ")
    assert cells(visitor.open("/referentiel/couverture?departement=54"), "D1.1")[:2] == ["6", "11"]


def test_fewer_than_five_are_never_shown_nor_given_by_a_difference(visitor: Visitor) -> None:
    people(MEURTHE, "D1.1", *[3] * 9, None)
    people(MOSELLE, "D1.1", *[3] * 3, None)
    people(ILLE, "D1.1", *[3] * 8)
    reader(visitor)

    whole = visitor.open("/referentiel/couverture")
    region = visitor.open("/referentiel/couverture?region=44")
    few = visitor.open("/referentiel/couverture?departement=57")
    beside = visitor.open("/referentiel/couverture?departement=54")

    assert cells(whole, "D1.1")[:2] == ["20", "20"]
    assert cells(region, "D1.1")[:2] == ["12", "12"]
    assert cells(few, "D1.1")[0] == "non publié"
    assert cells(beside, "D1.1")[0] == "non publié"  # it would give the other away


def test_how_many_are_below_is_hidden_as_well(visitor: Visitor) -> None:
    people(MEURTHE, "D1.1", *[3] * 9, 1)

    page = reader(visitor).open("/referentiel/couverture?region=44")

    assert cells(page, "D1.1")[0] == "non publié"


def test_the_file_withholds_what_the_page_withholds(visitor: Visitor) -> None:
    people(MEURTHE, "D1.1", *[3] * 3)
    people(MEURTHE, "D1.2", *[3] * 7)
    reader(visitor)

    lines = visitor.open("/referentiel/couverture.csv?region=44").html.splitlines()

    told = {line.split(";")[2]: line.split(";")[5:7] for line in lines[1:]}
    assert told == {
        "D1.1": ["non publié", "non publié"],
        "D1.2": ["7", "7"],
        "D2.1": ["0", "0"],
    }


def test_one_item_is_read_region_by_region_under_the_same_rule(visitor: Visitor) -> None:
    people(MEURTHE, "D1.1", *[3] * 9)
    people(ILLE, "D1.1", *[3] * 3)
    people(("11", "75"), "D1.1", *[3] * 20)
    people(("93", "13"), "D1.1", *[3] * 20)
    reader(visitor)

    page = visitor.open("/referentiel/couverture/D1.1")
    lines = visitor.open("/referentiel/couverture/D1.1.csv").html.splitlines()

    assert "52 au niveau 3" in page.text(".list-head h2")
    regions, figures = page.texts(".bars tbody th"), page.texts(".bars tbody td")
    told = dict(zip(regions, figures, strict=True))
    assert told == {
        "Île-de-France": "20 sur 20",
        "Provence-Alpes-Côte d’Azur": "20 sur 20",
        "Bretagne": "non publié",
        "Grand Est": "non publié",
    }
    assert [line.split(";")[-2:] for line in lines[1:]] == [
        ["20", "20"],
        ["20", "20"],
        ["non publié", "non publié"],
        ["non publié", "non publié"],
    ]
    page = visitor.open("/referentiel/couverture/D2.1")
    assert page.texts(".bars tbody th") == sorted(regions, key=fold)
    assert page.texts(".bars tbody td") == ["aucune réponse"] * 4


def test_no_name_is_ever_on_these_pages(visitor: Visitor) -> None:
    team = people(MEURTHE, "D1.1", *[3] * 9)
    reader(visitor)

    for address in ("/referentiel/couverture", "/referentiel/couverture/D1.1"):
        page = visitor.open(address)
        assert not any(member.name in page.html for member in team)


def test_only_the_last_word_of_people_at_work_counts() -> None:
    team = people(MEURTHE, "D1.1", *[3] * 12)
    says(team[0], "D1.1", 1)
    says(team[0], "D1.1", 4)
    takes_back(team[1], "D1.1")
    says(team[2], "D1.1", None)
    assert team[3].membership
    leave(team[3].membership, now())
    db.session.commit()

    told = queries.told()

    item = queries.in_force().by_code["D1.1"]
    assert told.count(item.competency_id, Territory("44")) == Count(9, 9)
    assert told.people(Territory("44")) == 11


def test_what_is_asked_and_taught_stands_beside_with_the_way_to_it(
    visitor: Visitor, edition: object
) -> None:
    catalogue = queries.in_force()
    wanted = catalogue.by_code["D1.1"].competency_id
    people(MEURTHE, "D1.1", *[1] * 6)
    asked = require(Owner.OPENING, catalogue.edition_id, [Asked(wanted, 3)])
    OpeningFactory(region_code="44", department_code="54", requirement_set_id=asked.id)
    course = CourseFactory()
    join("course", course.id, catalogue.edition_id, [Joined(wanted, 3, 1, LinkRole.TEACHES)])
    db.session.commit()
    reader(visitor)

    page = visitor.open("/referentiel/couverture?region=44")

    assert cells(page, "D1.1") == ["0", "6", "1", "1"]
    assert "Diagnostiquer" in page.text(".attention")
    offers = page.soup.select_one("#coverage td a")
    assert offers
    assert offers["href"] == "/offres?competence=D1.1&region=44"
    assert cells(visitor.open("/referentiel/couverture?region=53"), "D1.1")[2:] == ["0", "1"]


def test_a_department_says_its_region_and_another_region_ignores_it(visitor: Visitor) -> None:
    reader(visitor)

    page = visitor.open("/referentiel/couverture?departement=54")
    wrong = visitor.open("/referentiel/couverture?region=53&departement=54")
    nonsense = visitor.open("/referentiel/couverture?region=xx&departement=yy&domaine=zz")

    assert page.first("#region option[selected]").attrib["value"] == "44"  # type: ignore[index]
    assert "Bretagne" in wrong.text(".results-count")
    assert len(wrong.texts(".notice")) == 1
    assert len(nonsense.texts(".notice")) == 3
    visitor.open("/referentiel/couverture/D1", status=404)
    visitor.open("/referentiel/couverture/inconnu.csv", status=404)


def test_what_is_kept_is_counted_anew_after_each_change(visitor: Visitor) -> None:
    team = people(MEURTHE, "D1.1", *[3] * 8)
    item = queries.in_force().by_code["D1.1"].competency_id

    def count() -> Count | None:
        return queries.told().count(item, Territory("44"))

    assert count() == Count(8, 8)
    with counted() as statements:
        count()
    assert len(statements) == 1
    takes_back(team[0], "D1.1")
    assert count() == Count(7, 7)
    assert team[1].membership
    leave(team[1].membership, now())
    db.session.commit()
    assert count() == Count(6, 6)
    actions_of_members.close_account(team[2], now())
    db.session.commit()
    assert count() == Count(5, 5)
    assert team[3].organization
    team[3].organization.region_code = "53"
    db.session.commit()
    assert queries.told().count(item, Territory("44")) is None  # nobody works there any more


def test_as_many_statements_whatever_the_number_of_people(visitor: Visitor) -> None:
    reader(visitor)
    asked = []
    for _ in range(2):
        people(MEURTHE, "D1.1", *[3] * 8)
        visitor.open("/referentiel/couverture")
        with counted() as statements:
            visitor.open("/referentiel/couverture")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 12
