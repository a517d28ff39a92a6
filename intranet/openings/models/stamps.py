"""A word that changes with the board, so that what was counted and drawn may be kept meanwhile."""

from __future__ import annotations

from sqlalchemy import event, inspect

from intranet.kit.db import Model
from intranet.kit.stamps import Stamp
from intranet.openings.models.openings import Opening
from intranet.organizations.models import Organization


class BoardStamp(Stamp, Model):
    """A word that changes with every change of any opening: what was counted under it still holds."""

    __tablename__ = "opening_board_stamp"


@event.listens_for(Opening, "after_insert")
@event.listens_for(Opening, "after_update")
@event.listens_for(Opening, "after_delete")
def stamp_with(_mapper: object, _connection: object, _opening: Opening) -> None:
    """No change of an opening goes without its stamp."""
    BoardStamp.change()


@event.listens_for(Organization, "after_update")
def stamp_with_name(_mapper: object, _connection: object, employer: Organization) -> None:
    """What is drawn of openings names who employs."""
    said = inspect(employer).attrs
    if any(said[name].history.has_changes() for name in ("name", "slug")):
        BoardStamp.change()
