"""What is asked of whoever reviews, closes, reopens or reports an opening."""

from __future__ import annotations

from wtforms import HiddenField

from intranet.kit.forms import (
    DateField,
    Form,
    Length,
    Needed,
    RadioField,
    TextAreaField,
    choices,
    member_of,
)
from intranet.openings.forms.fields import of_our_time
from intranet.openings.models import (
    CLOSE_REASON_LABELS,
    REPORT_LABELS,
    CloseReason,
    ReportReason,
)


class ReviewForm(Form):
    """Publish, ask for corrections or refuse: the button says which."""

    version = HiddenField()
    comment = TextAreaField("Votre message à la personne qui recrute", [Length(max=2000)])


class ClosureForm(Form):
    """How it ended."""

    version = HiddenField()
    reason = RadioField(
        "Pourquoi clôturer cette offre ?",
        [Needed("Choisissez un motif.")],
        coerce=member_of(CloseReason),
        choices=choices(
            {
                reason: label
                for reason, label in CLOSE_REASON_LABELS.items()
                if reason is not CloseReason.EXPIRED
            }
        ),
    )
    comment = TextAreaField("Précision, pour l’historique", [Length(max=500)])


class ReopeningForm(Form):
    """Until when it is open again."""

    version = HiddenField()
    closes_on = DateField(
        "Nouvelle date limite", [Needed("Choisissez la nouvelle date limite."), of_our_time]
    )


class ReportForm(Form):
    """What is wrong with an opening."""

    reason = RadioField(
        "Que se passe-t-il avec cette offre ?",
        [Needed("Choisissez une raison.")],
        coerce=member_of(ReportReason),
        choices=choices(REPORT_LABELS),
    )
    text = TextAreaField("Ce que vous avez constaté", [Length(max=1000)])


class AnswerForm(Form):
    """What an animator answers to reports: the button says which."""

    version = HiddenField()
    reason = TextAreaField("Ce que l’employeur lira", [Length(max=1000)])
