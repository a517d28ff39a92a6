"""What happens to the referential and to what speaks through it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, delete, select, update

from intranet.competencies import queries
from intranet.competencies.models import (
    Assessment,
    AssessmentState,
    CompetencyLink,
    Edition,
    EditionState,
    LinkRole,
    Need,
    NotADraft,
    Owner,
    Requirement,
    RequirementSet,
)
from intranet.competencies.queries import KIND
from intranet.kit import search
from intranet.kit.db import db
from intranet.kit.search import SearchEntry


@dataclass(frozen=True)
class Asked:
    """A level asked for: by an opening or by a job profile."""

    competency_id: int
    level: int
    weight: int = 1
    need: Need = Need.REQUIRED
    is_mandatory: bool = False


@dataclass(frozen=True)
class Joined:
    """What a thing does for an item: taught from a level to another, or shown at a level."""

    competency_id: int
    level_to: int
    level_from: int | None = None
    role: LinkRole = LinkRole.ILLUSTRATES


def publish(edition: Edition, at: datetime) -> None:
    """Seal a draft: its canonical JSON is hashed, and it takes the place of the one in force.

    Raises NotADraft where somebody published or retired it before.
    """
    db.session.flush()
    catalogue = queries.catalogue_of(edition.id)
    sealed_by = hashlib.sha256(canonical(queries.contents(catalogue))).hexdigest()
    retired = update(Edition).where(
        Edition.framework_id == edition.framework_id, Edition.state == EditionState.PUBLISHED
    )
    db.session.execute(retired.values(state=EditionState.RETIRED))
    sealed = update(Edition).where(
        Edition.id == edition.id,
        Edition.state.in_([EditionState.DRAFT, EditionState.CONSULTATION]),
    )
    done = db.session.execute(
        sealed.values(state=EditionState.PUBLISHED, published_at=at, sha256=sealed_by)
    )
    if cast("CursorResult[None]", done).rowcount != 1:
        raise NotADraft(edition.id)
    db.session.refresh(edition)
    index(catalogue)


def canonical(contents: object) -> bytes:
    """One text for one content: keys in order, no blanks, UTF-8 (as RFC 8785 for what we hold)."""
    text = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def index(catalogue: queries.Catalogue) -> None:
    """Let each item be found by its words, its synonyms and what its levels look like; no other."""
    gone = select(SearchEntry.object_id).where(
        SearchEntry.kind == KIND, SearchEntry.object_id.not_in(catalogue.items)
    )
    for competency_id in db.session.scalars(gone).all():
        search.forget(KIND, competency_id)
    for item in catalogue.items.values():
        sheet = catalogue.sheets[item.competency_id]
        search.index(
            KIND,
            item.competency_id,
            title=f"{item.code} {item.title}",
            address=f"/referentiel/{item.code}",
            summary=sheet.statement,
            words=[*sheet.synonyms, *sheet.keywords, *sheet.descriptors.values()],
        )


def require(
    owner: Owner, edition_id: int, asked: Iterable[Asked], into: RequirementSet | None = None
) -> RequirementSet:
    """Write the requirements of an owner, into its set where it has one, pinned to an edition."""
    found = into or RequirementSet(owner=owner, edition_id=edition_id)
    found.edition_id = edition_id
    found.requirements.clear()
    db.session.add(found)
    db.session.flush()
    found.requirements.extend(
        Requirement(
            competency_id=each.competency_id,
            level=each.level,
            weight=each.weight,
            need=each.need,
            is_mandatory=each.is_mandatory,
        )
        for each in asked
    )
    return found


def join(subject_type: str, subject_id: int, edition_id: int, joined: Iterable[Joined]) -> None:
    """Say anew what a thing does for the referential."""
    db.session.execute(
        delete(CompetencyLink).where(
            CompetencyLink.subject_type == subject_type, CompetencyLink.subject_id == subject_id
        )
    )
    db.session.add_all(
        CompetencyLink(
            subject_type=subject_type,
            subject_id=subject_id,
            competency_id=each.competency_id,
            edition_id=edition_id,
            role=each.role,
            level_from=each.level_from,
            level_to=each.level_to,
        )
        for each in joined
    )


@dataclass(frozen=True)
class Said:
    """What a member says of one item: a level, « sans objet », or that they take their answer back."""

    state: AssessmentState
    level: int | None = None
    offers_help: bool = False


def declare(
    member_id: int, competency_id: int, edition_id: int, said: Said, at: datetime
) -> Assessment | None:
    """Add what a member says of their own level; nothing where they said the same already."""
    known = queries.answers_of(member_id, only=competency_id).get(competency_id, queries.NO_ANSWER)
    if (said.state, said.level, said.offers_help) == (known.state, known.level, known.offers_help):
        return None
    added = Assessment(
        member_id=member_id,
        author_id=member_id,
        competency_id=competency_id,
        edition_id=edition_id,
        state=said.state,
        level=said.level,
        offers_help=said.offers_help,
        at=at,
    )
    db.session.add(added)
    return added
