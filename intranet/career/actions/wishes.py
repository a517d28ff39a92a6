"""Looking for a session, and being the first to know of the run that answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from intranet.career import queries
from intranet.career.models import AlreadyWished, NoLongerOpen, RunAnswer, TrainingWish
from intranet.competencies import queries as competencies
from intranet.competencies.queries import Item
from intranet.courses import actions as courses
from intranet.discussions.models import Verb
from intranet.kit import letters
from intranet.kit.conditional import changed_one, still
from intranet.kit.db import db, every
from intranet.members.models import Member

AT_ONCE = 200  # wishes answered in one transaction
FIRST_FOR = timedelta(hours=48)  # those who asked know it before anybody is told


def ask(member: Member, item: Item, level: int, region: str, at: datetime) -> TrainingWish:
    """Say that one looks for a session on an item of the edition in force. Raises AlreadyWished."""
    wish = TrainingWish(
        member_id=member.id,
        competency_id=item.competency_id,
        edition_id=competencies.in_force().edition_id,
        level=level,
        region_code=region,
        asked_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(wish)
    except IntegrityError as twice:
        raise AlreadyWished(item.code) from twice
    return wish


def withdraw(wish: TrainingWish, at: datetime) -> None:
    """Look for it no more. Raises NoLongerOpen where a run answered meanwhile."""
    if not _end(wish.id, withdrawn_at=at):
        raise NoLongerOpen(wish.id)


def answer_wishes(
    at: datetime, *, only: int | None = None, by: Member | None = None, most: int = AT_ONCE
) -> int:
    """Tell some of those who asked, each once, of the soonest run that answers; how many there were.

    A wish is answered by conditional update, in the transaction of its letter: of two runs of the
    timer, one tells.
    """
    found = queries.answers_to_wishes(at, only=only, most=most)
    told, answered = 0, set[tuple[int, int]]()
    runs = queries.runs_with_course({run_id for _, run_id in found})
    titles = competencies.Wording()
    for wish, run_id in found:
        run = runs[run_id]
        if not _end(wish.id, answered_at=at, run_id=run_id):
            continue
        answered.add((run_id, wish.competency_id))
        told += 1
        if wish.member.closed_at is None:
            letters.write(
                "career/answered",
                wish.member.email,
                key=f"wish:{wish.id}",
                member=wish.member,
                wish=wish,
                run=run,
                item=titles(wish.competency_id, wish.edition_id),
                first_for=FIRST_FOR,
            )
    for each in sorted(answered):
        _note(*each, by, at)
    return told


def tell_followers(at: datetime) -> int:
    """Two days after those who asked, whoever follows the item is told of the run: once."""
    due = every(still(queries.answers_to_tell(at - FIRST_FOR).limit(AT_ONCE), RunAnswer))
    for answer in due:
        answer.told_all_at = at
        if not answer.run.bookable.is_called_off:
            courses.tell_run(answer.run, Verb.ANNOUNCED, answer.announced_by, at)
    return len(due)


def forget_wishes(member_id: int, _at: datetime) -> None:
    """What somebody looked for goes with their account."""
    db.session.execute(delete(TrainingWish).where(TrainingWish.member_id == member_id))


def _note(run_id: int, competency_id: int, by: Member | None, at: datetime) -> None:
    """That this run answered; since when is that of the first who was told."""
    this = (RunAnswer.run_id == run_id, RunAnswer.competency_id == competency_id)
    if not db.session.scalar(select(RunAnswer.run_id).where(*this)):
        db.session.add(
            RunAnswer(
                run_id=run_id,
                competency_id=competency_id,
                announced_by_id=by.id if by else None,
                told_first_at=at,
            )
        )
        db.session.flush()


def _end(wish_id: int, **how: object) -> bool:
    """Whether it was still open: answered, or taken back, once."""
    still = update(TrainingWish).where(TrainingWish.id == wish_id, *queries.is_open())
    return changed_one(still.values(**how))
