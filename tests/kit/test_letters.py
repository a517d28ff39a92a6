"""Letters: each once, none with a forged header, none lost."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.utils import getaddresses
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from intranet.kit import letters
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter


@pytest.fixture(autouse=True)
def a_template(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jinja2 import DictLoader

    templates = DictLoader(
        {"letters/essai.txt": "Sujet : {{ title }}\n\nBonjour,\n[lien]\n{{ more|default }}\n"}
    )
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


def test_what_somebody_wrote_between_brackets_leaves_as_they_wrote_it() -> None:
    """« Voyez [lien] » in the reason of a refusal: no link of ours goes there."""
    write()
    db.session.commit()
    sent: list[EmailMessage] = []
    letters.send_due(sent.append)
    assert "[lien]" in sent[0].get_content()


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


def test_a_server_that_is_away_for_days_loses_no_letter_and_holds_nobody_up() -> None:
    """One letter a passage finds out; the others, and all that the timer does, do not wait for it."""
    write()
    write("essai:2")
    db.session.commit()
    asked: list[EmailMessage] = []

    def silent(message: EmailMessage) -> None:
        asked.append(message)
        raise TimeoutError("muet")

    with time_machine.travel(now(), tick=False) as clock:
        for passage in range(1, 4 * 24 * 4):
            letters.send_due(silent)
            assert len(asked) <= passage
            clock.shift(timedelta(minutes=15))
        clock.shift(timedelta(minutes=16))
        assert letters.send_due(asked.append) == 2


def test_a_letter_that_is_refused_keeps_no_other_from_leaving() -> None:
    write()
    write("essai:2")
    db.session.commit()
    refused = [smtplib.SMTPRecipientsRefused({})]

    def first_refused(_: EmailMessage) -> None:
        if refused:
            raise refused.pop()

    assert letters.send_due(first_refused) == 1


INTO_THE_TITLE = [
    "x\r\nBcc: mal@x.example",
    "x\nBcc: mal@x.example\n\nAutre corps",
    "x\r\n\r\n<script>alert(1)</script>",
    "=?utf-8?q?K=0d=0aBcc:_mal@x.example?=",
    "=?utf-8?b?SwpCY2M6IG1hbEB4LmV4YW1wbGU=?=",
    "==??utf-8?q?=0d=0aBcc:_mal@x.example?==?=",
    "x\x0bBcc: mal@x.example\x0c\x1c\x85\u2028\u2029y",
    "\u202eelpmaxe\u2066 à l’envers",
    "demi\ud800signe",
    "long " * 4_000,
    'x\x00\x1b[31m, "Chef" <mal@x.example>; mal@x.example',
    "Bcc: mal@x.example",
]
AS_THE_RECIPIENT = [
    "camille@essais.example, mal@x.example",
    "camille@essais.example;mal@x.example",
    "Camille <camille@essais.example>",
    "camille@essais.example>,<mal@x.example",
    "camille@essais.example\r\nBcc: mal@x.example",
    "camille@essais.example Bcc:mal@x.example",
    "=?utf-8?q?mal=40x.example?=@essais.example",
    '"mal@x.example"@essais.example',
    "amis: camille@essais.example, mal@x.example;",
    "camille",
    "@essais.example",
    "",
]
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]  # fmt: skip


def left() -> list[Message]:
    """What leaves, read back as old servers do: each line that looks like a header is one."""
    db.session.commit()
    raw: list[bytes] = []
    letters.send_due(lambda message: raw.append(message.as_bytes()))
    return [message_from_bytes(each) for each in raw]


@pytest.mark.parametrize("title", INTO_THE_TITLE)
def test_a_title_adds_no_header_and_no_recipient(title: str) -> None:
    write(title=title)
    [message] = left()
    assert message.keys() == HEADERS
    assert getaddresses(message.get_all("To", [])) == [("", "camille@essais.example")]
    assert b"Bonjour," in bytes(message.get_payload(decode=True))  # its second line is in the body
    assert len(outbox()[0].subject) <= letters.LONGEST_SUBJECT


@pytest.mark.parametrize("recipient", AS_THE_RECIPIENT)
def test_a_letter_leaves_for_one_person_or_not_at_all(recipient: str) -> None:
    letters.write("essai", recipient, key="essai:1", title="bienvenue")
    for message in left():
        assert message.keys() == HEADERS
        [(_, address)] = getaddresses(message.get_all("To", []))
        assert address == outbox()[0].recipient and address.endswith("@essais.example")
    assert outbox()[0].sent_at or outbox()[0].tries == letters.LAST_TRY


def test_the_name_of_the_site_is_only_a_name(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SITE_NAME", "Agglo, <mal@x.example>\r\nBcc: mal@x.example")
    write()
    [message] = left()
    assert message.keys() == HEADERS
    assert [address for _, address in getaddresses([message["From"]])] == ["ne-pas-repondre@localhost"]  # fmt: skip


def test_long_links_are_not_folded() -> None:
    link = "https://site/" + "a" * 200
    write(secret_link=link)
    db.session.commit()
    sent: list[EmailMessage] = []
    letters.send_due(sent.append)
    assert link in sent[0].get_content()


def test_letters_leave_typeset_but_for_their_addresses() -> None:
    write(
        title="« L'offre » est-elle ouverte ?",
        secret_link="https://site/lien?q='d'ici'",
        more="Répondre : d'hier@essais.example, ou https://site/l'offre",
    )
    db.session.commit()
    sent: list[EmailMessage] = []
    letters.send_due(sent.append)
    assert sent[0]["Subject"] == "Sujet\u00a0: «\u00a0L’offre\u00a0» est-elle ouverte\u202f?"
    said = sent[0].get_content()
    assert "Répondre\u00a0: d'hier@essais.example, ou https://site/l'offre" in said
    assert "https://site/lien?q='d'ici'" in said


def test_a_letter_says_who_writes_and_that_nobody_reads_the_answers(app: Flask) -> None:
    write()
    db.session.commit()
    sent: list[EmailMessage] = []
    letters.send_due(sent.append)
    _, signature = sent[0].get_content().split("\n-- \n")
    assert signature.startswith(f"{app.config['SITE_NAME']}, {app.config['SITE_URL']}\n")
    assert "personne ne lit" in signature


@pytest.mark.no_database
def test_letters_are_written_and_left_by_one_room_alone() -> None:
    """What guards their headers is there: a letter made elsewhere would go around it."""
    makes = re.compile(r"\b(?:Letter|EmailMessage|MIME\w+)\(|smtplib|send_message|sendmail")
    code = Path(letters.__file__).parents[1]
    found = {str(path.relative_to(code)) for path in code.rglob("*.py") if makes.search(path.read_text())}  # fmt: skip
    assert found == {"kit/letters.py"}
    subjects = [path.read_text().lstrip() for path in (code / "templates/letters").rglob("*.txt")]
    assert len(subjects) > 90 and not [said for said in subjects if "\n" not in said]
