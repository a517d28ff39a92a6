"""The pages of the boards, each against the bare list; then what a hundred times more rows cost."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from contextlib import ExitStack

from bench.aims import Aims
from bench.asked import AT_FIRST, FIT, GROWING, PAGES, Ready, which
from bench.bases import Bases, Databases, environ_of, said_by
from bench.server import Server, serving
from bench.turns import FEW, ROUNDS, Asked, Measured, rounds

EITHER = 12  # new connections, so that both workers take some
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
    BoardStamp.change()
    db.session.commit()
"""


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
        for name in AT_FIRST:
            for _ in range(EITHER):
                large.ask(asked[name].path, 1, asked[name].cookie)
                bare.ask("/offres", 1, entered if PAGES[name].by else "")
        aims.add(kind.name, "mémoire de deux workers", large.memory(), "Mo", most=200)
        aims.note(kind.name, "mémoire de la page nue", bare.memory(), "Mo")
        costs = rounds(kind, nude | beside(asked, few), count=ROUNDS if bases.share == 1 else FEW)
        aims.note(kind.name, "mémoire, après toutes les pages", large.memory(), "Mo")
        tell(costs, found.statements)
        hold(kind, costs, aims)
        if kind.is_embedded:
            weigh(large, aims)


def beside(pages: Mapping[str, Asked], twins: Mapping[str, Asked]) -> dict[str, Asked]:
    """Each page and its twin one after the other: the same moment of the machine weighs on both."""
    both = pages | twins
    return {name: both[name] for each in pages for name in (each, f"{each}, peu") if name in both}


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
