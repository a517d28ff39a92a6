"""The meetings of a stage, in their order, and what stands in the way of going to all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.events.models import Event, Talk, conflicts_of
from intranet.kit.db import Model
from intranet.kit.texts import day, fold
from intranet.tour.models.tours import Stage


class MeetingIsElsewhere(Exception):
    """The meeting is one of another stage already, which is named."""


class StageEvent(Model):
    """One of the meetings of a stage."""

    __tablename__ = "stage_event"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    stage: Mapped[Stage] = relationship()
    event: Mapped[Event] = relationship()


@dataclass(frozen=True)
class Clash:
    """What is told of the meetings of a stage; never forbidden: who runs it decides."""

    meeting: Event
    because: str


def clashes_of(
    meetings: Sequence[Event], talks: Iterable[Talk] = (), starts_on: date | None = None
) -> list[Clash]:
    """Two at once, one speaker in two of them, one called off, one on another day than the stage."""
    found = [
        Clash(second, f"en même temps que « {first.title} »{_where(first, second)}")
        for first, second in combinations(meetings, 2)
        if _overlap(first, second)
    ]
    found += [
        Clash(
            conflict.second.event,
            f"« {conflict.second.title} » est présentée {conflict.because}, qui présente au même"
            f" moment « {conflict.first.title} » à « {conflict.first.event.title} »",
        )
        for conflict in conflicts_of(talks)
        if conflict.is_of_a_person and conflict.first.event_id != conflict.second.event_id
    ]
    for meeting in meetings:
        if meeting.is_called_off:
            found.append(Clash(meeting, "elle est reportée ou annulée"))
        elif starts_on and not _is_held_on(meeting, starts_on):
            found.append(Clash(meeting, f"elle n’a pas lieu le {day(starts_on)}, jour de l’étape"))
    return found


def _overlap(one: Event, other: Event) -> bool:
    """Whether their hours meet: days alone do not say so."""
    if one.is_called_off or other.is_called_off:
        return False
    return any(
        first.starts_local < second.ends_local and second.starts_local < first.ends_local
        for first in (one.bookable.slots if one.bookable else ())
        for second in (other.bookable.slots if other.bookable else ())
    )


def _where(one: Event, other: Event) -> str:
    same = one.venue and fold(one.venue) == fold(other.venue) and not one.is_remote
    return f", au même endroit ({one.venue})" if same else ""


def _is_held_on(meeting: Event, on: date) -> bool:
    if meeting.starts_on is None:
        return False
    return meeting.starts_on <= on <= (meeting.ends_on or meeting.starts_on)
