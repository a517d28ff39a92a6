"""`/moi/competences`: where one is, and what calls for a second look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.competencies import queries
from intranet.competencies.models import Assessment, AssessmentKind
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import attests, says
from tests.factories import MemberFactory
from tests.sql import counted
from tests.visitor import Visitor


@pytest.fixture
def member(clean_database: None, catalogue: Catalogue) -> Member:
    return MemberFactory()


def test_who_has_said_nothing_is_shown_where_to_begin(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/moi/competences")

    assert page.text(".page-state").startswith("0 compétence répondue sur ")
    assert len(page.select(".job")) >= 6
    sizes = sorted(int(bar.attrib["max"]) for bar in page.select(".job-state progress"))
    assert f"{sizes[0]} à {sizes[-1]} compétences, quelques minutes" in page.text(".lead")
    assert page.link("Tout le référentiel") == "/moi/competences/toutes"
    assert not page.select(".second-look, .radar")


def test_the_jobs_one_has_begun_come_first(visitor: Visitor, member: Member) -> None:
    says(member, "D3.1", 2)

    page = visitor.sign_in(member).open("/moi/competences")

    states = [int(words.split()[0]) for words in page.texts(".job-state")]
    assert states[0] == 1
    assert "Reprendre" in page.texts(".job-ways")[0]


def test_a_radar_of_domains_comes_with_its_table(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3)
    says(member, "D1.2", 2)

    page = visitor.sign_in(member).open("/moi/competences")

    rows = page.texts(".radar-table tbody tr")
    assert len(page.select(".radar .radar-axis")) == len(rows) == 8
    catalogue = queries.in_force()
    count = len(catalogue.assessable_under(catalogue.by_code["D1"]))
    assert f"2,5 2 sur {count}" in rows[0]
    assert "– 0 sur" in rows[1]
    assert len(page.select(".radar-dot")) == 1


def test_old_and_carried_levels_are_confirmed_in_one_go(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3, at=now() - timedelta(days=800))
    says(member, "D1.2", 1, at=now() - timedelta(days=3))
    db.session.query(Assessment).filter_by(level=1).update({"is_to_confirm": True})
    db.session.commit()
    says(member, "D1.4", 2)
    page = visitor.sign_in(member).open("/moi/competences")
    assert page.text(".second-look h2") == "2 niveaux à relire"
    assert "plus de 2 ans" in page.text(".second-look").replace("\u00a0", " ")
    assert "à confirmer" in page.text(".second-look")

    after = visitor.send(page, form=".second-look form")

    assert "2\u00a0niveaux sont confirmés" in after.soup.select_one("#messages").text
    assert not after.select(".second-look")
    assert {answer.level for answer in queries.answers_of(member.id).values()} == {3, 1, 2}


def test_what_one_unticks_is_left_as_it_is(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3, at=now() - timedelta(days=800))
    page = visitor.sign_in(member).open("/moi/competences")

    after = visitor.send(page, form=".second-look form", reponse=[])

    assert after.select(".second-look")
    assert "rien n’a changé" in after.soup.select_one("#messages").text


def test_nobody_confirms_for_somebody_else(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3, at=now() - timedelta(days=800))
    says(colleague := MemberFactory(), "D1.1", 3, at=now() - timedelta(days=800))
    theirs = queries.answers_of(colleague.id)
    page = visitor.sign_in(member).open("/moi/competences")

    visitor.send(page, form=".second-look form", reponse=[str(one.id) for one in theirs.values()])

    assert db.session.query(Assessment).count() == 2


def test_the_hint_that_one_declares_more_than_is_attested_is_private(
    visitor: Visitor, member: Member
) -> None:
    says(member, "D1.1", 4)
    attests(member, "D1.1", 2, kind=AssessmentKind.MANAGER)

    page = visitor.sign_in(member).open("/moi/competences")

    assert "vous déclarez 4, attesté 2" in page.text(".notice")


def test_the_page_costs_the_same_whatever_one_said(visitor: Visitor, member: Member) -> None:
    visitor.sign_in(member).open("/moi/competences")
    with counted() as few:
        visitor.open("/moi/competences")
    for item in queries.in_force().assessable:
        says(member, item.code, 3, at=now() - timedelta(days=800))

    with counted() as many:
        visitor.open("/moi/competences")

    assert len(many) == len(few) <= 10
