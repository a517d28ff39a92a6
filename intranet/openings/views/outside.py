"""The board for other sites: the XML that aggregators fetch, and the map that search engines read.

Both say what the page of an opening says to search engines (`job_posting`), and nothing else: it is
live, it is no demonstration, anybody may read it, and an employer that is not named stays so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree as ET

from flask import Response, current_app, request, stream_with_context, url_for

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.kit.portions import portions
from intranet.kit.sitemaps import HEAD, sitemap
from intranet.openings import queries
from intranet.openings.forms import OpeningSearch
from intranet.openings.models import Opening
from intranet.openings.queries import Outside, Search
from intranet.openings.views.blueprint import bp
from intranet.openings.views.chips import referential
from intranet.openings.views.jobposting import job_posting

AT_ONCE = 100  # openings read whole together: the answer is sent as it is written
JOB_TYPES = {
    "FULL_TIME": "fulltime",
    "PART_TIME": "parttime",
    "TEMPORARY": "temporary",
    "INTERN": "internship",
}


@bp.get("/offres.indeed.xml")
def for_aggregators() -> Response:
    """Any search, in the XML that job aggregators read; not sent again while nothing changed."""
    at = now()
    search, _ = OpeningSearch(request.args, referential(), knows_levels=False).read(at)
    told = _told(search, at)
    answer = Response(stream_with_context(_jobs(told, at)), mimetype="application/xml")
    return _unless_known(answer, told)


@bp.get("/offres.sitemap.xml")
def page_map() -> Response:
    """Every opening that search engines may read, and when it last changed (sitemaps.org)."""
    told = _told(Search(), now())
    return sitemap((url_for(".show", opening_id=each), changed_at) for each, changed_at in told)


def _told(search: Search, at: datetime) -> list[Outside]:
    return queries.told_outside(search, at) if current_app.config["SITE_IS_PUBLIC"] else []


def _unless_known(answer: Response, told: list[Outside]) -> Response:
    """With a tag that changes with what is told, so that what one already has is not sent."""
    words = f"{current_app.config['SITE_URL']} {told}"
    answer.set_etag(sha256(words.encode()).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def _jobs(told: list[Outside], at: datetime) -> Iterator[str]:
    yield f"{HEAD}<source>\n"
    for name, text in (
        ("publisher", current_app.config["SITE_NAME"]),
        ("publisherurl", absolute("/")),
        ("lastBuildDate", format_datetime(at)),
    ):
        yield _element(name, text)
    for ids in portions([one.id for one in told], AT_ONCE):
        openings = {opening.id: opening for opening in queries.in_full(ids, at)}
        for opening_id in ids:
            if opening_id in openings:
                yield _job(openings[opening_id], at)
        db.session.expunge_all()
    yield "</source>\n"


def _job(opening: Opening, at: datetime) -> str:
    said = job_posting(opening, [], None, at)
    if said is None or opening.publish_at is None or opening.closes_at is None:
        return ""
    job, address = ET.Element("job"), said["jobLocation"]["address"]
    _say(job, "title", said["title"])
    _say(job, "date", format_datetime(opening.publish_at))
    _say(job, "referencenumber", opening.reference)
    _say(job, "url", said["url"])
    _say(job, "company", opening.employer)
    _say(job, "city", address.get("addressLocality", ""))
    _say(job, "state", address["addressRegion"])
    _say(job, "country", address["addressCountry"])
    _say(job, "description", said["description"])
    _say(job, "salary", _salary(said))
    _say(job, "jobtype", ", ".join(filter(None, map(JOB_TYPES.get, said["employmentType"]))))
    _say(job, "expirationdate", format_datetime(opening.closes_at))
    if "jobLocationType" in said:
        _say(job, "remotetype", "Fully remote")
    return ET.tostring(job, encoding="unicode") + "\n"


def _salary(said: dict[str, Any]) -> str:
    if "baseSalary" not in said:
        return ""
    pay = said["baseSalary"]["value"]
    return f"{pay['minValue']} - {pay['maxValue']} EUR par an"


def _say(under: ET.Element, name: str, text: str) -> None:
    """An element, where there is something to say."""
    if text:
        ET.SubElement(under, name).text = text


def _element(name: str, text: str) -> str:
    element = ET.Element(name)
    element.text = text
    return ET.tostring(element, encoding="unicode") + "\n"
