"""`/offres/passerelles`: from one status to another, by each way in; and what it means for an opening."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, reader, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.paths import own_path
from intranet.openings import actions, policy, queries
from intranet.openings.forms.statuses import SheetForm, StatusForm, said_of
from intranet.openings.models import (
    ROUTE_LABELS,
    ROUTE_SLUGS,
    STATUS_LABELS,
    STATUS_SLUGS,
    OwnStatus,
    Route,
    RouteSheet,
    SheetAlreadyChanged,
    Status,
)
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import loaded
from intranet.openings.views.races import sent_version

STATUSES = {slug: status for status, slug in STATUS_SLUGS.items()}
ROUTES = {slug: route for route, slug in ROUTE_SLUGS.items()}
WORDS: dict[str, Any] = {
    "statuses": STATUS_LABELS,
    "status_slugs": STATUS_SLUGS,
    "routes": ROUTE_LABELS,
    "route_slugs": ROUTE_SLUGS,
}
HOLDS_FOR = timedelta(days=180)


@bp.get("/offres/passerelles")
def bridge() -> Response:
    """The whole bridge, as a table: each status, by each way in."""
    own = queries.statuses.own(reader())
    return page(
        "openings/statuses/bridge.html",
        sheets=queries.statuses.sheets(),
        own=own,
        form=_status_form(own, request.path) if reader() else None,
        may_write=policy.statuses.may_write_sheets(reader()),
        **WORDS,
    )


@bp.get("/offres/passerelles/<word>")
def from_status(word: str) -> Response:
    """All the ways in from one status, with conditions, documents and sources."""
    status = STATUSES.get(word) or abort(404)
    return page(
        "openings/statuses/status.html",
        origin=status,
        sheets=queries.statuses.sheets_from(status),
        own=queries.statuses.own(reader()),
        may_write=policy.statuses.may_write_sheets(reader()),
        **WORDS,
    )


@bp.get("/offres/<int:opening_id>/passerelle")
def ways(opening_id: int) -> Response:
    """Which of the ways into this opening suits the reader’s status."""
    opening = loaded(opening_id, now())
    if opening.is_gone(now()) and not policy.may_follow(reader(), opening):
        abort(404)
    own = queries.statuses.own(reader())
    sheets = queries.statuses.sheets_from(own.status, opening.routes) if own else {}
    return page(
        "openings/statuses/ways.html",
        fragment="ways",
        opening=opening,
        own=own,
        ways=policy.statuses.ways(opening.routes, opening.category, own, sheets),
        form=_status_form(own, opening.address) if reader() else None,
        **WORDS,
    )


@bp.post("/moi/statut")
def say_status() -> ResponseReturnValue:
    """Keep one’s status: it is read on the openings, by nobody else."""
    form = StatusForm()
    if not form.validate():
        return page("openings/statuses/mine.html", status=422, form=form)
    actions.statuses.say_status(me(), form.from_status.data, form.category.data)
    db.session.commit()
    flash("Votre statut est gardé. Vous seul le voyez. Chaque offre dit la voie qui vous convient.")
    return redirect(own_path(form.back.data) or url_for(".bridge"))


@bp.get("/animer/passerelles")
def sheets() -> Response:
    """The sheets to verify, and all the others."""
    require(policy.statuses.may_write_sheets(me()))
    return page(
        "openings/statuses/sheets.html",
        sheets=queries.statuses.sheets(),
        due=every(queries.statuses.to_read_again(today())),
        today=today(),
        **WORDS,
    )


@bp.route("/animer/passerelles/<word>/<way>", methods=["GET", "POST"])
def edit_sheet(word: str, way: str) -> ResponseReturnValue:
    """Reword a sheet, or say that it still holds; read what it said before."""
    require(policy.statuses.may_write_sheets(me()))
    status, route = STATUSES.get(word) or abort(404), ROUTES.get(way) or abort(404)
    sheet = queries.statuses.sheet(status, route)
    form = SheetForm(data=said_of(sheet) if sheet else {"review_on": today() + HOLDS_FOR})
    if request.form.get("add") or not form.validate_on_submit():
        return _sheet_page(form, status, route, sheet)
    try:
        _write(form, sheet, status, route)
    except SheetAlreadyChanged:
        db.session.rollback()
        sheet = queries.statuses.sheet(status, route)
        form.version.data = str(sheet.version) if sheet else ""
        return _sheet_page(form, status, route, sheet, lost=True)
    db.session.commit()
    flash(f"La fiche est enregistrée : {STATUS_LABELS[status]}, {ROUTE_LABELS[route].lower()}.")
    return redirect(url_for(".sheets"))


def _write(form: SheetForm, sheet: RouteSheet | None, status: Status, route: Route) -> None:
    told = {
        "is_verified": bool(form.is_verified.data),
        "checked_on": today(),
        "review_on": form.review_on.data,
        "note": form.note.data or "",
    }
    if sheet is None:
        actions.statuses.enter_sheet(status, route, form.text(), me(), now(), **told)
    else:
        actions.statuses.reword_sheet(
            sheet, form.text(), me(), now(), version=sent_version(), **told
        )


def _sheet_page(
    form: SheetForm, status: Status, route: Route, sheet: RouteSheet | None, *, lost: bool = False
) -> Response:
    return page(
        "openings/statuses/sheet.html",
        status=409 if lost else 422 if form.is_submitted() and not request.form.get("add") else 200,
        form=form,
        status_label=STATUS_LABELS[status],
        route_label=ROUTE_LABELS[route],
        sheet=sheet,
        versions=every(queries.statuses.versions_of(sheet.id)) if sheet else [],
        lost=lost,
    )


def _status_form(own: OwnStatus | None, back: str) -> StatusForm:
    said = {"from_status": own.status, "category": own.category} if own else {}
    return StatusForm(formdata=None, data=said | {"back": back})
