"""What is said of a meeting once it is decided on, or over."""

from __future__ import annotations

from wtforms import HiddenField

from intranet.kit.forms import BooleanField, Form, Length, Needed, TextAreaField


class MinutesForm(Form):
    """What was said at a meeting."""

    lock_version = HiddenField()
    minutes = TextAreaField(
        "Compte rendu", [Needed("Écrivez quelques lignes."), Length(max=20_000)]
    )
    is_public = BooleanField("Le mettre en ligne")


class ReasonForm(Form):
    """Why it is refused, postponed or cancelled: those concerned read it."""

    reason = TextAreaField("Motif", [Needed("Dites pourquoi."), Length(max=500)])
