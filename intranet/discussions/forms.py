"""How often one wants to be told; why a remark should not stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intranet.discussions.models import FAMILY_LABELS, FREQUENCY_LABELS, Frequency, Subscription
from intranet.kit.forms import Form, Length, Needed, RadioField, TextAreaField, choices


class RhythmForm(Form):
    """One rhythm of letters a family of news."""

    practices = RadioField(FAMILY_LABELS["practices"], choices=choices(FREQUENCY_LABELS))
    openings = RadioField(FAMILY_LABELS["openings"], choices=choices(FREQUENCY_LABELS))
    courses = RadioField(FAMILY_LABELS["courses"], choices=choices(FREQUENCY_LABELS))
    events = RadioField(FAMILY_LABELS["events"], choices=choices(FREQUENCY_LABELS))

    def __init__(self, kept: Sequence[Subscription], **given: Any) -> None:
        said = dict.fromkeys(FAMILY_LABELS, Frequency.WEEKLY.value)
        said |= {each.family: each.frequency.value for each in kept}
        super().__init__(data=said, **given)

    @property
    def wanted(self) -> dict[str, Frequency]:
        return {family: Frequency(self[family].data) for family in FAMILY_LABELS}


class RemarkReportForm(Form):
    """Why a remark should not stand."""

    text = TextAreaField(
        "Ce qui ne va pas",
        [Needed("Dites ce qui ne va pas."), Length(max=500, message="500 signes au plus.")],
    )
