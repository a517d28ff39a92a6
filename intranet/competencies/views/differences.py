"""What changes from one edition to another, to read, to print, and for programs."""

from __future__ import annotations

import csv
import io

from flask import Response, abort, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import policy, queries
from intranet.competencies.changes import marked
from intranet.competencies.differences import BUMP_LABELS, as_plain, as_rows
from intranet.competencies.differences.telling import HEADERS
from intranet.competencies.models import SUCCESSION_LABELS, Edition
from intranet.competencies.views.blueprint import bp
from intranet.kit import exports
from intranet.kit.access import reader
from intranet.kit.db import db
from intranet.kit.htmx import page

DRAFT = "brouillon"  # stands for the number that it has not yet


@bp.get("/referentiel/diff")
def compare_editions() -> ResponseReturnValue:
    """The page of the two editions that were chosen."""
    asked = [request.args.get(side, "") for side in ("avant", "apres")]
    if not all(db.session.scalar(queries.edition_numbered(number)) for number in asked):
        return redirect(url_for(".versions"), 303)
    return redirect(url_for(".difference", before=asked[0], after=asked[1]), 303)


@bp.get("/referentiel/diff/<before>..<after>")
def difference(before: str, after: str) -> Response:
    old, new = readable(before), readable(after)
    return page(
        "competencies/difference.html",
        before=old,
        after=new,
        names=(before, after),
        found=queries.between(old, new),
        marked=marked,
        bumps=BUMP_LABELS,
        becoming=SUCCESSION_LABELS,
    )


@bp.get("/referentiel/diff/<before>..<after>.<any(csv, json):form>")
def difference_as(before: str, after: str, form: str) -> Response:
    """The same, whole, in another form."""
    found = queries.between(readable(before), readable(after))
    if form == "json":
        return jsonify(as_plain(found))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows([exports.cell(value) for value in row] for row in as_rows(found))
    answer = make_response("\ufeff" + text.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    name = f"differences-{found.before}-{found.after}.csv".replace("+", "-")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def readable(name: str) -> Edition:
    """The edition of a number, or the draft for those who may read it."""
    found = db.session.scalars(_named(name)).unique().one_or_none()
    if found is None or not policy.may_read(reader(), found):
        abort(404)
    return found


def _named(name: str) -> queries.Editions:
    if name == DRAFT:
        return queries.draft_in_force()
    return queries.edition_numbered(name)
