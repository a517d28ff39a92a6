"""One’s profile as of any day, and how each level came to be: nothing is ever rewritten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from intranet.competencies import queries
from intranet.competencies.levels import course_of
from intranet.competencies.models import Assessment, Edition
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import attests, says, takes_back
from tests.factories import MemberFactory
from tests.sql import counted
from tests.visitor import Visitor

LAST_SPRING = datetime(2026, 4, 10, 9, tzinfo=UTC)
PAGE = "/moi/competences/historique"


@pytest.fixture
def member(edition: Edition) -> Member:
    return MemberFactory()


def test_a_profile_is_read_as_it_was_on_any_day(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 1, at=LAST_SPRING)
    says(member, "D1.1", 3, at=LAST_SPRING + timedelta(days=60))
    says(member, "D2.1", 2, at=LAST_SPRING + timedelta(days=90))
    visitor.sign_in(member)

    then, today = visitor.open(f"{PAGE}?au=2026-05-01"), visitor.open(PAGE)

    assert then.first("input[name=au]").attrib["value"] == "2026-05-01"
    assert [row.split()[0] for row in then.texts("tbody tr")] == ["D1.1"]
    assert then.texts("tbody td")[0] == "1"
    assert "1 compétence renseignée le 1er mai 2026 au soir" in then.text(".as-of-words")
    assert [row.split()[0] for row in today.texts("tbody tr")] == ["D1.1", "D2.1"]
    assert today.texts("tbody td")[0] == "3"


def test_a_day_ends_at_midnight_in_paris(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 1, at=datetime(2026, 7, 1, 21, 59, 59, 500_000, tzinfo=UTC))
    says(member, "D1.2", 2, at=datetime(2026, 7, 1, 22, 0, tzinfo=UTC))  # the 2nd, in Paris
    visitor.sign_in(member)

    assert [row.split()[0] for row in visitor.open(f"{PAGE}?au=2026-07-01").texts("tbody tr")] == ["D1.1"]  # fmt: skip
    assert len(visitor.open(f"{PAGE}?au=2026-07-02").texts("tbody tr")) == 2


def test_what_others_attested_held_until_it_was_revoked(visitor: Visitor, member: Member) -> None:
    attests(member, "D1.1", 3, at=LAST_SPRING, revoked_at=LAST_SPRING + timedelta(days=30))
    visitor.sign_in(member)

    assert visitor.open(f"{PAGE}?au=2026-05-01").texts("tbody td")[:2] == ["–", "3"]
    assert "Aucun niveau" in visitor.open(f"{PAGE}?au=2026-06-01").text(".as-of-words")


@pytest.mark.parametrize("day", ["2026-02-30", "hier", "9999-12-31", "0001-01-01", ""])
def test_any_date_is_answered(visitor: Visitor, member: Member, day: str) -> None:
    says(member, "D1.1", 1)

    page = visitor.sign_in(member).open(f"{PAGE}?au={day}")

    assert ("Filtre ignoré" in page.text()) == (day in {"2026-02-30", "hier"})
    assert ("Aucun niveau" in page.text()) == (day == "0001-01-01")


def test_who_never_answered_is_told_what_to_do(visitor: Visitor, member: Member) -> None:
    assert "Rien n’a encore été dit" in visitor.sign_in(member).open(PAGE).text(".empty")


def test_all_that_was_said_of_an_item_is_told_newest_first(
    visitor: Visitor, member: Member
) -> None:
    says(member, "D1.1", 2, at=LAST_SPRING)
    attests(member, "D1.1", 3, at=LAST_SPRING + timedelta(days=10))
    takes_back(member, "D1.1", at=LAST_SPRING + timedelta(days=20))
    visitor.sign_in(member)

    page = visitor.open(visitor.open(PAGE).link("Diagnostiquer"))

    rows = page.texts("tbody tr")
    assert "vous réponse retirée – 3" in rows[0]
    assert "Dominique Voisin un pair niveau 3 2 3" in rows[1]
    assert "vous niveau 2 2 –" in rows[2]
    assert len(page.select(".stairs .radar-series")) == 2
    assert "Niveau 3 aujourd’hui, attesté" in page.text(".lead")


def test_one_reads_only_one_s_own_past(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 2)

    visitor.sign_in(MemberFactory()).open(f"{PAGE}/D1.1", status=404)
    visitor.open(f"{PAGE}/D9", status=404)


def test_nothing_said_before_is_rewritten(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 2, at=LAST_SPRING)
    [before] = db.session.query(Assessment.id, Assessment.level, Assessment.at).all()
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    visitor.send(page, form="#levels form", level="4")

    after = db.session.query(Assessment.id, Assessment.level, Assessment.at).order_by("id").all()
    assert after[0] == before
    assert len(after) == 2


def test_the_course_of_a_level_has_an_instant_for_each_change(member: Member) -> None:
    at = LAST_SPRING
    says(member, "D1.1", 1, at=at)
    attests(member, "D1.1", 4, at=at + timedelta(days=1), expires_at=at + timedelta(days=5))
    [spoken] = queries.history_of(member.id).values()

    course = course_of(spoken, now())

    assert [level.effective for _, level in course] == [1, 4, 1]
    assert [moment for moment, _ in course] == [at, at + timedelta(days=1), at + timedelta(days=5)]
    assert all(one[0] < other[0] for one, other in pairwise(course))


def test_history_costs_the_same_whatever_one_said(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 1, at=LAST_SPRING)
    visitor.sign_in(member).open(PAGE)
    with counted() as few:
        visitor.open(PAGE)
    for days in range(20):
        for code in ("D1.1", "D1.2", "D2.1"):
            says(member, code, days % 5, at=LAST_SPRING + timedelta(days=days + 1))

    with counted() as many:
        visitor.open(PAGE)

    assert len(many) == len(few) <= 6
