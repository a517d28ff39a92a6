"""Certificates by the hundred: issued from attendance, then drawn as accessible PDFs, with their progress."""

from __future__ import annotations

import subprocess
import sys

from bench.bases import ROOT, Bases, environ_of

PEOPLE, BADGES = 100, 20
PROGRAM = """
import time
from datetime import datetime, timedelta
from sqlalchemy import insert, select
from wsgi import app
from bench.inside import peak_memory
from intranet.bookings import actions, documents, queries
from intranet.bookings.models import *
from intranet.competencies.queries import in_force
from intranet.courses.models import AssessedBy, CompetencyResult, Course, CourseRun
from intranet.courses.queries import editions_of_items, taught_by
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member

with app.app_context():
    course = next(one for one in db.session.scalars(select(Course).where(Course.is_demo)) if taught_by(one.id))
    by = db.session.scalar(select(Member).where(Member.email == "animateur@demo.example"))
    run = CourseRun(bookable=Bookable(kind=BookableKind.COURSE_RUN), course=course, is_remote=True)
    run.take_place(today() - timedelta(days=30), today() - timedelta(days=30))
    run.bookable.attendance_locked_at = now()
    morning = datetime.combine(run.starts_on, datetime.min.time())
    run.bookable.slots = [Slot(starts_local=morning + timedelta(hours=hour), ends_local=morning + timedelta(hours=hour + 3.5)) for hour in (9, 14)]
    db.session.add(run)
    db.session.flush()
    for number in range({people}):
        db.session.add(Registration(bookable_id=run.id, guest_name=f"Personne Invitée {{number}}", state=RegistrationState.ATTENDED, rank=number + 1))
    db.session.flush()
    seats = db.session.scalars(select(Registration.id).where(Registration.bookable_id == run.id)).all()
    at = now()
    db.session.execute(insert(Attendance), [dict(registration_id=seat, slot_id=slot.id, presence=Presence.PRESENT, minutes=210, method=Method.PAPER, signed_at=at) for seat in seats for slot in run.bookable.slots])
    editions = editions_of_items(course.id)
    db.session.execute(insert(CompetencyResult), [dict(registration_id=seat, competency_id=item, edition_id=edition, level_after=3, method=AssessedBy.CASE, assessed_at=at, assessor_id=by.id) for seat in seats for item, edition in editions.items()])
    db.session.commit()

    def issue_all(kind, most):
        order = actions.order(run.bookable, kind, by, now())
        db.session.commit()
        began = time.perf_counter()
        while order.finished_at is None and order.issued < most:
            actions.issue_some(order, now())
            db.session.commit()
            print(f"\\r  {{kind.value}} : {{order.issued}} sur {{order.expected}}", end="", flush=True)
        took = time.perf_counter() - began
        print(f"\\r  {{kind.value:<11}} {{order.issued:>5}} émis en {{took:6.1f}} s, {{1000 * took / order.issued:6.1f}} ms chacun")

    issue_all(CertificateKind.COMPLETION, {people})
    issue_all(CertificateKind.ATTAINMENT, {people})
    issue_all(CertificateKind.BADGE, {badges})
    found = [theirs[CertificateKind.ATTAINMENT] for theirs in queries.valid_of(run.bookable).values()]
    before, began, cpu = peak_memory(), time.perf_counter(), time.process_time()
    size = 0
    for number, one in enumerate(found, 1):
        size += len(documents.drawn(one))
        if number % 50 == 0:
            print(f"\\r  PDF : {{number}} sur {{len(found)}}, {{time.perf_counter() - began:.0f}} s, {{peak_memory():.0f}} Mo", end="", flush=True)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(f"\\r  {{len(found)}} PDF/UA en {{took:.1f}} s ({{cpu:.1f}} s CPU), {{1000 * took / len(found):.0f}} ms et {{size / len(found) / 1024:.0f}} ko chacun ;"
          f" mémoire {{before:.0f}} Mo avant, {{peak_memory():.0f}} Mo au plus")
    assert len(found) == {people}
"""


def measure(bases: Bases) -> None:
    """On a site with its starting content: one run of so many people, then issue and draw."""
    program = PROGRAM.format(people=bases.shared(PEOPLE), badges=bases.shared(BADGES, 8))
    environ = environ_of(bases.start)
    subprocess.run([sys.executable, "-c", program], env=environ, cwd=ROOT, check=True)
