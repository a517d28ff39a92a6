"""What an edition changes for each: their levels to confirm; jobs, courses, practices to bring up."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, policy, queries
from intranet.competencies.forms.levels import number as number_in
from intranet.competencies.models import Edition, EditionState
from intranet.competencies.queries import Catalogue
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import fold, plural, typo
from intranet.members.models import Member


@dataclass(frozen=True)
class EditionChange:
    """Who is told what an edition changed: the subject of the panels of its page."""

    member: Member
    in_force: Catalogue


@bp.get("/referentiel/versions/<number>/pour-moi")
def for_me(number: str) -> Response:
    """What an edition changes for the member who reads."""
    require(policy.may_declare(me()))
    edition = one_or_404(queries.edition_numbered(number))
    return page(
        "competencies/for_me.html",
        edition=edition,
        found=queries.for_member(me().id, edition, now()),
        catalogue=queries.catalogue_of(edition.id),
        before=db.session.get(Edition, edition.based_on_id or 0),
        erasure=queries.last_erasure_of(me().id),
        is_in_force=edition.state is EditionState.PUBLISHED,
    )


@bp.post("/referentiel/versions/<number>/pour-moi")
def confirm_levels(number: str) -> ResponseReturnValue:
    """Say again one level that was carried, or all those that the page showed."""
    require(policy.may_declare(me()))
    edition, catalogue = one_or_404(queries.edition_numbered(number)), queries.in_force()
    one = request.form.getlist("reponse")
    seen = {number_in(each) for each in one or request.form.getlist("vue")[:5_000]}
    actions.heed_erasure(me().id, number_in(request.form.get("erasure")))
    confirmed = actions.confirm(me().id, catalogue.edition_id, seen, now())
    db.session.commit()
    verb = "est confirmé" if len(confirmed) < 2 else "sont confirmés"
    flash(
        f"{plural(len(confirmed), 'niveau', 'niveaux')} {verb}."
        if confirmed
        else "Il n’y avait plus rien à confirmer : vous avez répondu depuis."
    )
    return redirect(url_for(".for_me", number=edition.number))


@bp.get("/referentiel/versions/<number>/a-confirmer")
def to_confirm(number: str) -> ResponseReturnValue:
    """What speaks of an older edition, and would speak of this one: each for its own to confirm."""
    require(me().is_admitted or policy.may_prepare(me()))
    edition, in_force = one_or_404(queries.edition_numbered(number)), queries.in_force()
    if edition.state is EditionState.RETIRED:
        return redirect(url_for(".to_confirm", number=in_force.number))
    if edition.state is not EditionState.PUBLISHED:
        abort(404)
    profiles = every(queries.profiles_to_confirm(in_force)) if policy.may_prepare(me()) else []
    by_title = sorted(profiles, key=lambda one: fold(one.title))
    lines = [(one, queries.transfers_of_profile(one, in_force)) for one in by_title]
    return page(
        "competencies/to_confirm.html",
        edition=edition,
        catalogue=in_force,
        profiles=lines,
        unchanged=sum(all(line.is_same for line in transfers) for _, transfers in lines),
        pinned=queries.numbers_of({one.requirement_set.edition_id for one in profiles}),
        may_prepare=policy.may_prepare(me()),
        change=EditionChange(me(), in_force),
    )


@bp.post("/referentiel/versions/<number>/a-confirmer")
def confirm_unchanged(number: str) -> ResponseReturnValue:
    """Let follow at once all the jobs of which every item asked for is still there."""
    require(policy.may_prepare(me()))
    in_force = queries.in_force()
    if in_force.number != number:
        flash(f"L’édition {in_force.number} est en vigueur depuis. Rien n’a été changé.", "error")
        return redirect(url_for(".to_confirm", number=in_force.number))
    same = [
        profile
        for profile in every(queries.profiles_to_confirm(in_force))
        if all(line.is_same for line in queries.transfers_of_profile(profile, in_force))
    ]
    for profile in same:
        actions.follow_edition(profile, profile.requirement_set.edition_id, in_force)
    db.session.commit()
    verb = "suit" if len(same) < 2 else "suivent"
    flash(f"{plural(len(same), 'métier')} {verb} l’édition {number}.")
    return redirect(url_for(".to_confirm", number=number))


@bp.post("/referentiel/metiers/<slug>/edition")
def confirm_profile(slug: str) -> ResponseReturnValue:
    """Let a job ask for what the edition in force says."""
    require(policy.may_prepare(me()))
    profile, in_force = one_or_404(queries.job_profile(slug)), queries.in_force()
    actions.follow_edition(profile, number_in(request.form.get("pinned")), in_force)
    db.session.commit()
    flash(typo(f"Le métier « {profile.title} » suit l’édition {in_force.number}."))
    return redirect(url_for(".to_confirm", number=in_force.number))
