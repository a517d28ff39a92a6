"""Spreadsheets in and out: our own columns in CSV and XLSX, Moodle’s fourteen."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from intranet.competencies import exchange, queries
from intranet.competencies.exchange import sheets
from intranet.competencies.exchange.moodle import HEADERS as MOODLE_HEADERS
from intranet.competencies.exchange.tables import guarded, unguarded
from intranet.competencies.models import Edition, FileFormat, Relation, Revision
from intranet.kit.db import db, every
from tests.competencies.exchanges import (
    an_empty_draft,
    brought,
    exported,
    outcomes,
    planned,
    sheet,
)

CSV, MOODLE, XLSX = FileFormat.CSV, FileFormat.MOODLE, FileFormat.XLSX


@pytest.fixture
def published(catalogue: queries.Catalogue) -> Edition:
    """The edition in force."""
    return every(queries.sealed())[0]


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_an_edition_travels_in_a_sheet_with_its_levels_and_synonyms(
    kind: FileFormat, published: Edition
) -> None:
    draft = an_empty_draft(published)

    plan = brought(draft, kind, exported(published, kind))

    before, after = queries.whole_of(published.id), queries.whole_of(draft.id)
    assert set(outcomes(plan)) == {"created"}
    same = ("uuid", "code", "parent", "kind", "title", "statement", "synonyms", "keywords", "level_max", "is_assessable", "descriptors")  # fmt: skip
    assert [[getattr(e, n) for n in same] for e in after.entries] == [
        [getattr(e, n) for n in same] for e in before.entries
    ]
    assert set(outcomes(planned(draft, kind, exported(published, kind)))) == {"left"}
    assert set(outcomes(planned(draft, kind, exported(draft, kind)))) == {"left"}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_as_french_spreadsheets_save_it(
    edition: Edition, encoding: str, separator: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([["NIVEAU", "Code", "intitulé", "Énoncé"], ["1", "E1", "Été, hiver", "« L’œuvre » ;\nsuite"]])  # fmt: skip

    plan = planned(an_empty_draft(edition), CSV, text.getvalue().encode(encoding))

    [write] = plan.writes
    assert (write.values["title"], write.values["statement"]) == ("Été, hiver", "« L’œuvre » ;\nsuite")  # fmt: skip


def test_a_line_is_found_by_its_identifier_then_by_its_code(edition: Edition) -> None:
    draft = an_empty_draft(edition)
    brought(draft, CSV, sheet("Niveau;Code;Intitulé", "1;A;Un", "2;A.1;Deux"))
    one = queries.whole_of(draft.id).entries[0]

    plan = planned(draft, CSV, sheet("Niveau;Code;Intitulé;Identifiant", f"1;B;Un;{one.uuid}", "2;A.1;Deux bis;"))  # fmt: skip

    assert [[change.field for change in row.changes] for row in plan.rows] == [["code"], ["intitulé"]]  # fmt: skip
    assert outcomes(plan) == {"changed": 2}


def test_two_codes_may_be_exchanged(edition: Edition) -> None:
    draft = an_empty_draft(edition)
    brought(draft, CSV, sheet("Niveau;Code;Intitulé", "1;A;Un", "1;B;Deux"))
    one, two = queries.whole_of(draft.id).entries

    brought(draft, CSV, sheet("Niveau;Code;Intitulé;Identifiant", f"1;B;Un;{one.uuid}", f"1;A;Deux;{two.uuid}"))  # fmt: skip

    assert {e.title: e.code for e in queries.whole_of(draft.id).entries} == {"Un": "B", "Deux": "A"}


def test_a_column_that_is_absent_changes_nothing_and_a_blank_cell_takes_away(
    edition: Edition,
) -> None:
    draft = an_empty_draft(edition)
    head = "Niveau;Code;Intitulé;Synonymes;Descripteur 1;Descripteur 2"
    brought(draft, CSV, sheet(head, "1;A;Un;mot | autre mot;Débute.;Sait."))

    brought(draft, CSV, sheet("Niveau;Code;Intitulé;Descripteur 2", "1;A;Un;"))

    [entry] = queries.whole_of(draft.id).entries
    assert entry.synonyms == ("mot", "autre mot")
    assert entry.descriptors == {1: "Débute."}


def test_new_lines_take_their_place_and_the_others_keep_theirs(edition: Edition) -> None:
    draft = an_empty_draft(edition)
    head = "Niveau;Code;Intitulé"
    brought(draft, CSV, sheet(head, "1;A;Un", "2;A.1;Premier", "2;A.2;Second"))

    part = planned(draft, CSV, sheet(head, "1;A;Un", "2;A.2;Second"))
    assert set(outcomes(part)) == {"left"}  # a part of the file moves nothing
    brought(draft, CSV, sheet(head, "1;A;Un", "2;A.2;Second", "2;A.0;Avant", "2;A.1;Premier"))

    order = [entry.code for entry in queries.whole_of(draft.id).entries]
    assert order == ["A", "A.2", "A.0", "A.1"]


@pytest.mark.parametrize("hostile", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "'=1", "＝1"])
def test_no_cell_runs_and_what_it_said_comes_back(edition: Edition, hostile: str) -> None:
    draft = an_empty_draft(edition)
    revision_title(draft, hostile)

    for kind in (CSV, XLSX, MOODLE):
        body = exported(draft, kind)
        assert set(outcomes(planned(draft, kind, body))) == {"left"}
    cells = [cell for row in csv.reader(io.StringIO(exported(draft, CSV).decode("utf-8-sig")), delimiter=";") for cell in row]  # fmt: skip
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "＝"))]
    book = load_workbook(io.BytesIO(exported(draft, XLSX)))
    found = book.active["C2"]
    assert (found.data_type, found.value) == ("s", f"'{hostile}")
    assert unguarded(guarded(hostile)) == hostile


def revision_title(draft: Edition, title: str) -> None:
    brought(draft, CSV, sheet("Niveau;Code;Intitulé", "1;A;Un"))
    db.session.scalars(select(Revision).filter_by(edition_id=draft.id)).one().title = title
    db.session.commit()


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_the_template_is_read_as_it_is_given(edition: Edition, kind: FileFormat) -> None:
    file = exchange.template(kind)

    plan = planned(an_empty_draft(edition), kind, file.body)

    assert outcomes(plan) == {"created": 2}
    assert [row.label for row in plan.rows] == ["D8 Exemple de domaine", "D8.1 Exemple de savoir-faire"]  # fmt: skip
    if kind is XLSX:
        book = load_workbook(io.BytesIO(file.body))
        assert book.sheetnames == ["Référentiel", "Mode d’emploi"]
        assert [cell.value for cell in book.worksheets[0][1]] == list(sheets.HEADERS)


def test_moodle_gets_its_fourteen_columns_and_gives_back_the_same(published: Edition) -> None:
    draft = an_empty_draft(published, "2.0.0")
    rows = list(csv.reader(io.StringIO(exported(published, MOODLE).decode())))

    assert rows[0] == list(MOODLE_HEADERS) and len(rows[0]) == 14
    assert [row[12] for row in rows[1:3]] == ["1", ""]
    assert all(len(row) == 14 for row in rows)
    plan = brought(draft, MOODLE, exported(published, MOODLE))
    assert not plan.refused
    before, after = queries.whole_of(published.id), queries.whole_of(draft.id)
    same = ("code", "title", "statement")
    assert [[getattr(e, n) for n in same] for e in after.entries] == [
        [getattr(e, n) for n in same] for e in before.entries
    ]
    assert set(outcomes(planned(draft, MOODLE, exported(published, MOODLE)))) == {"left"}


def test_a_file_of_moodle_is_kept_whole_whatever_we_have_no_place_for(edition: Edition) -> None:
    draft = an_empty_draft(edition)
    rows = [
        list(MOODLE_HEADERS),
        ["", "REF", "Référentiel", "", "1", "Non,Oui", '[{"scaleid":"2"}]', "", "", "", "", "", "1", "domain,skill"],
        ["", "A", "Accueillir", "<p>Recevoir &amp; écouter</p>", "1", "", "", "core_competency\\rule", "1", "{}", "", "12", "", ""],
        ["A", "A,1", "Un intitulé de plus de cent caractères, que Moodle couperait sans le dire à personne, et qui reste ici entier", "Texte", "1", "", "", "", "", "", "A", "13", "", ""],
        ["X", "B", "Orpheline", "", "1", "", "", "", "", "", "", "", "", ""],
        ["B", "B1", "Dessous", "", "1", "", "", "", "", "", "", "", "", ""],
        ["", "", "Sans numéro", "", "1", "", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    body = text.getvalue().encode()

    plan = brought(draft, MOODLE, body)

    assert {row.number: row.why.partition(" (")[0] for row in plan.refused} == {
        5: "parent « X » inconnu",
        6: "son parent est refusé",
        7: "sans « ID number » : cette ligne ne se retrouverait pas une seconde fois ; le code «  » ne tient pas dans une adresse",
    }  # fmt: skip
    welcome, long = queries.whole_of(draft.id).entries
    assert welcome.statement == "Recevoir & écouter"
    assert len(long.title) > 100 and long.parent == welcome.uuid
    [tie] = every(select(Relation).filter_by(edition_id=draft.id))
    assert tie.kind == "isRelatedTo"
    again = list(csv.reader(io.StringIO(exported(draft, MOODLE).decode())))
    assert again[2] == rows[2] and again[3] == [*rows[3][:10], "A", *rows[3][11:]]
    assert set(outcomes(planned(draft, MOODLE, body))) == {"left", "refused"}
