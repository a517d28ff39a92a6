"""How a request that only reads ends, and what becomes of a connection that was lost at rest."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from intranet.kit import db as house
from intranet.kit import search
from intranet.kit.asides import jot
from intranet.kit.db import db
from intranet.organizations.models import Organization
from tests.databases import DIALECT
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.live

LOSE_ALL_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


def test_what_a_reading_changed_and_did_not_commit_is_gone(site: Flask) -> None:
    with site.app_context():
        OrganizationFactory(name="Métropole du Grand Nancy")
        db.session.commit()

    with site.test_request_context("/"):
        found = db.session.scalars(select(Organization)).one()
        found.name = "Autre nom"

    with site.app_context():
        assert db.session.scalars(select(Organization.name)).one() == "Métropole du Grand Nancy"


def test_what_a_statement_led_by_a_table_expression_deletes_and_nobody_commits_is_gone(
    site: Flask,
) -> None:
    with site.app_context():
        OrganizationFactory(name="Métropole du Grand Nancy")
        db.session.commit()

    with site.test_request_context("/"):
        these = select(Organization.id).cte("these")
        going = delete(Organization).where(Organization.id.in_(select(these.c.id)))
        db.session.execute(going, execution_options={"synchronize_session": False})
        assert db.session.scalars(select(Organization.name)).all() == []

    with site.app_context():
        assert db.session.scalars(select(Organization.name)).one() == "Métropole du Grand Nancy"


if DIALECT == "postgresql":

    @pytest.mark.parametrize("rests", [60.0, 0.0], ids=["at once", "after a rest"])
    def test_a_page_asked_again_and_again_is_prepared_once(
        site: Flask, monkeypatch: pytest.MonkeyPatch, rests: float
    ) -> None:
        monkeypatch.setattr(house, "SOUND_FOR", rests)
        client = site.test_client()
        for _ in range(10):
            assert client.get("/offres").status_code == 200

        with site.app_context():
            prepared = text("SELECT count(*) FROM pg_prepared_statements")
            assert db.session.execute(prepared).scalar_one() > 2

    def test_a_search_forgets_nothing_that_was_prepared(site: Flask) -> None:
        with site.app_context():
            search.index("practice", 1, title="Friche reconvertie", address="/pratiques/1")
            db.session.commit()
        client = site.test_client()
        for _ in range(10):
            client.get("/offres")

        assert "reconvertie" in client.get("/recherche?q=friche").text

        with site.app_context():
            prepared = text("SELECT count(*) FROM pg_prepared_statements")
            assert db.session.execute(prepared).scalar_one() > 2

    def test_a_word_noted_in_passing_forgets_nothing_that_was_prepared(site: Flask) -> None:
        client = site.test_client()
        for _ in range(10):
            client.get("/offres")

        with site.app_context():
            assert db.session.scalars(select(Organization)).first() is None
            jot(lambda: db.session.execute(update(Organization).values(name="Autre nom")))
            prepared = text("SELECT count(*) FROM pg_prepared_statements")
            assert db.session.execute(prepared).scalar_one() > 2

    def test_a_connection_lost_at_rest_is_replaced_before_it_is_used(
        site: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = site.test_client()
        client.get("/offres")
        with site.app_context():
            kept = db.engine.connect()
            with db.engine.connect() as other:
                other.execute(LOSE_ALL_OTHERS)
            kept.invalidate()
        monkeypatch.setattr(house, "SOUND_FOR", 0.0)

        assert client.get("/offres").status_code == 200
