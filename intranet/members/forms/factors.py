"""What is asked to prove that it is them, beside the password, and to add what proves it."""

from __future__ import annotations

from typing import Any

from intranet.kit.forms import (
    Form,
    HiddenField,
    Length,
    Needed,
    SearchField,
    SearchForm,
    StringField,
    TextAreaField,
)
from intranet.members.forms.accounts import CurrentPasswordForm


def _code(label: str, **attributes: str) -> StringField:
    return StringField(
        label,
        validators=[Needed("Écrivez le code."), Length(max=60, message="60 signes au plus.")],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            **attributes,
        },
    )


class CodeForm(Form):
    """A code of the application, or a recovery code."""

    code = _code("Code")


class PasskeyForm(Form):
    """Filled by static/js/passkeys.js: the word that was signed, and what the browser answers."""

    challenge = HiddenField()
    credential = HiddenField()


class AddPasskeyForm(PasskeyForm):
    name = StringField(
        "Nom de la clé",
        validators=[
            Needed("Donnez-lui un nom : vous la reconnaîtrez le jour où il faudra la retirer."),
            Length(max=60, message="60 signes au plus."),
        ],
    )


class AddCodeAppForm(Form):
    """The secret goes with the page, sealed, so that showing the page writes nothing."""

    sealed = HiddenField()
    code = _code("Code affiché par l’application", inputmode="numeric")


class ProofForm(CurrentPasswordForm):
    """The password again, before what it guards is changed."""


class FactorLossForm(Form):
    reason = TextAreaField(
        "Raison",
        validators=[
            Needed("Dites comment vous savez que c’est bien cette personne."),
            Length(max=500, message="500 signes au plus."),
        ],
    )


class AccountSearchForm(SearchForm):
    q = SearchField("Nom ou adresse électronique")

    @property
    def typed(self) -> Any:
        return (self.q.data or "").strip()[:200]
