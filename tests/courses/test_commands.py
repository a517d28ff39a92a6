"""The catalogue from a terminal: out on standard output, in from a file, refused as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.courses.models import Course, State
from intranet.kit import journal
from intranet.kit.db import db
from tests.courses.factories import CourseFactory, a_run, identified
from tests.courses.lheo import faults, texts
from tests.courses.test_import import a_document, a_formation, a_session
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.usefixtures("edition")


def how_many() -> int:
    return db.session.scalar(select(func.count(Course.id))) or 0


def test_the_export_is_lheo_and_says_what_it_leaves(app: Flask) -> None:
    course = identified(CourseFactory(title="Complète", raises={"D1.1": (1, 3)}))
    a_run(course, 20)
    CourseFactory(title="Sans session", raises={"D1.1": (1, 3)})

    done = app.test_cli_runner().invoke(args=["courses", "export"])

    assert done.exit_code == 0
    assert faults(done.stdout_bytes) == []
    assert texts(done.stdout_bytes, "intitule-formation") == ["Complète"]
    assert "Sans session : " in done.stderr


def test_a_file_is_brought_for_whoever_bears_its_siren(app: Flask, tmp_path: Path) -> None:
    provider = OrganizationFactory(provider=True, siren="123456782")
    file = tmp_path / "catalogue.xml"
    file.write_bytes(a_document())
    runner = app.test_cli_runner()

    assert runner.invoke(args=["courses", "import", str(file), "--dry-run"]).exit_code == 0
    assert how_many() == 0
    done = runner.invoke(args=["courses", "import", str(file)])

    course = db.session.scalars(select(Course)).one()
    assert (done.exit_code, course.provider_id, course.state) == (0, provider.id, State.DRAFT)
    assert "1 formation écrite" in done.output.replace("\u00a0", " ")
    told = journal.verify().lines
    again = runner.invoke(args=["courses", "import", str(file)])
    assert "0 formation écrite" in again.output.replace("\u00a0", " ")
    assert journal.verify().lines == told, "what was not done is not told"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (a_document(a_formation(sessions=a_session(debut="20370231")), a_formation(numero="2")), "n’existe pas dans le calendrier"),
        (a_document(a_formation(siret="99999999999999")), "aucun organisme d’ici"),
        (b"<rss/>", "n’est pas du LHÉO"),
    ],
)  # fmt: skip
def test_a_refused_file_exits_with_one_and_writes_nothing(
    app: Flask, tmp_path: Path, body: bytes, said: str
) -> None:
    OrganizationFactory(provider=True, siren="123456782")
    file = tmp_path / "catalogue.xml"
    file.write_bytes(body)

    done = app.test_cli_runner().invoke(args=["courses", "import", str(file)])

    assert done.exit_code == 1
    assert said in done.stderr
    assert how_many() == 0


def test_a_file_that_is_not_there_is_said(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["courses", "import", "/nulle/part.xml"])

    assert (done.exit_code, "ne se lit pas" in done.stderr) == (1, True)
