"""The referential in and out of files, from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from intranet.competencies import queries
from intranet.competencies.models import Edition, EditionState
from intranet.kit.db import db, every
from tests.competencies.exchanges import CASE, old_package

PACKAGE = CASE / "package-1.0.json"


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["referential", *words])


def drafts() -> list[Edition]:
    return list(every(select(Edition).where(Edition.state == EditionState.DRAFT)))


def test_a_file_is_imported_told_row_by_row_and_a_second_time_changes_nothing(
    app: Flask, edition: Edition
) -> None:
    first = run(app, "import", str(PACKAGE), "--format", "case")

    assert first.exit_code == 0, first.output
    assert "« package-1.0.json » a donné :" in first.stdout
    assert "ligne 1 : créée – A Accueillir les entreprises" in first.stderr
    [draft] = drafts()
    assert "A.10" in queries.catalogue_of(draft.id).by_code
    second = run(app, "import", str(PACKAGE), "--format", "case")
    assert "inchangées" in second.stdout and "créée" not in second.output


def test_a_dry_run_writes_nothing(app: Flask, edition: Edition) -> None:
    result = run(app, "import", str(PACKAGE), "--format", "case", "--dry-run")

    assert result.exit_code == 0
    assert "donnerait" in result.stdout
    assert drafts() == []


def test_a_refused_row_refuses_the_file_by_its_line(
    app: Flask, edition: Edition, tmp_path: Path
) -> None:
    file = tmp_path / "essai.csv"
    file.write_text(f"Niveau;Code;Intitulé\n1;E1;Un\n2;E1.1;{'x' * 256}\n", "utf-8")

    result = run(app, "import", str(file), "--format", "csv")

    assert result.exit_code == 1
    assert "ligne 3 : refusée" in result.stderr and "256 caractères" in result.stderr
    assert "Rien n’a été écrit" in result.stderr
    assert drafts() == []


@pytest.mark.parametrize("body", [b"", b"{", b"PK\x03\x04"])
def test_an_unreadable_file_stops_with_a_sentence(
    app: Flask, edition: Edition, tmp_path: Path, body: bytes
) -> None:
    file = tmp_path / "essai"
    file.write_bytes(body)

    for kind in ("case", "csv", "moodle", "xlsx"):
        result = run(app, "import", str(file), "--format", kind)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "Traceback" not in result.stderr and "Fichier refusé" in result.stderr
    missing = run(app, "import", str(tmp_path / "absent"), "--format", "csv")
    assert missing.exit_code == 1 and "ne se lit pas : il n’existe pas." in missing.stderr


def test_what_is_imported_is_exported_to_the_letter(app: Flask, edition: Edition) -> None:
    run(app, "import", str(PACKAGE), "--format", "case", "--retire-absent")

    out = run(app, "export", "--format", "case", "--edition", "brouillon", "--mode", "verbatim")

    import json

    assert json.loads(out.stdout_bytes) == old_package()
    strict = run(app, "export", "--format", "case", "--edition", "brouillon", "--mode", "strict")
    assert "CFDocumentURI" not in strict.stdout
    assert run(app, "export", "--format", "xlsx").stdout_bytes.startswith(b"PK")
    assert run(app, "export", "--format", "moodle", "--edition", "0.9.0").exit_code == 0


def test_an_edition_that_nobody_knows_is_said(app: Flask, edition: Edition) -> None:
    for number in ("9.9.9", "brouillon", ""):
        result = run(app, "export", "--format", "csv", "--edition", number)
        assert result.exit_code == 1 and "Aucune édition" in result.stderr


def test_an_empty_site_says_what_to_do_first(app: Flask) -> None:
    db.session.rollback()

    for words in (("export", "--format", "csv"), ("import", str(PACKAGE), "--format", "case")):
        result = run(app, *words)
        assert result.exit_code == 1 and "content load" in result.stderr
