"""Writing an opening: beginning a draft, rewording it, throwing it away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from intranet.competencies import queries as competencies
from intranet.competencies.actions import Asked, require
from intranet.competencies.models import Need, Owner, RequirementSet
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.actions.drafts import carry_answers
from intranet.openings.actions.endings import tell_of_date
from intranet.openings.actions.publication import let_be_found
from intranet.openings.actions.versions import claim, log
from intranet.openings.models import (
    FIELD_LABELS,
    ROW_FIELDS,
    Opening,
    OpeningTemplate,
    State,
    Wording,
)
from intranet.openings.policy import EDITABLE, said_confidential, shown_kind
from intranet.organizations.models import Organization
from intranet.places.models import Municipality, Precision
from intranet.places.queries import largest_of


def draft(wording: Wording, organization: Organization, by: Member, at: datetime) -> Opening:
    """Begin an opening; its title is enough.

    Of a fictitious employer, or by an account that everybody may open, it shows the site: no real CV
    is sent to it, and no search engine is told of it.
    """
    opening = Opening(
        organization=organization, owner=by, title=wording.title,
        is_demo=organization.is_demo or by.is_demo,
    )  # fmt: skip
    db.session.add(opening)
    _write(opening, wording)
    db.session.flush()
    log(opening, by, at, left=None)
    return opening


def reword(opening: Opening, wording: Wording, by: Member, at: datetime, *, version: int) -> None:
    """Write it anew; what is online is at once found by its new words. Raises AlreadyMoved."""
    claim(opening, version, EDITABLE)
    changes = wording_of(opening).differences(wording)
    if not changes:
        return
    asked, closes_at = tuple(opening.questions), opening.closes_at
    _write(opening, wording)
    db.session.flush()
    if asked != wording.questions:
        carry_answers(opening, asked)
    told = dict.fromkeys(FIELD_LABELS[name] for name in changes)
    event = log(opening, by, at, left=opening.state, changes=list(told))
    if opening.state is State.PUBLISHED:
        let_be_found(opening)
        if "closes_at" in changes and opening.publish_at and opening.publish_at <= at:
            tell_of_date(opening, closes_at, event, by, at)


def copy(opening: Opening, by: Member, at: datetime) -> Opening:
    """Begin another that says the same, but for its dates; its history is its own."""
    said = replace(
        wording_of(opening), closes_at=None, start_on=None, end_on=None, vacant_on=None,
        csp_reference="", csp_published_on=None, et_reference="",
    )  # fmt: skip
    made = draft(said, opening.organization, by, at)
    made.copied_from_id = opening.id
    return made


def keep_template(opening: Opening, by: Member, name: str, said: dict[str, Any]) -> OpeningTemplate:
    """Keep what an opening says as a model of its organization; the same name is written over."""
    mine = select(OpeningTemplate).where(
        OpeningTemplate.organization_id == opening.organization_id, OpeningTemplate.name == name
    )
    kept = db.session.scalars(mine).one_or_none()
    if kept is None:
        kept = OpeningTemplate(organization_id=opening.organization_id, name=name)
        db.session.add(kept)
    kept.author_id, kept.said = by.id, said
    return kept


def delete(opening: Opening, *, version: int) -> None:
    """Throw a draft away, with what it asked for. Raises AlreadyMoved."""
    claim(opening, version, {State.DRAFT})
    asked = opening.requirement_set
    db.session.delete(opening)
    db.session.flush()
    if asked:
        db.session.delete(asked)


def wording_of(opening: Opening) -> Wording:
    """What an opening says now, with the levels it asks for."""
    return Wording.of(opening, _asked_now(opening.requirement_set))


def _asked_now(pinned: RequirementSet | None) -> tuple[Asked, ...]:
    """What is asked, by the items that speak for it in the edition in force.

    An opening keeps the edition it was written with until somebody edits it: this is what its next
    author begins from. Of two that one item takes the place of, the more demanding stays.
    """
    if pinned is None:
        return ()
    asked = [
        Asked(each.competency_id, each.level, each.weight, each.need, each.is_mandatory)
        for each in pinned.requirements
    ]
    in_force = competencies.in_force()
    if pinned.edition_id == in_force.edition_id:
        return tuple(asked)
    heirs = competencies.heirs_between(pinned.edition_id, in_force.edition_id)
    carried: dict[int, Asked] = {}
    for each in asked:
        for item in heirs.get(each.competency_id, ()):
            level = competencies.within(each.level, item)
            taken = replace(each, competency_id=item.competency_id, level=level)
            other = carried.get(item.competency_id)
            if item.is_assessable and (other is None or _demand(taken) > _demand(other)):
                carried[item.competency_id] = taken
    return tuple(carried.values())


def _demand(asked: Asked) -> tuple[bool, int, int]:
    return asked.need is Need.REQUIRED, asked.level, asked.weight


def _write(opening: Opening, wording: Wording) -> None:
    for name in ROW_FIELDS:
        said = getattr(wording, name)
        setattr(opening, name, list(said) if isinstance(said, tuple) else said)
    opening.is_confidential = said_confidential(wording, opening.organization)
    if opening.employer_kind:
        opening.employer_kind = shown_kind(opening)
    _place(opening)
    if wording.asked or opening.requirement_set:
        opening.requirement_set = require(
            Owner.OPENING,
            competencies.in_force().edition_id,
            wording.asked,
            into=opening.requirement_set,
        )


def _place(opening: Opening) -> None:
    """Copy where it is, so that the board filters, counts and measures in one table.

    Where the employer is not named, its département alone: a radius would find the commune.
    """
    code = opening.municipality_code
    town = db.session.get(Municipality, code) if code else None
    hidden = opening.is_confidential
    opening.region_code = town.region_code if town else None
    opening.department_code = town.department_code if town else None
    opening.epci_siren = town.epci_siren if town and not hidden else None
    point = (
        db.session.scalars(largest_of(town.department_code)).first() if town and hidden else town
    )
    opening.latitude = point.latitude if point else None
    opening.longitude = point.longitude if point else None
    opening.precision = Precision.DEPARTMENT if hidden else town.precision if town else None
