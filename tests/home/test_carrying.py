"""« Emporter toutes mes données »: for who proves again that it is them, and told to the journal."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import g

from intranet.home import actions
from intranet.kit.clock import now
from intranet.kit.db import ONLY_READS, db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.members import passwords
from tests.factories import MemberFactory
from tests.members.factories import PASSWORD
from tests.visitor import Page, Visitor

ARCHIVE = "form[action='/moi/donnees/archive']"


def told() -> list[SecurityEvent]:
    exported = db.select(SecurityEvent).where(SecurityEvent.kind == Kind.DATA_EXPORTED)
    return list(db.session.scalars(exported))


def asked(visitor: Visitor, page: Page) -> bytes:
    """What the button answers: the archive, as it comes."""
    token = page.first(f"{ARCHIVE} [name=csrf_token]").get("value")
    sent = {"csrf_token": token}
    with visitor.client.post("/moi/donnees/archive", data=sent) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        assert "no-store" in answer.headers["Cache-Control"]
        return answer.data


def test_the_archive_says_its_day_in_french_as_it_is_in_paris(
    visitor: Visitor, edition: object
) -> None:
    with time_machine.travel(datetime(2026, 11, 27, 23, 30, tzinfo=UTC), tick=False):
        page = visitor.sign_in(MemberFactory()).open("/moi/donnees")
        with zipfile.ZipFile(io.BytesIO(asked(visitor, page))) as archive:
            said = archive.read("lisez-moi.txt").decode()
    assert said.startswith("Vos données sur Passerelles, le 28\xa0novembre 2026.")


def test_nobody_waits_to_write_while_an_archive_is_made(
    visitor: Visitor, edition: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visitor.sign_in(MemberFactory()).open("/moi/donnees")
    carry, only_reads = actions.carry, []

    def noted(*given: Any, **named: Any) -> None:
        only_reads.append(g.get(ONLY_READS, False))
        carry(*given, **named)

    monkeypatch.setattr(actions, "carry", noted)
    assert asked(visitor, page).startswith(b"PK")
    assert only_reads == [True]
    assert len(told()) == 1


def test_a_browser_left_open_does_not_give_everything_away(
    visitor: Visitor, edition: object
) -> None:
    member = MemberFactory(name="Awa Diop", password_hash=passwords.kept(PASSWORD))
    with time_machine.travel(now(), tick=False) as clock:
        visitor.sign_in(member)
        clock.shift(timedelta(minutes=11))
        page = visitor.send(visitor.open("/moi/donnees"), form=ARCHIVE)
        assert page.texts("h1") == ["Redonner votre mot de passe"]
        page = visitor.send(page, 422, current="pas le bon du tout")
        assert not told()
        page = visitor.send(page, current=PASSWORD)
        assert page.texts("h1") == ["Mes données"], "one goes on from where one was"
        with zipfile.ZipFile(io.BytesIO(asked(visitor, page))) as archive:
            mine = json.loads(archive.read("mon-compte.json"))
    assert mine[0]["nom"] == "Awa Diop"
    [line] = told()
    assert (line.person, line.about, line.detail) == (member.event_key, None, "whole")


@pytest.mark.parametrize(
    "path", ["/moi/donnees.json", "/moi/donnees.csv", "/moi/candidatures/donnees.zip"]
)
def test_nor_does_any_other_file_of_ones_data(path: str, visitor: Visitor, edition: object) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        visitor.sign_in(MemberFactory())
        clock.shift(timedelta(minutes=11))
        assert visitor.open(path).texts("h1") == ["Redonner votre mot de passe"]
        assert not told()


def test_whoever_has_just_signed_in_is_not_asked_again(visitor: Visitor, edition: object) -> None:
    page = visitor.sign_in(MemberFactory()).open("/moi/donnees")
    assert "redemande votre mot de passe" in page.text("[aria-labelledby=carry-all]")
    assert asked(visitor, page).startswith(b"PK")
