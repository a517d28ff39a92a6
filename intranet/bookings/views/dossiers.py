"""The dossier of a meeting: what is due, done and proved; the model from which it is made."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.actions.dossiers import TemplateChanged
from intranet.bookings.forms import DoneForm, TemplateForm
from intranet.bookings.models import Bookable, Subject
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import organized_meeting
from intranet.kit import files
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.refusals import RefusedFile
from intranet.kit.texts import typo


@bp.route("/animer/dossiers/<int:bookable_id>", methods=["GET", "POST"])
def dossier(bookable_id: int) -> ResponseReturnValue:
    """What is to be done and when; a POST opens it before the timer does."""
    bookable, subject = organized_meeting(bookable_id)
    if request.method == "GET":
        return shown(bookable, subject)
    actions.open_dossier(bookable, subject, now())
    db.session.commit()
    return redirect(url_for(".dossier", bookable_id=bookable_id))


@bp.route(
    "/animer/dossiers/<int:bookable_id>/<int:item_id>",
    methods=["GET", "POST"],
)
def dossier_line(bookable_id: int, item_id: int) -> ResponseReturnValue:
    """Say that one is done, with its proof; or that it is not."""
    bookable, subject = organized_meeting(bookable_id)
    item, form = one_or_404(queries.item_of(bookable_id, item_id)), DoneForm()
    indicator = queries.indicators_on(today()).get(item.indicator_number or 0)
    shown_with: dict[str, Any] = {"bookable": bookable, "subject": subject, "item": item, "form": form, "indicator": indicator}  # fmt: skip
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("bookings/dossiers/line.html", status=status, **shown_with)
    if request.form.get("act") == "reprendre":
        actions.untick(item)
        told = f"« {item.label} » est de nouveau à faire."
    else:
        sent = form.file.data
        try:
            kept = files.keep(sent) if sent and getattr(sent, "filename", "") else None
        except RefusedFile as refused:
            form.refuse(form.file, str(refused))
            return page("bookings/dossiers/line.html", status=422, **shown_with)
        actions.tick_off(item, now(), by=me(), evidence=kept)
        told = f"« {item.label} » : c’est fait."
    db.session.commit()
    flash(typo(told))
    return redirect(url_for(".dossier", bookable_id=bookable_id))


@bp.get("/animer/dossiers/<int:bookable_id>/<int:item_id>/preuve")
def dossier_proof(bookable_id: int, item_id: int) -> Response:
    """The file, for whoever holds the meeting."""
    organized_meeting(bookable_id)
    item = one_or_404(queries.item_of(bookable_id, item_id))
    return files.serve(item.evidence) if item.evidence else abort(404)


@bp.route("/animer/dossiers/modele", methods=["GET", "POST"])
def dossier_template() -> ResponseReturnValue:
    """The model of my organization, for the dossiers to come."""
    require(policy.may_write_template(me()))
    organization_id = me().organization_id or abort(403)
    known = [
        {name: getattr(line, name) for name in ("label", "offset_days", "is_after_end", "indicator_number")}
        for line in queries.template_of(organization_id)
    ]  # fmt: skip
    form = TemplateForm(data={"lines": known}) if request.method == "GET" else TemplateForm()
    if not form.validate_on_submit() or request.form.get("add"):
        return _template_page(form, organization_id)
    try:
        actions.write_template(organization_id, form.said, seen=request.form.get("seen", ""))
    except TemplateChanged:
        db.session.rollback()
        return _template_page(form, organization_id, overtaken=True)
    db.session.commit()
    flash("Le modèle est enregistré : il servira aux prochains dossiers.")
    return redirect(url_for(".dossier_template"))


def _template_page(
    form: TemplateForm, organization_id: int, *, overtaken: bool = False
) -> Response:
    """What was typed under the model that was read then, unless the page says that it changed."""
    form.lines.offer_blank()
    refused, now_is = form.is_submitted() and form.errors, queries.template_of(organization_id)
    stamp = actions.stamp_of_template(now_is)
    return page(
        "bookings/dossiers/template.html",
        status=409 if overtaken else 422 if refused else 200,
        form=form,
        indicators=queries.indicators_on(today()),
        seen=stamp if overtaken else request.form.get("seen", stamp),
        overtaken=now_is if overtaken else None,
    )


def shown(bookable: Bookable, subject: Subject) -> Response:
    return page(
        "bookings/dossiers/show.html",
        bookable=bookable,
        subject=subject,
        found=queries.dossier_of(bookable, subject),
        indicators=queries.indicators_on(today()),
        on=today(),
        opened_before=actions.OPENED_BEFORE,
    )
