"""Erasing all that was said of one's levels: gone for good, whatever page is still open."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intranet.competencies import queries
from intranet.competencies.models import Assessment, Edition, Erasure
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import says
from tests.factories import MemberFactory
from tests.visitor import Visitor


@pytest.fixture
def member(edition: Edition) -> Member:
    return MemberFactory()


def rows_of(member: Member) -> int:
    mine = select(func.count()).select_from(Assessment).where(Assessment.member_id == member.id)
    return db.session.scalar(mine) or 0


def erased(member: Member) -> None:
    db.session.query(Assessment).filter_by(member_id=member.id).delete()
    db.session.add(Erasure(member_id=member.id, at=now()))
    db.session.commit()


def test_a_levels_page_opened_before_brings_nothing_back(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3)
    page = visitor.sign_in(member).open("/moi/competences/toutes")
    erased(member)

    after = visitor.send(page, 409, form="form.mine")

    assert "Vous avez effacé vos niveaux" in after.text()
    assert rows_of(member) == 0


def test_neither_does_the_page_of_an_item_even_in_place(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 3)
    page = visitor.sign_in(member).open("/referentiel/D1.1")
    erased(member)

    visitor.send(page, 409, form="#levels form")
    sent = page.answers(page.form("#levels form"))
    in_place = {"HX-Request-Type": "partial", "HX-Target": "section#levels"}
    answer = visitor.client.post("/referentiel/D1.1/niveau", data=sent, headers=in_place)

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (409, "true")
    assert rows_of(member) == 0


def test_one_may_begin_again_from_a_new_page(visitor: Visitor, member: Member) -> None:
    erased(member)
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    visitor.send(page, form="#levels form", level="2")

    assert list(queries.known_levels(member.id, now()).values()) == [2]
