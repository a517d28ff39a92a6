"""`/pratiques/importer`: sheets brought by a file, read line by line, applied, taken back."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import queries as referential
from intranet.competencies.exchange import Unreadable
from intranet.kit import exports, files
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.incoming import name_of
from intranet.kit.listing import paged
from intranet.kit.numbers import whole_numbers
from intranet.kit.refusals import RefusedFile
from intranet.kit.texts import plural, typo
from intranet.kit.workbooks import MIMETYPE, write_xlsx
from intranet.practices import actions, exchange, policy, queries
from intranet.practices.forms import SheetsFileForm
from intranet.practices.models import (
    BatchState,
    ChangedMeanwhile,
    LineAction,
    SheetBatch,
)
from intranet.practices.views.blueprint import bp

ROWS, LATELY = 50, 10
LARGEST_BODY = exchange.LARGEST + 2**16
ACTION_LABELS = {
    LineAction.CREATE: "À créer",
    LineAction.UPDATE: "À modifier",
    LineAction.SAME: "Inchangée",
    LineAction.CONFLICT: "Écrite depuis par quelqu’un",
    LineAction.REFUSED: "Refusée",
}
DONE_LABELS = ACTION_LABELS | {
    LineAction.CREATE: "Créée",
    LineAction.UPDATE: "Modifiée",
    LineAction.CONFLICT: "Laissée telle quelle",
}


@bp.route("/pratiques/importer", methods=["GET", "POST"])
@files.large(LARGEST_BODY)
def new_import() -> ResponseReturnValue:
    """Send a file: it is read at once, and kept if it can be."""
    require(policy.may_write(me()))
    form = SheetsFileForm()
    kept = received(form) if form.validate_on_submit() else None
    if kept:
        db.session.commit()
        return redirect(url_for(".one_import", batch_id=kept.id))
    return page(
        "practices/import.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        recent=every(queries.batches_of(me()).limit(LATELY)),
        states=BatchState,
    )


def received(form: SheetsFileForm) -> SheetBatch | None:
    """Keep what was sent where it can be read; else say why beside the field."""
    upload = form.file.data
    body = upload.stream.read()
    try:
        name = name_of(upload) or "sans nom"
        found = exchange.read(name, body)
    except (Unreadable, RefusedFile) as refused:
        form.refuse(form.file, str(refused))
        return None
    if found.ignored:
        flash(typo(f"Colonnes laissées de côté : {', '.join(found.ignored[:10])}."))
    return actions.keep_batch(me(), name, body, found)


@bp.get("/pratiques/importer/<int:batch_id>")
def one_import(batch_id: int) -> Response:
    """What the file would do, line by line; or what it did."""
    return shown(ours(batch_id))


@bp.post("/pratiques/importer/<int:batch_id>/application")
def apply_import(batch_id: int) -> ResponseReturnValue:
    """Write what was read: all of it, or nothing where something moved meanwhile."""
    batch = ours(batch_id)
    plan = planned(batch)
    if batch.state is not BatchState.TRIAL or plan.digest != request.form.get("seen"):
        return shown(batch, status=409)
    try:
        actions.apply_batch(batch, plan, me(), now(), accepted=accepted_lines())
        db.session.commit()
    except (actions.AlreadyBrought, ChangedMeanwhile):
        db.session.rollback()
        return shown(ours(batch_id), status=409)
    written = sum(line.version_id is not None for line in batch.lines)
    flash(
        typo(
            f"C’est fait : {plural(written, 'fiche écrite', 'fiches écrites')}. "
            "Rien n’est publié : relisez, complétez, puis soumettez."
        )
    )
    return redirect(url_for(".one_import", batch_id=batch_id))


@bp.post("/pratiques/importer/<int:batch_id>/annulation")
def undo_import(batch_id: int) -> ResponseReturnValue:
    """Take back every line that nobody wrote since."""
    batch = ours(batch_id)
    try:
        actions.undo_batch(batch, me(), now())
        db.session.commit()
    except (actions.AlreadyBrought, ChangedMeanwhile):
        db.session.rollback()
        return shown(ours(batch_id), status=409)
    left = sum(line.message.startswith("gardée") for line in batch.lines)
    kept = plural(left, "ligne reste", "lignes restent")
    more = f" ; {kept}, avec sa raison" if left else ""
    flash(typo(f"L’import est annulé{more}."))
    return redirect(url_for(".one_import", batch_id=batch_id))


@bp.get("/pratiques/importer/modele.<any(docx, csv, xlsx):form>")
def import_template(form: str) -> Response:
    """Our columns, to fill offline."""
    require(policy.may_write(me()))
    headers = list(exchange.HEADERS)
    if form == "docx":
        body, mime = exchange.as_docx("Fiche de bonne pratique", TEMPLATE_LEAD, {}), DOCX
    elif form == "xlsx":
        sheet = ("Bonnes pratiques", [24] * len(headers), [headers])
        body, mime = write_xlsx([sheet], exports.cell), MIMETYPE
    else:
        body, mime = ("\ufeff" + ";".join(headers) + "\r\n").encode(), "text/csv; charset=utf-8"
    answer = make_response(body)
    answer.headers["Content-Type"] = mime
    answer.headers["Content-Disposition"] = f"attachment; filename=modele-de-fiche.{form}"
    return answer


DOCX = exchange.documents.MIMETYPE
TEMPLATE_LEAD = (
    "Remplissez la colonne de droite, sans connexion, puis déposez ce document dans "
    "« Bonnes pratiques », « Mes fiches », « Importer ». Une case vide ne change rien."
)


def ours(batch_id: int) -> SheetBatch:
    """A file of my structure; that of another does not exist."""
    require(policy.may_write(me()))
    return one_or_404(queries.batches_of(me()).where(SheetBatch.id == batch_id))


def planned(batch: SheetBatch) -> exchange.Plan:
    """What its lines would do now."""
    catalogue = referential.in_force()
    lines = [
        exchange.Line(line.number, line.after["cells"], tuple(line.after["faults"]))
        for line in batch.lines
    ]
    known = queries.known_words(catalogue, every(queries.themes()))
    return queries.planned_for(batch.organization, lines, known)


def accepted_lines() -> set[int]:
    """The lines in conflict that were ticked."""
    return set(whole_numbers(request.form.getlist("accept")))


def shown(batch: SheetBatch, *, status: int = 200) -> Response:
    is_trial = batch.state is BatchState.TRIAL
    plan = planned(batch) if is_trial else None
    every_line = list(plan.lines) if plan else list(batch.lines)
    # Lines to accept stand on one page: a box on another would be lost.
    size = len(every_line) or 1 if plan and plan.count(LineAction.CONFLICT) else ROWS
    return page(
        "practices/import_preview.html" if is_trial else "practices/import_done.html",
        status=status,
        batch=batch,
        plan=plan,
        counts={
            label: sum(line.action is action for line in every_line)
            for action, label in ACTION_LABELS.items()
        },
        listing=paged(every_line, size),
        labels=ACTION_LABELS if is_trial else DONE_LABELS,
        modified=DONE_LABELS[LineAction.UPDATE],
        states=BatchState,
        is_stale=status == 409,
    )
