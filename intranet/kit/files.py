"""Attachments: kept outside what the web server shows, checked, served to whoever may read them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import IO, TypeVar
from uuid import uuid4

from flask import Flask, Response, abort, current_app, request, send_file
from sqlalchemy import String, delete, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import FileStorage

from intranet.kit.db import Dated, Model, db
from intranet.kit.incoming import Incoming, received
from intranet.kit.storage import NotStored, StorageAway, storage

FEW_PAGES = 20  # of a PDF that a stranger sends
View = TypeVar("View", bound=Callable[..., object])
LOST = "→ Ce fichier manque dans le stockage du site. Prévenez la personne qui l’a déposé."
GONE = "files to remove once committed"  # what a session holds of them


class Attachment(Dated, Model):
    """A kept file: it is stored under a random name, what it was called is only shown."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    stored_as: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    @property
    def kilobytes(self) -> int:
        """Its size as people read it, in units of 1,024 bytes, rounded up."""
        return -(-self.size // 1024)


def init_app(app: Flask) -> None:
    # First of all: reading the form, as the check of its token does, would already refuse.
    app.before_request_funcs.setdefault(None, []).insert(0, let_large_files_in)


def large(largest: int) -> Callable[[View], View]:
    """Let a view receive bodies of so many bytes, more than the others."""

    def mark(view: View) -> View:
        setattr(view, "largest_body", largest)
        return view

    return mark


def let_large_files_in() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if (largest := getattr(view, "largest_body", None)) is not None:
        request.max_content_length = largest


def keep(sent: FileStorage) -> Attachment:
    """Write the file to the storage and return its row, to be added by the caller.

    Raises RefusedFile where its name, its kind, its size or what it holds are not allowed.
    """
    return keep_read(received(sent))


def keep_pdf(sent: FileStorage) -> Attachment:
    """Keep a short PDF that may be read without fear: what strangers send."""
    return keep_read(received(sent, only=(".pdf",), most_pages=FEW_PAGES))


def keep_read(came: Incoming) -> Attachment:
    """Write what was read and not refused, under a random name."""
    stored_as = uuid4().hex
    storage().write(stored_as, came.body)
    kept = Attachment(
        stored_as=stored_as,
        name=came.name,
        mime=came.mime,
        size=len(came.body),
        sha256=hashlib.sha256(came.body).hexdigest(),
    )
    db.session.add(kept)
    return kept


def opened(kept: Attachment) -> IO[bytes]:
    """The file, to be read and closed by the caller.

    Raises NotStored where it is lost, StorageAway where the storage does not answer.
    """
    return storage().open(kept.stored_as)


def serve(kept: Attachment) -> Response:
    """The file, as a download that no browser will run. The caller has checked who asks.

    It goes through the site wherever it is kept: no address of it is known outside.
    """
    try:
        body = opened(kept)
    except NotStored:
        current_app.logger.error("attachment %s: its file is lost", kept.id)  # noqa: TRY400
        abort(404, LOST)
    response = send_file(body, mimetype=kept.mime, as_attachment=True, download_name=kept.name)
    response.content_length = kept.size
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def remove(ids: Collection[int]) -> None:
    """Delete attachments; their bytes leave the storage once that is committed, and not before."""
    found = select(Attachment.stored_as).where(Attachment.id.in_(ids))
    db.session.info.setdefault(GONE, []).extend(db.session.scalars(found).all())
    db.session.execute(delete(Attachment).where(Attachment.id.in_(ids)))


@event.listens_for(Session, "after_commit")
def _remove_from_storage(session: Session) -> None:
    for stored_as in session.info.pop(GONE, ()):
        try:
            storage().remove(stored_as)
        except StorageAway:  # what was asked is done: the timer removes the orphan another day
            current_app.logger.warning("file %s could not be removed yet", stored_as)


@event.listens_for(Session, "after_rollback")
def _keep_in_storage(session: Session) -> None:
    session.info.pop(GONE, None)


def remove_orphans(at: datetime) -> int:
    """Remove the files that no row names: a form refused after they came, a stop at a bad moment."""
    known = set(db.session.scalars(select(Attachment.stored_as)))
    before = at - timedelta(days=1)  # those of a form being saved are not lost
    orphans = [
        found.name for found in storage().stored() if found.name not in known and found.at < before
    ]
    for orphan in orphans:
        storage().remove(orphan)
    return len(orphans)


def missing() -> list[str]:
    """The names of attachments whose bytes are not stored any more: nothing removes those."""
    rows = db.session.execute(select(Attachment.stored_as, Attachment.name).order_by(Attachment.id))
    there = {found.name for found in storage().stored()}
    return [name for stored_as, name in rows if stored_as not in there]
