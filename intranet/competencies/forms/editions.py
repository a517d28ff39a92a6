"""What is asked of those who prepare an edition."""

from __future__ import annotations

from wtforms import HiddenField

from intranet.kit.forms import BooleanField, Form, Length, Needed, StringField, TextAreaField


class EditionForm(Form):
    """How the next edition presents itself."""

    title = StringField("Titre de l’édition", [Needed("Donnez un titre."), Length(max=120)])
    notice = TextAreaField("Présentation", [Length(max=4_000)])


class PublicationForm(Form):
    """A decision that cannot be taken back, on the very text that was read."""

    seen = HiddenField()
    understood = BooleanField(
        "J’ai relu les différences, et je sais qu’une édition publiée ne change plus jamais",
        [Needed("Cochez cette case pour publier.")],
    )
