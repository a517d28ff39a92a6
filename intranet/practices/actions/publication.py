"""How a sheet goes online or comes back: decided by a reviewer, verified by its owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select

from intranet.competencies import queries as referential
from intranet.competencies.actions import Joined, join
from intranet.discussions.models import Verb
from intranet.kit import letters, search
from intranet.kit.clock import in_paris, months_after
from intranet.kit.conditional import taking
from intranet.kit.db import db, every
from intranet.kit.texts import slug
from intranet.members.models import Member
from intranet.practices import queries
from intranet.practices.actions.locks import change, decide
from intranet.practices.actions.news import tell
from intranet.practices.actions.saving import mirror
from intranet.practices.actions.weighing import weigh
from intranet.practices.models import (
    PAGES,
    SECTIONS,
    ChangedMeanwhile,
    Decision,
    FormerSlug,
    IncompleteSheet,
    Practice,
    PracticeVersion,
    Review,
    ReviewNote,
    Sheet,
    missing,
    practice_region,
    practice_theme,
)


def publish(review: Review, by: Member, at: datetime, text: str = "") -> None:
    """Put the reviewed version online. Raises AlreadyDecided, IncompleteSheet; ChangedMeanwhile
    where the sheet was archived since it was submitted.
    """
    practice, version = review.practice, review.version
    decide(review, Decision.PUBLISHED, by, at, text)
    if practice.archived_on:
        raise ChangedMeanwhile
    if lacks := missing(version.sheet, has_contact=practice.has_contact):
        raise IncompleteSheet(lacks)
    first = practice.published_version_id is None
    put_online(practice, version, at, verified=True)
    told = Verb.PUBLISHED if first else Verb.NEW_VERSION
    tell(practice, told, version.author, at, of=f"v{version.number}")
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
        values |= {"is_starting": False, **verification(practice, today)}
    if practice.slug.startswith("brouillon-"):
        db.session.add(FormerSlug(slug=practice.slug, practice_id=practice.id))
        lock = practice.lock_version
        taking(lambda: change(practice, lock, slug=_free_slug(sheet.title), **values))
    else:
        change(practice, practice.lock_version, **values)
    mirror(practice, sheet)
    _mirror_themes(practice, sheet)
    catalogue = referential.in_force()
    shown = queries.in_step(sheet, catalogue).competencies
    links = [Joined(row["competency_id"], row["level"]) for row in shown]
    join("practice", practice.id, catalogue.edition_id, links)
    db.session.flush()
    weigh(practice)
    index(practice, sheet)


def ask_corrections(
    review: Review, by: Member, at: datetime, *, text: str, notes: Mapping[str, str]
) -> None:
    """Give it back to its authors, with what is asked of each section. Raises AlreadyDecided."""
    decide(review, Decision.CORRECTIONS, by, at, text)
    review.notes = [ReviewNote(section=section, text=said) for section, said in notes.items()]
    change(review.practice, review.practice.lock_version, submitted_at=None)
    _tell_authors("corrections", review)


def refuse(review: Review, by: Member, at: datetime, *, text: str) -> None:
    """It stays a draft, and its authors alone know. Raises AlreadyDecided."""
    decide(review, Decision.REFUSED, by, at, text)
    change(review.practice, review.practice.lock_version, submitted_at=None)
    _tell_authors("refused", review)


def index(practice: Practice, sheet: Sheet) -> None:
    """Let its words find it; nobody finds what is archived, which is read at its address."""
    if practice.archived_on:
        search.forget("practice", practice.id)
        return
    catalogue = referential.in_force()
    titles = [
        catalogue.items[row["competency_id"]].title
        for row in queries.in_step(sheet, catalogue).competencies
    ]
    themes = [theme.label for theme in queries.themes_named(sheet.themes)]
    places = [place.name for place in (practice.region, practice.department) if place]
    told_by = [each.name for each in (practice.owner, practice.described) if each]
    search.index(
        "practice",
        practice.id,
        title=sheet.title,
        address=practice.address,
        summary=sheet.lead,
        words=[*sheet.words, *titles, *themes, *places, *told_by],
    )


def _mirror_themes(practice: Practice, sheet: Sheet) -> None:
    """Themes and regions count in facets, so only those of what is published are written."""
    themes = [theme.id for theme in queries.themes_named(sheet.themes)]
    _relink(practice_theme, practice.id, "theme_id", themes)
    _relink(practice_region, practice.id, "region_code", sheet.regions)


def _relink(table: Any, practice_id: int, name: str, values: Collection[Any]) -> None:
    db.session.execute(delete(table).where(table.c.practice_id == practice_id))
    if values:
        rows = [{"practice_id": practice_id, name: value} for value in values]
        db.session.execute(insert(table), rows)


def verification(practice: Practice, on: date) -> dict[str, Any]:
    return {
        "verified_on": on,
        "verify_on": months_after(on, practice.review_cycle),
        "verify_told": 0,
    }


def _free_slug(title: str) -> str:
    """The address of a sheet that goes online: its title, numbered where another has it."""
    wanted, taken = slug(title), set(PAGES)
    for model in (Practice, FormerSlug):
        near = select(model.slug).where(model.slug.startswith(wanted, autoescape=True))
        taken |= set(db.session.scalars(near))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (wanted, *numbered) if each not in taken)


def _tell_authors(news: str, review: Review) -> None:
    """A letter to its author, to whoever wrote the version that was read and to its contact, once
    each; where all left its owner, who read it no more, to its referents.
    """
    practice = review.practice
    concerned = (practice.author, review.version.author, practice.contact)
    named = [person for person in concerned if person]
    there = [one for one in named if one.is_active and one.organization_id == practice.owner_id]
    people = there or every(queries.referents_of(practice.owner_id))
    for person in {person.id: person for person in people}.values():
        letters.write(
            f"practices/{news}",
            person.email,
            key=f"practice-{news}:{review.id}:{person.id}",
            name=person.name,
            practice=practice,
            sheet=review.version.sheet,
            review=review,
            sections=SECTIONS,
        )
