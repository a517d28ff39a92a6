"""The cheapest path of courses towards what is asked: pure rules, exact fractions, a heuristic.

What a course brings is what it adds to the score of `competencies.matching`: for each item required,
its weight by the part of the level that becomes reached, and nothing beyond the demand. Each time, the
course that brings most for what it costs is taken among those that one may follow, then the next:
what a course makes reachable comes after it. This is greedy: quick and easy to explain, it never
promises the best path. Where all cost the same and none asks for another first, coverage is
submodular, and the path holds at least 1 − 1/e (63 %) of the best one (Nemhauser, Wolsey and Fisher,
1978); chains, different costs and days that overlap leave no such guarantee.
"""

from intranet.career.planning.greedy import chosen, plan
from intranet.career.planning.paths import (
    FREE,
    CourseOption,
    Limits,
    Path,
    Span,
    Step,
    WrongCost,
    in_order,
)
from intranet.career.planning.shortfalls import BARRIER_LABELS, barriers
from intranet.career.planning.walls import Barrier

__all__ = [
    "BARRIER_LABELS",
    "FREE",
    "Barrier",
    "CourseOption",
    "Limits",
    "Path",
    "Span",
    "Step",
    "WrongCost",
    "barriers",
    "chosen",
    "in_order",
    "plan",
]
