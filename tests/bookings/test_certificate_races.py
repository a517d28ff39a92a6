"""Documents issued at the very same moment: no number missing, none given twice, nobody twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.bookings import actions
from intranet.bookings.models import (
    Certificate,
    CertificateKind,
    IssueOrder,
    Registration,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.bookings.proofs import a_held_run, facts, seated
from tests.factories import a_trainer
from tests.races import at_once

pytestmark = pytest.mark.live


def people_at_a_run(site: Flask, count: int) -> tuple[list[int], int]:
    with site.app_context():
        run = a_held_run()
        trainer = a_trainer(organization=run.course.provider)
        return [seated(run).id for _ in range(count)], trainer.id


def issuing(registration_id: int, trainer_id: int) -> Callable[[], object]:
    def act() -> object:
        found = facts(db.session.get_one(Registration, registration_id))
        db.session.rollback()  # as a view does that reads before it writes
        by = db.session.get_one(Member, trainer_id)
        return actions.issue(found, CertificateKind.COMPLETION, by, now())

    return act


def serials(site: Flask) -> list[str]:
    with site.app_context():
        return sorted(one[-6:] for one in db.session.scalars(select(Certificate.serial)))


def test_twelve_documents_at_once_bear_twelve_numbers_in_a_row(site: Flask) -> None:
    people, trainer = people_at_a_run(site, 12)

    ends = at_once(site, *(issuing(one, trainer) for one in people))

    assert ends == {"done": 12}
    assert serials(site) == [f"{number:06}" for number in range(1, 13)]


def test_of_six_who_issue_one_document_one_does_and_no_number_is_lost(site: Flask) -> None:
    [one, other], trainer = people_at_a_run(site, 2)

    ends = at_once(site, *(issuing(one, trainer) for _ in range(6)))
    at_once(site, issuing(other, trainer))

    assert ends == {"done": 1, "CertificateAlreadyIssued": 5}
    assert serials(site) == ["000001", "000002"]


def test_of_two_who_correct_one_document_one_does(site: Flask) -> None:
    [one], trainer = people_at_a_run(site, 1)
    at_once(site, issuing(one, trainer))
    with site.app_context():
        issued = db.session.scalars(select(Certificate.id)).one()

    def correcting() -> object:
        found = facts(db.session.get_one(Registration, one))
        old = db.session.get_one(Certificate, issued)  # the same for both, however late one comes
        by = db.session.get_one(Member, trainer)
        return actions.replace(old, found, by, now(), reason="Employeur corrigé.")

    ends = at_once(site, correcting, correcting)

    assert ends == {"done": 1, "CertificateIsOver": 1}
    assert serials(site) == ["000001", "000002"]


def test_four_who_go_on_with_one_order_issue_each_document_once(site: Flask) -> None:
    _, trainer = people_at_a_run(site, 30)
    with site.app_context():
        one = db.session.scalars(select(Registration)).first()
        assert one
        by = db.session.get_one(Member, trainer)
        order = actions.order(one.bookable, CertificateKind.PRESENCE, by, now())
        assert order
        order_id = order.id
        db.session.commit()

    def going_on() -> object:
        return actions.issue_some(db.session.get_one(IssueOrder, order_id), now())

    at_once(site, *(going_on for _ in range(4)))

    assert serials(site) == [f"{number:06}" for number in range(1, 31)]
    with site.app_context():
        done = db.session.get_one(IssueOrder, order_id)
        assert (done.issued, done.expected) == (30, 30)
        assert done.finished_at
