"""How a sheet goes on: begun, given files, submitted, taken back, taken up; saved in `saving`."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.workdays import working_days_after
from intranet.members.models import Member
from intranet.practices import queries
from intranet.practices.actions.locks import change, decide, hand_questions
from intranet.practices.actions.saving import keep_save, mirror, save, write_version
from intranet.practices.models import (
    BY_ANIMATOR,
    REVIEW_DAYS,
    AlreadyDecided,
    AlreadyOwned,
    ChangedMeanwhile,
    Decision,
    IncompleteSheet,
    Kind,
    Practice,
    PracticeDocument,
    Replication,
    Review,
    Sheet,
    missing,
)


def begin(author: Member, title: str, kind: Kind, at: datetime) -> Practice:
    """A draft of the author's organization, with what is already known of it."""
    organization = author.organization
    assert organization, "policy.may_write"
    practice = Practice(
        slug=f"brouillon-{secrets.token_hex(5)}",
        title=title,
        kind=kind,
        owner=organization,
        author=author,
        contact=author,
        authors=[author],
        versions=[],
        region_code=organization.region_code,
        municipality_code=organization.municipality_code,
    )
    sheet = Sheet(
        title=title,
        kind=kind.value,
        territory_name=organization.name,
        region=organization.region_code or "",
        department=organization.department_code or "",
        population=organization.population,
    )
    mirror(practice, sheet)
    db.session.add(practice)
    version = write_version(practice, sheet, author, at)
    practice.working_version_id = version.id
    db.session.flush()
    keep_save(practice, sheet, author, at)
    return practice


def begin_once(author: Member, title: str, kind: Kind, at: datetime) -> Practice:
    """The same, by a form: their draft of this title in which nothing was written yet is gone on with."""
    hold_row(Member, author.id)
    begun = select(Practice).where(
        Practice.author_id == author.id,
        Practice.owner_id == author.organization_id,
        Practice.title == title,
        Practice.kind == kind,
        Practice.lock_version == 1,
        Practice.published_version_id.is_(None),
        Practice.withdrawn_on.is_(None),
    )
    found = db.session.scalar(begun.order_by(Practice.id).limit(1))
    return found or begin(author, title, kind, at)


def attach(practice: Practice, attachment: Attachment, by: Member) -> dict[str, Any]:
    """Join a file to a practice; what is returned goes among the documents of its sheet."""
    db.session.flush()
    document = PracticeDocument(
        practice_id=practice.id, attachment_id=attachment.id, added_by_id=by.id
    )
    db.session.add(document)
    db.session.flush()
    return {
        "id": document.id,
        "label": "",
        "name": attachment.name,
        "size": attachment.size,
    }


def submit(practice: Practice, at: datetime, *, lock: int) -> Review:
    """Seal the working version and ask an animator of the region to review it.

    Raises IncompleteSheet, ChangedMeanwhile.
    """
    version = practice.working
    if version is None or practice.submitted_at:
        raise ChangedMeanwhile
    if lacks := missing(version.sheet, has_contact=practice.has_contact):
        raise IncompleteSheet(lacks)
    change(practice, lock, submitted_at=at)
    version.sha256 = version.sheet.sha256
    reviewer = db.session.scalars(queries.reviewers_for(practice).limit(1)).first()
    review = Review(
        practice_id=practice.id,
        version_id=version.id,
        reviewer_id=reviewer.id if reviewer else None,
        created_at=at,
        due_on=working_days_after(in_paris(at).date(), REVIEW_DAYS, practice.department_code),
    )
    db.session.add(review)
    db.session.flush()
    if reviewer:
        letters.write(
            "practices/to_review",
            reviewer.email,
            key=f"practice-review:{review.id}",
            name=reviewer.name,
            practice=practice,
            sheet=version.sheet,
            due_on=review.due_on,
            review=review,
        )
    db.session.expire(practice, ["reviews"])
    return review


def take_back(practice: Practice, by: Member, at: datetime) -> None:
    """Its authors want to change a sheet under review. Raises AlreadyDecided."""
    review = practice.last_review
    if review is None or not practice.submitted_at:
        raise AlreadyDecided
    decide(review, Decision.TAKEN_BACK, by, at, "")
    change(practice, practice.lock_version, submitted_at=None)


def abandon(practice: Practice, at: datetime, *, lock: int) -> None:
    """What is online is all there is again; the revision stays among its versions, from which one
    begins again, and what reviewers asked of it is asked no more. Raises ChangedMeanwhile.
    """
    change(practice, lock, working_version_id=None)
    asked = update(Review).where(
        Review.practice_id == practice.id,
        Review.level == BY_ANIMATOR,
        Review.version_id > practice.published_version_id,
        Review.revoked_at.is_(None),
    )
    db.session.execute(asked.values(revoked_at=at))


def take_up(practice: Practice, by: Member, at: datetime) -> None:
    """The territory that a starting sheet describes makes it its own, and begins its revision.

    Raises AlreadyOwned.
    """
    free = update(Practice).where(Practice.id == practice.id, Practice.owner_id.is_(None))
    taken = free.values(owner_id=by.organization_id, contact_id=by.id)
    if not changed_one(taken):
        raise AlreadyOwned
    db.session.expire(practice)
    hand_questions(practice)
    own = (Replication.practice_id == practice.id, Replication.organization_id == practice.owner_id)
    db.session.execute(delete(Replication).where(*own))  # one does not reproduce oneself
    assert practice.published
    save(practice, practice.published.sheet, by, at, lock=practice.lock_version)
