"""How places are found: a commune from what was typed, what lies within a radius, who is nearest."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    SQLColumnExpression,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)

from intranet.kit.texts import bare_words, fold
from intranet.places.models import CORSICA, UNINHABITED, Department, Municipality, Region

EARTH = 6371.0088  # km: the mean radius of the IUGG
RADII = (10, 25, 50, 100)  # km, as every search within a radius offers them
LONGEST_NAME = 80  # characters read of what was typed

_NAME_AND_DEPARTMENT = re.compile(r"^(.+?)\s*\(?\b(\d{2,3}|2[ab])\)?$")
_POSTCODE = re.compile(r"\b\d{5}\b")
_CEDEX = re.compile(r"\bcedex\b(?: \d{1,2}\b)?")
_CITY_AND_PART = re.compile(
    r"^(paris|lyon|marseille)\s+\(?0?(\d{1,2})\s?(?:er|e|eme)?(?:\s+arr(?:ondissement|\.)?)?\)?$"
)
_PARTS = {"paris": 75100, "lyon": 69380, "marseille": 13200}  # an arrondissement is so much more
_IN_FULL = ((re.compile(r"\bst\b"), "saint"), (re.compile(r"\bste\b"), "sainte"))


class Point(NamedTuple):
    """Where something is, in degrees (WGS 84)."""

    latitude: float
    longitude: float


def point_of(municipality: Municipality) -> Point | None:
    """The point of a commune, where one is known."""
    if municipality.latitude is None or municipality.longitude is None:
        return None
    return Point(municipality.latitude, municipality.longitude)


def whole_city(code: str) -> str:
    """The commune of an arrondissement of Paris, Lyon or Marseille; any other code as it is."""
    number = int(code) if code.isdecimal() else 0
    if 75101 <= number <= 75120:
        return "75056"
    if 69381 <= number <= 69389:
        return "69123"
    return "13055" if 13201 <= number <= 13216 else code


def whole_city_named(words: str) -> str | None:
    """The same of « Paris 11e », « lyon 3e arrondissement »; None of what names no arrondissement."""
    spelt = _CITY_AND_PART.match(fold(words))
    code = str(_PARTS[spelt[1]] + int(spelt[2])) if spelt else ""
    return found if (found := whole_city(code)) != code else None


def largest_of(department_code: str) -> Select[Municipality]:
    """The most populous commune of a département, of those whose point is known."""
    return (
        select(Municipality)
        .where(Municipality.department_code == department_code, Municipality.latitude.is_not(None))
        .order_by(Municipality.population.desc(), Municipality.code)
        .limit(1)
    )


def named(typed: str | None) -> Select[Municipality]:
    """The commune that was most likely meant, first: `.limit(1)` of a name, a code or a postcode.

    `Nancy`, `nancy (54)`, `St Denis 974`, `54395`, `54000` and `54000 Nancy` are all understood; of
    a commune that is now part of another (`Annecy-le-Vieux 74940`), its postcode tells. Namesakes:
    the most populous. Five figures are an INSEE code, unless they are the postcode of a commune ten
    times as populous as the one that bears the code.
    """
    words = (typed or "").strip()[:LONGEST_NAME]
    query = select(Municipality)
    if re.fullmatch(r"\d{5}|2[abAB]\d{3}", words):
        code = whole_city(words.upper())
        meant = case((Municipality.code == code, 10), else_=1)
        return query.where(
            or_(Municipality.code == code, Municipality.postcodes.contains(words))
        ).order_by((Municipality.population * meant).desc(), Municipality.code)
    query = query.order_by(Municipality.population.desc(), Municipality.code)
    if city := whole_city_named(words):
        return query.where(Municipality.code == city)
    if postcode := _POSTCODE.search(words):
        return _at_postcode(query, postcode[0], words.replace(postcode[0], " "))
    exact = folded(words)
    spelt = _NAME_AND_DEPARTMENT.match(fold(words))
    if not spelt:
        return query.where(Municipality.folded == exact)
    # « Nancy (54) » is a commune and its département.
    name, department = folded(spelt[1]), spelt[2].upper()
    return query.where(
        or_(
            Municipality.folded == exact,
            and_(Municipality.folded == name, Municipality.department_code == department),
        )
    )


def _at_postcode(query: Select[Municipality], postcode: str, name: str) -> Select[Municipality]:
    """The commune of a line of address; by its name alone where the code is one of large offices."""
    there = Municipality.postcodes.contains(postcode)
    called = Municipality.folded == _CEDEX.sub("", folded(name)).strip()
    best = case((and_(there, called), 0), (there, 1), else_=2)
    return (
        query.where(or_(there, called))
        .order_by(None)
        .order_by(best, Municipality.population.desc(), Municipality.code)
    )


def suggested(typed: str | None, limit: int = 8) -> Select[Municipality] | None:
    """The communes that what is being typed may become, the most populous first.

    None until two letters are there: everything would answer.
    """
    words = (typed or "").strip()[:LONGEST_NAME]
    start = folded(words)
    if len(start) < 2:
        return None
    if start.isdecimal():
        found = or_(
            Municipality.code.startswith(whole_city(start)),
            Municipality.postcodes.startswith(start),
            Municipality.postcodes.contains(f" {start}"),
        )
        order = [Municipality.population.desc()]
    else:
        spelt = _NAME_AND_DEPARTMENT.match(fold(words))
        begins = Municipality.folded.startswith(start, autoescape=True)
        if spelt:
            same = Municipality.folded.startswith(folded(spelt[1]), autoescape=True)
            begins = or_(begins, and_(same, Municipality.department_code == spelt[2].upper()))
        found = or_(begins, Municipality.folded.contains(f" {start}", autoescape=True))
        exactly = case((Municipality.folded == start, 0), (begins, 1), else_=2)
        order = [exactly.asc(), Municipality.population.desc()]
    return select(Municipality).where(found).order_by(*order, Municipality.code).limit(limit)


def folded(words: str) -> str:
    """As `Municipality.folded` is: lower case, no accent, every other sign a space, saint in full."""
    plain = bare_words(words)
    for short, whole in _IN_FULL:
        plain = short.sub(whole, plain)
    return plain


def regions() -> Select[Region]:
    """Those where somebody lives, by name: its slug, as Î comes after Z in a database."""
    return select(Region).where(Region.code != UNINHABITED).order_by(Region.slug)


def departments() -> Select[Department]:
    """Those where somebody lives, by number: Corsica, which was the 20th, between 19 and 21."""
    corsican = Department.code.in_(CORSICA)
    number = case((corsican, "20" + Department.code), else_=Department.code)
    return select(Department).where(Department.code != UNINHABITED).order_by(number)


def distance_km(one: Point, other: Point) -> float:
    """As the crow flies, by the haversine formula."""
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(_haversine(one, other))))


def on_globe(point: Point) -> tuple[float, float, float]:
    """On a sphere of radius one: what is nearer in a straight line is nearer as the crow flies."""
    latitude, longitude = math.radians(point.latitude), math.radians(point.longitude)
    across = math.cos(latitude)
    return across * math.cos(longitude), across * math.sin(longitude), math.sin(latitude)


def within(
    latitude: SQLColumnExpression[Any],
    longitude: SQLColumnExpression[Any],
    origin: Point,
    radius: float,
) -> ColumnElement[bool]:
    """Whether a row lies at most `radius` km from a point: a box that an index serves, then exactly."""
    box = [latitude.between(*_latitudes(origin, radius)), _in_longitudes(longitude, origin, radius)]
    # The chord grows with the distance, so that it is compared instead: no arc sine in SQL.
    reach = math.sin(min(radius / (2 * EARTH), math.pi / 2)) ** 2
    return and_(*box, chord(latitude, longitude, origin) <= reach * (1 + 1e-12) + 1e-18)


def chord(
    latitude: SQLColumnExpression[Any], longitude: SQLColumnExpression[Any], origin: Point
) -> ColumnElement[float]:
    """A figure that grows with the distance to a point: to order by nearness."""
    degree = math.pi / 180
    across = func.sin((cast(latitude, Float) - origin.latitude) * (degree / 2))
    along = func.sin((cast(longitude, Float) - origin.longitude) * (degree / 2))
    shrink = math.cos(origin.latitude * degree)
    return across * across + func.cos(cast(latitude, Float) * degree) * shrink * along * along


def _haversine(one: Point, other: Point) -> float:
    across = math.radians(other.latitude - one.latitude) / 2
    along = math.radians(other.longitude - one.longitude) / 2
    shrink = math.cos(math.radians(one.latitude)) * math.cos(math.radians(other.latitude))
    return math.sin(across) ** 2 + shrink * math.sin(along) ** 2


_MARGIN = 1e-9  # degrees, a tenth of a millimetre: rounding never drops what is just on the edge


def _latitudes(origin: Point, radius: float) -> tuple[float, float]:
    away = math.degrees(radius / EARTH) + _MARGIN
    return origin.latitude - away, origin.latitude + away


def _in_longitudes(
    longitude: SQLColumnExpression[Any], origin: Point, radius: float
) -> ColumnElement[bool]:
    """Between two meridians; on both sides of the 180th where the circle crosses it."""
    wide = math.sin(min(radius / EARTH, math.pi / 2))
    narrow = math.cos(math.radians(origin.latitude))
    if wide >= narrow:  # a pole is inside
        return longitude.between(-180, 180)
    away = math.degrees(math.asin(wide / narrow)) + _MARGIN
    west, east = origin.longitude - away, origin.longitude + away
    if west < -180:
        return or_(longitude >= west + 360, longitude <= east)
    if east > 180:
        return or_(longitude >= west, longitude <= east - 360)
    return longitude.between(west, east)
