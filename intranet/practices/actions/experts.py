"""Experts of the themes: named, asked, reminded; their opinion is bound to the version they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from intranet.kit import journal, letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one, hold_row, inserting, still, touched
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.kit.workdays import working_days_after
from intranet.members.models import Member
from intranet.practices import policy, queries
from intranet.practices.actions.locks import decide
from intranet.practices.actions.truth import answering
from intranet.practices.actions.weighing import weigh
from intranet.practices.models import (
    BY_ANIMATOR,
    BY_EXPERT,
    ESCALATE_DAYS,
    AlreadyDecided,
    Decision,
    Practice,
    Replication,
    Review,
    Theme,
    ThemeExpert,
)

AT_ONCE = 100


def name_expert(theme_id: int, member: Member, by: Member, at: datetime) -> bool:
    """False if this member already was, or has just been named by somebody else."""
    named = {"theme_id": theme_id, "member_id": member.id, "named_by_id": by.id, "at": at}
    once = inserting(ThemeExpert).values(named).on_conflict_do_nothing()
    if db.session.scalar(once.returning(ThemeExpert.member_id)) is None:
        return False
    journal.note(Kind.SETTING_CHANGED, by=by, concerns=member, detail="expert_named")
    letters.write(
        "practices/expert_named",
        member.email,
        key=f"practice-expert:{theme_id}:{member.id}:{at:%Y%m%d%H%M%S}",
        name=member.name,
        theme=db.session.get_one(Theme, theme_id),
        by=by.name,
    )
    return True


def unname_expert(theme_id: int, member_id: int, by: Member) -> None:
    theirs = (ThemeExpert.theme_id == theme_id, ThemeExpert.member_id == member_id)
    if touched(db.session.execute(delete(ThemeExpert).where(*theirs))):
        member = db.session.get(Member, member_id)
        journal.note(Kind.SETTING_CHANGED, by=by, concerns=member, detail="expert_unnamed")


def ask_opinions(
    practice: Practice, people: Sequence[Member], by: Member, due_on: date, at: datetime
) -> None:
    """Ask each for an opinion on the version that is online; whoever was asked meanwhile, not again."""
    assert practice.published_version_id, "policy.may_ask_opinions"
    hold_row(Practice, practice.id)
    db.session.expire(practice)
    able = set(db.session.scalars(queries.experts_for(practice).with_only_columns(Member.id)))
    for expert in (one for one in people if one.id in able):
        asked = Review(
            practice_id=practice.id,
            version_id=practice.published_version_id,
            level=BY_EXPERT,
            reviewer_id=expert.id,
            asked_by_id=by.id,
            due_on=due_on,
            created_at=at,
        )
        db.session.add(asked)
        db.session.flush()
        _write("opinion_asked", expert, asked, f"practice-opinion:{asked.id}", is_late=False)


def give_opinion(
    asked: Review, by: Member, at: datetime, *, scores: Mapping[str, int], text: str
) -> None:
    """Keep what an expert says; the authors and whoever asked are told. Raises AlreadyDecided."""
    decide(asked, Decision.OPINION, by, at, text)
    asked.scores = dict(scores)
    db.session.flush()
    weigh(asked.practice)
    asker = db.session.get(Member, asked.asked_by_id or 0)
    told = [*answering(asked.practice)[:1], asker]
    people = {person.id: person for person in told if person and person.is_active}
    for person in people.values():
        _write("opinion_given", person, asked, f"practice-opinion-given:{asked.id}:{person.id}")


def revoke_opinion(asked: Review, at: datetime) -> None:
    """Taken back by its expert, or by an animator; asked or given. Raises AlreadyDecided."""
    hold_row(Practice, asked.practice_id)
    held = update(Review).where(Review.id == asked.id, Review.revoked_at.is_(None))
    if not changed_one(held.values(revoked_at=at)):
        raise AlreadyDecided
    db.session.expire(asked)
    weigh(asked.practice)


def ask_no_opinion(asked: Review, at: datetime) -> None:
    """Set aside by an animator; whoever had not given it yet is told. Raises AlreadyDecided."""
    revoke_opinion(asked, at)
    to = asked.reviewer
    if asked.decision is None and to and to.is_active:
        _write("opinion_unasked", to, asked, f"practice-opinion-unasked:{asked.id}")


def give_back_opinions(at: datetime) -> int:
    """An expert who closed their account, or joined the owner, will not answer: whoever asked is told,
    and may ask another. For the tick.
    """
    found = every(queries.opinions_of_nobody_now().limit(AT_ONCE))
    for asked in found:
        give_back_opinion(asked, at)
    return len(found)


def give_back_opinion(asked: Review, at: datetime) -> None:
    """It will not come: whoever asked for it is told. Raises AlreadyDecided."""
    revoke_opinion(asked, at)
    asker = db.session.get(Member, asked.asked_by_id or 0)
    if asker and asker.is_active and policy.may_ask_opinions(asker, asked.practice):
        _write("opinion_lost", asker, asked, f"practice-opinion-lost:{asked.id}")


def resolve(review: Review, note_ids: Sequence[int], at: datetime) -> None:
    """What its authors say is done of what was asked; unticked, it is to do again."""
    for note in review.notes:
        done = note.id in note_ids
        note.resolved_at = (note.resolved_at or at) if done else None


def remind_reviewers(at: datetime) -> int:
    """The day a review is due, and some days before an opinion is: once. For the tick."""
    on, done = in_paris(at).date(), 0
    for review in every(still(queries.reviews_to_remind(on).limit(AT_ONCE), Review)):
        review.reminded_on = on
        if to := _reading(review):
            letter = "review_reminder" if review.level == BY_ANIMATOR else "opinion_asked"
            key = f"practice-review-reminder:{review.id}"
            _write(letter, to, review, key, is_late=review.due_on < on)
        done += 1
    return done


def _reading(review: Review) -> Member | None:
    """Whoever was asked, as long as they may still answer; else, of animators, the next one."""
    to, practice = review.reviewer, review.practice
    if review.level == BY_EXPERT:
        return to if to and to.is_active and policy.may_give_opinion(to, practice) else None
    if to is None or not (to.is_active and policy.may_review(to, practice)):
        to = review.reviewer = db.session.scalars(queries.reviewers_for(practice).limit(1)).first()
    return to


def escalate_reviews(at: datetime) -> int:
    """Ten working days without a decision: a national animator is asked instead. For the tick."""
    on, done = in_paris(at).date(), 0
    for review in every(still(queries.reviews_to_escalate(on).limit(AT_ONCE), Review)):
        practice, since = review.practice, in_paris(review.created_at).date()
        if working_days_after(since, ESCALATE_DAYS, practice.department_code) > on:
            continue
        national = db.session.scalars(
            queries.reviewers_for(practice, national=True).limit(1)
        ).first()
        review.escalated_on = on
        if national:
            review.reviewer = national
            key = f"practice-review-national:{review.id}"
            _write("review_escalated", national, review, key, waited=ESCALATE_DAYS)
        done += 1
    return done


def weigh_again(at: datetime) -> int:
    """Sheets that were taken up elsewhere lately, or no longer are. For the tick."""
    lately = select(Replication.practice_id).where(Replication.updated_at > at - timedelta(days=2))
    for practice in every(select(Practice).where(Practice.id.in_(lately))):
        if practice.is_published:
            weigh(practice)
    return 0


def _write(letter: str, to: Member, review: Review, key: str, **more: Any) -> None:
    letters.write(
        f"practices/{letter}",
        to.email,
        key=key,
        name=to.name,
        practice=review.practice,
        sheet=review.version.sheet,
        review=review,
        **more,
    )
