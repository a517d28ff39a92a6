"""The pages that are asked: by whom, which aims they are held to, and where they are on a base."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import create_engine, text

from bench.bases import MEMBER, TRAINER, Bases, said_by

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
# The pages after which memory is compared with that of other sites: a list, its filters, an item, a
# search, and the list of a member.
AT_FIRST = ("offres", "offres, trois filtres", "une offre", "offres, mots", "offres, membre")
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
