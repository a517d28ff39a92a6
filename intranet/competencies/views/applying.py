"""Where accepted proposals are carried into the draft of the next edition."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, policy, queries
from intranet.competencies.models import (
    Edition,
    NotADraft,
    ProposalMovedOn,
    ProposalState,
    TextMovedOn,
)
from intranet.competencies.views.blueprint import bp
from intranet.competencies.views.proposals import proposal_page, readable
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every

NO_DRAFT = "→ Aucune édition n’est en préparation : ouvrez d’abord le brouillon de la prochaine, puis revenez à cette proposition."


@bp.post("/referentiel/propositions/<int:proposal_id>/application")
def apply_proposal(proposal_id: int) -> ResponseReturnValue:
    """Write it in the draft; where the text moved on, the three texts are shown and nothing is."""
    require(policy.may_lead(me()))
    known = readable(proposal_id)
    if known.state is ProposalState.APPLIED:
        return proposal_page(known, status=409, lost=ProposalMovedOn)
    require(policy.may_apply(me(), known))
    draft_id = queries.draft_under_way()
    if draft_id is None:
        abort(409, NO_DRAFT)
    try:
        actions.apply_proposal(known, draft_id, me(), now())
    except (ProposalMovedOn, TextMovedOn) as moved:
        db.session.rollback()
        return proposal_page(readable(proposal_id), status=409, lost=type(moved))
    except NotADraft:
        db.session.rollback()
        abort(409, NO_DRAFT)
    db.session.commit()
    flash("La proposition est dans le brouillon de la prochaine édition.")
    return redirect(url_for(".proposal", proposal_id=proposal_id))


def draw_waiting(draft: Edition) -> str | None:
    """On the page of the draft: what waits to be written in it, and what is there already."""
    return render_template(
        "competencies/_to_apply.html",
        waiting=every(queries.proposals_to_apply(draft.framework_id)),
        carried=every(queries.proposals_applied_in(draft.id)),
    )
