"""A word that changes with what a list holds: what was counted or drawn under it may be kept meanwhile."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Connection, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column


class Stamp:
    """The columns of a table of one row, the word of one list, and how it changes."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(String(36))

    @classmethod
    def change(cls, connection: Connection) -> None:
        """In the transaction of the change: whoever reads the new word reads the change too."""
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        word = str(uuid4())
        written = dialect.insert(cls).values(id=1, word=word)
        connection.execute(
            written.on_conflict_do_update(index_elements=["id"], set_={"word": word})
        )
