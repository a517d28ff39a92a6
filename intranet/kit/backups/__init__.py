"""The database and the kept files in one archive, and back, on either kind of database."""

from intranet.kit.backups.archive import Archive, BadArchive
from intranet.kit.backups.keeping import KEPT_DAYS, forget_older
from intranet.kit.backups.restoring import Refused, Restored, restore
from intranet.kit.backups.taking import CannotBackUp, Taken, back_up

__all__ = [
    "KEPT_DAYS",
    "Archive",
    "BadArchive",
    "CannotBackUp",
    "Refused",
    "Restored",
    "Taken",
    "back_up",
    "forget_older",
    "restore",
]
