"""The bytes of what was erased: they stay in the file and its log until somebody sweeps."""

from __future__ import annotations

from sqlalchemy import text

from intranet.kit.db import db


def sweep() -> None:
    """Rewrite the database without what was deleted. Writers wait meanwhile; readers do not.

    On PostgreSQL the rows are freed, and their place is written over in time.
    """
    engine = db.engine.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("VACUUM"))
            return
        raw = connection.connection.dbapi_connection
        assert raw is not None
        connection.rollback()  # no transaction is open in what follows
        # FTS5 keeps deleted words until its segments are merged, and the log what was written over.
        for statement in (
            "INSERT INTO search_words(search_words) VALUES ('optimize')",
            "VACUUM",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ):
            raw.execute(statement)
