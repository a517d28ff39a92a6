"""Editions as files: for whoever wants them, and the draft for those who edit it elsewhere."""

from __future__ import annotations

from flask import Response, current_app, make_response, request

from intranet.competencies import exchange, policy, queries
from intranet.competencies.exchange import Exported
from intranet.competencies.models import FileFormat
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.db import one_or_404

STRICT = "strict"  # CASE again, with only what the standard allows


@bp.get("/referentiel/versions/<number>/<any(case, strict, csv, moodle, xlsx):form>")
def edition_as(number: str, form: str) -> Response:
    """A published edition in one of the formats that it can come back from."""
    edition = one_or_404(queries.edition_numbered(number))
    return sent(written(edition.id, form))


@bp.get("/referentiel/importer/brouillon/<any(case, strict, csv, moodle, xlsx):form>")
def draft_as(form: str) -> Response:
    """The draft, or what it would start from: to be edited elsewhere, then brought back."""
    require(policy.may_import(me()))
    return sent(written(queries.base_of_imports().id, form))


def written(edition_id: int, form: str) -> Exported:
    kind = FileFormat.CASE if form == STRICT else FileFormat(form)
    site = current_app.config["SITE_URL"]
    return exchange.export(queries.whole_of(edition_id), kind, site, is_strict=form == STRICT)


def sent(file: Exported) -> Response:
    """A file to keep: nothing that a browser would run."""
    answer = make_response(file.body)
    answer.headers["Content-Type"] = file.mime
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer.add_etag()
    answer.make_conditional(request)
    return answer
