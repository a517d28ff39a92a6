"""The digest: ten thousand followers of two hundred events, killed in the middle, started again."""

from __future__ import annotations

import signal
import subprocess
import sys

from bench.bases import ROOT, Bases, environ_of, said_by

FOLLOWERS, EVENTS = 10_000, 200
FILL = """
import random
from datetime import timedelta
from sqlalchemy import insert, select, update
from wsgi import app
from intranet.discussions.actions import announce
from intranet.discussions.models import Follow, Frequency, News, Subscription, Topic, Verb
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices.models import Practice
from intranet.practices.queries import is_listed
chance = random.Random(1)
with app.app_context():
    before = now() - timedelta(hours=2)
    db.session.execute(update(News).where(News.at > before).values(at=before))  # all are settled
    sheets = db.session.scalars(select(Practice).where(is_listed()).limit({events})).all()
    members = db.session.scalars(select(Member.id).where(Member.confirmed_at.is_not(None))).all()
    members = members[:{followers}]
    regions = sorted({{sheet.region_code for sheet in sheets if sheet.region_code}})
    rows = []
    for member in members:
        rows += [dict(member_id=member, topic=Topic.REGION, key=region, label=region)
                 for region in chance.sample(regions, 2)]
        rows.append(dict(member_id=member, topic=Topic.THING, label="Fiche",
                         key=f"practice:{{chance.choice(sheets).id}}"))
    db.session.execute(insert(Follow), rows)
    db.session.execute(insert(Subscription), [
        dict(member_id=member, family="practices", frequency=Frequency.IMMEDIATE)
        for member in members])
    for number in range({events}):
        sheet = sheets[number % len(sheets)]
        announce(f"bench:{{number}}", Verb.CONFIRMED, family="practices",
                 subject=("practice", sheet.id), title=sheet.title, by=None, at=before,
                 address=f"/pratiques/{{sheet.slug}}",
                 topics=[(Topic.REGION, sheet.region_code)] if sheet.region_code else [])
    db.session.commit()
    print(len(members))
"""
RUN = """
import os, signal, sys, time
from sqlalchemy import func, select
from wsgi import app
from intranet.discussions.actions import Digest
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.discussions.models import Follow, News, NewsTopic, Subscription
from intranet.kit.letters import Letter
last = int(sys.argv[1])  # after so many transactions the run is killed; 0: it goes to its end

def tell():
    began, cpu = time.perf_counter(), time.process_time()
    digest, transactions, letters = Digest(now()), 0, 0
    while True:
        looked_at, written = digest.tell_some()
        if last and transactions == last:
            os.kill(os.getpid(), signal.SIGKILL)  # in the middle: letters written, not committed
        db.session.commit()
        transactions, letters = transactions + 1, letters + written
        if not looked_at:
            break
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    return f"{letters} courriels en {took:.1f} s ({cpu:.1f} s CPU)"

def check():
    due = select(Follow.member_id, NewsTopic.news_id).distinct().join(
        NewsTopic, (Follow.topic == NewsTopic.topic) & (Follow.key == NewsTopic.key)
        ).join(NewsTopic.news).where(News.family == "practices").subquery()
    expected = dict(db.session.execute(
        select(due.c.member_id, func.count()).group_by(due.c.member_id)).all())
    told = {}
    for key, subject in db.session.execute(
            select(Letter.key, Letter.subject).where(Letter.key.startswith("news-"))):
        member = int(key.split("-")[1])
        assert member not in told, f"{member} was told twice"
        told[member] = int(subject.split("\\u00a0")[0])
    assert told == expected, "somebody was told of too much or too little"
    marks = db.session.scalars(select(Subscription.told_until).distinct()).all()
    assert len(marks) == 1, marks
    return f"{len(told)} personnes, {sum(told.values())} annonces, chacune une fois"

with app.app_context():
    print(f"  nouveautés, tuées au milieu puis relancées : {tell()}")
    print(f"  lancées encore : {tell()} ; {check()}")
"""


def measure(bases: Bases) -> None:
    """Kill a run after half of its people, start it again, and count what each was told."""
    from intranet.discussions.actions.digests import AT_ONCE

    url, most = bases.large, bases.shared(FOLLOWERS, least=2 * AT_ONCE)
    followers = int(said_by(FILL.format(followers=most, events=bases.shared(EVENTS)), url))
    half = followers // AT_ONCE // 2  # transactions
    killed = subprocess.run(
        [sys.executable, "-c", RUN, str(half)], env=environ_of(url), cwd=ROOT, check=False, capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    print(said_by(RUN, url, "0"), end="")
