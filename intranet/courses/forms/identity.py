"""What is asked of a trainer about their organization, for the exchange of catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intranet.courses.models import is_activity_number, is_siret, tidy_number
from intranet.kit.forms import Form, Length, Needed, StringField, ValidationError

TWENTY = [Needed("Donnez ce numéro."), Length(max=20)]


class IdentityForm(Form):
    """The establishment, the declaration of activity, and where to write."""

    siret = StringField("SIRET", TWENTY)
    activity_number = StringField("Numéro de déclaration d’activité (NDA)", TWENTY)
    street = StringField("Adresse", [Needed("Donnez l’adresse."), Length(max=180)])
    postcode = StringField("Code postal", [Needed("Donnez le code postal."), Length(max=10)])
    city = StringField("Ville", [Needed("Donnez la ville."), Length(max=50)])

    def validate_siret(self, field: StringField) -> None:
        if not is_siret(tidy_number(field.data or "")):
            raise ValidationError(
                "Ce numéro n’est pas un SIRET : quatorze chiffres, dont le dernier est une clé."
            )

    def validate_activity_number(self, field: StringField) -> None:
        if not is_activity_number(tidy_number(field.data or "").upper()):
            raise ValidationError(
                "Ce numéro n’est pas un NDA : onze chiffres, donnés par la préfecture de région."
            )

    def validate_postcode(self, field: StringField) -> None:
        number = tidy_number(field.data or "")
        if not (len(number) == 5 and number.isascii() and number.isdecimal()):
            raise ValidationError("Un code postal a cinq chiffres.")

    def refuse_other(self, siren: str | None) -> bool:
        """Whether the SIRET is of another organization, said beside it."""
        other = bool(siren) and not tidy_number(self.siret.data or "").startswith(siren or "")
        if other and not self.siret.errors:
            self.refuse(
                self.siret,
                f"Ce SIRET est celui d’une autre structure : le vôtre commence par {siren}.",
            )
        return other

    def said(self) -> Mapping[str, Any]:
        numbers = {
            name: tidy_number(self[name].data or "").upper()
            for name in ("siret", "activity_number", "postcode")
        }
        return numbers | {"street": self.street.data, "city": self.city.data}
