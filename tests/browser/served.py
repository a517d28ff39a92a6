"""A real site for a browser: filled once with the starting content, started as `make run` starts it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import flask_migrate
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from bench.server import free_port, wait_for
from intranet.content.loading import load
from intranet.kit.db import db
from tests.grounds import keep, kept_tables, standing_on

ROOT = Path(__file__).parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The site of a folder, at its address."""
    port = free_port()
    environ = os.environ | settings_of(folder, port)
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        process = subprocess.Popen([*FLASK, "start"], cwd=ROOT, env=environ, stdout=out, stderr=err)
        wait_for(port, process, patience=180)
        SERVED[f"http://localhost:{port}"] = folder
        yield f"http://localhost:{port}"
        process.terminate()  # as systemd does
        process.wait(30)
    said = (folder / "err").read_text()
    assert "Traceback" not in said, said[-4000:]


SERVED: dict[str, Path] = {}


def settings_of(folder: Path, port: int) -> dict[str, str]:
    return {
        "SECRET_KEY": "essais" * 8,
        "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
    }


@contextmanager
def answering(app: Flask, port: int) -> Iterator[None]:
    """The application itself, over HTTP."""
    server = make_server("localhost", port, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


class Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Nothing of each request: a browser says what failed."""


def filled(database: Path) -> Path:
    """A database with the starting content: the first worker fills it, the others wait for it."""
    with database.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            filling, tables = database.with_suffix(".filling"), kept_tables()
            if is_kept := tables.exists():
                shutil.copy(tables, filling)
            with standing_on(database.parent, f"sqlite:///{filling}"):
                if not is_kept:
                    flask_migrate.upgrade()
                    keep(f"sqlite:///{filling}", tables)
                load()
            filling.rename(database)
    return database
