"""What a candidate may still do once an application has left the desk, or lost a file."""

from __future__ import annotations

from uuid import UUID

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import files
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.files import keep_pdf
from intranet.kit.htmx import page
from intranet.kit.refusals import LARGEST, RefusedFile
from intranet.openings import actions, policy
from intranet.openings.forms import ReplacementForm
from intranet.openings.models import FILE_LABELS, ApplicationAlreadyMoved, Scan
from intranet.openings.views.applications import own
from intranet.openings.views.blueprint import bp
from intranet.openings.views.quotas import TOO_MANY_FILES, give_back, over_quota
from intranet.openings.views.races import sent_version


@bp.post("/moi/candidatures/<uuid:application_uuid>/retrait/annulation")
def undo_withdrawal(application_uuid: UUID) -> ResponseReturnValue:
    """Within a day: the employer reads it again, where it stood."""
    at, mine = now(), own(application_uuid)
    if not policy.may_undo_withdrawal(mine, at):
        raise ApplicationAlreadyMoved(mine.id)
    try:
        actions.undo_withdrawal(mine, me(), at, version=sent_version())
    except actions.AlreadyApplied:
        flash("Vous avez candidaté de nouveau depuis : c’est cette candidature qui est suivie.")
    else:
        flash("Votre candidature est de nouveau suivie, là où elle en était.")
    db.session.commit()
    return redirect(url_for(".application", application_uuid=application_uuid))


@bp.post("/moi/candidatures/<uuid:application_uuid>/vivier")
def keep_in_mind(application_uuid: UUID) -> ResponseReturnValue:
    """Agree to be thought of again by this employer, or no longer."""
    mine, agrees = own(application_uuid), request.form.get("agrees") == "1"
    require(policy.may_be_kept_in_mind(mine))
    months = current_app.config["RETENTION"]["pool"] if agrees else 0
    actions.keep_in_mind(mine, now(), months=months)
    db.session.commit()
    flash("C’est noté. Vous pouvez changer d’avis ici à tout moment.")
    return redirect(url_for(".application", application_uuid=application_uuid))


@bp.route(
    "/moi/candidatures/<uuid:application_uuid>/fichiers/<int:file_id>/remplacement",
    methods=["GET", "POST"],
)
@files.large(LARGEST + 2**20)
def replace_file(application_uuid: UUID, file_id: int) -> ResponseReturnValue:
    """Another file in the place of one that the antivirus removed."""
    mine = own(application_uuid)
    refused = next((each for each in mine.files if each.id == file_id), None)
    if refused is None or refused.scan is not Scan.INFECTED or refused.deleted_at:
        abort(404)
    form, kept, counted = ReplacementForm(), None, 0
    if form.validate_on_submit():
        counted = 1
        if over_quota(counted):
            form.refuse(form.file, TOO_MANY_FILES)
        else:
            try:
                kept = keep_pdf(form.file.data)
            except RefusedFile as wrong:
                form.refuse(form.file, str(wrong))
    if kept is None:
        give_back(counted)
        db.session.commit()
        status = 422 if form.errors else 200
        return page("openings/replacement.html", status=status, form=form, application=mine,
                    file=refused, opening=mine.opening, file_labels=FILE_LABELS)  # fmt: skip
    actions.replace_file(mine, refused, refused.kind, kept, now())
    db.session.commit()
    flash("Le fichier est remplacé.")
    return redirect(url_for(".application", application_uuid=application_uuid))
