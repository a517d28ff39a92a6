"""The relations of a file compared with those of the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intranet.competencies.exchange.contents import (
    Bond,
    Brought,
    Entry,
    External,
    Line,
    Pointer,
    Tie,
)
from intranet.competencies.exchange.plan_values import same
from intranet.competencies.exchange.plans import BondWrite, Change, Outcome, Present, Row
from intranet.competencies.models import PRECEDES, RELATED, RELATION_LABELS

Ends = tuple[Any, ...]
SYMMETRIC = {RELATED}


@dataclass
class BondPlan:
    rows: list[Row] = field(default_factory=list)
    writes: list[BondWrite] = field(default_factory=list)
    retired: list[Tie] = field(default_factory=list)

    def tell(
        self,
        bond: Bond,
        label: str,
        outcome: Outcome,
        *,
        changes: tuple[Change, ...] = (),
        reasons: tuple[str, ...] = (),
    ) -> None:
        """Add a row to the preview."""
        self.rows.append(Row(bond.number, "relation", label, outcome, changes, reasons))


def plan_bonds(
    brought: Brought,
    present: Present,
    lines: Mapping[str, str],
    gone: list[Entry],
    *,
    retires_absent: bool,
    echo: Brought | None,
) -> BondPlan:
    """`lines` are the keys of the items that the file writes or leaves, with their labels."""
    away = {entry.uuid for entry in gone}
    labels = {e.uuid: e.label for e in present.whole.entries if e.uuid not in away} | dict(lines)
    keys: dict[str | None, str] = {
        e.code: e.uuid for e in present.whole.entries if e.code and e.uuid in labels
    }
    keys |= {line.code: key_of(line, lines, keys) for line in brought.lines if line.code}
    refused = {line.uuid: line for line in brought.lines if line.uuid not in labels}
    ties = {tie.uuid: tie for tie in present.whole.ties}
    by_ends = {ends_of(tie): tie for tie in present.whole.ties}
    echoed = {bond.uuid: bond.source for bond in echo.bonds} if echo else {}
    planned, met = BondPlan(), set[str]()
    new: list[tuple[Bond, BondWrite, str]] = []
    said: set[Ends] = set()
    for bond in brought.bonds:
        origin, target, why = placed(bond, keys, labels, refused)
        label = worded(bond, origin, target, labels, refused)
        if why:
            planned.tell(bond, label, Outcome.REFUSED, reasons=(why,))
            continue
        external = None if target else bond.external
        ends = ends_for(bond.kind, origin, target, external)
        # By what it ties first: no two may tie the same, even while identifiers change hands.
        tie = by_ends.get(ends) or ties.get(bond.uuid or "")
        if tie:
            met.add(tie.uuid)
        if ends in said:
            planned.tell(bond, label, Outcome.LEFT, reasons=("déjà dite",))
            continue
        said.add(ends)
        write = write_of(bond, tie, str(origin), target, external, echoed.get(bond.uuid))
        if tie and not (changes := changed(tie, write, ends)):
            planned.tell(bond, label, Outcome.LEFT)
        elif tie:
            planned.writes.append(write)
            planned.tell(bond, label, Outcome.CHANGED, changes=tuple(changes))
        else:
            new.append((bond, write, label))
    staying = [tie for tie in ties.values() if tie.uuid in met or not retires_absent]
    circular = in_circles(staying, [write for _, write, _ in new])
    for bond, write, label in new:
        if write.kind == PRECEDES and {write.origin, write.target} <= circular:
            why = "elle ferait un cercle de « précède »"
            planned.tell(bond, label, Outcome.REFUSED, reasons=(why,))
        else:
            planned.writes.append(write)
            planned.tell(bond, label, Outcome.CREATED)
    retire(planned, present, met, away, all_absent=retires_absent and brought.says_bonds)
    return planned


def key_of(line: Any, lines: Mapping[str, str], keys: Mapping[str | None, str]) -> str:
    """The key of a line that is kept; of what the draft has under that code where it is refused."""
    for key in (line.uuid, keys.get(line.code), f"line:{line.number}"):
        if key in lines:
            return str(key)
    return str(keys.get(line.code, ""))


def placed(
    bond: Bond,
    keys: Mapping[str | None, str],
    labels: Mapping[str, str],
    refused: Mapping[str | None, Line],
) -> tuple[str | None, str | None, str]:
    """The keys of both ends, and why the relation is refused."""
    origin, target = at(bond.origin, keys), at(bond.target, keys) if bond.target else None
    if target not in labels:
        target = None
    if bond.faults:
        return origin, target, " ; ".join(bond.faults)
    if origin not in labels:
        return origin, target, unfit(bond.origin, refused)
    if target is None and bond.external is None:
        return origin, target, unfit(bond.target, refused)
    if origin == target:
        return origin, target, "elle relie une compétence à elle-même"
    return origin, target, ""


def unfit(pointer: Pointer | None, refused: Mapping[str | None, Line]) -> str:
    """Why an end will not do: its line is refused, or nothing is known of it."""
    line = refused.get(pointer.uuid) if pointer and pointer.uuid else None
    return (
        f"la ligne {line.number} est refusée" if line else f"« {pointer} » est inconnue ou refusée"
    )


def at(pointer: Pointer, keys: Mapping[str | None, str]) -> str | None:
    return pointer.uuid or keys.get(pointer.code)


def ends_of(tie: Tie) -> Ends:
    return ends_for(tie.kind, tie.origin, tie.target, tie.external)


def ends_for(kind: str, origin: str | None, target: str | None, external: External | None) -> Ends:
    """What makes two relations one and the same."""
    if target is None and external:
        return kind, origin, external.scheme, external.identifier, external.vocabulary_version
    pair = sorted([str(origin), str(target)]) if kind in SYMMETRIC else [origin, target]
    return kind, *pair


def write_of(
    bond: Bond,
    tie: Tie | None,
    origin: str,
    target: str | None,
    external: External | None,
    echoed: Mapping[str, Any] | None,
) -> BondWrite:
    extras = dict(tie.extras) if tie else {}
    is_ours = tie is not None and echoed is not None and bond.source and same(echoed, bond.source)
    if bond.source and not is_ours:
        extras |= bond.source
    tells = bond.source is not None  # a format that only says who is tied leaves the rest alone
    return BondWrite(
        tie,
        bond.uuid,
        bond.kind,
        tie.origin if tie and bond.kind in SYMMETRIC and not tells else origin,
        tie.target if tie and bond.kind in SYMMETRIC and not tells else target,
        external,
        bond.position if tells or not tie else tie.position,
        bond.group_label if tells or not tie else tie.group_label,
        bond.notes if tells or not tie else tie.notes,
        extras,
    )


def changed(tie: Tie, write: BondWrite, ends: Ends) -> list[Change]:
    found = []
    if ends_of(tie) != ends:
        found.append(Change("relation", "", "ses extrémités changent"))
    for name, label in (("position", "rang"), ("group_label", "groupe"), ("notes", "notes")):
        before, after = getattr(tie, name), getattr(write, name)
        if before != after:
            found.append(Change(label, str(before), str(after)))
    if dict(tie.extras) != dict(write.extras):
        found.append(Change("données d’origine", "", "gardées avec la relation"))
    return found


def in_circles(ties: list[Tie], writes: list[BondWrite]) -> set[str | None]:
    """The items that « précède » leads back to themselves, or that stand between such circles."""
    edges = [(t.origin, t.target) for t in ties if t.kind == PRECEDES and t.target]
    edges += [(w.origin, w.target) for w in writes if w.kind == PRECEDES and w.target]
    while True:
        starts, ends = {origin for origin, _ in edges}, {target for _, target in edges}
        kept = [(o, t) for o, t in edges if o in ends and t in starts]
        if len(kept) == len(edges):
            return {end for edge in edges for end in edge}
        edges = kept


def retire(
    planned: BondPlan,
    present: Present,
    met: set[str],
    away: set[str],
    *,
    all_absent: bool,
) -> None:
    """Relations of what goes away go with it; the others only where the file was to say them all."""
    for tie in present.whole.ties:
        follows = tie.origin in away or tie.target in away
        if tie.uuid in met and not follows:
            continue
        if follows or all_absent:
            why = "retirée avec ce qu’elle relie" if follows else "absente du fichier"
            planned.retired.append(tie)
            label = was_worded(tie, present)
            planned.rows.append(Row(None, "relation", label, Outcome.RETIRED, reasons=(why,)))


def was_worded(tie: Tie, present: Present) -> str:
    """A relation that the draft has, whether or not what it ties stays there."""
    labels = {entry.uuid: entry.label for entry in present.whole.entries}
    far = tie.external
    there = labels.get(tie.target or "") or (f"{far.scheme} {far.identifier}" if far else "…")
    return f"{labels.get(tie.origin, '…')} {RELATION_LABELS.get(tie.kind, tie.kind)} {there}"


def worded(
    bond: Bond,
    origin: str | None,
    target: str | None,
    labels: Mapping[str, str],
    refused: Mapping[str | None, Line],
) -> str:
    """« association 5, X1 précède X2 »; what is refused by its own words, never by its uuid."""

    def by_itself(pointer: Pointer | None) -> str:
        line = refused.get(pointer.uuid) if pointer and pointer.uuid else None
        return line.label if line else str(pointer)

    here = labels.get(origin or "") or by_itself(bond.origin)
    far = bond.external
    there = labels.get(target or "") or (
        f"{far.scheme} {far.identifier}" if far else by_itself(bond.target)
    )
    said = f"{here} {RELATION_LABELS.get(bond.kind, bond.kind)} {there}"
    return f"{bond.place}, {said}" if bond.place else said
