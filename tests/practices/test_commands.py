"""Sheets from a terminal: out on standard output, in from a file, refused as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from intranet.competencies.models import Edition
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.actions import close_account
from intranet.practices.models import Practice, PracticeVersion, SheetBatch
from tests.factories import OrganizationFactory
from tests.practices.factories import a_finished_draft, a_published, a_starting_sheet, an_author


def runs(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["practices", *words])


def a_file(tmp_path: Path, body: str | bytes, form: str = "csv") -> str:
    file = tmp_path / f"fiches.{form}"
    file.write_bytes(body.encode() if isinstance(body, str) else body)
    return str(file)


def versions() -> int:
    return db.session.scalar(select(func.count(PracticeVersion.id))) or 0


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_goes_out_comes_back_and_changes_nothing(
    app: Flask, edition: Edition, tmp_path: Path, form: str
) -> None:
    a_published(edition, an_author(OrganizationFactory(siren="200000017")), title="=Une formule")
    a_published(edition, an_author(OrganizationFactory(siren=None)), context="Un\n- Deux ; trois")
    a_starting_sheet(edition, title="De départ")
    a_finished_draft(edition, title="Un secret")
    before = versions()

    out = runs(app, "export", "--format", form)
    back = runs(app, "import", a_file(tmp_path, out.stdout_bytes, form), "--format", form)

    assert (out.exit_code, back.exit_code, back.stderr) == (0, 0, "")
    assert "0 fiche écrite" in back.stdout.replace("\u00a0", " ")
    assert versions() == before
    assert b"secret" not in out.stdout_bytes


def test_a_line_goes_to_the_structure_of_its_siren_in_the_name_of_its_referent(
    app: Flask, edition: Edition, tmp_path: Path
) -> None:
    referent = an_author(OrganizationFactory(siren="200000017"))
    bringer = an_author(OrganizationFactory(siren="200000025"))
    file = a_file(tmp_path, "Titre;SIREN\nLeur fiche;200 000 017\nLa nôtre;\n")
    asked = ("import", file, "--format", "csv", "--by", bringer.email.upper())

    tried = runs(app, *asked, "--dry-run")
    assert (tried.exit_code, db.session.query(Practice).count()) == (0, 0)
    assert "ligne 2 : à créer, Leur fiche" in tried.stderr
    done = runs(app, *asked)

    assert done.exit_code == 0, done.stderr
    found = {each.title: each for each in db.session.query(Practice)}
    assert found["Leur fiche"].owner_id == referent.organization_id
    assert found["Leur fiche"].contact_id == referent.id
    assert found["La nôtre"].contact_id == bringer.id
    assert not any(each.published_version_id for each in found.values())
    assert db.session.query(SheetBatch).count() == 2  # each structure can take its own back
    assert "0 fiche écrite" in runs(app, *asked).stdout.replace("\u00a0", " ")


def test_one_bad_line_refuses_the_whole_file_and_says_which(
    app: Flask, edition: Edition, tmp_path: Path
) -> None:
    member = an_author(OrganizationFactory(siren="200000017"))
    lines = "Titre;Région;SIREN\nBonne;Grand Est;\nPerdue;Atlantide;\nD’ailleurs;;999999999\n"

    done = runs(app, "import", a_file(tmp_path, lines), "--format", "csv", "--by", member.email)

    said = done.stderr.replace("\u00a0", " ")
    assert done.exit_code == 1
    assert "ligne 3 : refusée, Perdue (colonne « Région » : « Atlantide » n’existe pas)" in said
    assert "ligne 4 : refusée, D’ailleurs (à quelle structure" in said
    assert "Rien n’a été écrit" in said
    assert db.session.query(Practice).count() == 0


def test_nobody_writes_a_starting_sheet_by_a_file(
    app: Flask, edition: Edition, tmp_path: Path
) -> None:
    a_starting_sheet(edition, title="De départ")
    told = runs(app, "export").stdout.replace("Un territoire industriel", "Un tout autre")

    done = runs(app, "import", a_file(tmp_path, told), "--format", "csv")

    assert done.exit_code == 1
    assert "la structure décrite la reprend" in done.stderr


def test_where_nobody_is_registered_only_what_would_be_written_is_refused(
    app: Flask, edition: Edition, tmp_path: Path
) -> None:
    author = an_author(OrganizationFactory(siren="200000017"))
    a_published(edition, author, title="Celle-ci")
    a_published(edition, author, title="Celle-là")
    told = runs(app, "export").stdout.replace("Celle-ci", "Une autre")
    close_account(author, now())
    db.session.commit()

    done = runs(app, "import", a_file(tmp_path, told), "--format", "csv")

    assert "personne n’est inscrit pour" in done.stderr
    assert "1 fiche refusée" in done.stderr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("body", "form", "said"),
    [
        ("", "csv", "vide"),
        ("{", "json", "JSON lisible"),
        ('[{"Titre": NaN, "Coût annuel": 1e999}]', "json", "JSON lisible"),
        ('{"items": 3}', "json", "liste de fiches"),
        ('[{"nom": "x"}]', "json", "aucune de nos colonnes"),
        ("pas un classeur", "xlsx", "classeur"),
        ("Titre\nUne", "csv", "à quelle structure"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    app: Flask, edition: Edition, tmp_path: Path, body: str, form: str, said: str
) -> None:
    done = runs(app, "import", a_file(tmp_path, body, form), "--format", form)

    assert done.exit_code == 1
    assert said in done.stderr


def test_a_file_that_is_not_there_and_somebody_unknown_are_said(
    app: Flask, edition: Edition
) -> None:
    lost = runs(app, "import", "/nulle/part.csv", "--format", "csv")
    unknown = runs(app, "import", "/nulle/part.csv", "--format", "csv", "--by", "x@y.example")

    assert (lost.exit_code, "ne se lit pas" in lost.stderr) == (1, True)
    assert (unknown.exit_code, "Aucun membre" in unknown.stderr) == (1, True)
