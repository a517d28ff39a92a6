"""The jobs of the trade: what each asks for, beside what one says of oneself."""

from __future__ import annotations

from flask import Response, url_for

from intranet.competencies import queries
from intranet.competencies.matching import Match, Status, match
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import public, reader
from intranet.kit.clock import now
from intranet.kit.db import every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import plural


@bp.get("/referentiel/metiers")
@public
def profiles() -> Response:
    """The jobs, each with how far one is from it."""
    member = reader()
    levels = queries.known_levels(member.id, now()) if member else {}
    found = every(queries.job_profiles())
    asked = queries.requirements_of([profile.requirement_set_id for profile in found])
    return page(
        "competencies/profiles.html",
        profiles=[(profile, match(asked[profile.requirement_set_id], levels)) for profile in found],
        answers=len(levels),
    )


@bp.get("/referentiel/metiers/<slug>")
@public
def profile(slug: str) -> Response:
    """One job: its levels by domain, and the gaps in words."""
    found, member = one_or_404(queries.job_profile(slug)), reader()
    catalogue = queries.catalogue_of(found.requirement_set.edition_id)
    levels = queries.known_levels(member.id, now()) if member else {}
    asked = queries.requirements_of([found.requirement_set_id])[found.requirement_set_id]
    order = {competency_id: place for place, competency_id in enumerate(catalogue.items)}
    asked.sort(key=lambda requirement: order[requirement.competency_id])
    compared = match(asked, levels)
    lines = [*compared.required, *compared.desired]
    return page(
        "competencies/profile.html",
        profile=found,
        catalogue=catalogue,
        compared=compared,
        verdict=verdict(compared),
        domains=[
            (domain, here)
            for domain in catalogue.domains
            if (
                here := [
                    line
                    for line in lines
                    if catalogue.domain_of(catalogue.items[line.competency_id]) == domain
                ]
            )
        ],
        address_of=lambda item: url_for(".show", code=item.code),
    )


def verdict(compared: Match) -> str:
    """Where the comparison stands, in a sentence."""
    blocking, unsaid = len(compared.blocking), len(compared.to_confirm)
    return {
        Status.NOTHING_ASKED: "Ce métier ne demande rien pour l’instant.",
        Status.BLOCKED: f"Il vous manque le niveau demandé sur {plural(blocking, 'compétence indispensable')}.",
        Status.TO_CONFIRM: f"Vous n’avez pas encore répondu sur {plural(unsaid, 'compétence indispensable')}.",
        Status.GAP: "Rien d’indispensable ne vous manque ; il reste de quoi progresser.",
        Status.MATCH: "Vous avez déclaré tous les niveaux que ce métier demande.",
    }[compared.status]
