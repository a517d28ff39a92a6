"""What is asked of who says which meetings are those of a stage."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.events.models import Event
from intranet.kit.forms import Form, Needed, SelectField, choices, whole_or_none


class GatherForm(Form):
    """One more meeting."""

    event = SelectField(
        "Une rencontre de l’agenda", [Needed("Choisissez une rencontre.")], coerce=whole_or_none
    )

    def offer(self, events: Sequence[Event]) -> None:
        found = [(str(each.id), f"{each.title}, {each.dates}") for each in events]
        self.event.choices = choices(found, first="Choisir une rencontre")
