"""The sessions of a LHÉO document: their days, which its schema lets be impossible, and their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from intranet.courses.exchange import lheo
from intranet.courses.exchange.elements import Element
from intranet.courses.exchange.found import FoundRun
from intranet.courses.exchange.lheo import tag
from intranet.courses.exchange.reader import Reader, line_of, text_of, texts_of
from intranet.courses.models import LONGEST_RUN, Mode
from intranet.kit.forms import CENTURY
from intranet.kit.numbers import whole_number
from intranet.kit.texts import clean


class RunsReader(Reader):
    """With its sessions."""

    def runs(self, price_cents: int | None) -> Iterator[FoundRun]:
        met: set[str] = set()
        for action in self.element.findall(tag("action")):
            is_remote = text_of(action, "modalites-enseignement") == lheo.MODES[Mode.REMOTE]
            price = self.price(action)
            there = action.find(f"{tag('lieu-de-formation')}/{tag('coordonnees')}/{tag('adresse')}")
            for session in action.findall(tag("session")):
                days = self._period(session)
                if days is None:
                    continue
                town, venue = _town(there)
                if not is_remote and not any(town):
                    self.refuse(session, "Le lieu de la session manque.", "commune")
                    continue
                named = session.get("numero", "").strip() or session.get("uri", "").strip()
                reference = (named or f"{days[0]:%Y%m%d}-{town[0] or town[1]}")[:100]
                if reference in met:
                    self.refuse(session, f"La session « {reference} » est deux fois dans la formation.", "starts_on")  # fmt: skip
                    continue
                met.add(reference)
                told = {one.get("info"): clean(one.text or "") for one in session.iter(tag("extra"))}  # fmt: skip
                seats = told.get("places-totales", "")
                yield FoundRun(
                    line=line_of(session),
                    reference=reference,
                    starts_on=days[0],
                    ends_on=days[1],
                    is_remote=is_remote,
                    town=("", "", "") if is_remote else town,
                    venue="" if is_remote else venue[:200],
                    price_cents=None if price == price_cents else price,
                    tells_price=price is not None,
                    seats=whole_number(seats, 4) or None,
                    label=told.get("nom", "")[:120],
                )  # fmt: skip

    def _period(self, session: Element) -> tuple[date, date] | None:
        """Its days; None where they are wrong, which is said."""
        period = session.find(tag("periode"))
        if period is None:
            self.refuse(session, "Les dates de la session manquent.", "starts_on")
            return None
        days = [
            self._day(period, name, field)
            for name, field in (("debut", "starts_on"), ("fin", "ends_on"))
        ]
        if days[0] is None or days[1] is None:
            return None
        if days[1] < days[0]:
            self.refuse(period, "Le dernier jour de la session est avant le premier.", "ends_on")
            return None
        if (days[1] - days[0]).days > LONGEST_RUN:
            self.refuse(
                period, "La session dure plus de trois ans : vérifiez les années.", "ends_on"
            )
            return None
        return days[0], days[1]

    def _day(self, period: Element, name: str, field: str) -> date | None:
        typed, where = text_of(period, name), period.find(tag(name))
        words = "premier" if name == "debut" else "dernier"
        shown = f"« {typed[:20]} »" if typed else "Rien"
        if re.fullmatch(r"[0-9]{8}", typed):
            year, month, on = int(typed[:4]), int(typed[4:6]), int(typed[6:])
            if not 1 <= month <= 12:
                said = f"Il n’y a pas de mois {month} : le {words} jour est « {typed} »."
            elif year not in CENTURY:
                said = f"Vérifiez l’année du {words} jour : « {typed} »."
            else:
                try:
                    return date(year, month, on)
                except ValueError:
                    said = f"Le {words} jour « {typed} » n’existe pas dans le calendrier."
        else:
            said = f"{shown} n’est pas un jour : le {words} jour s’écrit AAAAMMJJ."
        self.refuse(where if where is not None else period, said, field)
        return None


def _town(address: Element | None) -> tuple[tuple[str, str, str], str]:
    """The commune, by all that is said of it; and the rest of the address."""
    if address is None:
        return ("", "", ""), ""
    named = tuple(text_of(address, name)[:80] for name in ("code-INSEE-commune", "codepostal", "ville"))  # fmt: skip
    street = ", ".join(texts_of(address, "ligne"))
    return (named[0], named[1], named[2]), "" if street == named[2] else street
