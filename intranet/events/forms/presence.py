"""What is asked of whoever shows that they were at a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.competencies.models import VISIBILITY_LABELS, Visibility
from intranet.events.models import Talk
from intranet.kit.forms import Form, RadioField, SelectMultipleField, choices, member_of


class PresenceForm(Form):
    """Which presentations were followed, and who may see it."""

    talks = SelectMultipleField("Les interventions que vous avez suivies")
    visibility = RadioField(
        "Qui peut la voir",
        choices=choices(VISIBILITY_LABELS),
        default=Visibility.REVIEWERS.value,
        coerce=member_of(Visibility),
    )

    def offer(self, talks: Sequence[Talk]) -> None:
        """Those of the hours attended; of two at once, the person says which, and none is ticked."""
        self.talks.choices = choices([(str(talk.id), talk.title) for talk in talks])
        if not self.is_submitted():
            hours = [talk.starts_local for talk in talks]
            self.talks.data = [
                str(talk.id) for talk in talks if hours.count(talk.starts_local) == 1
            ]

    def chosen(self, talks: Sequence[Talk]) -> list[Talk]:
        return [talk for talk in talks if str(talk.id) in (self.talks.data or [])]
