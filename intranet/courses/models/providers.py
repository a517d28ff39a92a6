"""By what a provider of courses is known outside: its establishment, its declaration of activity."""

from __future__ import annotations

import re

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.organizations.models import Organization

LA_POSTE = "356000000"  # its establishments are numbered by a rule of their own


class ProviderIdentity(Dated, Model):
    """What the exchange of catalogues asks of a provider, said once for all its courses."""

    __tablename__ = "provider_identity"
    __table_args__ = (
        CheckConstraint("length(siret) = 14", name="siret_of_fourteen"),
        CheckConstraint("length(activity_number) = 11", name="activity_number_of_eleven"),
        CheckConstraint("length(postcode) = 5", name="postcode_of_five"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    siret: Mapped[str] = mapped_column(String(14))
    activity_number: Mapped[str] = mapped_column(String(11))  # NDA, given by the préfet
    street: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(5))
    city: Mapped[str] = mapped_column(String(50))
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    organization: Mapped[Organization] = relationship()


def tidy_number(typed: str) -> str:
    """123 456 782 00001 → 12345678200001."""
    return re.sub(r"[\s.\u00a0\u202f-]", "", typed)


def is_siret(number: str) -> bool:
    """Fourteen digits whose key is right (Luhn; the sum of digits a multiple of 5 for La Poste)."""
    if not (len(number) == 14 and number.isascii() and number.isdecimal()):
        return False
    digits = [int(digit) for digit in number]
    if number.startswith(LA_POSTE) and sum(digits) % 5 == 0:
        return True
    doubled = [digit * 2 if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def is_activity_number(number: str) -> bool:
    """Eleven figures; those of Corsica begin with 2A or 2B after the number of the region."""
    return bool(re.fullmatch(r"[0-9]{11}|[0-9]{2}2[AB][0-9]{7}", number))
