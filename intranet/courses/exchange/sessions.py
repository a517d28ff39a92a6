"""Runs as LHÉO tells them: grouped into actions, each with its sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from intranet.bookings.models import VACANT, Lifecycle, standing
from intranet.courses.exchange import lheo
from intranet.courses.exchange.elements import (
    Element,
    Said,
    add,
    address,
    extras,
    period,
    sign,
    url,
)
from intranet.courses.exchange.fitness import Offered, Where, leaving
from intranet.courses.models import Course, CourseRun, Mode, QualityCertificate
from intranet.kit.clock import in_paris


def add_actions(root: Element, offered: Offered, where: Where) -> None:
    """One action for the runs of same mode, place and price."""
    quality = offered.course.quality_on(in_paris(where.at).date())
    for runs in _alike(leaving(offered, where.at), offered.course):
        _action(root, runs, offered, quality, where)


def _alike(runs: Sequence[CourseRun], course: Course) -> list[list[CourseRun]]:
    """The runs of one action: same mode, same place, same price (the hours are the course's)."""
    groups: dict[tuple[Any, ...], list[CourseRun]] = {}
    for run in sorted(runs, key=lambda run: (run.starts_on or date.max, run.bookable_id)):
        key = (_mode(run, course), run.municipality_code, run.venue, _price(run, course))
        groups.setdefault(key, []).append(run)
    return list(groups.values())


def _action(
    root: Element,
    runs: Sequence[CourseRun],
    offered: Offered,
    quality: QualityCertificate | None,
    where: Where,
) -> None:
    course, first, on = offered.course, runs[0], in_paris(where.at).date()
    action = add(root, "action")
    action.set("uri", f"{where.site}{first.address}")
    rhythm = course.duration_note or course.duration_in_words or "Selon les dates de session."
    add(action, "rythme-formation", rhythm)
    public = lheo.PUBLICS[course.track]
    add(action, "code-public-vise", public, ref=lheo.PUBLICS_EDITION)
    if course.audience:
        add(action, "info-public-vise", course.audience)
    add(action, "niveau-entree-obligatoire", "1" if course.entry_level else "0")
    add(action, "modalites-alternance", "Sans alternance.")
    add(action, "modalites-enseignement", lheo.MODES[_mode(first, course)])
    add(action, "conditions-specifiques", course.prerequisites or "Aucune.")
    financed = quality is not None and quality.is_valid(on)
    add(action, "prise-en-charge-frais-possible", "1" if financed else "0")
    _place(action, first)
    add(action, "modalites-entrees-sorties", lheo.SET_DATES)
    for run in runs:
        _session(action, run, offered, quality, where)
    if course.accessibility:
        add(action, "acces-handicapes", course.accessibility)
    if course.access_conditions:
        add(action, "modalites-recrutement", course.access_conditions)
    if course.methods:
        add(action, "modalites-pedagogiques", course.methods)
    price = _price(first, course)
    if price is not None:
        add(action, "prix-total-TTC", f"{price / 100:.2f}")
    if course.duration_note:
        add(action, "duree-indicative", course.duration_note)
    if course.hours:
        add(action, "nombre-heures-total", str(course.hours))


def _session(
    action: Element,
    run: CourseRun,
    offered: Offered,
    quality: QualityCertificate | None,
    where: Where,
) -> None:
    session, identity = add(action, "session"), offered.identity
    if identity is None or run.starts_on is None or run.ends_on is None:
        raise ValueError(run.bookable_id)
    sign(
        session,
        run.reference or run.bookable.ics_uid,
        f"{where.site}{run.address}",
        run,
        where.at,
    )
    period(session, run.starts_on, run.ends_on)
    address(add(session, "adresse-inscription"), identity.street, identity.postcode, identity.city)
    if offered.course.access_delay:
        add(session, "modalites-inscription", offered.course.access_delay)
    opens, closes = run.bookable.opens_at, run.bookable.closes_at
    if opens and closes and in_paris(opens).date() <= in_paris(closes).date():
        period(add(session, "periode-inscription"), in_paris(opens).date(), in_paris(closes).date())
    add(session, "etat-recrutement", _recruiting(run, offered, quality, where.at))
    url(add(session, "url-session"), f"{where.site}{run.address}")
    extras(session, "places", _seats(run, offered))


def _recruiting(
    run: CourseRun, offered: Offered, quality: QualityCertificate | None, at: datetime
) -> str:
    """Open « as long as the provider has places to offer »: an open waiting list alone is closed."""
    if run.bookable.lifecycle is Lifecycle.POSTPONED:
        return lheo.SUSPENDED
    found = standing(
        run.bookable,
        offered.taken[run.bookable_id],
        at,
        starts_at=run.starts_at,
        ends_at=run.ends_at,
    )
    if found not in VACANT:
        return lheo.CLOSED
    lapsed = quality is not None and not quality.is_valid(in_paris(at).date())
    return lheo.SUSPENDED if lapsed else lheo.OPEN


def _seats(run: CourseRun, offered: Offered) -> list[Said]:
    """LHÉO counts no seats: these are ours."""
    taken = offered.taken[run.bookable_id]
    said: list[Said] = []
    if run.seats is not None:
        said.append(("places-totales", str(run.seats), {}))
    if taken.free is not None and not run.bookable.is_called_off:
        said.append(("places-restantes", str(taken.free), {}))
    if taken.waiting:
        said.append(("en-attente", str(taken.waiting), {}))
    if run.bookable.cancelled_at:
        said.append(("annulee", run.bookable.cancel_reason or "", {}))
    if run.label:
        said.append(("nom", run.label, {}))
    return said


def _place(action: Element, run: CourseRun) -> None:
    """Where it is held, as far as the post knows the place."""
    town = run.municipality
    postcode = (town.postcodes.split() if town else []) or None
    if town is None or postcode is None:
        return
    there = add(add(action, "lieu-de-formation"), "coordonnees")
    known = address(there, run.venue or town.name, postcode[0], town.name)
    add(known, "departement", town.department_code)
    add(known, "code-INSEE-commune", town.code)
    if len(town.region_code) == 2:
        add(known, "region", town.region_code)
    add(known, "pays", "FR")


def _mode(run: CourseRun, course: Course) -> Mode:
    return Mode.REMOTE if run.is_remote else course.mode


def _price(run: CourseRun, course: Course) -> int | None:
    return run.price_cents if run.price_cents is not None else course.price_cents
