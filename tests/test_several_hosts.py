"""Two web machines, each with its own folder, on one database and one bucket: one and the same site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from intranet import create_app
from intranet.kit import limits
from intranet.kit.db import db
from intranet.kit.limits import Limit
from intranet.kit.turns import alone
from intranet.members.models import Member
from tests.buckets import KEYS, a_bucket, speaking_s3
from tests.competencies.evidence import a_pdf
from tests.factories import MemberFactory
from tests.visitor import Visitor

pytestmark = pytest.mark.live


@pytest.fixture
def hosts(site: Flask, tmp_path: Path) -> Iterator[tuple[Flask, Flask]]:
    """What two machines are told: the same database, bucket and secret; their disks are their own."""
    with speaking_s3() as endpoint:
        a_bucket(endpoint, "passerelles")
        shared = KEYS | {
            "INTRANET_ENV": "test",
            "DATABASE_URL": site.config["SQLALCHEMY_DATABASE_URI"],
            "STORAGE_URL": f"s3://passerelles/site?endpoint={endpoint}",
            "SECRET_KEY": "x" * 40,
            "SITE_URL": "http://localhost",
        }
        made = [create_app(INSTANCE=tmp_path / name, **shared) for name in ("first", "second")]
        yield made[0], made[1]
        for app in made:
            with app.app_context():
                db.engine.dispose()


def a_member(app: Flask) -> Member:
    with app.app_context():
        member = MemberFactory()
        db.session.commit()
        db.session.refresh(member)
        db.session.expunge_all()
    return member


def test_what_is_done_on_one_machine_is_seen_on_the_other(hosts: tuple[Flask, Flask]) -> None:
    first, second = hosts
    member = a_member(first)
    here, there = Visitor(first.test_client()), Visitor(second.test_client())
    with first.app_context():
        here.sign_in(member)
    there.client._cookies = here.client._cookies  # one browser, led to either

    # Signed in on one, read on the other; its form is sent to the first.
    page = there.open("/moi/preuves/nouvelle")
    page = here.send(page, title="Diagnostic", kind="document", file=a_pdf())
    assert "Diagnostic" in there.open("/moi/preuves").text("main")
    link = page.link("attestation.pdf")
    for reading in (here, there):
        with reading.client.get(link) as answer:
            assert answer.data.startswith(b"%PDF-")

    # Signed out on one: dead on the other at once.
    here.send(here.open("/"), form="form[action='/deconnexion']")
    assert there.client.get("/moi/preuves").status_code == 302


def test_limits_are_counted_and_the_timer_waits_over_both(hosts: tuple[Flask, Flask]) -> None:
    first, second = hosts
    three = Limit("essai", 3, timedelta(minutes=5))
    waits = []
    for number in range(4):
        with hosts[number % 2].app_context():
            waits.append(limits.over((three, "quelqu’un")) > 0)
    assert waits == [False, False, False, True]

    with first.app_context(), alone("tick") as ours:
        assert ours
        assert "Un autre passage est en cours" in ticked(second)
    assert "Offres closes" in ticked(second)


def ticked(app: Flask) -> str:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["tick"]).output
