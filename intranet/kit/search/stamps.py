"""A word that changes with what can be found: what words found under it may be kept meanwhile."""

from __future__ import annotations

from intranet.kit.db import Model
from intranet.kit.stamps import Stamp


class WordStamp(Stamp, Model):
    """A word that changes with whatever enters the index of words, changes there or leaves it."""

    __tablename__ = "word_stamp"

    @classmethod
    def now(cls, written: str | None) -> str | None:
        """None in a transaction that changes the index, where nothing may be kept: a thing enters it
        by several statements.
        """
        return written if super().now(written) == written else None
