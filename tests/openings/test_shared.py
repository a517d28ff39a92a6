"""Shared posts: two part-time openings of neighbours, proposed once to both recruiters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member, Role
from intranet.openings.actions import shared
from intranet.openings.models import Opening, SharedPost, State, WorkTime
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter
from tests.openings.factories import OpeningFactory, asking
from tests.openings.moving import two_part_time
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def proposed() -> list[SharedPost]:
    shared.propose(now())
    db.session.commit()
    return db.session.query(SharedPost).order_by(SharedPost.id).all()


def recruiting(opening: Opening) -> Member:
    member: Member = MemberFactory(organization=opening.organization, roles={Role.RECRUITER})
    return member


def subjects(to: Member) -> list[str]:
    return [
        letter.subject
        for letter in db.session.query(Letter).filter_by(recipient=to.email).order_by(Letter.id)
    ]


def test_two_neighbours_are_told_once_each() -> None:
    one, other = two_part_time()
    [pair] = proposed()
    assert (pair.one_id, pair.other_id) == (one.id, other.id)
    assert 1 <= pair.distance_km <= 10
    assert len(proposed()) == 1
    for opening in (one, other):
        assert subjects(opening.owner) == [f"Un poste mutualisé serait possible : {opening.title}"]


@pytest.mark.parametrize(
    "other",
    [
        {"other_share": 60},
        {"municipality_code": "57463"},  # Metz, 47 km away
        {"state": State.SUSPENDED},
        {"work_time": WorkTime.FULL},
        {"over": True},
        {"filled": 1},
        {"is_demo": True},
        {"is_confidential": True},
        {"asked": (("D1.1", 1), ("D2.1", 4))},
    ],
)
def test_no_pair_is_made_of_what_does_not_fit(other: dict[str, object]) -> None:
    given = dict(other)
    if asked := given.pop("asked", None):
        given["requirement_set"] = asking(*asked)  # type: ignore[misc]
    two_part_time(**given)  # type: ignore[arg-type]
    assert proposed() == []


def test_one_employer_is_not_its_own_neighbour() -> None:
    one, other = two_part_time()
    other.organization_id = one.organization_id
    db.session.commit()
    assert proposed() == []


def test_candidates_see_it_only_once_both_accept(visitor: Visitor) -> None:
    one, other = two_part_time()
    [pair] = proposed()

    def seen(opening: Opening) -> bool:
        visitor.sign_in(MemberFactory())
        return "Poste mutualisé possible" in visitor.open(opening.address).text()

    visitor.open(pair.address, status=404)
    first, second = recruiting(one), recruiting(other)
    visitor.sign_in(first)
    page = visitor.send(visitor.open(pair.address), press="verdict=accept")
    assert "n’a pas encore répondu" in page.text()
    assert not seen(one) and not seen(other)

    visitor.sign_in(second)
    page = visitor.send(visitor.open(pair.address), press="verdict=accept")

    assert "Les deux structures acceptent" in page.text(".page-state")
    assert seen(one) and seen(other)
    page = visitor.open(one.address)
    assert other.title in visitor.open(page.link("Voir les deux offres")).text()
    assert subjects(one.owner)[-1] == "Poste mutualisé : les deux structures acceptent"
    one.closes_at = now() - timedelta(seconds=1)
    db.session.commit()
    assert not seen(other)
    visitor.open(pair.address, status=404)


def test_what_no_longer_fits_in_a_week_is_neither_offered_nor_agreed(visitor: Visitor) -> None:
    one, other = two_part_time()
    [pair] = proposed()
    page = visitor.sign_in(recruiting(one)).open(pair.address)
    for now_is in ({"work_share": 90}, {"work_share": None, "work_time": WorkTime.FULL}):
        for name, value in now_is.items():
            setattr(other, name, value)
        db.session.commit()
        refused = visitor.send(page, 409, press="verdict=accept")
        assert "N’est plus possible" in refused.text(".page-state")
        assert not refused.select("main form") and "None" not in refused.text()
        assert pair.one_accepts is None


def test_whoever_declines_ends_it_and_the_other_side_is_told(visitor: Visitor) -> None:
    one, other = two_part_time()
    [pair] = proposed()
    visitor.sign_in(recruiting(one))
    page = visitor.send(visitor.open(pair.address), press="verdict=decline")
    assert "Déclinée" in page.text(".page-state")
    assert subjects(other.owner)[-1] == "Poste mutualisé : l’autre structure décline"
    visitor.sign_in(recruiting(other))
    assert not visitor.open(pair.address).select("main form")
    assert len(proposed()) == 1


def test_of_two_colleagues_the_second_reads_who_answered(visitor: Visitor) -> None:
    one, _ = two_part_time()
    [pair] = proposed()
    first, second = recruiting(one), recruiting(one)
    visitor.sign_in(second)
    stale = visitor.open(pair.address)
    shared.answer(pair, first, now(), accepts=False)
    db.session.commit()
    page = visitor.send(stale, 409, press="verdict=accept")
    assert first.name in page.text("[role=alert]")
    db.session.expire_all()
    assert pair.one_accepts is False


def test_other_recruiters_and_candidates_do_not_read_a_proposal(visitor: Visitor) -> None:
    two_part_time()
    [pair] = proposed()
    for reader in (a_recruiter(), MemberFactory()):
        visitor.sign_in(reader)
        visitor.open(pair.address, status=404)


def test_both_sides_find_it_in_what_awaits_them(visitor: Visitor) -> None:
    """Each by its own opening."""
    one, other = two_part_time()
    other.title = "Chargé de foncier à mi-temps (F/H)"
    [pair] = proposed()
    for opening in (one, other):
        visitor.sign_in(recruiting(opening))
        page = visitor.open("/")
        assert page.link("poste mutualisé") == pair.address
        assert f"« {opening.title} » peut être" in page.text().replace("\u00a0", " ")
    visitor.sign_in(a_recruiter())
    assert "poste mutualisé" not in visitor.open("/").text()


def test_a_part_time_page_costs_one_statement_more(visitor: Visitor) -> None:
    one, _ = two_part_time()
    [pair] = proposed()
    pair.one_accepts = pair.other_accepts = True
    db.session.commit()
    full = OpeningFactory()
    costs = []
    for opening in (full, one):
        visitor.open(opening.address)
        with counted() as statements:
            visitor.open(opening.address)
        costs.append(len(statements))
    assert costs[1] <= costs[0] + 1


def test_proposing_asks_few_statements_whatever_the_number_of_openings() -> None:
    for _ in range(4):
        OpeningFactory(work_time=WorkTime.PART, work_share=90)
    with counted() as statements:
        shared.propose(now())
    assert len(statements) <= 2


def test_whoever_left_is_told_nothing_and_their_colleague_speaks_for_the_post(
    visitor: Visitor,
) -> None:
    one, other = two_part_time()
    left, stays, across = one.owner, recruiting(one), recruiting(other)
    left.memberships[0].organization = OrganizationFactory()
    db.session.commit()

    [pair] = proposed()
    for side, who in ((one, stays), (other, across)):
        assert side.is_live(now())
        shared.answer(pair, who, now(), accepts=True)
    db.session.commit()

    assert subjects(left) == []
    assert subjects(stays)[-1] == "Poste mutualisé : les deux structures acceptent"
    written = db.session.query(Letter).filter_by(recipient=other.owner.email)
    *_, letter = written.order_by(Letter.id)
    assert stays.email in letter.body and left.email not in letter.body
    page = visitor.sign_in(across).open(pair.address).text("main")
    assert stays.name in page and left.name not in page
