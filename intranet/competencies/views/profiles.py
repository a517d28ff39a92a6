"""The jobs of the trade: what each asks for, beside what one says of oneself, or beside another job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, request, url_for

from intranet.competencies import forms, queries
from intranet.competencies.comparing import compare
from intranet.competencies.crossing import Job, cross
from intranet.competencies.equivalences import with_transfers
from intranet.competencies.levels import MODE_LABELS, Mode
from intranet.competencies.matching import match
from intranet.competencies.models import JobProfile, Requirement
from intranet.competencies.queries import Item
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import reader
from intranet.kit.clock import now
from intranet.kit.db import one_or_404
from intranet.kit.htmx import page


@bp.get("/referentiel/metiers")
def profiles() -> Response:
    """The jobs, each with how far one is from it."""
    member = reader()
    known = queries.known_levels(member.id, now()) if member else {}
    levels = with_transfers(known, queries.in_force().ties)
    found = queries.job_profiles()
    asked = queries.requirements_of([profile.requirement_set_id for profile in found])
    return page(
        "competencies/profiles.html",
        profiles=[(profile, match(asked[profile.requirement_set_id], levels)) for profile in found],
        answers=len(known),
    )


@bp.get("/referentiel/metiers/<slug>")
def profile(slug: str) -> Response:
    """One job: its levels by domain, the gaps in words, and where to begin."""
    found, member = one_or_404(queries.job_profile(slug)), reader()
    catalogue = queries.catalogue_of(found.requirement_set.edition_id)
    levels = queries.levels_held(member.id, now()) if member else {}
    mode = Mode.named(request.args.get("lecture"))
    asked = queries.requirements_of([found.requirement_set_id])[found.requirement_set_id]
    compared = compare(catalogue, asked, levels, mode, page_of)
    told = {one.item: one for one in (*compared.required, *compared.desired)}
    shown = [told[item] for item in catalogue.items.values() if item in told]
    return page(
        "competencies/profile.html",
        profile=found,
        catalogue=catalogue,
        compared=compared,
        modes=[
            (label, url_for(".profile", slug=slug, lecture=one), one is mode)
            for one, label in MODE_LABELS.items()
        ],
        domains=[
            (domain, here)
            for domain in catalogue.domains
            if (here := [one for one in shown if catalogue.domain_of(one.item) == domain])
        ],
        page_of=page_of,
        others=[one for one in queries.job_profiles() if one.slug != slug],
    )


@bp.get("/referentiel/metiers/comparer")
def crossed() -> Response:
    """Two jobs side by side, nobody’s levels needed: what one brings from the first to the second."""
    found = queries.job_profiles()
    form = forms.CrossingForm(request.args)
    form.offer(found)
    notices = form.heed()
    one, other = (profile_named(found, slug) for slug in (form.a.data, form.b.data))
    crossing = None
    if one and other and one is not other:
        asked = queries.requirements_of([one.requirement_set_id, other.requirement_set_id])
        crossing = cross(side_of(one, asked), side_of(other, asked), page_of)
    return page(
        "competencies/crossed.html",
        form=form,
        notices=notices,
        one=one,
        other=other,
        crossing=crossing,
        page_of=page_of,
    )


def side_of(profile: JobProfile, asked: Mapping[int, list[Requirement]]) -> Job:
    """A job as it is compared: its title, the edition that words it, what it asks for."""
    catalogue = queries.catalogue_of(profile.requirement_set.edition_id)
    return profile.title, catalogue, asked[profile.requirement_set_id]


def profile_named(found: Sequence[JobProfile], slug: str | None) -> JobProfile | None:
    return next((profile for profile in found if profile.slug == slug), None)


def page_of(item: Item) -> str:
    """The page of an item."""
    return url_for(".show", code=item.code)
