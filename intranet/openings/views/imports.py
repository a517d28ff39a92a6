"""`/animer/offres/importer`: openings brought by a file, read line by line, applied, taken back."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from intranet.competencies.exchange import Unreadable
from intranet.competencies.queries import NoEdition
from intranet.kit import files
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.incoming import name_of
from intranet.kit.listing import paged
from intranet.kit.refusals import RefusedFile
from intranet.kit.texts import plural
from intranet.openings import actions, exchange, queries
from intranet.openings.exchange.reading import LARGEST
from intranet.openings.forms import FORMAT_LABELS, OpeningsFileForm
from intranet.openings.models import AlreadyMoved, ImportFormat, OpeningImport
from intranet.openings.views.blueprint import bp

ROWS = 50  # a page of the preview
LATELY = 10
LARGEST_BODY = LARGEST + 2**16
NO_EDITION = "→ Le référentiel n’est pas encore publié : les offres s’y rapportent."


@bp.route("/animer/offres/importer", methods=["GET", "POST"])
@files.large(LARGEST_BODY)
def new_import() -> ResponseReturnValue:
    """Send a file: it is read at once, and kept if it can be."""
    require(me().is_animator)
    form = OpeningsFileForm()
    kept = _received(form) if form.validate_on_submit() else None
    if kept:
        db.session.commit()
        return redirect(url_for(".one_import", import_id=kept.id))
    return page(
        "openings/import.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        recent=every(_mine().limit(LATELY)),
        labels=FORMAT_LABELS,
    )


@bp.get("/animer/offres/importer/<int:import_id>")
def one_import(import_id: int) -> Response:
    """What the file would do, or what it did."""
    require(me().is_animator)
    return _shown(_kept(import_id))


@bp.post("/animer/offres/importer/<int:import_id>/application")
def apply_import(import_id: int) -> ResponseReturnValue:
    require(me().is_animator)
    kept, at = _kept(import_id), now()
    try:
        actions.bring(kept, actions.plan_of(kept.format, kept.body, me(), at), me(), at)
        db.session.commit()
    except (actions.AlreadyDone, AlreadyMoved, IntegrityError):
        db.session.rollback()
        return _shown(_kept(import_id), status=409, is_stale=True)
    written = plural(len(kept.did), "offre")
    flash(f"C’est fait : {written}. Vous pouvez annuler tant que personne n’y a touché.")
    return redirect(url_for(".one_import", import_id=kept.id))


@bp.post("/animer/offres/importer/<int:import_id>/annulation")
def undo_import(import_id: int) -> ResponseReturnValue:
    require(me().is_animator)
    kept = _kept(import_id)
    try:
        back, left = actions.take_back(kept, me(), now())
        db.session.commit()
    except (actions.AlreadyDone, AlreadyMoved):
        db.session.rollback()
        return _shown(_kept(import_id), status=409, is_stale=True)
    told = f"{plural(back, 'offre remise', 'offres remises')} comme avant."
    others = plural(
        left,
        "offre a changé depuis, ou n’est plus de vos régions",
        "offres ont changé depuis, ou ne sont plus de vos régions",
    )
    flash(f"{told} {others} : rien n’y est touché." if left else told)
    return redirect(url_for(".one_import", import_id=kept.id))


@bp.get("/animer/offres/importer/modele.<any(csv, xlsx, json):form>")
def import_template(form: str) -> Response:
    """Our columns with a line to replace."""
    require(me().is_animator)
    file = exchange.template(ImportFormat(form))
    answer = make_response(file.body)
    answer.headers["Content-Type"] = file.mime
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


def _mine() -> Select[OpeningImport]:
    return queries.imports().where(OpeningImport.member_id == me().id)


def _kept(import_id: int) -> OpeningImport:
    """One of mine: another animator’s is of other regions."""
    return one_or_404(queries.one_import(import_id).where(OpeningImport.member_id == me().id))


def _received(form: OpeningsFileForm) -> OpeningImport | None:
    """Keep what was sent where it can be read; else say why beside the field."""
    upload, kind = form.file.data, ImportFormat(form.format.data)
    body = upload.stream.read()
    try:
        name = name_of(upload) or "sans nom"
        exchange.read(kind, body)
    except (Unreadable, RefusedFile) as refused:
        form.refuse(form.file, str(refused))
        return None
    return actions.keep_import(me(), kind, name, body, publishes=bool(form.publishes.data))


def _shown(kept: OpeningImport, *, status: int = 200, is_stale: bool = False) -> Response:
    try:
        plan = actions.plan_of(kept.format, kept.body, me(), now())
    except NoEdition:
        abort(409, NO_EDITION)
    return page(
        "openings/import_preview.html",
        status=status,
        file=kept,
        plan=plan,
        listing=paged(plan.rows, ROWS),
        labels=actions.BECOMING_LABELS,
        format=FORMAT_LABELS[kept.format],
        is_stale=is_stale,
    )
