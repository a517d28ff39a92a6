"""What an opening begins with: another one, a model of the organization, a job of the referential."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import delete

from intranet.competencies.actions import Asked
from intranet.competencies.queries import in_force, job_profiles, requirements_of
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.numbers import whole_number
from intranet.openings import actions, policy, queries
from intranet.openings.forms import TemplateForm, answers
from intranet.openings.models import Opening, OpeningTemplate, Wording
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import loaded

NOT_IN_A_MODEL = ("closes_on", "closes_time", "start_on", "end_on", "vacant_on",
                  "csp_reference", "csp_published_on", "et_reference")  # fmt: skip


@bp.post("/offres/<int:opening_id>/copie")
def copy(opening_id: int) -> ResponseReturnValue:
    """Begin a draft that says the same."""
    at = now()
    opening = loaded(opening_id, at)
    require(policy.may_copy(me(), opening))
    made = actions.copy(opening, me(), at)
    db.session.commit()
    flash("La copie est un brouillon : vérifiez-la, donnez-lui ses dates, puis publiez-la.")
    return redirect(url_for(".edit", opening_id=made.id))


@bp.route("/offres/<int:opening_id>/modele", methods=["GET", "POST"])
def keep_template(opening_id: int) -> ResponseReturnValue:
    """Keep what it says as a model of the organization."""
    opening = loaded(opening_id, now())
    require(policy.may_copy(me(), opening))
    form = TemplateForm(data={"name": opening.title[:80]})
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("openings/template.html", status=status, form=form, opening=opening)
    actions.keep_template(opening, me(), form.name.data, as_kept(opening))
    db.session.commit()
    flash("Le modèle est enregistré : il est proposé à qui écrit une offre pour votre structure.")
    return redirect(url_for(".templates"))


@bp.get("/offres/modeles")
def templates() -> Response:
    """The models of one’s organization."""
    require(policy.may_post(me()))
    return page(
        "openings/templates.html", templates=queries.templates_by_name(me().organization_id or 0)
    )


@bp.post("/offres/modeles/<int:template_id>/suppression")
def delete_template(template_id: int) -> ResponseReturnValue:
    require(policy.may_post(me()))
    found = one_or_404(_mine().where(OpeningTemplate.id == template_id))
    db.session.execute(delete(OpeningTemplate).where(OpeningTemplate.id == found.id))
    db.session.commit()
    flash("Le modèle est supprimé.")
    return redirect(url_for(".templates"))


def as_kept(opening: Opening) -> dict[str, Any]:
    """What the form shows of it, but for its dates, as plain values."""
    said = answers(actions.wording_of(opening), in_force(), opening.municipality)
    return {name: _plain(value) for name, value in said.items() if name not in NOT_IN_A_MODEL}


def _plain(value: Any) -> Any:
    return (
        [str(each) if isinstance(each, str) else each for each in value]
        if isinstance(value, list | tuple)
        else value
    )


def suggested() -> dict[str, Any]:
    """What a new opening begins with: `?modele=` or `?metier=` in its address."""
    number = whole_number(request.args.get("modele"))
    kept = (
        db.session.scalars(_mine().where(OpeningTemplate.id == number)).first() if number else None
    )
    if kept:
        return dict(kept.said)
    return _of_a_job(request.args.get("metier", ""))


def _of_a_job(slug: str) -> dict[str, Any]:
    profile = next((one for one in job_profiles() if one.slug == slug), None)
    if profile is None:
        return {}
    set_id = profile.requirement_set_id
    asked = tuple(
        Asked(each.competency_id, each.level, each.weight, each.need)
        for each in requirements_of([set_id])[set_id][:8]
    )
    title = profile.title if policy.is_neutral(profile.title) else policy.neutral(profile.title)
    wording = Wording(title=title, job_profile_id=profile.id, missions=profile.summary, asked=asked)
    return answers(wording, in_force(), None)


def _mine() -> Any:
    return queries.templates_of(me().organization_id or 0)
