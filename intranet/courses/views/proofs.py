"""What courses answer for the documents of their runs."""

from __future__ import annotations

from intranet.bookings.models import BookableKind, CertificateKind
from intranet.bookings.queries import Certifier, certified_by
from intranet.courses import policy, queries
from intranet.kit.db import db
from intranet.members.models import Member


def may_certify(member: Member, run_id: int) -> frozenset[CertificateKind]:
    run = db.session.scalars(queries.run_whole(run_id)).one_or_none()
    return policy.may_certify(member, run) if run else frozenset()


def answer_for_runs() -> None:
    certified_by(
        BookableKind.COURSE_RUN,
        Certifier(queries.as_meeting, queries.reached_by, may_certify),
    )
