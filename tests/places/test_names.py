"""The names of regions, as a sentence says them and as a list offers them."""

from __future__ import annotations

import pytest

from intranet.kit.db import every
from intranet.kit.texts import fold
from intranet.places.models import in_region
from intranet.places.queries import departments, regions
from intranet.places.shapes import (
    department_names,
    departments_to_choose,
    region_names,
    regions_to_choose,
)


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("code", "inside"),
    [
        ("53", "en Bretagne"),
        ("11", "en Île-de-France"),
        ("44", "dans le Grand Est"),
        ("32", "dans les Hauts-de-France"),
        ("04", "à La Réunion"),
        ("06", "à Mayotte"),
    ],
)
def test_one_is_in_a_region_as_french_says_it(code: str, inside: str) -> None:
    assert in_region(code, region_names()[code]) == inside


@pytest.mark.no_database
def test_a_region_that_en_does_not_lead_to_is_called_by_its_name() -> None:
    for code, name in region_names().items():
        called = in_region(code, name).lower()
        assert called.endswith(name.lower().replace("île de ", "")), name


@pytest.mark.no_database
def test_nobody_chooses_where_nobody_lives() -> None:
    assert "Clipperton" in region_names()["989"]
    for offered in (regions_to_choose(), departments_to_choose()):
        assert not [name for name in offered.values() if "Clipperton" in name]


@pytest.mark.usefixtures("app")
def test_regions_are_in_the_order_of_their_names_wherever_they_are_read_from() -> None:
    names = [fold(name) for name in region_names().values()]
    assert names == sorted(names)
    assert names.index("ile-de-france") < names.index("normandie")  # Î is an I
    assert [region.name for region in every(regions())] == list(regions_to_choose().values())


@pytest.mark.usefixtures("app")
def test_departments_are_in_the_order_of_their_numbers_with_corsica_at_the_20th() -> None:
    codes = list(department_names())
    assert codes[18:22] == ["19", "2A", "2B", "21"]
    assert codes[-1] == "989"
    assert [found.code for found in every(departments())] == list(departments_to_choose())
    assert departments_to_choose()["2A"] == "Corse-du-Sud (2A)"
