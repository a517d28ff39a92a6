"""Two sheets say the same thing: one is kept, the other leads to it, and keeps its own history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, select, update

from intranet.competencies.actions import join
from intranet.competencies.queries import in_force
from intranet.discussions.actions import carry_over
from intranet.kit import journal, letters, search
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.practices.actions.leaving import bound_to, tell_bound
from intranet.practices.actions.locks import ask_no_more, change, hand_questions
from intranet.practices.actions.truth import answering
from intranet.practices.actions.weighing import weigh
from intranet.practices.models import (
    ChangedMeanwhile,
    FormerSlug,
    Practice,
    PracticeReport,
    Replication,
    Useful,
    practice_theme,
)


def merge(gone: Practice, kept: Practice, by: Member, at: datetime, *, lock: int) -> None:
    """Its addresses lead to the one kept, where its followers, remarks, reuses and open reports go;
    what it showed of the referential is shown by the one kept alone. Who did it stays told; those
    who answer for either, and who lent it an opinion or took it up, learn it.

    Raises ChangedMeanwhile, NoThemeInCommon; UnderRevision while the owner of the one that goes
    writes in it: their text would be read by nobody any more.
    """
    # Both are held, in one order: somebody may merge them the other way at this moment.
    both = select(Practice.id).where(Practice.id.in_([gone.id, kept.id])).order_by(Practice.id)
    db.session.execute(both.with_for_update())
    ended = ["merged_into_id", "withdrawn_on", "archived_on", "published_version_id"]
    db.session.refresh(kept, ended)
    if not kept.is_published or kept.archived_on:
        raise ChangedMeanwhile
    if not shares_a_theme(gone, kept):
        raise NoThemeInCommon
    if gone.working_version_id:
        raise UnderRevision
    theirs = [each for each in answering(gone) + answering(kept) if each.id != by.id]
    answers, bound = {each.id: each for each in theirs}, bound_to(gone)
    slug, away = gone.slug, f"fusionnee-{gone.id}"
    change(
        gone, lock, slug=away, merged_into_id=kept.id, merged_at=at,
        merged_by_id=by.id,
    )  # fmt: skip
    was_there = update(FormerSlug).where(FormerSlug.practice_id == gone.id)
    db.session.execute(was_there.values(practice_id=kept.id))
    db.session.add_all(FormerSlug(slug=each, practice_id=kept.id) for each in (slug, away))
    ask_no_more(gone, at)
    carry_over(("practice", gone.id), ("practice", kept.id), kept.title)
    hand_questions(kept)
    _move(Replication, Replication.organization_id, gone, kept)
    told = update(Replication).where(Replication.own_practice_id == gone.id)
    leads = case((Replication.practice_id != kept.id, kept.id))  # none to itself
    db.session.execute(
        told.values(own_practice_id=leads).execution_options(synchronize_session=False)
    )
    own = (Replication.practice_id == kept.id, Replication.organization_id == kept.owner_id)
    db.session.execute(delete(Replication).where(*own))  # one does not reproduce oneself
    _move(Useful, Useful.member_id, gone, kept)
    _move(PracticeReport, PracticeReport.member_id, gone, kept)
    join("practice", gone.id, in_force().edition_id, [])
    search.forget("practice", gone.id)
    journal.note(Kind.SETTING_CHANGED, by=by, about=gone, detail="merged")
    db.session.flush()
    weigh(kept)
    for to in answers.values():
        letters.write(
            "practices/merged",
            to.email,
            key=f"practice-merged:{gone.id}:{to.id}",
            name=to.name,
            practice=gone,
            kept=kept,
            by=by.name,
        )
    tell_bound(gone, bound, {by.id, *answers}, kept)


class UnderRevision(Exception):
    """The one that goes is being written in: it may be the one that is kept."""


class NoThemeInCommon(Exception):
    """Sheets of one family are reunited: two that share no theme do not say the same thing."""


def shares_a_theme(one: Practice, other: Practice) -> bool:
    theirs = select(practice_theme.c.theme_id).where(practice_theme.c.practice_id == other.id)
    shared = select(practice_theme.c.theme_id).where(
        practice_theme.c.practice_id == one.id, practice_theme.c.theme_id.in_(theirs)
    )
    return db.session.scalar(shared.limit(1)) is not None


def _move(model: Any, whose: Any, gone: Practice, kept: Practice) -> None:
    """Once each: what the one kept already has of the same structure, or person, stands."""
    known = select(whose).where(model.practice_id == kept.id)
    theirs = update(model).where(model.practice_id == gone.id, whose.not_in(known))
    db.session.execute(
        theirs.values(practice_id=kept.id).execution_options(synchronize_session=False)
    )
