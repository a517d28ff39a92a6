"""Letters: written into an outbox in the transaction of what they tell, sent later, each once."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import Select, Text, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.clock import now
from intranet.kit.db import Dated, Model, db

LAST_TRY = 8
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]+|=\?[^ ]*\?=")  # folded or encoded words that add headers


class Letter(Dated, Model):
    """A letter in the outbox. Its `key` names the event, so that the same news leaves once."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    secret_link: Mapped[str | None]
    # Of letters that come again and again: one click stops them (RFC 8058), and their list (RFC 2919).
    unsubscribe_link: Mapped[str | None]
    list_name: Mapped[str | None]
    not_before: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


def write(
    template: str,
    recipient: str,
    *,
    key: str,
    secret_link: str | None = None,
    unsubscribe_link: str | None = None,
    list_name: str | None = None,
    **context: Any,
) -> bool:
    """Put a letter in the outbox, in the transaction under way; False if that news left already.

    The first line of the template is the subject. A `secret_link` is kept apart from the body
    (where the template shows its place by `[lien]`), and wiped once the letter has left. An
    `unsubscribe_link` is a whole address that a POST, without cookie or token, is enough to obey.
    """
    if db.session.scalar(select(Letter.id).where(Letter.key == key)):
        return False
    page = current_app.jinja_env.get_template(f"letters/{template}.txt")
    text = page.render(site=current_app.config["SITE_URL"], **context)
    subject, _, body = text.strip().partition("\n")
    db.session.add(
        Letter(
            key=key,
            recipient=one_line(recipient),
            subject=one_line(subject),
            body=body.strip(),
            secret_link=secret_link,
            unsubscribe_link=unsubscribe_link,
            list_name=list_name,
        )
    )
    return True


def one_line(text: str) -> str:
    """A header may not carry another header (CVE-2024-6923)."""
    return _UNSAFE.sub(" ", text).strip()


def in_outbox() -> Select[Letter]:
    """Every letter, the newest first."""
    return select(Letter).order_by(Letter.id.desc())


def due(at: datetime) -> Select[Letter]:
    """What should leave now: not sent, not given up."""
    return (
        select(Letter)
        .where(Letter.sent_at.is_(None), Letter.not_before <= at, Letter.tries < LAST_TRY)
        .order_by(Letter.id)
    )


def send_due(send: Callable[[EmailMessage], None], limit: int = 500) -> int:
    """Send what is due, one transaction a letter; how many left.

    A kill between the server's answer and our commit sends the letter again with the same
    Message-ID: nothing is lost, and a mailbox can tell the copies apart.
    """
    left = 0
    for letter_id in db.session.scalars(due(now()).with_only_columns(Letter.id).limit(limit)).all():
        taken = update(Letter).where(Letter.id == letter_id, Letter.sent_at.is_(None))
        db.session.execute(taken.values(tries=Letter.tries + 1))
        letter = db.session.get_one(Letter, letter_id)
        try:
            send(as_message(letter))
        except (OSError, smtplib.SMTPException) as failure:
            letter.error = f"{type(failure).__name__}: {failure}"[:500]
            letter.not_before = now() + timedelta(minutes=2**letter.tries)
        else:
            letter.sent_at, letter.error, letter.secret_link = now(), None, None
            left += 1
        db.session.commit()
    return left


def as_message(letter: Letter) -> EmailMessage:
    """The letter as it leaves. Long lines are kept whole: folded links do not open."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    host = urlsplit(current_app.config["SITE_URL"]).hostname
    message["From"] = f"{one_line(current_app.config['SITE_NAME'])} <ne-pas-repondre@{host}>"
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.id}.{abs(hash_of(letter.key))}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_link:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Precedence"] = "bulk"
    if letter.list_name:
        message["List-Id"] = f"<{letter.list_name}.{host}>"
    message.set_content(letter.body.replace("[lien]", letter.secret_link or ""))
    return message


def hash_of(key: str) -> int:
    """The same number for the same event, in any process."""
    import zlib

    return zlib.crc32(key.encode())


def by_smtp(url: str) -> Callable[[EmailMessage], None]:
    """How MAIL_URL says to send: `smtp://user:password@host:587` (STARTTLS) or `smtps://`."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "smtps"

    def send(message: EmailMessage) -> None:
        kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
        with kind(host, parts.port or (465 if secure else 587), timeout=20) as server:
            if not secure and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send


def waiting(text: str | None = None) -> Select[Letter]:
    """The outbox as a page shows it; `text` narrows by recipient or subject."""
    query = in_outbox()
    if text:
        query = query.where(
            or_(
                Letter.recipient.icontains(text, autoescape=True),
                Letter.subject.icontains(text, autoescape=True),
            )
        )
    return query
