"""Beginning a sheet by its title; taking it back, saying that it is exact, making it one’s own."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.practices import actions, policy, queries
from intranet.practices.forms import NewPracticeForm
from intranet.practices.models import (
    REVIEW_DAYS,
    AlreadyDecided,
    AlreadyOwned,
    ChangedMeanwhile,
    Kind,
)
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import editable, loaded, require_open, seen_lock


@bp.get("/pratiques/mes-fiches")
def mine() -> Response:
    """What I write for my organization, and what I should verify."""
    member, on = me(), today()
    known = every(queries.known_of_organization(member.organization_id or 0))
    return page(
        "practices/mine.html",
        drafts=every(queries.drafts_of(member)),
        to_verify=every(queries.to_verify_by(member, on)),
        online=[one for one in known if not one.archived_on],
        archived=[one for one in known if one.archived_on and one.owner_id],
        withdrawn=every(queries.withdrawn_of(member.organization_id or 0)),
        organization=member.organization,
        may_write=policy.may_write(member),
    )


@bp.route("/pratiques/nouvelle", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """While one types, sheets that are called nearly so are shown; unseen, they are told once, then
    the same press goes on: nobody is kept from writing.
    """
    require(policy.may_write(me()))
    form = NewPracticeForm(title=request.args.get("title", ""))
    is_right = form.validate_on_submit()
    near = queries.near_titles(form.title.data or "", me(), now())
    if not is_right or {each.id for each in near} - form.seen_ids:
        status = 422 if form.is_submitted() and not is_right else 200
        is_told = is_right and bool(near)
        return page(
            "practices/new.html",
            fragment="proches",
            status=status,
            form=form,
            near=near,
            is_told=is_told,
            days=REVIEW_DAYS,
        )
    practice = actions.begin_once(me(), form.title.data, Kind(form.kind.data), now())
    db.session.commit()
    flash("Le brouillon est créé. Votre structure seule le voit.")
    return redirect(url_for(".edit", slug=practice.slug))


@bp.post("/pratiques/<slug>/reprise")
def take_back(slug: str) -> ResponseReturnValue:
    """Its authors want to change it before the reviewer decides."""
    practice = editable(slug)
    try:
        actions.take_back(practice, me(), now())
    except (AlreadyDecided, ChangedMeanwhile):
        db.session.rollback()
        abort(409, "→ Le relecteur a déjà rendu sa décision : rouvrez la fiche pour la lire.")
    db.session.commit()
    flash("La fiche n’est plus en relecture : vous pouvez la modifier.")
    return redirect(url_for(".edit", slug=practice.slug))


@bp.post("/pratiques/<slug>/abandon")
def abandon(slug: str) -> ResponseReturnValue:
    """Nobody wants this revision any more: what is online is all there is."""
    practice = editable(slug)
    if not policy.may_abandon(me(), practice):
        abort(409, "→ Cette fiche n’a plus de révision à abandonner : elle est publiée, soumise ou déjà abandonnée.")  # fmt: skip
    try:
        actions.abandon(practice, now(), lock=seen_lock())
    except ChangedMeanwhile:
        db.session.rollback()
        abort(409, "→ Quelqu’un a écrit dans cette révision depuis que cette page est ouverte : relisez-la d’abord.")  # fmt: skip
    db.session.commit()
    flash(typo("La révision est abandonnée. Son texte se retrouve dans « Versions », d’où l’on peut en repartir."))  # fmt: skip
    return redirect(url_for(".show", slug=practice.slug))


@bp.post("/pratiques/<slug>/adoption")
def take_up(slug: str) -> ResponseReturnValue:
    """The territory makes a starting sheet its own."""
    practice = loaded(slug, me())
    if practice.owner_id and practice.owner_id == me().organization_id:
        return redirect(url_for(".edit", slug=practice.slug))
    require_open(practice, policy.may_take_up(me(), practice))
    try:
        actions.take_up(practice, me(), now())
    except (AlreadyOwned, ChangedMeanwhile):
        db.session.rollback()
        abort(409, "→ Une autre personne a repris cette fiche juste avant vous.")
    db.session.commit()
    flash("La fiche est à votre structure. Relisez-la, complétez-la, puis soumettez-la.")
    return redirect(url_for(".edit", slug=practice.slug))
