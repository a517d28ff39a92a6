"""File and draft compared: who is who, what may stand where, what is refused and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intranet.competencies.exchange.checks import faults_of
from intranet.competencies.exchange.contents import Brought, Entry, Line, Pointer
from intranet.competencies.exchange.plan_bonds import plan_bonds
from intranet.competencies.exchange.plan_values import document_row, written
from intranet.competencies.exchange.plans import Outcome, Plan, Present, Row, Write
from intranet.competencies.models import DEEPEST
from intranet.kit.texts import natural


@dataclass
class Candidate:
    """A line while it is being judged."""

    line: Line
    key: str
    entry: Entry | None
    reasons: list[str] = field(default_factory=list)
    parent: str | None = None  # a key
    position: int = 0

    @property
    def is_refused(self) -> bool:
        return bool(self.reasons)

    @property
    def code(self) -> str | None:
        known = self.entry.code if self.entry else None
        said: str | None = self.line.says.get("code", known)
        return said


def plan(
    brought: Brought, present: Present, *, retires_absent: bool = False, echo: Brought | None = None
) -> Plan:
    """What the file would do to the draft. `echo` is how the draft itself reads in that format:
    what a file says just as we would say it is no source to keep.
    """
    candidates = identified(brought, present)
    place_all(candidates, present)
    gone: list[Entry] = []
    while True:  # refusing a line may free or break another
        before = sum(each.is_refused for each in candidates)
        refuse_orphans(candidates)
        refuse_cycles(candidates, present)
        gone = absent(candidates, present) if retires_absent else []
        refuse_codes(candidates, present, gone)
        if sum(each.is_refused for each in candidates) == before:
            break
    rank(candidates)
    echoed = {line.uuid: line.source for line in echo.lines} if echo else {}
    kept = {each.key: each.line.label for each in candidates if not each.is_refused}
    labels = {entry.uuid: entry.label for entry in present.whole.entries} | kept
    rows: list[Row] = []
    writes: list[Write] = []
    for each in candidates:
        row, write = judged(each, present, labels, echoed)
        rows.append(row)
        writes += [write] if write else []
    bonds = plan_bonds(brought, present, kept, gone, retires_absent=retires_absent, echo=echo)
    rows += [
        Row(None, "item", entry.label, Outcome.RETIRED, reasons=("absente du fichier",))
        for entry in gone
    ]
    document, document_rows = document_row(brought, present, echo)
    return Plan(
        tuple(document_rows + rows + bonds.rows),
        tuple(writes),
        tuple(bonds.writes),
        tuple(gone),
        tuple(bonds.retired),
        document,
        brought.notes,
    )


def identified(brought: Brought, present: Present) -> list[Candidate]:
    """Each line with the item it names: by its uuid, else by its code."""
    by_uuid = present.whole.by_uuid
    by_code = {entry.code: entry for entry in present.whole.entries if entry.code}
    first: dict[str, int] = {}
    addressed: dict[str, int] = {}
    found = []
    for line in brought.lines:
        entry = by_uuid.get(line.uuid) if line.uuid else by_code.get(line.code or "")
        key = line.uuid or (entry.uuid if entry else f"line:{line.number}")
        candidate = Candidate(line, key, entry, [*line.faults])
        if key in first:
            candidate.reasons.append(f"la même compétence est déjà donnée ligne {first[key]}")
            candidate.key = f"twice:{line.number}"
        elif line.uuid in present.foreign:
            candidate.reasons.append("son identifiant appartient à un autre référentiel")
        elif line.uri and present.uris.get(line.uri, key) != key:
            candidate.reasons.append("son adresse (uri) est celle d’une autre compétence")
        elif line.uri in addressed:
            candidate.reasons.append(
                f"son adresse (uri) est déjà donnée ligne {addressed[line.uri]}"
            )
        first.setdefault(candidate.key, line.number)
        if line.uri:
            addressed.setdefault(line.uri, line.number)
        candidate.reasons += faults_of(line, entry, present.reserved)
        found.append(candidate)
    return found


def place_all(candidates: list[Candidate], present: Present) -> None:
    """The key of what each line stands under; a parent that nobody knows is a fault."""
    by_line = {each.line.number: each.key for each in candidates}
    by_code: dict[str | None, str] = {
        entry.code: entry.uuid for entry in present.whole.entries if entry.code
    }
    by_code |= {each.line.code: each.key for each in reversed(candidates) if each.line.code}
    known = set(present.whole.by_uuid) | {each.key for each in candidates}
    for each in candidates:
        if each.line.parent is None:
            continue
        key = found_at(each.line.parent, by_line, by_code, known)
        if key is None and each.line.parent != Pointer():
            each.reasons.append(f"parent « {each.line.parent} » inconnu")
        each.parent = key


def found_at(
    pointer: Pointer,
    by_line: Mapping[int, str],
    by_code: Mapping[str | None, str],
    known: set[str],
) -> str | None:
    if pointer.line is not None:
        return by_line.get(pointer.line)
    if pointer.uuid:
        return pointer.uuid if pointer.uuid in known else None
    return by_code.get(pointer.code)


def refuse_orphans(candidates: list[Candidate]) -> None:
    """What stands under a refused line is refused with it, however deep."""
    refused = {each.key: each for each in candidates if each.is_refused}
    changed = True
    while changed:
        changed = False
        for each in candidates:
            if not each.is_refused and each.parent in refused:
                above = refused[each.parent].line
                each.reasons.append(
                    f"son parent est refusé (ligne {above.number}, {above.code or above.label})"
                )
                refused[each.key] = each
                changed = True


def refuse_cycles(candidates: list[Candidate], present: Present) -> None:
    """No item stands under itself, nor deeper than the tree goes."""
    parents = {entry.uuid: entry.parent for entry in present.whole.entries}
    labels = {entry.uuid: entry.code or entry.title for entry in present.whole.entries}
    live = [each for each in candidates if not each.is_refused]
    parents |= {each.key: each.parent for each in live}
    labels |= {each.key: each.code or each.line.label for each in live}
    for each in live:
        path = [each.key]
        above = parents.get(each.key)
        while above is not None and above not in path and len(path) <= 2 * DEEPEST:
            path.append(above)
            above = parents.get(above)
        if above == each.key:
            circle = " → ".join(labels[key] for key in [*path, each.key])
            each.reasons.append(f"elle serait au-dessous d’elle-même ({circle})")
        elif above not in path and len(path) > DEEPEST:  # else its parent is refused, and it too
            each.reasons.append(f"étage {len(path)} : l’arbre s’arrête au {DEEPEST}e")


def absent(candidates: list[Candidate], present: Present) -> list[Entry]:
    """The items of the draft that the file does not hold, but for those that something kept is under."""
    named = {each.key for each in candidates} | {
        each.entry.uuid for each in candidates if each.entry
    }
    parents = {entry.uuid: entry.parent for entry in present.whole.entries}
    parents |= {each.key: each.parent for each in candidates if not each.is_refused}
    needed = set(named)
    for key in named:
        above = parents.get(key)
        while above is not None and above not in needed:
            needed.add(above)
            above = parents.get(above)
    return [entry for entry in present.whole.entries if entry.uuid not in needed]


def refuse_codes(candidates: list[Candidate], present: Present, gone: list[Entry]) -> None:
    """A code names one item of an edition."""
    live = [each for each in candidates if not each.is_refused]
    touched = {each.key for each in live} | {entry.uuid for entry in gone}
    holders = {
        entry.code: f"« {entry.title} »"
        for entry in present.whole.entries
        if entry.code and entry.uuid not in touched
    }
    for each in live:
        if each.code is None:
            continue
        if each.code in holders:
            each.reasons.append(f"le code {each.code} est déjà celui de {holders[each.code]}")
        else:
            holders[each.code] = f"la ligne {each.line.number}"


def rank(candidates: list[Candidate]) -> None:
    """Where each stands among its siblings: as the file says, else in the order of its lines.

    Items that are in the draft keep their rank as long as the order of the file is theirs.
    """
    families: dict[str | None, list[Candidate]] = {}
    for each in candidates:
        if not each.is_refused:
            families.setdefault(each.parent, []).append(each)
    for family in families.values():
        said = [each for each in family if each.line.position is not None]
        for each in said:
            each.position = each.line.position or 0
        rest = [each for each in family if each.line.position is None]
        if not keep_ranks(rest):
            for place, each in enumerate(rest, 1):
                each.position = place


def keep_ranks(family: list[Candidate]) -> bool:
    """Let known siblings keep their ranks and new ones follow; False where that is not the order."""
    last = 0
    for each in family:
        stays = each.entry is not None and each.entry.parent == each.parent
        each.position = each.entry.position if stays and each.entry else last + 1
        last = each.position
    order = [(each.position, natural(each.code)) for each in family]
    return order == sorted(order)


def judged(
    each: Candidate,
    present: Present,
    labels: Mapping[str, str],
    echoed: Mapping[str | None, Any],
) -> tuple[Row, Write | None]:
    line = each.line
    if each.is_refused:
        row = Row(line.number, "item", line.label, Outcome.REFUSED, reasons=tuple(each.reasons))
        return row, None
    values, descriptors, changes = written(
        line, each.entry, each.parent, each.position, labels, echoed.get(each.key)
    )
    label = line.label if each.entry is None or "title" in values else each.entry.label
    if each.entry is not None and not changes:
        return Row(line.number, "item", label, Outcome.LEFT), None
    known = present.elsewhere.get(each.key)
    outcome = Outcome.CHANGED if each.entry else Outcome.CREATED
    reasons = ("elle revient : une édition passée la connaît",) if known and not each.entry else ()
    write = Write(each.key, each.entry, known, line.uri, each.parent, values, descriptors)
    return Row(line.number, "item", label, outcome, tuple(changes), reasons), write
