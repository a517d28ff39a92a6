"""What is asked to open an account, to sign in, and of oneself."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app

from intranet.kit.forms import (
    BooleanField,
    EmailField,
    Form,
    Length,
    Needed,
    PasswordField,
    StringField,
    TextAreaField,
    ValidationError,
    address_of,
    is_address,
)
from intranet.members import passwords
from intranet.members.models import Member, Role, SingleUseLink

LINK = re.compile(r"://|www\.|@", re.IGNORECASE)
OTHER_PASSWORD = "Ce n’est pas le mot de passe choisi pour cette demande."  # noqa: S105  a sentence
WRONG_PASSWORD = "Ce n’est pas votre mot de passe actuel."  # noqa: S105  a sentence


def is_a_name(_form: Form, field: StringField) -> None:
    field.data = " ".join((field.data or "").split())
    if LINK.search(field.data):
        raise ValidationError("Écrivez seulement un nom, sans adresse ni lien.")


def asked_name() -> StringField:
    return StringField(
        "Prénom et nom",
        validators=[
            Needed("Écrivez votre prénom et votre nom."),
            Length(2, 80, "Entre 2 et 80 signes."),
            is_a_name,
        ],
        render_kw={"autocomplete": "name"},
    )


def _address(label: str = "Adresse électronique", *, autocomplete: str = "username") -> EmailField:
    return EmailField(
        label,
        validators=[Needed("Écrivez votre adresse électronique."), is_address],
        render_kw={"autocomplete": autocomplete, "inputmode": "email"},
    )


def _new_password(label: str = "Mot de passe") -> PasswordField:
    return PasswordField(
        label,
        validators=[Needed("Choisissez un mot de passe.")],
        render_kw={"autocomplete": "new-password"},
    )


def _current_password(label: str = "Mot de passe") -> PasswordField:
    return PasswordField(
        label,
        validators=[Needed("Écrivez votre mot de passe.")],
        render_kw={"autocomplete": "current-password"},
    )


class SignInForm(Form):
    email = EmailField(
        "Adresse électronique",
        validators=[Needed("Écrivez votre adresse électronique.")],
        render_kw={"autocomplete": "username webauthn", "inputmode": "email"},
    )
    password = _current_password()


class SignUpForm(Form):
    name = asked_name()
    email = _address("Adresse électronique professionnelle")
    password = _new_password()
    shortest = passwords.SHORTEST

    def validate_password(self, field: PasswordField) -> None:
        refuse_weak(field, self.name.data or "", address_of(self.email))


class ConfirmForm(Form):
    """By the link of the letter: who follows it must be who asked, or a stranger’s password would open it."""

    password = _current_password("Mot de passe choisi à l’inscription")

    def __init__(self, link: SingleUseLink) -> None:
        super().__init__()
        self.link = link

    def validate_password(self, field: PasswordField) -> None:
        if not passwords.matches(self.link.password_hash, field.data or ""):
            raise ValidationError(OTHER_PASSWORD)


class ForgottenForm(Form):
    email = _address()


class OwnForm(Form):
    """What only `member` is asked."""

    def __init__(self, member: Member, **given: Any) -> None:
        super().__init__(**given)
        self.member = member


class NewPasswordForm(OwnForm):
    """By a single-use link."""

    password = _new_password("Nouveau mot de passe")

    @property
    def shortest(self) -> int:
        return shortest_for(self.member)

    def validate_password(self, field: PasswordField) -> None:
        refuse_weak_for(self.member, field)


class CurrentPasswordForm(OwnForm):
    """The password is asked again."""

    current = _current_password()

    def validate_current(self, field: PasswordField) -> None:
        if not passwords.matches(self.member.password_hash, field.data or ""):
            raise ValidationError(WRONG_PASSWORD)


class ChangePasswordForm(NewPasswordForm, CurrentPasswordForm):
    asked_last = ("password",)

    current = _current_password("Mot de passe actuel")


class AddressForm(CurrentPasswordForm):
    asked_last = ("current",)

    email = _address("Nouvelle adresse électronique", autocomplete="email")

    def validate_email(self, field: EmailField) -> None:
        if address_of(self.email) == self.member.email:
            raise ValidationError("C’est déjà votre adresse.")


class ClosingForm(CurrentPasswordForm):
    sure = BooleanField(
        "Je ferme mon compte pour de bon",
        validators=[Needed("Cochez la case pour confirmer.")],
    )


class ProfileForm(Form):
    name = asked_name()
    job_title = StringField("Fonction", validators=[Length(max=120, message="120 signes au plus.")])
    about = TextAreaField(
        "À propos de vous", validators=[Length(max=1_000, message="1 000 signes au plus.")]
    )
    is_listed = BooleanField("Figurer dans l’annuaire des personnes")
    can_be_asked = BooleanField("On peut me solliciter")
    is_counted = BooleanField("Me compter parmi les personnes qui répondent à un besoin")
    hides_from_own = BooleanField("Me cacher de ma propre structure", default=True)


def refuse_weak_for(member: Member, field: PasswordField) -> None:
    refuse_weak(field, member.name, member.email, shortest=shortest_for(member))


def shortest_for(member: Member) -> int:
    """Of their password, in characters."""
    if member.was_granted(Role.ADMINISTRATOR):
        return passwords.SHORTEST_OF_ADMINISTRATORS
    return passwords.SHORTEST


def refuse_weak(field: PasswordField, *about: str, shortest: int = passwords.SHORTEST) -> None:
    site = current_app.config["SITE_NAME"]
    weakness = passwords.weakness(field.data or "", site, *about, shortest=shortest)
    if weakness:
        raise ValidationError(weakness)
