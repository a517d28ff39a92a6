"""A course as programs read it: schema.org Course and CourseInstance, in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app, url_for

from intranet.bookings.models import Lifecycle, Occupancy
from intranet.courses.models import Course, CourseRun, Mode, RunState
from intranet.courses.views.chips import Chip
from intranet.kit.clock import in_paris
from intranet.kit.exports import absolute
from intranet.kit.markdown import plain

MODES = {Mode.ONSITE: "Onsite", Mode.REMOTE: "Online", Mode.MIXED: "Blended"}
STATUSES = {
    Lifecycle.POSTPONED: "https://schema.org/EventPostponed",
    Lifecycle.CANCELLED: "https://schema.org/EventCancelled",
}


def course_ld(
    course: Course,
    runs: Iterable[CourseRun],
    taken: Mapping[int, Occupancy],
    teaches: Sequence[Chip],
    presupposes: Sequence[Chip],
    at: datetime,
) -> dict[str, Any] | None:
    """All of it stands on the page. None unless it is online, and read without an account."""
    if not course.is_online or course.is_demo or not current_app.config["SITE_IS_PUBLIC"]:
        return None
    told = [
        run
        for run in runs
        if run.starts_on and run.state(at) in {RunState.UPCOMING, RunState.UNDERWAY}
    ]
    leads = not told or any(run.certifies for run in told)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": absolute(course.address),
        "url": absolute(course.address),
        "name": course.title,
        "description": plain(course.objectives, 500) or course.title,
        "provider": {
            "@type": "Organization",
            "name": course.provider.name,
            "sameAs": absolute(course.provider.address),
        },
        "inLanguage": "fr",
        "dateModified": course.updated_at.isoformat(timespec="seconds"),
        "teaches": [_term(chip) for chip in teaches],
        "hasCourseInstance": [_instance(course, run, taken.get(run.bookable_id)) for run in told],
    }
    if presupposes:
        said["competencyRequired"] = [_term(chip) for chip in presupposes]
    if course.prerequisites:
        said["coursePrerequisites"] = plain(course.prerequisites, 500)
    if course.certification and course.certifies(in_paris(at).date()) and leads:
        said["educationalCredentialAwarded"] = {
            "@type": "EducationalOccupationalCredential",
            "name": course.certification.title,
            "identifier": course.certification.code,
            "url": course.certification.url,
        }
    if course.hours:
        said["timeRequired"] = f"PT{course.hours}H"
    if course.price_cents is not None:
        said["offers"] = _offer(course.price_cents, course)
    return said


def _instance(course: Course, run: CourseRun, taken: Occupancy | None) -> dict[str, Any]:
    """One run, at the days of its place."""
    mode = Mode.REMOTE if run.is_remote else course.mode
    said: dict[str, Any] = {
        "@type": "CourseInstance",
        "@id": absolute(run.address),
        "url": absolute(run.address),
        "name": course.title,
        "courseMode": MODES[mode],
        "startDate": run.starts_on.isoformat() if run.starts_on else None,
        "endDate": run.ends_on.isoformat() if run.ends_on else None,
        "eventStatus": STATUSES.get(run.bookable.lifecycle, "https://schema.org/EventScheduled"),
        "location": _place(run),
    }
    if course.hours:
        said["courseWorkload"] = f"PT{course.hours}H"
    if run.seats is not None:
        said["maximumAttendeeCapacity"] = run.seats
        if taken and taken.free is not None:
            said["remainingAttendeeCapacity"] = taken.free
    price = run.price_cents if run.price_cents is not None else course.price_cents
    if price is not None:
        said["offers"] = _offer(price, course)
    return said


def _place(run: CourseRun) -> dict[str, Any]:
    if run.is_remote or run.municipality is None:
        return {"@type": "VirtualLocation", "url": absolute(run.address)}
    address = {
        "@type": "PostalAddress",
        "addressLocality": run.municipality.name,
        "addressRegion": run.region.name if run.region else "",
        "addressCountry": "FR",
    }
    if run.venue:
        address["streetAddress"] = run.venue
    return {"@type": "Place", "name": run.venue or run.municipality.name, "address": address}


def _offer(cents: int, course: Course) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "price": f"{cents / 100:.2f}",
        "priceCurrency": "EUR",
        "category": "Free" if cents == 0 else "Paid",
        "url": absolute(course.address),
    }


def _term(chip: Chip) -> dict[str, Any]:
    """The item, by its lasting address."""
    lasting = absolute(url_for("competencies.uri", uuid=chip.uuid))
    return {"@type": "DefinedTerm", "termCode": chip.code, "name": chip.title, "@id": lasting}
