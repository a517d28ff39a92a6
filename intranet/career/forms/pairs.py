"""The half-day that one proposes to the other."""

from __future__ import annotations

from datetime import timedelta

from wtforms import HiddenField

from intranet.career.models import HALF_DAY_LABELS, HalfDay
from intranet.kit.clock import today
from intranet.kit.forms import (
    DateField,
    Form,
    Length,
    Needed,
    RadioField,
    StringField,
    ValidationError,
    choices,
    member_of,
)
from intranet.kit.numbers import whole_number

FARTHEST = timedelta(days=365)


class DayForm(Form):
    """When, which half of the day, where to meet."""

    on = DateField("Quel jour", [Needed("Choisissez un jour.")])
    half = RadioField(
        "Quelle demi-journée",
        [Needed("Choisissez le matin ou l’après-midi.")],
        choices=choices(HALF_DAY_LABELS),
        coerce=member_of(HalfDay),
    )
    where = StringField("Où se retrouver", [Needed("Dites où vous retrouver."), Length(max=200)])
    version = HiddenField()

    def validate_on(self, field: DateField) -> None:
        if field.data and not today() < field.data <= today() + FARTHEST:
            raise ValidationError("Choisissez un jour à venir, d’ici un an.")

    @property
    def seen(self) -> int:
        """The version that the page showed; 0, which is none of ours, where nothing sound was sent."""
        return whole_number(self.version.data) or 0
