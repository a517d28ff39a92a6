"""What is looked for on the board."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from intranet.openings.models import Category, Route
from intranet.organizations.models import Kind
from intranet.places.models import Municipality
from intranet.places.queries import Point, point_of

RADII = (5, 10, 25, 50, 100, 200)  # km
USUAL_RADIUS = 25


class Order(StrEnum):
    """How the list may be sorted, by the word that stands in the address."""

    RELEVANCE = "pertinence"
    NEWEST = "date"
    CLOSING = "echeance"
    NEAREST = "distance"
    FIT = "adequation"


class Around(NamedTuple):
    """The commune that a search is around."""

    code: str
    name: str
    label: str
    region_code: str
    point: Point

    @classmethod
    def of(cls, town: Municipality) -> Around | None:
        """None for the few communes whose point nobody knows."""
        point = point_of(town)
        return cls(town.code, town.name, town.label, town.region_code, point) if point else None


@dataclass(frozen=True)
class Search:
    """What a reader looks for. Within a facet any value does; across facets all must agree."""

    words: str = ""
    department: str | None = None
    neighbours: bool = False  # the départements that touch it too
    grades: tuple[str, ...] | None = None  # any of them; none is known where it is empty
    around: Around | None = None
    radius: int = USUAL_RADIUS
    competency_id: int | None = None
    level: int | None = None
    organization_id: int | None = None
    epci: str | None = None  # SIREN
    telework: int | None = None  # days a week at least
    pay: int | None = None  # euros a year that the range reaches
    since: int | None = None  # days: one of SINCE
    closing_soon: bool = False
    fit: int | None = None  # percent that a reader must cover at least
    regions: tuple[str, ...] = ()
    employers: tuple[Kind, ...] = ()
    routes: tuple[Route, ...] = ()
    categories: tuple[Category, ...] = ()
    order: Order = Order.NEWEST

    @property
    def origin(self) -> Point | None:
        return self.around.point if self.around else None

    @property
    def narrowed(self) -> Search:
        """The conditions that are no facets: what the facets are counted within."""
        return replace(self, **_UNCHOSEN, fit=None, order=Order.NEWEST)

    @property
    def unfitted(self) -> Search:
        """The same for everybody, facets apart: what one’s own fit is then looked for in."""
        order = Order.NEWEST if self.order is Order.FIT else self.order
        return replace(self, **_UNCHOSEN, fit=None, order=order)

    @property
    def asks_for_fit(self) -> bool:
        return self.fit is not None or self.order is Order.FIT


_UNCHOSEN: dict[str, Any] = {"regions": (), "employers": (), "routes": (), "categories": ()}
