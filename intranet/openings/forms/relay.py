"""What is asked of whoever writes to an employer through the site."""

from __future__ import annotations

from intranet.kit.forms import Form, Length, Needed, TextAreaField


class RelayForm(Form):
    """One message, passed on with the address to answer to."""

    answers = ()  # the employer asks its questions when it writes back

    message = TextAreaField(
        "Votre message à l’employeur",
        [Needed("Dites à l’employeur pourquoi ce poste vous intéresse."), Length(max=4000)],
    )
