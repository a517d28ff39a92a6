"""How the Tour is read: the edition under way, a region's stage, what is known of its partnerships."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.organizations.models import Kind, Organization
from intranet.places.models import Region
from intranet.tour.models import (
    TO_PROGRAMME,
    Figure,
    Lifecycle,
    Partnership,
    Party,
    Stage,
    StageHost,
    Tour,
)

HOST_KINDS = (Kind.CCI, Kind.EPCI, Kind.EPT, Kind.REGION, Kind.AGENCY, Kind.CMA, Kind.FEDERATION)


def present_tour() -> Select[Tour]:
    """The latest edition, its stages in their order, with their hosts: `.unique()` it."""
    latest = latest_year().scalar_subquery()
    return (
        select(Tour)
        .where(Tour.year == latest)
        .options(
            joinedload(Tour.stages).joinedload(Stage.region),
            joinedload(Tour.stages).joinedload(Stage.hosts).joinedload(StageHost.organization),
        )
    )


def stage_in(region_slug: str) -> Select[Stage]:
    """The stage of a region in the present edition, with all that its page says of it."""
    latest = latest_year().scalar_subquery()
    return (
        select(Stage)
        .join(Stage.tour)
        .join(Stage.region)
        .where(Tour.year == latest, Region.slug == region_slug)
        .options(
            contains_eager(Stage.tour),
            contains_eager(Stage.region),
            joinedload(Stage.hosts).joinedload(StageHost.organization),
            joinedload(Stage.event),
        )
    )


def latest_year() -> Select[int]:
    """The year of the present edition; None before the first."""
    return select(func.max(Tour.year))


def to_programme_count() -> Select[int]:
    """How many stages of the present edition are still to programme."""
    return (
        select(func.count(Stage.id))
        .join(Stage.tour)
        .where(Tour.year == latest_year().scalar_subquery(), Stage.lifecycle.in_(TO_PROGRAMME))
    )


def next_stage(on: date) -> Select[Stage]:
    """The announced stages to come, the soonest first: `.limit(1)` is the next one."""
    return (
        select(Stage)
        .where(Stage.lifecycle == Lifecycle.ANNOUNCED, Stage.starts_on >= on)
        .options(joinedload(Stage.region))
        .order_by(Stage.starts_on, Stage.number)
    )


def partnerships_of(region_code: str | None) -> Select[Partnership]:
    """The known partnerships of a region (or the national ones), with their parties."""
    query = select(Partnership).options(
        joinedload(Partnership.parties).joinedload(Party.organization)
    )
    return query.where(
        Partnership.region_code == region_code if region_code else Partnership.region_code.is_(None)
    ).order_by(Partnership.id)


def joined_by(organization_id: int) -> Select[Partnership]:
    """The known partnerships that an organization is a party of."""
    return (
        select(Partnership)
        .join(Partnership.parties)
        .where(Party.organization_id == organization_id)
        .order_by(Partnership.id)
    )


def partnerships_by_region() -> Select[str | None, int]:
    """(region code, how many known partnerships)."""
    return (
        select(Partnership.region_code, func.count())
        .where(Partnership.region_code.is_not(None))
        .group_by(Partnership.region_code)
    )


def figures() -> Select[Figure]:
    return select(Figure).order_by(Figure.position)


def chambers_of(region_code: str) -> Select[Organization]:
    """The chambers of commerce of a region: who could host its stage."""
    return (
        select(Organization)
        .where(
            Organization.kind == Kind.CCI,
            Organization.region_code == region_code,
            Organization.closed_on.is_(None),
        )
        .order_by(Organization.folded)
    )


def possible_hosts(stage: Stage) -> Select[Organization]:
    """Whoever may be named as a host of a stage: chambers, intercommunalities, agencies, federations
    of its region; and those who are already, even closed since.
    """
    there = and_(
        Organization.kind.in_(HOST_KINDS),
        or_(Organization.region_code == stage.region_code, Organization.region_code.is_(None)),
        Organization.closed_on.is_(None),
    )
    already = [host.organization_id for host in stage.hosts]
    return (
        select(Organization)
        .where(or_(there, Organization.id.in_(already)))
        .order_by(Organization.folded, Organization.id)
    )
