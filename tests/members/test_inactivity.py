"""Accounts nobody uses: warned after twenty-three months, closed a month later, unless one signs in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.home.commands import forget_the_absent
from intranet.kit.clock import in_paris, months_after, now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import open_session
from intranet.members.models import Member
from tests.factories import MemberFactory, an_administrator


@pytest.fixture
def member(clean_database: None) -> Member:
    made: Member = MemberFactory()
    return made


def subjects(member: Member) -> list[str]:
    found = db.session.query(Letter).filter_by(recipient=member.email).all()
    return [letter.subject for letter in found]


def test_nobody_is_warned_before_the_delay_and_once_after_it(member: Member) -> None:
    forget_the_absent(months_after(now(), 23) - timedelta(days=1))
    assert subjects(member) == []
    at = months_after(now(), 23) + timedelta(days=1)
    forget_the_absent(at)
    forget_the_absent(at + timedelta(days=29))
    assert subjects(member) == ["Votre compte va être fermé"]
    assert member.closed_at is None


def test_a_month_later_nothing_personal_stays(member: Member) -> None:
    at = months_after(now(), 23) + timedelta(days=1)
    forget_the_absent(at)
    forget_the_absent(at + timedelta(days=31))
    assert member.closed_at and member.name == "Compte fermé"


def test_signing_in_keeps_the_account(member: Member) -> None:
    at = months_after(now(), 23) + timedelta(days=1)
    forget_the_absent(at)
    open_session(member, at + timedelta(days=10), browser="essais")
    db.session.commit()
    forget_the_absent(at + timedelta(days=31))
    assert member.closed_at is None
    assert member.last_seen_on == in_paris(at + timedelta(days=10)).date()


def test_the_last_administrator_stays(clean_database: None) -> None:
    alone = an_administrator()
    at = months_after(now(), 23) + timedelta(days=1)
    forget_the_absent(at)
    forget_the_absent(at + timedelta(days=31))
    assert alone.closed_at is None
    forget_the_absent(at + timedelta(days=32))  # and is not asked every day
    assert len(subjects(alone)) == 1


def test_accounts_of_the_demonstration_are_left_alone(clean_database: None) -> None:
    shown = MemberFactory(is_demo=True)
    forget_the_absent(months_after(now(), 40))
    assert subjects(shown) == []
