"""Carrying away: a sheet as Word, PDF or a page to print; all that is published as open data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    json,
    make_response,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from intranet.competencies import queries as referential
from intranet.kit import exports
from intranet.kit.access import reader
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.paper import NO_PAPER, NoPaper, as_pdf
from intranet.kit.portions import portions
from intranet.kit.sitemaps import sitemap
from intranet.kit.texts import typo
from intranet.practices import exchange, queries
from intranet.practices.models import Practice, PracticeVersion
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import kept
from intranet.practices.views.sheets import words_of

BATCH = 500  # sheets read at once
LICENCE = "Licence Ouverte / Open Licence 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@bp.get("/pratiques/<slug>/imprimer")
def paper(slug: str) -> str:
    """The page to print: the sheet alone, without anyone’s name."""
    return on_paper(*carried(slug))


@bp.get("/pratiques/<slug>/fiche.<any(pdf, docx):form>")
def carry(slug: str, form: str) -> ResponseReturnValue:
    """What is online; or the draft, for those to whom it exists."""
    practice, version = carried(slug)
    if form == "docx":
        lead = f"{exports.absolute(url_for('.show', slug=practice.slug))}, version {version.number}"
        catalogue = referential.in_force()
        sheet = queries.in_step(version.sheet, catalogue)
        known = queries.known_words(catalogue, every(queries.themes()))
        cells = exchange.cells_of(sheet, known, practice.import_ref or "")
        body, mime = (
            exchange.as_docx(version.sheet.title, lead, cells),
            exchange.documents.MIMETYPE,
        )
    else:
        try:
            body, mime = as_pdf(on_paper(practice, version)), "application/pdf"
        except NoPaper:
            flash(typo(NO_PAPER), "error")
            return redirect(url_for(".paper", slug=practice.slug))
    answer = make_response(body)
    answer.headers["Content-Type"] = mime
    answer.headers["Content-Disposition"] = f"attachment; filename={practice.slug}.{form}"
    if not practice.is_published:
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/pratiques.sitemap.xml")
def page_map() -> Response:
    """Every sheet that is listed, however old, and when its version went online."""
    told = db.session.execute(queries.addresses())
    return sitemap((url_for(".show", slug=slug), at) for slug, at in told if at)


@bp.get("/pratiques/donnees-ouvertes.json")
def open_data() -> Response:
    """All that is published, for whoever wants to use it; no contact, no account, no draft."""
    ids = queries.found(queries.Wanted(chosen={"fraicheur": ()}), now()).shelf.ids
    catalogue = referential.in_force()
    known = queries.known_words(catalogue, every(queries.themes()))
    head = json.dumps(
        {
            "title": f"Bonnes pratiques – {current_app.config['SITE_NAME']}",
            "licence": LICENCE,
            "licence_url": LICENCE_URL,
            "source": exports.absolute(url_for(".index")),
            "produced_at": exports.instant(now()),
        }
    )

    def told() -> Iterator[str]:
        yield f'{head[:-1]}, "items": ['
        comma = ""
        for some in portions(ids, BATCH):
            for practice in queries.these(some):
                yield comma + json.dumps(open_entry(practice, known, catalogue))
                comma = ","
        yield "]}\n"

    return Response(stream_with_context(told()), mimetype="application/json")


def open_entry(
    practice: Practice, known: exchange.Known, in_force: referential.Catalogue
) -> dict[str, Any]:
    """One sheet: what it says in the words of the edition in force, under the names of its columns,
    and where it stands.
    """
    version = practice.published
    assert version, "is_listed"
    sheet = queries.online(practice, in_force)
    cells = exchange.cells_of(sheet, known)
    return {
        "id": practice.id,
        "url": exports.absolute(url_for(".show", slug=practice.slug)),
        "structure": practice.owner.name if practice.owner else None,
        "siren": practice.owner.siren if practice.owner else None,
        "version": version.number,
        "published_on": exports.plain(version.published_at),
        "verified_on": exports.plain(practice.verified_on),
        "evidence": practice.evidence,
        "starting_sheet": practice.is_starting,
        "licence": LICENCE,
        **{column.name: getattr(sheet, column.name) for column in exchange.COLUMNS},
        "region_name": cells["Région"] or None,
    }


def carried(slug: str) -> tuple[Practice, PracticeVersion]:
    """The practice, and its version that this reader takes away."""
    practice = kept(slug, reader())
    was_online = practice.is_published or practice.withdrawn_on
    version = (practice.published if was_online else None) or practice.current
    return practice, version


def on_paper(practice: Practice, version: PracticeVersion) -> str:
    return render_template(
        "practices/paper.html",
        practice=practice,
        version=version,
        is_online=practice.is_published,
        levels=None,
        address=exports.absolute(url_for(".show", slug=practice.slug)),
        **words_of(version.sheet),
    )
