"""What a course would change for whoever reads its page: points towards jobs, openings within reach."""

from __future__ import annotations

from intranet.competencies.actions import Asked, Joined, join, require
from intranet.competencies.models import Edition, JobProfile, LinkRole, Need, Owner
from intranet.competencies.queries import in_force
from intranet.courses.models import Course
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import says
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory, asking, competency
from tests.sql import counted
from tests.visitor import Visitor


def a_member(**levels: int) -> Member:
    found: Member = MemberFactory()
    for code, level in levels.items():
        says(found, code.replace("_", "."), level)
    return found


def a_job(edition: Edition, title: str, *asked: Asked) -> None:
    made = require(Owner.JOB_PROFILE, edition.id, asked)
    db.session.add(JobProfile(slug=title.lower(), title=title, requirement_set=made))
    db.session.commit()


def changed(visitor: Visitor, course: Course) -> str:
    return visitor.open(f"/parcours/formation/{course.id}").text("#bringing").replace("\u00a0", " ")


def test_points_towards_jobs_and_the_openings_that_pass_70_percent(
    visitor: Visitor, edition: Edition
) -> None:
    member = a_member(D1_1=1, D1_2=2)
    a_job(edition, "Essayeuse", Asked(competency("D1.1"), 3), Asked(competency("D1.2"), 2))
    OpeningFactory(title="À portée", requirement_set=asking(("D1.1", 3), ("D1.2", 2)))
    OpeningFactory(title="Encore loin", requirement_set=asking(("D1.1", 4), ("D2.1", 4)))
    OpeningFactory(title="Déjà couverte", requirement_set=asking(("D1.2", 2)))
    OpeningFactory(title="Close", over=True, requirement_set=asking(("D1.1", 3), ("D1.2", 2)))

    said = changed(visitor.sign_in(member), CourseFactory(raises={"D1.1": (1, 3)}))

    # (1/3 + 1) / 2 = 67 %, then all of it.
    assert "+33 points vers Essayeuse 67 % aujourd’hui, 100 % après" in said
    assert "1 offre atteint 70 % de ce qui est attendu" in said
    assert "À portée 67 % aujourd’hui, 100 % après" in said
    for title in ("Encore loin", "Déjà couverte", "Close"):
        assert title not in said


def test_what_only_comes_nearer_is_counted_without_being_promised(
    visitor: Visitor, edition: Edition
) -> None:
    member = a_member(D1_1=1)
    OpeningFactory(requirement_set=asking(("D1.1", 4), ("D2.1", 4)))

    said = changed(visitor.sign_in(member), CourseFactory(raises={"D1.1": (1, 2)}))

    assert "Elle vous rapproche de 1 offre ouverte, sans qu’aucune atteigne 70 %" in said


def test_what_one_has_already_or_is_only_desired_changes_nothing(
    visitor: Visitor, edition: Edition
) -> None:
    member = a_member(D1_1=3, D1_2=0)
    desired = Asked(competency("D1.2"), 3, need=Need.DESIRED)
    OpeningFactory(requirement_set=asking(("D1.1", 3), asked=[desired]))

    said = changed(visitor.sign_in(member), CourseFactory(raises={"D1.1": (1, 3), "D1.2": (0, 3)}))

    assert "elle ne change rien" in said


def test_what_it_presupposes_is_said_first(visitor: Visitor, edition: Edition) -> None:
    course = CourseFactory()
    taught = [Joined(competency("D1.1"), 3, 1, LinkRole.TEACHES), Joined(competency("D1.2"), 2, None, LinkRole.PRESUPPOSES)]  # fmt: skip
    join("course", course.id, in_force().edition_id, taught)
    db.session.commit()

    said = changed(visitor.sign_in(a_member(D1_1=1)), course)

    assert "À avoir d’abord : D1.2 Organiser une veille , niveau 2" in said


def test_all_that_it_presupposes_is_said(visitor: Visitor, edition: Edition) -> None:
    course = CourseFactory()
    taught = [
        Joined(competency("D1.1"), 3, 1, LinkRole.TEACHES),
        Joined(competency("D1.2"), 2, None, LinkRole.PRESUPPOSES),
        Joined(competency("D2.1"), 1, None, LinkRole.PRESUPPOSES),
    ]
    join("course", course.id, in_force().edition_id, taught)
    db.session.commit()

    said = changed(visitor.sign_in(a_member(D1_1=1)), course)

    assert "niveau 2 ; D2.1" in said


def test_whoever_said_nothing_is_led_to_their_levels(visitor: Visitor, edition: Edition) -> None:
    said = changed(visitor.sign_in(MemberFactory()), CourseFactory(raises={"D1.1": (1, 3)}))

    assert "Déclarez quelques niveaux" in said


def test_the_page_of_the_course_fetches_it_apart_and_invites_a_visitor(
    visitor: Visitor, edition: Edition
) -> None:
    course = CourseFactory(raises={"D1.1": (1, 3)})
    address = f"/parcours/formation/{course.id}"
    assert visitor.open(course.address).first("#bringing a").attrib["href"].endswith(address)
    visitor.sign_in(a_member(D1_1=1))

    page = visitor.open(course.address)
    page.swap("#bringing", visitor.open(address, into="bringing"))

    assert page.texts("#bringing") == visitor.open(address).texts("#bringing")
    visitor.open(f"/parcours/formation/{CourseFactory(draft=True).id}", status=404)


def test_the_statements_are_six_however_many_openings(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(a_member(D1_1=1, D1_2=1, D2_1=1))
    course = CourseFactory(raises={"D1.1": (1, 3), "D1.2": (1, 3)})
    for _ in range(12):
        OpeningFactory()
    changed(visitor, course)
    db.session.refresh(course)  # whose number is not asked once more

    with counted() as statements:
        assert "12 offres atteignent" in changed(visitor, course)

    assert len(statements) <= 6, "\n\n".join(one[:200] for one in statements)
