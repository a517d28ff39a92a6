"""The way online: at once for those whose openings are trusted, else through an animator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from intranet.competencies.queries import catalogue_of
from intranet.discussions.models import Verb
from intranet.kit import journal, letters, search
from intranet.kit.conditional import changed_and_read
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.kit.markdown import plain
from intranet.kit.texts import moment
from intranet.members.models import Member
from intranet.members.queries import animators_of
from intranet.openings import policy, queries
from intranet.openings.actions.news import tell
from intranet.openings.actions.telling import answerers_of, tell_administrators
from intranet.openings.actions.versions import claim, log, move
from intranet.openings.models import ROUTE_LABELS, UNSENT, FieldRemark, Opening, OpeningEvent, State
from intranet.organizations.models import Organization


def send(opening: Opening, by: Member, at: datetime, *, version: int, note: str = "") -> None:
    """Put it online; or, for an organization not yet trusted, ask an animator. Raises AlreadyMoved.

    The caller has found no fault in it (`policy.faults_for`). `note`: in what it is not a double.
    """
    claim(opening, version, UNSENT)
    if policy.goes_online_directly(opening.organization):
        put_online(opening, by, at, note=note)
        journal.note(Kind.PUBLISHED, by=by, about=opening)
        return
    event = move(opening, State.IN_REVIEW, by, at, reason=note)
    readers = every(animators_of(opening.region_code).where(Member.id != opening.owner_id))
    for animator in readers:
        if animator.id != by.id:
            _tell("to_review", animator, opening, event)
    if not readers:
        tell_administrators(opening, f"opening-event-{event.id}", is_reported=False)


def approve(opening: Opening, by: Member, at: datetime, *, version: int) -> None:
    """Publish after a review; from now on its organization publishes alone. Raises AlreadyMoved."""
    claim(opening, version, {State.IN_REVIEW})
    opening.organization.trusted_at = opening.organization.trusted_at or at
    event = put_online(opening, by, at)
    journal.note(Kind.PUBLISHED, by=by, concerns=opening.owner, about=opening, detail="reviewed")
    _tell_answerers("published", opening, event)


def ask_changes(
    opening: Opening,
    by: Member,
    at: datetime,
    *,
    comment: str,
    version: int,
    remarks: Sequence[tuple[str, str]] = (),
) -> None:
    """Give it back to its author, saying what to correct. Raises AlreadyMoved.

    `remarks`: fields of the form, and what is to correct in each.
    """
    claim(opening, version, {State.IN_REVIEW})
    event = _sent_back(opening, State.CHANGES_REQUESTED, by, at, comment)
    db.session.add_all(
        FieldRemark(opening_id=opening.id, event_id=event.id, field=field, text=text)
        for field, text in remarks
    )
    _tell_answerers("changes", opening, event)


def reject(opening: Opening, by: Member, at: datetime, *, comment: str, version: int) -> None:
    """Refuse it for good, saying why. Raises AlreadyMoved."""
    claim(opening, version, {State.IN_REVIEW})
    event = _sent_back(opening, State.REJECTED, by, at, comment)
    _tell_answerers("rejected", opening, event)


def read_first(organization: Organization, by: Member) -> None:
    """Its next openings are read before they go online, until one is published so; twice, no more."""
    trusted = update(Organization).where(
        Organization.id == organization.id, Organization.trusted_at.is_not(None)
    )
    if changed_and_read(trusted.values(trusted_at=None), Organization):
        journal.note(Kind.SETTING_CHANGED, by=by, about=organization, detail="read_first")


def _sent_back(opening: Opening, to: State, by: Member, at: datetime, comment: str) -> OpeningEvent:
    journal.note(Kind.REVIEWED, by=by, concerns=opening.owner, about=opening, detail=to.value)
    return move(opening, to, by, at, reason=comment)


def confirm(opening: Opening, by: Member, at: datetime, *, version: int) -> None:
    """« Toujours ouverte »: it stays on the board for ninety more days. Raises AlreadyMoved."""
    claim(opening, version, {State.PUBLISHED})
    opening.last_confirmed_at = at
    log(opening, by, at, left=State.PUBLISHED, reason="Toujours ouverte")


def put_online(opening: Opening, by: Member, at: datetime, *, note: str = "") -> OpeningEvent:
    """What being online means, whichever way it came."""
    online_at = max(opening.publish_at or at, at)  # later, where that was planned
    opening.publish_at = online_at
    opening.first_published_at = opening.first_published_at or online_at
    opening.last_confirmed_at = online_at
    opening.employer_kind = policy.shown_kind(opening)
    planned = f"Prévue le {moment(online_at)}" if online_at > at else ""
    told = "\n".join(filter(None, (planned, note)))
    event = move(opening, State.PUBLISHED, by, at, reason=told)
    if not planned:
        let_be_found(opening)
        tell(opening, Verb.PUBLISHED, by, at)
    return event


def plan(opening: Opening, online_at: datetime | None) -> None:
    """When it is to go online, for one that is not yet; None: as soon as it is sent."""
    if opening.first_published_at is None:
        opening.publish_at = online_at


def find_what_came_online(at: datetime) -> int:
    """Let be found by words what was planned for an instant that has come. For the tick."""
    come = every(queries.online_but_not_found(at))
    for opening in come:
        let_be_found(opening)
        tell(opening, Verb.PUBLISHED, opening.owner, at)
    return len(come)


def let_be_found(opening: Opening) -> None:
    """Its words in the search, until it closes; again after each rewording."""
    asked = opening.requirement_set
    items = catalogue_of(asked.edition_id).items if asked else {}
    town = opening.municipality
    named = not opening.is_confidential
    search.index(
        queries.KIND,
        opening.id,
        title=opening.title,
        address=opening.address,
        summary=f"{opening.employer}, {opening.place}" if town else opening.employer,
        words=[
            *((town.department.name, town.region.name) if town else ()),
            (opening.organization.acronym or "") if named else "",
            plain(opening.missions, 10_000),
            plain(opening.profile, 10_000),
            opening.job_family,
            *opening.grades,
            *(ROUTE_LABELS[route] for route in opening.routes),
            *(
                f"{items[each.competency_id].code} {items[each.competency_id].title}"
                for each in (asked.requirements if asked else ())
                if each.competency_id in items
            ),
        ],
        ends_at=opening.closes_at,
    )


def _tell_answerers(template: str, opening: Opening, event: OpeningEvent) -> None:
    for each in answerers_of(opening):
        _tell(template, each, opening, event)


def _tell(template: str, to: Member, opening: Opening, event: OpeningEvent) -> None:
    if to.closed_at is None:
        letters.write(
            f"openings/{template}",
            to.email,
            key=f"opening-event-{event.id}-to-{to.id}",
            opening=opening,
            event=event,
            name=to.name,
        )


def forget(opening: Opening) -> None:
    """What is not online is not found."""
    db.session.flush()
    search.forget(queries.KIND, opening.id)
