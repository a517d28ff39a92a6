"""The journal: what touches safety is told once, with its act, in a chain that shows any change."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from intranet.kit import journal
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import EventChain, Kind, SecurityEvent
from tests.databases import DIALECT
from tests.factories import MemberFactory
from tests.races import at_once


def told() -> list[SecurityEvent]:
    return list(db.session.scalars(select(SecurityEvent).order_by(SecurityEvent.number)))


def some_lines(count: int) -> None:
    member = MemberFactory()
    for _ in range(count):
        journal.note(Kind.SIGNED_IN, by=member, about=member.organization)
        db.session.commit()


class unguarded:  # noqa: N801  read as a sentence: with unguarded(): …
    """What somebody who holds the database itself can do: put the guards aside."""

    def __enter__(self) -> None:
        if DIALECT == "postgresql":
            db.session.execute(text("ALTER TABLE security_event DISABLE TRIGGER USER"))
            return
        names = ("security_event_fixed", "security_event_kept")
        kept = text("SELECT sql FROM sqlite_master WHERE name = :name")
        self.guards = [db.session.scalar(kept, {"name": name}) for name in names]
        for name in names:
            db.session.execute(text(f"DROP TRIGGER {name}"))

    def __exit__(self, *_: object) -> None:
        if DIALECT == "postgresql":
            db.session.execute(text("ALTER TABLE security_event ENABLE TRIGGER USER"))
            return
        for guard in self.guards:
            db.session.execute(text(str(guard)))


def test_an_act_and_its_line_are_kept_together_or_not_at_all() -> None:
    member = MemberFactory()
    db.session.commit()
    journal.note(Kind.PASSWORD_CHANGED, by=member)
    db.session.rollback()
    db.session.commit()
    assert told() == []
    journal.note(Kind.PASSWORD_CHANGED, by=member)
    db.session.commit()
    db.session.commit()
    [line] = told()
    assert (line.kind, line.person) == (Kind.PASSWORD_CHANGED, member.event_key)


def test_what_a_savepoint_takes_back_is_not_told() -> None:
    member = MemberFactory()
    db.session.commit()
    journal.note(Kind.SIGNED_IN, by=member)
    savepoint = db.session.begin_nested()
    journal.note(Kind.ROLE_GIVEN, by=member)
    savepoint.rollback()
    with db.session.begin_nested():
        journal.note(Kind.ROLE_WITHDRAWN, by=member)
    db.session.commit()
    assert [line.kind for line in told()] == [Kind.SIGNED_IN, Kind.ROLE_WITHDRAWN]


def test_each_line_is_told_to_the_log_once_it_is_committed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    member = MemberFactory(name="Zoé Introuvable", email="zoe@exemple.fr")
    with caplog.at_level(logging.INFO, logger="intranet.events"):
        journal.note(Kind.SIGN_IN_FAILED, typed="Inconnue@exemple.fr", detail="password")
        journal.note(Kind.SIGNED_IN, by=member)
        assert not caplog.records
        db.session.commit()
    failed, signed_in = [json.loads(record.message) for record in caplog.records]
    assert (failed["kind"], signed_in["person"]) == ("sign_in_failed", member.event_key)
    assert failed["typed"] == journal.hash_of_address("inconnue@exemple.fr")
    assert "exemple.fr" not in caplog.text
    assert "Zoé" not in caplog.text


def test_a_sound_chain_says_how_long_it_is() -> None:
    some_lines(3)
    check = journal.verify()
    assert (check.lines, check.fault) == (3, None)


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_the_database_itself_refuses_to_change_or_remove_a_line(statement: str) -> None:
    some_lines(1)
    change = {
        "update": update(SecurityEvent).values(detail="autre"),
        "delete": delete(SecurityEvent),
    }[statement]
    with pytest.raises(DBAPIError, match="only added to"), db.session.begin_nested():
        db.session.execute(change)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(update(EventChain).values(cut_number=1, cut_hash="f" * 64))


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (1, "La ligne 1 a été changée."),
        (2, "La ligne 2 a été changée."),
        (3, "La ligne 3 a été changée."),
    ],
)
def test_one_line_changed_by_force_shows(number: int, fault: str) -> None:
    some_lines(3)
    with unguarded():
        theirs = SecurityEvent.number == number
        db.session.execute(update(SecurityEvent).where(theirs).values(network="203.0.113.0/24"))
    assert journal.verify().fault == fault
    with unguarded():
        unread = text("UPDATE security_event SET kind = 'nonsense' WHERE number = :number")
        db.session.execute(unread, {"number": number})
    assert (journal.verify().lines, journal.verify().fault) == (number - 1, fault)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (1, "La ligne 1 manque."),
        (2, "La ligne 2 manque."),
        (3, "Les dernières lignes manquent : la chaîne en compte 3."),
    ],
)
def test_one_line_removed_by_force_shows(number: int, fault: str) -> None:
    some_lines(3)
    with unguarded():
        db.session.execute(delete(SecurityEvent).where(SecurityEvent.number == number))
    assert journal.verify().fault == fault


def test_the_old_lines_go_and_the_rest_still_holds_to_their_anchor() -> None:
    with time_machine.travel("2025-01-10T10:00:00Z", tick=False) as clock:
        some_lines(2)
        clock.shift(timedelta(days=400))
        some_lines(2)
        assert journal.cut(now() - timedelta(days=365), now()) == 2
        assert journal.cut(now() - timedelta(days=365), now()) == 0
        db.session.commit()
        assert [line.number for line in told()] == [3, 4]
        check = journal.verify()
        assert (check.lines, check.fault) == (2, None)
        with db.session.begin_nested() as by_hand:
            db.session.execute(
                text(
                    "INSERT INTO security_event (number, at, kind, hash)"
                    " SELECT 2, at, kind, hash FROM security_event WHERE number = 3"
                )
            )
            assert journal.verify().fault == "La ligne 2 a été ajoutée."
            by_hand.rollback()
        some_lines(1)
        assert journal.cut(now() + timedelta(days=1), now()) == 3
        some_lines(1)
    assert journal.verify().fault is None


@pytest.mark.live
def test_many_hands_add_to_one_chain_without_losing_a_line(site: Flask) -> None:
    def acts() -> None:
        for _ in range(5):
            journal.note(Kind.SIGN_IN_FAILED, typed="quelquun@exemple.fr")
            db.session.commit()

    assert at_once(site, *[acts] * 4) == {"done": 4}
    with site.app_context():
        check = journal.verify()
    assert (check.lines, check.fault) == (20, None)
