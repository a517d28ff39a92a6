"""The read interface of CASE 1.1, as another server asks it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from intranet.competencies import actions, queries
from intranet.competencies.models import Edition, EditionState, FileFormat
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import now
from intranet.kit.db import db, every
from tests.competencies.exchanges import an_empty_draft, as_bytes, brought, old_package
from tests.competencies.factories import a_draft
from tests.competencies.test_case import schema_errors
from tests.visitor import Visitor

ROOT = "/ims/case/v1p1"


def ask(visitor: Visitor, path: str, status: int = 200, **headers: str) -> Any:
    answer = visitor.client.get(f"{ROOT}/{path}", headers=headers)
    assert answer.status_code == status, answer.text[:300]
    return answer


def test_the_package_of_a_published_edition_keeps_the_standard(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    [edition] = every(queries.sealed())

    found = ask(visitor, f"CFPackages/{edition.uuid}").get_json()

    assert schema_errors(found) == []
    assert found["CFDocument"]["adoptionStatus"] == "Implemented"
    assert len(found["CFItems"]) == len(queries.in_force().items)
    assert len(found["CFRubrics"][0]["CFRubricCriteria"]) == len(queries.in_force().assessable)


def test_documents_are_listed_by_pages(visitor: Visitor, catalogue: Catalogue) -> None:
    for number in ("1.0.0", "2.0.0"):
        actions.publish(a_draft(number, "D1", "D1.1"), now())
    db.session.commit()

    first = ask(visitor, "CFDocuments?limit=2")

    newest, middle, oldest = (each.number for each in every(queries.sealed()))
    assert first.headers["X-Total-Count"] == "3"
    assert [each["version"] for each in first.get_json()["CFDocuments"]] == [newest, middle]
    assert f'<http://localhost{ROOT}/CFDocuments?limit=2&offset=2>; rel="next"' in first.headers["Link"]  # fmt: skip
    last = ask(visitor, "CFDocuments?limit=2&offset=2")
    assert [each["version"] for each in last.get_json()["CFDocuments"]] == [oldest]
    assert 'rel="prev"' in last.headers["Link"] and 'rel="next"' not in last.headers["Link"]
    assert ask(visitor, "CFDocuments?offset=99").get_json() == {"CFDocuments": []}


@pytest.mark.parametrize("wrong", ["limit=0", "limit=x", "offset=-1", "limit=", "offset=1e9"])
def test_a_page_that_is_no_number_is_refused_as_the_standard_says(
    visitor: Visitor, wrong: str, catalogue: Catalogue
) -> None:
    found = ask(visitor, f"CFDocuments?{wrong}", 400).get_json()

    assert (found["imsx_codeMajor"], found["imsx_severity"]) == ("failure", "error")
    [field] = found["imsx_codeMinor"]["imsx_codeMinorField"]
    assert field["imsx_codeMinorFieldValue"] == "invalid_selection_field"


def test_each_thing_answers_by_its_identifier(visitor: Visitor, catalogue: Catalogue) -> None:
    item = catalogue.by_code["D1.1"]
    [edition] = every(queries.sealed())
    package = ask(visitor, f"CFPackages/{edition.uuid}").get_json()

    document = ask(visitor, f"CFDocuments/{edition.uuid}").get_json()["CFDocument"]
    assert document["CFPackageURI"]["uri"] == f"http://localhost{ROOT}/CFPackages/{edition.uuid}"
    alone = ask(visitor, f"CFItems/{item.uuid}").get_json()["CFItem"]
    assert alone["CFDocumentURI"]["identifier"] == edition.uuid
    around = ask(visitor, f"CFItemAssociations/{item.uuid}").get_json()
    assert around["CFItem"] == alone
    assert {each["associationType"] for each in around["CFAssociations"]} >= {"isChildOf"}
    association = package["CFAssociations"][0]["identifier"]
    assert ask(visitor, f"CFAssociations/{association}").get_json()["CFAssociation"]["CFDocumentURI"]  # fmt: skip
    rubric = package["CFRubrics"][0]
    assert ask(visitor, f"CFRubrics/{rubric['identifier']}").get_json() == {"CFRubric": rubric}
    kind = package["CFDefinitions"]["CFItemTypes"][0]
    assert ask(visitor, f"CFItemTypes/{kind['identifier']}").get_json() == {"CFItemTypes": [kind]}
    licence = package["CFDefinitions"]["CFLicenses"][0]
    assert ask(visitor, f"CFLicenses/{licence['identifier']}").get_json() == {"CFLicense": licence}


def test_what_is_not_there_is_said_as_the_standard_says(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    for path, status, value in (
        (f"CFItems/{uuid4()}", 404, "unknownobject"),
        (f"CFPackages/{uuid4()}", 404, "unknownobject"),
        (f"CFConcepts/{uuid4()}", 404, "unknownobject"),
        (f"CFTruc/{uuid4()}", 404, "unknownobject"),
        ("CFItems/pas-un-uuid", 400, "invalid_uuid"),
        ("CFDocuments/1", 400, "invalid_uuid"),
    ):
        found = ask(visitor, path, status).get_json()
        [field] = found["imsx_codeMinor"]["imsx_codeMinorField"]
        assert field["imsx_codeMinorFieldValue"] == value, path


def test_a_retired_item_is_read_in_the_last_edition_that_had_it(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    gone = catalogue.by_code["D3.1"]
    actions.publish(a_draft("1.0.0", "D1", "D1.1"), now())
    db.session.commit()

    assert ask(visitor, f"CFItems/{gone.uuid}").get_json()["CFItem"]["humanCodingScheme"] == "D3.1"


def test_a_draft_is_nobody_elses_to_read(visitor: Visitor, catalogue: Catalogue) -> None:
    draft = a_draft("1.0.0", "D1")

    ask(visitor, f"CFPackages/{draft.uuid}", 404)
    assert ask(visitor, "CFDocuments").headers["X-Total-Count"] == "1"


def test_what_was_sent_once_is_not_sent_again(visitor: Visitor, catalogue: Catalogue) -> None:
    [edition] = every(queries.sealed())
    first = ask(visitor, f"CFPackages/{edition.uuid}")

    again = ask(visitor, f"CFPackages/{edition.uuid}", 304, **{"If-None-Match": first.headers["ETag"]})  # fmt: skip

    assert again.data == b""
    assert first.headers["Access-Control-Allow-Origin"] == "*"


def test_a_published_package_from_elsewhere_is_given_back_verbatim_on_request(
    visitor: Visitor, app: Flask, catalogue: Catalogue
) -> None:
    [edition] = every(queries.sealed())
    draft = an_empty_draft(edition, "2.0.0")
    brought(draft, FileFormat.CASE, as_bytes(old_package()))
    gone = update(Edition).where(Edition.id == edition.id).values(state=EditionState.RETIRED)
    sealed = {"state": EditionState.PUBLISHED, "published_at": now(), "sha256": "0" * 64}
    db.session.execute(gone)
    db.session.execute(update(Edition).where(Edition.id == draft.id).values(**sealed))
    db.session.commit()  # by hand: our own publication asks for levels in words that it has not

    path = f"CFPackages/{draft.uuid}"

    assert ask(visitor, f"{path}?mode=verbatim").get_json() == old_package()
    assert schema_errors(ask(visitor, path).get_json()) == []
    source = old_package()["CFDocument"]["identifier"]
    assert ask(visitor, f"CFDocuments/{source}").get_json()["CFDocument"]["identifier"] == source
