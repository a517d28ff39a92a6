"""A catalogue brought as LHÉO: sent, read line by line, then applied at once or not at all."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.courses import actions, policy, queries
from intranet.courses.exchange.found import Unreadable
from intranet.courses.exchange.planning import FIELDS, OUTCOME_LABELS, Outcome, Plan, plan_of
from intranet.courses.forms import ImportForm
from intranet.courses.models import ChangedMeanwhile, CourseFile
from intranet.courses.views.blueprint import bp
from intranet.kit import files
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.incoming import name_of
from intranet.kit.listing import Listing, address, first_of, page_within
from intranet.kit.refusals import RefusedFile
from intranet.kit.texts import plural

ROWS = 50  # a page of the preview
LARGEST_BODY = 10 * 2**20 + 2**16


@bp.route("/formations/importer", methods=["GET", "POST"])
@files.large(LARGEST_BODY)
def new_import() -> ResponseReturnValue:
    """Send a file: it is read at once, and kept if it can be."""
    require(policy.may_exchange(me()))
    form = ImportForm()
    kept = receive(form) if form.validate_on_submit() else None
    if kept:
        db.session.commit()
        return redirect(url_for(".preview_import", file_id=kept.id))
    return page(
        "courses/import.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        provider=me().organization,
        recent=every(queries.files_of(me().organization_id)),
    )


def receive(form: ImportForm) -> CourseFile | None:
    """Keep what was sent where it can be read; else say why beside the field."""
    from intranet.courses.exchange.reading import read

    upload = form.file.data
    body = upload.stream.read()
    try:
        name = name_of(upload) or "sans nom"
        read(body)
    except (Unreadable, RefusedFile) as refused:
        form.refuse(form.file, str(refused))
        return None
    return actions.keep_file(me(), name, body)


@bp.get("/formations/importer/<int:file_id>")
def preview_import(file_id: int) -> Response:
    """What the file would do, course by course."""
    require(policy.may_exchange(me()))
    return preview(one_or_404(queries.file_of(me().organization_id, file_id)))


@bp.post("/formations/importer/<int:file_id>/appliquer")
def apply_import(file_id: int) -> ResponseReturnValue:
    """Write what was read: all of it, or nothing where something moved meanwhile."""
    require(policy.may_exchange(me()))
    kept = one_or_404(queries.file_of(me().organization_id, file_id))
    plan, at = planned(kept), now()
    if kept.applied_at or plan.digest != request.form.get("seen"):
        return preview(kept, status=409)
    try:
        actions.claim_file(kept.id, at)
        actions.bring(plan.written, kept.organization, me(), at, reviewed=True)
    except (actions.AlreadyBrought, ChangedMeanwhile):
        db.session.rollback()
        again = one_or_404(queries.file_of(me().organization_id, file_id))
        return preview(again, status=409)
    db.session.commit()
    new = " Les fiches nouvelles sont des brouillons : complétez-les, puis soumettez-les."
    flash(f"{in_words(plan)}.{new if plan.count(Outcome.CREATED) else ''}")
    return redirect(url_for(".preview_import", file_id=file_id))


def planned(kept: CourseFile) -> Plan:
    from intranet.courses.exchange.reading import read

    found = read(kept.body)
    site = current_app.config["SITE_URL"]
    return plan_of(found, queries.present_for(kept.organization, found, site, now()))


def preview(kept: CourseFile, *, status: int = 200) -> Response:
    plan, wanted = planned(kept), request.args.get("etat", "")
    shown = [row for row in plan.rows if wanted not in set(Outcome) or row.outcome == wanted]
    number = page_within(len(shown), ROWS)
    return page(
        "courses/import_preview.html",
        status=status,
        file=kept,
        plan=plan,
        words=in_words(plan),
        listing=Listing(shown[first_of(number, ROWS) :][:ROWS], len(shown), number, ROWS),
        outcomes=outcome_links(plan, wanted),
        labels=OUTCOME_LABELS,
        fields=FIELDS,
        is_stale=status == 409,
    )


def in_words(plan: Plan) -> str:
    """« 3 formations (2 créées, 1 refusée) »."""
    words = {
        Outcome.CREATED: "créée",
        Outcome.CHANGED: "modifiée",
        Outcome.UNCHANGED: "inchangée",
        Outcome.REFUSED: "refusée",
    }
    parts = [plural(plan.count(outcome), word) for outcome, word in words.items() if plan.count(outcome)]  # fmt: skip
    total = plural(len(plan.rows), "formation")
    return f"{total} ({', '.join(parts)})" if parts else total


def outcome_links(plan: Plan, wanted: str) -> list[SimpleNamespace]:
    """The rows by what becomes of them: all, then each outcome that is met."""
    every_row = SimpleNamespace(
        label="Toutes",
        count=len(plan.rows),
        url=address(etat=None, page=None),
        current=wanted not in set(Outcome),
    )
    return [every_row] + [
        SimpleNamespace(
            label=label,
            count=plan.count(outcome),
            url=address(etat=outcome.value, page=None),
            current=wanted == outcome,
        )
        for outcome, label in OUTCOME_LABELS.items()
        if plan.count(outcome)
    ]
