"""Synthetic practices, each published in one version."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select, update

from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.competencies.queries import in_force
from intranet.content.scale.rows import AT_ONCE, Town, first_free_id, towns, write, write_into
from intranet.kit import search
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.portions import portions
from intranet.practices.models import Practice, PracticeVersion, Sheet, SheetStamp, Theme
from intranet.practices.models import practice_region as of_region
from intranet.practices.models import practice_theme as of_theme

SUBJECTS = (
    "Une bourse aux locaux vacants", "Un club d’entreprises de la zone", "Des visites d’entreprises suivies",
    "Une pépinière partagée", "Un guichet unique à l’échelle du bassin", "Une filière bois relancée",
    "Un parcours d’accueil des salariés", "Une observation commune du commerce",
)  # fmt: skip
LEAD = "Ce que le territoire a fait, avec qui, et ce qui a changé pour ses entreprises."


def make(count: int, chance: Random) -> None:
    """So many published sheets, with their themes, their competencies and their words."""
    first, first_version, at = first_free_id(Practice), first_free_id(PracticeVersion), now()
    catalogue, items = in_force(), in_force().assessable
    themes = db.session.execute(select(Theme.id, Theme.slug).order_by(Theme.id)).all()
    chosen = [chance.choice(themes) for _ in range(count)]
    places = towns(chance, count)
    rows = [
        _practice(first + n, town, at - timedelta(minutes=chance.randrange(900 * 1440)), chance)
        for n, town in enumerate(places)
    ]
    write(Practice, rows)
    write(
        PracticeVersion,
        (_version(first_version + n, row, places[n], chosen[n].slug) for n, row in enumerate(rows)),
    )
    points_at = Practice.id + (first_version - first)
    db.session.execute(
        update(Practice)
        .where(Practice.id >= first)
        .values(published_version_id=points_at, published_at=Practice.created_at)
    )
    for table, column, values in (
        (of_theme, "theme_id", [theme.id for theme in chosen]),
        (of_region, "region_code", [town.region_code for town in places]),
    ):
        pairs = [{"practice_id": first + n, column: value} for n, value in enumerate(values)]
        write_into(table, pairs)
    first_link = first_free_id(CompetencyLink)
    write(
        CompetencyLink,
        (
            {
                "id": first_link + n,
                "subject_type": "practice",
                "subject_id": first + n,
                "competency_id": chance.choice(items).competency_id,
                "edition_id": catalogue.edition_id,
                "role": LinkRole.ILLUSTRATES,
                "level_to": chance.randint(1, 4),
            }
            for n in range(count)
        ),
    )
    SheetStamp.change()
    for some in portions(rows, AT_ONCE):
        search.index_all([_entry(row) for row in some])


def _practice(number: int, town: Town, at: Any, chance: Random) -> dict[str, Any]:
    return {
        "id": number,
        "slug": f"fiche-de-volume-{number}",
        "title": f"{chance.choice(SUBJECTS)} à {town.name}"[:100],
        "territory_name": town.name,
        "region_code": town.region_code,
        "department_code": town.department_code,
        "municipality_code": town.code,
        "created_at": at,
        "verified_on": at.date(),
        "verify_on": (at + timedelta(days=365)).date(),
        "is_starting": True,
        "evidence": chance.randint(0, 2),
        "cost_band": chance.choice((None, 0, 1, 2, 3)),
        "size_band": chance.choice((None, 0, 1, 2, 3, 4)),
        "has_documents": chance.random() < 0.3,
    }


def _version(number: int, row: dict[str, Any], town: Town, theme: str) -> dict[str, Any]:
    sheet = Sheet(
        title=row["title"], lead=LEAD, themes=[theme], territory_name=town.name,
        region=town.region_code, department=town.department_code,
        context="Un territoire d’industries et de commerces.", approach=["Écouter", "Réunir", "Faire"],
    )  # fmt: skip
    return {
        "id": number,
        "practice_id": row["id"],
        "number": 1,
        "data": sheet.kept(),
        "at": row["created_at"],
        "sha256": sheet.sha256,
        "published_at": row["created_at"],
    }


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "practice",
        "object_id": row["id"],
        "title": row["title"],
        "address": f"/pratiques/{row['slug']}",
        "summary": LEAD,
        "words": row["territory_name"],
        "ends_at": None,
    }
