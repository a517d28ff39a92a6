"""A meeting as search engines read it (schema.org Event): all of it stands on the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from intranet.bookings.queries import SeatsHere
from intranet.events.models import Event, Happening
from intranet.kit.exports import absolute
from intranet.kit.markdown import plain

STATUSES = {
    Happening.RESCHEDULED: "EventRescheduled",
    Happening.MOVED_ONLINE: "EventMovedOnline",
    Happening.POSTPONED: "EventPostponed",
    Happening.CANCELLED: "EventCancelled",
}
FEATURES = {
    "wheelchair": "wheelchairAccessible",
    "signing": "signLanguageInterpretation",
    "captions": "captions",
    "induction": "inductionLoop",
    "parking": "accessibleParking",
}


def event_ld(event: Event, seats: SeatsHere | None) -> dict[str, Any] | None:
    """None unless it is published, has or had a day, is no demonstration, on a public site."""
    start = event.starts_on or event.previous_starts_on
    if event.published_at is None or event.is_demo or not current_app.config["SITE_IS_PUBLIC"]:
        return None
    if start is None:
        return None
    url = absolute(event.address)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": event.title,
        "description": plain(event.summary, 500) or event.title,
        "inLanguage": "fr",
        "startDate": _local(event.starts_at, event) or start.isoformat(),
        "endDate": _local(event.ends_at, event) or (event.ends_on or start).isoformat(),
        "eventStatus": f"https://schema.org/{STATUSES.get(event.happening, 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{_mode(event)}",
        "location": _places(event),
        "organizer": [
            {"@type": "Organization", "name": organizer.name}
            | ({"url": absolute(organizer.organization.address)} if organizer.organization else {})
            for organizer in event.organizers
        ],
        "isAccessibleForFree": True,
    }
    if event.previous_starts_on and event.happening is not Happening.SCHEDULED:
        said["previousStartDate"] = event.previous_starts_on.isoformat()
    features = [FEATURES[each] for each in event.access_features if each in FEATURES]
    if features:
        said["accessibilityFeature"] = features
    if seats and event.bookable and event.bookable.seats is not None:
        said["maximumAttendeeCapacity"] = event.bookable.seats
        said["remainingAttendeeCapacity"] = seats.taken.free or 0
    return said


def _local(when: datetime | None, event: Event) -> str | None:
    """With its offset there; a whole day is only a date."""
    if when is None or not (event.bookable and event.bookable.slots):
        return None
    return when.astimezone(ZoneInfo(event.tz)).isoformat(timespec="minutes")


def _mode(event: Event) -> str:
    if event.is_remote:
        return "OnlineEventAttendanceMode"
    if event.bookable and event.bookable.remote_capacity is not None:
        return "MixedEventAttendanceMode"
    return "OfflineEventAttendanceMode"


def _places(event: Event) -> dict[str, Any]:
    if event.is_remote:
        return {"@type": "VirtualLocation", "url": absolute(event.address)}
    region = event.regions[0].name if event.regions else ""
    city = event.municipality.name if event.municipality else ""
    return {
        "@type": "Place",
        "name": event.place or city or region,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": city or event.place,
            "addressRegion": region,
            "addressCountry": "FR",
        },
    }
