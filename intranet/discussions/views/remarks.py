"""Where a remark is hidden or shown again, whatever it is about."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.discussions import actions, policy, queries
from intranet.discussions.forms import RemarkReportForm
from intranet.discussions.models import Comment
from intranet.discussions.queries import Named
from intranet.discussions.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.paths import own_path


@bp.post("/discussions/<int:comment_id>/masquer")
def hide(comment_id: int) -> ResponseReturnValue:
    """That a remark was hidden, by whom and when, stays told in its place."""
    comment = looked_after(comment_id)
    actions.hide(comment, me(), now(), places_of([comment]).get(comment_id))
    db.session.commit()
    flash("La remarque est masquée. Il reste dit qu’elle l’a été, par qui et quand.")
    return back(comment_id)


@bp.post("/discussions/<int:comment_id>/montrer")
def show(comment_id: int) -> ResponseReturnValue:
    actions.show_again(looked_after(comment_id))
    db.session.commit()
    flash("La remarque est de nouveau lisible.")
    return back(comment_id)


def known(comment_id: int) -> Comment:
    return one_or_404(queries.remark(comment_id))


def looked_after(comment_id: int) -> Comment:
    """A remark that this animator may hide, show again or let stand."""
    comment = known(comment_id)
    require(policy.may_moderate(me(), comment, queries.region_of(comment)))
    return comment


def back(comment_id: int) -> ResponseReturnValue:
    """To the remark, on the page it was hidden from."""
    onward = own_path(request.form.get("retour"))
    return redirect(f"{onward or '/'}#remarque-{comment_id}")


@bp.route("/discussions/<int:comment_id>/signalement", methods=["GET", "POST"])
def report(comment_id: int) -> ResponseReturnValue:
    """Say to the animators that a remark should not stand."""
    comment = known(comment_id)
    place = place_of(comment)
    require(policy.may_report(me(), comment))
    form = RemarkReportForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page(
            "discussions/report.html", status=status, form=form, comment=comment, place=place
        )
    actions.report(comment, me(), form.text.data or "")
    db.session.commit()
    flash("Les animateurs liront votre signalement.")
    return redirect(f"{place.address}#remarque-{comment.id}")


def place_of(comment: Comment) -> Named:
    """Where a remark is read; one on a thing that is not read any more does not exist."""
    place = places_of([comment]).get(comment.id)
    if place is None:
        abort(404)
    return place


def places_of(comments: Iterable[Comment]) -> dict[int, Named]:
    """Where each of these remarks is read, by its number; nothing of what is not read any more."""
    things = {each.id: (each.subject_type, each.subject_id) for each in comments}
    named = queries.named_things(set(things.values()))
    places = {}
    for number, (kind, subject) in things.items():
        if kind == "proposal":  # the only things that are spoken of and not named here
            address = f"/referentiel/propositions/{subject}"
            places[number] = Named(f"Proposition {subject}", address)
        elif called := named.get((kind, subject)):
            places[number] = Named(called.label, f"{called.address}/questions")
    return places


@bp.get("/animer/remarques")
def reports() -> ResponseReturnValue:
    """What members reported where one animates, the oldest first, and where it stands."""
    require(policy.may_read_reports(me()))
    found = every(queries.reported_to(me()))
    places = places_of(each.comment for each in found)
    return page("discussions/reports.html", reports=found, places=places)


@bp.post("/discussions/<int:comment_id>/maintien")
def keep(comment_id: int) -> ResponseReturnValue:
    """What was reported may stand."""
    actions.settle_reports(looked_after(comment_id), me(), now())
    db.session.commit()
    flash("La remarque reste lisible.")
    return redirect(url_for(".reports"))
