"""`/moi/competences`: where one is, what calls for a second look, and which job to answer."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.domains import DomainValue, domain_values, in_tenths
from intranet.competencies.levels import Level, counted
from intranet.competencies.models import HIGHEST
from intranet.competencies.queries import Catalogue, Item
from intranet.competencies.questionnaire import Questionnaire, questionnaire
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.charts import Axis, Chart
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page
from intranet.kit.texts import plural


@bp.get("/moi/competences")
def mine() -> Response:
    """All that one said, in one look, and the ways to go on."""
    require(policy.may_declare(me()))
    catalogue = queries.in_force()
    levels = queries.levels_held(me().id, now())
    held = [(item, levels[item.competency_id]) for item in catalogue.assessable if item.competency_id in levels]  # fmt: skip
    domains = domain_values(catalogue, counted(levels))
    pages = questionnaires(catalogue, levels)
    return page(
        "competencies/mine.html",
        catalogue=catalogue,
        answered=sum(level.is_answered for _, level in held),
        pages=pages,
        sizes=sorted(each.total for each in pages),
        domains=domains,
        chart=chart_of(domains),
        to_look_at=[
            (item, level)
            for item, level in held
            if level.is_answered and (level.is_to_confirm or level.is_stale)
        ],
        overstated=[(item, level) for item, level in held if level.overstates],
        attested=[(item, level) for item, level in held if level.attested is not None],
        erasure=queries.last_erasure_of(me().id),
        can_be_asked=me().can_be_asked,
    )


@bp.post("/moi/competences/confirmation")
def confirm() -> ResponseReturnValue:
    """Say again the levels that were ticked: they are confirmed, and their age starts anew."""
    require(policy.may_declare(me()))
    actions.heed_erasure(me().id, forms.number(request.form.get("erasure")))
    ticked = {forms.number(one) for one in request.form.getlist("reponse")}
    said = actions.confirm(me().id, queries.in_force().edition_id, ticked, now())
    db.session.commit()
    verb = "est confirmé" if len(said) < 2 else "sont confirmés"
    flash(f"{plural(len(said), 'niveau', 'niveaux')} {verb}." if said else "Rien n’était coché : rien n’a changé.")  # fmt: skip
    return redirect(url_for(".mine"))


def questionnaires(catalogue: Catalogue, levels: Mapping[int, Level]) -> list[Questionnaire]:
    """The jobs one may answer, those one has begun first."""
    profiles = queries.job_profiles()
    asked = queries.requirements_of([profile.requirement_set_id for profile in profiles])
    found = [
        questionnaire(
            profile.slug,
            profile.title,
            [requirement.competency_id for requirement in asked[profile.requirement_set_id]],
            catalogue,
            levels,
        )
        for profile in profiles
    ]
    return sorted(found, key=lambda pages: -pages.answered / max(pages.total, 1))


def chart_of(domains: list[DomainValue]) -> Chart:
    """One’s mean in each domain, beside the items that it is a mean of."""
    return Chart(
        series=("Vous",),
        head=("Domaine", "Votre moyenne", "Évaluées"),
        axes=tuple(axis_of(value.domain, value) for value in domains),
        top=HIGHEST,
    )


def axis_of(domain: Item, value: DomainValue) -> Axis:
    return Axis(
        label=domain.code,
        title=domain.title,
        values=(value.mean,),
        cells=(in_tenths(value.mean), f"{value.assessed} sur {value.total}"),
        url=url_for(".show", code=domain.code),
    )
