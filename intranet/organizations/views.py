"""The directory: the organizations of the network, and the page of each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from intranet.kit import exports, journal
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.facets import ActiveFilter, Way, options
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.kit.texts import typo
from intranet.organizations import actions, queries
from intranet.organizations.forms import ORDERS, ClosingForm, DirectoryForm, OrganizationForm
from intranet.organizations.models import (
    KIND_LABELS,
    AlreadyClosed,
    DomainIsTaken,
    Kind,
    Organization,
    StillAtWork,
)
from intranet.organizations.policy import (
    may_add,
    may_close,
    may_edit,
    may_read_people,
    may_reopen,
)
from intranet.places.shapes import department_names, region_names

bp = Blueprint("organizations", __name__)
IN_A_SHEET = 5_000  # all of France: its intercommunalities alone are more than a thousand


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/annuaire")
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
        regions=options(_counted(queries.counts_by_region(asked)), region_names(), asked.regions),
        kinds=options(_counted(queries.counts_by_kind(asked)), KIND_LABELS, asked.kinds),
        active=_active(asked),
        may_add=may_add(reader()),
        reads_people=may_read_people(reader()),
        orders=[_order(name, form.tri.data) for name in ORDERS],
        exports=[
            ("CSV", address(url_for(".index_as", form="csv"), page=None)),
            ("JSON", address(url_for(".index_as", form="json"), page=None)),
        ],
    )


@bp.get("/annuaire.<any(csv, json):form>")
def index_as(form: str) -> Response:
    """The same list for other programs, fifty a page; whole in a spreadsheet."""
    asked = DirectoryForm(request.args)
    asked.heed()
    listing = _listing(asked, IN_A_SHEET if form == "csv" else exports.PER_PAGE)
    return exports.answer(form, "Annuaire", listing, [_entry(found) for found in listing])


@bp.get("/annuaire/suggestions")
def suggestions() -> Response:
    """The options of a <datalist>: what the letters typed so far may become."""
    found = queries.suggested(request.args.get("q") or request.args.get("successor"))
    return page(
        "organizations/_suggestions.html",
        organizations=every(found) if found is not None else [],
    )


@bp.route("/annuaire/nouvelle", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    require(may_add(me()))
    form = OrganizationForm()
    if form.validate_on_submit():
        organization = Organization(slug=actions.free_slug(str(form.name.data)))
        if may_edit(me(), _described(form, organization)) and _kept(form, organization):
            flash(f"{organization.name} est dans l’annuaire.")
            return redirect(organization.address)
        if not form.errors:
            form.refuse(form.region_code, "Vous n’animez pas cette région.")
    return _asking(form, None, 422 if form.errors else 200)


@bp.get("/annuaire/<slug>")
def show(slug: str) -> Response:
    organization = one_or_404(queries.shown(slug))
    return page(
        "organizations/show.html",
        organization=organization,
        may_edit=may_edit(reader(), organization),
        may_close=may_close(reader(), organization),
        may_reopen=may_reopen(reader(), organization),
    )


@bp.route("/annuaire/<slug>/modifier", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    organization = one_or_404(queries.shown(slug))
    require(may_edit(me(), organization))
    town = organization.municipality
    form = OrganizationForm(
        organization,
        commune=town.label if town else "",
        email_domains="\n".join(sorted(found.domain for found in organization.domains)),
    )
    if form.validate_on_submit():
        if not actions.hold_as_seen(organization, form.version.data or ""):
            form.version.data = organization.version  # read on the page, it may be written over
            return _asking(form, organization, 409)
        if _kept(form, _described(form, organization)):
            flash("La page de la structure est enregistrée.")
            return redirect(organization.address)
    return _asking(form, one_or_404(queries.shown(slug)), 422 if form.errors else 200)


@bp.route("/annuaire/<slug>/fermeture", methods=["GET", "POST"])
def close(slug: str) -> ResponseReturnValue:
    """What is its own passes to the structure that takes its place; without one, people leave it."""
    organization = one_or_404(queries.shown(slug))
    require(may_close(me(), organization))
    form = ClosingForm(organization, me(), today())
    if form.validate_on_submit() and _closed(form, organization):
        flash(
            typo(
                f"{organization.name} n’est plus dans l’annuaire ; un courriel le dit à ses membres."
            )
        )
        return redirect((form.found or organization).address)
    return page(
        "organizations/closing.html",
        form=form,
        organization=organization,
        belongings=actions.belongings_of(organization, today()),
        status=422 if form.errors else 200,
    )


@bp.post("/annuaire/<slug>/reouverture")
def reopen(slug: str) -> ResponseReturnValue:
    organization = one_or_404(queries.shown(slug))
    require(may_reopen(me(), organization))
    if actions.reopen(organization):
        journal.note(journal.Kind.SETTING_CHANGED, by=me(), about=organization, detail="reopened")
    db.session.commit()
    flash(f"{organization.name} est de nouveau dans l’annuaire.")
    return redirect(organization.address)


def _closed(form: ClosingForm, organization: Organization) -> bool:
    try:
        actions.close(actions.Closing(organization, form.found, form.closed_on.data, me(), now()))
    except StillAtWork:
        db.session.rollback()
        form.refuse(
            form.successor,
            "Nommez la structure qui reprend ce qui est dit plus haut, ou retirez-le d’abord.",
        )
        return False
    except AlreadyClosed:
        db.session.rollback()
        abort(409, "→ Cette structure, ou celle qui devait prendre sa place, vient d’être fermée.")
    journal.note(journal.Kind.SETTING_CHANGED, by=me(), about=organization, detail="closed")
    db.session.commit()
    return True


def _asking(form: OrganizationForm, organization: Organization | None, status: int) -> Response:
    return page(
        "organizations/form.html",
        form=form,
        organization=organization,
        overtaken=status == 409,
        status=status,
    )


def _described(form: OrganizationForm, organization: Organization) -> Organization:
    form.describe(organization)
    return organization


def _kept(form: OrganizationForm, organization: Organization) -> bool:
    try:
        actions.keep_up(organization, now())
        actions.keep_domains(organization, form.asked_domains)
    except DomainIsTaken as taken:
        db.session.rollback()
        form.refuse(form.email_domains, f"Le domaine {taken} est déjà celui d’une autre structure.")
        return False
    journal.note(journal.Kind.SETTING_CHANGED, by=me(), about=organization)
    db.session.commit()
    return True


def _listing(form: DirectoryForm, per_page: int = PER_PAGE) -> Listing[Organization]:
    asked, number = form.asked, asked_page()
    query = queries.most_populous_first if form.tri.data == "population" else queries.listed
    total = db.session.scalar(queries.count_of(asked)) or 0
    items = every(query(asked).limit(per_page).offset(first_of(number, per_page)))
    if not items and number > 1:
        abort(404)
    return Listing(items, total, number, per_page)


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


def _order(name: str, chosen: str) -> Way:
    url = address(tri=None if name == "nom" else name, page=None)
    return Way(ORDERS[name], url, name == chosen)


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
