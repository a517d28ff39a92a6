"""Letters: written into an outbox in the transaction of what they tell, sent later, each once."""

from __future__ import annotations

import re
import smtplib
import ssl
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache, partial
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    Index,
    Insert,
    Select,
    Text,
    and_,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.clock import now
from intranet.kit.conditional import inserting, touched
from intranet.kit.db import Dated, Model, db
from intranet.kit.security import LOOPBACK
from intranet.kit.texts import typeset

LAST_TRY = 8
WORDED_MONTHS = 1  # what a letter said is kept, once it left; that it left, longer
KEPT_MONTHS = 12
# What one letter may meet without keeping the others: the server, or words that make no letter.
UNSENT = (OSError, smtplib.SMTPException, MessageError, ValueError)
# Of these, what is of the letter alone; after another, the server is left until the next passage.
OF_ONE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, MessageError, ValueError)  # fmt: skip
AWAY_FOR = timedelta(days=5)  # a server that does not answer: letters are not given up before
LONGEST_SUBJECT = 200  # characters
# What ends a line for one program or another, what turns a text over, what begins an encoded word
# (RFC 2047) that some libraries decode into a new line (CVE-2024-6923).
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)


class NotALetter(ValueError):
    """What would leave is not what was written: a second recipient, a header of somebody else’s."""


class Letter(Dated, Model):
    """A letter in the outbox. Its `key` names the event, so that the same news leaves once."""

    __tablename__ = "letter"
    __table_args__ = (  # those that still have words, for the timer that takes them out
        Index(
            "ix_letter_worded",
            "created_at",
            sqlite_where=text("body != ''"),
            postgresql_where=text("body != ''"),
        ),
    )

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
    db.session.flush()  # what is told was written
    model = current_app.jinja_env.get_template(f"letters/{template}.txt")
    written = model.render(site=current_app.config["SITE_URL"], **context)
    subject, _, body = written.strip().partition("\n")
    letter = {
        "key": key,
        "recipient": one_line(recipient),
        "subject": one_line(subject)[:LONGEST_SUBJECT],
        "body": readable(body).strip(),
        "secret_link": secret_link,
        "unsubscribe_link": unsubscribe_link,
        "list_name": list_name,
    }
    return touched(db.session.execute(_unless_written(db.engine.dialect.name), letter)) == 1


@cache
def _unless_written(_dialect: str) -> Insert:
    """Built once for each database: the key alone tells whether that news left already."""
    insert = inserting(Letter.__table__).inline().on_conflict_do_nothing(index_elements=["key"])
    return insert.execution_options(preserve_rowcount=True)


def one_line(text: str) -> str:
    """A text for a header, that carries no other header."""
    return _UNSAFE.sub(" ", text).replace("=?", "= ?").strip()


def readable(text: str) -> str:
    """A text that can be written in UTF-8: halves of characters are left out."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def in_outbox(words: str | None = None) -> Select[Letter]:
    """Every letter, the newest first; `words` narrow by recipient or subject."""
    query = select(Letter).order_by(Letter.id.desc())
    if words:
        named = (Letter.recipient, Letter.subject)
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in named)))
    return query


def due(at: datetime) -> Select[Letter]:
    """What should leave now: not sent, not given up."""
    return (
        select(Letter)
        .where(Letter.sent_at.is_(None), Letter.not_before <= at, Letter.tries < LAST_TRY)
        .order_by(Letter.id)
    )


def send_due(send: Callable[[EmailMessage], None], limit: int = 500) -> int:
    """Send what is due, one transaction a letter; how many left. One mailer at a time (`tick`).

    A kill between the server's answer and our commit sends the letter again with the same
    Message-ID: nothing is lost, and a mailbox can tell the copies apart. No transaction is open
    while a server answers, as slowly as it likes: it would keep everybody from writing.
    """
    left = 0
    waiting = db.session.scalars(due(now()).with_only_columns(Letter.id).limit(limit)).all()
    for letter_id in waiting:
        letter = db.session.get(Letter, letter_id)
        if letter is None or letter.sent_at is not None:
            continue
        outcome: dict[str, Any]
        tries, is_away = letter.tries + 1, False
        try:
            message = checked(as_message(letter), letter)
            db.session.commit()
            send(message)
        except NotALetter as wrong:
            tries, outcome = LAST_TRY, {"error": str(wrong)}
            current_app.logger.error("letter %s is not sent: %s", letter_id, wrong)  # noqa: TRY400
        except UNSENT as failure:
            is_away = not isinstance(failure, OF_ONE)
            if is_away and now() - letter.created_at < AWAY_FOR:
                tries = min(tries, LAST_TRY - 1)
            later = now() + timedelta(minutes=2 ** min(tries, 4 if is_away else LAST_TRY))
            outcome = {"error": f"{type(failure).__name__}: {failure}"[:500], "not_before": later}
        else:
            outcome = {
                "sent_at": now(),
                "error": None,
                "secret_link": None,
                "unsubscribe_link": None,
            }
            left += 1
        tried = update(Letter).where(Letter.id == letter_id, Letter.sent_at.is_(None))
        db.session.execute(tried.values(tries=tries, **outcome))
        db.session.commit()
        if is_away:
            break
    return left


def worded_before(at: datetime) -> ColumnElement[bool]:
    """Letters that left by then, or were given up, and still say what they said."""
    over = or_(Letter.sent_at < at, and_(Letter.sent_at.is_(None), Letter.tries >= LAST_TRY))
    # Written out, as in the index that finds them.
    return and_(Letter.body != literal_column("''"), Letter.created_at < at, over)


def forget_words(before: datetime) -> int:
    """Take the words out of them: that one was written, to whom and when, stays. How many."""
    nothing = {"body": "", "secret_link": None, "unsubscribe_link": None}
    return touched(
        db.session.execute(update(Letter).where(worded_before(before)).values(**nothing))
    )


def as_message(letter: Letter) -> EmailMessage:
    """The letter as it leaves, typeset and signed. Long lines are kept whole: folded links do not open."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    host = urlsplit(current_app.config["SITE_URL"]).hostname
    sender = Address(one_line(current_app.config["SITE_NAME"]), "ne-pas-repondre", host or "")
    message["From"] = sender
    message["To"] = addressed(letter.recipient)
    message["Subject"] = typeset(one_line(letter.subject))
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.id}.{hash_of(letter.key)}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_link:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Precedence"] = "bulk"
    if letter.list_name:
        message["List-Id"] = f"<{letter.list_name}.{host}>"
    body = typeset(readable(letter.body))
    if letter.secret_link:
        body = body.replace("[lien]", letter.secret_link)
    message.set_content(f"{body}\n\n{signature()}\n")
    return message


def signature() -> str:
    """Who writes, where that is, and that nobody reads what is answered: mailboxes fold it away."""
    name, site = one_line(current_app.config["SITE_NAME"]), current_app.config["SITE_URL"]
    unread = typeset("Ce courriel part tout seul : personne ne lit ce qui y est répondu.")
    return f"-- \n{name}, {site}\n{unread}"


def addressed(recipient: str) -> Address:
    """One person’s address. Raises NotALetter where it says two, or none."""
    try:
        found = Address(addr_spec=recipient)
    except (ValueError, IndexError, HeaderParseError) as wrong:
        raise NotALetter("its recipient is not one address") from wrong
    if found.addr_spec != recipient or not found.username or not found.domain:
        raise NotALetter("its recipient is not one address")
    return found


def checked(message: EmailMessage, letter: Letter) -> EmailMessage:
    """The letter, once it was read back as the servers on its way will. Raises NotALetter."""
    read = message_from_bytes(message.as_bytes(), policy=SMTP)
    if read.keys() != message.keys() or read.defects:
        raise NotALetter("its headers are not those that were written")
    if [found.addr_spec for found in read["To"].addresses] != [letter.recipient]:
        raise NotALetter("it would leave for somebody else")
    return message


def hash_of(key: str) -> int:
    """The same number for the same event, in any process."""
    return zlib.crc32(key.encode())


def by_smtp(url: str) -> Callable[[EmailMessage], None]:
    """How MAIL_URL says to send: `smtp://user:password@host:587` (STARTTLS) or `smtps://`."""
    parts, sound = urlsplit(url), ssl.create_default_context()  # of the server of that name alone
    host, secure = parts.hostname or "", parts.scheme == "smtps"
    kind = partial(smtplib.SMTP_SSL, context=sound) if secure else smtplib.SMTP

    def send(message: EmailMessage) -> None:
        with kind(host, parts.port or (465 if secure else 587), timeout=20) as server:
            if not (secure or host in LOOPBACK):
                _cipher(server, sound, is_needed=bool(parts.username))
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send


def _cipher(server: smtplib.SMTP, sound: ssl.SSLContext, *, is_needed: bool) -> None:
    """Where it is offered, which is known once it is asked: no password is told in the clear."""
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=sound)
    elif is_needed:
        raise smtplib.SMTPNotSupportedError("no STARTTLS is offered: the password is not sent")
