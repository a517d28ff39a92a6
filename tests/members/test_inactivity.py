"""Accounts nobody uses: warned after twenty-two and twenty-three months, erased after twenty-four."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from time_machine import travel

from intranet.home.commands import apply_delays
from intranet.kit.clock import in_paris, months_after, now
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.members.actions import accounts, open_session
from intranet.members.models import Member
from tests.factories import MemberFactory, an_administrator
from tests.letters import letters_to

SEEN = datetime(2024, 1, 15, 9, tzinfo=UTC)
FIRST, LAST = "Votre compte va être fermé", "Dernier courriel avant la fermeture de votre compte"


@pytest.fixture
def member(clean_database: None) -> Member:
    made: Member = MemberFactory(last_seen_on=SEEN.date())
    return made


def run(at: datetime) -> None:
    """Twice: the second finds nothing more to say."""
    apply_delays(at)
    apply_delays(at)
    db.session.expire_all()


def after(months: int, days: int = 0) -> datetime:
    return months_after(SEEN, months) + timedelta(days=days)


def subjects(member: Member) -> list[str]:
    return [letter.subject for letter in letters_to(member.email)]


def test_one_is_written_to_at_22_and_at_23_months_once_each(member: Member) -> None:
    run(after(22, days=-1))
    assert subjects(member) == []
    run(after(22))
    run(after(23, days=-1))
    assert subjects(member) == [FIRST]
    run(after(23))
    run(after(24, days=-1))
    assert subjects(member) == [FIRST, LAST]
    assert all("15\u00a0janvier 2026" in letter.body for letter in letters_to(member.email))
    assert member.closed_at is None


def test_at_24_months_nothing_personal_stays_and_the_journal_tells_it(member: Member) -> None:
    address = member.email
    for months in (22, 23, 24):
        run(after(months))
    assert member.closed_at and member.name == "Compte fermé"
    assert letters_to(address) == []
    kinds = list(db.session.scalars(db.select(SecurityEvent.kind)))
    assert kinds == [Kind.ACCOUNT_ERASED]


def test_each_letter_waits_a_month_even_where_the_timer_slept(member: Member) -> None:
    run(after(40))
    assert subjects(member) == [FIRST]
    [first] = letters_to(member.email)
    assert "15\u00a0juillet 2027" in first.body  # two months from then
    run(after(40, days=29))
    assert subjects(member) == [FIRST]
    run(after(41))
    run(after(41, days=29))
    assert subjects(member) == [FIRST, LAST] and member.closed_at is None
    run(after(42))
    assert member.closed_at


@pytest.mark.parametrize("warned", [22, 23])
def test_signing_in_keeps_the_account_and_starts_anew(member: Member, warned: int) -> None:
    for months in range(22, warned + 1):
        run(after(months))
    back = after(warned, days=10)
    open_session(member, back, browser="essais")
    db.session.commit()
    run(after(24))
    run(months_after(back, 22) - timedelta(days=1))
    assert member.closed_at is None and member.last_seen_on == in_paris(back).date()
    run(months_after(back, 22))
    assert subjects(member).count(FIRST) == 2


def test_the_last_administrator_stays(clean_database: None) -> None:
    alone = an_administrator(last_seen_on=SEEN.date())
    for months in (22, 23, 24, 25):
        run(after(months))
    assert alone.closed_at is None
    assert len(subjects(alone)) == 2  # and is not asked every day
    assert alone.last_seen_on == after(24).date()


def test_accounts_of_the_demonstration_are_left_alone(clean_database: None) -> None:
    shown = MemberFactory(is_demo=True)
    run(months_after(now(), 40))
    assert subjects(shown) == []


def test_a_dry_run_tells_the_three_and_writes_nothing(app: Flask, member: Member) -> None:
    warned = MemberFactory(last_seen_on=SEEN.date(), warned_at=after(22), warnings=1)
    MemberFactory(last_seen_on=SEEN.date(), warned_at=after(23), warnings=2)
    for told in range(3):  # who closed theirs meanwhile is told nothing, and closes no more
        MemberFactory(last_seen_on=SEEN.date(), warnings=told, closed_at=after(23))
    db.session.commit()
    with travel(after(24), tick=False):
        told = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
    for line in (
        "Comptes inactifs prévenus une première fois : 1",
        "Comptes inactifs prévenus une seconde fois : 1",
        "Comptes inactifs effacés : 1",
        "Rien n’a été écrit.",
    ):
        assert line in told
    db.session.refresh(warned)
    assert (warned.warnings, letters_to(warned.email)) == (1, [])


def test_an_account_whose_erasing_fails_keeps_none_from_being_erased(
    member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(member_id: int, _at: datetime) -> None:
        if member_id == member.id:
            raise LookupError

    other = MemberFactory(last_seen_on=SEEN.date())
    for months in (22, 23):
        run(after(months))
    with monkeypatch.context() as during:
        during.setitem(accounts._FAREWELLS, "stumbling", stumble)
        with pytest.raises(ExceptionGroup):
            apply_delays(after(24))
    db.session.expire_all()
    assert member.closed_at is None and other.closed_at
    run(after(24))
    assert member.closed_at
