"""What begins a sheet."""

from __future__ import annotations

from wtforms import HiddenField

from intranet.kit.forms import Form, Length, Needed, RadioField, StringField, choices
from intranet.kit.numbers import whole_numbers
from intranet.practices.forms.sheets import NO_TITLE
from intranet.practices.models import KIND_LABELS, LONGEST


class NewPracticeForm(Form):
    """What begins a sheet: the rest is written later, as often as one likes."""

    title = StringField("Titre de la fiche", [Needed(NO_TITLE), Length(max=LONGEST["title"])])
    kind = RadioField("Nature", choices=choices(KIND_LABELS), default="practice")
    seen = HiddenField()  # the sheets of a near title that this page shows

    @property
    def seen_ids(self) -> set[int]:
        return set(whole_numbers((self.seen.data or "").split()))
