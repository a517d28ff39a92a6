"""What is asked of whoever wants a seat, or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from wtforms import HiddenField

from intranet.bookings.actions import Asked, Together
from intranet.bookings.models import Approval, Bookable, SeatKind
from intranet.kit.forms import (
    BooleanField,
    EmailField,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    Optional,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    choices,
    is_address,
    member_of,
)
from intranet.members.models import Member

SEAT_LABELS = {SeatKind.ROOM: "Dans la salle", SeatKind.REMOTE: "À distance"}
MOST_TOGETHER = 50
LEAST_TOGETHER = 2


class SeatForm(Form):
    """What any request says. What the meeting does not ask is taken away by `offer`."""

    seat_kind = RadioField(
        "Où suivrez-vous ?",
        choices=choices(SEAT_LABELS),
        coerce=member_of(SeatKind),
        default=SeatKind.ROOM,
    )
    manager_name = StringField(
        "Nom de la personne responsable",
        [Needed("Écrivez le nom de la personne qui donne son accord."), Length(max=120)],
    )
    manager_email = EmailField(
        "Son adresse électronique",
        [
            Needed("Écrivez l’adresse de la personne qui donne son accord."),
            Length(max=254),
            is_address,
        ],
    )

    me: Member

    def offer_seats(self, bookable: Bookable, me: Member) -> None:
        """Keep only what this meeting asks."""
        self.me = me
        if bookable.remote_capacity is None:
            del self.seat_kind
        if bookable.approval is not Approval.MANAGER:
            del self.manager_name
            del self.manager_email

    def validate_manager_email(self, field: Any) -> None:
        if field.data == self.me.email:
            raise ValidationError(
                "C’est votre adresse : indiquez celle de la personne responsable."
            )

    def said(self, **more: Any) -> Asked:
        kind = self.seat_kind.data if "seat_kind" in self else SeatKind.ROOM
        if "manager_email" in self:
            more["manager_name"] = self.manager_name.data
            more["manager_email"] = self.manager_email.data
        return Asked(seat_kind=kind, **more)


class RegisterForm(SeatForm):
    """A seat for oneself, or for a colleague."""

    person = SelectField("Pour qui ?", default="")
    needs = TextAreaField("Besoin d’aménagement", [Length(max=1000)])
    accepts_other_runs = BooleanField("Une autre session de la même formation me conviendrait")
    other_regions = SelectMultipleField("Dans quelles régions ?")
    leaves_other_lists = BooleanField(
        "Si j’obtiens une place ailleurs, me retirer de cette liste d’attente", default=True
    )

    def offer(
        self,
        bookable: Bookable,
        me: Member,
        colleagues: Sequence[tuple[int, str]],
        elsewhere: Mapping[str, str] | None,
    ) -> None:
        """`elsewhere`: the regions of the other runs that would do; None where there is none."""
        self.offer_seats(bookable, me)
        named = [(str(number), name) for number, name in colleagues]
        self.person.choices = choices(named, first=f"Moi-même, {me.name}")
        if not named:
            del self.person
        if elsewhere is None:
            del self.accepts_other_runs
            del self.leaves_other_lists
        if not elsewhere:
            del self.other_regions
        else:
            self.other_regions.choices = choices(elsewhere)

    def who(self) -> int | None:
        """The number of a colleague, once validated; None: oneself."""
        return int(self.person.data) if "person" in self and self.person.data else None

    def asked(self) -> Asked:
        more: dict[str, Any] = {"needs": self.needs.data or ""}
        for name in ("accepts_other_runs", "other_regions", "leaves_other_lists"):
            if name in self:
                more[name] = self[name].data
        return self.said(**more)


class GroupForm(SeatForm):
    """Several seats, named later."""

    asked_last = ("seat_kind", "accepts_split", "note", "manager_name", "manager_email")

    seats = IntegerField(
        "Nombre de places",
        [
            Needed("Indiquez combien de places vous demandez."),
            NumberRange(LEAST_TOGETHER, MOST_TOGETHER, "Demandez de %(min)d à %(max)d places."),
        ],
    )
    accepts_split = BooleanField("Nous acceptons d’être répartis : une partie peut attendre")
    note = TextAreaField("Message à l’organisateur", [Length(max=500)])
    submission = HiddenField(validators=[Length(max=36)], default=lambda: str(uuid4()))

    def offer(self, bookable: Bookable, me: Member) -> None:
        self.offer_seats(bookable, me)
        if not bookable.splits_groups:
            del self.accepts_split

    def together(self) -> Together:
        splits = bool(self.accepts_split.data) if "accepts_split" in self else False
        return Together(self.seats.data, splits, self.note.data or "")


class NameForm(Form):
    """Who takes a seat of a group."""

    person = SelectField("Personne de votre structure", default="")
    guest_name = StringField("Ou une autre personne : son nom", [Length(max=120)])
    guest_email = EmailField("Son adresse électronique", [Optional(), Length(max=254), is_address])

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        named = [(str(number), name) for number, name in people]
        self.person.choices = choices(named, first="Choisir")

    def validate_guest_name(self, field: Any) -> None:
        if not self.person.data and not field.data:
            raise ValidationError("Choisissez une personne, ou écrivez son nom.")
        if self.person.data and field.data:
            raise ValidationError(
                "Choisissez une personne de votre structure ou écrivez un nom, pas les deux."
            )

    def who(self) -> int | None:
        """The number of a person of one’s structure, once validated."""
        return int(self.person.data) if self.person.data else None
