"""Permanent addresses, relations on the page of an item, and the edition as linked data."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    Carrying,
    Edition,
    ExternalReference,
    LevelDescriptor,
    Relation,
    Revision,
    Succession,
    SuccessionKind,
)
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import now
from intranet.kit.db import db
from tests.competencies.factories import a_draft
from tests.sql import counted
from tests.visitor import Visitor


def asked(visitor: Visitor, address: str, accept: str) -> Any:
    return visitor.client.get(address, headers={"Accept": accept})


def relate(catalogue: queries.Catalogue, kind: str, origin: str, target: str, notes: str = "") -> Edition:  # fmt: skip
    """A draft like the edition in force, where one item is tied to another."""
    edition = db.session.get(Edition, catalogue.edition_id)
    assert edition
    framework = edition.framework
    draft = db.session.scalar(queries.draft_of(framework.id)) or actions.open_draft(
        framework, now()
    )
    ids = {code: item.competency_id for code, item in catalogue.by_code.items()}
    db.session.add(
        Relation(edition_id=draft.id, kind=kind, origin_id=ids[origin], target_id=ids[target], notes=notes)
    )  # fmt: skip
    db.session.flush()
    return draft


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("application/ld+json", "application/ld+json"), ("application/json", "application/json")],
)
def test_programs_get_the_item_in_the_form_they_ask_for(
    visitor: Visitor, accept: str, kind: str, catalogue: Catalogue
) -> None:
    item = catalogue.by_code["D3.1"]

    answer = asked(visitor, f"/uri/{item.uuid}", accept)

    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert "Accept" in answer.vary
    mark = {"Accept": accept, "If-None-Match": answer.headers["ETag"]}
    assert visitor.client.get(f"/uri/{item.uuid}", headers=mark).status_code == 304
    found = answer.get_json(force=True)
    if kind == "application/json":
        assert (found["identifier"], found["humanCodingScheme"]) == (item.uuid, "D3.1")
        assert found["abbreviatedStatement"] == item.title
    else:
        assert (found["@type"], found["termCode"], found["name"]) == ("DefinedTerm", "D3.1", item.title)  # fmt: skip
        assert found["@id"] == f"http://localhost/uri/{item.uuid}"
        assert found["skos:broader"]["@id"].endswith(catalogue.by_code["D3"].uuid)
        assert found["inDefinedTermSet"]["version"] == "0.9.0"


def test_a_retired_item_still_answers_with_what_it_said_and_what_replaces_it(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    gone, heir = catalogue.by_code["D3.1"], catalogue.by_code["D1.1"]
    draft = a_draft("1.0.0", "D1", "D1.1")
    actions.publish(draft, now())
    db.session.add(
        Succession(
            from_edition_id=catalogue.edition_id,
            to_edition_id=draft.id,
            from_competency_id=gone.competency_id,
            to_competency_id=heir.competency_id,
            kind=SuccessionKind.REPLACED,
            carrying=Carrying.CONFIRM,
        )
    )
    db.session.commit()

    page = visitor.open(f"/uri/{gone.uuid}")

    assert page.text("h1") == gone.title
    assert "Dernière édition où elle figure : 0.9.0" in page.text(".page-state")
    assert page.link("D1.1") == f"/uri/{heir.uuid}"
    assert catalogue.sheets[gone.competency_id].descriptors[2] in page.text("main")
    case = asked(visitor, f"/uri/{gone.uuid}", "application/json")
    assert case.get_json()["humanCodingScheme"] == "D3.1"
    assert case.get_json()["uri"] == f"http://localhost/uri/{gone.uuid}"
    linked = asked(visitor, f"/uri/{gone.uuid}", "application/ld+json").get_json(force=True)
    assert linked["dcterms:isReplacedBy"] == [{"@id": f"http://localhost/uri/{heir.uuid}"}]
    assert linked["url"] == linked["@id"]  # its code may be that of another one by now


def test_the_page_of_a_retired_code_leads_to_its_permanent_address(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    gone = catalogue.by_code["D3.1"]
    actions.publish(a_draft("1.0.0", "D1", "D1.1"), now())
    db.session.commit()

    page = visitor.open("/referentiel/D3.1")

    assert page.url == f"/uri/{gone.uuid}"
    assert "rien ne la remplace" in page.text("main")


def test_what_only_a_draft_says_has_no_permanent_address_yet(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    draft = relate(catalogue, "ext:essai", "D1.1", "D1.2")
    db.session.commit()
    relation = db.session.scalars(select(Relation).filter_by(kind="ext:essai")).one()

    visitor.open(f"/uri/{draft.uuid}", status=404)
    visitor.open(f"/uri/{relation.uuid}", status=404)


def test_editions_and_relations_have_their_permanent_address_too(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    draft = relate(catalogue, "ext:essai", "D1.1", "D1.2")
    relation = db.session.scalars(select(Relation).filter_by(kind="ext:essai")).one()
    actions.publish(draft, now())
    db.session.commit()

    edition = asked(visitor, f"/uri/{draft.uuid}", "text/html")
    assert (edition.status_code, edition.location.partition("#")[0]) == (303, "/referentiel/versions")  # fmt: skip
    assert asked(visitor, f"/uri/{draft.uuid}", "application/json").get_json()["identifier"] == draft.uuid  # fmt: skip
    terms = asked(visitor, f"/uri/{draft.uuid}", "application/ld+json").get_json(force=True)
    assert terms["@type"] == "DefinedTermSet"
    assert visitor.open(f"/uri/{relation.uuid}").text("h1") == catalogue.by_code["D1.1"].title
    association = asked(visitor, f"/uri/{relation.uuid}", "application/json").get_json()
    assert association["associationType"] == "ext:essai"


def test_the_edition_in_force_is_a_set_of_defined_terms(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    answer = asked(visitor, "/referentiel.jsonld", "*/*")

    found = answer.get_json(force=True)
    assert answer.mimetype == "application/ld+json"
    assert found["@type"] == "DefinedTermSet" and found["version"] == "0.9.0"
    assert [term["termCode"] for term in found["hasDefinedTerm"]] == list(catalogue.by_code)
    again = visitor.client.get("/referentiel.jsonld", headers={"If-None-Match": answer.headers["ETag"]})  # fmt: skip
    assert again.status_code == 304


def test_the_page_of_an_item_shows_both_ends_of_its_relations_and_marks_the_broken_ones(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    draft = relate(catalogue, "ext:essai", "D1.1", "D1.2", notes="D’abord observer")
    relate(catalogue, "replacedBy", "D1.1", "D1.6")
    rome = ExternalReference(scheme="ROME", identifier="K1802", label="Développement local", uri="https://rome.example/K1802")  # fmt: skip
    esco = ExternalReference(scheme="ESCO", identifier="s1", label="Ancienne notion", is_obsolete=True)  # fmt: skip
    db.session.add_all([rome, esco])
    db.session.flush()
    origin = catalogue.by_code["D1.1"].competency_id
    for far in (rome, esco):
        db.session.add(Relation(edition_id=draft.id, kind="exactMatchOf", origin_id=origin, external_id=far.id))  # fmt: skip
    gone = catalogue.by_code["D1.6"].competency_id
    for model in (LevelDescriptor, Revision):
        for row in db.session.scalars(select(model).filter_by(edition_id=draft.id, competency_id=gone)):  # fmt: skip
            db.session.delete(row)
    actions.publish(draft, now())
    db.session.commit()

    page = visitor.open("/referentiel/D1.1")
    bounds, matches = (page.text(f"section[aria-labelledby={name}]") for name in ("relations", "matches"))  # fmt: skip

    assert "essai D1.2" in bounds and "D’abord observer" in bounds
    assert "une compétence que cette édition n’a plus" in bounds and "Lien rompu" in bounds
    assert page.link("Développement local") == "https://rome.example/K1802"
    assert "Ancienne notion" in matches and "Obsolète" in matches
    assert "essai D1.1" in visitor.open("/referentiel/D1.2").text("section[aria-labelledby=relations]")  # fmt: skip

    rome.is_obsolete, rome.checked_at = True, now()
    db.session.commit()
    assert visitor.open("/referentiel/D1.1").text("section[aria-labelledby=matches]").count("Obsolète") > matches.count("Obsolète")  # fmt: skip


def test_relations_cost_the_page_of_an_item_no_statement(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    visitor.open("/referentiel/D1.2")
    with counted() as before:
        visitor.open("/referentiel/D1.2")
    draft = relate(catalogue, "ext:essai", "D1.1", "D1.2")
    for code in ("D2.1", "D3.1", "D3.2", "D4.1"):
        relate(catalogue, "ext:essai", code, "D1.2")
    actions.publish(draft, now())
    db.session.commit()
    visitor.open("/referentiel/D1.2")

    with counted() as after:
        visitor.open("/referentiel/D1.2")

    assert len(after) == len(before)


def test_items_are_found_by_plurals_accents_and_what_they_correspond_to(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    by_rome = [
        item.code
        for item in catalogue.items.values()
        if item.competency_id in catalogue.neighbours
        and any(m.identifier == "K1802" for m in catalogue.neighbours[item.competency_id].matches)
    ]

    def found(words: str) -> list[str]:
        return visitor.open(f"/referentiel?q={words}").texts("#results .leaf .chip-code")

    assert by_rome and set(by_rome) <= set(found("K1802"))
    for one, many in (("emploi", "emplois"), ("cluster", "clusters"), ("reseau", "réseaux")):
        assert found(one) and set(found(one)) <= set(found(many)), one
