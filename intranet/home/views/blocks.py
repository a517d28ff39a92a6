"""The blocks of a dashboard: which a member has, in which order, and what each shows.

« À faire » stands above them; with it there are six at most. Whoever has one role besides developing
reads the blocks of that role, then a developer’s; whoever has several reads the first of each in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from intranet.bookings import queries as seats
from intranet.bookings import surveys
from intranet.bookings.hours import percent
from intranet.bookings.models import PARIS, time_zone_of
from intranet.career import queries as career
from intranet.career.queries import plans
from intranet.competencies import queries as competencies
from intranet.competencies.coverage import FEWEST
from intranet.courses import queries as courses
from intranet.courses.queries import held
from intranet.home.queries import figures
from intranet.home.queries.blocks import (
    SHOWN,
    counted_around,
    meetings_near,
    month_of,
    openings_with_applications,
    region_of,
    untaught,
)
from intranet.kit.clock import in_paris
from intranet.kit.db import db, every
from intranet.members.models import Member
from intranet.openings import queries as openings
from intranet.openings.models import STATE_LABELS
from intranet.places.models import in_region
from intranet.places.shapes import region_names
from intranet.practices import queries as practices
from intranet.tour import queries as tour

MOST = 5  # beside « À faire »
SEASON = timedelta(days=90)

Told = dict[str, Any]


def blocks_of(member: Member, at: datetime) -> list[SimpleNamespace]:
    """Each with the name of its template and what it tells."""
    return [
        SimpleNamespace(name=name, **_TELLS[name](member, at))
        for name in names_of(member)[:MOST]
        if name in _TELLS
    ]


def names_of(member: Member) -> list[str]:
    """In the order they are shown, each once."""
    special = [names for holds, names in _roles(member) if holds]
    if len(special) == 1:
        return _once(chain(special[0], DEVELOPER))
    in_turn = (name for some in zip_longest(*special) for name in some if name)
    return _once(chain(in_turn, DEVELOPER))


DEVELOPER = ("wishes", "plan", "alerts", "comparable", "agenda")
TRAINER = ("needs", "untaught", "runs", "opinions")
RECRUITER = ("my_openings", "listening", "profiles")
ANIMATOR = ("month", "red", "to_verify", "fruitless", "stage")
ADMINISTRATOR = ("network",)


def _roles(member: Member) -> Iterator[tuple[bool, Sequence[str]]]:
    yield member.is_animator, ANIMATOR
    yield member.is_trainer, TRAINER
    yield member.is_recruiter, RECRUITER
    yield member.is_administrator and not member.is_animator, ADMINISTRATOR


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _wishes(member: Member, at: datetime) -> Told:
    """What one looks for, and what answered."""
    words = competencies.Wording()
    found = every(career.wishes_of(member).limit(SHOWN))
    return {
        "at": at,
        "wishes": [(one, *words.placed(one.competency_id, one.edition_id)) for one in found],
    }


def _plan(member: Member, at: datetime) -> Told:
    """Where one’s plans lead; before there is any, how much one said of oneself."""
    found = every(plans.plans_of(member).limit(SHOWN))
    if found:
        return {"plans": found, "levels": 0, "item_count": 0}
    levels = competencies.known_levels(member.id, at)
    return {"plans": (), "levels": len(levels), "item_count": len(competencies.in_force().assessable)}  # fmt: skip


def _alerts(member: Member, at: datetime) -> Told:
    """The searches that one keeps, and the newest openings around."""
    region = region_of(member)
    near = openings.live_in(region, at) if region else openings.latest_live(at)
    return {
        "region": region,
        "kept": openings.kept_by_name(member)[:SHOWN],
        "nearby": every(near.limit(3)),
    }


def _comparable(member: Member, at: datetime) -> Told:
    territory = practices.territory_of(member.organization)
    found = practices.comparable_to(territory, at, most=3)
    latest = [] if found else every(practices.latest_published().limit(3))
    return {"comparable": found, "latest": latest}


def _agenda(member: Member, at: datetime) -> Told:
    return {"region": region_of(member), "meetings": meetings_near(member, at)}


def _needs(member: Member, _at: datetime) -> Told:
    """What is lacking most, in one’s region first."""
    region = region_of(member)
    items = competencies.in_force().items
    lines = career.needs(career.Wanted(items=items))
    lines.sort(key=lambda line: line.region != region)
    return {
        "region": region,
        "regions": region_names(),
        "lines": [(line, items[line.competency_id]) for line in lines[:SHOWN]],
    }


def _untaught(_member: Member, at: datetime) -> Told:
    return {"items": untaught(at)}


def _runs(member: Member, at: datetime) -> Told:
    """One’s runs to come, and how full each is."""
    runs = every(courses.coming_runs_of(member.organization_id or 0, at).limit(SHOWN))
    return {"at": at, "runs": runs, "seats": seats.seats_of(runs, None, at)}


def _opinions(member: Member, _at: datetime) -> Told:
    """What those who came say, told of five people at least."""
    provider = member.organization
    outcome = seats.outcome_of(held.bookables_held_by(provider.id)) if provider else None
    words = {"in_words": surveys.in_words, "percent": percent}
    return {"outcome": outcome, "provider": provider, **words}


def _my_openings(member: Member, at: datetime) -> Told:
    found = openings_with_applications(member)
    return {"openings": found, "labels": STATE_LABELS, "at": at}


def _listening(member: Member, _at: datetime) -> Told:
    """How many people of one’s region agreed to be counted: by fives, never fewer."""
    region = region_of(member)
    people = counted_around(member.organization) if member.organization else 0
    inside = in_region(region, region_names()[region]) if region else ""
    return {"people": people, "inside": inside, "fewest": FEWEST}


def _profiles(_member: Member, _at: datetime) -> Told:
    return {"profiles": competencies.job_profiles()[: 2 * SHOWN]}


def _month(_member: Member, at: datetime) -> Told:
    return {"month": month_of(at)}


def _network(_member: Member, at: datetime) -> Told:
    return {"figures": figures.of_network(at)}


def _red(member: Member, _at: datetime) -> Told:
    """Where openings ask and nobody is known to hold the item, in the regions that one animates."""
    items, here = competencies.in_force().items, member.animated_regions
    lines = career.needs(career.Wanted(items=items, order=career.Order.TENSION))
    red = [
        line
        for line in lines
        if line.lack.demand and line.lack.supply == 0 and (here is None or line.region in here)
    ]
    shown = [(line, items[line.competency_id]) for line in red[:SHOWN]]
    return {"lines": shown, "total": len(red), "regions": region_names()}


def _to_verify(member: Member, at: datetime) -> Told:
    found = practices.left_unverified(member, in_paris(at).date())
    return {"practices": every(found.limit(SHOWN))}


def _fruitless(_member: Member, at: datetime) -> Told:
    since = in_paris(at - SEASON).date()
    found = practices.fruitless_searches(since).limit(SHOWN)
    return {"words": db.session.execute(found).all(), "since": SEASON}


def _stage(_member: Member, at: datetime) -> Told:
    stage = db.session.scalars(tour.next_stage(in_paris(at).date()).limit(1)).first()
    tz = time_zone_of(stage.region_code) if stage else PARIS
    return {"stage": stage, "on": at.astimezone(ZoneInfo(tz)).date()}  # the day of its place


_TELLS: dict[str, Callable[[Member, datetime], Told]] = {
    "wishes": _wishes,
    "plan": _plan,
    "alerts": _alerts,
    "comparable": _comparable,
    "agenda": _agenda,
    "needs": _needs,
    "untaught": _untaught,
    "runs": _runs,
    "opinions": _opinions,
    "my_openings": _my_openings,
    "listening": _listening,
    "profiles": _profiles,
    "month": _month,
    "network": _network,
    "red": _red,
    "to_verify": _to_verify,
    "fruitless": _fruitless,
    "stage": _stage,
}
