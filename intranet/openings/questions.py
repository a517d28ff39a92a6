"""What an opening asks changes while somebody is answering: no answer goes under another question."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest


def carried(
    was: Sequence[str], now: Sequence[str], answers: Sequence[str], message: str
) -> tuple[list[str], str]:
    """Each answer under its own question; those whose question is gone, at the end of the message.

    A question that is worded otherwise is another one: only who answered can tell.
    """
    said = {asked: answer for asked, answer in zip_longest(was, answers, fillvalue="") if answer}
    kept = [said.pop(asked, "") for asked in now]
    left = [f"{asked}\n{answer}".strip() for asked, answer in said.items()]
    return kept, "\n\n".join(filter(None, (message, *left)))
