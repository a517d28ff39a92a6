"""Several recruiters, several candidates, one instant: each is answered once, each post taken once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.openings import actions
from intranet.openings.models import (
    AlreadyMoved,
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationState,
    CloseReason,
    DeskRole,
    JobApplication,
    Opening,
    OpeningMember,
    ReportReason,
    State,
)
from intranet.openings.policy import Step
from tests.factories import MemberFactory
from tests.openings.desks import a_colleague, an_opening, another_recruiter, put
from tests.openings.factories import an_application
from tests.races import at_once
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.live
S = ApplicationState
WORD = actions.Answer(message="Un mot.")


def refusing(by_id: int, lines: list[tuple[int, int]]) -> Callable[[], list[actions.Settled]]:
    """A batch of applications, each with the version that was read."""

    def act() -> list[actions.Settled]:
        chosen = [(db.session.get_one(JobApplication, each), seen) for each, seen in lines]
        by = db.session.get_one(Member, by_id)
        return actions.answer_many(chosen, Step.REFUSE, WORD, by, now())

    return act


def moved(state: ApplicationState) -> int:
    events = select(func.count(ApplicationEvent.id)).where(ApplicationEvent.to_state == state)
    return db.session.scalar(events) or 0


def test_no_answer_is_kept_under_a_question_that_was_not_read(site: Flask) -> None:
    """Sent as the employer words its questions anew: one of them comes first, and the other is told."""
    with site.app_context():
        opening = an_opening(
            questions=["Un projet ?"], is_cv_required=False, pay_min=30_000, pay_max=36_000
        )
        candidate, recruiter = Visitor(site.test_client()), Visitor(site.test_client())
        applying = candidate.sign_in(MemberFactory()).open(f"{opening.address}/candidater")
        writing = recruiter.sign_in(opening.owner).open(f"{opening.address}/modifier")
        opening_id = opening.id

    def sent(by: Visitor, page: Page, **said: str) -> Callable[[], object]:
        answers = page.answers(page.form()) | {name: [word] for name, word in said.items()}
        return lambda: by.client.post(page.url, data=answers)

    said = {"send": "1", "message": "Bonjour.", "answer_1": "Oui.", "route": "public_contract"}
    rewording = sent(recruiter, writing, question_1="Le permis ?")
    at_once(site, sent(candidate, applying, **said), rewording, holding=(1, 1))

    with site.app_context():
        asked = db.session.get_one(Opening, opening_id).questions
        answered = [each.answers for each in db.session.scalars(select(JobApplication))]
    assert (asked, answered) in [(["Un projet ?"], [["Oui."]]), (["Le permis ?"], [])]


def test_a_recruitment_given_up_while_candidates_accept_and_withdraw(site: Flask) -> None:
    """Each stands at one end, and whoever gives it up reads nothing of them."""
    with site.app_context():
        opening = an_opening(positions=3)
        offered = [
            put(an_application(opening, MemberFactory()), Step.SHORTLIST, Step.OFFER)
            for _ in range(3)
        ]
        waiting = [an_application(opening, MemberFactory()) for _ in range(3)]
        opening_id, owner_id = opening.id, opening.owner_id
        accepting = [(each.id, each.version) for each in offered]
        leaving = [(each.id, each.version) for each in waiting]

    def give_up() -> object:
        found = db.session.get_one(Opening, opening_id)
        by, said = db.session.get_one(Member, owner_id), CloseReason.CANCELLED
        return actions.close(found, by, now(), reason=said, version=found.version)

    def ending(act: Callable[..., None], found_id: int, seen: int) -> Callable[[], object]:
        def do() -> object:
            found = db.session.get_one(JobApplication, found_id)
            assert found.applicant
            return act(found, found.applicant, now(), version=seen)

        return do

    ends = at_once(
        site,
        give_up,
        *[ending(actions.accept, *each) for each in accepting],
        *[ending(actions.withdraw, *each) for each in leaving],
    )

    assert set(ends) <= {"done", ApplicationAlreadyMoved.__name__, AlreadyMoved.__name__}
    with site.app_context():
        found = db.session.get_one(Opening, opening_id)
        states = Counter(db.session.scalars(select(JobApplication.state)))
        assert found.filled == states[S.ACCEPTED]
        if found.state is State.CLOSED:
            assert set(states) <= {S.ACCEPTED, S.WITHDRAWN, S.OPENING_CANCELLED}


def test_one_application_answered_by_eight_recruiters_at_once_has_one_answer(site: Flask) -> None:
    with site.app_context():
        opening = an_opening()
        found = an_application(opening, MemberFactory())
        people = [another_recruiter(opening).id for _ in range(8)]
        found_id, version = found.id, found.version

    def one(step: Step, by_id: int) -> Callable[[], None]:
        return lambda: actions.answer(
            db.session.get_one(JobApplication, found_id),
            step,
            WORD,
            db.session.get_one(Member, by_id),
            now(),
            version=version,
        )

    steps = [Step.SHORTLIST, Step.REFUSE] * 4
    ends = at_once(site, *[one(*each) for each in zip(steps, people, strict=True)])

    assert ends == {"done": 1, ApplicationAlreadyMoved.__name__: 7}
    with site.app_context():
        assert moved(S.SHORTLISTED) + moved(S.REFUSED) == 1
        told = select(func.count(Letter.id)).where(Letter.key.startswith("application-event-"))
        assert db.session.scalar(told) == 3, "its receipt, the news of it, and one answer"


def test_one_post_accepted_by_four_at_once_goes_to_one(site: Flask) -> None:
    with site.app_context():
        opening = an_opening()
        offered = [an_application(opening, MemberFactory()) for _ in range(4)]
        for each in offered:
            put(each, Step.SHORTLIST, Step.OFFER)
        pairs = [(each.id, each.applicant_id, each.version) for each in offered]
        opening_id = opening.id

    def accepting(found_id: int, by_id: int | None, version: int) -> Callable[[], None]:
        return lambda: actions.accept(
            db.session.get_one(JobApplication, found_id),
            db.session.get_one(Member, by_id),
            now(),
            version=version,
        )

    ends = at_once(site, *[accepting(*each) for each in pairs])

    assert ends == {"done": 1, actions.NoPositionLeft.__name__: 3}
    with site.app_context():
        assert db.session.get_one(Opening, opening_id).filled == 1
        assert moved(S.ACCEPTED) == 1


def test_batches_that_cross_answer_each_line_once_and_never_lock(site: Flask) -> None:
    with site.app_context():
        opening = an_opening()
        made = [an_application(opening, MemberFactory()) for _ in range(6)]
        lines = [(each.id, each.version) for each in made]
        people = [another_recruiter(opening).id for _ in range(4)]

    orders = [lines, lines[::-1], lines[3:] + lines[:3], lines[::-1]]
    ends = at_once(site, *[refusing(*each) for each in zip(people, orders, strict=True)])

    assert ends == {"done": 4}
    with site.app_context():
        assert moved(S.REFUSED) == 6


def test_a_hire_cancelled_by_two_at_once_frees_one_post(site: Flask) -> None:
    with site.app_context():
        opening = an_opening(positions=2)
        hired = [an_application(opening, MemberFactory()) for _ in range(2)]
        for each in hired:
            put(each, Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
        found_id, version = hired[0].id, hired[0].version
        opening_id, owner_id = opening.id, opening.owner_id

    def cancelling() -> None:
        actions.answer(
            db.session.get_one(JobApplication, found_id),
            Step.TAKE_BACK,
            WORD,
            db.session.get_one(Member, owner_id),
            now(),
            version=version,
        )

    ends = at_once(site, *[cancelling, cancelling])

    assert ends == {"done": 1, ApplicationAlreadyMoved.__name__: 1}
    with site.app_context():
        assert db.session.get_one(Opening, opening_id).filled == 1


def test_a_colleague_named_by_two_owners_at_once_has_one_part(site: Flask) -> None:
    with site.app_context():
        opening = an_opening()
        named_id = a_colleague(opening).id
        opening_id, owner_id = opening.id, opening.owner_id

    def naming(role: DeskRole) -> Callable[[], object]:
        return lambda: actions.name_member(
            db.session.get_one(Opening, opening_id),
            db.session.get_one(Member, named_id),
            role,
            db.session.get_one(Member, owner_id),
            now(),
        )

    ends = at_once(site, *[naming(DeskRole.READER), naming(DeskRole.CO_RECRUITER)])

    assert ends == {"done": 2}
    with site.app_context():
        assert db.session.query(OpeningMember).filter_by(member_id=named_id).count() == 1


@pytest.mark.parametrize("voices", [2, 8])
def test_of_members_who_report_at_once_the_second_freezes(site: Flask, voices: int) -> None:
    with site.app_context():
        opening_id = an_opening().id
        people = [MemberFactory().id for _ in range(voices)]

    def reporting(by_id: int) -> Callable[[], object]:
        return lambda: actions.report(
            db.session.get_one(Opening, opening_id),
            db.session.get_one(Member, by_id),
            ReportReason.FILLED,
            "",
            now(),
        )

    assert at_once(site, *[reporting(each) for each in people]) == {"done": voices}
    with site.app_context():
        assert db.session.get_one(Opening, opening_id).state is State.SUSPENDED
