"""What a site that was just started answers, and how it is stopped."""

from __future__ import annotations

import runpy
import signal
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.visitor import Visitor


def test_an_unknown_address_answers_a_page_in_french(visitor: Visitor) -> None:
    assert visitor.open("/nulle-part", status=404).texts("h1") == ["Page introuvable"]


@pytest.mark.no_database
def test_a_worker_stopped_at_a_terminal_ends_what_it_began(request: pytest.FixtureRequest) -> None:
    """As where the service is stopped (gunicorn.conf.py says why)."""
    page = runpy.run_path(str(Path(__file__).parent.parent / "gunicorn.conf.py"))
    for asked in (signal.SIGINT, signal.SIGQUIT):
        request.addfinalizer(partial(signal.signal, asked, signal.getsignal(asked)))
    ended: list[int] = []
    worker = SimpleNamespace(handle_exit=lambda number, _frame: ended.append(number))
    page["post_worker_init"](worker)
    for asked in (signal.SIGINT, signal.SIGQUIT):
        signal.raise_signal(asked)
    assert ended == [signal.SIGINT, signal.SIGQUIT]
