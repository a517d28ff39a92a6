"""What is written to the other side of an application, and what recruiters keep for themselves."""

from __future__ import annotations

from intranet.kit.forms import Form, Length, Needed, TextAreaField


class MessageForm(Form):
    """A message: what is sent is read by the other side."""

    message = TextAreaField(
        "Votre message", [Needed("Écrivez le message avant de l’envoyer."), Length(max=4000)]
    )


class NoteForm(Form):
    """A note that recruiters keep for themselves."""

    body = TextAreaField(
        "Nouvelle note", [Needed("Écrivez la note avant de la garder."), Length(max=4000)]
    )
