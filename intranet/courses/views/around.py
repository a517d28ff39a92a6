"""What is asked of the catalogue, and what surrounds its list: choices with counts, chips, sorts, map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import abort, redirect, request

from intranet.competencies import queries as referential
from intranet.competencies.queries import Catalogue
from intranet.courses import queries
from intranet.courses.forms import CourseSearch
from intranet.courses.forms.search import MODES, TRACKS, months_from
from intranet.kit.clock import in_paris, now
from intranet.kit.db import every
from intranet.kit.listing import address, without
from intranet.organizations.queries import moved_to
from intranet.places import queries as places
from intranet.places import shapes
from intranet.places.models import Zone

# Filters that are on or off: their name in the address, and how the choice is worded.
SWITCHES = {
    "certifiante": "Certifiante (RNCP, RS ou diplôme)",
    "qualiopi": "Organisme certifié Qualiopi",
    "places": "Il reste des places",
    "outremer": "Sessions outre-mer",
    "accessible": "Accessibilité décrite",
}
MANY = ("region", "mode", "type", "mois", "etat", "prix", "duree", "organisme")


@dataclass(frozen=True)
class Search:
    """What was asked of the catalogue, understood."""

    form: CourseSearch
    catalogue: Catalogue
    found: queries.Found
    notices: list[str]
    at: datetime

    @property
    def filters(self) -> queries.Filters:
        return self.found.asked

    @property
    def sort(self) -> str | None:
        """As asked; else by relevance where words were typed, and by the next run."""
        return self.form.tri.data or (None if self.filters.words else "session")


def asked() -> Search:
    at, form, catalogue = now(), CourseSearch(request.args), referential.in_force()
    named = request.args.getlist("organisme")[:50]
    if moved := moved_to(named):  # a bookmark, a feed of before it closed
        abort(redirect(address(organisme=moved)))
    providers = queries.providers_named(named)
    form.offer(catalogue, in_paris(at).date(), providers)
    notices = form.heed()
    return Search(form, catalogue, queries.found(form.asked(catalogue), at), notices, at)


def sorts(search: Search) -> list[SimpleNamespace]:
    """The orders offered; relevance only where words were typed."""
    plain = "pertinence" if search.filters.words else "session"
    labels = {"pertinence": "Pertinence"} if search.filters.words else {}
    current = search.sort or plain
    return [
        SimpleNamespace(
            label=label,
            url=address(tri=None if code == plain else code, page=None),
            current=code == current,
        )
        for code, label in (labels | queries.SORTS).items()
    ]


def offered(search: Search, facets: queries.Facets) -> SimpleNamespace:
    """The choices of each filter with their counts; those that would give nothing are left out."""
    form = search.form
    named = dict(facets.labels.get("organisme", {}))
    chosen = {str(choice.value): choice.label for choice in form.organisme.choices or []}
    catalogue = search.catalogue
    raised = facets.of("competence")
    form.competence.choices = [
        choice
        for choice in form.competence.choices or []
        if not choice.value
        or choice.value == form.competence.data
        or str(catalogue.by_code[choice.value].competency_id) in raised
    ]
    for choice in form.competence.choices:
        if choice.value:
            number = raised.get(str(catalogue.by_code[choice.value].competency_id), 0)
            choice.label = f"{choice.label} ({number})"
    by_number = sorted(named | chosen, key=lambda slug: -facets.of("organisme").get(slug, 0))
    return SimpleNamespace(
        region=options(form.region.data, shapes.region_names(), facets.of("region")),
        mode=options(
            form.mode.data,
            {code: label_of(form.mode, code) for code in MODES},
            {code: facets.of("mode").get(mode.value, 0) for code, mode in MODES.items()},
        ),
        type=options(
            form.type.data,
            {code: label_of(form.type, code) for code in TRACKS},
            {code: facets.of("type").get(track.value, 0) for code, track in TRACKS.items()},
        ),
        switches={
            name: SimpleNamespace(
                value="1",
                label=label,
                count=facets.of(name).get("1", 0),
                checked=bool(form[name].data),
            )
            for name, label in SWITCHES.items()
        },
        duree=options(form.duree.data, queries.DURATION_LABELS, facets.of("duree")),
        etat=options(form.etat.data, queries.STATE_LABELS, facets.of("etat")),
        mois=options(
            form.mois.data,
            months_from(in_paris(search.at).date()),
            {f"{code[:4]}-{code[4:]}": count for code, count in facets.of("mois").items()},
        ),
        prix=options(form.prix.data, queries.PRICE_LABELS, facets.of("prix")),
        organisme=options(
            form.organisme.data,
            {slug: (named | chosen)[slug] for slug in by_number},
            facets.of("organisme"),
        ),
    )


def label_of(field: Any, code: str) -> str:
    """The French label of one choice of a field."""
    return next(str(choice.label) for choice in field.choices if choice.value == code)


def options(
    chosen: list[str] | None, labels: Mapping[str, str], counts: Mapping[str, int]
) -> list[SimpleNamespace]:
    """What `ui.facet` draws, without the choices that lead nowhere unless they are made."""
    chosen = chosen or []
    return [
        SimpleNamespace(
            value=value, label=label, count=counts.get(value, 0), checked=value in chosen
        )
        for value, label in labels.items()
        if counts.get(value) or value in chosen
    ]


def active_filters(search: Search) -> list[SimpleNamespace]:
    """Each filter in force, and the address without it."""
    form = search.form
    found = []
    if form.q.data:
        found.append(("q", f"« {form.q.data[:60]} »", address(q=None, page=None)))
    if form.competence.data:
        item = search.catalogue.by_code[form.competence.data]
        url = address(competence=None, page=None)
        found.append(("competence", f"{item.code} {item.title}", url))
    if form.niveau.data:
        words = f"Niveau {form.niveau.data} ou plus"
        found.append(("niveau", words, address(niveau=None, page=None)))
    for name in MANY:
        field = form[name]
        labels = {str(choice.value): str(choice.label) for choice in field.choices or []}
        found += [(name, labels[value], without(name, value)) for value in field.data or []]
    for name in SWITCHES:
        if form[name].data:
            found.append((name, form[name].label.text, address(**{name: None, "page": None})))
    return [SimpleNamespace(name=name, label=label, remove_url=url) for name, label, url in found]


def instead(search: Search) -> list[SimpleNamespace]:
    """Where nothing answers: which filters, taken away one by one, would give something; most first."""
    found = []
    form, names = search.form, dict.fromkeys(one.name for one in active_filters(search))
    for name in names:
        together = ("competence", "niveau") if name in {"competence", "niveau"} else (name,)
        masked = "competence" if name == "niveau" else name
        if count := search.found.without(masked):
            url = address(**dict.fromkeys((*together, "page")))
            label = form.q.data if name == "q" else form[name].label.text
            found.append(SimpleNamespace(label=label, count=count, url=url))
    unique = {one.url: one for one in found}
    return sorted(unique.values(), key=lambda one: -one.count)


def on_the_map(facets: queries.Facets) -> list[shapes.Shape]:
    """The regions with the courses that have a run to come there; far collectivities only if so."""
    counts = facets.of("region")
    shown = [
        region
        for region in every(places.regions())
        if region.zone is not Zone.COM or region.code in counts
    ]
    return shapes.drawn(
        shown,
        counts,
        lambda region: address(region=region.code, vue=None, page=None),
    )
