"""The alert run: ten thousand kept searches against five hundred new openings among a hundred thousand."""

from __future__ import annotations

from bench.bases import Bases, said_by

SEARCHES, NEW = 10_000, 500
PROGRAM = """
import random, time
from datetime import timedelta
from sqlalchemy import Engine, event, insert, select, update
from wsgi import app
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.commands import tell_alerts
from intranet.openings.models import AlertItem, Frequency, Opening, SavedSearch
from intranet.openings.queries import live
SEARCHES, NEW = {searches}, {new}
chance = random.Random(1)
WORDS = ("foncier", "mission", "commerce", "industrie", "attractivit%C3%A9", "direction")
REGIONS = ("44", "53", "28", "32", "75", "76", "84", "93", "11", "24", "27", "52")
TOWNS = ("54395", "35238", "76540", "69123", "13055", "31555", "33063", "59350", "67482", "44109")
ROUTES = ("transfer", "detachment", "public_contract", "private_contract")
def query(number):
    kind = number % 5
    if kind == 0:
        return f"region={{chance.choice(REGIONS)}}&route={{chance.choice(ROUTES)}}"
    if kind == 1:
        return f"commune={{chance.choice(TOWNS)}}&rayon={{chance.choice((10, 25, 50, 100))}}"
    if kind == 2:
        return f"q={{chance.choice(WORDS)}}&region={{chance.choice(REGIONS)}}"
    if kind == 3:
        return f"departement={{chance.randrange(10, 95):02}}"
    return f"competence=D{{chance.randrange(1, 8)}}.{{chance.randrange(1, 4)}}&niveau=2"
with app.app_context():
    at = now()
    members = db.session.scalars(select(Member.id)).all()
    db.session.execute(insert(SavedSearch), [
        dict(member_id=members[number % len(members)], name=f"Recherche {{number}}",
             query=query(number), frequency=Frequency.DAILY, told_since=at - timedelta(days=2),
             wanted_at=at) for number in range(SEARCHES)])
    new = db.session.scalars(select(Opening.id).where(live(at)).limit(NEW)).all()
    db.session.execute(update(Opening).where(Opening.id.in_(new)).values(
        first_published_at=at - timedelta(hours=3)))
    db.session.execute(update(Opening).where(Opening.id.not_in(new)).values(
        first_published_at=at - timedelta(days=60)))
    db.session.commit()
    seen = [0]
    event.listen(Engine, "before_cursor_execute", lambda *a: seen.__setitem__(0, seen[0] + 1))
    began, cpu = time.perf_counter(), time.process_time()
    letters = tell_alerts(at)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    told = db.session.query(AlertItem).count()
    print(f"  {{SEARCHES}} recherches, {{len(new)}} offres nouvelles : {{took:.1f}} s ({{cpu:.1f}} s CPU),"
          f" {{SEARCHES / took:.0f}} recherches par seconde, {{seen[0]}} requêtes SQL,"
          f" {{letters}} courriels, {{told}} annonces")
    assert tell_alerts(at) == 0
"""


def measure(bases: Bases) -> None:
    """Run the alerts once on a site that is filled, say how long it took."""
    searches, new = bases.shared(SEARCHES), bases.shared(NEW)
    print(said_by(PROGRAM.format(searches=searches, new=new), bases.large), end="")
