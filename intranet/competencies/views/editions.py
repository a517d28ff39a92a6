"""The published editions, and the file that each is sealed by."""

from __future__ import annotations

from flask import Response, make_response

from intranet.competencies import policy, queries
from intranet.competencies.models import EDITION_STEP_LABELS, KIND_LABELS, EditionState
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import reader
from intranet.kit.canonical import canonical
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page


@bp.get("/referentiel/versions")
def versions() -> Response:
    found, member = every(queries.sealed()), reader()
    draft = db.session.scalar(queries.draft_of(found[0].framework_id)) if found else None
    return page(
        "competencies/versions.html",
        editions=[(edition, queries.catalogue_of(edition.id)) for edition in found],
        events=queries.events_of([edition.id for edition in found]),
        steps=EDITION_STEP_LABELS,
        in_force=EditionState.PUBLISHED,
        draft=draft if draft and policy.may_read(member, draft) else None,
        may_prepare=member is not None and policy.may_prepare(member),
        may_import=member is not None and policy.may_import(member),
    )


@bp.get("/referentiel/versions/<number>")
def edition(number: str) -> Response:
    """Every item of an edition as it words it, even once it is replaced."""
    found = one_or_404(queries.edition_numbered(number))
    return page(
        "competencies/edition.html",
        edition=found,
        catalogue=queries.catalogue_of(found.id),
        kinds=KIND_LABELS,
        events=queries.events_of([found.id])[found.id],
        steps=EDITION_STEP_LABELS,
        is_in_force=found.state is EditionState.PUBLISHED,
    )


@bp.get("/referentiel/versions/<number>.json")
def edition_file(number: str) -> Response:
    """The very bytes whose SHA-256 is shown: anyone may check that nothing changed."""
    edition = one_or_404(queries.edition_numbered(number))
    answer = make_response(canonical(queries.contents(queries.catalogue_of(edition.id))))
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.set_etag(edition.sha256 or "")
    return answer
