"""All that is held of somebody’s applications: what they carry away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from intranet.kit.db import every
from intranet.members.models import Member
from intranet.openings.models import (
    ApplicationEvent,
    ApplicationFile,
    ApplicationMessage,
    ApplicationNote,
    FileVisit,
    JobApplication,
    Opening,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Held:
    """Applications, and what goes with each, by its id."""

    applications: Sequence[JobApplication]
    events: Mapping[int, list[ApplicationEvent]]
    messages: Mapping[int, list[ApplicationMessage]]
    notes: Mapping[int, list[ApplicationNote]]
    visits: Mapping[int, list[FileVisit]]


def held_of(member: Member) -> Held:
    """In as many statements, whatever the number of applications."""
    mine = select(JobApplication.id).where(JobApplication.applicant_id == member.id)
    applications = (
        select(JobApplication)
        .where(JobApplication.applicant_id == member.id)
        .options(
            joinedload(JobApplication.opening).joinedload(Opening.organization),
            selectinload(JobApplication.files).joinedload(ApplicationFile.attachment),
        )
        .order_by(JobApplication.id)
    )
    told = ApplicationEvent.is_visible_to_applicant
    visited = ApplicationFile.application_id
    return Held(
        every(applications),
        _by(select(ApplicationEvent).where(ApplicationEvent.application_id.in_(mine), told)),
        _by(_written(ApplicationMessage).where(ApplicationMessage.application_id.in_(mine))),
        _by(select(ApplicationNote).where(ApplicationNote.application_id.in_(mine))),
        _by(
            select(FileVisit)
            .join(ApplicationFile, ApplicationFile.id == FileVisit.application_file_id)
            .where(visited.in_(mine))
            .options(joinedload(FileVisit.member)),
            {file.id: found.id for found in every(applications) for file in found.files},
        ),
    )


def _written(model: type[ApplicationMessage]) -> Select[ApplicationMessage]:
    return select(model).options(joinedload(model.author))


def _by(query: Select[T], application_of: Mapping[int, int] | None = None) -> Mapping[int, list[T]]:
    """Gathered by application; of what only knows its file, by the application of that file."""
    found: dict[int, list[T]] = defaultdict(list)
    rows: Sequence[Any] = every(query)
    for row in sorted(rows, key=lambda each: each.id):
        key = application_of[row.application_file_id] if application_of else row.application_id
        found[key].append(row)
    return found
