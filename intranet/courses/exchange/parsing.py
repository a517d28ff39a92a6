"""One formation of a LHÉO document: its fields, its sessions, and all that is wrong with them at once."""

from __future__ import annotations

import re
from typing import Any

from intranet.courses.exchange import lheo
from intranet.courses.exchange.elements import Element
from intranet.courses.exchange.found import FoundCourse
from intranet.courses.exchange.lheo import tag
from intranet.courses.exchange.reader import line_of, text_of, texts_of
from intranet.courses.exchange.reader_of_runs import RunsReader
from intranet.courses.models import FIELD_LABELS, Mode, Track
from intranet.kit.forms import ADDRESS
from intranet.kit.numbers import whole_number
from intranet.kit.texts import clean, number, plural

LABELS = FIELD_LABELS | {"expected_results": "Résultats attendus", "formacodes": "Formacodes"}
# Signs at most of each field, as the form of a course asks them.
MOST = {
    "title": 255, "objectives": 3000, "expected_results": 3000, "content": 3000, "methods": 3000,
    "assessment": 3000, "prerequisites": 3000, "access_conditions": 3000, "audience": 500,
    "accessibility": 250, "disability_contact": 250, "access_delay": 250, "duration_note": 200,
    "contact_name": 120, "contact_phone": 40, "contact_email": 200, "price_note": 250,
}  # fmt: skip
# Where each text stands in LHÉO.
PATHS = {
    "title": "intitule-formation",
    "objectives": "objectif-formation",
    "expected_results": "resultats-attendus",
    "content": "contenu-formation",
    "prerequisites": "action/conditions-specifiques",
    "access_conditions": "action/modalites-recrutement",
    "methods": "action/modalites-pedagogiques",
    "audience": "action/info-public-vise",
    "accessibility": "action/acces-handicapes",
    "access_delay": "action/session/modalites-inscription",
    "duration_note": "action/duree-indicative",
}
OLD_LEVELS = {"4": 3, "5": 4, "6": 5, "7": 6, "8": 7}  # those of 1969
LEVELS = {code: level for level, code in lheo.LEVELS.items() if level >= 3} | OLD_LEVELS
NONE_SAID = {"aucune.", "aucune"}


def course_of(element: Element) -> FoundCourse:
    """All of it."""
    return _CourseReader(element).course()


class _CourseReader(RunsReader):
    """With its fields."""

    def course(self) -> FoundCourse:
        element, said = self.element, self._said()
        uri = element.get("uri", "").strip()
        reference = element.get("numero", "").strip() or uri
        if not reference:
            self.refuse(element, "La formation n’a ni « numero » ni « uri » : on ne la retrouverait pas au prochain envoi.", "reference")  # fmt: skip
        elif len(reference) > 100:
            self.refuse(element, "Le « numero » de la formation dépasse 100 signes.", "reference")
        runs = tuple(self.runs(said.get("price_cents")))
        return FoundCourse(
            line=line_of(element),
            reference=reference[:100],
            uri=uri[:400],
            siret=self.text("organisme-formation-responsable/SIRET-organisme-formation/SIRET"),
            said=said,
            certification=self._certification(),
            teaches=self._levels("competence-visee", 2) if self.ours else None,  # type: ignore[arg-type]
            presupposes=self._levels("competence-attendue", 1) if self.ours else None,  # type: ignore[arg-type]
            runs=runs,
            # A price is read for the course and for its run: its fault is told once.
            faults=tuple(dict.fromkeys(self.faults)),
        )

    # ---- fields

    def _said(self) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for field, path in PATHS.items():
            if (text := self.text(path)) or field == "title":
                said[field] = text
        if said.get("prerequisites", "").lower() in NONE_SAID:
            said["prerequisites"] = ""
        if self.ours:
            said |= {field: self.told(name) for name, field in lheo.WHOLE.items()}
        if not said["title"]:
            self.refuse(self.element, "L’intitulé manque.", "title")
        said |= self._contacts()
        for field, most in MOST.items():
            if len(said.get(field, "")) > most:
                where = self.find(PATHS.get(field, "")) if field in PATHS else None
                self.refuse(
                    where if where is not None else self.element,
                    f"{LABELS[field]} : {plural(len(said[field]), 'signe')}, {number(most)} au plus.",
                    field,
                )
        said |= self._codes() | self._figures()
        return said

    def _contacts(self) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for contact in self.element.findall(tag("contact-formation")):
            kind = text_of(contact, "type-contact")
            name = " ".join(filter(None, (text_of(contact, f"coordonnees/{part}") for part in ("prenom", "nom"))))  # fmt: skip
            name = name or " ".join(texts_of(contact, "coordonnees/ligne"))
            if kind == lheo.DISABILITY_CONTACT:
                said.setdefault("disability_contact", name)
                continue
            phone = text_of(contact, "coordonnees/telfixe/numtel") or text_of(contact, "coordonnees/portable/numtel")  # fmt: skip
            email = text_of(contact, "coordonnees/courriel")
            if email and not ADDRESS.fullmatch(email.lower()):
                self.refuse(
                    contact, "Le courriel du contact n’est pas une adresse.", "contact_email"
                )
            for field, text in (("contact_name", name), ("contact_phone", phone), ("contact_email", email)):  # fmt: skip
                said.setdefault(field, text)
        if self.ours:
            for name in ("contact", "telephone", "referent-handicap"):
                said.pop(lheo.WHOLE[name], None)
        return {field: text for field, text in said.items() if text}

    def _codes(self) -> dict[str, Any]:
        modes = {one.text for one in self.all("action/modalites-enseignement")}
        known = {code: mode for mode, code in lheo.MODES.items()}
        mode = known.get(modes.pop() or "", Mode.ONSITE) if len(modes) == 1 else Mode.MIXED
        if self.told("mode") in set(Mode):
            mode = Mode(self.told("mode"))
        publics = {one.text for one in self.all("action/code-public-vise")}
        said: dict[str, Any] = {
            "mode": mode,
            "track": Track.INITIAL if publics == {lheo.PUBLICS[Track.INITIAL]} else Track.CONTINUING,
            "is_certifying": self.text("certifiante") == "1" or bool(self._certification()),
            "formacodes": [one.text.strip() for one in self.all("domaine-formation/code-FORMACODE") if re.fullmatch(r"\s*[0-9]{5}\s*", one.text or "")],
        }  # fmt: skip
        for field, path in (("entry_level", "code-niveau-entree"), ("exit_level", "code-niveau-sortie")):  # fmt: skip
            said[field] = LEVELS.get(self.text(path))
        levels = (said["entry_level"], said["exit_level"])
        if None not in levels and levels[0] > levels[1]:
            self.refuse(self.find("code-niveau-sortie"), "Le niveau de sortie est sous le niveau d’entrée.", "exit_level")  # fmt: skip
        return said

    def _figures(self) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if hours := self.text("action/nombre-heures-total"):
            said["hours"] = whole_number(hours, 4) or 0
            if not said["hours"]:
                self.refuse(self.find("action/nombre-heures-total"), f"« {hours[:20]} » n’est pas une durée en heures, de 1 à 9 999.", "hours")  # fmt: skip
        if self.ours:
            cents = self.told("prix-cents")
            said["price_cents"] = whole_number(cents)
        elif (price := self.price(self.find("action"))) is not None:
            said["price_cents"] = price
        return said

    def _certification(self) -> str:
        for kind in ("RNCP", "RS"):
            code = self.text(f"certification/code-{kind}").upper().removeprefix(kind)
            if re.fullmatch(r"[0-9]{1,6}", code):
                return f"{kind}{code}"
        return ""

    def _levels(self, name: str, count: int) -> tuple[tuple[str | int, ...], ...]:
        """The items of the referential, as we wrote them: code, then levels of 0 to 4."""
        found: dict[str, tuple[str | int, ...]] = {}
        for one in self.element.iter(tag("extra")):
            levels = (one.text or "").split("-")
            sound = len(levels) == count and all(level in {"0", "1", "2", "3", "4"} for level in levels)  # fmt: skip
            if one.get("info") == name and sound:
                code = clean(one.get("ref", ""))[:20]
                found[code] = (code, *map(int, levels))
        return tuple(found.values())
