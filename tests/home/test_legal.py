"""The pages that say who keeps what, and whom to write to."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from intranet import contacts
from intranet.contacts import Contacts, WrongContact
from intranet.kit.clock import now
from intranet.kit.register import register
from tests.visitor import Visitor


@pytest.mark.no_database
def test_the_register_shows_every_table_to_whoever_asks(visitor: Visitor) -> None:
    page = visitor.open("/donnees-personnelles/registre")
    assert set(page.texts("th code")) == set(register().lines)
    assert len(page.texts("main h2")) == len(register().purposes)


@pytest.mark.no_database
def test_security_txt_is_never_about_to_expire(visitor: Visitor, app: Flask) -> None:
    for day in ("2026-01-01T23:59:59Z", "2026-11-26T00:00:00Z"):
        with time_machine.travel(day, tick=False):
            answer = visitor.client.get("/.well-known/security.txt")
            said = dict(line.split(": ", 1) for line in answer.text.splitlines())
            left = datetime.fromisoformat(said["Expires"]) - now()
            assert timedelta(days=90) < left < timedelta(days=365)
    assert answer.content_type == "text/plain; charset=utf-8"
    assert said["Contact"] == "http://localhost/securite"
    assert said["Canonical"] == "http://localhost/.well-known/security.txt"


@pytest.mark.no_database
def test_whoever_runs_the_site_is_named_where_they_say_so(
    visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        app.config,
        "CONTACTS",
        Contacts("Intercommunalités d’Exemple", "Hébergeur SA", "dpo@x.fr", "https://x.fr/faille"),
    )
    assert "Intercommunalités d’Exemple" in visitor.open("/mentions-legales").text()
    rights = visitor.open("/donnees-personnelles").text()
    assert "dpo@x.fr" in rights
    assert "vous corrigez vos données, changez d’adresse électronique" in rights
    assert "x.fr/faille" in visitor.open("/securite").text()
    said = visitor.client.get("/.well-known/security.txt").text
    assert "Contact: https://x.fr/faille\n" in said


@pytest.mark.no_database
@pytest.mark.parametrize("wrong", ["pas une adresse", "http://x.fr", "https://", "a@b"])
def test_a_contact_that_nobody_can_reach_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(WrongContact, match="SECURITY_CONTACT"):
        contacts.read({"SECURITY_CONTACT": wrong})


@pytest.mark.no_database
def test_every_contact_is_in_the_page_of_settings() -> None:
    told = (Path(__file__).parents[2] / "docs" / "reglages.md").read_text()
    for name in ("PUBLISHER", "HOSTED_BY", "PRIVACY_CONTACT", "SECURITY_CONTACT"):
        assert f"| `{name}` |" in told
