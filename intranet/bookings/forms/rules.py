"""What whoever holds a meeting decides of its registration."""

from __future__ import annotations

from typing import Any

from intranet.bookings.actions import Rules
from intranet.bookings.models import (
    Approval,
    Bookable,
    WaitlistMode,
)
from intranet.bookings.windows import Window, instants, window_of
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Form,
    IntegerField,
    Needed,
    NumberRange,
    Optional,
    RadioField,
    choices,
    member_of,
    of_this_century,
)

SEATS = NumberRange(min=1, max=10_000, message="Écrivez un nombre de 1 à 10 000.")
HOURS = NumberRange(min=1, max=720, message="Écrivez un nombre d’heures de 1 à 720.")
WAITING = NumberRange(min=0, max=10_000, message="Écrivez un nombre de 0 à 10 000.")
MODES = {
    WaitlistMode.AUTO: "La place va d’elle-même à la première personne qui attend",
    WaitlistMode.OFFER: "La place lui est proposée un temps, puis à la suivante",
    WaitlistMode.MANUAL: "Vous choisissez à la main",
}
APPROVALS = {
    Approval.NONE: "Aucun accord",
    Approval.MODERATOR: "Votre accord",
    Approval.MANAGER: "L’accord d’un responsable de la personne, par courriel",
}


class CapacityForm(Form):
    """How many seats there are; raised, those who wait come in; lowered, nobody is put out."""

    capacity = IntegerField("Places dans la salle", [Optional(), SEATS])
    remote_capacity = IntegerField("Places à distance", [Optional(), SEATS])


class RulesForm(CapacityForm):
    """Seats, window, line, agreement."""

    min_participants = IntegerField("Nombre de personnes pour avoir lieu", [Optional(), SEATS])
    confirms_itself = BooleanField("Confirmer dès que ce nombre est atteint")
    opens_on = DateField("Ouverture des inscriptions", [Optional(), of_this_century])
    closes_on = DateField("Dernier jour pour s’inscrire", [Optional(), of_this_century])
    waitlist_mode = RadioField(
        "Quand une place se libère", choices=choices(MODES), coerce=member_of(WaitlistMode)
    )
    offer_hours = IntegerField(
        "Heures pour accepter une place proposée",
        [Needed("Écrivez un nombre d’heures, par exemple 48."), HOURS],
    )
    waitlist_max = IntegerField("Longueur de la liste d’attente", [Optional(), WAITING])
    promotes_until_on = DateField(
        "Dernier jour où la liste avance d’elle-même", [Optional(), of_this_century]
    )
    splits_groups = BooleanField("Un groupe peut être réparti, une partie en attente")
    approval = RadioField(
        "Avant de donner une place", choices=choices(APPROVALS), coerce=member_of(Approval)
    )
    holds_seat_before_approval = BooleanField("Garder une place en attendant l’accord")

    def rules(self, tz: str) -> Rules | None:
        """What was said, days becoming instants of the place; None where it does not hold together."""
        least, most = self.min_participants.data, self.capacity.data
        if least and most and least > most:
            self.refuse(self.min_participants, "Ce nombre dépasse celui des places.")
        if self.confirms_itself.data and not least:
            self.refuse(self.min_participants, "Indiquez le nombre à atteindre.")
        opens, closes = self.opens_on.data, self.closes_on.data
        if opens and closes and closes < opens:
            self.refuse(self.closes_on, "Les inscriptions se ferment avant d’ouvrir.")
        if self.errors:
            return None
        return Rules(
            capacity=most,
            remote_capacity=self.remote_capacity.data,
            min_participants=least,
            confirms_itself=self.confirms_itself.data,
            waitlist_mode=self.waitlist_mode.data,
            offer_hours=self.offer_hours.data,
            waitlist_max=self.waitlist_max.data,
            splits_groups=self.splits_groups.data,
            approval=self.approval.data,
            holds_seat_before_approval=self.holds_seat_before_approval.data,
            **instants(Window(opens, closes, self.promotes_until_on.data), tz),
        )


def opened_with(bookable: Bookable) -> dict[str, Any]:
    """What the form shows first: the rules in force, in days of the place."""
    plain = ("capacity", "remote_capacity", "min_participants", "confirms_itself", "waitlist_mode", "offer_hours", "waitlist_max", "splits_groups", "approval", "holds_seat_before_approval")  # fmt: skip
    window = vars(window_of(bookable, bookable.tz))
    return {name: getattr(bookable, name) for name in plain} | window
