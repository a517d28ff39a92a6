"""Carrying away and bringing back: the same headers out and in, nothing overwritten, nothing leaked."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook

from intranet.competencies import actions as referential
from intranet.competencies.models import Edition
from intranet.competencies.queries import in_force
from intranet.kit import paper
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices import actions, exchange, queries
from intranet.practices.models import Decision, LineAction, Practice, Review, SheetBatch
from tests.competencies import factories as drafts
from tests.factories import MemberFactory, an_animator
from tests.practices.factories import (
    a_complete_sheet,
    a_finished_draft,
    a_published,
    a_theme,
    an_author,
)
from tests.visitor import Page, Visitor


def sends(visitor: Visitor, body: bytes, name: str = "fiches.csv", status: int = 200) -> Page:
    page = visitor.open("/pratiques/importer")
    return visitor.send(page, form="main form", file=(io.BytesIO(body), name), status=status)


def brings(visitor: Visitor, body: bytes, name: str = "fiches.csv", **ticked: Any) -> Page:
    return visitor.send(sends(visitor, body, name), form="form.import-apply", **ticked)


def actions_of() -> list[LineAction]:
    db.session.expire_all()
    batch = db.session.query(SheetBatch).order_by(SheetBatch.id.desc()).first()
    assert batch
    return [line.action for line in batch.lines]


def the_sheet_of(member: Member) -> Practice:
    db.session.expire_all()
    return db.session.query(Practice).filter_by(owner_id=member.organization_id).one()


def test_the_word_template_filled_offline_comes_back_as_the_same_sheet(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition, cost_yearly="<60 000 € & plus>", context="Ligne 1\nLigne 2")
    known = queries.known_words(in_force(), queries_themes())
    sheet = practice.published.sheet

    with visitor.client.get(f"/pratiques/{practice.slug}/fiche.docx") as answer:
        body = answer.data

    said, faults = exchange.sheet_of(exchange.cells_of_docx(body), known)
    assert faults == []
    assert {name: getattr(sheet, name) for name in said} == said
    assert said["context"] == "Ligne 1\nLigne 2"
    assert said["results"][0]["after"] == "310"


def queries_themes() -> Any:
    return db.session.scalars(queries.themes()).all()


def test_a_word_document_becomes_a_draft(visitor: Visitor, edition: Edition) -> None:
    a_theme()
    member = MemberFactory()
    visitor.sign_in(member)
    with visitor.client.get("/pratiques/importer/modele.docx") as answer:
        empty = answer.data
    refused = sends(visitor, empty, "modele.docx", status=422)
    assert "ne contient aucune réponse" in refused.text(".error-summary")

    filled = exchange.as_docx(
        "",
        "",
        {"Titre": "Écrite dans le train", "Nature": "bonne pratique", "Habitants": "12500.0"},
    )
    brings(visitor, filled, "fiche.docx")

    practice = the_sheet_of(member)
    assert practice.working.sheet.title == "Écrite dans le train"
    assert practice.working.sheet.population == 12_500
    assert practice.published_version_id is None


def test_what_is_exported_comes_back_without_changing_anything(
    visitor: Visitor, edition: Edition
) -> None:
    author = an_author()
    a_published(
        edition, author, title="=Une formule", difficulties="- Un\n- Deux",
        approach=["Une étape\nsur deux lignes"], funders=[f"Financeur {each}" for each in range(17)],
        sources=[{"title": "", "url": "https://bilan.example/2024", "date": "2024"}],
        effort=2, population=12_500,
    )  # fmt: skip
    told = visitor.client.get("/pratiques.csv").data
    book = visitor.client.get("/pratiques.xlsx").data
    headers = next(csv.reader(io.StringIO(told.decode("utf-8-sig")), delimiter=";"))
    assert set(exchange.HEADERS) <= set(headers)
    assert [cell.value for cell in load_workbook(io.BytesIO(book)).worksheets[0][1]] == headers
    visitor.sign_in(author)

    for body, name in ((told, "liste.csv"), (book, "liste.xlsx")):
        page = sends(visitor, body, name)
        assert "Il n’y a rien à écrire" in page.text()
        assert page.text(".lead") == "1 fiche : 1 inchangée."
        assert not page.soup.select_one("td[data-label=Détail]").contents
        assert "Inchangée" in page.text("tbody")


def test_each_line_says_in_french_what_is_wrong_with_it(visitor: Visitor, edition: Edition) -> None:
    a_theme()
    visitor.sign_in(MemberFactory())
    lines = [
        "Titre;Région;Compétences;Inconnue;Démarche",
        "Bonne;Grand Est;D1.1 | 3;x",
        "Sans région;Atlantide;;",
        ";Bretagne;;",
        "Niveau;;D1.1 | 9;",
        "Bonne;Grand Est;;",
        '"Trop d’étapes";;;;"' + "\n".join(f"Étape {each}" for each in range(51)) + '"',
    ]

    page = sends(visitor, "\n".join(lines).encode())

    said = page.text("tbody")
    assert "Colonne « Région » : « Atlantide » n’existe pas" in said
    assert "onnez un titre" in said
    assert "niveau de 1 à 4" in said
    assert "La même fiche que la ligne 2" in said
    assert "Colonne « Démarche » : 51 lignes, 50 au plus" in said
    assert db.session.query(Practice).count() == 0
    visitor.send(page, form="form.import-apply")
    assert actions_of().count(LineAction.CREATE) == 1
    assert db.session.query(Practice).count() == 1


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        (b"", "vide.csv", "vide"),
        (b"a;b\n1;2", "autre.csv", "aucune de nos colonnes"),
        (b"Titre;Titre\na;b", "double.csv", "deux fois"),
        (b"Titre\n", "titres.csv", "que sa ligne de titres"),
        (b"Titre\na\x00b", "nul.csv", "nuls"),
        (b"MZ", "virus.exe", "Formats acceptés"),
        (b"PK\x03\x04 truqu\xe9", "faux.docx", "document Word"),
        (b"PK\x03\x04 truqu\xe9", "faux.xlsx", "classeur"),
    ],
)
def test_files_that_are_not_ours_are_refused_with_their_reason(
    visitor: Visitor, body: bytes, name: str, said: str
) -> None:
    visitor.sign_in(MemberFactory())

    assert said in sends(visitor, body, name, status=422).text(".error-summary")


@pytest.mark.parametrize("harm", [b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<not closed"])
def test_a_word_document_that_means_harm_is_refused(visitor: Visitor, harm: bytes) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", harm + b"<w/>")
    visitor.sign_in(MemberFactory())

    page = sends(visitor, kept.getvalue(), "hostile.docx", status=422)
    assert page.texts(".error-summary")


@pytest.mark.parametrize("many", ["0000000000059999", "9" * 5_000, "1e999", "-3", "12500.5"])
def test_inhabitants_that_no_place_has_are_refused_at_their_line(
    visitor: Visitor, edition: Edition, many: str
) -> None:
    visitor.sign_in(MemberFactory())
    page = sends(visitor, f"Titre;Habitants\nUne fiche;{many}".encode())
    assert "écrivez un nombre entier d’habitants" in page.text("tbody")


def test_what_a_person_wrote_since_is_not_overwritten(visitor: Visitor, edition: Edition) -> None:
    member = MemberFactory()
    visitor.sign_in(member)
    brings(visitor, "Référence;Titre;Contexte\nR1;Une fiche;Du fichier".encode())
    page = visitor.open(f"/pratiques/{the_sheet_of(member).slug}/modifier")
    visitor.send(page, press="save", context="Écrit à la main")

    same = sends(visitor, "Référence;Titre;Contexte\nR1;Une fiche;Du fichier".encode())
    assert "Inchangée" in same.text("tbody")  # the file says what it said: ours stays

    newer = "Référence;Titre;Contexte\nR1;Une fiche;Du fichier, plus récent".encode()
    preview = sends(visitor, newer)
    assert "Écrite depuis par quelqu’un" in preview.text("tbody")
    assert "lignes refusées" not in preview.text()  # there is none
    visitor.send(preview, form="form.import-apply")
    assert the_sheet_of(member).working.sheet.context == "Écrit à la main"

    done = brings(visitor, newer, accept="2").text("tbody")
    assert "Modifiée" in done and "remplace ce que quelqu’un avait écrit" in done.lower()
    assert "cochez" not in done
    assert the_sheet_of(member).working.sheet.context == "Du fichier, plus récent"


def test_an_import_is_taken_back_where_nobody_wrote_since(
    visitor: Visitor, edition: Edition
) -> None:
    member = MemberFactory()
    visitor.sign_in(member)
    long = sends(visitor, f"Titre\n{'long' * 80}".encode()).text("tbody")
    assert "320 signes, 100 au plus" in long and "donnez un titre" not in long
    done = brings(visitor, b"Titre;Contexte\nUne;a\nDeux;b\nTrois;c\nQuatre;d")
    assert "Créée" in done.text("tbody") and "À créer" not in done.text("tbody")
    two = db.session.query(Practice).filter_by(title="Deux").one()
    page = visitor.open(f"/pratiques/{two.slug}/modifier")
    visitor.send(page, press="save", context="Récrit")
    three = db.session.query(Practice).filter_by(title="Trois").one()
    actions.withdraw(three, an_animator(), now(), reason="Non.", lock=three.lock_version)
    four = db.session.query(Practice).filter_by(title="Quatre").one()
    told = {"version_id": four.working_version_id, "due_on": today(), "created_at": now()}
    db.session.add(Review(practice=four, decision=Decision.TAKEN_BACK, decided_at=now(), **told))
    db.session.commit()

    undone = visitor.send(visitor.open(done.url), form=".page-action form")

    db.session.expire_all()
    assert {one.title for one in db.session.query(Practice)} == {"Deux", "Trois", "Quatre"}
    assert "quelqu’un l’a modifiée depuis" in undone.text("tbody")
    assert "elle a été retirée du site depuis" in undone.text("tbody")
    assert "elle a été soumise depuis" in undone.text("tbody")


def test_a_file_changes_a_published_sheet_by_a_revision_alone(
    visitor: Visitor, edition: Edition
) -> None:
    author = an_author()
    practice = a_published(edition, author, funders=[])
    visitor.sign_in(author)
    line = f"R1;{practice.title};Pays des Essais;La Région"

    done = brings(visitor, f"Référence;Titre;Territoire;Financeurs\n{line}".encode())

    db.session.expire_all()
    assert practice.import_ref == "R1"
    assert practice.published.sheet.funders == []
    assert practice.working.sheet.funders == ["La Région"]
    visitor.send(visitor.open(done.url), form=".page-action form")
    db.session.expire_all()
    assert practice.working_version_id is None
    assert practice.import_ref is None  # another sheet may be meant by it


def test_a_preview_that_is_out_of_date_writes_nothing(visitor: Visitor, edition: Edition) -> None:
    author = an_author()
    draft = a_finished_draft(edition, author)
    visitor.sign_in(author)
    body = f"Titre;Territoire;Financeurs\n{draft.title};Pays des Essais;La Région".encode()
    preview = sends(visitor, body)
    page = visitor.open(f"/pratiques/{draft.slug}/modifier")
    visitor.send(page, press="save", ended="2026")

    again = visitor.send(preview, form="form.import-apply", status=409)

    assert "Rien n’a été écrit" in again.text(".notice")
    db.session.expire_all()
    assert draft.working.sheet.funders == []
    visitor.send(again, form="form.import-apply")
    visitor.send(again, form="form.import-apply", status=409)  # and once only


def test_the_file_of_another_structure_does_not_exist(visitor: Visitor, edition: Edition) -> None:
    visitor.sign_in(MemberFactory())
    page = sends(visitor, b"Titre\nUne")
    visitor.sign_in(MemberFactory())

    visitor.open(page.url, status=404)


def test_open_data_says_its_licence_and_names_no_person(visitor: Visitor, edition: Edition) -> None:
    author = MemberFactory(name="Camille Discrète", email="camille@discrete.example")
    practice = a_published(edition, author)
    draft = a_finished_draft(edition, author, title="Secret de fabrication")

    pages = visitor.client.get("/pratiques.sitemap.xml").text  # search engines are led there too
    assert f"<loc>http://localhost/pratiques/{practice.slug}</loc>" in pages
    assert draft.slug not in pages
    answer = visitor.client.get("/pratiques/donnees-ouvertes.json")

    told = answer.get_json()
    assert "Licence Ouverte" in told["licence"]
    assert [item["title"] for item in told["items"]] == [
        "Un référent visite toutes les entreprises"
    ]
    assert "Camille" not in answer.text
    assert "discrete.example" not in answer.text


def test_the_paper_and_the_pdf_name_nobody(visitor: Visitor, edition: Edition) -> None:
    author = MemberFactory(name="Camille Discrète")
    practice = a_published(edition, author)

    page = visitor.client.get(f"/pratiques/{practice.slug}/imprimer").text
    assert "310" in page
    assert '<th scope="col">Avant</th>' in page
    assert "Camille" not in page
    with visitor.client.get(f"/pratiques/{practice.slug}/fiche.pdf") as answer:
        assert answer.data.startswith(b"%PDF")


def test_the_paper_has_no_column_that_says_nothing(visitor: Visitor, edition: Edition) -> None:
    seen = {"indicator": "Entreprises visitées", "before": "", "after": "310", "date": "2025"}
    practice = a_published(edition, results=[a_complete_sheet(edition).results[0] | seen])

    page = visitor.client.get(f"/pratiques/{practice.slug}/imprimer").text

    assert '<th scope="col">Valeur</th>' in page
    assert '<th scope="col">Avant</th>' not in page


def test_where_pdf_cannot_be_drawn_the_paper_says_so(
    visitor: Visitor, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = a_published(edition)

    def missing(html: str) -> bytes:
        raise paper.NoPaper("pango")

    monkeypatch.setattr("intranet.practices.views.carrying.as_pdf", missing)
    answer = visitor.client.get(f"/pratiques/{practice.slug}/fiche.pdf", follow_redirects=True)
    assert "imprimez cette page" in answer.text.replace("\u00a0", " ")


def test_a_line_of_a_sheet_that_was_merged_goes_to_the_one_that_was_kept(
    visitor: Visitor, edition: Edition
) -> None:
    author = an_author()
    kept, gone = a_published(edition, author), a_published(edition, author)
    gone.import_ref = "F-12"
    actions.merge(gone, kept, an_animator(), now(), lock=gone.lock_version)
    db.session.commit()
    title, place = kept.title, kept.territory_name
    known = queries.known_words(in_force(), [])

    for reference in ("F-12", ""):
        cells = {"Référence": reference, "Titre": title, "Territoire": place, "Contexte": "Neuf."}
        plan = queries.planned_for(author.organization, [exchange.Line(2, cells)], known)
        [line] = plan.lines
        assert line.action is not LineAction.REFUSED, line.message
        assert line.practice == kept
    brings(visitor.sign_in(author), "Référence;Effort\nF-12;Léger".encode())
    assert actions_of() == [LineAction.UPDATE]
    assert (gone.import_ref, kept.working.sheet.effort) == ("F-12", 1)


def test_an_export_after_an_edition_comes_back_without_changing_anything(
    visitor: Visitor, edition: Edition
) -> None:
    author = an_author()
    practice = a_published(edition, author, shows={"D1.1": 3, "D1.2": 2})
    draft = drafts.the_next(edition)
    taker = drafts.brings(draft, "D1.9", "D1")
    drafts.drops(draft, "D1.1", taker)
    drafts.drops(draft, "D1.2")
    referential.publish(draft, now())
    db.session.commit()

    visitor.sign_in(author)
    for form in ("csv", "xlsx", "json"):
        body = visitor.client.get(f"/pratiques.{form}").data
        page = sends(visitor, body, f"liste.{form}")
        assert "Inchangée" in page.text("tbody"), form
    with visitor.client.get(f"/pratiques/{practice.slug}/fiche.docx") as answer:
        page = sends(visitor, answer.data, "fiche.docx")
    assert "Inchangée" in page.text("tbody")
    told = visitor.client.get("/pratiques/donnees-ouvertes.json").json["items"][0]
    assert [each["code"] for each in told["competencies"]] == ["D1.9"]


def test_an_object_of_a_json_file_is_refused_rather_than_written_as_code(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.sign_in(MemberFactory())
    page = sends(visitor, b'{"items": [{"Titre": "Une", "Contexte": {"a": 1}}]}', "f.json")
    assert "écrivez un texte, ou une liste de textes" in page.text("tbody")
    page = sends(
        visitor, '{"items": [{"Titre": "Une", "Démarche": ["A", "B"]}]}'.encode(), "f.json"
    )
    assert "À créer" in page.text("tbody")
