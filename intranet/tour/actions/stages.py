"""What happens to a stage: it takes hosts and a day, is announced, held, postponed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from intranet.bookings.models import Bookable, BookableKind, time_zone_of
from intranet.events import actions as agenda
from intranet.events.models import Event, Happening
from intranet.events.queries import slugs_like
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.tour.actions.finding import let_be_found
from intranet.tour.models import (
    ROLE_OF_KIND,
    TO_PROGRAMME,
    HostRole,
    Lifecycle,
    Stage,
    StageChanged,
    StageHost,
)

HELD = frozenset({Lifecycle.HELD, Lifecycle.REPORTED, Lifecycle.ARCHIVED})
NOT_ANY_MORE = TO_PROGRAMME | {Lifecycle.POSTPONED}  # what was announced has no day now
ON_THEIR_DAY = HELD | {Lifecycle.ANNOUNCED, Lifecycle.CANCELLED}


@dataclass(frozen=True)
class Told:
    """What an animator says of a stage."""

    lifecycle: Lifecycle
    title: str
    starts_on: date | None
    place: str
    summary: str
    without_materials: bool = False


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
        without_materials=told.without_materials,
    )
    if not changed_one(changed):
        raise StageChanged
    stage.hosts.clear()
    db.session.flush()
    stage.hosts.extend(
        StageHost(organization_id=host.id, role=role_of(host), position=position)
        for position, host in enumerate(hosts)
    )
    db.session.flush()
    db.session.expire(stage)
    let_be_found(stage)
    keep_agenda(stage, at)


def role_of(host: Organization) -> HostRole:
    return ROLE_OF_KIND.get(host.kind, HostRole.PARTNER)


def keep_agenda(stage: Stage, at: datetime, by: Member | None = None) -> None:
    """A stage that was announced is a meeting of the agenda, and follows what becomes of it."""
    if stage.event is None and stage.lifecycle is not Lifecycle.ANNOUNCED:
        return
    event = stage.event
    if event is None or (event.is_cancelled and stage.lifecycle is Lifecycle.ANNOUNCED):
        event = meeting_of(stage)  # whoever was to come learnt that the other will not be
    before = agenda.whereabouts(event)
    event.title = stage.title or f"{stage.tour.title} : étape {stage.region.name}"
    event.summary, event.place = stage.summary, stage.place
    event.regions = [stage.region]
    if stage.lifecycle in ON_THEIR_DAY:
        agenda.begin_on(event, stage.starts_on, at, by)
    told = [(host.organization.name, host.organization) for host in stage.hosts]
    agenda.hold_organizers(event, told)
    agenda.publish(event, at, by=by)
    if stage.lifecycle in HELD:
        event.happening = Happening.HELD
    elif stage.lifecycle in NOT_ANY_MORE and not event.is_called_off:
        agenda.postpone(event, at, "")
    elif stage.lifecycle is Lifecycle.CANCELLED and not event.is_cancelled:
        agenda.cancel(event, by, at, "L’étape est annulée.")
    elif stage.lifecycle is Lifecycle.ANNOUNCED and event.id:
        agenda.follow(event, before, at, by)
    db.session.flush()


def meeting_of(stage: Stage) -> Event:
    """The meeting by which a stage is in the agenda, as its hosts will then complete it."""
    tz = time_zone_of(stage.region_code)
    event = Event(
        slug=_free_slug(f"{stage.tour.slug}-{stage.region.slug}"),
        title=stage.title,
        bookable=Bookable(kind=BookableKind.EVENT, tz=tz),
        starts_on=stage.starts_on,
        place=stage.place,
    )
    db.session.add(event)
    db.session.flush()
    stage.event = event
    return event


def _free_slug(wanted: str) -> str:
    """The address of a meeting of the stage: numbered where an earlier one, called off, has it."""
    taken = set(db.session.scalars(slugs_like(wanted)))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (wanted, *numbered) if each not in taken)
