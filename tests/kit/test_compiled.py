"""Templates compiled once: kept for one state of the code, and never what stops a page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from intranet.kit import compiled

pytestmark = pytest.mark.no_database


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application of one template, which nobody has compiled yet."""
    monkeypatch.setattr(Flask, "jinja_options", {})
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.html").write_text("{{ 'Bonjour'|upper }}")
    return Flask(
        "small", instance_path=str(tmp_path / "instance"), template_folder=tmp_path / "pages"
    )


def drawn(app: Flask) -> str:
    return app.jinja_env.get_template("page.html").render()


def kept_by(app: Flask) -> list[Path]:
    return sorted((Path(app.instance_path) / "templates").glob("*/*.cache"))


def test_what_a_start_compiled_serves_the_next(small: Flask) -> None:
    compiled.init_app(small)
    assert drawn(small) == "BONJOUR"
    [kept] = kept_by(small)
    assert isinstance(small.jinja_env.bytecode_cache, FileSystemBytecodeCache)
    compiled.init_app(small)
    assert kept_by(small) == [kept]


def test_a_change_of_the_code_forgets_what_was_compiled_before(
    small: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "code"
    (code / "kit").mkdir(parents=True)
    (code / "kit" / "filters.py").write_text("before")
    monkeypatch.setattr(compiled, "CODE", code)
    compiled.init_app(small)
    drawn(small)
    assert kept_by(small)
    os.utime(code / "kit" / "filters.py", (1, 1))
    small.jinja_env.bytecode_cache = None
    compiled.init_app(small)
    assert not kept_by(small)


def test_a_full_disk_stops_no_page(small: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.init_app(small)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemBytecodeCache, "dump_bytecode", full)
    assert drawn(small) == "BONJOUR"
    assert not kept_by(small)


def test_where_nothing_can_be_written_each_process_compiles_for_itself(small: Flask) -> None:
    Path(small.instance_path).write_text("not a folder")
    compiled.init_app(small)
    assert small.jinja_env.bytecode_cache is None
    assert drawn(small) == "BONJOUR"


def test_all_are_compiled_as_the_site_is_installed(small: Flask) -> None:
    compiled.init_app(small)
    told = small.test_cli_runner().invoke(args=["compile"])
    assert told.output == "1\N{NO-BREAK SPACE}gabarit compilé.\n"
    assert len(kept_by(small)) == 1


def test_compiling_where_nothing_can_be_written_says_so(small: Flask) -> None:
    Path(small.instance_path).write_text("not a folder")
    compiled.init_app(small)
    told = small.test_cli_runner().invoke(args=["compile"])
    assert told.exit_code == 1
    assert "ne se laisse pas écrire" in told.output
