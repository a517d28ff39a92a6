"""CASE in and out: faithful to what was brought, or strictly what the standard allows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft201909Validator, FormatChecker
from sqlalchemy import select

from intranet.competencies import queries
from intranet.competencies.exchange import Outcome
from intranet.competencies.exchange.case_shapes import instant
from intranet.competencies.exchange.case_write import document
from intranet.competencies.models import (
    Edition,
    FileFormat,
    ItemKind,
    LevelDescriptor,
    Relation,
    Revision,
)
from intranet.content import referential
from intranet.kit.db import db, every
from tests.competencies.exchanges import (
    CASE,
    an_empty_draft,
    as_bytes,
    brought,
    exported,
    old_package,
    outcomes,
    package,
    planned,
)

FORMATS = FormatChecker(["uuid", "date"])
FORMATS.checks("date-time")(lambda value: instant(value) == value)
SCHEMA = json.loads((CASE / "cfpackage.schema.json").read_text("utf-8"))


def schema_errors(found: dict[str, Any]) -> list[str]:
    validator = Draft201909Validator(SCHEMA, format_checker=FORMATS)
    return [f"{error.json_path} {error.message}" for error in validator.iter_errors(found)]


def the_starting_edition() -> Edition:
    referential.load()
    db.session.commit()
    return every(queries.sealed())[0]


def test_what_is_brought_is_given_back_to_the_letter(edition: Edition) -> None:
    draft, old = an_empty_draft(edition), old_package()

    plan = brought(draft, FileFormat.CASE, as_bytes(old))

    assert not plan.refused
    assert json.dumps(package(draft)) == json.dumps(old)  # order, nulls and texts of numbers too


def test_the_old_package_is_far_from_the_standard_and_its_strict_export_keeps_it(
    edition: Edition,
) -> None:
    draft = an_empty_draft(edition)
    assert len(schema_errors(old_package())) > 15

    brought(draft, FileFormat.CASE, as_bytes(old_package()))
    strict = package(draft, is_strict=True)

    assert schema_errors(strict) == []
    assert len(strict["CFItems"]) == 4
    kinds = strict["CFDefinitions"]["CFItemTypes"]
    assert (kinds[0]["description"], kinds[0]["hierarchyCode"]) == ("Cluster", "1")
    assert strict["CFDocument"]["adoptionStatus"] == "Draft"
    ranks = [each.get("sequenceNumber") for each in strict["CFAssociations"][:3]]
    assert ranks == [2, 1, 1]


def test_the_same_package_twice_changes_nothing(edition: Edition) -> None:
    draft = an_empty_draft(edition)
    brought(draft, FileFormat.CASE, as_bytes(old_package()))

    again = planned(draft, FileFormat.CASE, as_bytes(old_package()))

    assert set(outcomes(again)) == {"left"}


def test_items_relations_and_levels_of_a_package_become_ours(edition: Edition) -> None:
    draft = an_empty_draft(edition)

    brought(draft, FileFormat.CASE, as_bytes(old_package()))

    whole = queries.whole_of(draft.id)
    listen, visit = (next(e for e in whole.entries if e.code == code) for code in ("A.2", "A.10"))
    assert [entry.code for entry in whole.entries] == [None, "A", "A.2", "A.10"]
    assert (listen.title, listen.statement, listen.synonyms) == ("Écouter un besoin", "", ("Entretien de découverte",))  # fmt: skip
    assert (visit.title, visit.statement, visit.keywords) == ("Visiter", "Visiter une entreprise", ("visite", "terrain"))  # fmt: skip
    assert visit.descriptors == {1: "Accompagne une visite.", 2: "Conduit une visite."}
    assert listen.descriptors == {}  # its criterion is out of twenty
    assert (
        listen.kind is ItemKind.KNOW_HOW
        and whole.by_uuid[str(listen.parent)].kind is ItemKind.DOMAIN
    )
    assert {(tie.kind, tie.external.identifier if tie.external else tie.target) for tie in whole.ties} == {
        ("precedes", visit.uuid),
        ("exactMatchOf", "K1802"),
        ("exemplar", "https://exemple.example/page"),
    }  # fmt: skip


def test_what_is_edited_since_is_changed_in_the_faithful_export_and_nothing_else(
    edition: Edition,
) -> None:
    draft, old = an_empty_draft(edition), old_package()
    brought(draft, FileFormat.CASE, as_bytes(old))
    visit = db.session.scalars(select(Revision).filter_by(edition_id=draft.id, code="A.10")).one()
    level = db.session.scalars(
        select(LevelDescriptor).filter_by(edition_id=draft.id, value=2)
    ).one()

    visit.title, visit.synonyms, visit.position, visit.level_min = "Visiter sur place", ["tournée", "rendez-vous"], 3, 1  # fmt: skip
    level.text = "Conduit seul une visite."
    db.session.commit()
    found = package(draft)

    item, association = found["CFItems"][1], found["CFAssociations"][0]
    assert item["abbreviatedStatement"] == "Visiter sur place"
    assert item["fullStatement"] == "Visiter une entreprise"
    assert item["alternativeLabel"] == "tournée"
    assert item["extensions"]["passerelles"] == {"synonyms": ["tournée", "rendez-vous"], "levelMin": 1}  # fmt: skip
    assert association["sequenceNumber"] == 3
    criterion = found["CFRubrics"][0]["CFRubricCriteria"][0]
    assert criterion["rubricCriterionText"] == "hors norme"
    assert criterion["CFRubricCriterionLevels"][1]["description"] == "Conduit seul une visite."
    untouched = old | {name: found[name] for name in ("CFItems", "CFAssociations", "CFRubrics")}
    untouched["CFItems"] = [old["CFItems"][0], item, *old["CFItems"][2:]]
    assert found == untouched


def test_our_own_edition_is_exported_strictly_and_read_back_without_a_change() -> None:
    published = the_starting_edition()
    draft = a_copy(published)

    for is_strict in (False, True):
        assert schema_errors(package(published, is_strict=is_strict)) == []
        again = planned(draft, FileFormat.CASE, exported(draft, is_strict=is_strict))
        assert set(outcomes(again)) == {"left"}, [row for row in again.rows if row.outcome is not Outcome.LEFT][:3]  # fmt: skip


def test_an_edition_travels_to_an_empty_site_with_its_levels_synonyms_and_sources() -> None:
    published = the_starting_edition()
    body = exported(published, is_strict=True)
    before = queries.whole_of(published.id)
    header = replace(before.header, published_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert document(header, "")["statusStartDate"] == "2026-07-01"  # in Paris
    draft = an_empty_draft(published, "2.0.0")

    plan = brought(draft, FileFormat.CASE, body)

    after = queries.whole_of(draft.id)
    assert not plan.refused
    same = ("uuid", "uri", "code", "parent", "position", "kind", "title", "statement", "synonyms", "sources", "level_min", "is_assessable", "is_attested", "descriptors")  # fmt: skip
    assert [[getattr(e, name) for name in same] for e in after.entries] == [
        [getattr(e, name) for name in same] for e in before.entries
    ]


def test_a_relation_that_closes_a_circle_is_refused_with_its_reason(edition: Edition) -> None:
    draft, old = an_empty_draft(edition), old_package()
    back = dict(old["CFAssociations"][3], identifier="a0000099-c0ea-11e7-95f7-5d664f4d8844")
    back["originNodeURI"], back["destinationNodeURI"] = (
        back["destinationNodeURI"],
        back["originNodeURI"],
    )
    old["CFAssociations"].append(back)

    plan = brought(draft, FileFormat.CASE, as_bytes(old))

    assert [row.why for row in plan.refused] == ["elle ferait un cercle de « précède »"] * 2
    assert every(select(Relation).filter_by(edition_id=draft.id, kind="precedes")) == []


def test_relations_that_exchange_what_they_tie_are_brought_as_the_preview_says(
    edition: Edition,
) -> None:
    draft, old = an_empty_draft(edition), old_package()
    one = old["CFAssociations"][3]
    two = one | {"identifier": "a0000099-c0ea-11e7-95f7-5d664f4d8844"}
    two["associationType"] = "isPeerOf"
    old["CFAssociations"].append(two)
    brought(draft, FileFormat.CASE, as_bytes(old))
    before = {(tie.kind, tie.origin, tie.target) for tie in queries.whole_of(draft.id).ties}
    one["identifier"], two["identifier"] = two["identifier"], one["identifier"]

    brought(draft, FileFormat.CASE, as_bytes(old), retires=True)

    after = queries.whole_of(draft.id).ties
    assert {(tie.kind, tie.origin, tie.target) for tie in after} == before
    old["CFAssociations"].remove(two)
    plan = planned(draft, FileFormat.CASE, as_bytes(old), retires=True)
    [gone] = [row.label for row in plan.rows if row.outcome is Outcome.RETIRED]
    assert "Écouter" in gone and "Visiter" in gone


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"identifier": "12"}, "ce n’est pas un UUID"),
        ({"identifier": None}, "sans identifiant"),
        ({"uri": old_package()["CFItems"][1]["uri"]}, "son adresse (uri) est déjà donnée ligne 2"),
        ({"uri": f"https://{'x' * 2000}"}, "adresse (uri) de plus de 2000 caractères"),
        ({"fullStatement": "x" * 300, "abbreviatedStatement": None}, "intitulé de 300 caractères"),
        ({"fullStatement": None}, "sans intitulé"),
        ({"humanCodingScheme": "A.10"}, "le code A.10 est déjà celui de la ligne 2"),
        ({"humanCodingScheme": "a/b"}, "ne tient pas dans une adresse"),
        ({"humanCodingScheme": "Versions"}, "celui d’une page du site"),
        ({"extensions": {"passerelles": {"levelMax": 9}}}, "niveau 9 hors de l’échelle"),
    ],
)
def test_an_item_that_cannot_be_held_is_refused_with_its_reason_and_the_rest_is_kept(
    edition: Edition, change: dict[str, Any], why: str
) -> None:
    draft, old = an_empty_draft(edition), old_package()
    old["CFItems"][2] |= change

    plan = brought(draft, FileFormat.CASE, as_bytes(old))

    [row] = [row for row in plan.refused if row.what == "item"]
    assert row.number == 3 and why in row.why
    told = [f"{one.label} {one.why}" for one in plan.refused]
    assert not [one for one in told if re.search(r"\b[0-9a-f]{8}-[0-9a-f]{4}\b", one)], told
    assert len(queries.whole_of(draft.id).entries) == 3


def a_copy(published: Edition) -> Edition:
    """A draft that says what a published edition says."""
    draft = an_empty_draft(published, "3.0.0")
    brought(draft, FileFormat.CSV, exported(published, FileFormat.CSV))
    brought(draft, FileFormat.CASE, exported(published))
    return draft
