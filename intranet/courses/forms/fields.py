"""Fields and rules of our own: amounts, days, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from intranet.kit.forms import StringField, ValidationError
from intranet.kit.texts import NARROW, NO_BREAK

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class EurosField(StringField):
    """An amount as people type it: 620, 620,50, 1 250 €. Its data is in cents."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data, self.typed = None, typed
        if not typed:
            return
        plain = re.sub(rf"[\s{NO_BREAK}{NARROW}€]", "", typed).replace(",", ".")
        try:
            amount = Decimal(plain)
        except InvalidOperation:
            amount = None
        if amount is None or not amount.is_finite() or not 0 <= amount <= 1_000_000:
            raise ValueError("Écrivez un montant en euros, par exemple 620 ou 620,50.")
        self.data = round(amount * 100)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        euros, cents = divmod(int(self.data), 100)
        return f"{euros},{cents:02}" if cents else str(euros)


def possible_day(_form: Any, field: Any) -> None:
    if field.data and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError("Vérifiez l’année de cette date.")
