"""What is asked on a phone, during a stage: one line."""

from __future__ import annotations

import re
from uuid import uuid4

from wtforms import HiddenField

from intranet.kit.forms import EmailField, Form, Length, Needed, StringField, is_address

NONCE = re.compile(r"[0-9a-zA-Z-]{8,40}")


class CaptureForm(Form):
    """A line, and who told it. The nonce makes a line sent twice one line."""

    nonce = HiddenField(default=lambda: str(uuid4()))
    text = StringField("Ce qui est raconté", [Needed("Écrivez une ligne."), Length(max=500)])
    presenter = StringField("Qui le raconte", [Needed("Dites qui le raconte."), Length(max=120)])

    @property
    def token(self) -> str:
        """As it was sent; another one where it is not one of ours."""
        sent = self.nonce.data or ""
        return sent if NONCE.fullmatch(sent) else str(uuid4())


class AssignForm(Form):
    """Whose draft a line becomes."""

    email = EmailField(
        "Adresse de la personne", [Needed("Écrivez son adresse."), Length(max=254), is_address]
    )
