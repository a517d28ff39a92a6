"""Fields of our own: amounts as people type them, dates of a working life, a closing instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from intranet.kit.clock import PARIS
from intranet.kit.forms import CENTURY, IntegerField
from intranet.kit.texts import end_of_day

END_OF_DAY = time(23, 59)


class Euros(IntegerField):
    """A whole amount, as people type it: 31 000, 31.000 € or 31000."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = "".join(valuelist[0].replace("€", "").split()) if valuelist else ""
        for sign in ("\u202f", "\u00a0"):
            typed = typed.replace(sign, "")
        if len(typed) > 4 and typed[-4:-3] in {".", ","}:
            typed = typed[:-4] + typed[-3:]
        super().process_formdata([typed])


def closing(on: date | None, at: time | None) -> datetime | None:
    """The instant from which nobody may answer: the end of that minute, in Paris."""
    if on is None or on.year not in CENTURY:
        return None
    if at in {None, END_OF_DAY}:
        return end_of_day(on)
    return datetime.combine(on, at or END_OF_DAY, PARIS)
