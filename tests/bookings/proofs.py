"""People at a run that is over: their seats, their hours, their levels, their documents."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from intranet.bookings import actions, payloads, queries
from intranet.bookings.models import (
    Attendance,
    Bookable,
    Certificate,
    CertificateKind,
    Facts,
    IssueOrder,
    Method,
    Presence,
    Registration,
    RegistrationState,
    Slot,
)
from intranet.competencies.queries import in_force
from intranet.courses.actions import ASKING_LATER
from intranet.courses.models import AssessedBy, CompetencyResult, Course, CourseRun
from intranet.kit.canonical import digest
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.links import signed
from intranet.members.models import Member
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory


def a_held_run(course: Course | None = None, *, locked: bool = True, **given: Any) -> CourseRun:
    """A run of two half-days that is over, its attendance locked."""
    run = a_run(course or CourseFactory(), -10, 1, **given)
    morning = datetime.combine(run.starts_on or today(), datetime.min.time())
    for number, (begins, ends) in enumerate(((9, 12.5), (14, 17.5)), 1):
        db.session.add(
            Slot(
                bookable=run.bookable,
                starts_local=morning + timedelta(hours=begins),
                ends_local=morning + timedelta(hours=ends),
                half_day_number=number,
            )
        )
    run.bookable.attendance_locked_at = now() if locked else None
    db.session.commit()
    return run


def seated(
    run: Any, member: Member | None = None, *, half_days: int = 2, **given: Any
) -> Registration:
    """Somebody who had a seat, and came for so many half-days."""
    rank = db.session.query(Registration).filter_by(bookable_id=run.id).count() + 1
    if "guest_name" not in given:
        given["member"] = member or MemberFactory()
    one = Registration(
        bookable_id=run.id,
        state=RegistrationState.ATTENDED if half_days else RegistrationState.NO_SHOW,
        rank=rank,
        **given,
    )
    db.session.add(one)
    db.session.flush()
    for slot in run.bookable.slots[:half_days]:
        db.session.add(
            Attendance(
                registration=one,
                slot=slot,
                presence=Presence.PRESENT,
                minutes=210,
                method=Method.PAPER,
                signed_at=now(),
            )
        )
    db.session.commit()
    return one


def assessed(one: Registration, levels: dict[str, int], by: Member, **given: Any) -> None:
    """The levels that the trainer established, by code."""
    for code, level in levels.items():
        item = in_force().by_code[code]
        db.session.add(
            CompetencyResult(
                registration_id=one.id,
                competency_id=item.competency_id,
                edition_id=in_force().edition_id,
                level_after=level,
                assessor=by,
                method=AssessedBy.CASE,
                assessed_at=now(),
                **given,
            )
        )
    db.session.commit()


def facts(one: Registration) -> Facts:
    bookable = db.session.get_one(Bookable, one.bookable_id)
    [found] = queries.facts_of(bookable, [one.id])
    return found


def issued(
    one: Registration, by: Member, kind: CertificateKind = CertificateKind.COMPLETION
) -> Certificate:
    """A document of one person, as their trainer issues it."""
    made = actions.issue(facts(one), kind, by, now())
    db.session.commit()
    return made


def a_badge(run: CourseRun, holder: Member, trainer: Member) -> dict[str, Any]:
    """What names a badge that was issued, and what hangs on it, for the census of the doors."""
    one, key = seated(run, holder), actions.key_in_force()
    made = Certificate(
        registration_id=one.id,
        member_id=holder.id,
        kind=CertificateKind.BADGE,
        serial="2000-000001",
        code=payloads.new_code(),
        payload={},
        sha256="",
        issued_at=now(),
        status_index=0,
        credential={"id": key.public_key},
    )
    made.payload = payloads.payload_of(
        made.kind, facts(one), serial=made.serial, code=made.code, signed_by="Essais", at=now()
    )
    made.sha256 = digest(made.payload)
    order = IssueOrder(
        bookable_id=run.id, kind=made.kind, asked_by=trainer, asked_at=now(), expected=1, issued=1
    )
    db.session.add_all([made, order])
    db.session.commit()
    return {
        "code": made.code,
        "run_id": run.id,
        "bookable_id": run.id,
        "order_id": order.id,
        "registration_id": one.id,
        "archive": "badges",
        "word": signed(ASKING_LATER, one.id),
        "letter": signed(actions.HANDED, made.id),
        "number": 1,
    }
