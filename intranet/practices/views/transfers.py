"""Handing a sheet over to another structure: offered by one referent, taken by the other."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.organizations.models import Organization
from intranet.organizations.queries import meant, suggested
from intranet.practices import actions, policy, queries
from intranet.practices.forms import TransferForm
from intranet.practices.models import (
    AlreadyDecided,
    ChangedMeanwhile,
    Practice,
    PracticeTransfer,
)
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import loaded, require_open

MOST_NAMES = 6


@bp.route("/pratiques/<slug>/transfert", methods=["GET", "POST"])
def transfer(slug: str) -> ResponseReturnValue:
    """The referent of its owner names who takes it; the referent of the other reads the offer."""
    practice = loaded(slug, me())
    offer = db.session.scalars(queries.transfer_of(practice)).first()
    may_take, may_offer = takes(offer), offers(practice)
    if request.method == "GET" and not may_offer and is_over(practice, offer):
        flash("Cette fiche n’est plus proposée à votre structure.")
        return redirect(url_for(".show", slug=practice.slug))
    require_open(practice, may_offer or may_take)
    form = TransferForm()
    if offer is None and form.validate_on_submit():
        taker = named(form, practice)
        if taker is not None:
            return offered(practice, taker)
    return page(
        "practices/transfer.html",
        status=422 if form.errors else 200,
        practice=practice,
        form=form,
        offer=offer,
        may_take=may_take,
        may_offer=may_offer,
    )


@bp.post("/pratiques/<slug>/transfert/reponse")
def answer_transfer(slug: str) -> ResponseReturnValue:
    """Taken, refused, or no longer offered."""
    practice = loaded(slug, me())
    asked: PracticeTransfer | None = db.session.scalars(queries.transfer_of(practice)).first()
    may_take = takes(asked)
    require_open(practice, may_take or offers(practice))
    if asked is None:
        abort(409, "→ Ce transfert a déjà reçu sa réponse.")
    try:
        if "accept" in request.form:
            require(may_take)
            actions.accept_transfer(asked, me(), now())
            flash(typo("La fiche est à votre structure ; vous en êtes le contact."))
        else:
            actions.refuse_transfer(asked, me(), now())
            flash("La fiche reste à sa structure.")
    except AlreadyDecided:
        db.session.rollback()
        abort(409, "→ Ce transfert a déjà reçu sa réponse.")
    except ChangedMeanwhile:
        db.session.rollback()
        abort(409, "→ Une révision est en cours : elle doit être publiée avant le transfert.")
    db.session.commit()
    return redirect(url_for(".show", slug=practice.slug))


def takes(offer: PracticeTransfer | None) -> bool:
    referents = every(queries.referents_of(offer.taker_id)) if offer else ()
    return policy.may_take(me(), referents)


def offers(practice: Practice) -> bool:
    return policy.may_transfer(me(), practice, every(queries.referents_of(practice.owner_id)))


def is_over(practice: Practice, offer: PracticeTransfer | None) -> bool:
    """Whoever was written to may come after the answer, or once it is no longer offered."""
    return offer is None and bool(every(queries.transfers_once_offered(practice, me()).limit(1)))


def named(form: TransferForm, practice: Practice) -> Organization | None:
    """The structure of this name, or the only one that it may be; else the form says why not."""
    typed = form.organization.data
    query = suggested(typed, MOST_NAMES)
    chosen = meant(typed, every(query) if query is not None else [])
    if len(chosen) != 1:
        names = " ; ".join(each.name for each in chosen)
        sentence = f"Laquelle ? {names}." if names else "Aucune structure n’a ce nom."
        form.refuse(form.organization, sentence)
        return None
    [taker] = chosen
    if taker.id == practice.owner_id:
        form.refuse(form.organization, "Cette fiche est déjà à cette structure.")
        return None
    if not every(queries.referents_of(taker.id)):
        form.refuse(form.organization, "Personne n’y a de compte : nul ne pourrait accepter.")
        return None
    return taker


def offered(practice: Practice, taker: Organization) -> ResponseReturnValue:
    try:
        actions.ask_transfer(practice, taker, me(), now())
    except AlreadyDecided:
        abort(409, "→ Un transfert est déjà proposé.")
    db.session.commit()
    flash(typo(f"La fiche est proposée à {taker.name} ; elle reste vôtre jusqu’à sa réponse."))
    return redirect(url_for(".transfer", slug=practice.slug))
