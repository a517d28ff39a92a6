"""The board of needs: what openings ask, who holds it, what will be taught; by region and by month."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.career.actions import needs
from intranet.career.commands import look_after_needs
from intranet.career.models import EVERYWHERE, Plan
from intranet.career.queries import need_of
from intranet.competencies.matching import percent
from intranet.competencies.queries import in_force
from intranet.kit.clock import now, today
from intranet.kit.db import db
from tests.career.lacking import a_wish, count_needs, openings_asking, people
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.openings.factories import OpeningFactory, an_application, asking
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")

BOARD = "/parcours/besoins"
MEURTHE, ILLE, SEINE = ("44", "54"), ("53", "35"), ("28", "76")


def lines(page: Page) -> list[list[str]]:
    """What each line of the board says, without what is for the eyes alone."""
    return [
        [cell.get_text(" ", strip=True).replace("\u00a0", " ") for cell in row.select("th, td")]
        for row in page.soup.select("#results tbody tr")
    ]


def the_example() -> None:
    """Five openings ask, one person in each of enough places holds it, two seats will be given."""
    openings_asking(9)
    people(MEURTHE, "D1.1", *[3] * 5)
    people(ILLE, "D1.1", *[3] * 2, *[1] * 5)
    people(SEINE, "D1.1", *[3] * 3, *[1] * 5)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 20, seats=2)


def test_a_line_says_what_is_asked_held_taught_and_what_stays_without_answer(
    visitor: Visitor,
) -> None:
    the_example()
    openings_asking(1, level=2)  # below the level from which one holds the item
    a_run(CourseFactory(raises={"D1.1": (1, 2)}), 20, seats=50)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 400, seats=50)  # later than a year
    count_needs()

    page = visitor.sign_in(a_trainer()).open(BOARD)

    [line] = lines(page)
    assert line[1:] == ["Grand Est", "9", "0", "0", "5", "2 1 session", "64 %", "2"]
    assert "D1.1 Diagnostiquer" in line[0]
    assert "Chiffres du" in page.text("#results .chart-unit")


def test_where_who_hold_it_is_withheld_the_board_gives_a_bound(visitor: Visitor) -> None:
    openings_asking(5)
    people(MEURTHE, "D1.1", 3)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 20, seats=2)
    count_needs()

    [line] = lines(visitor.sign_in(a_trainer()).open(BOARD))

    assert line[-4:] == ["non publié", "2 1 session", "–", "au plus 3"]


def test_people_below_what_they_aim_at_are_counted_by_fives_and_never_under_five(
    visitor: Visitor,
) -> None:
    opening = OpeningFactory(requirement_set=asking(("D1.1", 3), ("D1.2", 3)))
    for member in people(MEURTHE, "D1.1", *[1] * 7):
        an_application(opening, member)
    for member in people(MEURTHE, "D1.2", *[1] * 3):
        an_application(opening, member)
    count_needs()

    told = {line[0][:4]: line[3] for line in lines(visitor.sign_in(a_trainer()).open(BOARD))}

    assert told == {"D1.1": "5 ou plus", "D1.2": "non publié"}


def test_one_person_counts_once_by_the_highest_level_they_aim_at(visitor: Visitor) -> None:
    [low, high] = [OpeningFactory(requirement_set=asking(("D1.1", level))) for level in (1, 3)]
    for member in people(MEURTHE, "D1.1", *[2] * 5):
        an_application(low, member)
        an_application(high, member)
        a_wish(member, level=4)
    withdrawn = OpeningFactory(requirement_set=asking(("D2.1", 3)), closed=True)
    for member in people(MEURTHE, "D2.1", *[1] * 5):
        an_application(withdrawn, member)
    count_needs()

    found = need_of(in_force().by_code["D1.1"].competency_id, "44")
    assert found is not None
    assert (found.gaps, found.wishes) == (5, 5)
    assert need_of(in_force().by_code["D2.1"].competency_id, "44") is None


def test_whoever_made_a_plan_aims_at_what_it_leads_to() -> None:
    opening = OpeningFactory(requirement_set=asking(("D1.1", 3)))
    for member in people(MEURTHE, "D1.1", *[1] * 6):
        db.session.add(Plan(member_id=member.id, opening_id=opening.id, drawn_at=now()))
    for member in people(MEURTHE, "D1.1", *[1] * 5):
        plan = Plan(member_id=member.id, opening_id=opening.id, drawn_at=now(), deleted_at=now())
        db.session.add(plan)
    count_needs()

    found = need_of(in_force().by_code["D1.1"].competency_id, "44")
    assert found is not None
    assert found.gaps == 5


def test_by_a_month_only_what_begins_until_its_end_counts(visitor: Visitor) -> None:
    far = today() + timedelta(days=200)
    for start in (None, today() - timedelta(days=3), far, far):
        OpeningFactory(requirement_set=asking(("D1.1", 3)), start_on=start)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 200, seats=1)
    count_needs()
    visitor.sign_in(a_trainer())

    [year] = lines(visitor.open(BOARD))
    [month] = lines(visitor.open(f"{BOARD}?mois={today():%Y-%m}"))

    assert (year[2], year[6], year[-1]) == ("4", "1 1 session", "3")
    assert (month[2], month[6], month[-1]) == ("2", "0", "2")


def test_what_is_held_at_a_distance_counts_for_the_whole_of_france_alone(visitor: Visitor) -> None:
    openings_asking(3)
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 20, at=None, seats=12)
    count_needs()
    item = in_force().by_code["D1.1"].competency_id

    region, whole = need_of(item, "44"), need_of(item, EVERYWHERE)

    assert region is not None
    assert whole is not None
    assert (region.lack.seats, whole.lack.seats, whole.lack.most_unmet) == (0, 12, 0)


def test_filters_and_order_are_in_the_address_and_in_the_files(visitor: Visitor) -> None:
    openings_asking(2)
    openings_asking(4, code="D2.1", town="35238")
    count_needs()
    visitor.sign_in(an_animator())

    assert [line[0][:4] for line in lines(visitor.open(BOARD))] == ["D2.1", "D1.1"]
    assert [line[1] for line in lines(visitor.open(f"{BOARD}?region=44"))] == ["Grand Est"]
    assert [line[0][:4] for line in lines(visitor.open(f"{BOARD}?domaine=D2"))] == ["D2.1"]
    assert "Filtre ignoré" in visitor.open(f"{BOARD}?mois=1999-01&tri=zzz").text("#results")

    rows = visitor.open(f"{BOARD}.csv?region=53").html.splitlines()
    assert len(rows) == 2
    assert ";D2.1;" in rows[1]
    found = visitor.client.get(f"{BOARD}.json").json
    assert (found["total"], found["items"][0]["Offres"]) == (2, 4)
    assert visitor.client.get(f"{BOARD}.xlsx").status_code == 200


def test_the_map_leads_to_each_region(visitor: Visitor) -> None:
    openings_asking(3, town="35238")
    count_needs()

    page = visitor.sign_in(a_trainer()).open(f"{BOARD}?vue=carte&region=44")

    [there] = [a for a in page.soup.select(".france-map a") if "Bretagne" in a["aria-label"]]
    assert "3" in there["aria-label"]
    assert lines(visitor.open(str(there["href"])))[0][1] == "Bretagne"


def test_one_item_in_one_region_is_read_month_by_month(visitor: Visitor) -> None:
    OpeningFactory(requirement_set=asking(("D1.1", 3)))
    count_needs()
    visitor.sign_in(a_trainer())

    page = visitor.open(f"{BOARD}/D1.1?region=44")

    months = [row.select("td") for row in page.soup.select("[aria-labelledby=mois] tbody tr")]
    assert [cells[0].get_text(strip=True) for cells in months] == ["1", *["0"] * 11]
    visitor.open(f"{BOARD}/D1.1")
    visitor.open(f"{BOARD}/D1.1?region=zz", status=404)
    visitor.open(f"{BOARD}/D1", status=404)


def test_the_timer_counts_at_most_once_an_hour(visitor: Visitor) -> None:
    openings_asking(1)
    look_after_needs(now())
    openings_asking(1)
    look_after_needs(now() + timedelta(minutes=50))
    item = in_force().by_code["D1.1"].competency_id

    before = need_of(item, "44")
    assert before is not None
    assert before.lack.demand == 1
    look_after_needs(now() + timedelta(minutes=61))
    after = need_of(item, "44")
    assert after is not None
    assert after.lack.demand == 2


def test_the_board_is_for_those_who_can_answer(visitor: Visitor) -> None:
    page = visitor.sign_in(MemberFactory()).open(BOARD)
    assert page.texts("h1") == ["Mes demandes de session"]
    visitor.open(f"{BOARD}.csv", status=403)
    visitor.open(f"{BOARD}/D1.1", status=403)


def test_counting_and_reading_ask_as_much_whatever_there_is(visitor: Visitor) -> None:
    the_example()
    openings_asking(2, code="D2.1", town="35238")
    for _ in range(6):
        a_wish()
    with counted() as statements:
        needs.recount(now())
    assert len(statements) <= 12, statements
    db.session.commit()
    visitor.sign_in(a_trainer())
    visitor.open(BOARD)
    with counted() as statements:
        visitor.open(BOARD)
    assert len(statements) <= 8, statements


def test_percents_are_those_of_the_rule() -> None:
    found = need_of(in_force().by_code["D1.1"].competency_id, "44")
    assert found is None  # nothing was counted yet
    the_example()
    count_needs()
    line = need_of(in_force().by_code["D1.1"].competency_id, "44")
    assert line is not None
    assert line.lack.tension is not None
    assert percent(line.lack.tension) == 64
