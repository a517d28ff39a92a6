"""Writing rows by the thousand, with ids of our own, on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import func, insert, inspect, select

from intranet.kit.db import Model, db, number_on_from
from intranet.kit.portions import portions
from intranet.organizations.models import Kind, Organization
from intranet.places.models import Municipality

AT_ONCE = 2_000


def first_free_id(model: type[Model]) -> int:
    [key] = inspect(model).primary_key
    return (db.session.scalar(select(func.max(key))) or 0) + 1


def write(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows that bear their own ids, then let the sequence go on after them."""
    for some in portions(rows, AT_ONCE):
        db.session.execute(insert(model), some)
    [key] = inspect(model).primary_key
    if key.name == "id":
        number_on_from(model)


class Town(NamedTuple):
    """A commune where something synthetic takes place."""

    code: str
    name: str
    region_code: str
    department_code: str
    epci_siren: str | None
    latitude: float
    longitude: float
    precision: str


def towns(chance: Random, count: int) -> list[Town]:
    """As many communes, the larger the likelier: people work where people live."""
    columns = [getattr(Municipality, name) for name in Town._fields]
    query = select(*columns, Municipality.population).where(Municipality.latitude.is_not(None))
    known = db.session.execute(query.order_by(Municipality.code)).all()
    return [
        Town(*row[:-1])
        for row in chance.choices(known, weights=[row.population + 1 for row in known], k=count)
    ]


def employers() -> list[tuple[int, Kind]]:
    """The organizations that may hire, by id."""
    hiring = (Kind.EPCI, Kind.EPT, Kind.CCI, Kind.AGENCY, Kind.SEM)
    query = select(Organization.id, Organization.kind).where(Organization.kind.in_(hiring))
    return [(row.id, row.kind) for row in db.session.execute(query.order_by(Organization.id))]
