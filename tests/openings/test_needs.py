"""The need that people answered, what it became; and the edition of the referential it speaks of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from intranet.competencies import actions as competencies
from intranet.competencies.actions import Asked
from intranet.competencies.models import Edition, Need
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import actions, queries
from intranet.openings.models import ApplyMode, Opening
from intranet.organizations.models import Kind
from tests.competencies.factories import brings, drops, the_next
from tests.factories import MemberFactory, a_recruiter
from tests.openings.factories import (
    OpeningFactory,
    a_trusted_organization,
    an_application,
    competency,
)
from tests.visitor import Visitor


@pytest.fixture
def recruiter(edition: Edition) -> Member:
    return a_recruiter(organization=a_trusted_organization(kind=Kind.AGENCY))


@pytest.fixture
def opening(recruiter: Member) -> Opening:
    return OpeningFactory(
        organization=recruiter.organization, owner=recruiter, apply_mode=ApplyMode.HERE
    )


@pytest.mark.parametrize("shares", [True, False], ids=["levels shared", "nothing shared"])
def test_recruiters_read_the_need_as_it_was_and_as_it_is(
    visitor: Visitor, opening: Opening, recruiter: Member, shares: bool
) -> None:
    sent = an_application(opening, MemberFactory(), shares_profile=shares)
    address = f"{opening.address}/candidatures/{sent.uuid}"
    assert "Le besoin a changé" not in visitor.sign_in(recruiter).open(address).text()

    was = actions.wording_of(opening)
    asked = [
        replace(each, level=4, is_mandatory=True)
        if each.competency_id == competency("D1.1")
        else each
        for each in was.asked
        if each.competency_id != competency("D2.1")
    ]
    wording = replace(was, asked=tuple(asked))
    actions.reword(opening, wording, recruiter, now(), version=opening.version)
    db.session.commit()

    page = visitor.open(address)
    [table] = page.soup.select("section[aria-labelledby=besoin] table")
    rows = [row.get_text(" ", strip=True) for row in table.select("tbody tr")]
    assert rows == [
        "D1.1 Diagnostiquer le tissu économique niveau 3, attendue niveau 4, indispensable",
        "D2.1 Élaborer des programmes niveau 1, attendue plus demandée",
    ]
    later = an_application(opening, MemberFactory())
    page = visitor.open(f"{opening.address}/candidatures/{later.uuid}")
    assert "Le besoin a changé" not in page.text()


def upgraded() -> int:
    """Another edition, where D2.1 is split in two."""
    draft = the_next()
    heirs = [brings(draft, code, "D2") for code in ("D2.2", "D2.3")]
    drops(draft, "D2.1", *heirs)
    competencies.publish(draft, now())
    db.session.commit()
    return draft.id


def test_an_opening_keeps_its_edition_until_somebody_edits_it(
    visitor: Visitor, opening: Opening, recruiter: Member
) -> None:
    assert opening.requirement_set
    before = opening.requirement_set.edition_id
    after = upgraded()
    page = visitor.sign_in(recruiter).open(opening.address)
    assert "D2.1" in page.text()  # its page still says what it asked for
    visitor.send(page, form="form[action$=confirmation]")
    assert opening.requirement_set.edition_id == before

    form = visitor.open(f"{opening.address}/modifier")
    assert "Le référentiel a changé" in form.text()
    chosen = [option.attrib["value"] for option in form.select("[name$=-code] option[selected]")]
    assert [code for code in chosen if code] == ["D1.1", "D1.2", "D2.2", "D2.3"]
    visitor.send(form, pay_min="31000", pay_max="39000")
    db.session.expire_all()
    assert opening.requirement_set.edition_id == after
    text = visitor.open(opening.address).text()
    assert "D2.2" in text
    assert "D2.1" not in text
    assert "Le référentiel a changé" not in visitor.open(f"{opening.address}/modifier").text()


def test_a_copy_speaks_the_edition_in_force(opening: Opening, recruiter: Member) -> None:
    after = upgraded()
    made = actions.copy(opening, recruiter, now())
    assert made.requirement_set
    assert made.requirement_set.edition_id == after
    assert len(made.requirement_set.requirements) == 4


def test_of_two_that_become_one_the_more_demanding_stays(recruiter: Member) -> None:
    at = now()
    draft = the_next()
    one = brings(draft, "D2.2", "D2")
    drops(draft, "D2.1", one)
    drops(draft, "D1.2", one)
    asked = (
        Asked(competency("D1.2"), 3, 1, Need.DESIRED),
        Asked(competency("D2.1"), 2, 2, Need.REQUIRED),
    )
    opening = OpeningFactory(organization=recruiter.organization, owner=recruiter)
    wording = replace(actions.wording_of(opening), asked=asked)
    actions.reword(opening, wording, recruiter, at, version=opening.version)
    competencies.publish(draft, at)
    db.session.commit()
    [kept] = actions.wording_of(opening).asked
    assert (kept.competency_id, kept.need, kept.level) == (one, Need.REQUIRED, 2)
    assert not queries.changed_since(an_application(opening, MemberFactory()))
    assert db.session.scalar(select(Edition.id).where(Edition.id == draft.id))
