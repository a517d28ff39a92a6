"""The timer’s command: begun while it is still at work elsewhere, or where the base is not ready."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import text

from intranet.home.commands import ticking
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.kit.migrations import newest
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


def test_a_duty_that_fails_is_taken_back_and_keeps_no_other_from_its_turn(
    site: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def write(key: str) -> None:
        db.session.add(Letter(key=key, recipient="a@exemple.fr", subject="Un sujet", body="Mots."))
        db.session.flush()

    def fail(_at: datetime) -> None:
        write("of the one that fails")
        write("of the one that fails")

    monkeypatch.setitem(ticking.DUTIES, "closed", fail)
    monkeypatch.setitem(ticking.DUTIES, "people", lambda _at: write("of the last"))
    with site.app_context():
        ticked = site.test_cli_runner().invoke(args=["tick"])
        assert list(db.session.scalars(db.select(Letter.key))) == ["of the last"]
    assert ticked.exit_code == 1
    said = ticked.output.replace("\u00a0", " ")
    assert "Offres closes : 0" in said and "1 tâche en échec" in said
    assert "Traceback" not in ticked.output and "IntegrityError" in caplog.text
    assert "a@exemple.fr" not in caplog.text, "the log tells what failed, not of whom"


def test_without_the_tables_of_this_version_nothing_is_begun(
    site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with site.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001_kit'"))
        db.session.commit()
        ticked = site.test_cli_runner().invoke(args=["tick"])
        others = [
            site.test_cli_runner().invoke(args=args)
            for args in (
                ["search", "rebuild"],
                ["retention"],
                ["journal", "verify"],
                ["certificates", "check"],
                ["referential", "export", "--format", "csv"],
                ["members", "add", "a@b.fr", "--name", "A B", "--organization", "200000172"],
            )
        ]
        watched = site.test_client().get("/readyz")
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
        db.session.commit()
        ahead = [
            site.test_cli_runner().invoke(args=args)
            for args in (["tick"], ["db", "upgrade"], ["db", "downgrade"], ["content", "load"])
        ]

    assert {one.exit_code for one in ahead} == {1}
    assert all("plus récente" in one.output for one in ahead), [one.output for one in ahead]
    assert ticked.exit_code == 1
    assert all(other.exit_code == 1 and "db upgrade" in other.output for other in others)
    assert "db upgrade" in ticked.output and "Offres closes" not in ticked.output
    assert not caplog.records
    told = {"status": "migrations missing", "applied": "0001_kit", "expected": newest()}
    assert (watched.status_code, watched.json) == (503, told)
