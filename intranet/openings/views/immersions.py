"""`/offres/immersions`: the list of immersions, one of them, and what hosts write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies.queries import in_force
from intranet.kit import exports
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of
from intranet.kit.texts import day
from intranet.openings import actions, policy, queries
from intranet.openings.actions.immersions import PlaceIsAwaited, SlotIsAskedFor
from intranet.openings.forms.immersions import (
    FOR_ME,
    SOONEST,
    ImmersionFilters,
    ImmersionForm,
    said_of,
)
from intranet.openings.models import Immersion, ImmersionChanged
from intranet.openings.queries.immersions import ImmersionSearch
from intranet.openings.views.blueprint import bp
from intranet.openings.views.chips import chips, my_levels, referential

AWAITED = "Quelqu’un a demandé à venir là, ou y est attendu : gardez la commune, ou proposez une autre immersion."


@bp.get("/offres/immersions")
def immersions() -> Response:
    """Where one may go, what one would learn there; for a member, what they would gain first."""
    form, levels = ImmersionFilters(request.args, referential()), my_levels()
    search, notices = form.read(knows_levels=bool(levels))
    listing, catalogue = _listing(search, levels, PER_PAGE), referential()
    return page(
        "openings/immersions/index.html",
        fragment="results",
        form=form,
        notices=notices,
        listing=listing,
        chips={row[0].id: chips(row[0].skills, catalogue, levels) for row in listing},
        gains={row[0].id: gained(row[0], levels) for row in listing},
        orders=_orders(search) if levels else [],
        may_offer=policy.immersions.may_offer(reader()),
        exports=[
            (
                "flux Atom" if form == "atom" else form.upper(),
                address(url_for(".immersions_as", form=form), page=None),
            )
            for form in exports.FORMS
        ],
    )


@bp.get("/offres/immersions.<any(csv, json, atom):form>")
def immersions_as(form: str) -> Response:
    """The same list for other programs, fifty a page; whole in a spreadsheet."""
    catalogue = referential()
    search, _ = ImmersionFilters(request.args, catalogue).read(knows_levels=False)
    listing = _listing(search, None, exports.IN_A_SHEET if form == "csv" else exports.PER_PAGE)
    return exports.answer(form, "Immersions", listing, [_entry(row) for row in listing])


@bp.get("/offres/immersions/<int:immersion_id>")
def immersion(immersion_id: int) -> Response:
    return shown(_loaded(immersion_id))


@bp.route("/offres/immersions/nouvelle", methods=["GET", "POST"])
def new_immersion() -> ResponseReturnValue:
    """Offer days in the name of one’s organization."""
    require(policy.immersions.may_offer(me()))
    form = ImmersionForm(in_force())
    if "add" in request.form or not form.validate_on_submit():
        return _form_page(form)
    offered = actions.immersions.offer(form.offer(), me())
    db.session.commit()
    flash("L’immersion est en ligne. Un courriel vous préviendra de chaque demande.")
    return redirect(offered.address)


@bp.route("/offres/immersions/<int:immersion_id>/modifier", methods=["GET", "POST"])
def edit_immersion(immersion_id: int) -> ResponseReturnValue:
    """Say it otherwise; days that somebody asked for stay."""
    found, catalogue = _loaded(immersion_id), in_force()
    require(policy.immersions.may_edit(me(), found))
    form = ImmersionForm(catalogue, data=said_of(found, catalogue, today()))
    if "add" in request.form or not form.validate_on_submit():
        return _form_page(form, found)
    try:
        seen = request.form.get("seen", "")
        actions.immersions.rewrite(found, form.offer(), today(), seen=seen)
    except ImmersionChanged:
        db.session.rollback()
        return _form_page(form, _loaded(immersion_id), overtaken=True)
    except PlaceIsAwaited:
        db.session.rollback()
        form.refuse(form.commune, AWAITED)
        return _form_page(form, _loaded(immersion_id))
    except SlotIsAskedFor as asked:
        db.session.rollback()
        told = f"Le créneau du {day(asked.args[0])} est déjà demandé : gardez ses jours et ses places prises."
        form.refuse(form.slots, told)
        return _form_page(form, _loaded(immersion_id))
    db.session.commit()
    flash("L’immersion est modifiée.")
    return redirect(found.address)


@bp.post("/offres/immersions/<int:immersion_id>/cloture")
def close_immersion(immersion_id: int) -> ResponseReturnValue:
    """No longer offer it."""
    found = _loaded(immersion_id)
    require(policy.immersions.hosts(me(), found))
    actions.immersions.close(found, me(), now())
    db.session.commit()
    flash("L’immersion n’est plus proposée. Les personnes qui attendaient sont prévenues.")
    return redirect(found.address)


def shown(
    found: Immersion, *, status: int = 200, lost: str | None = None, kept: str = ""
) -> Response:
    """Its page: where, when, and what one would gain there."""
    member, on, levels = reader(), today(), my_levels()
    hosts = policy.immersions.hosts(member, found)
    waiting = queries.immersion_requests.to_answer_by(member) if member and hosts else None
    standing = queries.immersion_requests.standing_of(member, found.id, on) if member else []
    return page(
        "openings/immersions/show.html",
        status=status,
        immersion=found,
        chips=chips(found.skills, referential(), levels),
        gained=gained(found, levels),
        open_slots=[slot for slot in found.slots if slot.is_open(on)],
        coming=[slot for slot in found.slots if slot.starts_on > on and slot.places],
        mine=standing[0] if standing else None,
        hosts=hosts,
        is_hosted=hosts or bool(actions.immersions.hosts_of(found)),
        author_hosts=policy.immersions.hosts(found.author, found),
        waiting=[
            each for each in every(waiting) if each.immersion_id == found.id
        ] if waiting is not None else [],
        may_edit=policy.immersions.may_edit(member, found),
        may_ask=policy.immersions.may_ask(member, found) and not standing,
        lost=lost,
        kept=kept,
    )  # fmt: skip


def gained(found: Immersion, levels: Mapping[int, int | None] | None) -> int:
    """How many levels these days would add to what the reader has said."""
    if not levels:
        return 0
    known = ((skill.level, levels.get(skill.competency_id)) for skill in found.skills)
    return sum(max(0, level - mine) for level, mine in known if mine is not None)


def _loaded(immersion_id: int) -> Immersion:
    return one_or_404(queries.immersions.whole().where(Immersion.id == immersion_id))


def _listing(
    search: ImmersionSearch, levels: Mapping[int, int | None] | None, per_page: int
) -> Listing[Any]:
    total, number = queries.immersions.count_found(search, today()), asked_page()
    first = first_of(number, per_page)
    rows = queries.immersions.page_found(search, today(), levels, first=first, count=per_page)
    if not rows and number > 1:
        abort(404)
    return Listing(rows if total else [], total, number, per_page)


def _orders(search: ImmersionSearch) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": address(tri=word, page=None), "current": search.for_me is for_me}
        for label, word, for_me in (("pour moi", FOR_ME, True), ("date", SOONEST, False))
    ]


def _form_page(
    form: ImmersionForm, found: Immersion | None = None, *, overtaken: bool = False
) -> Response:
    """What was typed under the version that was read then, unless the page says that it changed."""
    current = found.stamp if found else ""
    return page(
        "openings/immersions/form.html",
        status=409 if overtaken else 422 if form.errors else 200,
        form=form,
        immersion=found,
        seen=current if overtaken else request.form.get("seen", current),
        overtaken=overtaken,
    )


def _entry(row: Any) -> exports.Entry:
    found: Immersion = row[0]
    place = found.municipality.label
    return exports.Entry(
        uid=f"tag:passerelles,2026:immersion:{found.id}",
        title=found.title,
        url=found.address,
        summary=f"{found.organization.name}, {place}. Premier créneau : {day(row.next_on)}.",
        published_at=found.created_at,
        updated_at=found.updated_at,
        fields={
            "Structure": found.organization.name,
            "Commune": place,
            "Premier créneau": row.next_on,
            "Places": row.places_left,
            "Démonstration": "oui" if found.is_demo else "non",
        },
    )
