"""What happens to practices: written, submitted, reviewed, published, verified, taken up.

Every change of a sheet goes through `_change`, one conditional UPDATE on the lock that the form
posted: of two people who saved from the same page, the second is told and nothing is written.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import CursorResult, delete, exists, insert, select, update

from intranet.competencies import queries as referential
from intranet.competencies.actions import Joined, join
from intranet.kit import letters, search
from intranet.kit.clock import in_paris
from intranet.kit.db import db, every
from intranet.kit.files import Attachment
from intranet.kit.texts import slug
from intranet.kit.workdays import working_days_after
from intranet.members.models import Member
from intranet.practices import policy, queries
from intranet.practices.models import (
    REVIEW_DAYS,
    AlreadyDecided,
    AlreadyOwned,
    ChangedMeanwhile,
    Decision,
    FormerSlug,
    IncompleteSheet,
    Kind,
    Practice,
    PracticeDocument,
    PracticeVersion,
    Review,
    ReviewNote,
    Sheet,
    missing,
    practice_author,
    practice_region,
    practice_theme,
)


def begin(author: Member, title: str, kind: Kind, at: datetime) -> Practice:
    """A draft of the author's organization, with what is already known of it."""
    organization = author.organization
    assert organization, "policy.may_write"
    practice = Practice(
        slug=f"brouillon-{secrets.token_hex(5)}",
        title=title,
        kind=kind,
        owner_id=organization.id,
        author_id=author.id,
        contact_id=author.id,
        region_code=organization.region_code,
        municipality_code=organization.municipality_code,
    )
    sheet = Sheet(
        title=title,
        kind=kind.value,
        territory_name=organization.name,
        region=organization.region_code or "",
        department=organization.department_code or "",
    )
    db.session.add(practice)
    db.session.flush()
    version = _write_version(practice, sheet, author, at)
    practice.working_version_id = version.id
    _mirror(practice, sheet)
    _note_author(practice, author)
    db.session.flush()
    return practice


def save(
    practice: Practice,
    sheet: Sheet,
    author: Member,
    at: datetime,
    *,
    lock: int,
    kept: Mapping[str, Any] | None = None,
) -> None:
    """Write the working version; `kept` are the answers that belong to no version: who answers for
    the sheet, how often it is verified. Raises ChangedMeanwhile."""
    if practice.submitted_at:
        raise ChangedMeanwhile
    version = practice.working
    is_new = version is None or version.is_sealed
    _change(practice, lock, **(kept or {}))
    if is_new:
        written = _write_version(practice, sheet, author, at)
        practice.working_version_id = written.id
    else:
        assert version
        version.data, version.author_id, version.at = sheet.kept(), author.id, at
    if not practice.published_version_id:
        _mirror(practice, sheet)
    _note_author(practice, author)
    db.session.flush()
    db.session.expire(practice)


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
    if missing(version.sheet, has_contact=practice.contact_id is not None):
        raise IncompleteSheet
    _change(practice, lock, submitted_at=at)
    version.sha256 = version.sheet.sha256
    reviewer = db.session.scalars(queries.reviewers_for(practice).limit(1)).first()
    review = Review(
        practice_id=practice.id,
        version_id=version.id,
        reviewer_id=reviewer.id if reviewer else None,
        asked_at=at,
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
        )
    db.session.expire(practice)
    return review


def take_back(practice: Practice, by: Member, at: datetime) -> None:
    """Its authors want to change a sheet under review. Raises AlreadyDecided."""
    review = practice.last_review
    if review is None or not practice.submitted_at:
        raise AlreadyDecided
    _decide(review, Decision.TAKEN_BACK, by, at, "")
    _change(practice, practice.lock_version, submitted_at=None)


def publish(review: Review, by: Member, at: datetime, text: str = "") -> None:
    """Put the reviewed version online. Raises AlreadyDecided, IncompleteSheet."""
    practice, version = review.practice, review.version
    if missing(version.sheet, has_contact=practice.contact_id is not None):
        raise IncompleteSheet
    assert policy.may_review(by, practice), "the view admits reviewers alone"
    _decide(review, Decision.PUBLISHED, by, at, text)
    put_online(practice, version, at, verified=True)
    _tell_authors("published", review)


def put_online(
    practice: Practice, version: PracticeVersion, at: datetime, *, verified: bool
) -> None:
    """Make a version the published one: readable, listed, found by its words and competencies."""
    sheet, today = version.sheet, in_paris(at).date()
    version.sha256, version.published_at = sheet.sha256, at
    values: dict[str, Any] = {
        "published_version_id": version.id,
        "working_version_id": None,
        "submitted_at": None,
        "published_at": practice.published_at or at,
    }
    if verified:
        values |= {"is_starting": False, **_verified(practice, today)}
    if practice.slug.startswith("brouillon-"):
        values["slug"] = _free_slug(sheet.title)
        db.session.add(FormerSlug(slug=practice.slug, practice_id=practice.id))
    _change(practice, practice.lock_version, **values)
    _mirror(practice, sheet)
    _mirror_themes(practice, sheet)
    links = [
        Joined(row["competency_id"], row["level"])
        for row in sheet.competencies
        if row["competency_id"]
    ]
    join("practice", practice.id, referential.in_force().edition_id, links)
    db.session.flush()
    index(practice, sheet)


def ask_corrections(
    review: Review, by: Member, at: datetime, *, text: str, notes: Mapping[str, str]
) -> None:
    """Give it back to its authors, with what is asked of each section. Raises AlreadyDecided."""
    _decide(review, Decision.CORRECTIONS, by, at, text)
    review.notes = [ReviewNote(section=section, text=said) for section, said in notes.items()]
    _change(review.practice, review.practice.lock_version, submitted_at=None)
    _tell_authors("corrections", review)


def refuse(review: Review, by: Member, at: datetime, *, text: str) -> None:
    """It stays a draft, and its authors alone know. Raises AlreadyDecided."""
    _decide(review, Decision.REFUSED, by, at, text)
    _change(review.practice, review.practice.lock_version, submitted_at=None)
    _tell_authors("refused", review)


def verify(practice: Practice, on: date) -> None:
    """« Toujours exact »: verified is not modified; doing it twice the same day changes nothing."""
    for name, value in _verified(practice, on).items():
        setattr(practice, name, value)


def take_up(practice: Practice, by: Member, at: datetime) -> None:
    """The territory that a starting sheet describes makes it its own, and begins its revision.

    Raises AlreadyOwned.
    """
    free = update(Practice).where(Practice.id == practice.id, Practice.owner_id.is_(None))
    taken = free.values(owner_id=by.organization_id, contact_id=by.id)
    if not _touched(db.session.execute(taken.execution_options(synchronize_session=False))):
        raise AlreadyOwned
    db.session.expire(practice)
    assert practice.published
    save(practice, practice.published.sheet, by, at, lock=practice.lock_version)


def index(practice: Practice, sheet: Sheet) -> None:
    """Let its words find it."""
    catalogue = referential.in_force()
    titles = [
        catalogue.items[row["competency_id"]].title
        for row in sheet.competencies
        if row["competency_id"] in catalogue.items
    ]
    themes = [theme.label for theme in every(queries.themes_named(sheet.themes))]
    places = [place.name for place in (practice.region, practice.department) if place]
    owner = [practice.owner.name] if practice.owner else []
    search.index(
        "practice",
        practice.id,
        title=sheet.title,
        address=f"/pratiques/{practice.slug}",
        summary=sheet.lead,
        words=[*sheet.words, *titles, *themes, *places, *owner],
    )


def _change(practice: Practice, lock: int, **values: Any) -> None:
    """The one door of every write: it opens only to whoever holds the present lock."""
    db.session.flush()
    held = update(Practice).where(Practice.id == practice.id, Practice.lock_version == lock)
    changed = held.values(lock_version=lock + 1, **values)
    if not _touched(db.session.execute(changed.execution_options(synchronize_session=False))):
        raise ChangedMeanwhile
    db.session.expire(practice)


def _decide(review: Review, decision: Decision, by: Member, at: datetime, text: str) -> None:
    """Of two who decide at once, one does."""
    still_open = update(Review).where(Review.id == review.id, Review.decision.is_(None))
    decided = still_open.values(
        decision=decision, decided_by_id=by.id, decided_at=at, text=text
    ).execution_options(synchronize_session=False)
    if not _touched(db.session.execute(decided)):
        raise AlreadyDecided
    db.session.expire(review)


def _touched(result: Any) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1


def _write_version(
    practice: Practice, sheet: Sheet, author: Member | None, at: datetime
) -> PracticeVersion:
    last = max((version.number for version in practice.versions), default=0)
    version = PracticeVersion(
        practice=practice,
        number=last + 1,
        data=sheet.kept(),
        author_id=author.id if author else None,
        at=at,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _mirror(practice: Practice, sheet: Sheet) -> None:
    """What lists show and filter by is copied beside the pointers."""
    practice.title, practice.kind = sheet.title, Kind(sheet.kind)
    practice.territory_name = sheet.territory_name
    practice.region_code = sheet.region or None
    practice.department_code = sheet.department or None
    practice.started, practice.ended = sheet.started, sheet.ended
    practice.evidence = sheet.evidence.value


def _mirror_themes(practice: Practice, sheet: Sheet) -> None:
    """Themes and regions count in facets, so only those of what is published are written."""
    themes = [theme.id for theme in every(queries.themes_named(sheet.themes))]
    _relink(practice_theme, practice.id, "theme_id", themes)
    _relink(practice_region, practice.id, "region_code", sheet.regions)


def _relink(table: Any, practice_id: int, name: str, values: Collection[Any]) -> None:
    db.session.execute(delete(table).where(table.c.practice_id == practice_id))
    if values:
        rows = [{"practice_id": practice_id, name: value} for value in values]
        db.session.execute(insert(table), rows)


def _note_author(practice: Practice, author: Member) -> None:
    known = practice_author.c
    wrote = exists().where(known.practice_id == practice.id, known.member_id == author.id)
    if not db.session.scalar(select(wrote)):
        row = {"practice_id": practice.id, "member_id": author.id}
        db.session.execute(insert(practice_author).values(row))


def _verified(practice: Practice, on: date) -> dict[str, Any]:
    return {"verified_on": on, "verify_on": _months_after(on, practice.review_cycle)}


def _months_after(on: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(on.month - 1 + months, 12)
    first_after = date(on.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = date.fromordinal(first_after.toordinal() - 1).day
    return date(on.year + years, month + 1, min(on.day, last))


def _free_slug(title: str) -> str:
    """The address of a sheet that goes online: its title, numbered where another has it."""
    wanted, taken = slug(title), {"nouvelle"}
    for model in (Practice, FormerSlug):
        near = select(model.slug).where(model.slug.startswith(wanted, autoescape=True))
        taken |= set(db.session.scalars(near))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (wanted, *numbered) if each not in taken)


def _tell_authors(news: str, review: Review) -> None:
    """A letter to its author and to its contact, once each."""
    practice = review.practice
    people = {person.id: person for person in (practice.author, practice.contact) if person}
    for person in people.values():
        if person.is_active:
            letters.write(
                f"practices/{news}",
                person.email,
                key=f"practice-{news}:{review.id}:{person.id}",
                name=person.name,
                practice=practice,
                sheet=review.version.sheet,
                review=review,
            )
