"""Each page is read through indexes, in so many statements: what it asks does not grow with the tables.

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
from flask import Flask
from sqlalchemy import Engine, event
from time_machine import travel

from intranet.kit.clock import now
from intranet.kit.db import db
from tests.databases import DIALECT
from tests.visitor import Visitor
from tests.world import World, address_of, enter, rules

# The tables that grow with the network; the others hold the words of the trade, a few hundred rows.
GROWING = (
    "opening", "opening_event", "job_application", "application_event", "course", "course_run", "bookable",
    "registration", "practice", "practice_version", "member", "membership", "member_role", "organization",
    "event", "assessment", "competency_link", "requirement", "letter", "news", "comment", "follow",
    "saved_search", "sign_in", "security_event", "search_entry", "attachment", "municipality",
)  # fmt: skip
# Of each page, by whom it is read, how many statements it asks the second time: always as many,
# whatever the tables hold. What names a thing is filled with the sample of its door.
PAGES: dict[str, dict[str, int]] = {
    "visitor": {
        "/": 6, "/offres": 2, "/offres?q=foncier": 3, "/offres?region=44&employeur=epci&route=transfer": 3,
        "/offres?region=44&tri=date": 2, "/offres?commune=54395&rayon=50": 2, "openings.show": 4,
        "/offres/immersions": 5, "/offres/echanges": 0, "/formations": 2, "/formations?q=commerce": 2,
        "/formations?region=44": 2, "courses.show": 5, "/pratiques": 3, "/pratiques?q=commerce": 3,
        "practices.show": 6, "/guides": 1, "/agenda": 5, "/agenda?region=44&places=oui": 5, "events.show": 4,
        "/tour": 7, "tour.show": 8, "/annuaire": 4, "/annuaire?region=44&type=epci": 4, "/annuaire?q=agence": 4,
        "organizations.show": 6, "/recherche?q=commerce": 1, "/recherche?q=commerce&genre=offres": 1,
        "/referentiel": 1, "/referentiel/D1.1": 7, "career.crossroads": 8,
    },
    "member": {
        "/": 19, "/offres": 4, "/offres?tri=adequation": 4, "openings.show": 6, "courses.show": 7,
        "practices.show": 8, "events.show": 5, "/agenda": 6, "/annuaire/personnes": 4,
        "/annuaire/personnes?q=camille": 4, "/annuaire/personnes?region=44&type=epci": 4,
        "/annuaire/personnes?competence=D1.1&region=44": 5, "home.person": 5, "/recherche?q=commerce": 2,
        "/recherche/suggestions?q=com": 2, "/moi/nouveautes": 6, "/moi/inscriptions": 7, "/moi/candidatures": 3,
        "/moi/agenda": 2, "/moi/alertes": 4, "/moi/avis": 2, "/agenda/mes-propositions": 2, "/parcours": 11,
        "career.toward_job": 8, "career.toward_opening": 8, "career.with_course": 6, "career.plan": 12,
        "/referentiel/D1.1": 8, "/referentiel/couverture": 7, "/referentiel/propositions": 6,
    },
    "recruiter": {"/": 17, "openings.show": 8, "openings.desk": 5, "/offres/modeles": 2},
    "trainer": {"/": 20, "courses.show": 7, "/parcours/besoins": 6},
    "author": {"/": 31, "/pratiques/mes-fiches": 6, "practices.versions": 4},
    "animator": {
        "/": 24, "/animer": 19, "/animer/adhesions": 4, "/animer/offres": 2, "/animer/formations": 2,
        "/animer/pratiques": 2, "/animer/pratiques/a-verifier": 3, "/animer/pratiques/sans-contact": 4,
        "/animer/pratiques/corrections": 3, "/agenda/a-publier": 5, "/animer/remarques": 2,
        "/animer/signalements": 4, "/animer/qualite": 2,
    },
    "administrator": {"/": 14, "/animer": 7, "/animer/comptes": 4, "/animer/comptes?q=camille": 4, "/animer/courrier": 3, "/animer/journal": 4},
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
        if (
            " LIMIT " in statement.replace("\n", " ")
            and "WHERE" not in statement
            and "TEMP B-TREE" not in plan
        ):
            return set()  # the last rows, read in the order of their key
        scans = re.findall(r"^SCAN (\w+)(?! USING)(?:$|\n| )", plan, flags=re.MULTILINE)
        scanned = [named.get(name, name) for name in scans]
    return set(scanned) & set(GROWING)


@pytest.mark.parametrize("who", PAGES)
def test_no_page_reads_a_whole_table_nor_asks_more_than_its_statements(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    enter(who, world, visitor)
    with travel(now(), tick=False):  # what is kept for the minute is, however slow the machine
        _open_twice(who, app, world, visitor)


def _open_twice(who: str, app: Flask, world: World, visitor: Visitor) -> None:
    doors = {rule.endpoint: rule for rule in rules(app) if "GET" in (rule.methods or ())}
    wrong, asked = [], {}
    for page in PAGES[who]:
        address = page if page.startswith("/") else address_of(doors[page], world)
        assert visitor.client.get(address, follow_redirects=True).status_code == 200
        with heard() as readings:
            visitor.open(address)
        asked[page] = len(readings)
        for statement, given in dict(readings).items():
            wrong += [
                f"{page} reads the whole of {table}: {statement[-700:]}"
                for table in read_whole(statement, given)
            ]
    assert not wrong, "\n".join(wrong)
    assert asked == PAGES[who]
