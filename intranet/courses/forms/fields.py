"""Fields and rules of our own: amounts, days, addresses."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit.forms import StringField
from intranet.kit.numbers import typed_amount


class EurosField(StringField):
    """An amount as people type it: 620, 620,50, 1 250 €. Its data is in cents."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data, self.typed = None, typed
        if not typed:
            return
        amount = typed_amount(typed)
        if amount is None or amount > 1_000_000:
            raise ValueError("Écrivez un montant en euros, par exemple 620 ou 620,50.")
        self.data = round(amount * 100)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        euros, cents = divmod(int(self.data), 100)
        return f"{euros},{cents:02}" if cents else str(euros)
