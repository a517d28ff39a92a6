"""What becomes of levels when an edition is published: carried, to confirm, or archived. Pure rules.

An item that is the same, reworded or moved keeps its levels: nothing is written. What replaces an
item, or is a part of it, receives its level, to confirm. What unites several receives the lowest
of the known ones, to confirm. An item that is retired keeps its history, and counts no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from intranet.competencies.differences import Differences
from intranet.competencies.levels import Level
from intranet.competencies.models import AssessmentState, Carrying, SuccessionKind


@dataclass(frozen=True)
class Outcome:
    """What became of one item (both by uuid); `after` is None where nothing takes its place."""

    before: str
    after: str | None
    kind: SuccessionKind

    @property
    def carrying(self) -> Carrying:
        if self.after is None:
            return Carrying.ARCHIVE
        stays = self.kind in {SuccessionKind.EDITED, SuccessionKind.MOVED}
        return Carrying.CARRY if stays else Carrying.CONFIRM


@dataclass(frozen=True)
class Received:
    """What an item receives from those it takes the place of."""

    state: AssessmentState
    level: int | None
    offers_help: bool


def outcomes(found: Differences) -> list[Outcome]:
    """What became of every item that is not the same: one line a pair of items."""
    told = [
        Outcome(fate.before, fate.after, fate.kind) for one in found.becomings for fate in one.fates
    ]
    already = {one.before for one in told}
    told += [Outcome(entry.uuid, None, SuccessionKind.RETIRED) for entry in found.retired]
    edited = {one.before.uuid: SuccessionKind.EDITED for one in found.edited}
    moved = {one.before.uuid: SuccessionKind.MOVED for one in found.moved}
    told += [
        Outcome(uuid, uuid, kind) for uuid, kind in (moved | edited).items() if uuid not in already
    ]
    return told


def received(levels: Iterable[Level], low: int, high: int) -> Received | None:
    """What one person's levels of the items gone give to the one that takes their place.

    The lowest of the levels known, brought within those that the item has; « sans objet » where
    nothing else was said; nothing where nothing was. Help is offered where it was on all of them.
    """
    known = [level for level in levels if level.is_known]
    if not known:
        return None
    values = [level.effective for level in known if level.effective is not None]
    if not values:
        return Received(AssessmentState.NOT_APPLICABLE, None, offers_help=False)
    value = min(*values, high)
    return Received(
        AssessmentState.LEVEL,
        value if value >= low else 0,
        offers_help=all(level.offers_help for level in known),
    )
