"""The published editions, and the file that each is sealed by."""

from __future__ import annotations

from flask import Response, make_response

from intranet.competencies import policy, queries
from intranet.competencies.actions import canonical
from intranet.competencies.models import EditionState
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import public, reader
from intranet.kit.db import every, one_or_404
from intranet.kit.htmx import page


@bp.get("/referentiel/versions")
@public
def versions() -> Response:
    found, member = every(queries.sealed()), reader()
    return page(
        "competencies/versions.html",
        editions=[(edition, queries.catalogue_of(edition.id)) for edition in found],
        in_force=EditionState.PUBLISHED,
        may_import=member is not None and policy.may_import(member),
    )


@bp.get("/referentiel/versions/<number>.json")
@public
def edition_file(number: str) -> Response:
    """The very bytes whose SHA-256 is shown: anyone may check that nothing changed."""
    edition = one_or_404(queries.edition_numbered(number))
    answer = make_response(canonical(queries.contents(queries.catalogue_of(edition.id))))
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.set_etag(edition.sha256 or "")
    return answer
