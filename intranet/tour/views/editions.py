"""The page of an edition: its map, its stages, what each gathered; and the same figures to carry away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, request, url_for

from intranet.events import queries as events
from intranet.kit import exports
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.listing import Listing
from intranet.kit.texts import after, plural
from intranet.places.shapes import drawn
from intranet.practices import queries as practices
from intranet.tour import queries
from intranet.tour.models import NEED_DAY, NEED_PAST_DAY, Stage, Tour
from intranet.tour.queries import Gathered
from intranet.tour.views.blueprint import bp

PAST_SHOWN = 4


@dataclass(frozen=True)
class Measure:
    """What the map may show: its name in the address, its words, for one and for several."""

    name: str
    label: str
    unit: str
    units: str


MEASURES = (
    Measure("fiches", "Fiches de la région", "fiche", "fiches"),
    Measure("rencontres", "Rencontres", "rencontre", "rencontres"),
    Measure("personnes", "Personnes", "personne", "personnes"),
    Measure("interventions", "Interventions", "intervention", "interventions"),
    Measure("nees", "Fiches nées des étapes", "fiche née de l’étape", "fiches nées de l’étape"),
)


@bp.get("/tour")
def index() -> Response:
    """What the Tour is, its map, its stages."""
    tour = one_or_404(queries.present_tour())
    counts, gathered = practices.counts_by_region(now()), queries.gathered_by(tour.stages)
    measure = asked_measure()
    shown = counts if measure.name == "fiches" else measured(tour, gathered, measure)
    regions = [stage.region for stage in tour.stages]
    coming = [stage for stage in tour.stages if stage.is_coming(today())]
    return page(
        "tour/index.html",
        fragment="carte",
        tour=tour,
        measures=MEASURES,
        measure=measure,
        shapes=drawn(regions, shown, lambda region: url_for(".show", region=region.slug)),
        finding=finding(tour.stages, shown, measure),
        counts=counts,
        gathered=gathered,
        told=[stage for stage in tour.stages if not gathered[stage.id].is_nothing],
        partnerships=dict(list(db.session.execute(queries.partnerships_by_region()))),
        national=every(queries.partnerships_of(None)),
        figures=every(queries.figures()),
        meetings=every(events.most_recent().limit(PAST_SHOWN)),
        next_stage=min(coming, key=lambda stage: stage.starts_on or date.max, default=None),
        held=sum(stage.lifecycle in NEED_PAST_DAY for stage in tour.stages),
        is_dated=any(stage.starts_on for stage in tour.stages),
    )


@bp.get("/tour.<any(csv, xlsx, json):form>")
def export(form: str) -> Response:
    """Every stage with what it gathered, for other programs."""
    tour = one_or_404(queries.present_tour())
    gathered, counts = queries.gathered_by(tour.stages), practices.counts_by_region(now())
    entries = [entry(stage, gathered[stage.id], counts) for stage in tour.stages]
    return exports.answer(form, tour.title, Listing(entries, len(entries)), entries)


def entry(stage: Stage, left: Gathered, counts: Mapping[str, int]) -> exports.Entry:
    """A line of the table; people under five are left blank."""
    return exports.Entry(
        uid=f"tag:passerelles,2026:stage:{stage.id}",
        title=stage.title or f"Étape {stage.region.name}",
        url=url_for(".show", region=stage.region.slug),
        summary=stage.standing,
        published_at=stage.created_at,
        updated_at=stage.updated_at,
        fields={
            "Numéro": stage.number,
            "Région": stage.region.name,
            "Avancement": stage.label,
            "Date": stage.starts_on,
            "Lieu": stage.place,
            "Hôtes": [host.organization.name for host in stage.hosts],
            "Rencontres": left.meetings,
            "Personnes": left.people,
            "Personnes comptées": people_words(left),
            "Interventions": left.talks,
            "Avec supports": left.with_materials,
            "Pratiques racontées": left.captures,
            "Fiches commencées": left.sheets,
            "Fiches en ligne": left.online,
            "Fiches de la région": counts.get(stage.region_code, 0),
        },
    )


def people_words(left: Gathered) -> str:
    """How people were counted, where they are."""
    if left.people is None:
        return ""
    return "présentes" if left.were_seen else "inscrites"


def asked_measure() -> Measure:
    """The one of the address; the first where there is none, or another word."""
    asked = request.args.get("carte")
    return next((one for one in MEASURES if one.name == asked), MEASURES[0])


def measured(tour: Tour, gathered: Mapping[int, Gathered], measure: Measure) -> dict[str, int]:
    """What is measured, by region; people who are not told count for none."""
    found = {}
    for stage in tour.stages:
        left = gathered[stage.id]
        counts = {
            "rencontres": left.meetings,
            "personnes": left.people or 0,
            "interventions": left.talks,
            "nees": left.sheets,
        }
        found[stage.region_code] = counts[measure.name]
    return found


def finding(stages: list[Stage], counts: Mapping[str, int], measure: Measure) -> str:
    """What the map shows, in a sentence."""
    told = [stage for stage in stages if counts.get(stage.region_code)]
    if measure.name != "fiches":
        if not told:
            unit = after(measure.unit.split(" ", maxsplit=1)[0], "de")
            return f"Aucune étape n’a encore {unit} à montrer"
        total = plural(sum(counts.values()), measure.unit, measure.units)
        return f"{plural(len(told), 'étape')} sur {len(stages)} : {total}"
    held = sum(stage.lifecycle in NEED_DAY for stage in stages)
    regions = f"{plural(len(told), 'région')} sur {len(stages)} {'a' if len(told) < 2 else 'ont'}"
    if held:
        return f"{regions} des fiches, {plural(held, 'étape')} {'annoncée ou tenue' if held < 2 else 'annoncées ou tenues'}"
    return f"{regions} déjà des fiches ; aucune étape n’est encore annoncée"
