"""The read interface of CASE 1.1 (1EdTech): published editions, for other servers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, jsonify, make_response, request, url_for

from intranet.competencies import queries
from intranet.competencies.exchange import case_verbatim
from intranet.competencies.exchange.contents import as_uuid
from intranet.competencies.models import Edition
from intranet.competencies.queries import Package
from intranet.competencies.views.blueprint import bp
from intranet.kit.db import db, every
from intranet.kit.numbers import whole_number

ROOT = "/ims/case/v1p1"
MOST, USUAL = 500, 100  # documents an answer
FARTHEST = 10**6
ALONE = {  # what is asked for by its identifier, and the name it answers under
    "CFItems": "CFItem",
    "CFAssociations": "CFAssociation",
    "CFRubrics": "CFRubric",
    "CFLicenses": "CFLicense",
    "CFAssociationGroupings": "CFAssociationGrouping",
}
SETS = ("CFConcepts", "CFSubjects", "CFItemTypes")  # these answer as a list, by the standard
Answer = Callable[..., Response]


class Refused(Exception):
    """Nothing to give; why, as CASE says it."""

    def __init__(self, status: int, minor: str, words: str) -> None:
        super().__init__(words)
        self.status, self.minor, self.words = status, minor, words


def answering(view: Answer) -> Answer:
    """Say errors as CASE does, mark the answer so that it need not be sent twice."""

    @wraps(view)
    def answered(**given: Any) -> Response:
        try:
            response = view(**given)
        except Refused as refused:
            return make_response(jsonify(status_info(refused)), refused.status)
        if current_app.config["SITE_IS_PUBLIC"]:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.add_etag()
        response.make_conditional(request)
        return response

    return answered


def status_info(refused: Refused) -> dict[str, Any]:
    return {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": refused.words,
        "imsx_codeMinor": {
            "imsx_codeMinorField": [
                {"imsx_codeMinorFieldName": "sourcedId", "imsx_codeMinorFieldValue": refused.minor}
            ]
        },
    }


@bp.get(f"{ROOT}/CFDocuments")
@answering
def case_documents() -> Response:
    """The published editions, newest first, by pages."""
    editions = every(queries.sealed())
    limit, offset = whole("limit", USUAL, 1), whole("offset", 0, 0)
    limit = min(limit, MOST)
    shown = [standalone_document(package_of(each)) for each in editions[offset : offset + limit]]
    response = jsonify(CFDocuments=shown)
    response.headers["X-Total-Count"] = str(len(editions))
    response.headers["Link"] = links(limit, offset, len(editions))
    return response


@bp.get(f"{ROOT}/CFDocuments/<identifier>")
@answering
def case_document(identifier: str) -> Response:
    return jsonify(CFDocument=standalone_document(package_of(edition_at(identifier))))


@bp.get(f"{ROOT}/CFPackages/<identifier>")
@answering
def case_package(identifier: str) -> Response:
    """A whole edition, as the standard allows; `?mode=verbatim` gives all that its source said."""
    found = package_of(edition_at(identifier))
    if request.args.get("mode") == "verbatim":
        return jsonify(case_verbatim(found.whole, current_app.config["SITE_URL"]))
    return jsonify(found.content)


@bp.get(f"{ROOT}/CFItemAssociations/<identifier>")
@answering
def case_item_associations(identifier: str) -> Response:
    """An item with every association that starts or ends at it."""
    found, item = thing_at("CFItems", identifier)
    ends = ("originNodeURI", "destinationNodeURI")
    around = [
        each
        for each in found.known.get("CFAssociations", {}).values()
        if any(each[name]["identifier"].lower() == item["identifier"] for name in ends)
    ]
    return jsonify(CFItem=standalone(found, item), CFAssociations=around)


@bp.get(f"{ROOT}/<name>/<identifier>")
@answering
def case_thing(name: str, identifier: str) -> Response:
    """Any other class by its identifier: items, associations, rubrics, licences, definitions."""
    if name not in ALONE and name not in SETS:
        raise Refused(404, "unknownobject", f"CASE 1.1 n’a pas de « {name[:60]} ».")
    found, thing = thing_at(name, identifier)
    if name in SETS:
        return jsonify({name: [thing]})
    is_told_alone = name in {"CFItems", "CFAssociations"}
    return jsonify({ALONE[name]: standalone(found, thing) if is_told_alone else thing})


def thing_at(name: str, identifier: str) -> tuple[Package, dict[str, Any]]:
    """In the newest edition that has it: what was retired stays readable in its last one."""
    uuid = sound(identifier)
    editions = every(queries.sealed())
    if name == "CFItems":
        known = db.session.scalar(queries.known_by(uuid))
        last = db.session.scalar(queries.last_edition_of(known.id)) if known else None
        editions = [last] if last else []
    for edition in editions:
        found = package_of(edition)
        if thing := found.known.get(name, {}).get(uuid):
            return found, thing
    raise Refused(404, "unknownobject", "Aucune édition publiée n’a cet identifiant.")


def edition_at(identifier: str) -> Edition:
    """By our uuid, or by the one of the document that the edition came from."""
    uuid = sound(identifier)
    for edition in every(queries.sealed()):
        if uuid in {edition.uuid, package_of(edition).content["CFDocument"]["identifier"]}:
            return edition
    raise Refused(404, "unknownobject", "Aucune édition publiée n’a cet identifiant.")


def sound(identifier: str) -> str:
    uuid = as_uuid(identifier)
    if uuid is None:
        raise Refused(400, "invalid_uuid", "L’identifiant demandé n’est pas un UUID.")
    return uuid


def package_of(edition: Edition) -> Package:
    return queries.package_of(edition, current_app.config["SITE_URL"])


def address_of(document: dict[str, Any], view: str) -> dict[str, str]:
    identifier = document["identifier"]
    site = current_app.config["SITE_URL"]
    uri = f"{site}{url_for(view, identifier=identifier)}"
    return {"title": document["title"], "identifier": identifier, "uri": uri}


def standalone_document(found: Package) -> dict[str, Any]:
    """Alone, a document says where its package is."""
    document = found.content["CFDocument"]
    return {**document, "CFPackageURI": address_of(document, ".case_package")}


def standalone(found: Package, thing: dict[str, Any]) -> dict[str, Any]:
    """Alone, an item or an association says which document it belongs to."""
    return {**thing, "CFDocumentURI": address_of(found.content["CFDocument"], ".case_document")}


def whole(name: str, otherwise: int, least: int) -> int:
    asked = whole_number(request.args.get(name, str(otherwise)))
    if asked is None or asked < least:
        raise Refused(
            400, "invalid_selection_field", f"« {name} » attend un nombre entier, {least} au moins."
        )
    return min(asked, FARTHEST)


def links(limit: int, offset: int, total: int) -> str:
    """RFC 8288: the pages around this one."""
    last = (total - 1) // limit * limit if total else 0
    around = {"first": 0, "last": last}
    if offset + limit < total:
        around["next"] = offset + limit
    if offset > 0:
        around["prev"] = max(0, offset - limit)
    site = current_app.config["SITE_URL"]
    return ", ".join(
        f'<{site}{url_for(".case_documents", limit=limit, offset=place)}>; rel="{rel}"'
        for rel, place in around.items()
    )
