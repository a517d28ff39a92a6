"""What an antivirus says of the files of applications, and what follows when it says no."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from intranet.kit import files, letters, scanning
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.kit.files import Attachment
from intranet.kit.storage import NotStored, StorageAway
from intranet.openings import queries
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    ApplicationFile,
    FileKind,
    JobApplication,
    Scan,
)

SOME = 20  # files read in one transaction: each may take seconds


def scan_of_new() -> Scan:
    """What is said of a file that just came: never clean before it was read."""
    return Scan.PENDING if scanning.is_configured() else Scan.UNSCANNED


def scan_again() -> None:
    """What could not be read last time waits its turn again; without a scanner, nothing waits."""
    left, now_is = (
        (Scan.ERROR, Scan.PENDING) if scanning.is_configured() else (Scan.PENDING, Scan.UNSCANNED)
    )
    waiting = update(ApplicationFile).where(ApplicationFile.scan == left)
    db.session.execute(waiting.values(scan=now_is))


def scan_files() -> int:
    """Read some of what waits; the person whose file is infected is asked for another."""
    waiting = every(queries.files_to_scan().limit(SOME))
    for file in waiting:
        assert file.attachment
        file.scan = _said_of(file.attachment)
        applicant = file.application.applicant
        if file.scan is Scan.INFECTED and applicant and applicant.closed_at is None:
            letters.write(
                "openings/file_removed",
                applicant.email,
                key=f"application-file-{file.id}-infected",
                name=applicant.name,
                opening=file.application.opening,
                application=file.application,
                file=file,
            )
    return len(waiting)


def _said_of(kept: Attachment) -> Scan:
    try:
        with files.opened(kept) as body:
            return Scan(scanning.scan(body).value)
    except (NotStored, StorageAway):
        return Scan.ERROR


def replace_file(
    application: JobApplication, refused: ApplicationFile, kind: FileKind, sent: Attachment,
    at: datetime,
) -> None:  # fmt: skip
    """Another file in the place of one that was removed; the application stays as it is.

    Raises ApplicationAlreadyMoved where it was replaced meanwhile.
    """
    claimed = (
        update(ApplicationFile)
        .where(
            ApplicationFile.id == refused.id,
            ApplicationFile.scan == Scan.INFECTED,
            ApplicationFile.deleted_at.is_(None),
        )
        .values(deleted_at=at)
    )
    if not changed_one(claimed):
        raise ApplicationAlreadyMoved(application.id)
    db.session.refresh(refused)
    gone, refused.attachment_id = refused.attachment_id, None
    application.files.append(
        ApplicationFile(kind=kind, attachment=sent, name=sent.name, scan=scan_of_new())
    )
    db.session.flush()
    if gone:
        files.remove([gone])


def delete_infected(at: datetime) -> int:
    """A week in quarantine, where nobody can open it; then its bytes are gone too."""
    due = every(queries.infected_files(at).limit(SOME))
    gone = [file.attachment_id for file in due if file.attachment_id]
    for file in due:
        file.attachment_id, file.deleted_at = None, at
    db.session.flush()
    if gone:
        files.remove(gone)
    return len(due)
