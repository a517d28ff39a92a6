"""The starting sheets: told by us from what was published, owned by nobody until their territory says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from intranet.competencies.queries import Catalogue, in_force
from intranet.content.written import read
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.texts import number
from intranet.organizations.models import Organization
from intranet.practices import actions
from intranet.practices.models import Practice, Sheet, Theme

FACTS = Path(__file__).parent / "facts" / "practices.yaml"


def load() -> None:
    """Whatever is not in yet; what is there stays as its territory has since changed it."""
    told = read(FACTS)
    load_themes(told["themes"])
    known = set(db.session.scalars(select(Practice.slug)))
    catalogue = in_force()
    # The last told goes in first: the newest on the site is then the first of the file.
    for practice in reversed(told["practices"]):
        if practice["slug"] not in known:
            enter(practice, catalogue)


def load_themes(told: list[dict[str, str]]) -> None:
    known = set(db.session.scalars(select(Theme.slug)))
    db.session.add_all(
        Theme(slug=theme["slug"], label=theme["label"], position=position)
        for position, theme in enumerate(told)
        if theme["slug"] not in known
    )
    db.session.flush()


def enter(told: dict[str, Any], catalogue: Catalogue) -> None:
    """One starting sheet, online at once: its sources are published, its territory is only described."""
    siren = told.get("owner_siren", "")
    described = db.session.scalar(select(Organization.id).where(Organization.siren == siren))
    sheet = sheet_of(told, catalogue)
    practice = Practice(
        slug=told["slug"], title=sheet.title, described_id=described, is_starting=True
    )
    db.session.add(practice)
    db.session.flush()
    version = actions.write_version(practice, sheet, None, now())
    actions.put_online(practice, version, now(), verified=False)


def sheet_of(told: dict[str, Any], catalogue: Catalogue) -> Sheet:
    items = [(catalogue.by_code.get(row["code"]), row) for row in told["competencies"]]
    return Sheet(
        title=told["title"],
        lead=told["lead"],
        themes=told["themes"],
        territory_name=told["territory_name"],
        region=told.get("region", ""),
        other_regions=told.get("other_regions", []),
        department=told.get("department", ""),
        started=told.get("started", ""),
        context=told["context"],
        problem=told.get("problem", ""),
        approach=told["approach"],
        partners=[_row(row, "organization", "role") for row in told.get("who_does_what", [])],
        cost_investment=told.get("cost_investment", ""),
        funders=told.get("funders", []),
        results=[result_of(row) for row in told.get("results", [])],
        difficulties=told.get("difficulties", ""),
        competencies=[
            {"competency_id": item.competency_id, "code": item.code, "level": row["level"]}
            for item, row in items
            if item
        ],
        sources=sources_of(told),
    )


def result_of(told: dict[str, Any]) -> dict[str, str]:
    """One result; its sentence is left out where it only repeats the figure."""
    row = _row(told, "indicator", "before", "after", "unit", "date", "text")
    figure = f"{row['after']} {row['unit']}".strip()
    said = row["text"].rstrip(".")
    return row | {
        "text": "" if said.replace("\u202f", " ") == figure.replace("\u202f", " ") else row["text"]
    }


def sources_of(told: dict[str, Any]) -> list[dict[str, str]]:
    """The sources, then the links that are not among them."""
    sources = [_row(row, "title", "url", "date") for row in told["sources"]]
    named = {row["url"] for row in sources}
    links = [_row(row, "title", "url", "date") for row in told.get("links", [])]
    return [*sources, *(row for row in links if row["url"] not in named)]


def _row(told: dict[str, Any], *names: str) -> dict[str, str]:
    """Every field as words: figures as people write them here."""
    values = {name: told.get(name, "") for name in names}
    return {
        name: number(value) if isinstance(value, int | float) else str(value)
        for name, value in values.items()
    }
