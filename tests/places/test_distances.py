"""What lies within a radius: the same on both databases, and exact at the edge."""

from __future__ import annotations

import math

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.kit.db import db
from intranet.places.models import UNINHABITED, Municipality, Zone
from intranet.places.queries import EARTH, Point, chord, distance_km, point_of, regions, within
from intranet.places.shapes import drawn, region_names, regions_to_choose

NANCY = Point(48.6844, 6.185)


def codes_within(origin: Point, radius: float) -> set[str]:
    near = within(Municipality.latitude, Municipality.longitude, origin, radius)
    return set(db.session.scalars(select(Municipality.code).where(near)))


def put(code: str, latitude: float, longitude: float) -> None:
    db.session.add(
        Municipality(
            code=code, name=code, folded=code, department_code="54", region_code="44",
            latitude=latitude, longitude=longitude,
        )
    )  # fmt: skip
    db.session.commit()


@pytest.mark.no_database
def test_distances_are_those_of_the_map() -> None:
    paris, rennes = Point(48.8534, 2.3488), Point(48.1147, -1.6794)
    assert distance_km(paris, rennes) == pytest.approx(308, abs=1)
    assert distance_km(Point(0, 0), Point(0, 180)) == pytest.approx(math.pi * EARTH)
    assert distance_km(paris, paris) == 0


def test_metz_is_within_fifty_kilometres_of_nancy_and_rennes_is_not(app: Flask) -> None:
    assert codes_within(NANCY, 50) == {"54395", "54547", "57463"}
    assert codes_within(NANCY, 10) == {"54395", "54547"}
    assert codes_within(NANCY, 0) == {"54395"}


def test_the_edge_is_inside(app: Flask) -> None:
    """The commune that lies exactly at the radius asked is found."""
    for code in ("57463", "35238", "97411", "2A004"):
        there = point_of(db.session.get_one(Municipality, code))
        assert there is not None
        radius = distance_km(NANCY, there)
        assert code in codes_within(NANCY, radius)
        assert code not in codes_within(NANCY, radius - 0.001)


def test_sql_and_python_agree(app: Flask) -> None:
    everywhere = {
        town.code: distance_km(NANCY, point)
        for town in db.session.scalars(select(Municipality))
        if (point := point_of(town))
    }
    for radius in (5, 48, 120, 280, 300, 700, 9_000, 20_100):
        expected = {code for code, away in everywhere.items() if away <= radius}
        assert codes_within(NANCY, radius) == expected
    nearest = select(Municipality.code).order_by(
        chord(Municipality.latitude, Municipality.longitude, NANCY)
    )
    assert list(db.session.scalars(nearest)) == sorted(everywhere, key=everywhere.__getitem__)


def test_the_box_crosses_the_meridian_of_the_pacific(app: Flask) -> None:
    put("98601", -13.3, -179.9)
    put("98602", -13.3, 179.9)
    assert codes_within(Point(-13.3, 179.95), 30) == {"98601", "98602"}
    assert codes_within(Point(-13.3, -179.95), 30) == {"98601", "98602"}


def test_around_a_pole_every_longitude_counts(app: Flask) -> None:
    put("98401", 89.9, 10)
    put("98402", 89.9, -170)
    assert codes_within(Point(89.9, 10), 30) == {"98401", "98402"}


def test_what_has_no_point_is_nowhere(app: Flask) -> None:
    db.session.add(
        Municipality(code="98901", name="x", folded="x", department_code="54", region_code="44")
    )
    db.session.commit()
    assert "98901" not in codes_within(NANCY, 20_100)


def test_every_region_of_the_metropole_has_an_outline(app: Flask) -> None:
    shapes = drawn(db.session.scalars(regions()), {"53": 3}, lambda region: f"/tour/{region.slug}")
    metro = {region.code for region in db.session.scalars(regions()) if region.zone is Zone.METRO}
    assert {shape.code for shape in shapes if shape.path} == metro
    brittany = next(shape for shape in shapes if shape.code == "53")
    assert (brittany.name, brittany.count, brittany.url) == ("Bretagne", 3, "/tour/bretagne")


def test_the_names_by_code_are_those_of_the_database(app: Flask) -> None:
    every = {region.code: region.name for region in db.session.scalars(regions())}
    assert every == regions_to_choose()
    assert set(region_names()) - set(every) == {UNINHABITED}
