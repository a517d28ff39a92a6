"""Reaching into one formation of a LHÉO document, and noting what is wrong where it is."""

from __future__ import annotations

import re

from intranet.courses.exchange.elements import Element
from intranet.courses.exchange.found import Fault
from intranet.courses.exchange.lheo import tag
from intranet.kit.numbers import typed_amount
from intranet.kit.texts import clean

MOST = 1_000_000  # euros


class Reader:
    """One formation being read: the faults gather as they are met."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.faults: list[Fault] = []
        self.ours = {
            one.get("info", ""): one
            for group in element.findall(tag("extras"))
            if group.get("info") == "passerelles"
            for one in group.findall(tag("extra"))
        }

    def price(self, action: Element | None) -> int | None:
        where = None if action is None else action.find(tag("prix-total-TTC"))
        typed = re.sub(r"[\s€]", "", (where.text or "") if where is not None else "")
        if not typed:
            return None
        euros = typed_amount(typed, decimals=18)
        if euros is None or euros > MOST:
            self.refuse(where, f"« {typed[:20]} » n’est pas un prix en euros.", "price")
            return None
        return round(euros * 100)

    def refuse(self, where: Element | None, sentence: str, field: str) -> None:
        place = where if where is not None else self.element
        self.faults.append(Fault(line_of(place), sentence, field))

    def told(self, name: str) -> str:
        """What our own `extras` say; empty elsewhere."""
        one = self.ours.get(name)
        return clean("".join(one.itertext())).strip() if one is not None else ""

    def find(self, path: str) -> Element | None:
        return self.element.find("/".join(map(tag, path.split("/")))) if path else None

    def all(self, path: str) -> list[Element]:
        found: list[Element] = self.element.findall("/".join(map(tag, path.split("/"))))
        return found

    def text(self, path: str) -> str:
        return text_of(self.element, path)


def line_of(element: Element) -> int:
    return int(element.sourceline or 0)


def text_of(element: Element, path: str) -> str:
    found = element.find("/".join(map(tag, path.split("/"))))
    return clean("".join(found.itertext())).strip() if found is not None else ""


def texts_of(element: Element, path: str) -> list[str]:
    found = element.findall("/".join(map(tag, path.split("/"))))
    return [text for one in found if (text := clean(one.text or "").strip())]
