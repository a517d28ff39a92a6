"""What runs the migrations is there for who migrates, and is not loaded by who serves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from intranet.kit.migrations import newest

SEEN = """
import sys
import wsgi
print(sorted({name.partition(".")[0] for name in sys.modules} & {"alembic", "flask_migrate", "lxml", "openpyxl", "pypdf"}))
"""


@pytest.mark.no_database
def test_a_process_that_serves_loads_nothing_that_only_commands_and_files_need(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/site.db")
    told = subprocess.run([sys.executable, "-c", SEEN], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_commands_of_the_migrations_find_those_of_this_site(app: Flask) -> None:
    asked = app.test_cli_runner().invoke
    assert asked(args=["db", "show", newest()]).exit_code == 0
    assert asked(args=["db", "show", "inconnue"]).exit_code != 0
