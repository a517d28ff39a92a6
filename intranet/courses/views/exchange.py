"""The catalogue for other programs: LHÉO out, and what a trainer may do to be in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from flask import (
    Response,
    abort,
    current_app,
    flash,
    redirect,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from intranet.competencies import queries as referential
from intranet.courses import actions, policy, queries
from intranet.courses.exchange import Where, lacks
from intranet.courses.forms import IdentityForm
from intranet.courses.models import ChangedMeanwhile, ProviderIdentity
from intranet.courses.views.around import asked
from intranet.courses.views.blueprint import bp
from intranet.courses.views.items import known_course
from intranet.kit.access import me, require
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db, every
from intranet.kit.htmx import page

NONE_LEAVES = "→ Aucune formation de cette recherche ne dit tout ce que demande LHÉO : il n’y a rien à échanger."


@bp.get("/formations/lheo.xml")
def lheo() -> Response:
    """The courses of a search as LHÉO 2.3: all, of a provider, of a region; whole, without pages."""
    search = asked()
    return sent(search.found.ids("titre"), search.at, "formations")


@bp.get("/formations/<int:course_id>/lheo.xml")
def course_lheo(course_id: int) -> Response:
    """One course that is online."""
    course = known_course(course_id)
    if not course.is_online:
        abort(404)
    return sent([course.id], now(), f"formation-{course.id}")


def sent(course_ids: Sequence[int], at: datetime, name: str) -> Response:
    """As they are read: the first is found before anything is answered, since none is a 404."""
    from intranet.courses.exchange.writing import stream

    able = (
        offered for offered in queries.offers(course_ids, forgets=True) if not lacks(offered, at)
    )
    first = next(able, None)
    if first is None:
        abort(404, NONE_LEAVES)
    where = Where(current_app.config["SITE_URL"], at, referential.in_force())
    body = stream(chain([first], able), where)
    answer = Response(stream_with_context(body), mimetype="application/xml")
    stamp = in_paris(at).strftime("%Y%m%d")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}-lheo-{stamp}.xml"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


# ---- for those who teach


@bp.get("/formations/echange")
def exchange() -> Response:
    """Which courses of mine leave as LHÉO, and what the others lack."""
    require(policy.may_exchange(me()))
    at, online = now(), every(queries.online_of(me().organization_id))
    lines = [
        (offered.course, lacks(offered, at))
        for offered in queries.offers([course.id for course in online])
    ]
    return page(
        "courses/exchange.html",
        lines=lines,
        leaving=sum(not missing for _, missing in lines),
        identity=db.session.get(ProviderIdentity, me().organization_id),
        provider=me().organization,
    )


@bp.route("/formations/echange/organisme", methods=["GET", "POST"])
def identity() -> ResponseReturnValue:
    """The numbers and the address of my organization."""
    require(policy.may_exchange(me()))
    provider_id = me().organization_id
    assert provider_id is not None
    known = db.session.get(ProviderIdentity, provider_id)
    form = IdentityForm() if request.method == "POST" else IdentityForm(obj=known)
    if not form.is_submitted():
        return asking(form, known)
    sound, provider = form.validate(), me().organization
    if (provider and form.refuse_other(provider.siren)) or not sound:
        return asking(form, known, status=422)
    try:
        seen = request.form.get("seen", "")
        actions.identify(provider_id, form.said(), me(), now(), known=known, seen=seen)
    except ChangedMeanwhile:
        db.session.rollback()
        return asking(form, db.session.get(ProviderIdentity, provider_id), status=409)
    db.session.commit()
    flash("L’identité de l’organisme est enregistrée.")
    return redirect(url_for(".exchange"))


def asking(form: IdentityForm, known: ProviderIdentity | None, *, status: int = 200) -> Response:
    return page(
        "courses/identity.html",
        status=status,
        form=form,
        provider=me().organization,
        seen=actions.stamp_of_identity(known),
        overtaken=status == 409,
        known=known,
    )
