"""A text that moved on under a proposal: what its author read, what it says now, what is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intranet.competencies.changes.lines import FIELD_LABELS, shown
from intranet.competencies.changes.present import Facts, Present
from intranet.competencies.models import Operation


@dataclass(frozen=True)
class Threefold:
    """One field that changed since it was read; `proposed` is None where nothing is asked of it."""

    uuid: str
    field: str
    label: str
    base: str
    now: str | None  # None: the item is not in the text any more
    proposed: str | None

    @property
    def is_contested(self) -> bool:
        """The proposal would write over what somebody else wrote."""
        return self.now is None or (self.proposed is not None and self.proposed != self.now)


def proposed_fields(operation: Operation, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a proposal asks, field by field, of the item it is about."""
    if operation in {Operation.EDIT, Operation.MOVE}:
        return dict(payload)
    if operation is Operation.REWORD_LEVEL:
        return {f"level_{payload.get('value')}": payload.get("text", "")}
    return {}


def divergences(
    operation: Operation,
    uuid: str | None,
    payload: Mapping[str, Any],
    base: Mapping[str, Facts],
    present: Present,
) -> list[Threefold]:
    """Every field of the items read that does not say what it said; the contested ones first."""
    asked = proposed_fields(operation, payload)
    found: list[Threefold] = []
    for read, before in base.items():
        now = present.items.get(read)
        if now is None:
            words = f"{before['code']} {before['title']}"
            found.append(Threefold(read, "", "Compétence retirée", words, None, None))
            continue
        found += [
            Threefold(
                uuid=read,
                field=name,
                label=label,
                base=shown(name, before[name], present),
                now=shown(name, now[name], present),
                proposed=shown(name, asked[name], present)
                if read == uuid and name in asked
                else None,
            )
            for name, label in FIELD_LABELS.items()
            if name in before and before[name] != now[name]
        ]
    return sorted(found, key=lambda one: not one.is_contested)
