"""What the words of a cell mean: each column has its reader, and its sentence where it makes none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeVar

from intranet.competencies.actions import Asked
from intranet.competencies.models import HIGHEST, Need
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import PARIS
from intranet.kit.forms import CENTURY
from intranet.kit.numbers import whole_number
from intranet.kit.texts import end_of_day, fold
from intranet.kit.webpages import fault_in_file
from intranet.openings.models import (
    EXPERIENCE_LABELS,
    JOB_KIND_LABELS,
    ROUTE_LABELS,
    VACANCY_LABELS,
    Category,
    Route,
    WorkTime,
)

E = TypeVar("E", bound=StrEnum)
LONGEST = {
    "title": 100, "missions": 6000, "profile": 4000, "pay_note": 200, "recruiting_authority": 200,
    "job_family": 200, "conditions": 3000, "benefits": 1500, "urgent_reason": 500, "how_to_apply": 1500,
    "csp_reference": 80, "et_reference": 80,
}  # fmt: skip
NAMES = {
    "title": "intitulé", "missions": "missions", "profile": "profil", "conditions": "conditions",
    "benefits": "avantages",
}  # fmt: skip
# As the open data of Choisir le service public words who may hold the post.
PUBLIC_WORDS = (
    ("titulaire", (Route.TRANSFER, Route.DETACHMENT)),
    ("contractuel", (Route.PUBLIC_CONTRACT,)),
    ("cdd", (Route.PUBLIC_CONTRACT,)),
    ("cdi", (Route.PUBLIC_CONTRACT,)),
    ("apprentissage", (Route.APPRENTICESHIP,)),
    ("alternance", (Route.APPRENTICESHIP,)),
)
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLOSING = re.compile(r"(\S+) (\d{1,2}):(\d{2})")
_SEVERAL = re.compile(r"[,;](?![^(]*\))| ou ")  # « Volontariat (VTA, VTE) » is one
_ASKED = re.compile(r"([^\s:]+)\s*(?::|niveau)\s*(\d)(?:\s*[*×x]\s*(\d))?\s*(!)?", re.IGNORECASE)


class Wrong(Exception):
    """What a cell says means nothing here; the message says why, in French."""


def meant(said: Mapping[str, str], catalogue: Catalogue) -> tuple[dict[str, Any], list[str]]:
    """The fields of a wording that a line gives, and a sentence for each cell that means nothing."""
    fields: dict[str, Any] = {}
    wrong: list[str] = []
    for key, words in said.items():
        reader = READERS.get(key)
        if reader is None:
            continue
        try:
            fields[key] = reader(key, words)
        except Wrong as fault:
            wrong.append(str(fault))
    try:
        if "required" in said or "desired" in said:
            fields["asked"] = asked(said.get("required", ""), said.get("desired", ""), catalogue)
    except Wrong as fault:
        wrong.append(str(fault))
    if fields.get("work_share", 100) < 100:
        fields.setdefault("work_time", WorkTime.PART)
    starts, ends = fields.get("start_on"), fields.get("end_on")
    if starts and ends and ends < starts:
        wrong.append("la fin du contrat vient avant la prise de poste")
    low, high = fields.get("pay_min"), fields.get("pay_max")
    if low is not None and high is not None and low > high:
        wrong.append("le bas de la rémunération est au-dessus du haut")
    return fields, wrong


def _text(key: str, words: str) -> str:
    if len(words) > LONGEST[key]:
        name = NAMES.get(key, f"« {key} »")
        raise Wrong(f"{name} de plus de {LONGEST[key]} caractères : rien n’est coupé")
    return words


def _web(_key: str, words: str) -> str:
    if fault := fault_in_file(words):
        raise Wrong(fault)
    return words


def _day(_key: str, words: str) -> date:
    """22/12/2026, or 2026-12-22 whatever hour follows."""
    found = _DAY.fullmatch(words.strip()) or _ISO.match(words.strip())
    if found:
        parts = [int(part) for part in found.groups()]
        year, month, day = parts if len(found[1]) == 4 else parts[::-1]
        try:
            if year in CENTURY:
                return date(year, month, day)
        except ValueError:
            pass
    raise Wrong(f"« {words[:30]} » n’est pas une date : écrivez 22/12/2026")


def _closing(key: str, words: str) -> datetime:
    """At the end of its day; at an hour of Paris where one is given as we write it: 22/12/2026 12:00."""
    found = _CLOSING.fullmatch(words.strip())
    if found is None or not _DAY.fullmatch(found[1]):
        return end_of_day(_day(key, words))
    try:
        hour = time(int(found[2]), int(found[3]))
    except ValueError:
        raise Wrong(f"« {words[:30]} » : l’heure n’existe pas, écrivez 22/12/2026 12:00") from None
    return datetime.combine(_day(key, found[1]), hour, PARIS)


def _whole(least: int, most: int, what: str) -> Callable[[str, str], int]:
    def read(_key: str, words: str) -> int:
        bare = re.sub(r"[\s\u00a0\u202f€]", "", words)
        bare = re.sub(r"[.,]00?$", "", bare)
        found = whole_number(bare, 8)
        if found is None:
            raise Wrong(f"« {words[:30]} » n’est pas un nombre ({what})")
        if not least <= found <= most:
            raise Wrong(f"{what} : {bare} n’est pas entre {least} et {most}")
        return found

    return read


def _one_of(labels: Mapping[E, str], what: str) -> Callable[[str, str], E]:
    by_label = {fold(label): value for value, label in labels.items()}

    def read(_key: str, words: str) -> E:
        found = by_label.get(fold(words.strip()))
        if found is None:
            raise Wrong(f"{what} « {words[:40]} » inconnu : {', '.join(labels.values())}")
        return found

    return read


def _category(_key: str, words: str) -> Category | None:
    """A, « Catégorie A », « Catégorie A (cadre) »; of several, the highest."""
    found = re.findall(r"\b([ABC])(\+?)(?![A-Za-z])", words)
    if not found:
        raise Wrong(f"catégorie « {words[:30]} » inconnue : A+, A, B ou C")
    return min((Category(letter + plus) for letter, plus in found), key=list(Category).index)


def _routes(_key: str, words: str) -> tuple[Route, ...]:
    by_label = {fold(label): route for route, label in ROUTE_LABELS.items()}
    parts = [fold(part.strip()) for part in _SEVERAL.split(words) if part.strip()]
    if parts and all(part in by_label for part in parts):
        return tuple(dict.fromkeys(by_label[part] for part in parts))
    told = fold(words)
    found = [route for word, routes in PUBLIC_WORDS if word in told for route in routes]
    if not found:
        raise Wrong(f"modalité d’accès « {words[:60]} » inconnue")
    return tuple(dict.fromkeys(found))


def _work_time(_key: str, words: str) -> WorkTime:
    told = fold(words)
    return WorkTime.PART if "partiel" in told or "non complet" in told else WorkTime.FULL


def _grades(_key: str, words: str) -> tuple[str, ...]:
    if len(words) > 300:
        raise Wrong("grades de plus de 300 caractères")
    return tuple(part.strip() for part in re.split(r"[,;]", words) if part.strip())


def asked(required: str, desired: str, catalogue: Catalogue) -> tuple[Asked, ...]:
    """« D1.1:3!, D1.2:2*3 »: items at a level, their weight, a mark where indispensable. Raises Wrong."""
    found: dict[int, Asked] = {}
    for words, need in ((desired, Need.DESIRED), (required, Need.REQUIRED)):
        for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", words))):
            spelt = _ASKED.fullmatch(part)
            if spelt is None:
                raise Wrong(f"compétence « {part[:40]} » : écrivez son code et son niveau, D1.1:3")
            item = catalogue.by_code.get(spelt[1])
            if item is None:
                raise Wrong(f"la compétence « {spelt[1][:20]} » n’est pas dans le référentiel")
            level, weight = int(spelt[2]), int(spelt[3] or 1)
            if not 1 <= level <= HIGHEST or not 1 <= weight <= 3:
                raise Wrong(f"« {part[:40]} » : un niveau de 1 à {HIGHEST}, un poids de 1 à 3")
            if spelt[4] and need is Need.DESIRED:
                raise Wrong(f"« {part[:40]} » : une compétence souhaitée n’est pas indispensable")
            found[item.competency_id] = Asked(
                item.competency_id, level, weight, need, bool(spelt[4])
            )
    return tuple(found.values())


def _share(key: str, words: str) -> int:
    """« 80 % », or 80."""
    return _whole(10, 100, "quotité, en pourcentage")(key, words.replace("%", ""))


_pay = _whole(0, 1_000_000, "rémunération en euros par an")
READERS: Mapping[str, Callable[[str, str], Any]] = {
    **dict.fromkeys(LONGEST, _text),
    "apply_url": _web,
    "kind": _one_of(JOB_KIND_LABELS, "type d’emploi"),
    "positions": _whole(1, 50, "nombre de postes"),
    "telework_days": _whole(0, 5, "jours de télétravail"),
    "work_time": _work_time,
    "work_share": _share,
    "experience": _one_of(EXPERIENCE_LABELS, "niveau d’expérience"),
    "start_on": _day,
    "end_on": _day,
    "vacant_on": _day,
    "csp_published_on": _day,
    "closes_at": _closing,
    "routes": _routes,
    "category": _category,
    "grades": _grades,
    "pay_min": _pay,
    "pay_max": _pay,
    "vacancy": _one_of(VACANCY_LABELS, "motif"),
}
