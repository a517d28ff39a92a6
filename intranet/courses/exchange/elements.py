"""Elements of LHÉO 2.3, in lxml: written so that no text of ours can break the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from textwrap import wrap
from typing import Any

from lxml import etree

from intranet.courses.exchange.lheo import LONGEST, tag
from intranet.kit.exports import instant

Element = Any  # of lxml
Said = tuple[str, str, Mapping[str, str]]  # name, text, attributes of an `extra`
# What XML 1.0 cannot hold, even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """One element; a text longer than the schema lets it be is cut at a word."""
    element = etree.SubElement(parent, tag(name), attributes)
    if text is not None:
        sound = _NO_XML.sub("", text).strip()
        most = LONGEST.get(name)
        element.text = cut(sound, most) if most else sound
    return element


def cut(text: str, most: int) -> str:
    """At a word, with what says that there was more."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"


def lines(parent: Element, text: str, *, most: int) -> None:
    for line in wrap(_NO_XML.sub("", text), LONGEST["ligne"], break_long_words=True)[:most]:
        add(parent, "ligne", line)


def url(parent: Element, address: str) -> None:
    add(parent, "urlweb", address)


def extras(parent: Element, name: str, said: Iterable[Said]) -> None:
    group = None
    for key, text, attributes in said:
        if group is None:
            group = add(parent, "extras", info=name)
        extra = add(group, "extra", text, info=key)
        for attribute, value in attributes.items():
            extra.set(attribute, value)


def sign(element: Element, number: str, uri: str, written: Any, at: datetime) -> None:
    """Its name at the provider’s, its address here, when it was written, changed and exported."""
    element.set("numero", number)
    element.set("horodatage-creation", instant(written.created_at))
    element.set("horodatage-modification", instant(written.updated_at))
    element.set("horodatage-export", instant(at))
    element.set("uri", uri)


def address(parent: Element, street: str, postcode: str, city: str) -> Element:
    address = add(parent, "adresse")
    lines(address, street, most=4)
    add(address, "codepostal", postcode)
    add(address, "ville", city)
    return address


def period(parent: Element, starts_on: date, ends_on: date) -> None:
    period = add(parent, "periode")
    add(period, "debut", f"{starts_on:%Y%m%d}")
    add(period, "fin", f"{ends_on:%Y%m%d}")
