"""The links of letters that ask about an opening: is it still open, is the post filled?"""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from intranet.kit import links
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import lasting
from intranet.members.models import Member
from intranet.openings import actions, policy, queries
from intranet.openings.forms import OutcomeForm
from intranet.openings.models import CLOSE_REASON_LABELS, FRESH_FOR, Opening, State
from intranet.openings.views.blueprint import bp
from intranet.openings.views.races import sent_version


class Asked(NamedTuple):
    """What a link is about, and whom it was sent to."""

    opening: Opening
    by: Member


@bp.route("/offres/toujours-ouverte/<word>", methods=["GET", "POST"])
def still_open(word: str) -> ResponseReturnValue:
    """A GET only asks: mail scanners open every link they meet."""
    at = now()
    opening, by = _asked(actions.STILL_OPEN, word)
    may_confirm = policy.may_confirm(by, opening, at)
    if request.method == "POST" and may_confirm:
        actions.confirm(opening, by, at, version=sent_version())
        db.session.commit()
        flash(f"Merci : l’offre reste sur le tableau pour {lasting(FRESH_FOR)}.")
        return redirect(opening.address)
    return page(
        "openings/still_open.html",
        opening=opening,
        word=word,
        may_confirm=may_confirm,
        is_open=policy.is_running(opening, at),
        fresh_for=FRESH_FOR,
    )


@bp.route("/offres/bilan/<word>", methods=["GET", "POST"])
def outcome(word: str) -> Response:
    """« Pourvu ? » : two questions, answered without signing in."""
    opening, by = _asked(actions.OUTCOME, word)
    form = OutcomeForm(data={"version": opening.version, "channels": opening.channels})
    is_asked = opening.state is State.CLOSED and opening.outcome_said_at is None
    is_answered = is_asked and form.validate_on_submit()
    if is_answered:
        actions.say_outcome(
            opening,
            by,
            now(),
            reason=form.outcome,
            channels=form.channels.data or [],
            version=sent_version(),
        )
        db.session.commit()
    return page(
        "openings/outcome.html",
        status=422 if form.errors else 200,
        form=form,
        opening=opening,
        is_asked=is_asked,
        is_answered=is_answered,
        reasons=CLOSE_REASON_LABELS,
    )


def _asked(purpose: str, word: str) -> Asked:
    """The opening and the recruiter of a link of ours, as long as they recruit for it; else a 404."""
    opening_id, member_id = (int(value) for value in links.read_or_404(purpose, word))
    opening = one_or_404(queries.whole(select(Opening).where(Opening.id == opening_id)))
    by = db.session.get(Member, member_id)
    if by is None or not policy.may_follow(by, opening):
        abort(404)
    return Asked(opening, by)
