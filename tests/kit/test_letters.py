"""Letters: each once, none with a forged header, none lost."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from intranet.kit import letters
from intranet.kit.db import db
from intranet.kit.letters import Letter


@pytest.fixture(autouse=True)
def a_template(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jinja2 import DictLoader

    templates = DictLoader({"letters/essai.txt": "Sujet : {{ title }}\n\nBonjour,\n[lien]\n"})
    monkeypatch.setattr(app.jinja_env, "loader", templates)
    app.jinja_env.cache.clear()


def write(key: str = "essai:1", **context: str) -> bool:
    with_title = {"title": "bienvenue"} | context
    return letters.write("essai", "camille@essais.example", key=key, **with_title)


def outbox() -> list[Letter]:
    return list(db.session.scalars(letters.in_outbox()))


def test_the_same_news_is_written_once() -> None:
    assert write()
    assert not write()
    assert len(outbox()) == 1


def test_a_letter_is_sent_once_and_its_secret_wiped() -> None:
    write(secret_link="https://site/lien/abc")
    db.session.commit()
    sent: list[EmailMessage] = []

    assert letters.send_due(sent.append) == 1
    assert letters.send_due(sent.append) == 0

    assert "https://site/lien/abc" in sent[0].get_content()
    assert outbox()[0].secret_link is None


def test_a_server_that_refuses_is_tried_later() -> None:
    write()
    db.session.commit()

    def refuse(_: EmailMessage) -> None:
        raise OSError("refusé")

    assert letters.send_due(refuse) == 0
    [letter] = outbox()
    assert letter.sent_at is None
    assert letter.tries == 1
    assert "refusé" in (letter.error or "")
    assert letter.not_before > letter.created_at


@pytest.mark.parametrize(
    "title", ["x\r\nBcc: a@b.fr", "=?utf-8?q?=0d=0aBcc:_x@y?=", "x\nBcc: a@b.fr"]
)
def test_a_title_adds_no_header(title: str) -> None:
    write(title=title)
    db.session.commit()
    sent: list[EmailMessage] = []
    letters.send_due(sent.append)

    raw = sent[0].as_bytes()
    import email

    assert email.message_from_bytes(raw).get_all("Bcc") is None


def test_long_links_are_not_folded() -> None:
    link = "https://site/" + "a" * 200
    write(secret_link=link)
    db.session.commit()
    sent: list[EmailMessage] = []
    letters.send_due(sent.append)
    assert link in sent[0].get_content()
