"""Why a sheet is withdrawn."""

from __future__ import annotations

from intranet.kit.forms import Form, Length, Needed, TextAreaField


class WithdrawForm(Form):
    """Read by everybody at its address, and by whoever answers for it."""

    reason = TextAreaField(
        "Pourquoi la retirer",
        [
            Needed("Dites pourquoi la fiche est retirée."),
            Length(max=500, message="500 signes au plus."),
        ],
    )
