"""The agreement of a manager, by a link of a letter, without an account; it is given once."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, queries
from intranet.bookings.forms import AgreementForm
from intranet.bookings.models import HasBegun, Registration, RegistrationAlreadyMoved
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.holder import linked
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.texts import typo


@bp.route("/accords/<word>", methods=["GET", "POST"])
def agreement(word: str) -> ResponseReturnValue:
    """Agree, or refuse and say why; opened again, it says what was decided."""
    row, form = asked_of(word), AgreementForm()
    refuses = request.form.get("act") == "refus"
    if not form.validate_on_submit() or (refuses and not form.has_reason()):
        return asking(row, form)
    said = form.reason.data or ""
    try:
        if refuses:
            actions.refuse(row, now(), said)
        else:
            actions.approve(row, now(), note=said)
    except (RegistrationAlreadyMoved, HasBegun):
        db.session.rollback()
        return asking(asked_of(word), form)
    db.session.commit()
    flash(typo("Votre réponse est enregistrée ; la personne est prévenue."))
    return redirect(url_for(".agreement", word=word))


def asked_of(word: str) -> Registration:
    """The first seat that still awaits this agreement: of a group, some may be given back meanwhile."""
    row = linked(word, actions.MANAGER)[0]
    return db.session.scalars(queries.asked_with(row)).first() or row


def asking(row: Registration, form: AgreementForm) -> Response:
    subject = queries.subject_of(row.bookable)
    return page(
        "bookings/agreement.html",
        status=422 if form.errors else 200,
        row=row,
        asked=every(queries.asked_with(row)),
        subject=subject,
        begun=subject.has_begun(now()),
        form=form,
    )
