"""`/moi/competences/historique`: one’s profile as it was on any day, and how each level came to be."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response, abort, request

from intranet.competencies import forms, policy, queries
from intranet.competencies.levels import course_of, in_force
from intranet.competencies.models import HIGHEST, INTEREST_LABELS, VOICE_LABELS, AssessmentKind
from intranet.competencies.queries import Item, Spoken
from intranet.competencies.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.charts import Stairs, stairs
from intranet.kit.clock import in_paris, now, today
from intranet.kit.htmx import page
from intranet.kit.texts import end_of_day

LAST_MOMENT = timedelta(microseconds=999_999)  # of the last second of a day


@bp.get("/moi/competences/historique")
def history() -> Response:
    """The levels that held at the end of a day in Paris, by domain."""
    require(policy.may_declare(me()))
    form = forms.DayForm(request.args)
    notices = form.heed()
    on = form.day(today())
    at = end_of_day(on) + LAST_MOMENT
    catalogue, said = queries.in_force(), queries.history_of(me().id)
    items = queries.as_worded(catalogue, said)
    held = {
        item: level
        for competency_id, item in items.items()
        if (level := in_force(said[competency_id], at)).is_known or level.interest
    }
    shown = [(domain, [(item, held[item]) for item in catalogue.assessable_under(domain) if item in held]) for domain in catalogue.domains]  # fmt: skip
    older = [(item, level) for item, level in held.items() if item.competency_id not in catalogue.items]  # fmt: skip
    first = min((spoken[0].at for spoken in said.values()), default=None)
    return page(
        "competencies/history.html",
        form=form,
        notices=notices,
        on=on,
        is_today=on == today(),
        first=first,
        known=sum(level.is_known for level in held.values()),
        gone=sum(level.is_known for _, level in older),
        domains=[(domain, here) for domain, here in shown if here],
        older=older,
        lines={item: drawn(said[item.competency_id], at, first) for item in held},
        interests=INTEREST_LABELS,
        changes=sum(len(spoken) for spoken in said.values()),
    )


@bp.get("/moi/competences/historique/<code>")
def item_history(code: str) -> Response:
    """How one level came to be: a staircase, and all that was said, the newest first."""
    require(policy.may_declare(me()))
    catalogue, said = queries.in_force(), queries.history_of(me().id)
    item = named(code, queries.as_worded(catalogue, said)) or abort(404)
    spoken, at = said[item.competency_id], now()
    course = dict(course_of(spoken, at))
    return page(
        "competencies/item_history.html",
        item=item,
        is_current=item.competency_id in catalogue.items,
        level=in_force(spoken, at),
        drawn=drawn(spoken, at, spoken[0].at),
        said=[(one, course.get(one.at)) for one in reversed(spoken)],
        at=at,
        voices=VOICE_LABELS,
        interests=INTEREST_LABELS,
        start=spoken[0].at,
    )


def named(code: str, items: dict[int, Item]) -> Item | None:
    return next((item for item in items.values() if item.code.lower() == code.lower()), None)


def drawn(spoken: list[Spoken], until: datetime, since: datetime | None) -> Stairs:
    """What one declared and what others attested, from the first word to an instant."""
    course = course_of(spoken, until)
    series = [("Déclaré", [(at, level.declared) for at, level in course])]
    if any(one.kind is not AssessmentKind.SELF for one in spoken):
        series.append(("Attesté", [(at, level.attested) for at, level in course]))
    return stairs(series, in_paris(since or until), in_paris(until), HIGHEST)
