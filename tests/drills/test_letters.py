"""What somebody wrote adds no header and no recipient to any letter: words of attack in every column, and the clock turned on.

The timer writes what it would write then: reminders, digests, warnings. Each letter is read back as
it would leave, to one person, with the headers of the house.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.utils import getaddresses
from typing import Any

import pytest
import time_machine
from flask import Flask

from intranet.kit import letters
from intranet.kit.clock import now
from intranet.kit.db import db, every
from tests.drills import many, tell
from tests.kit.test_letters import HEADERS, INTO_THE_TITLE
from tests.words import write_everywhere
from tests.world import World

# Days from now on which the timer runs, in order.
DAYS = (1, 2, 8, 15, 31, 61, 95, 190, 370, 700, 735)
OF_LISTS = {"List-Unsubscribe", "List-Unsubscribe-Post", "Precedence", "List-Id"}


def attack(rank: int, longest: int) -> str:
    fits = [each for each in INTO_THE_TITLE if "\x00" not in each and "\ud800" not in each]
    return fits[rank % len(fits)][:longest]


def test_no_letter_of_the_timer_bears_what_somebody_wrote_in_its_headers(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns, begun = write_everywhere(attack), now()
    kinds: Counter[str] = Counter()
    write = letters.write

    def noted(template: str, *said: Any, **context: Any) -> bool:
        done = write(template, *said, **context)
        kinds[template] += done
        return done

    monkeypatch.setattr(letters, "write", noted)
    # The transaction that is taken back holds the file, which is not rewritten meanwhile.
    monkeypatch.setattr("intranet.home.commands.ticking.sweep", lambda: None)
    for days in DAYS[: many(2, len(DAYS))]:
        with time_machine.travel(begun + timedelta(days=days), tick=False):
            ticked = app.test_cli_runner().invoke(args=["tick"], catch_exceptions=False)
            assert ticked.exit_code == 0, ticked.output
    read = 0
    for letter in every(letters.in_outbox()):
        try:
            message = message_from_bytes(letters.as_message(letter).as_bytes())
        except letters.NotALetter:
            continue  # a recipient that is no address: it does not leave
        read += 1
        assert set(message.keys()) - OF_LISTS == set(HEADERS), letter.key
        assert len(message.keys()) == len(set(message.keys())), letter.key
        to = getaddresses(message.get_all("To", []))
        assert to == [("", letter.recipient)], letter.key
    db.session.rollback()
    tell(f"{columns} columns, {read} letters of {len(+kinds)} kinds read back, none with a header of somebody’s")  # fmt: skip
    assert sum(kinds.values()) > 10
