"""The pages of the boards, each against the bare list; then what a hundred times more rows cost.

Figures are medians of several rounds in which every page takes its turn, so that a machine that
slows down slows them all. CPU milliseconds (of the web server, then of the database server) are
steadier than requests a second, which stand beside them.
"""

from __future__ import annotations

import gzip
import re
import statistics
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import create_engine, text

from bench.aims import Aims
from bench.bases import MEMBER, TRAINER, Bases, Databases, environ_of, said_by
from bench.server import Server, serving

ROUNDS, FEW = 5, 2
A_TURN = 0.1  # seconds of asking, for a page in a round
LIST, ITEM, SEARCH = "list", "item", "search"


class Page(NamedTuple):
    """A page to ask: by whom, and which aims it is held to."""

    path: str
    by: str = ""  # nobody: a visitor
    aim: str = ""


PAGES = {
    "offres": Page("/offres", aim=LIST),
    "offres, trois filtres": Page("/offres?region=44&employeur=epci&route=transfer", aim=LIST),
    "offres, 25 km de Nancy": Page("/offres?commune=54395&rayon=25", aim=LIST),
    "offres, mots": Page("/offres?q=d%C3%A9veloppement+%C3%A9conomique", aim=SEARCH),
    "une offre": Page("/offres/{opening}", aim=ITEM),
    "formations": Page("/formations", aim=LIST),
    "formations, trois filtres": Page("/formations?region=44&mode=presentiel&niveau=2", aim=LIST),
    "formations, mots": Page("/formations?q=territoire", aim=SEARCH),
    "formations, carte": Page("/formations?vue=carte"),
    "une formation": Page("/formations/{course}", aim=ITEM),
    "fiches": Page("/pratiques", aim=LIST),
    "fiches, trois filtres": Page("/pratiques?region=44&taille=2&cout=1", aim=LIST),
    "fiches, mots": Page("/pratiques?q=club+entreprises", aim=SEARCH),
    "fiches, dernière page": Page("/pratiques?page={last}", aim=LIST),
    "fiches, carte": Page("/pratiques?vue=carte"),
    "une fiche": Page("/pratiques/{sheet}", aim=ITEM),
    "agenda": Page("/agenda", aim=LIST),
    "recherche, terme rare": Page("/recherche?q=coworking", aim=SEARCH),
    "recherche, terme courant": Page("/recherche?q=d%C3%A9veloppement", aim=SEARCH),
    "recherche, synonymes": Page("/recherche?q=ZAE", aim=SEARCH),
    "recherche, lettre de travers": Page("/recherche?q=d%C3%A9velopemment+industrei", aim=SEARCH),
    "carrefour de la plus demandée": Page("/parcours/carrefour/{item}"),
    "offres, membre": Page("/offres", MEMBER, LIST),
    "offres par adéquation": Page("/offres?tri=adequation", MEMBER),
    "70 %, trois filtres": Page(
        "/offres?adequation=70&tri=adequation&region=44&employeur=epci&route=transfer", MEMBER
    ),
    "une offre, membre": Page("/offres/{opening}", MEMBER, ITEM),
    "annuaire des personnes": Page("/annuaire/personnes", MEMBER, LIST),
    "personnes qui aident": Page("/annuaire/personnes?competence=D1.1&region=44", MEMBER, LIST),
    "recherche, deux termes": Page("/recherche?q=d%C3%A9veloppement+%C3%A9conomique", MEMBER, SEARCH),
    "suggestions": Page("/recherche/suggestions?q=d%C3%A9v", MEMBER),
    "mon parcours": Page("/parcours", MEMBER),
    "l’écart vers une offre": Page("/parcours/offre/{opening}", MEMBER),
    "l’écart vers un métier": Page("/parcours/metier/developpeur-generaliste", MEMBER),
    "un plan vers une offre": Page("{plan}", MEMBER),
    "ce que change une formation": Page("/parcours/formation/{course}", MEMBER),
    "besoins sans réponse": Page("/parcours/besoins", TRAINER),
}  # fmt: skip
FIT = Page("/offres?tri=adequation", MEMBER)
# What a hundred times more rows must hardly cost.
GROWING = ("offres", "offres, trois filtres", "offres, mots", "une offre", "formations", "une formation",
           "fiches", "une fiche", "annuaire des personnes", "offres par adéquation")  # fmt: skip
WHICH = {
    "course": "SELECT max(id) FROM course WHERE state = 'published'",
    "sheet": "SELECT slug FROM practice WHERE published_version_id = (SELECT max(published_version_id) FROM practice)",
    "item": "SELECT revision.code FROM requirement JOIN revision"
    " ON revision.competency_id = requirement.competency_id"
    " GROUP BY revision.code ORDER BY count(*) DESC LIMIT 1",
    "member": f"SELECT id FROM member WHERE email = '{MEMBER}'",  # noqa: S608  a name of ours
    "last": "SELECT 1 + (SELECT count(*) FROM practice WHERE published_at IS NOT NULL) / 40",
}
BEGIN_AND_COUNT = """
import sys
from sqlalchemy import Engine, event, select
from wsgi import app
from intranet.career.actions import plans
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
email, opening, *asked = sys.argv[1:]
with app.app_context():
    member = db.session.scalars(select(Member).filter_by(email=email)).one()
    plan = plans.begin(member, plans.Aim(opening_id=int(opening)), plans.Frame(), now()).address
    db.session.commit()
    db.session.remove()
print(plan)
for line in asked:
    path, cookie = line.split(" ")
    path = path.replace("{plan}", plan)
    client = app.test_client()
    if cookie:
        client.set_cookie(*cookie.split("=", 1))
    client.get(path)
    seen = []
    note = lambda *a: a[2].startswith(("BEGIN", "PRAGMA")) or seen.append(a[2])
    event.listen(Engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200, path
    event.remove(Engine, "before_cursor_execute", note)
    print(len(seen))
"""
ALL_LIVE = """
import sys
from datetime import timedelta
from sqlalchemy import select, update
from wsgi import app
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings.models import BoardStamp, Opening, State
with app.app_context():
    at = now()
    db.session.execute(update(Opening).where(Opening.state == State.CLOSED).values(
        state=State.PUBLISHED, closed_at=None, close_reason=None, filled=0, publish_at=at - timedelta(days=3),
        last_confirmed_at=at - timedelta(days=3), closes_at=at + timedelta(days=20)))
    BoardStamp.change(db.session.connection())
    db.session.commit()
"""


@dataclass
class Measured:
    """One page: of each round, seconds and CPU seconds a request, here and in the database."""

    seconds: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    first: float = 0.0  # seconds of the very first time

    @property
    def rate(self) -> float:
        return 1 / statistics.median(self.seconds)

    @property
    def cost(self) -> float:
        """Milliseconds of processor, both sides together."""
        both = [sum(pair) for pair in zip(self.server, self.database, strict=True)]
        return statistics.median(both) * 1000

    def told(self) -> str:
        here, there = (statistics.median(each) * 1000 for each in (self.server, self.database))
        return f"{here:7.2f} + {there:5.2f} ms CPU  {self.rate:6.0f} /s"


class Asked(NamedTuple):
    """A page of a server, as somebody asks it."""

    server: Server
    path: str
    cookie: str = ""


class Ready(NamedTuple):
    """What is found before anything is measured: addresses, and statements asked the second time."""

    large: dict[str, str]
    small: dict[str, str]
    statements: dict[str, int]


def ready(bases: Bases) -> Ready:
    """A plan is begun on the large base, whose address is asked like the others."""
    these, few = which(bases.large), which(bases.small)
    paths = {name: page.path.format(**these, plan="{plan}") for name, page in PAGES.items()}
    asked = [f"{paths[name]} {bases.cookies.get(page.by, '')}" for name, page in PAGES.items()]
    told = said_by(BEGIN_AND_COUNT, bases.large, MEMBER, str(these["opening"]), *asked)
    plan, *counts = told.split()
    return Ready(
        {name: path.replace("{plan}", plan) for name, path in paths.items()},
        {name: PAGES[name].path.format(**few) for name in GROWING},
        dict(zip(PAGES, map(int, counts), strict=True)),
    )


def measure(bases: Bases, found: Ready, aims: Aims) -> None:
    """Every page of the large base; those that grow on the small one too, in the same rounds."""
    kind = bases.kind
    with ExitStack() as stack:
        large, bare = (
            stack.enter_context(serving(module, environ_of(bases.large)))
            for module in ("wsgi:app", "bench.bare:app")
        )
        small = stack.enter_context(serving("wsgi:app", environ_of(bases.small)))
        first = large.first_answer
        aims.add(
            kind.name, "du départ à la première réponse", first, "s", most=2, at_any_volume=True
        )
        cookie = {name: bases.cookies.get(page.by, "") for name, page in PAGES.items()}
        asked = {name: Asked(large, path, cookie[name]) for name, path in found.large.items()}
        few = {
            f"{name}, peu": Asked(small, path, cookie[name]) for name, path in found.small.items()
        }
        _, headers = bare.read(f"/entrer/{which(bases.large)['member']}")
        entered = str(headers["Set-Cookie"]).partition(";")[0]
        nude = {
            "page nue": Asked(bare, "/offres"),
            "page nue, membre": Asked(bare, "/offres", entered),
        }
        costs = rounds(kind, nude | asked | few, count=ROUNDS if bases.share == 1 else FEW)
        aims.add(kind.name, "mémoire de deux workers", large.memory(), "Mo", most=200)
        tell(costs, found.statements)
        hold(kind, costs, aims)
        if kind.is_embedded:
            weigh(large, aims)


def fit(bases: Bases, aims: Aims) -> None:
    """All the openings live: one person’s fit, ranked. To be measured last, since it changes them."""
    kind = bases.kind
    said_by(ALL_LIVE, bases.large)
    with serving("wsgi:app", environ_of(bases.large)) as server:
        asked = {"adéquation": Asked(server, FIT.path, bases.cookies[FIT.by])}
        one = rounds(kind, asked, count=FEW)["adéquation"]
        print(f"  adéquation, toutes en ligne {one.told()}  la première {one.first * 1000:.0f} ms")
        aims.add(kind.name, "mon adéquation, toutes les offres en ligne", one.cost, "ms", most=60)
        aims.note(kind.name, "la même, jamais demandée", one.first * 1000, "ms")


def which(url: str) -> dict[str, object]:
    """The things that the addresses name."""
    live = "SELECT max(id) FROM opening WHERE state = 'published' AND closes_at > :now"
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {name: connection.execute(text(query)).scalar() for name, query in WHICH.items()}
        found["opening"] = connection.execute(text(live), {"now": now}).scalar()
    engine.dispose()
    return found


def rounds(
    kind: Databases, pages: Mapping[str, Asked], *, count: int = ROUNDS
) -> dict[str, Measured]:
    """Ask each in turn, several times, after a round not counted; slow ones fewer times.

    The very first time that each is asked is told apart: nothing of it was kept yet.
    """
    measured = {name: Measured() for name in pages}
    times: dict[str, int] = {}
    for name, page in pages.items():
        measured[name].first = page.server.ask(page.path, 1, page.cookie)
        for _ in range(5):  # either worker takes a new connection
            page.server.ask(page.path, 1, page.cookie)
        taken = page.server.ask(page.path, 2, page.cookie) / 2
        times[name] = min(max(round(A_TURN / taken), 2), 60)
    for _ in range(count):
        for name, page in pages.items():
            before = page.server.cpu_seconds(), kind.cpu_seconds()
            started, asked = time.perf_counter(), times[name]
            page.server.ask(page.path, asked, page.cookie)
            into = measured[name]
            into.seconds.append((time.perf_counter() - started) / asked)
            into.server.append((page.server.cpu_seconds() - before[0]) / asked)
            into.database.append((kind.cpu_seconds() - before[1]) / asked)
    return measured


def tell(found: Mapping[str, Measured], statements: Mapping[str, int]) -> None:
    """A line a page: server and database, how many a second, and as ratios to the bare page."""
    for name, one in found.items():
        if name.endswith(", peu"):
            continue
        against = found["page nue, membre"] if bare_for(name) else found["page nue"]
        ratio = f"coût {one.cost / against.cost:6.2f} fois, débit {one.rate / against.rate:5.2f}"
        more = (
            f", {statements[name]} requêtes SQL, la première {one.first * 1000:.0f} ms"
            if name in statements
            else ""
        )
        print(f"  {name:<30}{one.told()}  {ratio}{more}")


def bare_for(name: str) -> bool:
    """Whether a page is asked by a member, so compared with the bare page of one."""
    return bool(name in PAGES and PAGES[name].by)


def hold(kind: Databases, found: Mapping[str, Measured], aims: Aims) -> None:
    """The ratios against what was aimed at."""
    for name, page in PAGES.items():
        if page.aim:
            against = found["page nue, membre" if page.by else "page nue"]
            aims.add(
                kind.name,
                f"{name}, contre la page nue",
                found[name].cost / against.cost,
                "fois",
                most=1.8,
            )
    for name in GROWING:
        grows = found[name].cost / found[f"{name}, peu"].cost
        aims.add(kind.name, f"{name}, cent fois plus de lignes", grows, "fois", most=1.3)


def weigh(server: Server, aims: Aims) -> None:
    """The first visit of the list: what a browser fetches, compressed as nginx does it."""
    body, _ = server.read("/offres")
    page = body.decode()
    parts = set(
        re.findall(
            r'(?:<link[^>]+rel="(?:stylesheet|icon)"[^>]+href|<script[^>]+src|<img[^>]+src)="(/[^"]+)"',
            page,
        )
    )
    bodies = [body, *(server.read(part)[0] for part in sorted(parts))]
    weight = sum(len(gzip.compress(each, 6)) for each in bodies) / 1000
    aims.add("", "première visite, compressée", weight, "ko", most=60, at_any_volume=True)
    aims.add("", "première visite, demandes", len(bodies), "", most=6, at_any_volume=True)
