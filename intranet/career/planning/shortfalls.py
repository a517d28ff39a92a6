"""What keeps a run out of a path, and why what is asked stays out of reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from intranet.career.gains import Levels
from intranet.career.planning.paths import CourseOption, Limits, Path, at_last
from intranet.career.planning.walls import Barrier

BARRIER_LABELS = {
    Barrier.NO_RUN: "Des formations la font progresser, mais aucune session n’est annoncée.",
    Barrier.NO_PRICE: "La formation qui conviendrait ne dit pas ce qu’elle coûte.",
    Barrier.NO_SEAT: "Les sessions qui conviendraient sont complètes.",
    Barrier.TOO_LATE: "Les sessions finissent après la date que vous avez fixée.",
    Barrier.ELSEWHERE: "Les sessions ont lieu ailleurs que là où vous iriez.",
    Barrier.SET_ASIDE: "Vous avez écarté la formation qui la fait progresser.",
    Barrier.ASKS_MORE: "Les formations demandent d’abord un niveau que ce plan n’atteint pas.",
    Barrier.OVERLAPS: "Les sessions tombent en même temps qu’une autre, du plan ou de votre agenda.",
    Barrier.OVER_BUDGET: "Les formations dépassent ce que vous avez fixé.",
}


def barrier(
    one: CourseOption, levels: Levels, limits: Limits, taken: Sequence[CourseOption]
) -> Barrier | None:
    """What keeps a run out beside those already taken; None where it may be followed.

    What it asks for must be reached by then: by today's levels, or by courses that are over.
    """
    if limits.until and one.ends_on and one.ends_on > limits.until:
        return Barrier.TOO_LATE
    if not is_reached(one, levels, taken):
        return Barrier.ASKS_MORE
    if one.overlaps(limits.busy) or any(one.overlaps(other.times) for other in taken):
        return Barrier.OVERLAPS
    spent = sum((other.cost for other in taken), one.cost)
    if limits.budget is not None and spent > limits.budget:
        return Barrier.OVER_BUDGET
    return None


def is_reached(one: CourseOption, levels: Levels, taken: Iterable[CourseOption]) -> bool:
    """Whether its prerequisites are: an unknown level counts 0."""
    if not one.needs:
        return True
    reached = at_last(levels, [other for other in taken if other.is_before(one)])
    return all((reached.get(item) or 0) >= level for item, level in one.needs.items())


def barriers(
    choices: Iterable[CourseOption], path: Path, limits: Limits, items: Collection[int]
) -> dict[int, Barrier]:
    """For each item left short that some course would raise further: what keeps the nearest one out."""
    taken = [step.choice for step in path.steps]
    found: dict[int, Barrier] = {}
    for one in choices:
        raised = [item for item in items if one.raises.get(item, 0) > (path.levels.get(item) or 0)]
        if raised and not one.is_fixed:
            # Nothing in its way any more: it would fit now that something useless was taken out.
            wall = one.barrier or barrier(one, path.today, limits, taken) or Barrier.OVER_BUDGET
            for item in raised:
                found[item] = max(wall, found.get(item, wall))
    return found
