"""What is written to the other side of an application, and what recruiters keep for themselves."""

from __future__ import annotations

import re

from intranet.kit.forms import Form, Length, Needed, StringField, TextAreaField

QUOTED = re.compile(r"OFF-[0-9]{4}-0*([0-9]{1,9})\b|/offres/([0-9]{1,9})\b", re.IGNORECASE)


class MessageForm(Form):
    """A message: what is sent is read by the other side."""

    message = TextAreaField(
        "Votre message", [Needed("Écrivez le message avant de l’envoyer."), Length(max=4000)]
    )


class SuggestionForm(Form):
    """Another opening that may suit a candidate, by what people quote of it."""

    reference = StringField(
        "Référence ou adresse de l’offre", [Needed("Donnez sa référence."), Length(max=200)]
    )

    @property
    def opening_id(self) -> int | None:
        """The one that is quoted, if anything like one is."""
        quoted = QUOTED.search(self.reference.data or "")
        return int(quoted[1] or quoted[2]) if quoted else None


class NoteForm(Form):
    """A note that recruiters keep for themselves."""

    body = TextAreaField(
        "Nouvelle note", [Needed("Écrivez la note avant de la garder."), Length(max=4000)]
    )
