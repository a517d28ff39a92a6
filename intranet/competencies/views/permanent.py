"""Permanent addresses: an item, an edition, a relation, for people and for programs, for ever."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import exchange, queries
from intranet.competencies.models import KIND_LABELS, Competency, Edition, EditionState
from intranet.competencies.views.blueprint import bp
from intranet.kit import exports
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page

HTML, LINKED, CASE = "text/html", "application/ld+json", "application/json"


@bp.get("/uri/<uuid>")
def uri(uuid: str) -> ResponseReturnValue:
    """Its page for people; CASE JSON or JSON-LD for programs that ask for it."""
    if known := db.session.scalar(queries.known_by(uuid)):
        answer = item_at(known)
    elif edition := db.session.scalar(queries.edition_with(uuid)):
        answer = edition_at(edition)
    else:
        answer = relation_at(uuid, one_or_404(queries.origin_of_relation(uuid)))
    answer.vary.add("Accept")
    return marked(answer) if answer.is_json else answer


def wanted() -> str:
    return request.accept_mimetypes.best_match([HTML, LINKED, CASE], default=HTML)


def item_at(known: Competency) -> Response:
    """An item as its last edition words it; a retired one says so, and what took its place."""
    edition = db.session.scalar(queries.last_edition_of(known.id)) or abort(404)
    is_retired = edition.state is not EditionState.PUBLISHED
    heirs = queries.heirs_of(known.id) if is_retired else []
    if wanted() == HTML:
        return retired_page(known, edition, heirs) if is_retired else current_page(known, edition)
    site = current_app.config["SITE_URL"]
    found = queries.package_of(edition, site)
    if wanted() == CASE:
        return jsonify(found.known["CFItems"][known.uuid])
    entry = found.whole.by_uuid[known.uuid]
    replaced_by = [heir.uuid for heir in heirs]
    return linked(exchange.defined_term(found.whole, entry, site, replaced_by))


def current_page(known: Competency, edition: Edition) -> Response:
    item = queries.catalogue_of(edition.id).items[known.id]
    return make_response(redirect(url_for(".show", code=item.code), 303))


def retired_page(known: Competency, edition: Edition, heirs: list[queries.Heir]) -> Response:
    catalogue = queries.catalogue_of(edition.id)
    item = catalogue.items[known.id]
    return page(
        "competencies/retired.html",
        catalogue=catalogue,
        item=item,
        sheet=catalogue.sheets[known.id],
        kind=KIND_LABELS[item.kind],
        heirs=heirs,
        permanent=exports.absolute(url_for(".uri", uuid=known.uuid)),
    )


def edition_at(edition: Edition) -> Response:
    """An edition: its place among the versions, its CFDocument, or the set of its terms."""
    if wanted() == HTML:
        anchor = f"edition-{edition.number.replace('.', '-')}"
        return make_response(redirect(url_for(".versions", _anchor=anchor), 303))
    site = current_app.config["SITE_URL"]
    found = queries.package_of(edition, site)
    if wanted() == CASE:
        return jsonify(found.content["CFDocument"])
    return linked(exchange.defined_term_set(found.whole, site))


def relation_at(uuid: str, origin: Competency) -> Response:
    """A relation: the page of the item that it starts from, or its CFAssociation."""
    if wanted() == HTML:
        return make_response(redirect(url_for(".uri", uuid=origin.uuid), 303))
    edition = db.session.scalar(queries.last_edition_of(origin.id)) or abort(404)
    found = queries.package_of(edition, current_app.config["SITE_URL"])
    return jsonify(found.known.get("CFAssociations", {}).get(uuid.lower()) or abort(404))


@bp.get("/referentiel.jsonld")
def term_set() -> Response:
    """The edition in force as a DefinedTermSet."""
    edition = db.session.scalar(queries.edition_numbered(queries.in_force().number)) or abort(404)
    site = current_app.config["SITE_URL"]
    return marked(linked(exchange.defined_term_set(queries.package_of(edition, site).whole, site)))


def marked(answer: Response) -> Response:
    """So that a program which has it already is not sent it twice."""
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def linked(content: dict[str, Any]) -> Response:
    answer = jsonify(content)
    answer.headers["Content-Type"] = LINKED
    return answer
