"""`/guides`: the guides of the network, their editions, and how these are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import files
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.refusals import RefusedFile
from intranet.kit.texts import fold
from intranet.kit.versions import seen_version
from intranet.practices import actions, policy, queries
from intranet.practices.forms import EditionForm, GuideForm
from intranet.practices.models import ChangedMeanwhile, Guide, GuideEdition, NumberIsTaken
from intranet.practices.views.blueprint import bp

NO_WORDS = "Écrivez le texte de cette édition, ou joignez son fichier, avant de la publier."


@bp.get("/guides")
def guides() -> Response:
    """Each guide in its present edition; for those who write, those that have none yet."""
    member = reader()
    latest = every(queries.latest_editions())
    shown = {edition.guide_id for edition in latest}
    known = every(queries.guides_readable_by(member)) if member else []
    return page(
        "practices/guides/index.html",
        editions=latest,
        begun=sorted(
            (guide for guide in known if guide.id not in shown),
            key=lambda guide: fold(guide.title),
        ),
        may_begin=member is not None and policy.may_begin_guide(member),
    )


@bp.route("/guides/nouveau", methods=["GET", "POST"])
def new_guide() -> ResponseReturnValue:
    require(policy.may_begin_guide(me()))
    form = GuideForm()
    if not policy.may_begin_guide_of_network(me()):
        del form.owner
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("practices/guides/new.html", form=form, status=status)
    of_network = "owner" in form and form.owner.data == "network"
    guide = actions.begin_guide(me(), form.title.data, form.about.data or "", of_network=of_network)
    db.session.commit()
    flash("Le guide est créé. Écrivez sa première édition.")
    return redirect(url_for(".write_guide", slug=guide.slug))


@bp.get("/guides/<slug>")
def guide(slug: str) -> Response:
    """The edition that stands, or the one under way for those who write it."""
    found = one_or_404(queries.guides_readable_by(reader()).where(Guide.slug == slug))
    editions = editions_of(found)
    standing = next((one for one in editions if one.published_at), None)
    return edition_page(found, editions, standing)


@bp.get("/guides/<slug>/v/<int(max=9999):position>")
def guide_edition(slug: str, position: int) -> Response:
    """An edition keeps its address: older ones say that they are replaced."""
    found = one_or_404(queries.guides_readable_by(reader()).where(Guide.slug == slug))
    editions = editions_of(found)
    wanted = next((one for one in editions if one.position == position), None)
    return edition_page(found, editions, wanted or abort(404))


@bp.get("/guides/<slug>/v/<int(max=9999):position>/fichier")
def guide_file(slug: str, position: int) -> Response:
    edition = one_or_404(
        queries.editions_readable_by(reader()).where(
            Guide.slug == slug, GuideEdition.position == position
        )
    )
    return files.serve(edition.attachment or abort(404))


@bp.route("/guides/<slug>/edition", methods=["GET", "POST"])
def write_guide(slug: str) -> ResponseReturnValue:
    """Write the edition under way, or publish it."""
    found = writable(slug)
    editions = editions_of(found)
    draft = next((one for one in editions if one.published_at is None), None)
    form = EditionForm(obj=draft)
    form.is_first = not any(one.published_at for one in editions)
    if not form.is_submitted():
        form.lock_version.data = draft.lock_version if draft else 0
    publishes = "publish" in request.form
    form.publishes = publishes
    if publishes:
        require(policy.may_publish_edition(me(), found))
    if not form.validate_on_submit() or (publishes and not has_words(form, draft)):
        return form_page(found, form, draft, status=422 if form.is_submitted() else 200)
    try:
        edition = actions.write_edition(
            found, form.said | file_of(form), lock=seen_version("lock_version")
        )
        if publishes:
            actions.publish_edition(edition, me(), now(), lock=edition.lock_version)
    except RefusedFile as refusal:
        db.session.rollback()
        form.refuse(form.file, str(refusal))
        return form_page(writable(slug), form, draft_at(slug), status=422)
    except NumberIsTaken:
        db.session.rollback()
        form.refuse(form.number, "Une autre édition de ce guide porte ce numéro.")
        return form_page(writable(slug), form, draft_at(slug), status=422)
    except ChangedMeanwhile:
        db.session.rollback()
        theirs = draft_at(slug)
        form.lock_version.data = theirs.lock_version if theirs else 0
        return form_page(writable(slug), form, theirs, status=409)
    db.session.commit()
    flash("L’édition est en ligne." if publishes else "L’édition est enregistrée.")
    return redirect(url_for(".guide" if publishes else ".write_guide", slug=slug))


def writable(slug: str) -> Guide:
    """A guide that the reader writes; where they only read it, it is closed."""
    found = one_or_404(queries.guides_readable_by(me()).where(Guide.slug == slug))
    require(policy.may_write_guide(me(), found))
    return found


def draft_at(slug: str) -> GuideEdition | None:
    return actions.draft_of(writable(slug))


def editions_of(found: Guide) -> list[GuideEdition]:
    return list(every(queries.editions_readable_by(reader()).where(Guide.id == found.id)))


def has_words(form: EditionForm, draft: GuideEdition | None) -> bool:
    """An edition says something, or is a file."""
    kept = draft is not None and draft.attachment_id is not None and not form.drops_file.data
    if form.body.data or form.sent or kept:
        return True
    form.refuse(form.body, NO_WORDS)
    return False


def file_of(form: EditionForm) -> dict[str, Any]:
    """The file to keep, or that there is none any more. Raises RefusedFile."""
    if form.sent:
        kept = files.keep(form.sent)
        db.session.flush()
        return {"attachment_id": kept.id}
    return {"attachment_id": None} if form.drops_file.data else {}


def edition_page(
    found: Guide, editions: list[GuideEdition], edition: GuideEdition | None
) -> Response:
    member = reader()
    standing = next((one for one in editions if one.published_at), None)
    may_write = member is not None and policy.may_write_guide(member, found)
    return page(
        "practices/guides/show.html",
        guide=found,
        editions=editions,
        edition=edition,
        standing=standing,
        before=edition and before(edition, editions),
        may_write=may_write,
        astray=queries.astray_in(edition) if may_write and edition else [],
    )


def before(edition: GuideEdition, editions: Iterable[GuideEdition]) -> GuideEdition | None:
    """The published edition that it takes the place of; they come the latest first."""
    older = (one for one in editions if one.published_at and one.position < edition.position)
    return next(older, None)


def form_page(
    found: Guide, form: EditionForm, draft: GuideEdition | None, *, status: int
) -> Response:
    return page(
        "practices/guides/form.html",
        status=status,
        guide=found,
        form=form,
        draft=draft,
        is_overtaken=status == 409,
        may_publish=policy.may_publish_edition(me(), found),
    )
