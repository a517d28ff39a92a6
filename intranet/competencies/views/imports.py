"""A file brought into the draft: sent, read row by row, then applied at once or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from flask import Response, current_app, flash, redirect, request, stream_template, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, exchange, forms, policy, queries
from intranet.competencies.exchange import OUTCOME_LABELS, Outcome, Unreadable
from intranet.competencies.models import (
    DraftInProgress,
    EditionState,
    FileFormat,
    ImportedFile,
    NotADraft,
)
from intranet.competencies.views.blueprint import bp
from intranet.competencies.views.downloads import sent
from intranet.kit import files, journal
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.incoming import name_of
from intranet.kit.journal import Kind
from intranet.kit.listing import address, paged
from intranet.kit.refusals import RefusedFile

ROWS = 50  # a page of the preview
LARGEST_BODY = 20 * 2**20 + 2**16


@bp.route("/referentiel/importer", methods=["GET", "POST"])
@files.large(LARGEST_BODY)
def new_import() -> ResponseReturnValue:
    """Send a file: it is read at once, and kept if it can be."""
    require(policy.may_import(me()))
    form = forms.ImportForm()
    kept = receive(form) if form.validate_on_submit() else None
    if kept:
        db.session.commit()
        return redirect(url_for(".preview_import", file_id=kept.id))
    return page(
        "competencies/import.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        base=queries.base_of_imports(),
        states=EditionState,
        recent=every(queries.imported_files()),
        labels=forms.FORMAT_LABELS,
    )


def receive(form: forms.ImportForm) -> ImportedFile | None:
    """Keep what was sent where it can be read; else say why beside the field."""
    upload, kind = form.file.data, FileFormat(form.format.data)
    body = upload.stream.read()
    try:
        name = name_of(upload) or "sans nom"
        exchange.read(kind, body)
    except (Unreadable, RefusedFile) as refused:
        form.refuse(form.file, str(refused))
        return None
    return actions.keep(me().id, kind, name, body, retires=form.retires_absent.data)


@bp.get("/referentiel/importer/<int:file_id>")
def preview_import(file_id: int) -> ResponseReturnValue:
    """What the file would do, row by row."""
    require(policy.may_import(me()))
    kept = one_or_404(queries.imported_file(file_id))
    return preview(kept)


def preview(kept: ImportedFile, *, status: int = 200, is_stale: bool = False) -> Response:
    base = queries.base_of_imports()
    plan = planned(kept, base.id)
    wanted = request.args.get("etat", "")
    shown = [row for row in plan.rows if wanted not in set(Outcome) or row.outcome == wanted]
    return page(
        "competencies/import_preview.html",
        status=status,
        file=kept,
        base=base,
        states=EditionState,
        plan=plan,
        listing=paged(shown, ROWS),
        outcomes=outcome_links(plan, wanted),
        labels=OUTCOME_LABELS,
        format=forms.FORMAT_LABELS[kept.format],
        is_stale=is_stale,
    )


def outcome_links(plan: exchange.Plan, wanted: str) -> list[SimpleNamespace]:
    """The rows by what becomes of them: all, then each outcome that is met."""
    counts = plan.counts
    every_row = SimpleNamespace(
        label="Toutes",
        count=len(plan.rows),
        url=address(etat=None, page=None),
        current=wanted not in set(Outcome),
    )
    return [every_row] + [
        SimpleNamespace(
            label=f"{label}s" if counts[outcome] > 1 else label,
            count=counts[outcome],
            url=address(etat=outcome.value, page=None),
            current=wanted == outcome,
        )
        for outcome, label in OUTCOME_LABELS.items()
        if counts[outcome]
    ]


def planned(kept: ImportedFile, edition_id: int) -> exchange.Plan:
    present = queries.present_of(edition_id, reserved_words())
    site = current_app.config["SITE_URL"]
    return actions.plan_of(kept.format, kept.body, present, site, retires=kept.retires_absent)


def reserved_words() -> set[str]:
    """What addresses of the site use where the code of an item would stand."""
    parts = (rule.rule.strip("/").split("/") for rule in current_app.url_map.iter_rules())
    return {part[1].lower() for part in parts if part[0] == "referentiel" and len(part) > 1}


@dataclass(frozen=True)
class Job:
    """An import about to be written: what was read, and what that would do."""

    file_id: int
    name: str
    kind: FileFormat
    body: bytes
    retires: bool
    present: exchange.Present
    plan: exchange.Plan
    by: str  # what the journal calls who brings it


class Stale(Exception):
    """The draft is no longer what the preview compared the file with."""


@bp.post("/referentiel/importer/<int:file_id>/appliquer")
def apply_import(file_id: int) -> ResponseReturnValue:
    """Bring the file into the draft, showing how far it went; all of it, or nothing."""
    require(policy.may_import(me()))
    kept, base = one_or_404(queries.imported_file(file_id)), queries.base_of_imports()
    if kept.applied_at or base.state is EditionState.CONSULTATION:
        return preview(kept, status=409, is_stale=True)
    job = prepared(kept, base.id, str(me().event_key))
    if job.plan.digest != request.form.get("seen"):
        return preview(one_or_404(queries.imported_file(file_id)), status=409, is_stale=True)
    if not job.plan.changes_something:
        flash("Rien à écrire : le brouillon dit déjà ce que dit ce fichier.")
        return redirect(url_for(".preview_import", file_id=file_id))
    steps = progress(job)
    page_in_parts = stream_template("competencies/import_apply.html", job=job, steps=steps)
    return Response(page_in_parts, headers={"X-Accel-Buffering": "no"}, mimetype="text/html")


def prepared(kept: ImportedFile, edition_id: int, by: str) -> Job:
    """Read all that is needed, let others write, then compare: that takes the longest."""
    said = (kept.id, kept.name, kept.format, kept.body, kept.retires_absent)
    present = queries.present_of(edition_id, reserved_words())
    db.session.rollback()
    _, _, kind, body, retires = said
    site = current_app.config["SITE_URL"]
    plan = actions.plan_of(kind, body, present, site, retires=retires)
    return Job(*said, present, plan, by)


def progress(job: Job) -> Iterator[SimpleNamespace]:
    """Each portion as it is written, then how it ended.

    The page is sent once the view is over, and its session with it: the whole of the import, its
    claim included, is one transaction of its own, committed here.
    """
    yield SimpleNamespace(state="writing", done=0, total=len(job.plan.rows))
    try:
        for done, total in written(job):
            yield SimpleNamespace(state="writing", done=done, total=total)
        db.session.commit()
    except (actions.AlreadyBrought, DraftInProgress, NotADraft, Stale):
        db.session.rollback()
        yield SimpleNamespace(state="stale", done=0, total=1)
    except Exception:
        db.session.rollback()
        current_app.logger.exception("the import of file %s was taken back", job.file_id)
        yield SimpleNamespace(state="failed", done=0, total=1)
    else:
        yield SimpleNamespace(state="finished", done=1, total=1)


def written(job: Job) -> Iterator[tuple[int, int]]:
    """Claim the file, hold the draft, make sure that it is still the one that was read."""
    at = now()
    actions.claim(job.file_id, at)
    journal.note(Kind.IMPORTED, by=job.by, about=(ImportedFile.__tablename__, job.file_id))
    draft = actions.draft_for_import(queries.base_of_imports(), at)
    present, plan = queries.present_of(draft.id, reserved_words()), job.plan
    if present != job.present:
        site = current_app.config["SITE_URL"]
        plan = actions.plan_of(job.kind, job.body, present, site, retires=job.retires)
        if plan.digest != job.plan.digest:
            raise Stale(draft.id)
    yield from actions.bring(plan, present.whole, at)


@bp.get("/referentiel/importer/modele.<any(csv, xlsx):form>")
def import_template(form: str) -> Response:
    """Our columns, with two lines to replace."""
    require(policy.may_import(me()))
    return sent(exchange.template(FileFormat(form)))
