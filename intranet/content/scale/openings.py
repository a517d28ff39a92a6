"""Synthetic openings: one in twenty is live, the others have closed over the last years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from intranet.competencies.models import Need, Owner, Requirement, RequirementSet
from intranet.competencies.queries import Item, in_force
from intranet.content.scale.rows import AT_ONCE, Town, employers, first_free_id, towns, write
from intranet.kit import search
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.portions import portions
from intranet.members.models import Member
from intranet.openings.models import BITS, Category, CloseReason, JobKind, Opening, State, WorkTime
from intranet.openings.queries import KIND, OUTCOME_AFTER
from intranet.organizations.models import PUBLIC_EMPLOYERS, Kind

LIVE = 0.05
REQUIRED, DESIRED = 6, 2
JOBS = (
    "Chargée ou chargé de mission développement économique",
    "Développeuse ou développeur économique",
    "Cheffe ou chef de projet attractivité",
    "Responsable du développement territorial",
    "Manager de commerce",
    "Chargée ou chargé d’implantation d’entreprises",
    "Animatrice ou animateur de filière",
    "Conseillère ou conseiller création-reprise",
    "Chargée ou chargé de mission emploi-compétences",
    "Directrice ou directeur du développement économique",
)
FIELDS = (
    "industrie",
    "commerce",
    "tourisme",
    "numérique",
    "économie sociale",
    "foncier",
    "logistique",
)
MISSIONS = (
    "Accompagner les entreprises du territoire dans leurs projets, de la première visite à "
    "l’implantation ; animer le réseau des partenaires ; préparer les décisions des élus."
)


def make(
    count: int,
    chance: Random,
    *,
    live: float = LIVE,
    required: int = REQUIRED,
    desired: int = DESIRED,
) -> None:
    """So many openings, each with its requirements and its words; `live` is the share that is."""
    at, catalogue = now(), in_force()
    first, first_set = first_free_id(Opening), first_free_id(RequirementSet)
    owner_id = db.session.scalars(select(Member.id).order_by(Member.id).limit(1)).one()
    hiring = employers()
    sets = [
        {"id": first_set + n, "owner": Owner.OPENING, "edition_id": catalogue.edition_id}
        for n in range(count)
    ]
    write(RequirementSet, sets)
    write(
        Requirement,
        _requirements(first_set, count, catalogue.assessable, chance, required, desired),
    )
    rows = [
        {"id": first + n, "requirement_set_id": first_set + n, "owner_id": owner_id}
        | _opening(town, *chance.choice(hiring), at, chance, live)
        for n, town in enumerate(towns(chance, count))
    ]
    write(Opening, rows)
    online = (row for row in rows if row["state"] is State.PUBLISHED)  # the site forgets the others
    for some in portions(online, AT_ONCE):
        search.index_all([_entry(row) for row in some])


def _opening(
    town: Town, organization_id: int, kind: Kind, at: datetime, chance: Random, live: float
) -> dict[str, Any]:
    is_live = chance.random() < live
    if is_live:
        publish_at = at - timedelta(minutes=chance.randrange(60, 40 * 1440))
        closes_at = at + timedelta(minutes=chance.randrange(60, 60 * 1440))
    else:
        closes_at = at - timedelta(minutes=chance.randrange(1440, 1500 * 1440))
        publish_at = closes_at - timedelta(days=45)
    asked_at = closes_at + OUTCOME_AFTER
    pay = chance.randrange(26_000, 52_000, 500)
    return {
        "uuid": str(UUID(int=chance.getrandbits(128), version=4)),
        "organization_id": organization_id,
        "employer_kind": kind,
        "title": f"{chance.choice(JOBS)}, {chance.choice(FIELDS)} (F/H)"[:100],
        "kind": JobKind.JOB,
        "missions": MISSIONS,
        "profile": "Une première expérience du développement local est appréciée.",
        "municipality_code": town.code,
        "region_code": town.region_code,
        "department_code": town.department_code,
        "epci_siren": town.epci_siren,
        "latitude": town.latitude,
        "longitude": town.longitude,
        "precision": town.precision,
        "routes_mask": sum(chance.sample(sorted(BITS.values()), chance.randint(1, 3))),
        "category": chance.choice(list(Category)) if kind in PUBLIC_EMPLOYERS else None,
        "grades": ["Attaché"] if kind in PUBLIC_EMPLOYERS else [],
        "pay_min": pay,
        "pay_max": pay + 6_000,
        "work_time": WorkTime.FULL,
        "publish_at": publish_at,
        "first_published_at": publish_at,
        "last_confirmed_at": publish_at,
        "closes_at": closes_at,
        "state": State.PUBLISHED if is_live else State.CLOSED,
        "closed_at": None if is_live else closes_at,
        "close_reason": None if is_live else CloseReason.EXPIRED,
        "outcome_asked_at": asked_at if asked_at <= at else None,  # as the site did in time
        "is_demo": True,
    }


def _requirements(
    first_set: int, count: int, items: list[Item], chance: Random, required: int, desired: int
) -> Iterator[dict[str, Any]]:
    number = first_free_id(Requirement)
    asked = min(required + desired, len(items))
    for set_id in range(first_set, first_set + count):
        for place, item in enumerate(chance.sample(items, asked)):
            yield {
                "id": number,
                "requirement_set_id": set_id,
                "competency_id": item.competency_id,
                "level": chance.randint(1, 4),
                "weight": chance.randint(1, 3),
                "need": Need.REQUIRED if place < required else Need.DESIRED,
            }
            number += 1


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": KIND,
        "object_id": row["id"],
        "title": row["title"],
        "address": f"/offres/{row['id']}",
        "summary": MISSIONS,
        "words": row["municipality_code"],
        "ends_at": row["closes_at"],
    }
