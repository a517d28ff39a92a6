"""Making the index of words anew, from all that may be found: for a database older than the way
words are read, or than a kind of thing that can be found. Twice gives the same. And a part of it:
what is found by the name of an organization, once that changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from intranet.competencies import actions as competencies
from intranet.competencies import queries as referential
from intranet.competencies.models import JobProfile, Proposal
from intranet.courses import actions as courses
from intranet.courses.models import ONLINE, Course
from intranet.events import actions as events
from intranet.events.models import Event
from intranet.kit import search
from intranet.kit.db import db, every
from intranet.kit.portions import portions
from intranet.kit.search import KnownWord, SearchEntry
from intranet.members import actions as members
from intranet.members.models import Member, MembershipState
from intranet.openings import actions as openings
from intranet.openings.models import Opening
from intranet.openings.queries import live
from intranet.organizations import actions as organizations
from intranet.organizations.models import Organization
from intranet.practices import actions as practices
from intranet.practices.models import GuideEdition, Practice
from intranet.practices.queries import is_listed
from intranet.tour import actions as tour
from intranet.tour.models import Stage

AT_ONCE = 100  # things in one transaction


@dataclass(frozen=True)
class Source:
    """The things of some kinds that may be found now, and how each enters the index."""

    kinds: Sequence[str]
    model: Any
    which: Select[int]  # ids
    let_be_found: Callable[[Any], object]
    known_as: Callable[[Any], int] = lambda found: int(found.id)
    names: Callable[[int], ColumnElement[bool]] | None = None  # this organization, in its words


def sources(at: datetime) -> list[Source]:
    """Every kind but the items of the referential, which enter all together."""
    return [
        Source(["profile"], JobProfile, select(JobProfile.id), competencies.let_profile_be_found),
        Source(
            ["proposal"],
            Proposal,
            select(Proposal.id).where(Proposal.opened_at.is_not(None)),
            competencies.let_proposal_be_found,
            names=lambda organization: Proposal.organization_id == organization,
        ),
        Source(
            ["opening"],
            Opening,
            select(Opening.id).where(live(at)),
            openings.let_be_found,
            names=lambda organization: Opening.organization_id == organization,
        ),
        Source(
            ["course"],
            Course,
            select(Course.id).where(Course.state == ONLINE),
            courses.let_be_found,
            names=lambda organization: Course.provider_id == organization,
        ),
        Source(
            ["practice"],
            Practice,
            select(Practice.id).where(is_listed()),
            lambda found: practices.index(found, found.published.sheet),
            names=lambda organization: or_(
                Practice.owner_id == organization, Practice.described_id == organization
            ),
        ),
        Source(
            ["guide"],
            GuideEdition,
            _editions_that_stand(),
            practices.let_guide_be_found,
            lambda found: int(found.guide_id),
        ),
        Source(
            ["event"], Event, select(Event.id).where(Event.published_at.is_not(None)), events.index
        ),
        Source(
            ["stage"],
            Stage,
            select(Stage.id),
            tour.let_be_found,
            names=lambda organization: Stage.hosts.any(organization_id=organization),
        ),
        Source(
            ["organization", "provider"],
            Organization,
            select(Organization.id).where(Organization.closed_on.is_(None)),
            organizations.let_be_found,
        ),
        Source(
            ["person"],
            Member,
            select(Member.id).where(Member.is_listed, Member.closed_at.is_(None)),
            members.let_be_found,
            names=lambda organization: Member.memberships.any(
                organization_id=organization, state=MembershipState.ADMITTED
            ),
        ),
    ]


def is_behind() -> bool:
    """Things are found, and no word of theirs is known: the index is older than the spelling."""
    return bool(
        db.session.scalar(
            select(select(SearchEntry.id).exists() & ~select(KnownWord.word).exists())
        )
    )


def rebuild(at: datetime) -> Iterator[tuple[str, int]]:
    """The index made anew, kind by kind, some things a transaction: (kind, how many).

    The caller commits each time it is told of some; begun again after a cut, it ends the same.
    """
    search.forget_words()
    catalogue = referential.in_force()
    competencies.let_items_be_found(catalogue)
    yield referential.KIND, len(catalogue.items)
    for source in sources(at):
        known: list[int] = []
        since = _found_since(source)
        ids = db.session.scalars(source.which).all()
        for some in portions(ids, AT_ONCE):
            before = len(known)
            for found in every(select(source.model).where(source.model.id.in_(some))):
                source.let_be_found(found)
                known.append(source.known_as(found))
            _put_back(source, since, known[before:])
            yield source.kinds[0], 0
            db.session.expunge_all()
        for kind in source.kinds:
            search.forget_all(kind, but=known)
        yield source.kinds[0], len(known)


def find_by_new_name(organization_id: int, at: datetime) -> None:
    """What bears the name of an organization, as the search shows it or finds it."""
    for source in sources(at):
        if source.names is None:
            continue
        ids = db.session.scalars(source.which.where(source.names(organization_id))).all()
        since = _found_since(source, SearchEntry.object_id.in_(ids))
        for found in every(select(source.model).where(source.model.id.in_(ids))):
            source.let_be_found(found)
        _put_back(source, since, ids)


def _found_since(source: Source, *which: ColumnElement[bool]) -> dict[int, datetime]:
    """When each thing came to be found, by which the newest come first."""
    rows = db.session.execute(
        select(SearchEntry.object_id, SearchEntry.indexed_at).where(
            SearchEntry.kind.in_(source.kinds), *which
        )
    )
    return {row[0]: row[1] for row in rows}


def _put_back(source: Source, since: dict[int, datetime], written: Sequence[int]) -> None:
    """Made anew, a thing is no newer."""
    entries = select(SearchEntry).where(
        SearchEntry.kind.in_(source.kinds), SearchEntry.object_id.in_(written)
    )
    for entry in every(entries):
        entry.indexed_at = since.get(entry.object_id, entry.indexed_at)
    db.session.flush()


def _editions_that_stand() -> Select[int]:
    """Of each guide, the last edition published."""
    last = (
        select(GuideEdition.guide_id, func.max(GuideEdition.position).label("position"))
        .where(GuideEdition.published_at.is_not(None))
        .group_by(GuideEdition.guide_id)
        .subquery()
    )
    return select(GuideEdition.id).join(
        last,
        (last.c.guide_id == GuideEdition.guide_id) & (last.c.position == GuideEdition.position),
    )
