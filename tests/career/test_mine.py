"""My way: each job of the trade, the nearest first."""

from __future__ import annotations

from intranet.competencies.models import Edition
from tests.factories import MemberFactory
from tests.visitor import Visitor


def test_whoever_has_said_nothing_yet_is_led_to_their_levels(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.sign_in(MemberFactory()).open("/parcours")

    assert "Déclarer mes niveaux" in page.text("main")
