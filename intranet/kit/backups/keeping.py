"""How long backups are kept: what was erased from the site stays in them until then, and no longer."""

from __future__ import annotations

import stat
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from intranet.kit.backups.archive import MARK, BadArchive, manifest_in

KEPT_DAYS = 30  # as the pages on personal data promise


def forget_older(taken: Path, site: str, at: datetime, days: int) -> list[Path]:
    """Remove the archives of this site beside the one just taken, older than so many days; which.

    An archive is known by what it says of itself, never by its name; what is of another site, or
    does not read, is left where it is.
    """
    gone = []
    for path in sorted(taken.parent.glob("*.zip")):
        if path == taken or not stat.S_ISREG(path.lstat().st_mode):
            continue
        said = taken_at(path, site)
        if said is not None and said < at - timedelta(days=days):
            path.unlink()
            gone.append(path)
    return gone


def taken_at(path: Path, site: str) -> datetime | None:
    """When it was, if it is a backup of this site. Its bytes are not checked: it is about to go."""
    try:
        with zipfile.ZipFile(path) as archive:
            if not archive.comment.startswith(MARK):
                return None
            manifest = manifest_in(archive)
            found = datetime.fromisoformat(manifest.taken_at)
    except (OSError, ValueError, TypeError, zipfile.BadZipFile, BadArchive):
        return None
    return found if manifest.site == site and found.tzinfo else None
