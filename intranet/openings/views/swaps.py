"""`/offres/echanges`: wishing for an exchange of posts, and answering when one is found."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies.queries import job_profiles
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.openings import actions, policy, queries
from intranet.openings.actions.swaps import HeldByACircle, WishChanged, goes_to, part_of
from intranet.openings.forms.swaps import WishForm, said_of
from intranet.openings.models import (
    STATUS_LABELS,
    TIME_TO_ANSWER,
    CircleAlreadyClosed,
    SwapCircle,
    SwapWish,
)
from intranet.openings.views.blueprint import bp
from intranet.places.shapes import department_names


@bp.get("/offres/echanges")
def swaps() -> Response:
    """What an exchange is; for a member, their wish and the circles it was in."""
    return _page()


@bp.post("/offres/echanges/souhait")
def wish_swap() -> ResponseReturnValue:
    """Enter the search, or say one’s wish otherwise."""
    require(policy.swaps.may_wish(me()))
    form = WishForm(job_profiles())
    if "add" in request.form or not form.validate():
        return _page(form)
    try:
        actions.swaps.wish(me(), form.said(), seen=form.seen.data or "")
        db.session.commit()
    except HeldByACircle:
        db.session.rollback()
        return _page(form, status=409, lost=_why_held())
    except WishChanged:
        db.session.rollback()
        return _page_of_a_stale_tab(form)
    flash("Votre souhait est gardé. Un courriel vous préviendra dès qu’un échange est possible.")
    return redirect(url_for(".swaps"))


@bp.post("/offres/echanges/retrait")
def withdraw_wish() -> ResponseReturnValue:
    """Leave the search."""
    found = queries.swaps.live_wish_of(me()) or abort(404)
    actions.swaps.withdraw(found, now())
    db.session.commit()
    flash("Votre souhait est retiré de la recherche.")
    return redirect(url_for(".swaps"))


@bp.get("/offres/echanges/<int:circle_id>")
def circle(circle_id: int) -> Response:
    """A circle, to those who are in it: until all accept, where one would go and nothing else."""
    return shown_circle(_loaded(circle_id))


@bp.post("/offres/echanges/<int:circle_id>/reponse")
def answer_circle(circle_id: int) -> ResponseReturnValue:
    """Accept or decline: the button says which."""
    found = _loaded(circle_id)
    verdict = request.form.get("verdict")
    if verdict not in {"accept", "decline"}:
        abort(400)
    act = actions.swaps.accept if verdict == "accept" else actions.swaps.decline
    act(found, me(), now())
    db.session.commit()
    if found.agreed_at:
        flash("Tout le monde accepte : vous pouvez maintenant vous parler.")
    elif verdict == "accept":
        flash("Votre accord est gardé. Personne ne le sait avant que tous aient répondu.")
    else:
        flash("C’est noté : cet échange ne vous sera plus proposé.")
    return redirect(found.address)


def shown_circle(found: SwapCircle, *, status: int = 200, lost: str | None = None) -> Response:
    mine = part_of(found, me())
    return page(
        "openings/swaps/circle.html",
        status=status,
        circle=found,
        mine=mine,
        there=goes_to(found, mine).department,
        parts=[(part, goes_to(found, part)) for part in found.parts] if found.agreed_at else [],
        lost=lost,
    )


def _loaded(circle_id: int) -> SwapCircle:
    """One that I am in; for anyone else there is nothing there."""
    return one_or_404(queries.swaps.circles_of(me()).where(SwapCircle.id == circle_id))


def _page(
    form: WishForm | None = None, *, status: int | None = None, lost: str | None = None
) -> Response:
    member = reader()
    may_wish = policy.swaps.may_wish(member)
    wish = queries.swaps.live_wish_of(member) if member else None
    if form is None and may_wish:
        form = WishForm(job_profiles(), formdata=None, data=_given(wish))
    circles = every(queries.swaps.circles_of(member).limit(20)) if member else []
    return page(
        "openings/swaps/index.html",
        status=status or (422 if form and form.errors else 200),
        form=form if may_wish else None,
        wish=wish,
        held=next((each for each in circles if wish and each.id == wish.circle_id), None),
        circles=circles,
        awaiting=[
            each
            for each in circles
            if each.is_open and member and not part_of(each, member).accepted_at
        ],
        statuses=STATUS_LABELS,
        departments=department_names(),
        time_to_answer=TIME_TO_ANSWER,
        lost=lost,
    )


def _why_held() -> str:
    wish = queries.swaps.live_wish_of(me())
    circle = db.session.get(SwapCircle, wish.circle_id) if wish and wish.circle_id else None
    told = "Une boucle attend des réponses : votre souhait ne change pas d’ici là."
    if circle and circle.agreed_at:
        told = "Un échange est trouvé : retirez votre souhait pour en dire un autre."
    return f"{told} Rien n’a été enregistré."


def _page_of_a_stale_tab(form: WishForm) -> Response:
    """What was typed, ready to be sent again by whoever still wants it now that they know."""
    wish = queries.swaps.live_wish_of(me())
    form.seen.data = wish.version if wish else ""
    what = "a changé : il se lit ci-dessous" if wish else "a été retiré"
    told = f"Depuis que cette page est ouverte, sans doute dans un autre onglet, votre souhait {what}. Rien n’a été enregistré. Pour garder plutôt ce que vous venez d’écrire, envoyez-le de nouveau."
    return _page(form, status=409, lost=told)


def _given(wish: SwapWish | None) -> dict[str, Any]:
    """What the form shows at first: one’s wish, else what is known of one’s post."""
    if wish:
        return said_of(wish)
    own, organization = queries.statuses.own(reader()), me().organization
    known = own if own and own.status in policy.swaps.AT_WORK else None
    return {
        "here": organization.department_code if organization else None,
        "held_status": known.status if known else None,
        "category": known.category if known else None,
    }


@bp.errorhandler(CircleAlreadyClosed)
def explain_circle(error: CircleAlreadyClosed) -> Response:
    """It broke, or was agreed, before the answer came: without saying by whom."""
    db.session.rollback()
    told = "Cette boucle est déjà close. Votre réponse n’a pas été enregistrée."
    return shown_circle(_loaded(int(error.args[0])), status=409, lost=told)
