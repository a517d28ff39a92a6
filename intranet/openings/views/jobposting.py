"""An opening as search engines read it: schema.org JobPosting, in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app, url_for

from intranet.competencies.queries import Catalogue
from intranet.kit.clock import in_paris
from intranet.kit.exports import absolute
from intranet.kit.markdown import markdown, plain
from intranet.openings.models import ApplyMode, JobKind, Opening, WorkTime
from intranet.openings.views.chips import Chip
from intranet.places.models import Municipality

LONGEST_BENEFITS = 1500
WHOLE_WEEK = 5  # days of telework
KINDS = {
    JobKind.JOB: [],
    JobKind.ASSIGNMENT: ["TEMPORARY"],
    JobKind.REPLACEMENT: ["TEMPORARY"],
    JobKind.SECONDMENT: ["TEMPORARY"],
    JobKind.APPRENTICESHIP: ["INTERN"],
    JobKind.INTERNSHIP: ["INTERN"],
    JobKind.VOLUNTEERING: [
        "TEMPORARY"
    ],  # a paid contract, whatever its name: nobody works for free
    JobKind.IMMERSION: ["OTHER"],
}


def job_posting(
    opening: Opening, asked: Iterable[Chip], catalogue: Catalogue | None, at: datetime
) -> dict[str, Any] | None:
    """All of it stands on the page. None unless it is live, and read without an account.

    Required and recommended fields: schema.org/JobPosting, as search engines document them.
    """
    published_at, closes_at = opening.first_published_at, opening.closes_at
    if not (opening.is_live(at) and published_at and closes_at and opening.municipality):
        return None
    if opening.is_demo or not current_app.config["SITE_IS_PUBLIC"]:
        return None
    town = opening.municipality
    has_term = opening.end_on is not None
    texts = (opening.missions, opening.profile, opening.conditions)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": opening.title,
        "description": "".join(str(markdown(text)) for text in texts if text),
        "identifier": {
            "@type": "PropertyValue",
            "name": opening.employer,
            "value": opening.reference,
        },
        "url": absolute(opening.address),
        "datePosted": in_paris(published_at).date().isoformat(),
        "validThrough": in_paris(closes_at).isoformat(timespec="seconds"),
        "hiringOrganization": _employer(opening),
        "jobLocation": {"@type": "Place", "address": _address(opening, town)},
        "employmentType": [
            "FULL_TIME" if opening.work_time is WorkTime.FULL else "PART_TIME",
            *(["TEMPORARY"] if has_term and not KINDS[opening.kind] else KINDS[opening.kind]),
        ],
        "directApply": opening.apply_mode is ApplyMode.HERE,
        "totalJobOpenings": opening.left,
        "skills": [_term(chip, catalogue) for chip in asked],
    }
    if opening.pay_min is not None and opening.pay_max is not None:
        said["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": opening.pay_min,
                "maxValue": opening.pay_max,
                "unitText": "YEAR",
            },
        }
    if opening.benefits:
        said["jobBenefits"] = plain(opening.benefits, LONGEST_BENEFITS)
    if opening.telework_days == WHOLE_WEEK:
        said["jobLocationType"] = "TELECOMMUTE"
        said["applicantLocationRequirements"] = {"@type": "Country", "name": "France"}
    return said


def _employer(opening: Opening) -> dict[str, str] | str:
    """Schema.org’s own word, where the employer asked not to be named."""
    if opening.is_confidential:
        return "confidential"
    return {
        "@type": "Organization",
        "name": opening.organization.name,
        "sameAs": absolute(opening.organization.address),
    }


def _address(opening: Opening, town: Municipality) -> dict[str, str]:
    said = {"@type": "PostalAddress", "addressRegion": town.region.name, "addressCountry": "FR"}
    locality = town.department.name if opening.is_confidential else town.name
    return said | {"addressLocality": locality}


def _term(chip: Chip, catalogue: Catalogue | None) -> dict[str, Any]:
    item = catalogue.by_code.get(chip.code) if catalogue else None
    term = {"@type": "DefinedTerm", "termCode": chip.code, "name": chip.title}
    if item:
        term["@id"] = absolute(url_for("competencies.uri", uuid=item.uuid))
    return term
