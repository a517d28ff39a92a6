"""What is asked of an animator who decides."""

from __future__ import annotations

from intranet.kit.forms import Form, Length, Needed, TextAreaField


class ReasonForm(Form):
    """Why something is sent back, suspended or called off; and which text was read."""

    reason = TextAreaField(
        "Ce qu’il faut changer",
        [Needed("Dites en une phrase au moins ce qui est attendu."), Length(max=3000)],
    )
