"""What a trainer is told while writing: lengths, what is missing, what exists already; how one is assessed."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.competencies.queries import links_of
from intranet.courses import queries
from intranet.courses.actions import syllabus_of, write
from intranet.courses.models import Course, Raised, Syllabus
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.courses.factories import CourseFactory
from tests.factories import OrganizationFactory, a_trainer, an_animator
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition", "clean_database")


@pytest.fixture
def trainer() -> Member:
    return a_trainer(organization=OrganizationFactory(provider=True))


def a_draft(trainer: Member, **more: Any) -> Course:
    told: dict[str, Any] = {"draft": True, "raises": {"D1.1": (1, 3)}}
    return CourseFactory(provider=trainer.organization, author=trainer, **(told | more))


def edited(visitor: Visitor, course: Course, status: int = 200, **said: Any) -> Page:
    asked = visitor.open(f"/formations/{course.id}/modifier")
    return visitor.send(asked, status, form="#course", press="draft", **said)


def test_how_each_competency_is_assessed_is_written_kept_and_shown(
    visitor: Visitor, trainer: Member
) -> None:
    course = a_draft(trainer)
    visitor.sign_in(trainer)

    edited(visitor, course, **{"teaches-0-assessed": "Grille remplie par deux pairs"})

    assert "D1.1" in (said := visitor.open(course.address).text(".item-text"))
    assert "Grille remplie par deux pairs" in said
    again = visitor.open(f"/formations/{course.id}/modifier")
    [value] = again.answers(again.form("#course"))["teaches-0-assessed"]
    assert value == "Grille remplie par deux pairs"


def test_whoever_says_nothing_of_the_assessment_takes_nothing_away(trainer: Member) -> None:
    course = a_draft(trainer)
    [raised] = syllabus_of(course, queries_links(course)).teaches
    first = Raised(raised.competency_id, 3, 1, "Cas noté")
    write(course, Syllabus(title="A", teaches=(first,)), trainer, now(), version=course.lock_version)  # fmt: skip

    silent = Raised(raised.competency_id, 4, 1)
    write(course, Syllabus(title="A", teaches=(silent,)), trainer, now(), version=course.lock_version)  # fmt: skip
    db.session.commit()

    assert course.assessed_by == {str(raised.competency_id): "Cas noté"}


def queries_links(course: Course) -> Any:
    return links_of("course", [course.id])[course.id]


def test_lengths_are_told_while_one_writes_and_on_the_page_without_javascript(
    visitor: Visitor, trainer: Member
) -> None:
    course = a_draft(trainer, objectives="x" * 1234)
    visitor.sign_in(trainer)
    page = visitor.open(f"/formations/{course.id}/modifier")
    assert (
        page.text("#objectives-count").replace("\u202f", " ").replace("\u00a0", " ")
        == "1 234 signes sur 3 000"
    )

    form = page.answers(page.form("#course")) | {"objectives": "y" * 3001, "title": "C"}
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#missing"}
    answer = visitor.client.post(f"/formations/{course.id}/modifier", data=form, headers=htmx)
    said = answer.text.replace("\u202f", " ").replace("\u00a0", " ")

    assert 'id="objectives-count" data-over="true">3 001 signes sur 3 000, soit 1 de trop' in said
    assert 'id="title-count">1 signe sur 255' in said
    db.session.expire_all()
    assert len(course.objectives) == 1234


@pytest.mark.parametrize(
    ("codes", "kept"),
    [("12523", ["12523"]), ("12523 ; 13205, 12523", ["12523", "13205"]), ("", [])],
)
def test_formacodes_are_kept_for_the_exchange_of_catalogues(
    visitor: Visitor, trainer: Member, codes: str, kept: list[str]
) -> None:
    course = a_draft(trainer)
    visitor.sign_in(trainer)

    edited(visitor, course, formacodes=codes, expected_results="Une attestation.")

    db.session.expire_all()
    assert (course.formacodes, course.expected_results) == (kept, "Une attestation.")


@pytest.mark.parametrize("codes", ["1252", "abcde", "١٢٥٢٣", "1 2 3 4 5 6", "12523 " * 2 + "1"])
def test_what_is_no_formacode_is_refused_beside_it(
    visitor: Visitor, trainer: Member, codes: str
) -> None:
    course = a_draft(trainer)
    visitor.sign_in(trainer)

    page = edited(visitor, course, 422, formacodes=codes)

    assert "codes de cinq chiffres" in page.text("#erreurs")


def test_a_course_almost_like_another_of_its_provider_is_told(
    visitor: Visitor, trainer: Member
) -> None:
    CourseFactory(provider=trainer.organization, title="Accueillir les entreprises", raises={"D1.1": (0, 2)})  # fmt: skip
    CourseFactory(provider=trainer.organization, title="Accueillir les entreprise", raises={"D1.2": (0, 2)})  # fmt: skip
    CourseFactory(title="Accueillir les entreprises", raises={"D1.1": (0, 2)})
    course = a_draft(trainer, title="Accueillir des entreprises")
    visitor.sign_in(trainer)

    page = visitor.open(f"/formations/{course.id}/modifier")

    assert page.texts(".twins li") == ["Accueillir les entreprises"]
    assert not queries.near_twins(course.provider_id, "Visiter les friches", [1], None)


def test_whoever_reviews_it_is_told_too_and_the_public_is_not(visitor: Visitor) -> None:
    course = CourseFactory(submitted=True, title="Visiter", raises={"D1.1": (0, 2)})
    CourseFactory(provider=course.provider, title="Visiter", raises={"D1.1": (1, 2)})

    page = visitor.sign_in(an_animator()).open(course.address)

    assert "Presque la même existe déjà" in page.text("main")
