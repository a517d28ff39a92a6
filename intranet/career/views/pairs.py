"""« Mon binôme »: agreeing to be looked for, answering with no name, choosing a half-day."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.career import actions, policy, queries
from intranet.career.actions.pairs import Day
from intranet.career.forms import DayForm
from intranet.career.models import (
    HALF_DAY_LABELS,
    NEIGHBOURS_WITHIN,
    PAIR_LABELS,
    Pair,
    PairAlreadyMoved,
    PairState,
)
from intranet.career.views.blueprint import bp
from intranet.competencies.coverage import MASTERY
from intranet.competencies.queries import in_force
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.numbers import whole_number


@bp.get("/parcours/binome")
def pair_wish() -> Response:
    """Whether I agree to be looked for, and the pairs I am or was in."""
    return my_pairs()


def my_pairs(*, status: int = 200, lost: str | None = None) -> Response:
    found = every(queries.pairs.pairs_of(me().id).limit(20))
    current = [pair for pair in found if pair.state in {PairState.PROPOSED, PairState.AGREED}]
    return page(
        "career/pairs/mine.html",
        status=status,
        lost=lost,
        wish=queries.pairs.wish_of(me()),
        may_wish=policy.pairs.may_wish(me()),
        current=current,
        past=[pair for pair in found if pair not in current and pair.agreed_at],
        catalogue=in_force(),
        states=PAIR_LABELS,
        within=NEIGHBOURS_WITHIN,
        mastery=MASTERY,
    )


@bp.post("/parcours/binome/souhait")
def wish_pair() -> ResponseReturnValue:
    require(policy.pairs.may_wish(me()))
    found = actions.pairs.wish(me(), now())
    db.session.commit()
    if found:
        flash("Un binôme vous est proposé : dites s’il vous convient.")
        return redirect(found.address)
    flash("C’est noté. Un courriel vous préviendra dès qu’un binôme sera possible.")
    return redirect(url_for(".pair_wish"))


@bp.post("/parcours/binome/retrait")
def leave_pairs() -> ResponseReturnValue:
    """No longer be looked for, at once."""
    actions.pairs.leave(me(), now())
    db.session.commit()
    flash("On ne vous cherche plus de binôme.")
    return redirect(url_for(".pair_wish"))


@bp.get("/parcours/binomes/<int:pair_id>")
def pair(pair_id: int) -> Response:
    return shown(_loaded(pair_id))


@bp.post("/parcours/binomes/<int:pair_id>/reponse")
def answer_pair(pair_id: int) -> ResponseReturnValue:
    """Accept or decline: the button says which."""
    found = _loaded(pair_id)
    verdict = request.form.get("verdict")
    if verdict not in {"accept", "decline"}:
        abort(400)
    actions.pairs.answer(found, me(), now(), accepts=verdict == "accept")
    db.session.commit()
    flash("Votre réponse est enregistrée.")
    return redirect(found.address if verdict == "accept" else url_for(".pair_wish"))


@bp.post("/parcours/binomes/<int:pair_id>/jour")
def propose_day(pair_id: int) -> ResponseReturnValue:
    """A half-day, or another one instead."""
    found, form = _loaded(pair_id), DayForm()
    if not policy.pairs.may_propose_a_day(found):
        raise PairAlreadyMoved(found.id)
    if not form.validate():
        return shown(found, status=422, form=form)
    day = Day(form.on.data, form.half.data, form.where.data)
    actions.pairs.propose_day(found, me(), day, now(), version=form.seen)
    db.session.commit()
    flash("La demi-journée est proposée. Votre binôme est prévenu.")
    return redirect(found.address)


@bp.post("/parcours/binomes/<int:pair_id>/jour/accord")
def agree_to_day(pair_id: int) -> ResponseReturnValue:
    found = _loaded(pair_id)
    seen = whole_number(request.form.get("version")) or 0
    actions.pairs.agree_to_day(found, me(), now(), version=seen)
    db.session.commit()
    flash("C’est entendu : votre binôme est prévenu.")
    return redirect(found.address)


@bp.post("/parcours/binomes/<int:pair_id>/fin")
def end_pair(pair_id: int) -> ResponseReturnValue:
    found = _loaded(pair_id)
    if found.state is not PairState.AGREED:
        raise PairAlreadyMoved(found.id)
    actions.pairs.stop(found, me(), now())
    db.session.commit()
    flash("Ce binôme est terminé. Un autre pourra vous être proposé.")
    return redirect(url_for(".pair_wish"))


def shown(
    found: Pair, *, status: int = 200, form: DayForm | None = None, lost: str | None = None
) -> Response:
    """From one’s own side: no name, place or employer until both have accepted."""
    items, mine = in_force().items, me().id
    named = found.agreed_at is not None
    form = form or DayForm(formdata=None)
    form.version.data = str(found.version)
    return page(
        "career/pairs/show.html",
        status=status,
        found=found,
        beside=found.beside(mine) if named else None,
        given=items.get(found.given_by(mine)),
        received=items.get(found.received_by(mine)),
        accepted=found.accepts(mine),
        form=form,
        may_answer=policy.pairs.may_answer(me(), found),
        may_propose=policy.pairs.may_propose_a_day(found),
        may_agree=policy.pairs.may_agree_to_the_day(me(), found, today()),
        states=PAIR_LABELS,
        is_past=found.day_on is not None and found.day_on < today(),
        halves=HALF_DAY_LABELS,
        lost=lost,
        within=NEIGHBOURS_WITHIN,
    )


def _loaded(pair_id: int) -> Pair:
    """One that I am in; what was declined, or came to nothing, is not shown again, and whoever
    answers it from a page read before is told so.
    """
    found = one_or_404(queries.pairs.pairs_of(me().id).where(Pair.id == pair_id))
    if found.broken_at and request.method == "POST":
        raise PairAlreadyMoved(found.id)
    return found if found.broken_at is None else abort(404)


@bp.errorhandler(PairAlreadyMoved)
def explain_pair(error: PairAlreadyMoved) -> Response:
    """It changed meanwhile: what it is now, or that there is nothing any more."""
    db.session.rollback()
    mine = queries.pairs.pairs_of(me().id).where(Pair.id == int(error.args[0]))
    found = db.session.scalars(mine.execution_options(populate_existing=True)).one_or_none()
    told = "Ce binôme a changé depuis que vous avez ouvert la page. Rien de votre envoi n’a été enregistré."
    if found is None or found.broken_at:
        text = "Cette proposition n’est plus possible. Une autre pourra vous être faite."
        return my_pairs(status=409, lost=text)
    kept = DayForm() if request.endpoint == "career.propose_day" else None
    return shown(found, status=409, form=kept, lost=told)
