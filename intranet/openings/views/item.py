"""`/offres/<id>`: one opening, as whoever reads it may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import Response, abort

from intranet.competencies.coverage import FEWEST, in_fives
from intranet.competencies.equivalences import with_transfers
from intranet.competencies.matching import Match, match
from intranet.competencies.models import Need, Requirement
from intranet.competencies.queries import Catalogue, catalogue_of, requirements_of
from intranet.competencies.queries.covering import TENTHS_COVERED, covering
from intranet.kit.access import me, reader
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.htmx import page
from intranet.kit.listing import ReadWhenDrawn
from intranet.kit.texts import moment
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.forms import ApplicationForm, RelayForm, ReviewForm
from intranet.openings.models import (
    CLOSE_REASON_LABELS,
    EXPERIENCE_LABELS,
    FRESH_FOR,
    JOB_KIND_LABELS,
    ROUTE_LABELS,
    SHOWN_AFTER_END,
    STATE_LABELS,
    VACANCY_LABELS,
    WORK_TIME_LABELS,
    ApplyMode,
    BoardStamp,
    JobApplication,
    Opening,
    OpeningEvent,
    State,
)
from intranet.openings.pledges import AnswerRecord
from intranet.openings.views.blueprint import bp
from intranet.openings.views.chips import chips, my_levels
from intranet.openings.views.jobposting import job_posting

LABELS: dict[str, Any] = {
    "kinds": JOB_KIND_LABELS,
    "routes": ROUTE_LABELS,
    "work_times": WORK_TIME_LABELS,
    "experiences": EXPERIENCE_LABELS,
    "vacancies": VACANCY_LABELS,
    "reasons": CLOSE_REASON_LABELS,
    "states": STATE_LABELS,
}


class InRegion(NamedTuple):
    """How many people cover the need where the post is, by fives; None where too few to say."""

    inside: str  # « dans le Grand Est »
    people: int | None


@bp.get("/offres/<int:opening_id>")
def show(opening_id: int) -> Response:
    at = now()
    opening = loaded(opening_id, at)
    if opening.is_gone(at) and not policy.may_follow(reader(), opening):
        return gone(opening, at)
    return shown(opening, at)


def gone(opening: Opening, at: datetime) -> Response:
    """Its page some time after its end: what it was called, and where else to look."""
    return page(
        "openings/gone.html",
        status=410,
        opening=opening,
        similar=similar(opening, at),
        shown_for=SHOWN_AFTER_END,
    )


def loaded(opening_id: int, at: datetime, *, held: Mapping[str, bool] | None = None) -> Opening:
    """The opening, whole, if the reader may know of it; else a 404.

    Held until the commit where one writes by what it asks: whoever asks otherwise comes before, or
    after (`kit.conditional`: ALONE, TOGETHER).
    """
    return queries.read_by(reader(), opening_id, at, held=held) or abort(404)


def too_late(opening: Opening, form: ApplicationForm | RelayForm, at: datetime) -> Response:
    """Nothing was sent: what was typed is there to copy, and where else to look."""
    return page(
        "openings/too_late.html",
        status=409,
        opening=opening,
        form=form,
        is_suspended=opening.state is State.SUSPENDED and opening.ended_at(at) is None,
        has_draft=queries.current_of(me(), opening.id) is not None,
        similar=similar(opening, at),
        kept_for=queries.EXPIRED_KEPT,
    )


def shown(
    opening: Opening,
    at: datetime,
    *,
    status: int = 200,
    review: ReviewForm | None = None,
    lost: str | None = None,
    kept: str = "",
) -> Response:
    """Its page. To whoever lost a race, `lost` says who was first, and `kept` what was typed."""
    member, asked = reader(), opening.requirement_set
    mine, desk = _applying(member, opening)
    requirements = requirements_of([asked.id])[asked.id] if asked else []
    catalogue = catalogue_of(asked.edition_id) if asked else None
    levels = my_levels() if asked else None
    follows = policy.may_follow(member, opening)
    if review is None and policy.may_review(member, opening):
        review = ReviewForm(data={"version": opening.version})
    mandatory = {each.competency_id for each in requirements if each.is_mandatory}
    required = chips(
        [r for r in requirements if r.need is Need.REQUIRED], catalogue, levels, mandatory
    )
    events = every(queries.history(opening)) if follows else []
    return page(
        "openings/show.html",
        status=status,
        opening=opening,
        at=at,
        live=opening.is_live(at),
        ended_at=opening.ended_at(at),
        required=required,
        posting=job_posting(opening, required, catalogue, at),
        desired=chips([r for r in requirements if r.need is Need.DESIRED], catalogue, levels),
        fit=_fit(requirements, levels, catalogue),
        similar=ReadWhenDrawn(lambda: _similar(opening, requirements, at)),
        board=BoardStamp.in_minute(at),
        shared=queries.shared.agreed_with(opening, at),
        history=[_told(event) for event in events],
        verdict=_verdict(opening, events),
        follows=follows,
        knows=policy.may_know_employer(member, opening),
        may_edit=policy.may_edit(member, opening),
        may_publish=policy.may_publish(member, opening),
        may_delete=policy.may_delete(member, opening),
        may_close=policy.may_close(member, opening) and opening.ended_at(at) is None,
        may_reopen=policy.may_reopen(member, opening, at),
        may_suspend=policy.may_suspend(member, opening) and opening.ended_at(at) is None,
        may_resume=policy.may_resume(member, opening, at),
        may_put_back=policy.may_put_back(member, opening, at),
        may_read_first=policy.may_read_first(member, opening),
        may_report=policy.may_report(member, opening, at),
        may_extend=policy.may_extend(member, opening, at),
        may_copy=policy.may_copy(member, opening),
        may_confirm=policy.may_confirm(member, opening, at),
        may_apply=policy.may_apply(member, opening, at),
        mine=mine,
        answers=_answers(opening, at),
        desk=desk,
        in_region=_in_region(member, opening, requirements, at),
        covered=10 * TENTHS_COVERED,
        fewest=FEWEST,
        shown_for=SHOWN_AFTER_END,
        fresh_for=FRESH_FOR,
        review=review,
        lost=lost,
        kept=kept,
        **LABELS,
    )


def _applying(member: Member | None, opening: Opening) -> tuple[JobApplication | None, int | None]:
    """The reader’s own application; for the desk, how many there are."""
    if member is None or opening.apply_mode is not ApplyMode.HERE:
        return None, None
    mine = queries.current_of(member, opening.id)
    if policy.role_at(member, opening) is None:
        return mine, None
    if not policy.has_desk(member, opening, applied=queries.has_applied(member, opening.id)):
        return mine, None
    return mine, sum(queries.count_by_state(opening.id).values())


def _answers(opening: Opening, at: datetime) -> AnswerRecord | None:
    """How its employer answers, where one applies here and the employer may be named."""
    if opening.apply_mode is not ApplyMode.HERE or opening.is_confidential:
        return None
    found = queries.answer_record(opening.organization_id, at)
    return found if found.is_told else None


def _in_region(
    member: Member | None, opening: Opening, requirements: Sequence[Requirement], at: datetime
) -> InRegion | None:
    """How many people of the network answer it, for its recruiters, once it is on the board."""
    region = opening.municipality.region if opening.municipality else None
    recruits = policy.recruits_for(member, opening.organization_id)
    if region is None or not requirements or not recruits or not opening.is_live(at):
        return None
    counted = covering(requirements, region.code, opening.organization_id)
    return InRegion(region.inside, in_fives(counted))


def _fit(
    requirements: Sequence[Requirement],
    levels: Mapping[int, int | None] | None,
    catalogue: Catalogue | None,
) -> Match | None:
    """How far the reader is, by the words of the edition it was written with; None for a visitor."""
    if not requirements or levels is None or catalogue is None:
        return None
    return match(requirements, with_transfers(levels, catalogue.ties))


def similar(opening: Opening, at: datetime) -> Sequence[Opening]:
    """Five live openings at most: those that ask for the same items, then those of the same area."""
    asked = opening.requirement_set
    return _similar(opening, requirements_of([asked.id])[asked.id] if asked else [], at)


def _similar(
    opening: Opening, requirements: Sequence[Requirement], at: datetime
) -> Sequence[Opening]:
    """Where else to look: nothing beside a draft, whose author knows."""
    if opening.first_published_at is None:
        return []
    items = [each.competency_id for each in requirements]
    return queries.similar_to(opening, items, at)


def _verdict(opening: Opening, events: Sequence[OpeningEvent]) -> str:
    """What the animator wrote when it came to its present state, whatever was mended since."""
    came = (event for event in events if event.to_state is opening.state is not event.from_state)
    return next((event.reason for event in came), "")


def _told(event: OpeningEvent) -> dict[str, Any]:
    """A line of the history in plain words."""
    text = f"{event.reason}{', '.join(event.changes)}" or None
    if event.from_state is None:
        title = "Brouillon commencé"
    elif event.from_state is not event.to_state:
        title = _moved(event.from_state, event.to_state)
    elif event.changes or text is None:
        title = "Modifiée"
    else:  # it stayed where it was, and its own words say what was done
        title, text = event.reason, None
    return {
        "when": f"{moment(event.at)}, {event.actor.name if event.actor else 'automatiquement'}",
        "title": title,
        "text": text,
    }


def _moved(left: State, came_to: State) -> str:
    if came_to is not State.PUBLISHED:
        return STATE_LABELS[came_to]
    was_online = left in {State.CLOSED, State.SUSPENDED}
    return "Remise en ligne" if was_online else "Mise en ligne"
