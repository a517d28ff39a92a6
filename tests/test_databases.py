"""What the databases of the tests keep from one test to the next."""

from __future__ import annotations

from sqlalchemy import func, select, text

from intranet.kit.db import db
from intranet.places.models import Region
from tests.databases import DIALECT

if DIALECT == "postgresql":

    def test_what_was_prepared_is_kept_when_a_test_is_taken_back() -> None:
        with db.engine.engine.connect() as connection:
            connection.execute(select(func.count(Region.code))).scalar_one()
            connection.rollback()

            prepared = text("SELECT statement FROM pg_prepared_statements")
            assert any("FROM region" in found for found in connection.scalars(prepared))
