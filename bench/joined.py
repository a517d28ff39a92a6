"""What joins the boards, against the bare page: fit, gaps, plan, crossroads, unmet demand, search, people.

On one database of 10,000 members with their levels, 100,000 openings of 8 required items (one in
twenty live), 20,000 courses with their runs and 20,000 sheets; on SQLite, then on PostgreSQL. A
share of it takes seconds: `python -m bench.joined 50`. Statements are those of the second time.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.board import (
    COUNT,
    MEMBER,
    ROOT,
    SIGN_IN,
    Page,
    a_live_opening,
    environ_of,
    rounds,
    said_by,
    settle,
)
from bench.databases import databases
from bench.server import Server, serving

SIZES = {"members": 10_000, "openings": 100_000, "courses": 20_000, "practices": 20_000}
ASKED = 12  # times a round: some of these pages take a tenth of a second
TRAINER = "formateur@demo.example"
BY_VISITORS = {
    "recherche, terme rare": "/recherche?q=coworking",
    "recherche, terme courant": "/recherche?q=d%C3%A9veloppement",
    "recherche, synonymes": "/recherche?q=ZAE",
    "recherche, un genre, plus loin": "/recherche?q=d%C3%A9veloppement&genre=offres&page={far}",
    "recherche, lettre de travers": "/recherche?q=d%C3%A9velopemment+industrei",
    "carrefour de la plus demandée": "/parcours/carrefour/{item}",
}
BY_A_MEMBER = {
    "offres triées par adéquation": "/offres?tri=adequation",
    "mon parcours": "/parcours",
    "l’écart vers une offre": "/parcours/offre/{opening}",
    "l’écart vers un métier": "/parcours/metier/developpeur-generaliste",
    "un plan vers une offre": "{plan}",
    "ce que change une formation": "/parcours/formation/{course}",
    "recherche, deux termes": "/recherche?q=d%C3%A9veloppement+%C3%A9conomique",
    "suggestions": "/recherche/suggestions?q=d%C3%A9v",
    "annuaire des personnes": "/annuaire/personnes",
    "personnes qui aident": "/annuaire/personnes?competence=D1.1&region=44",
}
BY_A_TRAINER = {"besoins sans réponse": "/parcours/besoins"}
WHICH = {
    "course": "SELECT max(id) FROM course WHERE state = 'published'",
    "item": "SELECT revision.code FROM requirement JOIN revision"
    " ON revision.competency_id = requirement.competency_id"
    " GROUP BY revision.code ORDER BY count(*) DESC LIMIT 1",
}
BEGIN_A_PLAN = """
import sys
from sqlalchemy import select
from wsgi import app
from intranet.career.actions import plans
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
with app.app_context():
    member = db.session.scalars(select(Member).filter_by(email=sys.argv[1])).one()
    made = plans.begin(member, plans.Aim(opening_id=int(sys.argv[2])), plans.Frame(), now())
    db.session.commit()
    print(made.address)
"""


def main(share: int = 1) -> None:
    """Both databases, one after the other; `share` divides how much there is of each."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            print(f"\n{name}")
            measure(url("joined"), share)


def measure(url: str, share: int = 1) -> None:
    """Fill an empty database; then each page by its CPU, its statements, its first time."""
    environ = environ_of(url)
    fill(environ, share)
    settle(url)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    these = which(url, now, environ) | {"far": 50 if share == 1 else 1}
    print(f"\n  {', '.join(f'{size // share} {kind}' for kind, size in SIZES.items())}")
    with ExitStack() as stack:
        ours = stack.enter_context(serving("wsgi:app", environ, ROOT))
        bare = environ | {"BARE_DATABASE": url, "BARE_NOW": now}
        theirs = stack.enter_context(serving("bench.bare:app", bare, ROOT))
        for reader, paths in (("", BY_VISITORS), (MEMBER, BY_A_MEMBER), (TRAINER, BY_A_TRAINER)):
            cookie = said_by(SIGN_IN.format(email=reader), environ).strip() if reader else ""
            pages = {name: path.format(**these) for name, path in paths.items()}
            tell(ours, theirs, pages, cookie, environ)


def tell(
    ours: Server, theirs: Server, pages: Mapping[str, str], cookie: str, environ: dict[str, str]
) -> None:
    """A line a page, each beside the bare page of the same rounds."""
    asked = {name: Page(path, by_member=bool(cookie)) for name, path in pages.items()}
    reference, measured = rounds(ours, theirs, asked, cookie, asked=ASKED)
    statements = said_by(COUNT, environ, cookie, *pages.values()).split()
    print(f"  {'page nue':<31} {reference.cost:6.2f} ms CPU  {reference.rate:7.0f} /s")
    for (name, found), count in zip(measured.items(), statements, strict=True):
        print(
            f"  {name:<31} {found.cost:6.2f} ms CPU  {found.rate:7.0f} /s,"
            f" débit {found.rate / reference.rate:5.3f} de la page nue,"
            f" coût {found.cost / reference.cost:5.2f} fois, {count} requêtes SQL,"
            f" la première {found.first * 1000:.0f} ms"
        )


def fill(environ: dict[str, str], share: int) -> None:
    """The starting content, for a member with levels; then the volume, then what is kept of it."""
    run = [sys.executable, "-m", "flask", "--app", "wsgi"]
    scale = ["content", "scale", *(f"--{kind}={size // share}" for kind, size in SIZES.items())]
    for command in (["db", "upgrade"], ["content", "load"], scale, ["tick"]):
        subprocess.run([*run, *command], env=environ, cwd=ROOT, check=True, capture_output=True)


def which(url: str, now: str, environ: dict[str, str]) -> dict[str, object]:
    """The things that the addresses name."""
    with create_engine(url).connect() as connection:
        found = {name: connection.execute(text(query)).scalar() for name, query in WHICH.items()}
    opening = a_live_opening(url, now)
    plan = said_by(BEGIN_A_PLAN, environ, MEMBER, str(opening)).strip()
    return {**found, "opening": opening, "plan": plan}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
