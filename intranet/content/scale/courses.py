"""Synthetic courses, two runs each: one over, one to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from intranet.bookings.models import (
    Bookable,
    BookableKind,
    first_instant,
    last_instant,
    time_zone_of,
)
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.competencies.queries import Item, in_force
from intranet.content.scale.rows import AT_ONCE, Town, first_free_id, towns, write
from intranet.courses.models import (
    CatalogueStamp,
    Course,
    CourseRun,
    Mode,
    ProviderIdentity,
    State,
    Track,
)
from intranet.kit import search
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.portions import portions
from intranet.kit.texts import fold
from intranet.organizations.models import Kind, Organization

SUBJECTS = (
    "Accueillir une entreprise", "Monter un dossier d’aide", "Conduire un diagnostic économique",
    "Animer un réseau d’acteurs", "Requalifier une zone d’activités", "Évaluer un projet de territoire",
    "Anticiper les emplois et les compétences", "Promouvoir son territoire",
)  # fmt: skip
TAUGHT = 3


def make(count: int, chance: Random) -> None:
    """So many published courses, with their runs, their competencies and their words."""
    at, catalogue, first = now(), in_force(), first_free_id(Course)
    providers = db.session.scalars(
        select(Organization.id).where(Organization.kind == Kind.PROVIDER).order_by(Organization.id)
    ).all()
    rows = [
        {
            "id": first + n,
            "uuid": str(UUID(int=chance.getrandbits(128), version=4)),
            "provider_id": chance.choice(providers),
            "state": State.PUBLISHED,
            "published_at": at - timedelta(minutes=chance.randrange(400 * 1440)),
            "title": (title := f"{chance.choice(SUBJECTS)}, module {n + 1}"),
            "folded": fold(title),
            "track": Track.CONTINUING,
            "mode": chance.choice(list(Mode)),
            "hours": chance.choice((7, 14, 21, 35)),
            "price_cents": chance.randrange(30_000, 200_000, 1_000),
            "objectives": "Être capable de conduire un projet économique avec ses partenaires.",
            "content": "Diagnostic, partenaires, financements, calendrier, évaluation. " * 12,
            "contact_email": "formations@volume.example",
            "is_demo": True,
        }
        for n in range(count)
    ]
    write(Course, rows)
    _identify(providers)
    _write_runs(first, count, chance)
    write(CompetencyLink, _links(first, count, catalogue.edition_id, catalogue.assessable, chance))
    for some in portions(rows, AT_ONCE):
        search.index_all([_entry(row) for row in some])
    CatalogueStamp.change()


def _identify(providers: Sequence[int]) -> None:
    """Numbers that nobody bears, so that the whole volume can be exchanged."""
    known = set(db.session.scalars(select(ProviderIdentity.organization_id)))
    said = {"siret": "0" * 14, "activity_number": "0" * 11, "postcode": "00000", "street": "Rue du Volume", "city": "Volume"}  # fmt: skip
    db.session.add_all(
        ProviderIdentity(organization_id=provider, **said)
        for provider in providers
        if provider not in known
    )


def _write_runs(first: int, count: int, chance: Random) -> None:
    number, on = first_free_id(Bookable), today()
    places = towns(chance, 2 * count)
    runs = [
        _run(number + n, first + n // 2, town, on + timedelta(days=_away(n, chance)))
        for n, town in enumerate(places)
    ]
    write(
        Bookable,
        (
            {
                "id": run["bookable_id"],
                "kind": BookableKind.COURSE_RUN,
                "tz": time_zone_of(run["region_code"]),
                "capacity": 12,
                "ics_uid": f"volume-{run['bookable_id']}@passerelles",
            }
            for run in runs
        ),
    )
    write(CourseRun, runs)


def _away(place: int, chance: Random) -> int:
    days = chance.randrange(5, 200)
    return days if place % 2 else -days


def _run(number: int, course_id: int, town: Town, starts_on: date) -> dict[str, Any]:
    tz, ends_on = time_zone_of(town.region_code), starts_on + timedelta(days=1)
    return {
        "bookable_id": number,
        "course_id": course_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "starts_at": first_instant(starts_on, tz),
        "ends_at": last_instant(ends_on, tz),
        "municipality_code": town.code,
        "region_code": town.region_code,
        "is_demo": True,
    }


def _links(
    first: int, count: int, edition_id: int, items: list[Item], chance: Random
) -> Iterator[dict[str, Any]]:
    number = first_free_id(CompetencyLink)
    for course_id in range(first, first + count):
        for item in chance.sample(items, min(TAUGHT, len(items))):
            before = chance.randint(0, 2)
            yield {
                "id": number,
                "subject_type": "course",
                "subject_id": course_id,
                "competency_id": item.competency_id,
                "edition_id": edition_id,
                "role": LinkRole.TEACHES,
                "level_from": before,
                "level_to": before + chance.randint(1, 2),
            }
            number += 1


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "course",
        "object_id": row["id"],
        "title": row["title"],
        "address": f"/formations/{row['id']}",
        "summary": row["objectives"],
        "words": "",
        "ends_at": None,
    }
