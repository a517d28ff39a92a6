"""The directory: the organizations of the network, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, abort, request, url_for
from sqlalchemy import Select

from intranet.kit import exports
from intranet.kit.access import public
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.organizations import queries
from intranet.organizations.forms import ORDERS, DirectoryForm
from intranet.organizations.models import KIND_LABELS, Kind, Organization
from intranet.places.shapes import department_names, region_names

bp = Blueprint("organizations", __name__)


@dataclass(frozen=True)
class Option:
    """One box of a facet."""

    value: str
    label: str
    count: int | None
    checked: bool


class ActiveFilter(NamedTuple):
    """One filter that narrows the list, and the address without it."""

    label: str
    remove_url: str


class Order(NamedTuple):
    """One way to order the list."""

    label: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/annuaire")
@public
def index() -> Response:
    form = DirectoryForm(request.args)
    notices = form.heed()
    asked = form.asked
    return page(
        "organizations/index.html",
        fragment="results",
        form=form,
        notices=notices,
        listing=_listing(form),
        regions=_regions(asked),
        kinds=_kinds(asked),
        active=_active(asked),
        orders=[_order(name, form.tri.data) for name in ORDERS],
        exports=[
            ("Tableur (CSV)", address(url_for(".index_as", form="csv"))),
            ("JSON", address(url_for(".index_as", form="json"))),
        ],
    )


@bp.get("/annuaire.<any(csv, json):form>")
@public
def index_as(form: str) -> Response:
    """The same list for other programs, fifty a page."""
    asked = DirectoryForm(request.args)
    asked.heed()
    listing = _listing(asked, exports.PER_PAGE)
    return exports.answer(form, "Annuaire", listing, [_entry(found) for found in listing])


@bp.get("/annuaire/suggestions")
@public
def suggestions() -> Response:
    """The options of a <datalist>: what the letters typed so far may become."""
    found = queries.suggested(request.args.get("q"))
    return page(
        "organizations/_suggestions.html",
        organizations=every(found) if found is not None else [],
    )


@bp.get("/annuaire/<slug>")
@public
def show(slug: str) -> Response:
    return page("organizations/show.html", organization=one_or_404(queries.shown(slug)))


def _listing(form: DirectoryForm, per_page: int = PER_PAGE) -> Listing[Organization]:
    asked, number = form.asked, asked_page()
    query = queries.most_populous_first if form.tri.data == "population" else queries.listed
    total = db.session.scalar(queries.count_of(asked)) or 0
    items = every(query(asked).limit(per_page).offset(first_of(number, per_page)))
    if not items and number > 1:
        abort(404)
    return Listing(items, total, number, per_page)


def _regions(asked: queries.Asked) -> list[Option]:
    counts = _counted(queries.counts_by_region(asked))
    return [
        Option(code, name, counts.get(code, 0), code in asked.regions)
        for code, name in region_names().items()
        if counts.get(code) or code in asked.regions
    ]


def _kinds(asked: queries.Asked) -> list[Option]:
    counts = _counted(queries.counts_by_kind(asked))
    return [
        Option(kind.value, label, counts.get(kind, 0), kind in asked.kinds)
        for kind, label in KIND_LABELS.items()
        if counts.get(kind) or kind in asked.kinds
    ]


def _counted(pairs: Select[Any]) -> dict[Any, int]:
    return dict(list(db.session.execute(pairs)))


def _active(asked: queries.Asked) -> list[ActiveFilter]:
    words = [ActiveFilter(f"« {asked.words[:60]} »", address(q=None, page=None))]
    return [
        *(words if asked.words else []),
        *(ActiveFilter(region_names()[code], without("region", code)) for code in asked.regions),
        *(
            ActiveFilter(department_names()[code], address(departement=None, page=None))
            for code in asked.departments
        ),
        *(ActiveFilter(KIND_LABELS[kind], without("type", kind)) for kind in asked.kinds),
    ]


def _order(name: str, chosen: str) -> Order:
    url = address(tri=None if name == "nom" else name, page=None)
    return Order(ORDERS[name], url, name == chosen)


def _entry(organization: Organization) -> exports.Entry:
    fields: dict[str, Any] = {
        "Sigle": organization.acronym,
        "SIREN": organization.siren,
        "Nature": KIND_LABELS[Kind(organization.kind)],
        "Région": organization.region.name if organization.region else None,
        "Département": organization.department_code,
        "Population": organization.population,
        "Site": organization.website,
        "Démonstration": organization.is_demo,
    }
    return exports.Entry(
        uid=f"tag:passerelles,2026:organization:{organization.id}",
        title=organization.name,
        url=organization.address,
        summary=organization.about,
        published_at=organization.created_at,
        updated_at=organization.updated_at,
        fields=fields,
    )
