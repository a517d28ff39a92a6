"""What is asked to hand a sheet over."""

from __future__ import annotations

from intranet.kit.forms import Form, Length, Needed, StringField


class TransferForm(Form):
    """To whom, by its whole name."""

    organization = StringField(
        "Structure qui la reprend", [Needed("Nommez la structure."), Length(max=200)]
    )
