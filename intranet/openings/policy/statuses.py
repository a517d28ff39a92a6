"""Which of the ways into a post suit somebody’s status; who writes the sheets that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intranet.members.models import Member
from intranet.openings.models import Category, OwnStatus, Route, RouteSheet, Status

# One changes of post by these within a category, or between categories of the same level.
WITHIN_A_CATEGORY = frozenset({Route.TRANSFER, Route.DETACHMENT})


def may_write_sheets(member: Member | None) -> bool:
    """National animators: the law is the same everywhere."""
    return member is not None and member.animates(None)


@dataclass(frozen=True)
class Way:
    """A way into a post, for somebody: what its sheet says, and what stands against it."""

    route: Route
    sheet: RouteSheet | None
    obstacle: str

    @property
    def suits(self) -> bool:
        return self.sheet is not None and self.sheet.is_possible and not self.obstacle


def ways(
    routes: Iterable[Route],
    category: Category | None,
    own: OwnStatus | None,
    sheets: Mapping[Route, RouteSheet],
) -> list[Way]:
    """The ways into a post, those that suit this status first; then in the order of the trade."""
    found = [Way(route, sheets.get(route), obstacle(route, category, own)) for route in routes]
    return sorted(found, key=lambda way: not way.suits)


def obstacle(route: Route, category: Category | None, own: OwnStatus | None) -> str:
    """Why a way that the law opens is closed to this person for this post; else nothing.

    CGFP, L. 513-8: one is seconded (détachement) into a corps of the same category; a transfer
    (mutation) keeps the grade. A+ is a part of category A.
    """
    if own is None or own.status is not Status.CIVIL_SERVANT or route not in WITHIN_A_CATEGORY:
        return ""
    if own.category is None or category is None or _legal(own.category) == _legal(category):
        return ""
    return f"Ce poste est en catégorie {category}, vous êtes en catégorie {own.category}."


def _legal(category: Category) -> Category:
    return Category.A if category is Category.A_PLUS else category
