"""Planning measured: one plan towards one opening of eight items, among 20,000 courses and their runs.

Asked of a server, against the bare page on the same database. The plan is drawn anew at each reading.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench.board import COUNT, MEMBER, ROOT, SIGN_IN, Page, rounds, said_by
from bench.courses import COURSES, filled
from bench.databases import databases
from bench.server import serving

BEGUN = """
from wsgi import app
from sqlalchemy import func, select
from intranet.career.actions import plans
from intranet.competencies.models import Need, Requirement
from intranet.courses.models import CourseRun
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.models import Opening
with app.app_context():
    required = (
        select(func.count())
        .where(Requirement.requirement_set_id == Opening.requirement_set_id, Requirement.need == Need.REQUIRED)
        .scalar_subquery()
    )
    live = queries.live(now())
    opening = db.session.scalars(
        select(Opening).where(live, Opening.start_on.is_(None) | (Opening.start_on > now().date()))
        .order_by(required.desc(), Opening.id).limit(1)
    ).one()
    member = db.session.scalars(select(Member).filter_by(email="{email}")).one()
    made = plans.begin(member, plans.Aim(opening_id=opening.id), plans.Frame(), now())
    db.session.commit()
    coming = db.session.scalar(select(func.count()).select_from(CourseRun).where(CourseRun.starts_at > now()))
    steps = sum(step.run_id is not None for step in made.steps)
    print(made.address, coming, len(opening.requirement_set.requirements), steps, made.score_then, made.score_after)
"""


def main() -> None:
    """Both databases, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            print(f"\n{name}")
            plan(url("plans"))


def plan(url: str) -> None:
    """The page of one plan, against the bare page, and its statements."""
    environ = filled(url, COURSES)
    address, coming, asked, steps, before, after = said_by(
        BEGUN.format(email=MEMBER), environ
    ).split()
    cookie = said_by(SIGN_IN.format(email=MEMBER), environ).strip()
    statements = said_by(COUNT, environ, cookie, address).strip()
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    with ExitStack() as stack:
        ours = stack.enter_context(serving("wsgi:app", environ, ROOT))
        bare = environ | {"BARE_DATABASE": url, "BARE_NOW": now}
        theirs = stack.enter_context(serving("bench.bare:app", bare, ROOT))
        reference, measured = rounds(
            ours, theirs, {"un plan": Page(address, by_member=True)}, cookie
        )
    print(
        f"\n  {COURSES} formations, {coming} sessions à venir\n  {'page nue':<26} {reference.cost:6.2f} ms CPU"
    )
    for name, found in measured.items():
        print(
            f"  {name:<26} {found.cost:6.2f} ms CPU, débit {found.rate / reference.rate:5.3f} de la page nue,"
            f" coût {found.cost / reference.cost:4.2f} fois, {statements} requêtes"
            f" ({asked} compétences demandées, {steps} étapes, {before} puis {after} %)"
        )


if __name__ == "__main__":
    main()
