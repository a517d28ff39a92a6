"""What a course changes: said before, established at the end, asked again, told of five at least."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from intranet.bookings.models import Certificate, CertificateKind, Registration
from intranet.competencies.actions import Said, declare
from intranet.competencies.models import AssessmentState
from intranet.competencies.queries import in_force, levels_held
from intranet.courses import actions, queries
from intranet.courses.models import CompetencyResult, CourseRun
from intranet.courses.policy import may_say_later
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.kit.texts import day, end_of_day
from intranet.members.actions import close_account
from intranet.members.models import Member
from tests.bookings.proofs import a_held_run, assessed, issued, seated
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def run(edition: Any) -> CourseRun:
    course = CourseFactory(raises={"D1.1": (1, 3), "D1.2": (0, 2)})
    return a_held_run(course)


@pytest.fixture
def trainer(run: CourseRun) -> Member:
    return a_trainer(organization=run.course.provider, name="Dominique Formatrice")


def field(prefix: str, code: str) -> str:
    return f"{prefix}{in_force().by_code[code].competency_id}"


def result(seat: Registration, code: str) -> CompetencyResult:
    item = in_force().by_code[code].competency_id
    db.session.expire_all()
    return db.session.query(CompetencyResult).filter_by(
        registration_id=seat.id, competency_id=item
    ).one()  # fmt: skip


def test_positioning_opens_with_ones_own_levels_and_leaves_the_profile_alone(
    visitor: Visitor,
) -> None:
    coming = a_run(CourseFactory(raises={"D1.1": (1, 3), "D1.2": (0, 2)}), 5)
    seat = seated(coming)
    person, item = seat.member, in_force().by_code["D1.1"].competency_id
    assert person
    declare(person.id, item, in_force().edition_id, Said(AssessmentState.LEVEL, 1), now())
    db.session.commit()
    page = visitor.sign_in(person).open(f"/formations/sessions/{coming.id}/positionnement")
    assert page.answers(page.form())[field("c", "D1.1")] == ["1"]

    visitor.send(page, **{field("c", "D1.1"): "2"})

    kept = result(seat, "D1.1")
    assert (kept.level_before, kept.edition_id) == (2, in_force().edition_id)
    assert levels_held(person.id, now())[item].declared == 1
    assert db.session.query(CompetencyResult).count() == 1  # « je ne sais pas » says nothing


def test_positioning_is_over_once_the_run_has_begun_and_is_for_who_has_a_seat(
    visitor: Visitor, run: CourseRun
) -> None:
    seat = seated(run)
    assert seat.member
    address = f"/formations/sessions/{run.id}/positionnement"
    page = visitor.sign_in(seat.member).open(address)
    assert "ne se modifie plus" in page.text()
    form = page.answers(page.form())
    answer = visitor.client.post(address, data=form | {field("c", "D1.1"): "4"})
    assert answer.status_code == 409
    assert db.session.query(CompetencyResult).count() == 0

    visitor.sign_in(MemberFactory()).open(address, status=404)


def test_the_trainer_establishes_the_levels_of_everybody_with_the_method(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    one, other = seated(run, MemberFactory(name="Zoé")), seated(run, guest_name="Invitée Deux")
    visitor.sign_in(trainer)
    page = visitor.open(f"/formations/sessions/{run.id}/evaluation")
    assert page.texts("tbody th") == ["Zoé", "Invitée Deux"]
    level = f"r{one.id}_{in_force().by_code['D1.1'].competency_id}"

    refused = visitor.send(page, 422, **{level: "3"})
    assert "Dites comment D1.1 a été évaluée" in refused.text("#erreurs")
    done = visitor.send(refused, **{level: "3", field("m", "D1.1"): "case"})

    assert "sont enregistrés" in done.text("#messages")
    kept = result(one, "D1.1")
    assert (kept.level_after, kept.method, kept.assessor_id) == (3, "case", trainer.id)
    assert db.session.query(CompetencyResult).count() == 1
    again = visitor.send(done)
    assert "Rien n’a changé" in again.text("#messages")
    assert other.guest_name


def test_a_level_that_does_not_exist_is_refused_beside_its_person(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    one = seated(run)
    page = visitor.sign_in(trainer).open(f"/formations/sessions/{run.id}/evaluation")
    level = f"r{one.id}_{in_force().by_code['D1.1'].competency_id}"

    for wrong in ("7", "x", "-1"):
        refused = visitor.send(page, 422, **{level: wrong, field("m", "D1.1"): "case"})
        assert refused.select(f"#{level}[aria-invalid]")

    assert db.session.query(CompetencyResult).count() == 0


def test_of_two_who_assess_at_once_the_second_reads_who_was_first_and_keeps_their_answers(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    one = seated(run)
    colleague = a_trainer(organization=run.course.provider, name="Alix Collègue")
    level = f"r{one.id}_{in_force().by_code['D1.1'].competency_id}"
    mine = visitor.sign_in(trainer).open(f"/formations/sessions/{run.id}/evaluation")
    visitor.sign_in(colleague)
    theirs = visitor.open(f"/formations/sessions/{run.id}/evaluation")
    visitor.send(theirs, **{level: "2", field("m", "D1.1"): "test"})
    visitor.sign_in(trainer)

    page = visitor.send(mine, 409, **{level: "4", field("m", "D1.1"): "case"})

    assert "Alix Collègue" in page.text("main .notice")
    assert page.answers(page.form())[level] == ["4"]
    assert result(one, "D1.1").level_after == 2
    visitor.send(page)
    assert result(one, "D1.1").level_after == 4


def test_nobody_else_assesses_and_nothing_is_assessed_before_the_run(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    visitor.sign_in(MemberFactory()).open(f"/formations/sessions/{run.id}/evaluation", status=403)
    coming = a_run(run.course, 5)
    seated(coming)

    page = visitor.sign_in(trainer).open(f"/formations/sessions/{coming.id}/evaluation")

    assert "à partir du premier jour" in page.text()


def test_the_table_asks_as_much_for_one_person_as_for_twenty(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    address = f"/formations/sessions/{run.id}/evaluation"
    seated(run)
    visitor.sign_in(trainer).open(address)
    db.session.expire_all()
    with counted() as few:
        visitor.open(address)
    for _ in range(19):
        seated(run)
    with counted() as many:
        visitor.open(address)

    assert len(many) <= len(few) <= 16


def test_two_months_after_each_is_asked_once_and_answers_without_an_account(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    present, absent = seated(run), seated(run, half_days=0)
    for seat in (present, absent):
        assessed(seat, {"D1.1": 3, "D1.2": 2}, trainer, level_before=1, before_at=now())
    assert run.ends_at and present.member
    due = run.ends_at + timedelta(days=60)

    assert actions.ask_later(due - timedelta(hours=1)) == 0
    assert (actions.ask_later(due), actions.ask_later(due + timedelta(days=1))) == (1, 0)
    db.session.commit()

    [letter] = db.session.query(Letter).filter(Letter.key.startswith("effect:"))
    assert run.ends_on
    last = run.ends_on + timedelta(days=180)
    assert f"reste ouvert jusqu’au {day(last)}" in letter.body
    assert [may_say_later(run, end_of_day(on)) for on in (last, last + timedelta(days=1))] == [True, False]  # fmt: skip
    assert letter.recipient == present.member.email
    assert letter.secret_link
    page = visitor.open(letter.secret_link.removeprefix("http://localhost"))
    visitor.send(page, **{field("c", "D1.1"): "4"})
    kept = result(present, "D1.1")
    assert (kept.level_later, kept.level_after, kept.level_before) == (4, 3, 1)


def test_a_link_made_up_or_cut_opens_nothing(visitor: Visitor, run: CourseRun) -> None:
    for word in ("x", "WzFd.abc", "é" * 50):
        visitor.open(f"/formations/bilan/{word}", status=404)


def test_a_timer_that_slept_for_months_asks_nobody_about_what_is_long_over(
    run: CourseRun, trainer: Member
) -> None:
    assessed(seated(run), {"D1.1": 3}, trainer)
    assert run.ends_at

    assert actions.ask_later(run.ends_at + timedelta(days=120)) == 0


def people_who_gained(run: CourseRun, trainer: Member, *gains: int) -> None:
    for gain in gains:
        assessed(seated(run), {"D1.1": 1 + gain}, trainer, level_before=1, before_at=now())


def settled(run: CourseRun) -> datetime:
    assert run.ends_at
    return run.ends_at + timedelta(days=15)


def test_the_page_of_a_course_tells_the_median_gain_with_how_many_and_when(
    visitor: Visitor, trainer: Member, run: CourseRun
) -> None:
    long_ago = a_held_run(run.course, locked=True)
    long_ago.bookable.tz = "America/Guadeloupe"
    long_ago.take_place(date(2026, 9, 29), date(2026, 9, 30))  # there, it ended in October, in UTC
    db.session.commit()
    people_who_gained(long_ago, trainer, 0, 1, 1, 2, 2, 3)

    page = visitor.open(run.course.address)

    words = page.text("section[aria-labelledby=effect]").replace("\xa0", " ")
    assert (
        "+1,5 niveau" in words and "6 personnes" in words and "1 session, septembre 2026" in words
    )
    assert "moins de cinq réponses" in words  # two months after
    assert "D1.2" not in words


def test_nothing_is_told_of_four_people_nor_before_a_run_is_settled(
    run: CourseRun, trainer: Member
) -> None:
    people_who_gained(run, trainer, 1, 1, 1, 1)
    assert queries.effect_of(run.course_id, settled(run)) == {}
    people_who_gained(run, trainer, 1)

    assert queries.effect_of(run.course_id, settled(run) - timedelta(hours=1)) == {}
    [effect] = queries.effect_of(run.course_id, settled(run)).values()
    assert effect.at_end and (effect.at_end.median, effect.at_end.people) == (1, 5)


def test_a_level_corrected_after_the_attestation_asks_for_a_new_one(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    seat, animator = seated(run), an_animator()
    assessed(seat, {"D1.1": 3, "D1.2": 2}, trainer)
    made = issued(seat, animator, CertificateKind.ATTAINMENT)
    page = visitor.sign_in(trainer).open(f"/formations/sessions/{run.id}/evaluation")
    visitor.send(page, **{f"r{seat.id}_{in_force().by_code['D1.1'].competency_id}": "2"})
    visitor.sign_in(animator)
    assert "À remplacer" in visitor.open(f"/animer/certificats/{run.id}").text()

    visitor.send(visitor.open(f"{made.address}/remplacement"), reason="Niveau corrigé.")

    assert seat.member
    item = in_force().by_code["D1.1"].competency_id
    assert levels_held(seat.member.id, now())[item].attested == 2


def test_my_registration_leads_to_my_positioning_before_and_to_my_review_after(
    visitor: Visitor, run: CourseRun
) -> None:
    person, coming = MemberFactory(), a_run(run.course, 5)
    before, after = seated(coming, person), seated(run, person)
    visitor.sign_in(person)

    first = visitor.open(f"/moi/inscriptions/{before.uuid}")
    then = visitor.open(f"/moi/inscriptions/{after.uuid}")

    assert first.link("Me positionner") == f"/formations/sessions/{coming.id}/positionnement"
    assert then.link("Faire mon bilan") == f"/formations/sessions/{run.id}/bilan"
    visitor.open(then.link("Faire mon bilan"))


def test_nobody_establishes_their_own_level_nor_issues_their_own_document(
    visitor: Visitor, run: CourseRun, trainer: Member
) -> None:
    mine, other = seated(run, trainer), seated(run, MemberFactory(name="Zoé"))
    visitor.sign_in(trainer)

    assert visitor.open(f"/formations/sessions/{run.id}/evaluation").texts("tbody th") == ["Zoé"]
    page = visitor.open(f"/animer/certificats/{run.id}")
    assert "Personne n’émet un document pour soi" in page.text()
    visitor.send(page, kind="completion")

    [made] = db.session.query(Certificate)
    assert made.registration_id == other.id != mine.id


def test_the_levels_of_an_account_that_closes_go_with_it(run: CourseRun, trainer: Member) -> None:
    seat = seated(run)
    assessed(seat, {"D1.1": 3}, trainer)
    assert seat.member

    close_account(seat.member, now())
    db.session.commit()

    assert db.session.query(CompetencyResult).count() == 0
