"""Files that are broken or mean harm: a French sentence each, and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from intranet.competencies.exchange import Unreadable, read
from intranet.competencies.exchange.contents import MOST_ROWS
from intranet.competencies.models import DEEPEST, Edition, FileFormat
from tests.competencies.exchanges import (
    an_empty_draft,
    as_bytes,
    brought,
    old_package,
    planned,
    sheet,
)

HEAD = "Niveau;Code;Intitulé"
CASE, CSV, MOODLE, XLSX = FileFormat.CASE, FileFormat.CSV, FileFormat.MOODLE, FileFormat.XLSX


def a_workbook(*rows: list[Any], **parts: bytes) -> bytes:
    """A workbook whose first sheet has these rows; `parts` replace what its archive holds."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    if not parts:
        return kept.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name.rpartition("/")[2].partition(".")[0], old.read(name)))
        for name, body in parts.items():
            new.writestr(f"xl/{name}.xml", body)
    return changed.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&j;</t></si></sst>'
)
DEEP = b'{"CFDocument": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
PACKAGE = json.dumps(old_package(), ensure_ascii=False).encode()


# What takes long to make is made by the one test that reads it.
BROKEN: list[tuple[FileFormat, bytes | Callable[[], bytes], str]] = [
        (CASE, b"", "vide"),
        (CASE, PACKAGE[:4000], "n’est pas du JSON lisible"),
        (CASE, b"[1, 2]", "pas un paquet CASE"),
        (CASE, b'{"items": []}', "pas un paquet CASE"),
        (CASE, b'{"CFDocument": {"identifier": "12"}, "CFItems": [{}]}', "pas un paquet CASE"),
        (CASE, b'{"CFDocument": {}, "CFItems": "tout"}', "devrait être une liste"),
        (CASE, b'{"CFDocument": {}, "CFItems": [1]}', "devrait être une liste"),
        (CASE, as_bytes(old_package() | {"CFItems": []}), "aucun élément"),
        (CASE, b'{"CFDocument": {}, "CFDocument": {}}', "deux fois la clé « CFDocument »"),
        (CASE, DEEP, "trop d’étages"),
        (CASE, b'{"CFDocument": 1' + b"0" * 5000 + b"}", "un nombre que l’on ne peut pas lire"),
        (CASE, b'{"CFDocument": NaN}', "« NaN », qui n’est pas un nombre"),
        (CASE, b'{"CFDocument": 1e999}', "un nombre que l’on ne peut pas lire"),
        (CASE, PACKAGE.replace(b"Visiter", b"Visi\\u0000ter"), "caractères nuls"),
        (CASE, PACKAGE.replace(b"Visiter", b"Visi\\ud800ter"), "ne se lisent pas"),
        (CASE, b"\xff\xfe\x00", "ne se lisent pas"),
        (CASE, lambda: a_workbook(["a"]), "ne se lisent pas"),
        (CSV, b"\x00\x01\x02", "caractères nuls"),
        (CSV, sheet(HEAD), "aucune ligne dessous"),
        (CSV, sheet(HEAD, '1;D1;"jamais refermé'), "un guillemet est ouvert"),
        (CSV, lambda: sheet(HEAD, f"1;D1;{'x' * 200_000}"), "une cellule dépasse"),
        (CSV, lambda: sheet(HEAD, *["1;D;x"] * (MOST_ROWS + 1)), f"plus de {MOST_ROWS} lignes"),
        (CSV, lambda: sheet(HEAD, *["1;D;x"] * 100_000), f"plus de {MOST_ROWS} lignes"),
        (CSV, sheet("Niveau;Code"), "Il manque la colonne « Intitulé »"),
        (CSV, sheet(f"{HEAD};Couleur", "1;D1;x;bleu"), "Colonne inconnue : « Couleur »"),
        (CSV, sheet(f"{HEAD};Code", "1;D1;x;D2"), "« Code » est donnée deux fois"),
        (CSV, lambda: a_workbook(["Niveau"]), "choisissez le format XLSX"),
        (CSV, lambda: b"x" * (21 * 2**20), "dépasse 20 Mo"),
        (MOODLE, sheet(HEAD, "1;D1;x"), "Un export de Moodle a 14 colonnes : ce fichier en a 3"),
        (XLSX, b"pas une archive", "n’est pas un classeur XLSX"),
        (XLSX, b"PK\x03\x04 mais rien d'autre", "n’est pas un classeur XLSX"),
        (XLSX, lambda: a_workbook([HEAD])[:500], "n’est pas un classeur XLSX"),
        (XLSX, lambda: a_workbook(["Niveau", "Code", "Intitulé"], [1, "D1", "x"], sharedStrings=LAUGHS), "entités XML"),
        (XLSX, lambda: a_workbook(["Niveau"], styles=LAUGHS.decode().encode("utf-16")), "n’est pas un classeur XLSX"),
        (XLSX, lambda: a_workbook(["Niveau"], bombe=b" " * (61 * 2**20)), "démesuré"),
        (XLSX, lambda: a_workbook(["Niveau"], **{f"p{n}": b"<a/>" for n in range(300)}), "démesuré"),
        (XLSX, lambda: a_workbook(["Niveau"], workbook=b"<a/>"), "n’est pas un classeur XLSX"),
        (XLSX, lambda: a_workbook([]), "vide"),
]  # fmt: skip


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("kind", "body", "why"), BROKEN, ids=[f"{n} {why}" for n, (*_, why) in enumerate(BROKEN)]
)
def test_a_file_that_cannot_be_read_says_why(
    kind: FileFormat, body: bytes | Callable[[], bytes], why: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read(kind, body() if callable(body) else body)

    assert why in str(refused.value)


def test_formulas_are_refused_cell_by_cell(edition: Edition) -> None:
    body = a_workbook(
        ["Niveau", "Code", "Intitulé"], [1, "D1", "Observer"], [2, "D1.9", '=HYPERLINK("http://mal.example")'],
    )  # fmt: skip

    plan = planned(an_empty_draft(edition), XLSX, body)

    assert [row.why for row in plan.refused] == ["la cellule C3 contient une formule : collez sa valeur"]  # fmt: skip


def test_duplicate_identifiers_and_codes_are_refused_after_the_first(edition: Edition) -> None:
    draft, old = an_empty_draft(edition), old_package()
    old["CFItems"].append(dict(old["CFItems"][0], humanCodingScheme="Z"))

    twice = planned(draft, CASE, as_bytes(old))
    same_code = planned(draft, CSV, sheet(HEAD, "1;D7;Un", "1;D7;Deux"))

    assert [row.why for row in twice.refused] == ["la même compétence est déjà donnée ligne 1"]
    assert [row.why for row in same_code.refused] == ["le code D7 est déjà celui de la ligne 2"]


def test_a_cycle_is_refused_with_the_circle_it_makes(edition: Edition) -> None:
    old = old_package()
    for association, parent in zip(old["CFAssociations"][:2], (1, 2), strict=True):
        up = old["CFItems"][parent - 1 if parent == 1 else 1]
        association["destinationNodeURI"] = {"title": "", "identifier": up["identifier"], "uri": up["uri"]}  # fmt: skip

    plan = planned(an_empty_draft(edition), CASE, as_bytes(old))

    reasons = {row.number: row.why for row in plan.refused if row.what == "item"}
    assert reasons[1] == "elle serait au-dessous d’elle-même (A → A.10 → A)"
    assert reasons[2] == "elle serait au-dessous d’elle-même (A.10 → A → A.10)"
    assert "son parent est refusé" in reasons[3]


def test_a_cycle_with_what_the_draft_holds_already_is_refused(edition: Edition) -> None:
    draft = an_empty_draft(edition)
    brought(draft, CASE, as_bytes(old_package()))
    below = old_package()
    below["CFItems"] = below["CFItems"][:1]  # A, and it alone
    up = old_package()["CFItems"][1]  # A.10, which the draft has under A
    below["CFAssociations"] = [below["CFAssociations"][1] | {"destinationNodeURI": {"title": "", "identifier": up["identifier"], "uri": ""}}]  # fmt: skip

    plan = planned(draft, CASE, as_bytes(below))

    assert "au-dessous d’elle-même" in plan.refused[0].why


def test_a_tree_deeper_than_ours_is_refused_from_the_first_storey_too_far(edition: Edition) -> None:
    rows = [f"{n};C{n};Étage {n}" for n in range(1, DEEPEST + 3)]

    plan = planned(an_empty_draft(edition), CSV, sheet(HEAD, *rows))

    assert [row.label for row in plan.refused] == [f"C{DEEPEST + 1} Étage {DEEPEST + 1}", f"C{DEEPEST + 2} Étage {DEEPEST + 2}"]  # fmt: skip
    assert f"l’arbre s’arrête au {DEEPEST}e" in plan.refused[0].why


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("3;D9.1.1;Sauté", "niveau 3 sans ligne de niveau 2 au-dessus"),
        ("zéro;D9.1;Perdu", "« zéro » n’est pas un niveau"),
        ("2;;Sans code", "ni code ni identifiant"),
        ("2;D9.1;", "sans intitulé"),
        (f"2;D9.1;{'x' * 256}", "intitulé de 256 caractères : 255 au plus"),
        (f"2;{'9' * 81};x", "code de 81 caractères"),
        ("2;D9/1;x", "ne tient pas dans une adresse"),
        ("2;metiers;x", "celui d’une page du site"),
        ("2;D9.1;a\x07b", "caractères de commande invisibles"),
        ("2;D9.1;x;7", "niveau 7 hors de l’échelle de 0 à 4"),
        ("2;D9.1;x;beaucoup", "un nombre de 0 à 4 est attendu"),
        ("2;D9.1;x;2;;;;;pas-un-uuid", "ce n’est pas un UUID"),
        ("2;D9.1;x;;Talent", "nature « Talent » inconnue"),
        ("2;D9.1;x;;;peut-être", "n’est ni oui ni non"),
        ("2;D9.1;x;;;;2;Sait.", "décrit le niveau 4, et ses niveaux vont de 0 à 2"),
    ],
)
def test_a_row_that_cannot_be_held_says_why(edition: Edition, row: str, why: str) -> None:
    head = f"{HEAD};Niveau minimum;Nature;Évaluable;Niveau maximum;Descripteur 4;Identifiant"

    plan = planned(an_empty_draft(edition), CSV, sheet(head, "1;D9;Domaine", row))

    assert [refused.number for refused in plan.refused] == [3]
    assert why in plan.refused[0].why
