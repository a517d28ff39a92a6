"""`/animer/pratiques/a-verifier` and `/sans-contact`: the sheets that animators look after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.listing import Listing, address, asked_page, first_of
from intranet.kit.texts import typo
from intranet.practices import actions, policy, queries
from intranet.practices.forms import CareSearch, ProposeForm
from intranet.practices.models import FRESHNESS_LABELS, TOLD_FROM, Practice, Told, freshness
from intranet.practices.queries import CARE_ORDERS
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import editable, hold, require_open

PER_PAGE = 50


@bp.get("/animer/pratiques/a-verifier")
def to_verify() -> Response:
    """The sheets whose verification waits, how long since, and what was written about it."""
    require(policy.may_review_any(me()))
    form = CareSearch(request.args, me().animated_regions)
    notices = form.heed()
    found = queries.waiting_for_verification(
        me(), today(), region=form.region.data or "", order=form.tri.data
    )
    return page(
        "practices/to_verify.html",
        form=form,
        notices=notices,
        listing=listed(found),
        kept=kept_filters(),
        on=today(),
        age=lambda practice: freshness(practice.verify_on, today()),
        ages=FRESHNESS_LABELS,
        told_before=-TOLD_FROM[Told.SOON],
        told_after=TOLD_FROM[Told.AGAIN],
        orders=[
            {"label": label, "url": address(tri=code, page=None), "current": code == form.tri.data}
            for code, label in CARE_ORDERS.items()
        ],
    )


@bp.post("/animer/pratiques/a-verifier/<int:practice_id>")
def ask_to_verify(practice_id: int) -> ResponseReturnValue:
    """One click: the letter leaves again."""
    practice = looked_after(practice_id)
    try:
        people = actions.ask_to_verify(practice, me(), now())
    except actions.AskedAlready:
        db.session.rollback()
        flash("Le courriel est déjà parti aujourd’hui.", "error")
    except actions.NobodyAnswers:
        db.session.rollback()
        flash("Plus personne de cette structure n’est inscrit : archivez la fiche, ou joignez la structure.", "error")  # fmt: skip
    else:
        db.session.commit()
        flash(typo(f"Le courriel part à {', '.join(person.name for person in people)}."))
    return redirect(url_for(".to_verify", **kept_filters()))


@bp.get("/animer/pratiques/sans-contact")
def left_alone() -> Response:
    """The sheets whose contact left, and who of their structure might take over."""
    require(policy.may_review_any(me()))
    return left_alone_page({})


@bp.post("/animer/pratiques/sans-contact/<int:practice_id>")
def propose_contact(practice_id: int) -> ResponseReturnValue:
    """Write to somebody of the structure: would they answer for it?"""
    practice = looked_after(practice_id)
    people = {person.id: person for person in every(queries.contacts_of(practice.owner_id))}
    form = ProposeForm(prefix=f"p{practice.id}")
    form.offer(people.values())
    if not form.validate():
        return left_alone_page({practice.id: form}, status=422)
    to = people[form.member.data]
    actions.propose_contact(practice, to, me(), now())
    db.session.commit()
    flash(
        typo(f"Le courriel part à {to.name}, qui accepte ou dit que ce n’est pas de son ressort.")
    )
    return redirect(url_for(".left_alone", **kept_filters()))


@bp.post("/pratiques/<slug>/contact/refus")
def decline_contact(slug: str) -> ResponseReturnValue:
    """« Ce n’est pas moi » : whoever proposed it looks for somebody else."""
    practice = editable(slug)
    require(policy.may_decline(me(), practice))
    actions.decline_contact(practice, me())
    db.session.commit()
    flash("C’est noté : quelqu’un d’autre sera proposé.")
    return redirect(url_for(".show", slug=practice.slug))


def left_alone_page(refused: Mapping[int, ProposeForm], *, status: int = 200) -> Response:
    """Each sheet with the people of its structure: one statement for all of them."""
    search = CareSearch(request.args, me().animated_regions)
    notices = search.heed()
    listing = listed(queries.left_alone(me(), region=search.region.data or ""))
    colleagues = queries.colleagues_by_owner({each.owner_id or 0 for each in listing})
    forms = {}
    for practice in listing:
        forms[practice.id] = refused.get(practice.id) or ProposeForm(prefix=f"p{practice.id}")
        forms[practice.id].offer(colleagues.get(practice.owner_id or 0, ()))
    return page(
        "practices/left_alone.html",
        status=status,
        form=search,
        notices=notices,
        listing=listing,
        forms=forms,
        refused=refused,
        kept=kept_filters(),
        colleagues=colleagues,
    )


def listed(query: Select[Practice]) -> Listing[Practice]:
    number = asked_page()
    total = db.session.scalar(queries.how_many(query)) or 0
    items = every(query.limit(PER_PAGE).offset(first_of(number, PER_PAGE)))
    if not items and number > 1:
        abort(404)
    return Listing(items, total, number, PER_PAGE)


def looked_after(practice_id: int) -> Practice:
    require(policy.may_review_any(me()))
    practice = one_or_404(queries.readable_by(me()).where(Practice.id == practice_id))
    hold(practice)
    require_open(practice, policy.may_look_after(me(), practice))
    return practice


def kept_filters() -> dict[str, Any]:
    """Back to the same list."""
    return {name: value for name in ("region", "tri", "page") if (value := request.args.get(name))}
