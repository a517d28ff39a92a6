"""The other forms of a list: CSV, XLSX, JSON and Atom, of exactly what its page shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, jsonify, make_response, render_template, request

from intranet.kit.clock import now
from intranet.kit.listing import Listing, address
from intranet.kit.workbooks import MIMETYPE, write_xlsx

FORMS = ("csv", "json", "atom")
PER_PAGE = 50
IN_A_SHEET = 1_000  # lines of a spreadsheet, which has no next page to ask for
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Entry:
    """One line of a list, whatever the form: `fields` are the columns, by French header."""

    uid: str  # lasting, for feeds: urn:uuid:… or tag:…
    title: str
    url: str  # path on this site
    summary: str
    published_at: datetime
    updated_at: datetime
    fields: dict[str, Any]


def answer(form: str, title: str, listing: Listing[Any], entries: Sequence[Entry]) -> Response:
    """The page of a list as CSV, XLSX, JSON or Atom."""
    if form == "csv":
        return as_csv(entries)
    if form == "xlsx":
        return as_xlsx(title, entries)
    if form == "json":
        return as_json(listing, entries)
    return as_atom(title, listing, entries)


def as_csv(entries: Sequence[Entry], *, titled: str = "Titre") -> Response:
    """UTF-8 with its mark, semicolons: what French spreadsheets open. Cells never run a formula.

    `titled` heads the first column, where what is listed bears no title.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    headers = list(entries[0].fields) if entries else []
    writer.writerow([titled, "Adresse", *headers])
    for entry in entries:
        cells = [entry.title, absolute(entry.url), *(entry.fields[name] for name in headers)]
        writer.writerow([cell(value) for value in cells])
    response = make_response("\ufeff" + text.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=liste.csv"
    return tagged(response)


def as_xlsx(title: str, entries: Sequence[Entry]) -> Response:
    """One sheet; whole numbers stay numbers, everything else is text."""
    headers = list(entries[0].fields) if entries else []
    rows: list[Sequence[str | int]] = [["Titre", "Adresse", *headers]]
    for entry in entries:
        cells = [entry.title, absolute(entry.url), *(entry.fields[name] for name in headers)]
        rows.append(
            [
                value if isinstance(value, int) else str("" if value is None else plain(value))
                for value in cells
            ]
        )
    response = make_response(write_xlsx([(title, [44, 34, *[22] * len(headers)], rows)], cell))
    response.headers["Content-Type"] = MIMETYPE
    response.headers["Content-Disposition"] = "attachment; filename=liste.xlsx"
    return response


def as_json(listing: Listing[Any], entries: Sequence[Entry]) -> Response:
    """{"items": […], "total": n, "next": address or null}."""
    following = listing.url(listing.page + 1) if listing.page < listing.pages else None
    response = jsonify(
        items=[
            {"title": entry.title, "url": absolute(entry.url), "summary": entry.summary}
            | {name: plain(value) for name, value in entry.fields.items()}
            for entry in entries
        ],
        total=listing.total,
        next=absolute(following) if following else None,
    )
    return tagged(response)


def as_atom(title: str, listing: Listing[Any], entries: Sequence[Entry]) -> Response:
    """RFC 4287: the search itself is what the feed is of, on all its pages (RFC 5005).

    An empty one says the day it is read, so that its tag holds for that day.
    """
    pages = {
        "first": 1 if listing.pages > 1 else None,
        "previous": listing.page - 1 if listing.page > 1 else None,
        "next": listing.page + 1 if listing.page < listing.pages else None,
        "last": listing.pages if listing.pages > 1 else None,
    }
    day = now().replace(hour=0, minute=0, second=0, microsecond=0)
    updated = max((entry.updated_at for entry in entries), default=day)
    xml = render_template(
        "feeds/atom.xml",
        title=title,
        uid=f"tag:{urlsplit(absolute('/')).hostname},2026:{address(page=None)}",
        here=absolute(request.full_path.rstrip("?")),
        pages={rel: absolute(listing.url(number)) for rel, number in pages.items() if number},
        updated=updated,
        entries=entries,
        absolute=absolute,
        instant=instant,
    )
    response = make_response(xml)
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    response.last_modified = updated
    return tagged(response)


def tagged(response: Response) -> Response:
    """With its tag; empty and 304 for whoever has it already."""
    response.add_etag()
    response.make_conditional(request)
    return response


def absolute(path: str) -> str:
    return f"{current_app.config['SITE_URL']}{path}"


def instant(when: datetime) -> str:
    """2026-11-22T10:00:00Z."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(plain(value) if value is not None else "")
    return f"'{text}" if text.lstrip().startswith(FORMULA) and not _is_number(text) else text


def plain(value: Any) -> Any:
    """Dates as ISO, lists joined, the rest as it is."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()
