"""What is asked of whoever names the team of a recruitment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from intranet.kit.forms import (
    Form,
    Needed,
    RadioField,
    SelectField,
    choices,
    member_of,
    whole_or_none,
)
from intranet.members.models import Member
from intranet.openings.models import DESK_ROLE_LABELS, DeskRole

ROLE_HINTS = {
    DeskRole.OWNER: "propose le poste, note les réponses, compose l’équipe",
    DeskRole.CO_RECRUITER: "étudie, écrit aux personnes, reçoit, met en attente, répond",
    DeskRole.READER: "lit et garde des notes, ne décide rien : un élu, une direction",
}


class TeamForm(Form):
    """A colleague, and their part."""

    member = SelectField("Collègue", [Needed("Choisissez une personne.")], coerce=whole_or_none)
    role = RadioField(
        "Sa part dans ce recrutement",
        [Needed("Choisissez sa part.")],
        coerce=member_of(DeskRole),
        choices=choices(
            {role: f"{label} : {ROLE_HINTS[role]}" for role, label in DESK_ROLE_LABELS.items()}
        ),
    )

    def __init__(self, colleagues: Iterable[Member], **given: Any) -> None:
        super().__init__(**given)
        names = {each.id: each.name for each in colleagues}
        self.member.choices = choices(names, first="À choisir")
