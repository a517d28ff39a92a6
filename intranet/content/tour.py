"""The Tour: its 2027 edition with eighteen stages to schedule, known partnerships, meetings and figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from intranet.content import practices
from intranet.content.written import read
from intranet.events.actions import publish
from intranet.events.models import Event, Happening, Organizer
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.texts import fold, slug
from intranet.organizations.models import Organization
from intranet.places.models import Region
from intranet.tour.actions import let_all_be_found
from intranet.tour.models import Figure, Lifecycle, Partnership, Party, Stage, Tour

FACTS = Path(__file__).parent / "facts" / "tour.yaml"


def load() -> None:
    """Whatever is not in yet; what is there stays as the animators have since changed it."""
    told, published = read(FACTS), read(practices.FACTS)
    known = Known()
    load_tour(told["tour"], told["stages"])
    load_meetings(told["meetings"], known)
    load_partnerships(published["partnerships"], known)
    load_figures(published["figures"])


class Known:
    """The organizations by every name they bear: sources name them, they do not number them."""

    def __init__(self) -> None:
        self._by_name: dict[str, int] = {}
        for found in every(select(Organization).order_by(Organization.id.desc())):
            for name in (found.acronym, found.former_name, found.name):
                if name:
                    self._by_name[fold(name)] = found.id

    def called(self, name: str) -> int | None:
        return self._by_name.get(fold(name))


def load_tour(told: dict[str, Any], stages: list[dict[str, Any]]) -> None:
    tour = db.session.scalar(select(Tour).where(Tour.slug == told["slug"]))
    if tour is None:
        tour = Tour(
            slug=told["slug"], title=told["title"], year=told["year"], about=told["about"],
            **source_of(told),
        )  # fmt: skip
        db.session.add(tour)
        db.session.flush()
    known = {stage.region_code for stage in tour.stages}
    regions = {region.code: region for region in every(select(Region))}
    new = [
        Stage(
            region=regions[stage["region"]],
            number=stage["number"],
            lifecycle=Lifecycle(stage["state"]),
            starts_on=date.fromisoformat(stage["date"]) if "date" in stage else None,
            hosts=[],
        )
        for stage in stages
        if stage["region"] not in known
    ]
    tour.stages.extend(new)
    db.session.flush()
    let_all_be_found(new)


def load_meetings(told: list[dict[str, Any]], known: Known) -> None:
    """Meetings told by the past tense of their sources: all were held, with or without a day."""
    already = set(db.session.scalars(select(Event.slug)))
    for meeting in told:
        short = slug(meeting["title"])
        if short in already:
            continue
        regions = select(Region).where(Region.code.in_(meeting["regions"]))
        event = Event(
            slug=short,
            title=meeting["title"],
            starts_on=date.fromisoformat(meeting["date"]) if "date" in meeting else None,
            date_note=meeting.get("date_note", ""),
            place=meeting["place"],
            programme=meeting["programme"],
            happening=Happening.HELD,
            regions=list(every(regions)),
            organizers=[
                Organizer(position=position, name=name, organization_id=known.called(name))
                for position, name in enumerate(meeting["organizers"])
            ],
            **source_of(meeting),
        )
        publish(event, now())


def load_partnerships(told: list[dict[str, Any]], known: Known) -> None:
    already = set(db.session.scalars(select(Partnership.slug)))
    db.session.add_all(
        Partnership(
            slug=one["key"],
            title=one["title"],
            territory_name=one["territory_name"],
            region_code=one.get("region"),
            signed_on=date.fromisoformat(one["signed_on"]) if "signed_on" in one else None,
            period_note=one.get("period_note", ""),
            axes=one["axes"],
            notes=one.get("facts", []),
            inferred=one["inferred"],
            sources=[
                {name: source.get(name, "") for name in ("title", "url", "date")}
                for source in [one["source"], *one.get("other_sources", [])]
            ],
            parties=[
                Party(position=position, name=name, organization_id=known.called(name))
                for position, name in enumerate(one["parties"])
            ],
        )
        for one in told
        if one["key"] not in already
    )
    db.session.flush()


def load_figures(told: list[dict[str, Any]]) -> None:
    already = set(db.session.scalars(select(Figure.position)))
    db.session.add_all(
        Figure(
            position=position,
            label=figure["label"],
            value=figure["value"],
            date=figure.get("date", ""),
            note=figure.get("note", ""),
            **source_of(figure),
        )
        for position, figure in enumerate(told)
        if position not in already
    )
    db.session.flush()


def source_of(told: dict[str, Any]) -> dict[str, str | None]:
    source = told["source"]
    return {f"source_{name}": source.get(name) for name in ("title", "url", "date")}
