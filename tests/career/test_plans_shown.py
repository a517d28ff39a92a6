"""Whom a plan is shown to: by a link, to the recruiters of an opening; carried away, erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intranet.career.actions import plans as actions
from intranet.career.actions import plans_sharing
from intranet.career.models import Plan, PlanShare, PlanStep, PlanVisit
from intranet.competencies.actions import erase
from intranet.competencies.models import Edition
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.shares import revoke
from intranet.members.actions import close_account
from intranet.members.models import Member
from tests.career.planned import a_course, a_job, a_plan, a_plan_share
from tests.competencies.factories import says
from tests.factories import MemberFactory
from tests.openings.desks import an_opening, at_desk
from tests.openings.factories import an_application, asking
from tests.visitor import Visitor


@pytest.fixture
def member(edition: Edition) -> Member:
    member: Member = MemberFactory(name="Camille Vasseur")
    says(member, "D1.1", 1)
    a_course({"D1.1": (0, 3)}, 10, price_cents=62_000)
    return member


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_link_made_on_the_page_shows_the_plan_to_whoever_opens_it(
    visitor: Visitor, member: Member
) -> None:
    address = a_plan(member, a_job(D1_1=3)).address
    page = visitor.sign_in(member).open(f"{address}/partages")
    page = visitor.send(page, label="Mme Lambert")
    link = page.text(".share-address")
    visitor.open("/")
    assert "Votre lien est prêt" not in visitor.open(f"{address}/partages").html

    visitor.sign_in(MemberFactory(name="Mme Lambert"))
    cover = visitor.open(link.partition("localhost")[2])
    assert "33\u00a0%" not in cover.html
    page = visitor.send(cover)
    assert "33 % → puis 100 %" in page.text(".plan-scores").replace("\u00a0", " ")
    assert "620\u00a0€" in page.html

    visitor.sign_in(member)
    page = visitor.open(f"{address}/partages")
    assert "Mme Lambert" in page.text(".visits")
    visitor.send(page, form="form[action$=revocation]")
    visitor.open(link.partition("localhost")[2], status=410)


def test_only_what_was_chosen_is_shown(visitor: Visitor, member: Member) -> None:
    _, token = a_plan_share(a_plan(member, a_job(D1_1=3)), scores=False, prices=False)

    page = visitor.send(visitor.open(f"/plan/{token}"))

    assert "%" not in page.text()
    assert "€" not in page.text()
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_link_that_is_closed_over_or_whose_plan_is_gone_opens_nothing(
    visitor: Visitor, member: Member
) -> None:
    plan = a_plan(member, a_job(D1_1=3))
    closed, one = a_plan_share(plan)
    over, other = a_plan_share(plan)
    _, third = a_plan_share(plan)
    revoke(closed, now())
    over.expires_at = now() - timedelta(seconds=1)
    db.session.commit()

    visitor.open(f"/plan/{one}", status=410)
    visitor.open(f"/plan/{other}", status=410)
    cover = visitor.open(f"/plan/{third}")
    actions.delete_plan(plan, now())
    db.session.commit()
    visitor.send(cover, 410)
    visitor.open("/plan/nothing", status=404)


def test_my_own_visit_is_not_counted(visitor: Visitor, member: Member) -> None:
    _, token = a_plan_share(a_plan(member, a_job(D1_1=3)))

    page = visitor.sign_in(member).open(f"/plan/{token}")

    assert "C’est votre lien" in page.text()
    assert count(PlanVisit) == 0


def test_recruiters_read_the_potential_only_once_it_is_shown(
    visitor: Visitor, member: Member
) -> None:
    opening = an_opening(requirement_set=asking(("D1.1", 3)))
    application = an_application(opening, member)
    address = a_plan(member, opening).address
    assert "Son potentiel" not in at_desk(visitor, application, opening.owner).html

    page = visitor.sign_in(member).open(address)
    page = visitor.send(page, form="form[action$='/recruteurs']")
    assert "les recruteurs de cette offre lisent ce plan" in page.html
    read = at_desk(visitor, application, opening.owner).text("section[aria-labelledby=potentiel]")
    assert "100 %" in read
    assert "33 %" in read, "beside the score, never instead of it"
    assert "Camille" not in read

    page = visitor.sign_in(member).open(address)
    visitor.send(page, form="form[action$='/recruteurs']")
    assert "Son potentiel" not in at_desk(visitor, application, opening.owner).html


@pytest.mark.parametrize(("said", "told"), [("3", "67 %"), ("5", "67 %"), ("7", "100 %"), ("0", "67 %"), ("999999", "67 %"), ("x", "67 %")])  # fmt: skip
def test_the_recruiter_says_how_many_days_they_would_grant(
    visitor: Visitor, member: Member, said: str, told: str
) -> None:
    says(member, "D1.1", 3)
    a_course({"D1.2": (0, 2)}, 30, hours=21)
    a_course({"D2.1": (0, 1)}, 50, hours=28)
    opening = an_opening(requirement_set=asking(("D1.1", 3), ("D1.2", 2), ("D2.1", 1)))
    application = an_application(opening, member)
    actions.show_to_recruiters(a_plan(member, opening), now())
    db.session.commit()

    address = f"/offres/{opening.id}/candidatures/{application.uuid}?jours={said}"
    page = visitor.sign_in(opening.owner).open(address)

    assert told in page.texts("section[aria-labelledby=potentiel] dd")[1]


def test_a_plan_towards_a_job_is_for_no_recruiter(visitor: Visitor, member: Member) -> None:
    plan = a_plan(member, a_job(D1_1=3))

    actions.show_to_recruiters(plan, now())
    db.session.commit()

    assert plan.shown_at is None
    assert "recruteurs" not in visitor.sign_in(member).open(plan.address).text()


def test_plans_are_carried_away_with_their_courses_and_links(
    visitor: Visitor, member: Member
) -> None:
    a_plan_share(a_plan(member, a_job(D1_1=3)))

    carried = visitor.sign_in(member).client.get("/moi/donnees.json").json
    assert carried
    [plan] = carried["plans"]
    assert (plan["vers"], plan["score"], plan["score_apres"]) == ("Développeuse ou développeur", 33, 100)  # fmt: skip
    assert len(plan["formations"]) == 1
    assert plan["partages"][0]["pour"] == "Mon responsable"


def test_erasing_my_levels_erases_my_plans(visitor: Visitor, member: Member) -> None:
    share, _ = a_plan_share(a_plan(member, a_job(D1_1=3)))
    plans_sharing.visit_plan(share, None, now())
    db.session.commit()
    page = visitor.sign_in(member).open("/moi/donnees/effacement")
    assert "vos plans de formation, avec leurs liens" in page.text()

    visitor.send(page, sure="y")

    assert [count(row) for row in (Plan, PlanStep, PlanShare, PlanVisit)] == [0, 0, 0, 0]


def test_whoever_closes_their_account_leaves_no_plan_and_no_name_where_they_came(
    member: Member,
) -> None:
    other = MemberFactory()
    share, _ = a_plan_share(a_plan(other, a_job(D1_1=3)))
    plans_sharing.visit_plan(share, member.id, now())
    a_plan(member, db.session.get_one(Plan, share.plan_id).job_profile)  # type: ignore[arg-type]

    close_account(member, now())
    db.session.commit()

    assert [plan.member_id for plan in db.session.scalars(select(Plan))] == [other.id]
    assert [visit.member_id for visit in db.session.scalars(select(PlanVisit))] == [None]


def test_the_levels_of_somebody_else_erase_nothing_of_mine(member: Member) -> None:
    other = MemberFactory()
    says(other, "D1.1", 1)
    a_plan(member, a_job(D1_1=3))

    erase(other.id, now())
    db.session.commit()

    assert count(Plan) == 1
