"""Each board is read through an index: what a page asks does not grow with what the tables hold.

The plans are those of the database itself, whatever the volume: SQLite is asked how it would read,
PostgreSQL too with whole readings of a table priced out of reach, so that one is chosen only where
no index would do. A page is opened twice: what is read once and kept meanwhile (the shelves of
courses and sheets) is not what a reader waits for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from intranet.kit.db import db
from tests.databases import DIALECT
from tests.visitor import Visitor
from tests.world import World, enter

# The tables that grow with the network; the others hold the words of the trade, a few hundred rows.
GROWING = (
    "opening", "opening_event", "job_application", "application_event", "course", "course_run", "bookable",
    "registration", "practice", "practice_version", "member", "membership", "member_role", "organization",
    "event", "assessment", "competency_link", "requirement", "letter", "news", "comment", "follow",
    "saved_search", "sign_in", "security_event", "search_entry", "attachment", "municipality",
)  # fmt: skip
LISTS = {
    "visitor": (
        "/offres", "/offres?q=foncier", "/offres?region=44&tri=date", "/offres?commune=54395&rayon=50",
        "/formations", "/formations?q=commerce", "/formations?region=44", "/pratiques",
        "/pratiques?q=commerce", "/recherche?q=commerce", "/referentiel", "/referentiel/D1.1",
    ),
    "member": (
        "/offres", "/offres?tri=adequation", "/annuaire/personnes", "/annuaire/personnes?q=camille",
        "/moi/nouveautes", "/moi/inscriptions", "/moi/candidatures", "/moi/agenda", "/moi/alertes",
        "/parcours", "/referentiel/propositions",
    ),
}  # fmt: skip


@contextmanager
def heard() -> Iterator[list[tuple[str, Any]]]:
    """The readings executed inside the block, with what they were given."""
    readings: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            readings.append((statement, given))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield readings
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def read_whole(statement: str, given: Any) -> set[str]:
    """The growing tables that the database would read from end to end."""
    connection = db.session.connection()
    if DIALECT == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", given or ())
        scanned = re.findall(r"Seq Scan on (\w+)", "\n".join(row[0] for row in rows))
    else:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        plan = "\n".join(str(row[3]) for row in rows)
        aliases = dict(re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", statement))
        named = {alias: name for name, alias in aliases.items()}
        scans = re.findall(r"^SCAN (\w+)(?! USING)(?:$|\n| )", plan, flags=re.MULTILINE)
        scanned = [named.get(name, name) for name in scans]
    return set(scanned) & set(GROWING)


@pytest.mark.parametrize("who", LISTS)
def test_no_board_reads_a_whole_table(who: str, world: World, visitor: Visitor) -> None:
    enter(who, world, visitor)
    wrong = []
    for address in LISTS[who]:
        visitor.open(address)
        with heard() as readings:
            visitor.open(address)
        for statement, given in dict.fromkeys((text, repr(given)) for text, given in readings):
            said = next(each for text, each in readings if (text, repr(each)) == (statement, given))
            wrong += [
                f"{address} reads the whole of {table}: {statement[:300]}"
                for table in read_whole(statement, said)
            ]
    assert not wrong, "\n".join(wrong)
