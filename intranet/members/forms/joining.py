"""What is asked to join an organization, and of whoever decides on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from intranet.kit.forms import (
    Form,
    Length,
    Needed,
    RadioField,
    SearchField,
    SearchForm,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    choices,
    member_of,
)
from intranet.members.models import ROLE_LABELS, ROLES_TO_ASK, Member, Role
from intranet.members.policy import may_be_named
from intranet.places.shapes import regions_to_choose

ROLES = {role: ROLE_LABELS[role] for role in ROLES_TO_ASK}
NAMED = {role: label for role, label in ROLE_LABELS.items() if role not in ROLES_TO_ASK}


class OrganizationSearchForm(SearchForm):
    q = SearchField("Votre structure")


class JoinForm(Form):
    organization = RadioField(
        "Structures trouvées",
        validators=[Needed("Choisissez votre structure dans la liste.")],
        validate_choice=False,
    )
    job_title = StringField("Fonction", validators=[Length(max=120, message="120 signes au plus.")])
    roles = SelectMultipleField("Vous demandez aussi à", choices=choices(ROLES))

    @property
    def asked_roles(self) -> list[Role]:
        return [Role(role) for role in self.roles.data or []]


class RolesForm(Form):
    roles = SelectMultipleField(
        "Rôles demandés",
        choices=choices(ROLES),
        validators=[Needed("Cochez au moins un rôle.")],
    )

    def __init__(self, member: Member) -> None:
        super().__init__()
        self.roles.choices = choices(
            {role: ROLES[role] for role in ROLES if not member.was_granted(role)}
        )

    @property
    def asked_roles(self) -> list[Role]:
        return [Role(role) for role in self.roles.data or []]


class AdmissionForm(Form):
    """What is granted of what was asked."""

    roles = SelectMultipleField("Rôles accordés")

    def __init__(self, asked: Iterable[str], **given: Any) -> None:
        super().__init__(**given)
        self.roles.choices = choices({role: ROLES[Role(role)] for role in asked})

    @property
    def granted(self) -> list[Role]:
        return [Role(role) for role in self.roles.data or []]


class RolesDecisionForm(AdmissionForm):
    reason = TextAreaField(
        "Un mot d’explication", validators=[Length(max=1_000, message="1 000 signes au plus.")]
    )


class RefusalForm(Form):
    reason = TextAreaField(
        "Raison du refus",
        validators=[
            Needed("Dites pourquoi : la personne lira votre réponse."),
            Length(max=1_000, message="1 000 signes au plus."),
        ],
    )


class OutboxForm(SearchForm):
    q = SearchField("Destinataire ou sujet")


class RoleForm(Form):
    """Who animates the network, or runs the site, is named by whoever runs it."""

    role = SelectField("Rôle", choices=choices(NAMED), coerce=member_of(Role))
    region = SelectField("Région qu’elle anime")

    def __init__(self, member: Member, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.member = member
        self.region.choices = choices(regions_to_choose(), first="Toute la France")

    def validate_role(self, field: SelectField) -> None:
        if not may_be_named(self.member, field.data):
            raise ValidationError(
                "On anime le réseau depuis une structure : cette personne doit d’abord en rejoindre une."
            )

    def validate_region(self, field: SelectField) -> None:
        if self.role.data is Role.ADMINISTRATOR and field.data:
            raise ValidationError(
                "Un administrateur l’est de tout le site : laissez « Toute la France »."
            )
