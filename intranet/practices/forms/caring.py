"""What animators ask of the lists of sheets they look after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from intranet.kit.forms import (
    Form,
    Needed,
    SearchForm,
    SelectField,
    choices,
    whole_or_none,
)
from intranet.members.models import Member
from intranet.places.shapes import regions_to_choose
from intranet.practices.queries import CARE_ORDERS


class CareSearch(SearchForm):
    """One region of those that one animates, and an order."""

    region = SelectField("Région")
    tri = SelectField("Trier", choices=choices(CARE_ORDERS), default=next(iter(CARE_ORDERS)))

    def __init__(self, asked: Any, regions: set[str] | None) -> None:
        super().__init__(asked)
        names = regions_to_choose()
        offered = {code: name for code, name in names.items() if regions is None or code in regions}
        self.region.choices = choices(offered, first="Toutes mes régions")


class ProposeForm(Form):
    """Who might answer for a sheet."""

    member = SelectField("Personne de la structure", [Needed("Choisissez à qui le proposer.")],
                         coerce=whole_or_none)  # fmt: skip

    def offer(self, colleagues: Iterable[Member]) -> None:
        people = [(str(member.id), member.name) for member in colleagues]
        self.member.choices = choices(people, first="Choisir")
