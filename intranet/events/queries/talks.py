"""How presentations are loaded: one, those of a programme, a speaker by their link."""

from __future__ import annotations

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from intranet.bookings.models import Attendance, Registration, Slot
from intranet.events.models import IN_PROGRAMME, Event, Material, Organizer, Speaker, Talk


def programme_of(event_id: int) -> Select[Talk]:
    """Every talk of a meeting, by hour and room; those without an hour last."""
    return (
        select(Talk)
        .where(Talk.event_id == event_id)
        .options(selectinload(Talk.speakers), selectinload(Talk.materials))
        .order_by(Talk.starts_local.nulls_last(), Talk.track, Talk.id)
    )


def talk_of(event_id: int, talk_id: int) -> Select[Talk]:
    """One of a meeting, with its slides."""
    return (
        select(Talk)
        .where(Talk.event_id == event_id, Talk.id == talk_id)
        .options(
            joinedload(Talk.event)
            .selectinload(Event.organizers)
            .joinedload(Organizer.organization),
            joinedload(Talk.event).selectinload(Event.regions),
            selectinload(Talk.speakers),
            selectinload(Talk.materials).joinedload(Material.attachment),
        )
    )


def attended_by(registration_id: int) -> Select[Talk]:
    """What was presented while somebody was there, by hour and room."""
    seen = exists().where(
        Attendance.registration_id == registration_id,
        Attendance.minutes > 0,
        Slot.id == Attendance.slot_id,
        Slot.bookable_id == Event.bookable_id,
        Slot.starts_local <= Talk.starts_local,
        Slot.ends_local > Talk.starts_local,
    )
    return (
        select(Talk)
        .join(Talk.event)
        .where(Talk.state.in_(list(IN_PROGRAMME)), seen)
        .options(selectinload(Talk.speakers))
        .order_by(Talk.starts_local, Talk.track, Talk.id)
    )


def attended_at(registration_id: int) -> Select[Event]:
    """The meeting of a seat."""
    return (
        select(Event)
        .join(Registration, Registration.bookable_id == Event.bookable_id)
        .where(Registration.id == registration_id)
    )


def speaker_numbered(speaker_id: int) -> Select[Speaker]:
    return (
        select(Speaker)
        .where(Speaker.id == speaker_id)
        .options(joinedload(Speaker.talk).joinedload(Talk.event))
    )
