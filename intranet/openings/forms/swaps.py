"""What is asked of whoever would exchange their post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from intranet.competencies.models import JobProfile
from intranet.kit.forms import (
    BooleanField,
    Form,
    Needed,
    Row,
    Rows,
    SelectField,
    ValidationError,
    choices,
    member_of,
    whole_or_none,
)
from intranet.openings.actions.swaps import Said
from intranet.openings.models import CATEGORY_LABELS, Category, Status, SwapWish
from intranet.openings.policy.swaps import AT_WORK
from intranet.places.shapes import departments_to_choose

MOST_WANTED = 10


class PlaceRow(Row):
    """A département one would go to."""

    code = SelectField("Département", default="")


class WishForm(Form):
    """Where one works, where one would go, and as what."""

    here = SelectField("Mon poste est dans le département", [Needed("Dites où est votre poste.")])
    wanted = Rows(PlaceRow, "J’irais dans", blank=2, most=MOST_WANTED)
    job_profile = SelectField(
        "Mon métier", [Needed("Choisissez votre métier.")], coerce=whole_or_none
    )
    held_status = SelectField(
        "Mon statut",
        [Needed("Choisissez votre statut.")],
        coerce=member_of(Status),
        choices=choices(AT_WORK, first="Choisir"),
    )
    category = SelectField(
        "Ma catégorie, si je suis fonctionnaire",
        coerce=member_of(Category),
        choices=choices(CATEGORY_LABELS, first="Sans objet"),
    )
    agrees = BooleanField(
        "J’accepte que mon souhait soit comparé à ceux des autres, sans mon nom",
        [Needed("Sans votre accord, la recherche ne regarde pas votre souhait.")],
    )

    seen = HiddenField(default="")  # the version of the wish that the page shows

    def __init__(self, profiles: Sequence[JobProfile], **given: Any) -> None:
        super().__init__(**given)
        places = departments_to_choose()
        self.here.choices = choices(places, first="Choisir")
        self.job_profile.choices = choices(
            ((str(each.id), each.title) for each in profiles), first="Choisir"
        )
        self.wanted.offer_blank()
        for entry in self.wanted.entries:
            entry.form.code.choices = choices(places, first="Choisir")

    def validate_wanted(self, field: Rows) -> None:
        codes = [row.code.data for row in field.filled]
        if not codes:
            raise ValidationError("Dites au moins un département où vous iriez.")
        if self.here.data in codes:
            raise ValidationError("Votre propre département n’est pas un échange : retirez-le.")

    def validate_category(self, field: SelectField) -> None:
        if self.held_status.data is Status.CIVIL_SERVANT and field.data is None:
            raise ValidationError("Un échange entre fonctionnaires se fait à catégorie égale.")

    def said(self) -> Said:
        servant = self.held_status.data is Status.CIVIL_SERVANT
        return Said(
            department_code=self.here.data,
            wanted=sorted({row.code.data for row in self.wanted.filled}),
            job_profile_id=self.job_profile.data,
            status=self.held_status.data,
            category=self.category.data if servant else None,
        )


def said_of(wish: SwapWish) -> dict[str, Any]:
    """What the form shows of a wish."""
    return {
        "here": wish.department_code,
        "wanted": [{"code": code} for code in wish.wanted],
        "job_profile": wish.job_profile_id,
        "held_status": wish.status,
        "category": wish.category,
        "agrees": True,
        "seen": wish.version,
    }
