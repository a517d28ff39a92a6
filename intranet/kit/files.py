"""Attachments: kept outside what the web server shows, checked, served to whoever may read them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from flask import Flask, Response, current_app, request, send_file
from sqlalchemy import String, delete, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import FileStorage

from intranet.kit.db import Dated, Model, db
from intranet.kit.texts import clean

LARGEST = 5 * 2**20  # bytes
View = TypeVar("View", bound=Callable[..., object])
# What a file may be: its ending, its type, and how its bytes begin.
KINDS = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", b"PK\x03\x04"),
    ".odt": ("application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", b"PK\x03\x04"),
    ".odp": ("application/vnd.oasis.opendocument.presentation", b"PK\x03\x04"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}  # fmt: skip


GONE = "files to remove once committed"  # what a session holds of them


class RefusedFile(Exception):
    """The file is not of a kind we keep; the message says so in French."""


class Attachment(Dated, Model):
    """A kept file: where it is on the disk is a random name, what it was called is only shown."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    stored_as: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


def init_app(app: Flask) -> None:
    Path(app.config["STORAGE"]).mkdir(parents=True, exist_ok=True)
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

    Raises RefusedFile where its kind, its first bytes or its size are not allowed.
    """
    name = clean(Path((sent.filename or "").replace("\\", "/")).name)[:120]
    mime, beginning = KINDS.get(Path(name).suffix.lower(), ("", b""))
    body = sent.stream.read(LARGEST + 1)
    if not mime:
        raise RefusedFile(
            "Formats acceptés : PDF, Word, Excel, PowerPoint, OpenDocument, PNG et JPEG."
        )
    if not body:
        raise RefusedFile("Ce fichier est vide.")
    if len(body) > LARGEST:
        raise RefusedFile("Ce fichier dépasse 5 Mo.")
    if not body.startswith(beginning):
        raise RefusedFile("Le contenu de ce fichier ne correspond pas à son nom.")
    stored_as = uuid4().hex
    path = path_of(stored_as)
    path.write_bytes(body)
    path.chmod(0o600)
    kept = Attachment(
        stored_as=stored_as,
        name=name,
        mime=mime,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )
    db.session.add(kept)
    return kept


def serve(kept: Attachment) -> Response:
    """The file, as a download that no browser will run. The caller has checked who asks."""
    response = send_file(
        path_of(kept.stored_as), mimetype=kept.mime, as_attachment=True, download_name=kept.name
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def remove(ids: Collection[int]) -> None:
    """Delete attachments; their bytes leave the disk once that is committed, and not before."""
    found = select(Attachment.stored_as).where(Attachment.id.in_(ids))
    db.session.info.setdefault(GONE, []).extend(db.session.scalars(found).all())
    db.session.execute(delete(Attachment).where(Attachment.id.in_(ids)))


@event.listens_for(Session, "after_commit")
def _remove_from_disk(session: Session) -> None:
    for stored_as in session.info.pop(GONE, ()):
        path_of(stored_as).unlink(missing_ok=True)


@event.listens_for(Session, "after_rollback")
def _keep_on_disk(session: Session) -> None:
    session.info.pop(GONE, None)


def remove_orphans(at: datetime) -> int:
    """Remove the files that no row names: a form refused after they came, a stop at a bad moment."""
    known = set(db.session.scalars(select(Attachment.stored_as)))
    before = (at - timedelta(days=1)).timestamp()  # those of a form being saved are not lost
    orphans = [
        found
        for found in Path(current_app.config["STORAGE"]).iterdir()
        if found.is_file() and found.name not in known and found.stat().st_mtime < before
    ]
    for orphan in orphans:
        orphan.unlink(missing_ok=True)
    return len(orphans)


def missing() -> list[str]:
    """The names of attachments whose bytes are not on the disk any more: nothing removes those."""
    rows = db.session.execute(select(Attachment.stored_as, Attachment.name).order_by(Attachment.id))
    return [name for stored_as, name in rows if not path_of(stored_as).exists()]


def path_of(stored_as: str) -> Path:
    return Path(current_app.config["STORAGE"]) / stored_as
