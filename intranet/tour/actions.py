"""What happens to a stage: it takes hosts and a day, is announced, held, postponed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CursorResult, update

from intranet.events.actions import publish
from intranet.events.models import Event, Happening, Organizer
from intranet.kit.db import db
from intranet.organizations.models import Organization
from intranet.tour.models import (
    ROLE_OF_KIND,
    HostRole,
    Lifecycle,
    Stage,
    StageChanged,
    StageHost,
)

IN_AGENDA = {
    Lifecycle.ANNOUNCED: Happening.SCHEDULED,
    Lifecycle.HELD: Happening.HELD,
    Lifecycle.REPORTED: Happening.HELD,
    Lifecycle.ARCHIVED: Happening.HELD,
    Lifecycle.POSTPONED: Happening.SCHEDULED,
    Lifecycle.CANCELLED: Happening.CANCELLED,
}


@dataclass(frozen=True)
class Told:
    """What an animator says of a stage."""

    lifecycle: Lifecycle
    title: str
    starts_on: date | None
    place: str
    summary: str


def change(
    stage: Stage, told: Told, hosts: Sequence[Organization], at: datetime, *, lock: int
) -> None:
    """Write what is told, and keep the agenda in step. Raises StageChanged."""
    held = update(Stage).where(Stage.id == stage.id, Stage.lock_version == lock)
    changed = held.values(
        lock_version=lock + 1,
        lifecycle=told.lifecycle,
        title=told.title,
        starts_on=told.starts_on,
        place=told.place,
        summary=told.summary,
    )
    result = db.session.execute(changed.execution_options(synchronize_session=False))
    if not (isinstance(result, CursorResult) and result.rowcount == 1):
        raise StageChanged
    stage.hosts.clear()
    db.session.flush()
    stage.hosts.extend(
        StageHost(organization_id=host.id, role=role_of(host), position=position)
        for position, host in enumerate(hosts)
    )
    db.session.flush()
    db.session.expire(stage)
    keep_agenda(stage, at)


def role_of(host: Organization) -> HostRole:
    return ROLE_OF_KIND.get(host.kind, HostRole.PARTNER)


def keep_agenda(stage: Stage, at: datetime) -> None:
    """A stage that was announced is a meeting of the agenda, and follows what becomes of it."""
    if stage.event is None and stage.lifecycle is not Lifecycle.ANNOUNCED:
        return
    event = stage.event or Event(slug=f"{stage.tour.slug}-{stage.region.slug}", title="")
    event.title = stage.title or f"{stage.tour.title} : étape {stage.region.name}"
    event.summary, event.place = stage.summary, stage.place
    event.regions = [stage.region]
    is_postponed = stage.lifecycle is Lifecycle.POSTPONED
    event.starts_on = None if is_postponed else stage.starts_on
    event.date_note = "Reportée, sans nouvelle date" if is_postponed else ""
    event.happening = IN_AGENDA.get(stage.lifecycle, Happening.SCHEDULED)
    event.organizers.clear()
    db.session.add(event)
    db.session.flush()
    event.organizers.extend(
        Organizer(position=position, name=host.organization.name, organization=host.organization)
        for position, host in enumerate(stage.hosts)
    )
    publish(event, at)
    stage.event = event
    db.session.flush()
