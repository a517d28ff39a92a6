"""The names of regions, as a sentence says them and as a list offers them."""

from __future__ import annotations

import pytest

from intranet.places.models import in_region
from intranet.places.shapes import departments_to_choose, region_names, regions_to_choose

pytestmark = pytest.mark.no_database


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


def test_a_region_that_en_does_not_lead_to_is_called_by_its_name() -> None:
    for code, name in region_names().items():
        called = in_region(code, name).lower()
        assert called.endswith(name.lower().replace("île de ", "")), name


def test_nobody_chooses_where_nobody_lives() -> None:
    assert "Clipperton" in region_names()["989"]
    for offered in (regions_to_choose(), departments_to_choose()):
        assert not [name for name in offered.values() if "Clipperton" in name]
