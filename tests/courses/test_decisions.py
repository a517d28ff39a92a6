"""Reading over: never one's own, once, with a reason; and what the decision does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from intranet.bookings.models import RegistrationState
from intranet.competencies.queries import in_force, links_of
from intranet.courses import actions, queries
from intranet.courses.models import Course, CourseVersion, State, VersionState
from intranet.kit import search
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.kit.search import SearchEntry
from intranet.members.models import Member, MemberRole, Role
from tests.bookings.factories import registers
from tests.courses.factories import CertificationFactory, CourseFactory, a_run
from tests.factories import MemberFactory, OrganizationFactory, a_trainer, an_animator
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")

PUBLISH, CORRECT = "form[action$='/publication']", "form[action$='/corrections']"


@pytest.fixture
def trainer(edition: Any) -> Member:
    return a_trainer(organization=OrganizationFactory(provider=True))


@pytest.fixture
def course(trainer: Member) -> Course:
    made: Course = CourseFactory(
        submitted=True, provider=trainer.organization, author=trainer, raises={"D1.1": (1, 3)}
    )
    a_run(made)
    return made


def titles(visitor: Visitor) -> list[str]:
    return visitor.open("/animer/formations").texts("article h3")


def test_the_queue_shows_the_oldest_first(visitor: Visitor, course: Course) -> None:
    CourseFactory(title="Plus ancienne", submitted=True, submitted_at=now() - timedelta(days=3))
    CourseFactory(title="Brouillon", draft=True)
    CourseFactory(title="En ligne")
    visitor.sign_in(an_animator())

    assert titles(visitor) == ["Plus ancienne", course.title]


@pytest.mark.parametrize("who", [MemberFactory, a_trainer])
def test_the_queue_is_for_animators(visitor: Visitor, who: Any) -> None:
    visitor.sign_in(who())
    visitor.open("/animer/formations", status=403)


def test_an_animator_publishes_and_it_is_found_at_once(visitor: Visitor, course: Course) -> None:
    visitor.sign_in(an_animator(name="Solène Essai"))

    page = visitor.send(visitor.open(course.address), form=PUBLISH)

    assert "La formation est en ligne." in page.text("[role=status]")
    assert course.title in visitor.open("/formations").texts("article h3")
    assert course.title in visitor.open(f"/formations?q={course.title}").texts("article h3")
    [letter] = every(select(Letter))
    assert letter.recipient == course.author.email
    assert letter.subject == f"Votre formation est en ligne : {course.title}"
    assert f"http://localhost{course.address}" in letter.body


def test_corrections_are_asked_with_a_reason_that_the_author_reads(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    visitor.sign_in(an_animator(name="Solène Essai"))
    page = visitor.send(visitor.open(course.address), 422, form=CORRECT, reason=" ")
    assert "Dites en une phrase" in page.text("#erreurs")

    visitor.send(page, form=CORRECT, reason="Précisez le public visé.")

    [letter] = every(select(Letter))
    assert "Précisez le public visé." in letter.body
    assert "Solène Essai" in letter.body
    visitor.sign_in(trainer)
    assert every(queries.to_correct(trainer)) == [course]
    page = visitor.open(f"{course.address}/modifier")
    assert "Précisez le public visé." in page.text("form .notice")
    visitor.send(page, press="submit=1", audience="Cadres")
    db.session.expire_all()
    assert course.state is State.SUBMITTED


def test_its_author_never_decides(visitor: Visitor) -> None:
    author = an_animator()
    course = CourseFactory(submitted=True, author=author)
    visitor.sign_in(author)

    page = visitor.open(course.address)

    assert not page.select(PUBLISH)
    assert titles(visitor) == []
    token = page.first("[name=csrf_token]").attrib["value"]
    sent = {"csrf_token": token, "version": course.lock_version}
    assert visitor.client.post(f"{course.address}/publication", data=sent).status_code == 403


def test_nobody_of_the_provider_decides(visitor: Visitor, course: Course) -> None:
    inside = MemberFactory(organization=course.provider)
    db.session.add(MemberRole(member=inside, role=Role.ANIMATOR))
    db.session.commit()
    visitor.sign_in(inside)

    page = visitor.open(course.address)

    assert not page.select(PUBLISH)
    assert titles(visitor) == []
    token = page.first("[name=csrf_token]").attrib["value"]
    for verb in ("publication", "corrections", "suspension"):
        sent = {"csrf_token": token, "version": course.lock_version, "reason": "x"}
        assert visitor.client.post(f"{course.address}/{verb}", data=sent).status_code == 403


def test_an_animator_decides_in_their_regions(visitor: Visitor, course: Course) -> None:
    visitor.sign_in(an_animator("53"))
    assert titles(visitor) == []
    visitor.sign_in(an_animator("44"))
    assert titles(visitor) == [course.title]


def test_a_national_provider_is_for_national_animators_and_told_so(visitor: Visitor) -> None:
    course = CourseFactory(title="Nationale", submitted=True, provider__region_code=None)
    visitor.sign_in(an_animator("44"))
    assert titles(visitor) == []
    visitor.sign_in(an_animator())
    assert titles(visitor) == ["Nationale"]
    visitor.sign_in(a_trainer(organization=course.provider))
    assert "un animateur national" in visitor.open(course.address).text(".notice")
    organization = visitor.sign_in(an_animator()).open("/annuaire/nouvelle")
    assert "les animateurs nationaux" in organization.text("#region_code-hint")


def test_a_session_that_is_called_off_is_none_to_whoever_reviews(
    visitor: Visitor, trainer: Member
) -> None:
    said = {"submitted": True, "provider": trainer.organization, "raises": {"D1.1": (1, 3)}}
    announced, called_off = CourseFactory(**said), CourseFactory(**said)
    a_run(announced), a_run(called_off, cancelled=True)

    visitor.sign_in(an_animator())

    assert "Annoncez au moins une session" not in visitor.open(announced.address).text(".review")
    assert "Annoncez au moins une session" in visitor.open(called_off.address).text(".review")
    words = visitor.open(called_off.address).text("#runs ~ details summary")
    assert words == "1 session passée, annulée ou reportée"


def test_the_second_animator_reads_who_came_first(visitor: Visitor, course: Course) -> None:
    visitor.sign_in(an_animator(name="Solène Première"))
    opened = visitor.open(course.address)
    visitor.send(opened, form=PUBLISH)
    visitor.sign_in(an_animator(name="Second"))

    page = visitor.send(opened, 409, form=CORRECT, reason="Trop tard")

    assert "par Solène Première" in page.text()
    assert "Publiée" in page.text()
    db.session.expire_all()
    assert course.state is State.PUBLISHED
    assert len(every(select(Letter))) == 1


def test_a_text_changed_since_it_was_read_is_not_published(
    visitor: Visitor, course: Course, trainer: Member
) -> None:
    animator = an_animator()
    visitor.sign_in(animator)
    opened = visitor.open(course.address)
    visitor.sign_in(trainer)
    visitor.send(visitor.open(f"{course.address}/modifier"), press="draft=1", content="Autre chose")
    visitor.sign_in(animator)

    page = visitor.send(opened, 409, form=PUBLISH)

    assert "Texte modifié" in page.text()
    db.session.expire_all()
    assert course.state is State.SUBMITTED


def test_a_certification_that_ended_since_submission_is_not_published(visitor: Visitor) -> None:
    certification = CertificationFactory(registration_end=today())
    course = CourseFactory(submitted=True, is_certifying=True, certification=certification)
    with time_machine.travel(now() + timedelta(days=2)):
        visitor.sign_in(an_animator())
        page = visitor.send(visitor.open(course.address), 409, form=PUBLISH)

    assert page.texts("h1") == ["Certification échue"]
    assert "Demandez des corrections" in page.text("main")
    db.session.expire_all()
    assert course.state is State.SUBMITTED


def test_a_certification_that_ended_since_it_was_proposed_is_not_put_online(
    visitor: Visitor,
) -> None:
    course = CourseFactory(raises={"D1.1": (0, 2)})  # which leads to no certification yet
    links = links_of("course", [course.id])[course.id]
    said = replace(
        actions.syllabus_of(course, links),
        is_certifying=True,
        certification=CertificationFactory(registration_end=today()),
    )
    actions.propose(course, said, a_trainer(), now(), version=course.lock_version)
    db.session.commit()
    with time_machine.travel(now() + timedelta(days=2)):
        visitor.sign_in(an_animator())
        page = visitor.send(visitor.open(course.address), 409, form="form[action$='/revision']")

    assert f"RNCP {said.certification.code[4:]} jusqu’au" in page.text("main")
    assert "Refusez la modification" in page.text("main")


def test_a_revision_goes_online_once_accepted(visitor: Visitor, trainer: Member) -> None:
    course = CourseFactory(provider=trainer.organization, author=trainer, raises={"D1.1": (0, 2)})
    a_run(course)
    visitor.sign_in(trainer)
    visitor.send(
        visitor.open(f"{course.address}/modifier"),
        title="Nouveau titre",
        is_certifying="y",
        certification_code="RNCP 41104",
        certification_title="Développeur",
        **{"teaches-0-after": "4"},
    )
    visitor.sign_in(an_animator())
    assert titles(visitor) == [course.title]
    page = visitor.open(course.address)
    assert "D1.1 (0 → 4)" in page.text(".revision")

    page = visitor.send(page, form="form[action$='/revision']")

    assert page.texts("h1") == ["Nouveau titre"]
    assert titles(visitor) == []
    db.session.expire_all()
    assert course.certification.checked_at  # read, it changes no more without being read again
    links = queries.raising(in_force().by_code["D1.1"].competency_id, now())
    assert [row.level_to for row in links.shown] == [4]
    assert [letter.subject for letter in every(select(Letter))] == [
        "Votre modification est en ligne : Nouveau titre"
    ]


def test_a_refused_revision_changes_nothing(visitor: Visitor, trainer: Member) -> None:
    course = CourseFactory(provider=trainer.organization, title="Avant", raises={"D1.1": (0, 2)})
    a_run(course)
    visitor.sign_in(trainer)
    visitor.send(visitor.open(f"{course.address}/modifier"), title="Après")
    visitor.sign_in(an_animator())

    page = visitor.send(
        visitor.open(course.address),
        form="form[action$='/revision/refus']",
        reason="Gardez le titre.",
    )

    assert page.texts("h1") == ["Avant"]
    [version] = every(select(CourseVersion))
    assert (version.state, version.reason) == (VersionState.REFUSED, "Gardez le titre.")


def test_a_revision_changed_since_it_was_read_is_not_accepted(
    visitor: Visitor, trainer: Member
) -> None:
    course = CourseFactory(provider=trainer.organization, raises={"D1.1": (0, 2)})
    a_run(course)
    animator = an_animator()
    visitor.sign_in(trainer)
    visitor.send(visitor.open(f"{course.address}/modifier"), price="700")
    visitor.sign_in(animator)
    opened = visitor.open(course.address)
    visitor.sign_in(trainer)
    visitor.send(visitor.open(f"{course.address}/modifier"), price="9000")
    visitor.sign_in(animator)

    visitor.send(opened, 409, form="form[action$='/revision']")

    db.session.expire_all()
    assert course.price_cents == 620_00
    [version] = every(select(CourseVersion))
    assert version.state is VersionState.PENDING


def test_suspending_takes_it_out_and_reinstating_puts_it_back(visitor: Visitor) -> None:
    course = CourseFactory(found=True, author=a_trainer())
    visitor.sign_in(an_animator())

    page = visitor.send(
        visitor.open(course.address), form="form[action$='/suspension']", reason="À vérifier."
    )
    assert "À vérifier." in page.text(".notice[role=alert]")
    assert visitor.open("/formations").texts("article h3") == []
    assert every(select(SearchEntry)) == []

    visitor.send(page, form="form[action$='/reprise']")
    assert visitor.open("/formations").texts("article h3") == [course.title]
    assert [entry.kind for entry in every(select(SearchEntry))] == ["course"]


def test_a_suspended_course_is_a_404_for_others(visitor: Visitor) -> None:
    course = CourseFactory(state=State.SUSPENDED, reason="x", decided_at=now())
    visitor.open(course.address, status=404)


def test_its_trainers_withdraw_it(visitor: Visitor, trainer: Member) -> None:
    course = CourseFactory(provider=trainer.organization, found=True)
    visitor.sign_in(trainer)

    page = visitor.send(visitor.open(course.address), form="form[action$='/archivage']")

    assert "Retirée" in page.text(".page-state")
    assert every(select(SearchEntry)) == []
    visitor.open(f"{course.address}/modifier", status=403)


def test_a_course_is_not_withdrawn_while_people_are_expected(
    visitor: Visitor, trainer: Member
) -> None:
    course = CourseFactory(provider=trainer.organization)
    run = a_run(course)
    visitor.sign_in(trainer)
    stale = visitor.open(course.address)
    row = registers(run.bookable)

    told = visitor.send(stale, form="form[action$='/archivage']")
    assert "n’est pas retirée" in told.text("[role=alert]")
    assert "1 place est prise ou demandée" in told.text(".behind").replace("\u00a0", " ")
    assert not told.select("form[action$='/archivage']")

    calling_off = visitor.open(f"/formations/{course.id}/sessions/{run.id}/annulation")
    visitor.send(calling_off, reason="Trop peu d’inscrits.")
    db.session.expire_all()
    assert row.state is RegistrationState.CANCELLED_BY_ORGANIZER
    page = visitor.send(visitor.open(course.address), form="form[action$='/archivage']")
    assert "Retirée" in page.text(".page-state")


@pytest.mark.parametrize("verb", ["publication", "suspension", "reprise", "archivage", "revision"])
def test_a_member_decides_nothing(visitor: Visitor, verb: str) -> None:
    course = CourseFactory()
    visitor.sign_in(MemberFactory())
    token = visitor.open("/formations").first("[name=csrf_token]").attrib["value"]

    answer = visitor.client.post(
        f"{course.address}/{verb}", data={"csrf_token": token, "version": 1, "reason": "x"}
    )

    assert answer.status_code == 403


def test_no_decision_is_taken_by_opening_an_address(visitor: Visitor, course: Course) -> None:
    visitor.sign_in(an_animator())
    visitor.open(f"{course.address}/publication", status=405)


def test_dashboards_find_what_is_mine_and_what_awaits(course: Course, trainer: Member) -> None:
    CourseFactory()
    draft = CourseFactory(draft=True, provider=trainer.organization)

    assert set(every(queries.mine(trainer))) == {course, draft}
    assert every(queries.awaiting_review(an_animator())) == [course]


def test_indexing_follows_the_text(course: Course) -> None:
    actions.publish(course, an_animator(), now())
    db.session.commit()
    found = search.matching("course", "diagnostiquer nancy")  # a competency, and a place

    assert found is not None
    assert db.session.execute(select(found.c.object_id)).scalars().all() == [course.id]


def test_what_is_decided_is_written_with_its_author(course: Course) -> None:
    animator = an_animator()
    actions.publish(course, animator, now())
    db.session.commit()

    assert course.decided_by_id == animator.id
    [last] = every(queries.decided_last(course.id))
    assert (last.label, last.actor) == ("Publiée", animator)
