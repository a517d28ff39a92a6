"""Lists in other forms."""

from __future__ import annotations

import pytest

from intranet.kit.exports import cell

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("hostile", ["=1+1", "+1+A1", "-1+A1", "@SUM(A1)", "  =1", "\t=1", "＝1"])
def test_no_cell_starts_a_formula(hostile: str) -> None:
    assert cell(hostile).startswith("'")


@pytest.mark.parametrize("plain", ["-12", "12,5", "Nancy", ""])
def test_plain_cells_are_left_alone(plain: str) -> None:
    assert cell(plain) == plain
