"""What a file would do to the sheets of a structure, line by line, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intranet.kit.texts import fold
from intranet.practices.exchange.columns import (
    COLUMNS,
    REFERENCE,
    SIREN,
    STARTING,
    Known,
    sheet_of,
)
from intranet.practices.exchange.reading import Line
from intranet.practices.models import LineAction, Practice, Sheet

NOTHING = Known()  # codes compared as codes
LABELS = {column.name: column.header for column in COLUMNS}


@dataclass(frozen=True)
class PlannedLine:
    """One line: what it would do, in which words, and the sheet that it would leave."""

    line: Line
    action: LineAction
    sheet: Sheet | None
    practice: Practice | None
    changes: tuple[str, ...] = ()  # headers
    conflicts: tuple[str, ...] = ()  # headers that somebody wrote since
    faults: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        known = self.practice.current.sheet.title if self.practice else ""
        return self.line.cells.get("Titre") or known

    @property
    def message(self) -> str:
        """In plain French, for the preview and for what is kept of it."""
        if self.faults:
            return " ; ".join(self.faults)
        if self.conflicts:
            return f"quelqu’un a écrit {self._written} ici depuis : cochez pour que le fichier l’emporte"
        if self.changes and self.practice:
            return "change " + ", ".join(f"« {header} »" for header in self.changes)
        return "brouillon à compléter, puis à soumettre" if not self.practice else ""

    def told(self, *, accepted: bool) -> str:
        """The same once the file is applied: there is nothing to tick any more."""
        if not self.conflicts or self.faults:
            return self.message
        if accepted:
            return f"remplace ce que quelqu’un avait écrit : {self._written}"
        return f"quelqu’un avait écrit {self._written} ici"

    @property
    def _written(self) -> str:
        return ", ".join(f"« {header} »" for header in self.conflicts)


@dataclass(frozen=True)
class Plan:
    """All of it, and the word under which it is confirmed."""

    lines: tuple[PlannedLine, ...]

    def count(self, action: LineAction) -> int:
        return sum(line.action is action for line in self.lines)

    @property
    def writes(self) -> bool:
        wanted = {LineAction.CREATE, LineAction.UPDATE, LineAction.CONFLICT}
        return any(line.action in wanted for line in self.lines)

    @property
    def digest(self) -> str:
        """Changes with anything that a confirmation is given on."""
        said = [
            [
                line.line.number,
                line.action.value,
                line.sheet.kept() if line.sheet else None,
                (line.practice.id, line.practice.lock_version) if line.practice else None,
                line.message,
            ]
            for line in self.lines
        ]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def plan_of(
    lines: Sequence[Line],
    ours: Sequence[Practice],
    imported: Mapping[int, Mapping[str, Any]],
    known: Known,
    start: Sheet,
    *,
    in_words_now: Callable[[Sheet], Sheet],
    siren: str | None = None,
) -> Plan:
    """Each line against the sheets of the structure: matched by reference, else by title and
    territory. `imported` is what the last import wrote of each, by its id; `start` is what a new
    sheet says already; `in_words_now` reads what ours say as an export does, in the words of the
    edition in force; `siren` is that of the structure: nobody writes for another.
    """
    led = _led_to(ours)
    by_reference = {one.import_ref: kept for one, kept in led if one.import_ref}
    by_name = {_name(one.current.sheet): kept for one, kept in led}
    planned: list[PlannedLine] = []
    met: dict[str, int] = {}
    for line in lines:
        said, faults = sheet_of(line.cells, known)
        reference = line.cells.get(REFERENCE, "").strip()
        practice = by_reference.get(reference) if reference else None
        if practice is None:
            told = Sheet.read(start.kept() | said)
            near = by_name.get(_name(told))
            practice = near if near and not (reference and near.import_ref) else None
        key = f"#{practice.id}" if practice else reference or _name(Sheet.read(said))
        wrong = [*line.faults, *faults, *_astray(line.cells, siren)]
        if len(reference) > 100:
            wrong.append("colonne « Référence » : 100 signes au plus")
        if key in met:
            wrong.append(f"la même fiche que la ligne {met[key]}")
        met.setdefault(key, line.number)
        present = in_words_now(practice.current.sheet) if practice else start
        planned.append(_planned(line, said, practice, imported, present, wrong))
    return Plan(tuple(planned))


def _led_to(ours: Sequence[Practice]) -> list[tuple[Practice, Practice]]:
    """Each sheet with the one that it leads to: where two were made one, the one that was kept. What
    is still written in comes last, and bears a name that both have.
    """
    by_id = {one.id: one for one in ours}
    gone_first = sorted(ours, key=lambda one: not (one.merged_into_id or one.archived_on))
    return [(one, by_id.get(one.merged_into_id or 0, one)) for one in gone_first]


def _astray(cells: Mapping[str, str], siren: str | None) -> list[str]:
    """What a list of everybody’s sheets holds beside ours."""
    said = "".join(cells.get(SIREN, "").split())
    if said and said != siren:
        return [f"cette fiche est celle d’une autre structure (SIREN {said[:20]})"]
    if not said and siren is not None and fold(cells.get(STARTING, "")) == "oui":
        return ["c’est une fiche de départ : la structure qu’elle décrit la reprend depuis sa page"]
    return []


def _planned(
    line: Line,
    said: Mapping[str, Any],
    practice: Practice | None,
    imported: Mapping[int, Mapping[str, Any]],
    present: Sheet,
    wrong: list[str],
) -> PlannedLine:
    if practice is None:
        if not (said.get("title") or line.cells.get("Titre", "").strip()):
            wrong.append("colonne « Titre » : donnez un titre à une fiche nouvelle")
        if wrong:
            return PlannedLine(line, LineAction.REFUSED, None, None, faults=tuple(wrong))
        sheet = Sheet.read(present.kept() | dict(said))
        return PlannedLine(line, LineAction.CREATE, sheet, None)
    if practice.submitted_at:
        wrong.append("cette fiche est en relecture : reprenez-la d’abord")
    if practice.archived_on or practice.withdrawn_on or practice.merged_into_id:
        wrong.append("cette fiche est archivée ou retirée : rien ne s’y écrit plus")
    if wrong:
        return PlannedLine(line, LineAction.REFUSED, None, practice, faults=tuple(wrong))
    changes, conflicts = _parted(said, present, imported.get(practice.id))
    sheet = Sheet.read(present.kept() | {name: said[name] for name in changes})
    action = LineAction.SAME if not changes else LineAction.UPDATE
    if conflicts:
        action = LineAction.CONFLICT
    return PlannedLine(
        line,
        action,
        sheet,
        practice,
        tuple(LABELS[name] for name in changes),
        tuple(LABELS[name] for name in conflicts),
    )


def _parted(
    said: Mapping[str, Any], current: Sheet, last: Mapping[str, Any] | None
) -> tuple[list[str], list[str]]:
    """The fields that the file changes, and those of them that a person wrote since the last import.

    What the file says as it said it last time changes nothing, whoever wrote since.
    """
    changes, conflicts = [], []
    for column in COLUMNS:
        name = column.name
        if name not in said:
            continue
        wanted, present = column.write(said[name], NOTHING), getattr(current, name)
        before = column.write(last[name], NOTHING) if last is not None else ""
        if wanted in {column.write(present, NOTHING), before}:
            continue
        changes.append(name)
        if present and column.write(present, NOTHING) != before:
            conflicts.append(name)
    return changes, conflicts


def _name(sheet: Sheet) -> str:
    return f"{fold(sheet.title)}\n{fold(sheet.territory_name)}"
