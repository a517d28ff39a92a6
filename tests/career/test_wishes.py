"""« Je cherche une session »: asked once, taken back, answered once, its people told first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.bookings.models import Lifecycle
from intranet.career import actions, queries
from intranet.career.commands import look_after_needs
from intranet.career.models import AlreadyWished, NoLongerOpen, RunAnswer, TrainingWish
from intranet.competencies.actions import publish
from intranet.competencies.queries import in_force
from intranet.courses.models import Course, CourseRun, State
from intranet.discussions.actions import follow
from intranet.discussions.models import News, Topic
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.actions import close_account
from intranet.members.models import Member
from tests.career.lacking import a_wish
from tests.competencies.factories import drops, the_next
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, OrganizationFactory, a_trainer
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")

BOARD = "/parcours/besoins"


def letters_to(member: Member) -> list[str]:
    found = every(select(Letter).where(Letter.recipient == member.email).order_by(Letter.id))
    return [one.subject for one in found if "répond à votre demande" in one.subject]


def a_course_of(trainer: Member, **given: object) -> Course:
    return CourseFactory(
        provider=trainer.organization, author=trainer, raises={"D1.1": (1, 3)}, **given
    )


def announced(visitor: Visitor, course: Course, **answers: object) -> None:
    """A trainer fills the form of a run that is to answer, as they would any other."""
    need = visitor.open(f"{BOARD}/D1.1?region=44")
    started = visitor.open(need.link("Créer une formation"))
    assert started.answers(started.form())["teaches-0-code"] == ["D1.1"]
    form = visitor.open(need.link("Proposer une session"))
    assert form.url.startswith(f"/formations/{course.id}/sessions/nouvelle")
    assert "D1.1 Diagnostiquer" in form.text(".notice")
    said = {
        "starts_on": (today() + timedelta(days=30)).isoformat(),
        "ends_on": (today() + timedelta(days=31)).isoformat(),
        "commune": "Nancy (54)",
        "seats": "12",
    }
    visitor.send(form, **said | answers)


def test_a_session_is_asked_for_from_the_page_of_an_item(visitor: Visitor) -> None:
    member = MemberFactory()
    visitor.sign_in(member)
    here = visitor.open("/parcours/carrefour/D1.1").link("Je cherche une session")

    form = visitor.open(here)
    assert form.first("option[selected]").attrib["value"] == "44"  # where one works
    page = visitor.send(form, level="3")

    assert page.url.startswith(BOARD)
    assert "niveau 3, Grand Est" in page.text("#mes-demandes").replace("\u00a0", " ")
    [wish] = every(select(TrainingWish))
    assert (wish.member_id, wish.level, wish.region_code) == (member.id, 3, "44")


def test_what_is_missing_or_unknown_is_refused_and_nothing_is_kept(visitor: Visitor) -> None:
    visitor.sign_in(MemberFactory())
    form = visitor.open(f"{BOARD}/D1.1/demande?niveau=9&region=zz")

    page = visitor.send(form, 422, region="")

    assert "Choisissez un niveau." in page.text("main").replace("\u00a0", " ")
    assert not every(select(TrainingWish))
    visitor.open(f"{BOARD}/D1/demande", status=404)


def test_one_asks_once_for_an_item_until_it_is_answered_or_taken_back(visitor: Visitor) -> None:
    member = MemberFactory()
    first = a_wish(member)
    with pytest.raises(AlreadyWished):
        a_wish(member, level=2)

    page = visitor.sign_in(member).send(visitor.open(f"{BOARD}/D1.1/demande"), 409, level="4")
    assert "Vous la demandez déjà" in page.text("main").replace("\u00a0", " ")

    visitor.send(visitor.open(BOARD), form="#mes-demandes form")
    assert db.session.get(TrainingWish, first.id).withdrawn_at is not None
    assert not a_wish(member).withdrawn_at
    drops(draft := the_next(), "D1.1")
    publish(draft, now())
    db.session.commit()
    page = visitor.open(BOARD)
    assert "n’est plus dans le référentiel" in page.text("#mes-demandes")
    assert page.link("D1.1") == f"/uri/{first.competency.uuid}"
    assert "retirée du référentiel" in visitor.open("/").text("main")


def test_nobody_takes_back_what_another_asks(visitor: Visitor) -> None:
    wish = a_wish()
    mine = a_wish(me := MemberFactory())
    visitor.sign_in(me)

    page = visitor.open(BOARD)
    page.form("#mes-demandes form").set("action", f"{BOARD}/demandes/{wish.id}/retrait")
    visitor.send(page, 404, form="#mes-demandes form")

    assert (wish.is_open, mine.is_open) == (True, True)


def test_a_run_for_those_who_ask_tells_them_at_once_and_each_once(visitor: Visitor) -> None:
    trainer = a_trainer(organization=OrganizationFactory(provider=True, region_code="44"))
    course = a_course_of(trainer)
    asking = [MemberFactory() for _ in range(5)]
    for member in asking:
        a_wish(member)
    elsewhere, higher = a_wish(region="53"), a_wish(level=4)
    visitor.sign_in(trainer)
    assert "Proposer une session" in visitor.open(f"{BOARD}/D1.1?region=44").text("main")

    announced(visitor, course)

    run = db.session.scalars(select(CourseRun)).one()
    assert [letters_to(member) for member in asking] == [
        [f"Une session répond à votre demande : {course.title}"]
    ] * 5
    assert (elsewhere.is_open, higher.is_open) == (True, True)
    look_after_needs(now())
    assert len(letters_to(asking[0])) == 1
    page = visitor.open(BOARD)
    assert "Vos sessions ont répondu à 5 demandes" in page.text("#results").replace("\u00a0", " ")
    seen = visitor.sign_in(asking[0]).open(BOARD)
    assert seen.link(course.title) == run.address
    assert "Réponse reçue" in seen.text("#mes-demandes")


def test_how_few_were_told_is_not_said(visitor: Visitor) -> None:
    trainer = a_trainer(organization=OrganizationFactory(provider=True))
    a_wish()
    visitor.sign_in(trainer)

    announced(visitor, a_course_of(trainer))

    page = visitor.open(BOARD)
    assert "moins de cinq demandes" in page.text("#results").replace("\u00a0", " ")


def test_of_a_course_that_is_not_online_yet_nobody_is_told_until_it_is(visitor: Visitor) -> None:
    trainer = a_trainer(organization=OrganizationFactory(provider=True))
    course = a_course_of(trainer, draft=True)
    wish = a_wish()
    visitor.sign_in(trainer)

    announced(visitor, course)
    look_after_needs(now())
    assert not letters_to(wish.member)

    course.state, course.published_at = State.PUBLISHED, now()
    db.session.commit()
    look_after_needs(now())
    assert len(letters_to(wish.member)) == 1


def test_what_anybody_announces_answers_as_well_but_not_what_was_there_before() -> None:
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 20, at=None)
    wish = a_wish()
    look_after_needs(now())
    assert wish.is_open

    run = a_run(CourseFactory(raises={"D1.1": (1, 3)}), 30, at=None)
    look_after_needs(now())

    db.session.refresh(wish)
    assert wish.run_id == run.bookable_id
    assert len(letters_to(wish.member)) == 1

    awaiting = queries.answered_lately(wish.member, now(), timedelta(days=30))
    assert every(awaiting) == [wish]
    run.bookable.lifecycle = Lifecycle.CANCELLED
    run.bookable.cancelled_at, run.bookable.cancel_reason = now(), "Trop peu d’inscrits."
    db.session.commit()
    assert every(awaiting) == []


@pytest.mark.parametrize("given", [{"cancelled": True}, {"days": -3}, {"at": "35238"}])
def test_a_run_called_off_past_or_elsewhere_answers_nobody(given: dict[str, object]) -> None:
    wish = a_wish()
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), given.pop("days", 20), **given)
    a_run(CourseFactory(raises={"D1.1": (1, 2)}), 20)

    look_after_needs(now())

    assert wish.is_open


def test_those_who_follow_the_item_are_told_two_days_after_those_who_asked(
    visitor: Visitor,
) -> None:
    item = in_force().by_code["D1.1"]
    trainer = a_trainer(organization=OrganizationFactory(provider=True))
    follow(MemberFactory(), Topic.COMPETENCY, str(item.competency_id), item.title)
    wish = a_wish()
    visitor.sign_in(trainer)
    start = now()

    announced(visitor, a_course_of(trainer))
    assert len(letters_to(wish.member)) == 1
    look_after_needs(start + timedelta(hours=47))
    assert not every(select(News))
    look_after_needs(start + timedelta(hours=49))
    look_after_needs(start + timedelta(hours=50))

    [news] = every(select(News))
    run = db.session.scalars(select(CourseRun)).one()
    assert (news.subject_type, news.subject_id) == ("run", run.bookable_id)
    assert (Topic.COMPETENCY, str(item.competency_id)) in {(t.topic, t.key) for t in news.topics}
    assert db.session.scalars(select(RunAnswer)).one().told_all_at is not None


def test_what_nobody_asked_for_is_news_at_once(visitor: Visitor) -> None:
    trainer = a_trainer(organization=OrganizationFactory(provider=True))
    visitor.sign_in(trainer)

    announced(visitor, a_course_of(trainer))

    assert len(every(select(News))) == 1


def test_of_a_withdrawal_and_an_answer_at_once_one_wins() -> None:
    wish = a_wish()
    a_run(CourseFactory(raises={"D1.1": (1, 3)}), 20)
    assert actions.wishes.answer_wishes(now()) == 1

    with pytest.raises(NoLongerOpen):
        actions.wishes.withdraw(wish, now())


def test_only_a_course_of_ones_own_that_teaches_the_item_may_answer(visitor: Visitor) -> None:
    trainer = a_trainer(organization=OrganizationFactory(provider=True))
    other = CourseFactory(provider=trainer.organization, raises={"D1.2": (1, 3)})
    foreign = CourseFactory(raises={"D1.1": (1, 3)})
    visitor.sign_in(trainer)

    page = visitor.open(f"{BOARD}/D1.1").html

    assert f"/formations/{other.id}/" not in page
    assert f"/formations/{foreign.id}/" not in page
    visitor.open(f"/formations/{foreign.id}/sessions/nouvelle?besoin=D1.1", status=403)
    visitor.open(f"/formations/{other.id}/sessions/nouvelle?besoin=ZZ&places=9999999&region=zz")


def test_a_wish_goes_with_the_account() -> None:
    wish = a_wish()
    close_account(wish.member, now())
    db.session.commit()
    assert not every(select(TrainingWish))
