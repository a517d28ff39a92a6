"""Whether the database answers, with the tables of this version: asked apart from the pages, by a
connection that waits less than theirs.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from urllib.parse import quote

from sqlalchemy import URL

from intranet.kit.migrations import newest

SECONDS = 1.5  # whoever watches over the site is answered within two
APPLIED = "SELECT version_num FROM alembic_version"


class Unreachable(Exception):
    """The database is gone, damaged, locked as a whole, or did not answer in time."""


class Behind(Exception):
    """The tables are not those of this version; `applied`: the last migration there, if any."""

    def __init__(self, applied: str | None) -> None:
        super().__init__(applied)
        self.applied = applied

    @property
    def is_ahead(self) -> bool:
        """They are those of a later version: no migration of this one leads there."""
        return self.applied is not None and self.applied > newest()


def check(url: URL) -> None:
    """Raises Unreachable, or Behind."""
    applied = revision_of(url)
    if applied != newest():
        raise Behind(applied)


def revision_of(url: URL) -> str | None:
    """The last migration applied there; None where there was none. Raises Unreachable."""
    return _of_sqlite(url) if url.get_backend_name() == "sqlite" else _of_postgresql(url)


def _of_sqlite(url: URL) -> str | None:
    """Opened for reading only: a database that is gone is not made anew, empty."""
    name = f"file:{quote(str(url.database))}?mode=ro"
    try:
        with closing(sqlite3.connect(name, uri=True, timeout=SECONDS)) as connection:
            row = connection.execute(APPLIED).fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise Unreachable from error
    except sqlite3.DatabaseError as error:
        raise Unreachable from error
    return str(row[0]) if row else None


def _of_postgresql(url: URL) -> str | None:
    import psycopg  # a site on SQLite has no use for it

    name = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:  # two seconds are the least that libpq waits for
        with closing(psycopg.connect(name, connect_timeout=2, autocommit=True)) as connection:
            connection.execute(f"SET statement_timeout = {int(SECONDS * 1000)}")
            row = connection.execute(APPLIED).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.Error as error:
        raise Unreachable from error
    return str(row[0]) if row else None
