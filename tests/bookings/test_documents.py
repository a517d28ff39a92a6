"""Documents on paper: tagged, in French, drawn from this site's own files and from what was frozen."""

from __future__ import annotations

import io
import socket
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from intranet.bookings import documents
from intranet.bookings.models import Certificate, CertificateKind
from intranet.courses.models import ProviderIdentity
from intranet.kit import paper
from intranet.kit.codes import qr
from intranet.kit.db import db
from intranet.kit.pdfs import MOST_OBJECTS, walk
from tests.bookings.proofs import a_held_run, assessed, issued, seated
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def made(edition: Any) -> Certificate:
    run = a_held_run(CourseFactory(title="L’œuvre d’un été", raises={"D1.1": (1, 3)}))
    trainer = a_trainer(organization=run.course.provider)
    one = seated(run, MemberFactory(name="Zoé L’Hôte"))
    assessed(one, {"D1.1": 3}, trainer)
    return issued(one, an_animator(), CertificateKind.ATTAINMENT)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing may leave this machine")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def test_a_document_is_a_tagged_pdf_in_french_made_without_the_network(
    made: Certificate, no_network: None
) -> None:
    body = documents.drawn(made)

    read = PdfReader(io.BytesIO(body))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert b"pdfuaid" in body or "pdfuaid" in str(root["/Metadata"].get_object().get_data())
    assert read.metadata and made.serial in str(read.metadata.title)
    words = read.pages[0].extract_text().replace("\xa0", " ")
    for told in ("Zoé L’Hôte", "L’œuvre d’un été", "D1.1", "3 sur 4", "7 h sur 7 h", made.code):
        assert told in words
    assert len(read.pages) == 1


def test_a_document_of_five_competencies_stays_on_one_page(made: Certificate) -> None:
    [told] = made.payload["competencies"]
    long = told | {"title": "Commercialiser zones d’activités, immobilier et pépinières"}
    longer = Certificate(
        kind=made.kind,
        serial=made.serial,
        code=made.code,
        payload=made.payload | {"competencies": [long] * 5},
    )

    read = PdfReader(io.BytesIO(documents.drawn(longer)))

    assert len(read.pages) == 1


def test_the_page_to_print_draws_its_code_without_loading_it(made: Certificate) -> None:
    """Our pages load images of our own files alone: one that a page carries would not be shown."""
    page = documents.as_page(made)
    assert "data:" not in page and made.code in page.partition('role="img"')[2]


def test_its_picture_has_words_for_who_does_not_see_it(made: Certificate) -> None:
    read = PdfReader(io.BytesIO(documents.drawn(made)))

    alternatives = [
        str(found["/Alt"]) for found in walk(read.trailer["/Root"], MOST_OBJECTS) if "/Alt" in found
    ]

    assert any(made.code in words for words in alternatives)


def test_only_our_own_static_files_are_drawn(
    made: Certificate, no_network: None, caplog: pytest.LogCaptureFixture
) -> None:
    page = (
        '<html lang="fr"><title>x</title><img src="file:///etc/passwd" alt="a">'
        '<img src="https://elsewhere.example/x.png" alt="b">'
        '<img src="/static/../config.py" alt="c"><p>Bonjour</p>'
    )

    words = PdfReader(io.BytesIO(paper.as_pdf(page))).pages[0].extract_text()

    assert "Bonjour" in words and "root:" not in words


def test_where_pdf_cannot_be_made_the_page_to_print_is_offered(
    visitor: Visitor, made: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    paper.forget()
    assert made.member
    visitor.sign_in(made.member)

    page = visitor.open(f"{made.address}/document.pdf")

    assert "la bibliothèque Pango y manque" in page.text("#messages")
    printed = visitor.open(page.link("Page à imprimer"))
    assert "Zoé L’Hôte" in printed.text()
    paper.forget()


def test_the_documents_of_a_run_leave_as_one_archive(visitor: Visitor, edition: Any) -> None:
    run = a_held_run()
    trainer = a_trainer(organization=run.course.provider)
    serials = [issued(seated(run), trainer).serial for _ in range(3)]
    visitor.sign_in(trainer)
    page = visitor.open(f"/animer/certificats/{run.id}")

    answer = visitor.client.get(page.link("ZIP"))

    with zipfile.ZipFile(io.BytesIO(answer.data)) as whole:
        assert whole.namelist() == [f"certificat-{serial}.pdf" for serial in serials]
        assert whole.testzip() is None
        assert whole.read(whole.namelist()[1]).startswith(b"%PDF-")


def test_a_command_writes_the_documents_of_a_run_into_a_folder(
    app: Flask, made: Certificate, tmp_path: Path
) -> None:
    assert made.registration
    run = made.registration.bookable_id
    command = app.test_cli_runner()

    told = command.invoke(args=["certificates", "print", str(run), str(tmp_path / "pdf")])
    unknown = command.invoke(args=["certificates", "print", "999999", str(tmp_path)])

    assert told.exit_code == 0 and "1\xa0document" in told.output
    assert [one.name for one in (tmp_path / "pdf").iterdir()] == [f"certificat-{made.serial}.pdf"]
    assert unknown.exit_code == 1 and "Aucune session" in unknown.output


def test_the_declaration_of_activity_of_the_provider_is_on_the_document(edition: Any) -> None:
    run = a_held_run()
    db.session.add(
        ProviderIdentity(
            organization_id=run.course.provider_id,
            siret="73282932000074",
            activity_number="11755555575",
            street="1 rue des Essais",
            postcode="54000",
            city="Nancy",
        )
    )
    db.session.commit()

    made = issued(seated(run), a_trainer(organization=run.course.provider))

    assert "Déclaration d’activité n°\xa011755555575" in documents.as_page(made).replace(
        "&#160;", "\xa0"
    )


def test_a_replaced_document_says_so_on_paper(visitor: Visitor, made: Certificate) -> None:
    visitor.sign_in(an_animator())

    visitor.send(visitor.open(f"{made.address}/revocation"), reason="Erreur.")

    assert "Document révoqué le" in visitor.open(f"{made.address}/document").text()


def test_a_qr_code_is_drawn_as_one_path_with_its_quiet_zone() -> None:
    drawn = qr("https://exemple.fr/certificats/K7QM-2XHD-9RTF-4WZN")

    assert drawn.size == 33 + 2 * 4
    assert drawn.path.startswith("M4 4h7v1h-7z")  # the corner square begins after the quiet zone
