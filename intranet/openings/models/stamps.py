"""A word that changes with the board, so that what was counted and drawn may be kept meanwhile."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Connection, String, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model
from intranet.openings.models.openings import Opening


class BoardStamp(Model):
    """A word that changes with every change of any opening: what was counted under it still holds."""

    __tablename__ = "opening_board_stamp"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(String(36))


def stamp(connection: Connection) -> None:
    """In the transaction of the change: whoever reads the new word reads the change too."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    word = str(uuid4())
    written = dialect.insert(BoardStamp).values(id=1, word=word)
    connection.execute(written.on_conflict_do_update(index_elements=["id"], set_={"word": word}))


@event.listens_for(Opening, "after_insert")
@event.listens_for(Opening, "after_update")
@event.listens_for(Opening, "after_delete")
def stamp_with(_mapper: object, connection: Connection, _opening: Opening) -> None:
    """No change of an opening goes without its stamp."""
    stamp(connection)
