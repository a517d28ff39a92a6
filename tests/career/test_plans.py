"""« Mes plans »: drawn from today's seats, decided by the person, kept, told when it changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.bookings.models import Lifecycle
from intranet.career.actions import plans as actions
from intranet.career.actions.plans_sharing import Shown, share_plan
from intranet.career.models import Plan, PlanStep, Unit
from intranet.career.planning import Barrier
from intranet.career.queries import Wishes
from intranet.career.queries.plans_changed import changes_of
from intranet.career.queries.ranked import ORDERS, Ranked
from intranet.career.queries.upcoming import upcoming
from intranet.competencies.models import Edition
from intranet.courses.models import CatalogueStamp, State
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.masks import positions_in
from intranet.members.models import Member
from tests.bookings.factories import registers
from tests.career.planned import a_course, a_job, a_plan, courses_in, drawn, runs_of
from tests.career.test_raising import presupposing
from tests.competencies.factories import says
from tests.courses.factories import a_run
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory, asking
from tests.sql import counted
from tests.visitor import Visitor


@pytest.fixture
def member(edition: Edition) -> Member:
    member: Member = MemberFactory()
    says(member, "D1.1", 1)
    return member


# Drawn


def test_the_courses_come_by_date_with_what_each_brings(member: Member) -> None:
    late, soon = a_course({"D1.1": (0, 3)}, 40), a_course({"D1.2": (0, 2)}, 10)

    found = drawn(a_plan(member, a_job()), member)

    assert courses_in(found) == [soon.id, late.id]
    assert found.scores == ["11\u00a0%", "44\u00a0%", "67\u00a0%"]
    assert (found.length, found.lines[0].length) == ("4\u00a0jours", "2\u00a0jours")
    [short] = found.short
    assert (short.item.code, short.barrier) == ("D2.1", None)


def test_two_runs_that_overlap_are_not_both_there(member: Member) -> None:
    a_course({"D1.1": (0, 3)}, 10)
    other = a_course({"D1.2": (0, 2)}, 11, 30)

    found = drawn(a_plan(member, a_job()), member)

    assert len(found.lines) == 2
    assert found.lines[-1].seat.id == runs_of(other)[-1].bookable_id


def test_days_when_one_is_registered_elsewhere_are_not_free(member: Member) -> None:
    elsewhere = a_course({"D2.1": (0, 2)}, 10)
    registers(runs_of(elsewhere)[0].bookable, member)
    course = a_course({"D1.1": (0, 3)}, 10, 30)

    [line] = drawn(a_plan(member, a_job(D1_1=3)), member).lines

    assert line.seat.id == runs_of(course)[-1].bookable_id


def test_where_one_is_registered_already_counts_and_stays(member: Member) -> None:
    dear = a_course({"D1.1": (0, 2)}, 10, hours=70)
    registers(runs_of(dear)[0].bookable, member)
    a_course({"D1.1": (0, 3)}, 30, hours=7)

    found = drawn(a_plan(member, a_job(D1_1=3)), member)

    assert [line.seat.is_mine for line in found.lines] == [True, False]


def test_a_full_run_is_no_seat_and_it_is_said(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)})
    full = a_run(course, days=10, seats=1)
    registers(full.bookable, MemberFactory())

    found = drawn(a_plan(member, a_job(D1_1=3)), member)

    assert (found.lines, [one.barrier for one in found.short]) == ((), [Barrier.NO_SEAT])


def test_a_course_without_a_run_is_told_apart_from_no_course(member: Member) -> None:
    a_course({"D1.1": (0, 3)})

    [short] = drawn(a_plan(member, a_job(D1_1=3)), member).short

    assert short.barrier is Barrier.NO_RUN


def test_what_ends_after_the_date_set_is_too_late(member: Member) -> None:
    a_course({"D1.1": (0, 3)}, 30)
    frame = actions.Frame(latest_on=today() + timedelta(days=20))

    [short] = drawn(a_plan(member, a_job(D1_1=3), frame), member).short

    assert short.barrier is Barrier.TOO_LATE


def test_a_run_that_ends_on_the_last_day_is_in_time(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)}, 30)
    [run] = runs_of(course)
    run.bookable.tz = "America/Guadeloupe"  # where that day is over later than in Paris
    run.take_place(run.starts_on, run.ends_on)
    db.session.commit()
    frame = actions.Frame(latest_on=run.ends_on)

    assert len(drawn(a_plan(member, a_job(D1_1=3), frame), member).lines) == 1


def test_wishes_of_place_are_held_and_remote_may_be_refused(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)})
    a_run(course, days=10, at="35238")  # Rennes
    a_run(course, days=20, at=None)
    job = a_job(D1_1=3)

    lorraine = actions.Frame(regions=("44",), accepts_remote=False)
    kept = a_plan(member, job, lorraine)
    assert [one.barrier for one in drawn(kept, member).short] == [Barrier.ELSEWHERE]

    actions.reframe(kept, actions.Frame(regions=("44",)), member, now())
    [line] = drawn(kept, member).lines
    assert line.seat.run.is_remote


def test_where_one_would_go_says_the_same_of_all_at_once(edition: Edition) -> None:
    course, at = a_course({"D1.1": (0, 3)}), now()
    runs = [a_run(course, days=10, at=town) for town in ("54395", "35238", None)]
    known = upcoming(CatalogueStamp.reads(), at)
    for regions in ((), ("44",), ("44", "53")):
        for remote in (True, False):
            wishes = Wishes(regions, remote)
            places = positions_in(Ranked(known, {}, 0, None, wishes, ORDERS, at).wished())
            found = {known.ids[place] for place in places}
            assert found == {run.bookable_id for run in runs if wishes.suits(run)}


def test_the_budget_is_in_days_or_in_euros(member: Member) -> None:
    long_and_cheap = a_course({"D1.1": (0, 3)}, 10, hours=35, price_cents=10_000)
    short_and_dear = a_course({"D1.1": (0, 3)}, 20, hours=7, price_cents=90_000)
    kept = a_plan(member, a_job(D1_1=3))

    assert courses_in(drawn(kept, member)) == [short_and_dear.id]
    actions.reframe(kept, actions.Frame(Unit.EUROS, budget=500), member, now())
    assert courses_in(drawn(kept, member)) == [long_and_cheap.id]
    actions.reframe(kept, actions.Frame(Unit.EUROS, budget=50), member, now())
    assert [one.barrier for one in drawn(kept, member).short] == [Barrier.OVER_BUDGET]


def test_a_course_that_says_no_price_is_in_no_plan_in_euros(member: Member) -> None:
    a_course({"D1.1": (0, 3)}, 10, price_cents=None)

    [short] = drawn(a_plan(member, a_job(D1_1=3), actions.Frame(Unit.EUROS)), member).short

    assert short.barrier is Barrier.NO_PRICE


def test_what_a_course_presupposes_is_learnt_before(member: Member) -> None:
    first = a_course({"D1.2": (0, 2)}, 10)
    then = a_course({"D1.1": (0, 3)}, 5, 30)
    presupposing(then, "D1.2", 2)

    found = drawn(a_plan(member, a_job(D1_1=3, D1_2=2)), member)

    assert [line.seat.id for line in found.lines] == [runs_of(first)[0].bookable_id, runs_of(then)[1].bookable_id]  # fmt: skip


def test_towards_an_opening_the_potential_is_told_beside_the_score(member: Member) -> None:
    a_course({"D1.1": (0, 3)}, 10, hours=28)
    a_course({"D1.2": (0, 2)}, 30, hours=21)
    opening = OpeningFactory(requirement_set=asking(("D1.1", 3), ("D1.2", 2)))

    found = drawn(a_plan(member, opening), member)

    assert found.scores[-1] == "100\u00a0%"
    assert found.potential_in_words == "67\u00a0%", "five days hold one of the two"
    assert drawn(a_plan(member, a_job()), member).potential is None


def test_a_plan_towards_an_opening_that_closed_goes_on_and_says_so(
    visitor: Visitor, member: Member
) -> None:
    course = a_course({"D1.1": (0, 3)}, 10)
    opening = OpeningFactory(requirement_set=asking(("D1.1", 3)))
    kept = a_plan(member, opening)
    opening.closes_at = now() - timedelta(hours=1)
    db.session.commit()

    page = visitor.sign_in(member).open(kept.address)

    assert "On ne peut plus répondre à cette offre" in page.text()
    assert course.title in page.text(".plan-steps")


# Decided


def test_a_run_that_is_kept_stays_when_a_cheaper_one_comes(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3))
    actions.keep(kept, course.id, runs_of(course)[0].bookable_id, member, now())
    db.session.commit()
    a_course({"D1.1": (0, 3)}, 20, hours=7)

    assert courses_in(drawn(kept, member)) == [course.id]


def test_a_run_that_is_kept_and_called_off_is_replaced_by_another_of_its_course(
    member: Member,
) -> None:
    course = a_course({"D1.1": (0, 3)}, 10, 40)
    kept = a_plan(member, a_job(D1_1=3))
    first, second = runs_of(course)
    actions.keep(kept, course.id, first.bookable_id, member, now())
    first.bookable.lifecycle = Lifecycle.POSTPONED
    db.session.commit()
    a_course({"D1.1": (0, 3)}, 20, hours=7)

    [line] = drawn(kept, member).lines
    assert line.seat.id == second.bookable_id


def test_what_is_set_aside_is_proposed_no_more_until_it_is_put_back(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3))

    actions.set_aside(kept, course.id, member, now())
    assert [one.barrier for one in drawn(kept, member).short] == [Barrier.SET_ASIDE]
    actions.leave_open(kept, course.id, member, now())
    assert courses_in(drawn(kept, member)) == [course.id]


def test_begun_twice_it_is_one_plan(member: Member) -> None:
    job = a_job()

    assert a_plan(member, job).id == a_plan(member, job).id


# Told when it changes


def test_a_run_that_fills_up_is_replaced_and_it_is_said(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)})
    full, other = a_run(course, days=10, seats=1), a_run(course, days=40)
    kept = a_plan(member, a_job(D1_1=3))
    assert changes_of(kept, drawn(kept, member)) == []

    registers(full.bookable, MemberFactory())

    [said] = changes_of(kept, drawn(kept, member))
    assert "est complète : remplacée par celle du" in said
    [line] = drawn(kept, member).lines
    assert line.seat.id == other.bookable_id

    a_run(course, days=10, at=None)  # on the very day of the one that is full
    [said] = changes_of(kept, drawn(kept, member))
    assert said.endswith("remplacée par une autre du même jour, à distance.")


def test_a_run_that_moves_is_told_with_its_new_days(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3))
    run = runs_of(course)[0]
    run.take_place(today() + timedelta(days=15), today() + timedelta(days=16))
    db.session.commit()

    [said] = changes_of(kept, drawn(kept, member))
    assert "est déplacée : elle a lieu du" in said


def test_a_course_that_leaves_the_catalogue_is_told(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3))
    course.state = State.ARCHIVED
    db.session.commit()

    [said] = changes_of(kept, drawn(kept, member))
    assert "n’est plus au catalogue" in said


def test_a_run_whose_days_are_taken_back_is_told(member: Member) -> None:
    course = a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3))
    [run] = runs_of(course)
    with db.session.no_autoflush:
        run.take_place(None, None)
    db.session.commit()

    [said] = changes_of(kept, drawn(kept, member))
    assert "n’a plus de date : retirée" in said


def test_levels_that_rise_are_told_and_what_is_useless_goes(member: Member) -> None:
    a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3))
    says(member, "D1.1", 3)

    score, useless = changes_of(kept, drawn(kept, member))
    assert "était de 33\u00a0%, il est de 100\u00a0%" in score
    assert "n’apporte plus rien" in useless


def test_a_demand_that_changes_is_told(member: Member) -> None:
    job = a_job(D1_1=3)
    kept = a_plan(member, job)
    [asked] = job.requirement_set.requirements
    asked.level = 4
    db.session.commit()

    assert changes_of(kept, drawn(kept, member))[0] == "Le métier ne demande plus la même chose."


def test_a_better_course_that_comes_is_told(member: Member) -> None:
    a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3, D1_2=2))
    a_course({"D1.2": (0, 2)}, 20)

    [said] = changes_of(kept, drawn(kept, member))
    assert said.startswith("Ajoutée : « ")


# Read


def test_the_page_reads_in_few_statements_however_many_runs(
    visitor: Visitor, member: Member
) -> None:
    address = a_plan(member, a_job()).address
    visitor.sign_in(member)

    def asked() -> int:
        visitor.open(address)  # what is to come is read once for everybody
        with counted() as statements:
            visitor.open(address)
        return len(statements)

    a_course({"D1.1": (0, 3)}, 10)
    few = asked()
    for days in range(12, 60, 4):
        a_course({"D1.1": (0, 2), "D1.2": (0, 2)}, days, days + 60)
    assert asked() <= few <= 13


def test_from_an_empty_list_to_a_plan_that_one_decides_of(visitor: Visitor, member: Member) -> None:
    course = a_course({"D1.1": (0, 3)}, 10, 40)
    other = a_course({"D1.1": (0, 2)}, 20)
    a_job(D1_1=3)
    page = visitor.sign_in(member).open("/parcours/plans")
    assert "Aucun plan pour l’instant" in page.text()

    new = visitor.open(page.link("Construire un plan"))
    page = visitor.send(new, towards="metier:developpeur")
    assert "33 % → puis 100 %" in page.text(".plan-scores").replace("\u00a0", " ")
    assert course.title in page.text(".plan-step")

    page = visitor.send(page, form="form[action$='/garder']")
    assert "Gardée" in page.text(".plan-step")

    again = visitor.send(new, towards="metier:developpeur", budget="3")  # of a page read before
    assert "dans son cadre, que vous pouvez changer" in again.text("[role=status]")
    replacing = visitor.open(page.link("Remplacer"))
    page = visitor.send(replacing, run=str(runs_of(other)[0].bookable_id))
    stale = visitor.send(replacing, run=str(runs_of(other)[0].bookable_id))  # pressed twice
    assert "plan tel qu’il est aujourd’hui" in stale.text("[role=status]")
    assert other.title in page.text(".plan-steps")
    assert course.title in page.text("section[aria-labelledby=ecartees]")

    page = visitor.send(page, form="form[action$='/rendre']")
    page = visitor.send(page, form="form[action$='/ecarter']")
    assert other.title not in page.text(".plan-steps")


def test_one_registers_in_one_click(visitor: Visitor, member: Member) -> None:
    a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3))
    page = visitor.sign_in(member).open(kept.address)

    page = visitor.send(page, form="form[action^='/inscriptions/']")

    assert "La place est confirmée" in page.html
    assert "Mon inscription" in visitor.open(kept.address).text(".plan-step")


def test_what_changed_is_said_until_it_is_noted(visitor: Visitor, member: Member) -> None:
    course = a_course({"D1.1": (0, 3)})
    full = a_run(course, days=10, seats=1)
    a_run(course, days=40)
    kept = a_plan(member, a_job(D1_1=3))
    registers(full.bookable, MemberFactory())
    page = visitor.sign_in(member).open(kept.address)
    assert "est complète" in page.text(".plan-changes")

    page = visitor.send(page, form=".plan-changes form")

    assert not page.select(".plan-changes")


def test_it_is_deleted_and_taken_back(visitor: Visitor, member: Member) -> None:
    kept = a_plan(member, a_job())
    page = visitor.sign_in(member).open(kept.address)

    page = visitor.send(page, form="form[action$='/suppression']")
    assert "Le plan est supprimé" in page.html
    visitor.open(kept.address, status=404)

    share_plan(kept, "Pour qui", 30, Shown(scores=True, prices=True), now())
    db.session.commit()
    page = visitor.send(page, form="form[action$='/reprise']")
    assert "Le plan est de retour, et les liens" in page.text(".notice")


def test_a_plan_that_another_replaced_is_not_taken_back(visitor: Visitor, member: Member) -> None:
    job = a_job()
    gone = a_plan(member, job)
    actions.delete_plan(gone, now())
    a_plan(member, job)
    page = visitor.sign_in(member).open("/parcours/plans")

    page = visitor.send(page, form="form[action$='/reprise']")

    assert "supprimez-le d’abord" in page.html


def test_what_nobody_took_back_is_erased_after_a_month(member: Member) -> None:
    a_course({"D1.1": (0, 3)}, 10)
    gone = a_plan(member, a_job())
    actions.delete_plan(gone, now() - timedelta(days=31))
    db.session.commit()

    assert actions.purge_plans(now()) == 1
    assert not list(db.session.scalars(select(Plan)))
    assert not list(db.session.scalars(select(PlanStep)))


def test_a_wrong_frame_is_refused_and_kept(visitor: Visitor, member: Member) -> None:
    kept = a_plan(member, a_job())
    page = visitor.sign_in(member).open(f"{kept.address}/cadre")

    page = visitor.send(page, 422, budget="0", latest_on="2001-01-01")

    assert "Donnez un nombre positif" in page.text(".error-summary")
    assert "Donnez un jour à venir" in page.text(".error-summary")
    page = visitor.send(page, budget="3", latest_on="")
    assert "3 jours" in page.text(".item-side").replace("\u00a0", " ")


def test_from_an_opening_all_is_over_on_the_eve(visitor: Visitor, member: Member) -> None:
    starts = today() + timedelta(days=90)
    opening = OpeningFactory(start_on=starts)
    new = visitor.sign_in(member).open(f"/parcours/plans/nouveau?offre={opening.id}")

    visitor.send(new)

    [kept] = db.session.scalars(select(Plan))
    assert (kept.opening_id, kept.latest_on) == (opening.id, starts - timedelta(days=1))


@pytest.mark.parametrize("said", ["0", "999999999", "-1", "x", "9" * 30, "%C2%B2"])
def test_an_opening_that_is_not_there_is_not_found(
    visitor: Visitor, member: Member, said: str
) -> None:
    visitor.sign_in(member).open(f"/parcours/plans/nouveau?offre={said}", status=404)


def test_nobody_plans_towards_a_draft_or_an_opening_that_is_over(
    visitor: Visitor, member: Member
) -> None:
    visitor.sign_in(member)
    for trait in ("draft", "over", "closed"):
        opening = OpeningFactory(**{trait: True})
        visitor.open(f"/parcours/plans/nouveau?offre={opening.id}", status=404)


def test_it_is_printed_and_drawn_as_a_pdf(visitor: Visitor, member: Member) -> None:
    course = a_course({"D1.1": (0, 3)}, 10)
    kept = a_plan(member, a_job(D1_1=3))
    page = visitor.sign_in(member).open(f"{kept.address}/imprimer")

    assert course.title in page.text()
    # A price is not broken before its euro, as a length is not in two.
    assert len(page.select("td.paper-short")) == 3
    answer = visitor.client.get(f"{kept.address}/plan.pdf")
    assert answer.data.startswith(b"%PDF")
