"""The files of sheets of a structure, and what its sheets say already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from intranet.competencies.queries import Catalogue, in_force
from intranet.kit.db import db, every
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.shapes import department_names, region_names
from intranet.practices.exchange import Known, Line, Plan, plan_of
from intranet.practices.models import (
    BatchState,
    Practice,
    Sheet,
    SheetBatch,
    SheetLine,
    Theme,
)
from intranet.practices.queries.standing import in_step


def batches_of(member: Member) -> Select[SheetBatch]:
    """The files that this member's structure brought, the last first."""
    return (
        select(SheetBatch)
        .where(SheetBatch.organization_id == (member.organization_id or 0))
        .options(joinedload(SheetBatch.member))
        .order_by(SheetBatch.id.desc())
    )


def planned_for(organization: Organization, lines: Sequence[Line], known: Known) -> Plan:
    """What these lines would do to the sheets of a structure."""
    start = Sheet(
        territory_name=organization.name,
        region=organization.region_code or "",
        department=organization.department_code or "",
    )
    catalogue = in_force()
    return plan_of(
        lines,
        sheets_of(organization.id),
        last_imported(organization.id),
        known,
        start,
        in_words_now=lambda sheet: in_step(sheet, catalogue),
        siren=organization.siren or "",
    )


def of_siren(sirens: Collection[str]) -> dict[str, Organization]:
    """The structures that bear these numbers."""
    query = select(Organization).where(Organization.siren.in_(sirens))
    return {one.siren: one for one in every(query) if one.siren}


def of_name(names: Collection[str]) -> dict[str, Organization]:
    """The structures of these very names; of two, the one that came first."""
    named = select(Organization).where(Organization.name.in_(names))
    return {one.name: one for one in every(named.order_by(Organization.id.desc()))}


def sheets_of(organization_id: int | None) -> Sequence[Practice]:
    """All that a structure owns, with both versions: what an import is compared with. Of none:
    the starting sheets.
    """
    return every(
        select(Practice)
        .where(Practice.owner_id == organization_id)
        .options(
            joinedload(Practice.published), joinedload(Practice.working),
            selectinload(Practice.reviews),
        )
        .order_by(Practice.id)
    )  # fmt: skip


def last_imported(organization_id: int) -> Mapping[int, Mapping[str, Any]]:
    """By sheet: what the last file that wrote it said."""
    query = (
        select(SheetLine.practice_id, SheetLine.after)
        .join(SheetBatch)
        .where(
            SheetBatch.organization_id == organization_id,
            SheetBatch.state == BatchState.APPLIED,
            SheetLine.version_id.is_not(None),
        )
        .order_by(SheetBatch.applied_at, SheetBatch.id)
    )
    return {practice: after["sheet"] for practice, after in db.session.execute(query)}


def known_words(catalogue: Catalogue, themes: Sequence[Theme]) -> Known:
    """What the words of a file are looked up in."""
    return Known(
        themes={theme.slug: theme.label for theme in themes},
        regions=region_names(),
        departments=department_names(),
        competencies={code: item.competency_id for code, item in catalogue.by_code.items()},
    )
