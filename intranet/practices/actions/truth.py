"""How a sheet stays true: asked of those who answer for it, said in one click, reported by readers.

The timer reads states, never « exactly so many days ago »: what a missed run did not tell is told
by the next one, once, at its highest level.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, update

from intranet.discussions.models import Verb
from intranet.kit import letters, links, search
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_and_read, hold_row, still
from intranet.kit.db import db, every
from intranet.kit.exports import absolute
from intranet.members.models import Member
from intranet.members.queries import animators_of
from intranet.practices import queries
from intranet.practices.actions.news import tell
from intranet.practices.actions.publication import index, verification
from intranet.practices.models import (
    REPORT_LABELS,
    TOLD_FROM,
    Practice,
    PracticeReport,
    ReportReason,
    Told,
)
from intranet.practices.models.freshness import OLD_AFTER, STALE_AFTER, standing

EXACT = "is a sheet still exact"  # what the links of these letters are signed for
AT_ONCE = 100
ENOUGH_REPORTS = 2
ANIMATOR_AFTER = timedelta(days=30)
REMINDED_AFTER, OFFERED_AFTER = timedelta(days=30), timedelta(days=180)


def verify(practice: Practice, by: Member, at: datetime) -> None:
    """« Toujours exact »: verified is not modified; doing it twice the same day changes nothing.

    All of it is written, whatever was read: the timer may have told of the former day meanwhile.
    """
    now_exact = verification(practice, in_paris(at).date())
    verified = update(Practice).where(Practice.id == practice.id)
    changed_and_read(verified.values(verified_by_id=by.id, **now_exact), Practice)
    closed = update(PracticeReport).where(
        PracticeReport.practice_id == practice.id,
        PracticeReport.reason == ReportReason.STALE,
        PracticeReport.closed_at.is_(None),
    )
    answer = {"answer": "La structure a vérifié la fiche.", "closed_by_id": by.id}
    db.session.execute(closed.values(closed_at=at, **answer))
    tell(practice, Verb.CONFIRMED, by, at, of=in_paris(at).date().isoformat())


def say_to_correct(practice: Practice, by: Member, text: str, at: datetime) -> None:
    """« À corriger » : it is to verify now, and what is wrong is noted for whoever corrects it."""
    _note(practice, by, ReportReason.STALE, text, at)
    _is_due(practice, in_paris(at).date())


def archive(practice: Practice, by: Member, at: datetime) -> None:
    """« Plus d’actualité » : out of the lists, read-only, never deleted; twice, the first day stays."""
    practice.archived_on = practice.archived_on or in_paris(at).date()
    search.forget("practice", practice.id)
    tell(practice, Verb.ARCHIVED, by, at, of=practice.archived_on.isoformat())


def unarchive(practice: Practice) -> None:
    practice.archived_on = None
    if practice.published:
        index(practice, practice.published.sheet)


def report(practice: Practice, by: Member, reason: ReportReason, text: str, at: datetime) -> bool:
    """Say what is wrong; False if this member already did. Two who find it stale make it due now."""
    noted = _note(practice, by, reason, text, at)
    if reason is ReportReason.STALE:
        stale = queries.open_reports(practice).where(PracticeReport.reason == reason)
        if len({found.member_id for found in every(stale)}) >= ENOUGH_REPORTS:
            _is_due(practice, in_paris(at).date())
    if noted is None:
        return False
    for to in answering(practice) or every(animators_of(practice.region_code)):
        _write("reported", to, practice, f"practice-report:{noted.id}:{to.id}",
               reason=REPORT_LABELS[reason], text=text)  # fmt: skip
    return True


def close_report(found: PracticeReport, by: Member, answer: str, at: datetime) -> None:
    """It was seen to; closed twice, the first answer stays."""
    still_open = update(PracticeReport).where(
        PracticeReport.id == found.id, PracticeReport.closed_at.is_(None)
    )
    closed = still_open.values(closed_at=at, closed_by_id=by.id, answer=answer)
    db.session.execute(closed.execution_options(synchronize_session=False))
    db.session.expire(found)


def tell_to_verify(at: datetime) -> int:
    """Two weeks before, the day, a month after: is it still exact? For the tick."""
    on, done = in_paris(at).date(), 0
    for practice in every(still(queries.to_be_told_to_verify(on).limit(AT_ONCE), Practice)):
        assert practice.verify_on, "to_be_told_to_verify"
        told = next(one for one, delay in TOLD_FROM.items() if practice.verify_on + delay <= on)
        people = answering(practice)
        if told is Told.AGAIN:
            people = _apart([*people, *every(queries.referents_of(practice.owner_id))])
        for to in people:
            word = links.signed(EXACT, practice.id, to.id)
            key = f"practice-verify:{practice.id}:{practice.verify_on}:{told.value}:{to.id}"
            link = absolute(f"/pratiques/exactitude/{word}")
            _write("verify", to, practice, key, secret_link=link, told=told, stages=Told,
                   standing=standing(practice.verify_on, on),
                   asked_by=None, stale_after=STALE_AFTER, old_after=OLD_AFTER)  # fmt: skip
        practice.verify_told = told
        done += 1
    return done


def tell_of_orphans(at: datetime) -> int:
    """Their contact left: the referent is told at once, the animators a month after. For the tick."""
    on, done = in_paris(at).date(), 0
    for practice in every(still(queries.no_longer_orphans().limit(AT_ONCE), Practice)):
        practice.orphaned_on, practice.orphan_told = None, 0
        done += 1
    alone = queries.orphans_to_tell(on - ANIMATOR_AFTER).limit(AT_ONCE)
    for practice in every(still(alone, Practice)):
        if practice.orphaned_on is None:
            practice.orphaned_on, practice.orphan_told = on, 1
            people = every(queries.referents_of(practice.owner_id))
        else:
            practice.orphan_told = 2
            people = every(animators_of(practice.region_code))
        for to in people:
            key = f"practice-orphan:{practice.id}:{practice.orphaned_on}:{to.id}"
            key = f"{key}:{practice.orphan_told}"
            _write("orphan", to, practice, key, alone_for=ANIMATOR_AFTER)
        done += 1
    return done


def remind_of_drafts(at: datetime) -> int:
    """Left a month, its author is reminded once; left six, it is offered to the structure."""
    done = 0
    left = queries.drafts_left(at, REMINDED_AFTER, OFFERED_AFTER).limit(AT_ONCE)
    for practice in every(still(left, Practice)):
        assert practice.working, "drafts_left"
        offered = practice.working.at <= at - OFFERED_AFTER
        practice.draft_told = 2 if offered else 1
        if offered:
            people: Iterable[Member] = every(queries.referents_of(practice.owner_id))
        else:
            author = practice.author
            there = author and author.is_active and author.organization_id == practice.owner_id
            people = [author] if author and there else []
        for to in people:
            key = f"practice-draft:{practice.id}:{practice.working.at:%Y%m%d%H%M%S}"
            _write(
                "draft",
                to,
                practice,
                f"{key}:{practice.draft_told}:{to.id}",
                offered=offered,
                left=OFFERED_AFTER if offered else REMINDED_AFTER,
            )
        done += 1
    return done


def answering(practice: Practice) -> list[Member]:
    """Whoever answers for it and still works for its owner; else the referents of that owner."""
    return practice.answering or list(every(queries.referents_of(practice.owner_id)))


def _note(
    practice: Practice, by: Member, reason: ReportReason, text: str, at: datetime
) -> PracticeReport | None:
    """One open report a person and a reason; its words are kept up to date."""
    hold_row(Member, by.id)
    theirs = queries.open_reports(practice).where(
        PracticeReport.member_id == by.id, PracticeReport.reason == reason
    )
    if found := db.session.scalars(theirs).first():
        found.text = text or found.text
        return None
    noted = PracticeReport(
        practice_id=practice.id, member_id=by.id, reason=reason, text=text, created_at=at
    )
    db.session.add(noted)
    db.session.flush()
    return noted


def _is_due(practice: Practice, on: date) -> None:
    later = or_(Practice.verify_on.is_(None), Practice.verify_on > on)
    due = update(Practice).where(Practice.id == practice.id, later)
    changed_and_read(due.values(verify_on=on, verify_told=Told.NOTHING), Practice)


def _apart(people: Iterable[Member]) -> list[Member]:
    return list({person.id: person for person in people}.values())


def _write(letter: str, to: Member, practice: Practice, key: str, **context: Any) -> None:
    letters.write(
        f"practices/{letter}", to.email, key=key, name=to.name, practice=practice, **context
    )
