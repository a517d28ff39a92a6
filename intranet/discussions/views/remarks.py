"""Where a remark is hidden or shown again, whatever it is about."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from intranet.discussions import actions, policy
from intranet.discussions.models import Comment
from intranet.discussions.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.paths import own_path


@bp.post("/discussions/<int(max=999999999):comment_id>/masquer")
def hide(comment_id: int) -> ResponseReturnValue:
    """Animators only; that a remark was hidden, by whom and when, stays told in its place."""
    require(policy.may_hide(me()))
    actions.hide(known(comment_id), me(), now())
    db.session.commit()
    flash("La remarque est masquée. Il reste dit qu’elle l’a été, par qui et quand.")
    return back(comment_id)


@bp.post("/discussions/<int(max=999999999):comment_id>/montrer")
def show(comment_id: int) -> ResponseReturnValue:
    require(policy.may_hide(me()))
    actions.show_again(known(comment_id))
    db.session.commit()
    flash("La remarque est de nouveau lisible.")
    return back(comment_id)


def known(comment_id: int) -> Comment:
    return one_or_404(select(Comment).where(Comment.id == comment_id))


def back(comment_id: int) -> ResponseReturnValue:
    """To the remark, on the page it was hidden from."""
    onward = own_path(request.form.get("retour"))
    return redirect(f"{onward or '/'}#remarque-{comment_id}")
