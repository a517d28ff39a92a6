"""Lives: whatever people do to an opening, its applications and a sheet, in whatever order, also too late.

Hypothesis draws the lives; after each thing done, what the trade promises is true. Seats have their own
model, of a queue (tests/bookings/test_machine.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from intranet.competencies.models import Edition
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.openings import actions, policy
from intranet.openings.actions import Answer
from intranet.openings.models import (
    AlreadyMoved,
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationState,
    CloseReason,
    JobApplication,
    Opening,
    OpeningEvent,
    State,
)
from intranet.openings.models.applications import DECIDED
from intranet.openings.policy import Step
from intranet.practices import actions as sheets
from intranet.practices.models import AlreadyDecided, ChangedMeanwhile, Decision, Practice, Review
from tests.drills import many
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.openings.factories import OpeningFactory, an_application
from tests.practices.factories import a_complete_sheet, a_finished_draft

HOW = {
    "database": None,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "derandomize": True,
    "phases": [Phase.generate],  # a life is read as it was drawn: shortening it takes minutes
}
STALE = st.sampled_from([0, 0, 0, 1])  # now and then, somebody read the page before another acted
STEPS = tuple(Step)


class Life(RuleBasedStateMachine):
    """One life, in a world of its own: taken back once it is over."""

    refused: ClassVar[tuple[type[Exception], ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()  # what was read before holds no savepoint around this one
        self.undone = db.engine.begin_nested()  # type: ignore[attr-defined]  a connection, in tests
        self.at: datetime = now()

    def teardown(self) -> None:
        db.session.rollback()
        db.session.expunge_all()
        self.undone.rollback()

    def attempt(self, act: Callable[[], Any]) -> bool:
        """As a view does: it is done and kept, or it was too late and nothing is."""
        try:
            act()
        except self.refused:
            db.session.rollback()
            return False
        db.session.commit()
        return True


class OpeningLife(Life):
    """An opening of two posts, with its recruiter, an animator and three candidates."""

    refused = (
        AlreadyMoved,
        ApplicationAlreadyMoved,
        actions.AlreadyApplied,
        actions.NoPositionLeft,
    )

    @initialize(trusted=st.booleans())
    def begin(self, trusted: bool) -> None:
        employer = OrganizationFactory(trusted_at=self.at if trusted else None)
        self.was_trusted, self.was_filled_elsewhere = trusted, False
        self.animator, self.candidates = an_animator(), [MemberFactory() for _ in range(3)]
        self.opening: Opening = OpeningFactory(draft=True, organization=employer, positions=2)
        self.owner = self.opening.owner
        db.session.commit()

    def has_time_left(self) -> bool:
        """One of the faults that keep a page from sending it: the others never come here."""
        return self.opening.closes_at > self.at

    def of_opening(self, verb: Callable[..., Any], by: Member, stale: int, **said: Any) -> bool:
        version = self.opening.version - stale
        return self.attempt(lambda: verb(self.opening, by, self.at, version=version, **said))

    @rule(days=st.integers(0, 40))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days, minutes=1)
        actions.close_overdue(self.at)
        actions.find_what_came_online(self.at)
        db.session.commit()

    @rule(stale=STALE)
    def send(self, stale: int) -> None:
        if not self.has_time_left():
            return
        self.of_opening(actions.send, self.owner, stale)

    @rule(verb=st.sampled_from(["approve", "ask_changes", "reject"]), stale=STALE)
    def review(self, verb: str, stale: int) -> None:
        said = {} if verb == "approve" else {"comment": "Précisez le lieu."}
        if verb == "approve" and not self.has_time_left():
            return
        self.of_opening(getattr(actions, verb), self.animator, stale, **said)

    @rule(verb=st.sampled_from(["suspend", "resume", "confirm"]), stale=STALE)
    def pause(self, verb: str, stale: int) -> None:
        self.of_opening(getattr(actions, verb), self.owner, stale)

    @rule(verb=st.sampled_from(["extend", "reopen"]), days=st.integers(1, 60), stale=STALE)
    def lengthen(self, verb: str, days: int, stale: int) -> None:
        if not getattr(policy, f"may_{verb}")(self.owner, self.opening, self.at):
            return
        said = {"closes_at": max(self.opening.closes_at, self.at) + timedelta(days=days)}
        said |= {"reason": "Peu de réponses."} if verb == "extend" else {}
        self.of_opening(getattr(actions, verb), self.owner, stale, **said)

    @rule(reason=st.sampled_from(CloseReason), stale=STALE)
    def close(self, reason: CloseReason, stale: int) -> None:
        done = self.of_opening(actions.close, self.owner, stale, reason=reason)
        self.was_filled_elsewhere |= done and self.opening.filled == self.opening.positions

    @precondition(lambda self: self.opening.is_live(self.at))
    @rule(who=st.integers(0, 2), sends=st.booleans())
    def apply(self, who: int, sends: bool) -> None:
        if policy.may_begin(self.candidates[who], self.opening) and not self.current_of(who):
            an_application(self.opening, self.candidates[who], sent=sends)

    def current_of(self, who: int) -> Sequence[JobApplication]:
        mine = [
            each for each in self.applications() if each.applicant_id == self.candidates[who].id
        ]
        return [each for each in mine if each.state is not ApplicationState.WITHDRAWN]

    def applications(self) -> Sequence[JobApplication]:
        query = select(JobApplication).where(JobApplication.opening_id == self.opening.id)
        return every(query.order_by(JobApplication.id))

    @precondition(lambda self: bool(self.applications()))
    @rule(which=st.integers(0, 5), step=st.sampled_from(STEPS), stale=STALE, mine=st.booleans())
    def take_a_step(self, which: int, step: Step, stale: int, mine: bool) -> None:
        """Any step, by whoever could take it: refused where its state does not allow it."""
        found = self.applications()
        one = found[which % len(found)]
        version, left = one.version - stale, one.state
        by = one.applicant if mine else self.owner
        if step in {Step.SUBMIT, Step.WITHDRAW, Step.DECLINE, Step.CANCEL}:
            act = {
                Step.SUBMIT: lambda: actions.submit(one, one.applicant, self.at),
                Step.WITHDRAW: lambda: actions.withdraw(
                    one, one.applicant, self.at, version=version
                ),
                Step.DECLINE: lambda: actions.decline(one, one.applicant, self.at, version=version),
                Step.CANCEL: lambda: actions.cancel_pending(self.opening, self.owner, self.at),
            }[step]
            self.attempt(act)
            return
        if step is Step.ACCEPT and mine:
            done = self.attempt(lambda: actions.accept(one, by, self.at, version=version))
        else:
            said = Answer(message="À bientôt.", interview_at=self.at + timedelta(days=3))
            done = self.attempt(
                lambda: actions.answer(one, step, said, self.owner, self.at, version=version)
            )
        assert not done or (left in policy.MOVES[step].origins and not stale)

    # ---------------------------------------------------------------- what is always true

    @invariant()
    def posts_are_those_that_were_accepted(self) -> None:
        accepted = [each for each in self.applications() if each.state is ApplicationState.ACCEPTED]
        filled = self.opening.filled
        assert len(accepted) <= filled <= self.opening.positions
        assert filled == len(accepted) or self.was_filled_elsewhere

    @invariant()
    def its_story_tells_each_move(self) -> None:
        events = every(
            select(OpeningEvent).where(OpeningEvent.opening_id == self.opening.id).order_by(OpeningEvent.id)
        )  # fmt: skip
        stood = State.DRAFT
        for event in events:
            assert event.from_state in {stood, None}
            stood = event.to_state
        assert stood is self.opening.state

    @invariant()
    def what_is_online_was_read_or_comes_from_whom_we_trust(self) -> None:
        if self.opening.first_published_at is None:
            return
        approved = select(OpeningEvent.actor_id).where(
            OpeningEvent.opening_id == self.opening.id,
            OpeningEvent.from_state == State.IN_REVIEW,
            OpeningEvent.to_state == State.PUBLISHED,
        )
        assert self.was_trusted or db.session.scalars(approved).all() == [self.animator.id]

    @invariant()
    def no_application_moves_without_a_line(self) -> None:
        for one in self.applications():
            stood = ApplicationState.DRAFT
            for event in every(
                select(ApplicationEvent)
                .where(ApplicationEvent.application_id == one.id)
                .order_by(ApplicationEvent.id)
            ):
                assert event.from_state is stood
                stood = event.to_state
            assert stood is one.state
            assert (one.decided_at is not None) == (one.state in DECIDED)

    @invariant()
    def nobody_has_two_applications_here(self) -> None:
        assert all(len(self.current_of(who)) <= 1 for who in range(3))


class SheetLife(Life):
    """A sheet, its author, and two animators who may decide at once."""

    refused = (AlreadyDecided, ChangedMeanwhile)
    edition_id: ClassVar[int]

    @initialize()
    def begin(self) -> None:
        self.animators = [an_animator(), an_animator()]
        self.edition = db.session.get_one(Edition, self.edition_id)
        self.practice: Practice = a_finished_draft(self.edition)
        self.author = self.practice.author
        self.sealed: dict[int, str] = {}
        self.decided: dict[int, tuple[Any, ...]] = {}

    def open_review(self) -> Review | None:
        return self.practice.last_review

    @rule(stale=STALE)
    def write(self, stale: int) -> None:
        sheet = a_complete_sheet(self.edition, lead=f"La version {uuid4().hex[:6]}.")
        lock = self.practice.lock_version - stale
        self.attempt(lambda: sheets.save(self.practice, sheet, self.author, self.at, lock=lock))

    @rule(stale=STALE)
    def submit(self, stale: int) -> None:
        lock = self.practice.lock_version - stale
        self.attempt(lambda: sheets.submit(self.practice, self.at, lock=lock))

    @rule()
    def take_back(self) -> None:
        self.attempt(lambda: sheets.take_back(self.practice, self.author, self.at))

    @precondition(lambda self: bool(self.practice.reviews))
    @rule(verb=st.sampled_from(["publish", "ask_corrections", "refuse"]), who=st.integers(0, 1), which=st.integers(0, 3))  # fmt: skip
    def decide(self, verb: str, who: int, which: int) -> None:
        """Also on a reading that ended long ago: whoever kept its page open."""
        review = self.practice.reviews[-1 - which % len(self.practice.reviews)]
        was_open, by = review.decision is None, self.animators[who]
        done = self.attempt(
            {
                "publish": lambda: sheets.publish(review, by, self.at),
                "ask_corrections": lambda: sheets.ask_corrections(review, by, self.at, text="Précisez.", notes={"results": "Chiffrez."}),
                "refuse": lambda: sheets.refuse(review, by, self.at, text="Hors sujet."),
            }[verb]
        )  # fmt: skip
        assert not done or was_open

    @precondition(lambda self: self.practice.is_published)
    @rule(kept=st.booleans())
    def archive(self, kept: bool) -> None:
        self.attempt(lambda: sheets.archive(self.practice, self.author, self.at) if kept else sheets.unarchive(self.practice))  # fmt: skip

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    # ---------------------------------------------------------------- what is always true

    @invariant()
    def what_is_online_was_decided_by_an_animator(self) -> None:
        if self.practice.published_version_id:
            [review] = [
                each
                for each in self.practice.reviews
                if each.version_id == self.practice.published_version_id
                and each.decision is Decision.PUBLISHED
            ]
            assert review.decided_by_id in {each.id for each in self.animators}
            assert review.decided_by_id != self.author.id

    @invariant()
    def it_waits_for_one_reading_at_a_time(self) -> None:
        waiting = [each for each in self.practice.reviews if each.decision is None]
        assert len(waiting) == bool(self.practice.submitted_at)

    @invariant()
    def what_was_sealed_never_changes(self) -> None:
        for version in self.practice.versions:
            if version.sha256:
                assert version.sheet.sha256 == version.sha256
                assert self.sealed.setdefault(version.id, version.sha256) == version.sha256
        numbers = [version.number for version in self.practice.versions]
        assert numbers == sorted(set(numbers))

    @invariant()
    def a_decision_is_taken_once(self) -> None:
        for review in self.practice.reviews:
            if review.decision:
                said = (review.decision, review.decided_by_id, review.decided_at, review.text)
                assert self.decided.setdefault(review.id, said) == said

    @invariant()
    def each_reading_is_told_once(self) -> None:
        keys = db.session.scalars(select(Letter.key).where(Letter.key.like("practice-review:%")))
        told = [key for key in keys if key.count(":") == 1]
        assert len(told) == len(set(told)) <= len(self.practice.reviews)


def test_an_opening_and_its_applications_keep_their_word(edition: Edition) -> None:
    how = settings(max_examples=many(5, 60), stateful_step_count=many(12, 40), **HOW)  # type: ignore[arg-type]
    run_state_machine_as_test(OpeningLife, settings=how)


def test_a_sheet_keeps_its_word(edition: Edition) -> None:
    SheetLife.edition_id = edition.id
    how = settings(max_examples=many(4, 50), stateful_step_count=many(10, 40), **HOW)  # type: ignore[arg-type]
    run_state_machine_as_test(SheetLife, settings=how)
