"""The columns of a file of sheets, how each is written, and how it is read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from intranet.kit.numbers import whole_number
from intranet.kit.texts import fold, number
from intranet.kit.webpages import fault_in_file
from intranet.practices.models import (
    EFFORT_LABELS,
    KIND_LABELS,
    LONGEST,
    MOST_INHABITANTS,
    Kind,
    Sheet,
)

LONGEST_CELL = 20_000  # characters
BAR = " | "  # between the parts of a line


class Fault(Exception):
    """A cell cannot be read; the message says why, in French."""


@dataclass(frozen=True)
class Known:
    """What the words of a file are looked up in."""

    themes: Mapping[str, str] = field(default_factory=dict)  # label by slug
    regions: Mapping[str, str] = field(default_factory=dict)  # name by code
    departments: Mapping[str, str] = field(default_factory=dict)
    competencies: Mapping[str, int] = field(default_factory=dict)  # id by code


class Column(NamedTuple):
    """A field of a sheet as a file tells it."""

    name: str
    header: str
    hint: str
    write: Callable[[Any, Known], str]
    read: Callable[[str, Known], Any]
    aliases: tuple[str, ...] = ()


def _text(most: int) -> Callable[[str, Known], str]:
    def read(words: str, known: Known) -> str:
        if len(words) > most:
            raise Fault(f"{len(words)} signes, {most} au plus")
        return words

    return read


def _most(name: str) -> str:
    """« 3 000 signes au plus. », as the model of a file says it."""
    return f"{number(LONGEST[name])} signes au plus."


def _plain(value: Any, known: Known) -> str:
    return str(value or "")


def _lines(value: Sequence[str], known: Known) -> str:
    return "\n".join(" ".join(each.split()) for each in value)  # typed on two lines, it is one


def _read_lines(words: str, known: Known) -> list[str]:
    lines = [line.strip(" •–-\t") for line in words.splitlines()]
    found = [_text(500)(line, known) for line in lines if line]
    if len(found) > 50:  # cut, nobody would see which were lost
        raise Fault(f"{len(found)} lignes, 50 au plus")
    return found


def _named(names: Callable[[Known], Mapping[str, str]]) -> Callable[[str, Known], str]:
    """The code of what is called so, or that is given by its code."""

    def read(words: str, known: Known) -> str:
        codes = names(known)
        wanted = fold(words)
        for code, name in codes.items():
            if wanted in {fold(code), fold(name), fold(f"{name} ({code})")}:
                return code
        raise Fault(f"« {words[:60]} » n’existe pas")

    return read


_region = _named(lambda known: known.regions)
_department = _named(lambda known: known.departments)
_theme = _named(lambda known: known.themes)


def _read_kind(words: str, known: Known) -> str:
    for kind, label in KIND_LABELS.items():
        if fold(words) in {fold(label), kind.value}:
            return kind.value
    said = " ou ".join(f"« {label} »" for label in KIND_LABELS.values())
    raise Fault(f"écrivez {said}")


def _read_effort(words: str, known: Known) -> int:
    for effort, label in EFFORT_LABELS.items():
        if fold(words) in {fold(label), str(effort)}:
            return effort
    raise Fault(f"écrivez {', '.join(EFFORT_LABELS.values())}")


def _read_whole(words: str, known: Known) -> int:
    digits = re.sub(r"\s|habitants?|\.(?=\d{3}(?!\d))|\.00?$", "", words)  # 12.500, 12500.0
    found = whole_number(digits)
    if found is None or not 0 < found <= MOST_INHABITANTS:
        raise Fault(f"« {words[:30]} » : écrivez un nombre entier d’habitants")
    return found


def _read_many(one: Callable[[str, Known], str]) -> Callable[[str, Known], list[str]]:
    def read(words: str, known: Known) -> list[str]:
        parts = [part.strip() for line in words.splitlines() for part in line.split(";")]
        return list(dict.fromkeys(one(part, known) for part in parts if part))

    return read


def _read_themes(words: str, known: Known) -> list[str]:
    found = _read_many(_theme)(words, known)
    if len(found) > 4:
        raise Fault("quatre thèmes au plus")
    return found


def _part(value: Any) -> str:
    return " ".join(str(value or "").replace("|", "/").split())


def _rows(*names: str, either: int = 1) -> tuple[Callable[[Any, Known], str], Callable[[str, Known], Any]]:  # fmt: skip
    """One row a line, its parts between bars; blank ones at the end are left out, but of the first `either`."""

    def write(rows: Sequence[Mapping[str, Any]], known: Known) -> str:
        said = (BAR.join(_part(row.get(name)) for name in names) for row in rows)
        return "\n".join(line.rstrip(" |") for line in said)

    def read(words: str, known: Known) -> list[dict[str, str]]:
        found = []
        for line in words.splitlines():
            parts = [part.strip() for part in line.split("|")]
            if len(parts) > len(names):
                raise Fault(f"« {line[:60]} » : {len(names)} parties au plus entre les barres")
            if any(parts):
                found.append(dict(zip(names, parts + [""] * len(names), strict=False)))
        if any(not any(row[name] for name in names[:either]) for row in found):
            raise Fault(f"il faut un mot avant la {'première' if either == 1 else 'dernière'} barre, à chaque ligne")  # fmt: skip
        if len(found) > 20 or any(len(part) > 500 for row in found for part in row.values()):
            raise Fault("vingt lignes au plus, de 500 signes par partie")
        return found

    return write, read


def _write_competencies(rows: Sequence[Mapping[str, Any]], known: Known) -> str:
    return "\n".join(f"{row['code']}{BAR}{row['level']}" for row in rows)


def _read_competencies(words: str, known: Known) -> list[dict[str, Any]]:
    found = {}
    for row in _rows("code", "level")[1](words, known):
        code, level = row["code"].upper(), row["level"]
        if code not in known.competencies:
            raise Fault(
                f"la compétence « {code[:20]} » n’existe pas dans le référentiel en vigueur"
            )
        if level not in {"1", "2", "3", "4"}:
            raise Fault(f"donnez à {code} un niveau de 1 à 4 : « {code} | 3 »")
        found[code] = {
            "competency_id": known.competencies[code],
            "code": code,
            "level": int(level),
        }
    return list(found.values())


def _read_sources(words: str, known: Known) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = _SOURCES[1](words, known)
    for row in rows:
        if row["url"] and (fault := fault_in_file(row["url"])):
            raise Fault(fault)
    return rows


def _read_results(words: str, known: Known) -> list[dict[str, str]]:
    """The document that proves a result is named on the site, where it is joined."""
    rows: list[dict[str, str]] = _RESULTS[1](words, known)
    return [row | {"proof": ""} for row in rows]


def _yes(value: Any, known: Known) -> str:
    return "oui" if value else "non"


def _read_yes(words: str, known: Known) -> bool:
    if fold(words) not in {"oui", "non"}:
        raise Fault("écrivez oui ou non")
    return fold(words) == "oui"


_PARTNERS = _rows("organization", "role")
_RESULTS = _rows("indicator", "before", "after", "unit", "date", "text")
_SOURCES = _rows("title", "url", "date", either=2)

COLUMNS = (
    Column("title", "Titre", _most("title"), _plain, _text(LONGEST["title"]), ("Intitulé", "title")),
    Column("kind", "Nature", "« Bonne pratique » ou « Ce qui n’a pas marché ».",
           lambda value, known: KIND_LABELS[Kind(value)], _read_kind),
    Column("lead", "Résumé", f"Une ou deux phrases, {_most('lead')}", _plain, _text(LONGEST["lead"]), ("Chapô",)),
    Column("themes", "Thèmes", "Un par ligne, quatre au plus, parmi ceux du site.",
           lambda value, known: "\n".join(known.themes.get(slug, slug) for slug in value),
           _read_themes, ("Thème", "Thématiques")),
    Column("territory_name", "Territoire", "Son nom, comme on le dit.", _plain, _text(LONGEST["territory_name"])),
    Column("region", "Région", "Son nom ou son code ; rien pour la France entière.",
           lambda value, known: known.regions.get(value, value), _region),
    Column("other_regions", "Autres régions", "Une par ligne.",
           lambda value, known: "\n".join(known.regions.get(code, code) for code in value),
           _read_many(_region)),
    Column("department", "Département", "Son numéro ou son nom.", _plain, _department),
    Column("population", "Habitants", "Un nombre entier.", _plain, _read_whole, ("Population",)),
    Column("started", "Début", "Septembre 2024, ou 2024.", _plain, _text(LONGEST["started"]), ("Date de début",)),
    Column("ended", "Fin", "Rien si cela continue.", _plain, _text(LONGEST["ended"]), ("Date de fin",)),
    Column("context", "Contexte", _most("context"), _plain, _text(LONGEST["context"])),
    Column("problem", "Problème de départ", _most("problem"), _plain, _text(LONGEST["problem"])),
    Column("approach", "Démarche", "Une étape par ligne.", _lines, _read_lines, ("Étapes",)),
    Column("partners", "Qui fait quoi", "Une structure par ligne : structure | son rôle.",
           *_PARTNERS, ("Partenaires",)),
    Column("cost_investment", "Investissement", "En euros, avec ce qu’il couvre.", _plain, _text(LONGEST["cost_investment"])),
    Column("cost_yearly", "Coût annuel", "En euros, avec ce qu’il couvre.", _plain, _text(LONGEST["cost_yearly"])),
    Column("fte", "Temps passé", "En équivalents temps plein.", _plain, _text(LONGEST["fte"]), ("ETP",)),
    Column("cost_is_unknown", "Coût non connu", "oui ou non.", _yes, _read_yes),
    Column("funders", "Financeurs", "Un par ligne.", _lines, _read_lines),
    Column("results", "Résultats", "Un par ligne : indicateur | avant | après | unité | date | précision.",
           _RESULTS[0], _read_results),
    Column("difficulties", "Difficultés", _most("difficulties"), _plain, _text(LONGEST["difficulties"])),
    Column("what_failed", "Ce qui n’a pas marché", _most("what_failed"), _plain, _text(LONGEST["what_failed"])),
    Column("success_conditions", "Conditions de réussite", _most("success_conditions"), _plain, _text(LONGEST["success_conditions"])),
    Column("prerequisites", "Avant de commencer", _most("prerequisites"), _plain, _text(LONGEST["prerequisites"])),
    Column("effort", "Effort", "Léger, Moyen ou Important.",
           lambda value, known: EFFORT_LABELS.get(value, ""), _read_effort),
    Column("adaptable_to", "À qui cela convient", _most("adaptable_to"), _plain, _text(LONGEST["adaptable_to"])),
    Column("competencies", "Compétences", "Une par ligne : code | niveau de 1 à 4.",
           _write_competencies, _read_competencies),
    Column("sources", "Sources", "Une par ligne : titre | adresse | date.", _SOURCES[0], _read_sources),
)  # fmt: skip
REFERENCE = "Référence"  # its key in the owner’s own file
SIREN, STRUCTURE, STARTING = "SIREN", "Structure", "Fiche de départ"  # whose a sheet is
WHOSE = (SIREN, STRUCTURE, STARTING)
HEADERS = (REFERENCE, *(column.header for column in COLUMNS))


def bare(header: str) -> str:
    """A header without case, accents or stray blanks."""
    return " ".join(fold(header).replace("*", " ").replace("’", "'").split()).rstrip(" :")


BY_HEADER = {
    bare(name): column.header for column in COLUMNS for name in (column.header, *column.aliases)
} | {bare(name): name for name in WHOSE}


def header_of(words: str) -> str | None:
    """Our header for a column of a file, whatever its case, accents or usual other name."""
    if bare(words) in {bare(REFERENCE), "ref", "identifiant"}:
        return REFERENCE
    return BY_HEADER.get(bare(words))


def cells_of(sheet: Sheet, known: Known, reference: str = "") -> dict[str, str]:
    """A sheet as the cells of one line, by header."""
    written = {
        column.header: column.write(getattr(sheet, column.name), known) for column in COLUMNS
    }
    return {REFERENCE: reference, **written}


def sheet_of(cells: Mapping[str, str], known: Known) -> tuple[dict[str, Any], list[str]]:
    """The fields that a line says, and what is wrong with it. An empty cell says nothing."""
    said: dict[str, Any] = {}
    faults = []
    for column in COLUMNS:
        words = cells.get(column.header, "").strip()
        if not words:
            continue
        try:
            said[column.name] = column.read(words, known)
        except Fault as fault:
            faults.append(f"colonne « {column.header} » : {fault}")
    return said, faults
