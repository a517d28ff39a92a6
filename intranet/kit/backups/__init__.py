"""The database and the kept files in one archive, and back, on either kind of database.

`taking.back_up` and `restoring.restore` are imported where a command asks for them: what they need
(both databases, the migrations) is heavy, and web processes do without.
"""

from __future__ import annotations

from intranet.kit.backups.archive import Archive, BadArchive
from intranet.kit.backups.keeping import KEPT_DAYS, forget_older
from intranet.kit.backups.snapshot import CannotBackUp

__all__ = ["KEPT_DAYS", "Archive", "BadArchive", "CannotBackUp", "forget_older"]
