"""The timer’s command, begun while it is still at work elsewhere."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.kit.turns import alone

pytestmark = pytest.mark.live


def test_a_passage_begun_during_another_has_nothing_to_do(site: Flask) -> None:
    runner = site.test_cli_runner()
    with site.app_context():
        with alone("tick") as ours:
            assert ours
            during = runner.invoke(args=["tick"])
        afterwards = runner.invoke(args=["tick"])

    assert during.output == "Un autre passage est en cours : rien à faire ici.\n"
    assert "Offres closes : 0" in afterwards.output
