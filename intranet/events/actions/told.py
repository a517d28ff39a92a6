"""All that whoever holds a meeting says of it, and what its columns keep of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intranet.bookings.models import Approval, last_instant
from intranet.events.actions.hours import Hours
from intranet.kit.db import db
from intranet.organizations.models import Organization
from intranet.places.models import Municipality, Region


@dataclass(frozen=True)
class Told:
    """As a form says it."""

    title: str
    summary: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    hours: Sequence[Hours] = ()
    municipality: Municipality | None = None
    place: str = ""
    is_remote: bool = False
    remote_url: str = ""
    region: Region | None = None
    organizers: Sequence[tuple[str, Organization | None]] = ()
    takes_registrations: bool = False
    registration_url: str = ""
    capacity: int | None = None
    remote_capacity: int | None = None
    asks_approval: bool = False
    closes_on: date | None = None
    practical: str = ""
    access_features: list[str] = field(default_factory=list)
    access_contact: str = ""

    @property
    def town(self) -> Municipality | None:
        return None if self.is_remote else self.municipality

    @property
    def lies_in(self) -> Region | None:
        """The region of its town, where it has one."""
        return db.session.get(Region, self.town.region_code) if self.town else self.region

    @property
    def words(self) -> Mapping[str, Any]:
        return {
            "title": self.title,
            "summary": self.summary,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "municipality": self.town,
            "is_remote": self.is_remote,
            "place": self.place or (self.town.name if self.town else ""),
            "takes_registrations": self.takes_registrations,
            "registration_url": self.registration_url,
            "access_features": self.access_features,
            "access_contact": self.access_contact,
        }

    def seats(self, tz: str) -> Mapping[str, Any]:
        """What is asked of its seats at first."""
        return {
            "capacity": self.capacity,
            "remote_capacity": self.remote_capacity,
            "approval": Approval.MODERATOR if self.asks_approval else Approval.NONE,
            "closes_at": last_instant(self.closes_on, tz) if self.closes_on else None,
        }
