"""Numbers that forms ask for, read as the house reads numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField as AnyIntegerField

from intranet.kit.numbers import typed_number, whole_number


class IntegerField(AnyIntegerField):
    """A whole number, in the figures we write: Python alone reads « １２ » and « 1_000 » too."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if not valuelist:
            return
        self.data = typed_number(valuelist[0])
        if self.data is None:
            raise ValueError(self.gettext("Not a valid integer value."))


def whole_or_none(value: Any) -> int | None:
    """Coerce a posted value into an integer; nothing chosen stays nothing."""
    if value in {None, "", "None"}:
        return None
    number = whole_number(str(value))
    if number is None:
        raise ValueError(value)
    return number
