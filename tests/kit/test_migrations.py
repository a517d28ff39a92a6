"""What runs the migrations is there for who migrates, and is not loaded by who serves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from intranet.kit.migrations import newest

# A process that serves: what it has loaded, and something that it writes before it ends.
SERVES = """
import sys
import wsgi
from sqlalchemy import text
from intranet.kit.db import db
print(sorted({name.partition(".")[0] for name in sys.modules} & {"alembic", "flask_migrate", "lxml", "openpyxl", "pypdf"}))
with wsgi.app.app_context():
    db.session.execute(text("CREATE TABLE written (id INTEGER)"))
    db.session.commit()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where a process kept its base, and what it had loaded."""
    base = tmp_path_factory.mktemp("served") / "site.db"
    environ = os.environ | {"SECRET_KEY": "x" * 40, "DATABASE_URL": f"sqlite:///{base}"}
    told = subprocess.run(
        [sys.executable, "-c", SERVES], env=environ, capture_output=True, text=True, check=True
    )
    return base, told.stdout.strip()


@pytest.mark.no_database
def test_a_process_that_serves_loads_nothing_that_only_commands_and_files_need(
    served: tuple[Path, str],
) -> None:
    assert served[1] == "[]"


@pytest.mark.no_database
def test_a_process_that_ends_leaves_nothing_beside_the_file_of_its_base(
    served: tuple[Path, str],
) -> None:
    assert [found.name for found in served[0].parent.glob("site.db*")] == ["site.db"]


def test_the_commands_of_the_migrations_find_those_of_this_site(app: Flask) -> None:
    asked = app.test_cli_runner().invoke
    assert asked(args=["db", "show", newest()]).exit_code == 0
    assert asked(args=["db", "show", "inconnue"]).exit_code != 0
