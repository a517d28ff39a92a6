"""Our own columns: one line an item, its storey in « Niveau », its levels in words, its synonyms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intranet.competencies.exchange.contents import (
    Brought,
    Line,
    Pointer,
    Unreadable,
    Whole,
    as_uuid,
    join_words,
    split_words,
)
from intranet.competencies.exchange.tables import Rows
from intranet.competencies.models import HIGHEST, KIND_LABELS, LOWEST, ItemKind
from intranet.kit.numbers import whole_number
from intranet.kit.texts import clean, fold

DEPTH, CODE, TITLE, KIND = "Niveau", "Code", "Intitulé", "Nature"
STATEMENT, NOTES = "Énoncé", "Notes"
SYNONYMS, KEYWORDS = "Synonymes", "Mots-clés"
ASSESSABLE, LOW, HIGH = "Évaluable", "Niveau minimum", "Niveau maximum"
IDENTIFIER = "Identifiant"
DESCRIPTORS = {value: f"Descripteur {value}" for value in range(LOWEST, HIGHEST + 1)}
HEADERS = (
    DEPTH, CODE, TITLE, KIND, STATEMENT, SYNONYMS, KEYWORDS, NOTES, ASSESSABLE, LOW, HIGH,
    *DESCRIPTORS.values(), IDENTIFIER,
)  # fmt: skip
WIDTHS = (8, 10, 44, 16, 60, 30, 24, 30, 11, 10, 10, 30, 40, 40, 40, 40, 38)
YES, NO = "oui", "non"
KINDS = {fold(label): kind for kind, label in KIND_LABELS.items()} | {
    fold(word): kind
    for word, kind in (
        ("Mission", ItemKind.MISSION),
        ("Savoir", ItemKind.KNOWLEDGE),
        ("Compétence", ItemKind.KNOW_HOW),
    )
}


def read_sheet(rows: Rows, faults: Mapping[int, Sequence[str]] | None = None) -> Brought:
    """The items of a sheet with our columns, in any order of columns. Raises Unreadable."""
    (_, header), *body = rows
    columns = columns_of(header)
    lines: list[Line] = []
    above: dict[int, int] = {}  # storey → the number of the line that stands there
    for number, cells in body:
        said = {name: clean(cells[place]) for name, place in columns.items() if place < len(cells)}
        found = [*(faults or {}).get(number, ()), *controls(cells)]
        depth = whole(said.get(DEPTH, ""))
        if depth is None or depth < 1:
            found.append(f"« {said.get(DEPTH, '')} » n’est pas un niveau : écrire 1, 2, 3…")
            depth = 1
        parent = Pointer(line=above.get(depth - 1)) if depth > 1 else None
        if parent and parent.line is None:
            found.append(f"niveau {depth} sans ligne de niveau {depth - 1} au-dessus")
        above = {storey: line for storey, line in above.items() if storey < depth}
        above[depth] = number
        lines.append(line_of(number, said, parent, found))
    if not lines:
        raise Unreadable("Ce fichier a des en-têtes, et aucune ligne dessous.")
    return Brought(tuple(lines))


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands; the two that are needed, and no column that we ignore."""
    known = {fold(name): name for name in HEADERS}
    columns: dict[str, int] = {}
    unknown = []
    for place, typed in enumerate(header):
        name = known.get(fold(" ".join(clean(typed).split())))
        if name in columns:
            raise Unreadable(f"La colonne « {name} » est donnée deux fois.")
        if name:
            columns[name] = place
        elif typed.strip():
            unknown.append(clean(typed)[:40])
    missing = [f"« {name} »" for name in (DEPTH, TITLE) if name not in columns]
    if missing:
        raise Unreadable(
            f"Il manque la colonne {' et la colonne '.join(missing)} sur la première ligne : partez du modèle à télécharger."
        )
    if unknown:
        raise Unreadable(
            f"Colonne inconnue : {', '.join(f'« {name} »' for name in unknown)}. Retirez-la ou corrigez son nom : rien n’est ignoré en silence."
        )
    return columns


@dataclass
class Cells:
    """The cells of one line by the name of their column; reading one may find a fault in it."""

    said: Mapping[str, str]
    faults: list[str]

    def level(self, name: str) -> int:
        value = whole(self.said[name])
        if value is None:
            self.faults.append(
                f"{name.lower()} « {self.said[name][:20]} » : un nombre de 0 à 4 est attendu"
            )
        return LOWEST if value is None else value

    def kind(self) -> ItemKind | None:
        typed = self.said[KIND]
        if fold(typed) not in KINDS:
            labels = ", ".join(KIND_LABELS.values())
            self.faults.append(f"nature « {typed[:40]} » inconnue ({labels})")
        return KINDS.get(fold(typed))

    def answer(self, name: str) -> bool:
        typed = fold(self.said[name])
        if typed not in {YES, NO}:
            self.faults.append(f"{name.lower()} : « {self.said[name][:20]} » n’est ni oui ni non")
        return typed == YES

    def identifier(self) -> str | None:
        typed = self.said.get(IDENTIFIER)
        uuid = as_uuid(typed)
        if typed and uuid is None:
            self.faults.append(f"identifiant « {typed[:40]} » : ce n’est pas un UUID")
        return uuid

    def descriptors(self) -> dict[str, Any]:
        levels = {
            value: self.said[name] for value, name in DESCRIPTORS.items() if name in self.said
        }
        if not levels:
            return {}
        return {
            "descriptors": {value: text for value, text in levels.items() if text},
            "described": frozenset(levels),  # the levels that this file has a column for
        }


TEXTS = {STATEMENT: "statement", NOTES: "notes"}
WORDS = {SYNONYMS: "synonyms", KEYWORDS: "keywords"}
LEVELS = {LOW: "level_min", HIGH: "level_max"}


def line_of(
    number: int, said: Mapping[str, str], parent: Pointer | None, faults: list[str]
) -> Line:
    """What one line says; a column that is absent says nothing."""
    cells = Cells(said, faults)
    says: dict[str, Any] = {"title": " ".join(said.get(TITLE, "").split())}
    says |= {field: said[name] for name, field in TEXTS.items() if name in said}
    says |= {field: split_words(said[name]) for name, field in WORDS.items() if name in said}
    says |= {field: cells.level(name) for name, field in LEVELS.items() if said.get(name)}
    if said.get(KIND) and (kind := cells.kind()):
        says["kind"] = kind
    if said.get(ASSESSABLE):
        says["is_assessable"] = cells.answer(ASSESSABLE)
    says |= cells.descriptors()
    code, uuid = said.get(CODE) or None, cells.identifier()
    if code:
        says["code"] = code
    elif uuid is None:
        faults.append("ni code ni identifiant : on ne la retrouverait pas une seconde fois")
    usual = ItemKind.KNOW_HOW if parent else ItemKind.DOMAIN
    is_domain = says.get("kind", usual) is ItemKind.DOMAIN
    otherwise = {"kind": usual, "is_assessable": not is_domain}
    return Line(number, uuid, code, parent, says, otherwise, faults=tuple(faults))


def controls(cells: Sequence[str]) -> list[str]:
    """Invisible control characters, which we neither keep nor drop in silence."""
    hidden = any(ord(sign) < 32 and sign not in "\t\n\r" for text in cells for sign in text)
    return ["contient des caractères de commande invisibles"] if hidden else []


def whole(text: str) -> int | None:
    """A small whole number, else None."""
    return whole_number(text.strip().removesuffix(".0"), digits=4)


def rows_of_edition(whole_edition: Whole) -> Iterator[list[str]]:
    """The edition in our columns; reading them again changes nothing."""
    yield list(HEADERS)
    for entry, depth in whole_edition.depths():
        yield [
            str(depth),
            entry.code or "",
            entry.title,
            KIND_LABELS[entry.kind],
            entry.statement,
            join_words(entry.synonyms),
            join_words(entry.keywords),
            entry.notes,
            YES if entry.is_assessable else NO,
            str(entry.level_min),
            str(entry.level_max),
            *(entry.descriptors.get(value, "") for value in DESCRIPTORS),
            entry.uuid,
        ]


TEMPLATE = (
    ("1", "D8", "Exemple de domaine", "Domaine", "Ce que couvre ce domaine, en une phrase.", "", "", "", "non", "0", "4", "", "", "", "", "", ""),
    ("2", "D8.1", "Exemple de savoir-faire", "Savoir-faire", "Ce que l’on sait faire, en une phrase.", "premier synonyme | second synonyme", "mot-clé", "", "oui", "0", "4", "",
     "Applique une méthode donnée.", "Conduit seul les cas courants.", "Traite les cas difficiles et appuie ses collègues.", "Transmet et fait évoluer les pratiques.", ""),
)  # fmt: skip
HELP = (
    ("Colonne", "Ce qu’elle attend"),
    (DEPTH, "L’étage dans l’arbre : 1 pour un domaine, 2 pour ce qui est dessous, 3… Une ligne se range sous la dernière ligne d’un étage de moins."),
    (CODE, "Court et unique, par exemple D3.2. Il sert à retrouver la ligne quand l’identifiant est vide."),
    (TITLE, "255 caractères au plus ; un intitulé trop long est refusé, jamais coupé."),
    (KIND, ", ".join(KIND_LABELS.values()) + "."),
    (SYNONYMS, "Plusieurs mots séparés par une barre : diagnostic | portrait de territoire."),
    (KEYWORDS, "De même."),
    (ASSESSABLE, "oui ou non : peut-on y déclarer un niveau ?"),
    (f"{LOW}, {HIGH}", "De 0 à 4 : les niveaux qui existent pour cette compétence."),
    ("Descripteur 1 à 4", "Ce que l’on fait à ce niveau, avec un verbe. Le niveau 0 se décrit rarement."),
    (IDENTIFIER, "Laissez vide pour une nouvelle compétence ; ne changez pas celui qui est donné."),
    ("Une colonne absente", "ne change rien ; une cellule vide efface le texte qu’elle remplace."),
)  # fmt: skip


def template_rows() -> list[list[str]]:
    return [list(HEADERS), *(list(row) for row in TEMPLATE)]
