"""The last seat, asked for by sixteen people at once through four workers of the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.inside import site
from bench.seats import AT_ONCE, SECRET, asking, checked, furnished, sent
from bench.server import serving
from intranet.kit.db import db
from tests.databases import a_database
from tests.grounds import Grounds

pytestmark = pytest.mark.live


@pytest.fixture
def url(grounds: Grounds, tmp_path: Path, worker_id: str) -> Iterator[str]:
    with a_database(tmp_path, f"door_{worker_id}", grounds.of("migrated")) as found:
        yield found


def test_one_is_confirmed_and_fifteen_wait_in_order(url: str, tmp_path: Path) -> None:
    with site(url, tmp_path, SECRET_KEY=SECRET) as app:
        [bookable_id], people = furnished(1, 1, AT_ONCE)
        asks = [asking(app, f"/inscriptions/{bookable_id}", token) for token in people]
        db.session.remove()
        environ = {"DATABASE_URL": url, "INTRANET_ENV": "demo", "SECRET_KEY": SECRET}
        with serving("wsgi:app", environ, workers=4) as server:
            _, statuses = sent(server, asks)

        assert statuses == {302: AT_ONCE}
        checked(bookable_id, AT_ONCE, 1)
