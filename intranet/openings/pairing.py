"""Shared posts: whether one person could hold two part-time posts. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping

FULL_TIME = 100  # percents

Required = Mapping[int, int]  # the level required of each item


def fit_in_a_week(one_share: int, other_share: int) -> bool:
    """Both make one full-time post at most."""
    return one_share + other_share <= FULL_TIME


def asks_alike(one: Required, other: Required) -> bool:
    """Whether two posts require nearly the same.

    At least half of what the shorter demand requires, rounded up, is required by both, and on each
    of these items the levels are one apart at most. What is only desired has no say.
    """
    shared = one.keys() & other.keys()
    enough = -(-min(len(one), len(other)) // 2)
    return 0 < enough <= len(shared) and all(abs(one[item] - other[item]) <= 1 for item in shared)
