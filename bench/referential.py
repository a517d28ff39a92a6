"""The referential measured: one person before 10,000 openings, a team's heat map, a questionnaire.

In one process, on SQLite and on PostgreSQL: what is compared is the work, not the server. Each
figure is the median of several rounds in which every method, or every page, takes its turn.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Engine, Select, event, select, text

from bench.bases import Bases
from bench.inside import signed_in, site

OPENINGS, REQUIRED, ANSWERS = 10_000, 8, 25
ITEMS, TEAM = 500, 200
SHOWN = 20
ROUNDS = 5
SLOW, SLOW_ROUNDS = 0.5, 3  # seconds: what takes longer is steadier, and asked fewer times


class Cost(NamedTuple):
    """Of one run: seconds that passed, seconds of this process's processor, statements."""

    wall: float
    cpu: float
    statements: int


def measure(bases: Bases) -> None:
    """On two small bases of its own."""
    kind = bases.kind
    with site(kind.make("openings", bases.start), kind.folder):
        before_many_openings(bases.shared(OPENINGS))
    with site(kind.make("together", bases.empty), kind.folder) as app:
        pages_of_a_wide_referential(app, bases.shared(TEAM))


def before_many_openings(count: int) -> None:
    """Rank the openings for one person by each method; all must agree on the first twenty."""
    from intranet.competencies import queries
    from intranet.content.scale import openings as volume
    from intranet.kit.clock import now
    from intranet.kit.db import db
    from intranet.openings.models import Opening
    from intranet.openings.queries import live

    volume.make(count, Random(1), live=1.0, required=REQUIRED, desired=0)
    db.session.commit()
    settle()
    chance = Random(2)
    items = [item.competency_id for item in queries.in_force().assessable]
    levels: dict[int, int | None] = {
        competency_id: chance.randrange(5) for competency_id in chance.sample(items, ANSWERS)
    }
    sets = select(Opening.requirement_set_id).where(live(now()))
    total = len(db.session.scalars(sets).all())
    methods: dict[str, Callable[[], list[int]]] = {
        "une requête": lambda: by_one_statement(sets, levels),
        "boucle sur des lignes": lambda: by_a_loop_on_rows(sets, levels),
        "boucle sur des entités": lambda: by_a_loop_on_objects(sets, levels),
    }
    costs, (first, *others) = rounds(methods)
    assert all(other == first for other in others), "the methods disagree"
    print(
        f"  Une personne ({ANSWERS} réponses) face à {total} offres de {REQUIRED} niveaux, les {SHOWN} premières :"
    )
    for name, cost in costs.items():
        ratio = cost.wall / costs["une requête"].wall
        print(
            f"    {name:<24} {cost.wall * 1000:7.1f} ms  {cost.cpu * 1000:7.1f} ms CPU ici  × {ratio:5.1f}  {cost.statements} requêtes SQL"
        )


def by_one_statement(sets: Select[Any], levels: Mapping[int, int | None]) -> list[int]:
    from intranet.competencies.queries import ranked

    return [fit.requirement_set_id for fit in ranked(sets, levels, count=SHOWN)]


def by_a_loop_on_rows(sets: Select[Any], levels: Mapping[int, int | None]) -> list[int]:
    """Read the bare columns, compare in Python by the very rules."""
    from intranet.competencies.actions import Asked
    from intranet.competencies.models import Requirement
    from intranet.kit.db import db

    rows = db.session.execute(
        select(
            Requirement.requirement_set_id,
            Requirement.competency_id,
            Requirement.level,
            Requirement.weight,
            Requirement.need,
            Requirement.is_mandatory,
        ).where(Requirement.requirement_set_id.in_(sets))
    )
    demands: dict[int, list[Any]] = {}
    for set_id, *asked in rows:
        demands.setdefault(set_id, []).append(Asked(*asked))
    return in_order(demands, levels)


def by_a_loop_on_objects(sets: Select[Any], levels: Mapping[int, int | None]) -> list[int]:
    """As a page of twenty does it: the requirements as objects, then the rules."""
    from intranet.competencies.queries import requirements_of
    from intranet.kit.db import db

    db.session.expunge_all()
    return in_order(requirements_of(db.session.scalars(sets).all()), levels)


def in_order(demands: Mapping[int, list[Any]], levels: Mapping[int, int | None]) -> list[int]:
    from intranet.competencies.matching import match

    found = {set_id: match(asked, levels) for set_id, asked in demands.items()}

    def key(set_id: int) -> tuple[Any, ...]:
        one = found[set_id]
        return (bool(one.blocking), -(one.lowest or 0), -(one.known_share or 0), set_id)

    return sorted(found, key=key)[:SHOWN]


def pages_of_a_wide_referential(app: Flask, people: int) -> None:
    """A team on 500 items, the questionnaire of a job that asks for all of them."""
    from intranet.competencies import queries
    from intranet.competencies.actions import Asked, require
    from intranet.competencies.models import JobProfile, Owner
    from intranet.content import places
    from intranet.content.scale import together
    from intranet.kit.db import db
    from intranet.members.models import Member

    with app.test_request_context():
        places.load_regions()
        places.load_departments()
        edition = together.wide_edition(ITEMS)
        db.session.flush()
        catalogue = queries.in_force()
        items = [item.competency_id for item in catalogue.assessable]
        team = together.large_team(people, edition, items)
        asked = [Asked(competency_id, 2) for competency_id in items]
        job = JobProfile(
            slug="tout", title="Tout", requirement_set=require(Owner.JOB_PROFILE, edition.id, asked)
        )
        db.session.add(job)
        db.session.commit()
        settle()
        client = signed_in(app, db.session.get_one(Member, team[0]))
    domain = catalogue.domains[0].code
    pages = {
        "page nue du site": "/healthz",
        "équipe, tout": "/moi/equipe",
        "équipe, un domaine": f"/moi/equipe?domaine={domain}",
        "équipe, CSV": "/moi/equipe.csv",
        "questionnaire, un domaine": f"/moi/competences/metier/tout/{domain}",
        "tout le référentiel": "/moi/competences/toutes",
        "couverture du territoire": "/referentiel/couverture",
    }
    costs, _ = rounds({name: asking(client, path) for name, path in pages.items()})
    print(f"  {ITEMS} compétences, {people} personnes :")
    for name, cost in costs.items():
        ratio = cost.wall / costs["page nue du site"].wall
        print(
            f"    {name:<26} {cost.wall * 1000:7.1f} ms  {cost.cpu * 1000:7.1f} ms CPU ici  × {ratio:6.1f}  {cost.statements} requêtes SQL"
        )


def settle() -> None:
    """Let the database know what it holds, as it does by itself in time."""
    from intranet.kit.db import db

    db.session.execute(text("ANALYZE"))
    db.session.commit()


def asking(client: Any, path: str) -> Callable[[], None]:
    def ask() -> None:
        with client.application.app_context():  # its own `g`, as each real request has
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    return ask


def rounds(methods: Mapping[str, Callable[[], Any]]) -> tuple[dict[str, Cost], list[Any]]:
    """Each method in turn, several times, after one round not counted; and what each then found."""
    measured: dict[str, list[Cost]] = {name: [] for name in methods}
    found = [run() for run in methods.values()]
    for number in range(ROUNDS):
        for name, run in methods.items():
            if number >= SLOW_ROUNDS and measured[name][0].wall > SLOW:
                continue
            with counted() as statements:
                wall, cpu = time.perf_counter(), time.process_time()
                run()
                taken = Cost(time.perf_counter() - wall, time.process_time() - cpu, len(statements))
            measured[name].append(taken)
    costs = {
        name: Cost(*(statistics.median(column) for column in zip(*each, strict=True)))
        for name, each in measured.items()
    }
    return costs, found


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "COMMIT", "ROLLBACK")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
