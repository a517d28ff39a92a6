"""What several tests of sheets begin with."""

from __future__ import annotations

import pytest
import time_machine

from intranet.competencies.models import Edition
from intranet.practices.models import Practice
from tests.practices.factories import BEGUN, a_published


@pytest.fixture
def practice(edition: Edition) -> Practice:
    """Online since March 2026, verified every twelve months."""
    with time_machine.travel(BEGUN):
        return a_published(edition)
