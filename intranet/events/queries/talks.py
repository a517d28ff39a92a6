"""How presentations are loaded: one, those of a programme, a speaker by their link."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from intranet.events.models import Event, Material, Organizer, Speaker, Talk


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


def speaker_numbered(speaker_id: int) -> Select[Speaker]:
    return (
        select(Speaker)
        .where(Speaker.id == speaker_id)
        .options(joinedload(Speaker.talk).joinedload(Talk.event))
    )
