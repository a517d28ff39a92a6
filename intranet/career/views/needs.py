"""The board of needs: what many lack, what openings ask and few runs teach, region by region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, abort, request, url_for

from intranet.career import forms, queries
from intranet.career.actions.wishes import FIRST_FOR
from intranet.career.models import EVERYWHERE
from intranet.career.policy import needs as policy
from intranet.career.policy.needs import may_propose
from intranet.career.queries import NeedLine, Order, Wanted
from intranet.career.tension import Lack
from intranet.career.views.blueprint import bp
from intranet.competencies import queries as competencies
from intranet.competencies.coverage import FEWEST, MASTERY
from intranet.competencies.matching import in_percent
from intranet.competencies.queries import Catalogue, Item
from intranet.courses import queries as courses
from intranet.kit import exports
from intranet.kit.access import me, require
from intranet.kit.clock import in_paris, months_after, now
from intranet.kit.db import every
from intranet.kit.facets import Way
from intranet.kit.htmx import page
from intranet.kit.listing import Listing, address, paged
from intranet.kit.texts import typo
from intranet.places import queries as places
from intranet.places.shapes import Shape, drawn, region_names, regions_to_choose

WITHHELD = "non publié"
FEW = "moins de cinq"


@dataclass(frozen=True)
class Asked:
    """What was asked of the board, understood, and all that answers."""

    form: forms.NeedSearch
    notices: list[str]
    catalogue: Catalogue
    wanted: Wanted
    lines: Sequence[NeedLine]
    counted_at: datetime | None


@bp.get("/parcours/besoins")
def needs() -> Response:
    """What one looks for; and, for whoever can answer, the board."""
    require(policy.may_ask(me()))
    words = competencies.Wording()
    wishes = [
        (wish, *words.placed(wish.competency_id, wish.edition_id))
        for wish in every(queries.wishes_of(me()))
    ]
    if not policy.may_read_board(me()):
        return page("career/wishes.html", wishes=wishes)
    asked = understood()
    on_map = request.args.get("vue") == "carte"
    return page(
        "career/needs.html",
        fragment="results",
        asked=asked,
        wishes=wishes,
        listing=paged(asked.lines),
        regions=region_names(),
        mapped=on_the_map(asked) if on_map else None,
        views=views(on_map=on_map),
        sorts=sorts(asked.wanted.order),
        answered=told_few(queries.answered_by(me().organization_id)) if me().is_trainer else None,
        fewest=FEWEST,
        mastery=MASTERY,
        tension_of=tension_of,
        withheld=WITHHELD,
        few=FEW,
    )


@bp.get("/parcours/besoins.<any(csv, xlsx, json):form>")
def needs_export(form: str) -> Response:
    """The same lines; what the page withholds is withheld."""
    require(policy.may_read_board(me()))
    asked = understood()
    is_sheet = form == "xlsx"
    whole = Listing(asked.lines[: exports.IN_A_SHEET], len(asked.lines), 1, exports.IN_A_SHEET)
    listing = whole if is_sheet else paged(asked.lines, exports.PER_PAGE)
    entries = [entry(line, asked.catalogue.items[line.competency_id]) for line in listing]
    return exports.answer(form, "Besoins sans réponse", listing, entries)


@bp.get("/parcours/besoins/<code>")
def need(code: str) -> Response:
    """One item in one region, or everywhere: month by month, and how to answer."""
    require(policy.may_read_board(me()))
    item = assessable(code)
    region = request.args.get("region", EVERYWHERE)
    if region and region not in region_names():
        abort(404)
    begun = queries.months_of(item.competency_id, region)
    line = queries.need_of(item.competency_id, region)
    return page(
        "career/need.html",
        item=item,
        region=region,
        place=region_names().get(region, "toute la France"),
        regions=regions_to_choose(),
        line=line,
        months=by_month(coming_months(now()), begun, line),
        courses=[one for one in every(queries.taught_by(me(), item)) if may_propose(me(), one)],
        told=tension_of(line.lack) if line else None,
        suggested=suggested(line, region),
        first_for=FIRST_FOR,
        mastery=MASTERY,
        withheld=WITHHELD,
        few=FEW,
    )


def suggested(line: NeedLine | None, region: str) -> dict[str, Any]:
    """What the form of a run opens with: as many seats as are lacking, at home where that is there."""
    provider = me().organization
    home = provider.municipality if provider and provider.region_code == region else None
    return {"places": (line.lack.most_unmet or None) if line else None, "commune": home.label if home else None}  # fmt: skip


def understood() -> Asked:
    catalogue, months = competencies.in_force(), coming_months(now())
    form = forms.need_search(request.args, catalogue, months)
    notices = form.heed()
    items = [item for item in catalogue.assessable if concerns(catalogue, item, form)]
    ends = form.mois.data
    wanted = Wanted(
        items=[item.competency_id for item in items],
        region=form.region.data or None,
        until=date.fromisoformat(f"{ends}-01") if ends else None,
        order=Order(form.tri.data) if form.tri.data else Order.UNMET,
    )
    lines = queries.needs(wanted)
    counted_at = lines[0].counted_at if lines else queries.counted_at()
    return Asked(form, notices, catalogue, wanted, lines, counted_at)


def concerns(catalogue: Catalogue, item: Item, form: forms.NeedSearch) -> bool:
    domain, code = form.domaine.data, form.competence.data
    there = not domain or catalogue.domain_of(item).code == domain
    return there and (not code or item.code == code)


def coming_months(at: datetime) -> list[date]:
    return queries.months_up_to(months_after(in_paris(at).date(), courses.AHEAD - 1), courses.AHEAD)


def by_month(
    months: Sequence[date], begun: Any, line: NeedLine | None
) -> list[tuple[str, int, int, int, Lack]]:
    """Each month: what begins, and what is lacking by its end."""
    found, openings, seats = [], 0, 0
    for month in months:
        row = begun.get(month)
        new = (row.openings, row.runs, row.seats) if row else (0, 0, 0)
        openings, seats = openings + new[0], seats + new[2]
        lack = Lack(openings, line.lack.supply if line else None, seats)
        found.append((queries.month_in_words(month), *new, lack))
    return found


def tension_of(lack: Lack) -> str | None:
    share = lack.tension
    return None if share is None else in_percent(share)


def told_few(count: int) -> str:
    """A count of people, or that there are few."""
    return str(count) if count == 0 or count >= FEWEST else FEW


def on_the_map(asked: Asked) -> list[Shape]:
    """The whole country, whichever region is looked at."""
    lines = asked.lines
    if asked.wanted.region:
        lines = queries.needs(Wanted(asked.wanted.items, None, asked.wanted.until))
    counts = queries.unmet_by_region(lines)
    shown = [one for one in every(places.regions()) if one.zone != "com" or one.code in counts]
    return drawn(shown, counts, lambda one: address(region=one.code, vue=None, page=None))


def views(*, on_map: bool) -> list[Way]:
    return [
        Way("Liste", address(vue=None, page=None), not on_map),
        Way("Carte", address(vue="carte", page=None), on_map),
    ]


def sorts(order: Order) -> list[Way]:
    return [
        Way(
            label,
            address(tri=None if each is Order.UNMET else each.value, page=None),
            each is order,
        )
        for each, label in queries.ORDER_LABELS.items()
    ]


def entry(line: NeedLine, item: Item) -> exports.Entry:
    name = region_names()[line.region]
    tension = tension_of(line.lack)
    return exports.Entry(
        uid=f"{item.uuid}/{line.region}",
        title=f"{item.code} {item.title}, {name}",
        url=url_for(".need", code=item.code, region=line.region),
        summary="",
        published_at=line.counted_at,
        updated_at=line.counted_at,
        fields={
            "Code": item.code,
            "Compétence": item.title,
            "Code région": line.region,
            "Région": name,
            "Offres": line.lack.demand,
            "Personnes en écart": WITHHELD if line.gaps is None else line.gaps,
            "Demandes de session": FEW if line.wishes is None else line.wishes,
            "Personnes qui la tiennent": WITHHELD if line.lack.supply is None else line.lack.supply,
            "Sessions": line.runs,
            "Places": line.lack.seats,
            "Tension": str(typo(tension)) if tension else "",
            "Sans réponse": line.lack.most_unmet,
            "Sans réponse est exact": "oui" if line.lack.is_exact else "non, au plus",
            "Chiffres du": line.counted_at,
        },
    )


def assessable(code: str) -> Item:
    item = competencies.in_force().find(code)
    if item is None or not item.is_assessable:
        abort(404)
    return item
