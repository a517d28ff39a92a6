"""Bringing a file into the draft, as an animator of the whole network does it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from intranet.competencies import actions, queries
from intranet.competencies.models import Edition, EditionState, FileFormat, ImportedFile, Revision
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.members.actions import open_session
from tests.competencies.exchanges import a_file, as_bytes, exported, old_package, sheet
from tests.factories import an_administrator, an_animator
from tests.visitor import Page, Visitor

HEAD = "Niveau;Code;Intitulé;Nature;Énoncé;Synonymes;Descripteur 1;Identifiant"
BRIEF = "Niveau;Code;Intitulé;Synonymes"
NEW_DOMAIN = "1;D8;Transmettre;Domaine;;;;"


def send(visitor: Visitor, body: bytes, kind: FileFormat = FileFormat.CSV, status: int = 200, **more: Any) -> Page:  # fmt: skip
    page = visitor.open("/referentiel/importer")
    upload = (io.BytesIO(body), "Référentiel d'essai.csv")
    return visitor.send(page, status, file=upload, format=kind.value, **more)


def lines(page: Page) -> list[list[str]]:
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
        for row in page.soup.select("tbody tr")
    ]


def test_a_file_is_read_row_by_row_before_anything_is_written(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(an_animator())
    body = sheet(
        BRIEF,
        "1;D1;Observer le territoire;",
        "2;D1.1;Diagnostiquer l’économie;diagnostic | portrait",
        "2;D1.3;" + "x" * 256 + ";",
        "3;D1.3.1;Dessous;",
        "1;D8;Transmettre;",
        "2;D2.1;Élaborer des programmes;",
    )

    page = send(visitor, body)

    assert (
        page.text("p.lead")
        == "Ce fichier donnera : 1 ligne créée, 2 modifiées, 1 inchangée, 2 refusées."
    )
    found = lines(page)
    assert [row[2] for row in found[:5]] == ["Inchangée", "Modifiée", "Refusée", "Refusée", "Créée"]
    assert "(retiré) D2 Conduire des projets (ajouté) D8 Transmettre" in found[5][3]
    assert (
        "intitulé : (retiré) Diagnostiquer le tissu économique (ajouté) Diagnostiquer l’économie"
        in found[1][3]
    )
    assert "intitulé de 256 caractères : 255 au plus" in found[2][3]
    assert "son parent est refusé (ligne 4" in found[3][3]
    assert every(select(Edition).where(Edition.state == EditionState.DRAFT)) == []


def test_applied_the_file_is_in_the_draft_and_the_edition_in_force_has_not_moved(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(an_administrator())
    preview = send(visitor, sheet(HEAD, NEW_DOMAIN, "2;D8.1;Raconter;;Conter.;récit;Écoute.;"))

    done = visitor.send(preview)

    assert "Le fichier est dans le brouillon" in done.text("main")
    assert done.select("progress")
    draft = db.session.scalars(queries.draft_of(edition.framework_id)).one()
    told = next(e for e in queries.whole_of(draft.id).entries if e.code == "D8.1")
    assert (told.title, told.statement, told.synonyms) == ("Raconter", "Conter.", ("récit",))
    assert told.descriptors == {1: "Écoute."}
    assert len(queries.whole_of(draft.id).entries) == 7
    assert "D8" not in queries.in_force().by_code


def test_a_file_is_applied_once(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(an_animator())
    preview = send(visitor, sheet(HEAD, NEW_DOMAIN))
    visitor.send(preview)

    again = visitor.send(preview, 409)

    assert "Ce fichier a déjà été appliqué" in again.text("main")
    assert db.session.scalar(select(func.count()).select_from(Revision).filter_by(code="D8")) == 1


def test_a_draft_that_changed_since_the_preview_is_read_again_before_anything_is_written(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(an_animator())
    preview = send(visitor, sheet(HEAD, "1;D1;Observer de près;;;;;"))
    draft = actions.open_draft(edition.framework, now())
    revision = db.session.scalars(select(Revision).filter_by(edition_id=draft.id, code="D1")).one()
    revision.title = "Observer autrement"
    db.session.commit()

    page = visitor.send(preview, 409)

    assert "Le brouillon a changé depuis que vous avez lu cet aperçu" in page.text("main")
    assert "(retiré) Observer autrement (ajouté) Observer de près" in lines(page)[0][3]
    assert db.session.scalars(select(ImportedFile)).one().applied_at is None
    visitor.send(page)
    assert queries.catalogue_of(draft.id).by_code["D1"].title == "Observer de près"


def test_absence_takes_nothing_away_unless_it_is_asked(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(an_animator())
    body = sheet(BRIEF, "1;D1;Observer le territoire;", "2;D1.1;Diagnostiquer le tissu économique;")

    assert "2 lignes inchangées." in send(visitor, body).text("p.lead")
    page = send(visitor, body, retires_absent="y")

    assert page.text("p.lead") == "Ce fichier donnera : 2 lignes inchangées, 3 retirées."
    visitor.send(page)
    draft = db.session.scalars(queries.draft_of(edition.framework_id)).one()
    assert list(queries.catalogue_of(draft.id).by_code) == ["D1", "D1.1"]


def test_what_is_open_to_consultation_does_not_change_under_its_readers(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(an_animator())
    preview = send(visitor, sheet(HEAD, NEW_DOMAIN))
    draft = actions.open_draft(edition.framework, now())
    draft.state = EditionState.CONSULTATION
    db.session.commit()

    page = visitor.send(preview, 409)

    assert "en consultation" in page.text("main")
    assert "D8" not in queries.catalogue_of(draft.id).by_code
    page = visitor.open("/referentiel/brouillon")
    resumed = visitor.send(page, form="form[action$=redaction]")
    assert "La consultation est close" in resumed.text("#messages")
    again = visitor.send(page, 409, form="form[action$=redaction]")
    assert "ouvert ou clos la consultation" in again.text("main")


def test_an_import_that_fails_half_way_leaves_the_draft_as_it_was(
    visitor: Visitor, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_in(an_animator())
    preview = send(visitor, sheet(HEAD, NEW_DOMAIN))

    def breaking(*_: object) -> Any:
        raise RuntimeError

    monkeypatch.setattr("intranet.competencies.actions.imports.write_descriptors", breaking)
    page = visitor.send(preview)

    assert "Rien n’a été écrit" in page.text("main")
    assert every(select(Edition).where(Edition.state == EditionState.DRAFT)) == []
    assert db.session.scalars(select(ImportedFile)).one().applied_at is None


def test_rows_are_shown_by_page_and_by_outcome(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(an_animator())
    many = [f"1;E{n};Domaine {n};;;;;" for n in range(1, 61)]

    page = send(visitor, sheet(HEAD, *many, "1;;Sans rien;;;;;"))

    assert len(lines(page)) == 50
    assert len(lines(visitor.open(page.link("Suivante")))) == 11
    refused = visitor.open(page.link("Refusée"))
    assert [row[3] for row in lines(refused)] == ["ni code ni identifiant : on ne la retrouverait pas une seconde fois"]  # fmt: skip


def test_a_file_that_cannot_be_read_says_why_beside_the_field(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(an_animator())

    page = send(visitor, b"Colonne;Autre\n1;2\n", status=422)

    assert "Il manque la colonne « Niveau »" in page.text(".error-summary")
    assert every(select(ImportedFile)) == []


def test_a_package_of_case_travels_through_the_pages(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(an_animator())

    page = send(visitor, as_bytes(old_package()), FileFormat.CASE)

    assert "Associations gardées telles quelles (2)" in page.text("main")
    assert "Critères de rubrique gardés tels quels (1)" in page.text("main")
    visitor.send(page)
    draft = db.session.scalars(queries.draft_of(edition.framework_id)).one()
    assert "A.10" in queries.catalogue_of(draft.id).by_code


def test_the_template_and_the_draft_are_given_to_be_filled(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(an_animator())
    page = visitor.open(visitor.open("/referentiel/versions").link("Importer un fichier"))

    for words in ("Modèle à remplir (XLSX)", "Modèle à remplir (CSV)", "CSV pour Moodle", "CASE"):
        answer = visitor.client.get(page.link(words))
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]


def test_a_large_file_is_told_its_limit(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(an_animator())

    answer = visitor.client.post(
        "/referentiel/importer", data=b"x", environ_overrides={"CONTENT_LENGTH": str(21 * 2**20)},
        content_type="multipart/form-data; boundary=b",
    )  # fmt: skip

    assert answer.status_code == 413
    assert "ne peut pas dépasser 20 Mo" in Page(answer).text("main")


def test_a_published_edition_is_downloaded_in_every_format(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.open("/referentiel/versions")

    for words, beginning in (("XLSX", b"PK"), ("CSV", b"\xef\xbb\xbfNiveau"), ("Moodle", b"Parent ID number"), ("CASE 1.1", b"{"), ("CASE strict", b"{")):  # fmt: skip
        answer = visitor.client.get(page.link(words))
        assert answer.status_code == 200 and answer.data.startswith(beginning), words
    assert exported(edition, FileFormat.CSV).startswith(b"\xef\xbb\xbf")


def test_nobody_else_reads_what_was_sent(visitor: Visitor, edition: Edition) -> None:
    kept = a_file(an_animator())
    visitor.sign_in(an_animator("44"))

    assert "Importer un fichier" not in visitor.open("/referentiel/versions").html
    visitor.open("/referentiel/importer", status=403)
    visitor.open(f"/referentiel/importer/{kept.id}", status=403)


@pytest.mark.live
def test_the_import_outlives_the_request_that_started_it(
    site: Flask,
) -> None:
    """As a real server does it: the view is over, and its session closed, when the page is sent."""
    with site.app_context():
        member = an_administrator()
        token = open_session(member, now(), browser="essais")
        file_id = a_file(member).id
    client = site.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    page = BeautifulSoup(client.get(f"/referentiel/importer/{file_id}").text, "lxml")
    sent = {str(field["name"]): str(field["value"]) for field in page.select(".import-apply [name]") if field.get("value")}  # fmt: skip

    answer = client.post(f"/referentiel/importer/{file_id}/appliquer", data=sent)

    assert "Le fichier est dans le brouillon" in answer.text
    with site.app_context():
        assert (
            db.session.scalar(select(func.count()).select_from(Revision).filter_by(code="D8")) == 1
        )
