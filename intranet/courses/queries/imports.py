"""What a catalogue that is brought is compared with, in a few statements whatever its length."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from intranet.bookings.models import PARIS, time_zone_of
from intranet.bookings.queries import NewDays, refused_days
from intranet.competencies.models import LinkRole
from intranet.competencies.queries import in_force, links_of
from intranet.courses.exchange.found import FoundCourse, FoundRun
from intranet.courses.exchange.planning import Known, Present
from intranet.courses.models import (
    Certification,
    Course,
    CourseFile,
    CourseRun,
    CourseVersion,
    ProviderIdentity,
    Raised,
    Syllabus,
    VersionState,
)
from intranet.courses.queries.parts import runs_of
from intranet.kit.db import db, every
from intranet.organizations.models import Organization
from intranet.places import queries as places
from intranet.places.models import Municipality

Town = tuple[str, str, str]


def file_of(organization_id: int | None, file_id: int) -> Select[CourseFile]:
    """A file that somebody sent for this organization."""
    return select(CourseFile).where(
        CourseFile.id == file_id, CourseFile.organization_id == organization_id
    )


def files_of(organization_id: int | None) -> Select[CourseFile]:
    """Those sent last."""
    query = select(CourseFile).where(CourseFile.organization_id == organization_id)
    return query.order_by(CourseFile.id.desc()).limit(5)


def present_for(
    provider: Organization, found: Sequence[FoundCourse], site: str, at: datetime
) -> Present:
    """What this provider has, and what the file names."""
    identity = db.session.get(ProviderIdentity, provider.id)
    sirens = {provider.siren, identity.siret[:9] if identity else None} - {None}
    codes = {one.certification for one in found if one.certification}
    named = select(Certification).where(Certification.code.in_(codes))
    return Present(
        sirens=frozenset(siren for siren in sirens if siren),
        by_reference=_known(provider.id, site),
        certifications={one.code: one for one in every(named)} if codes else {},
        towns=_towns({run.town for one in found for run in one.runs if not run.is_remote}),
        catalogue=in_force(),
        cannot_follow=partial(_cannot_follow, at),
    )


def _cannot_follow(
    at: datetime, run: CourseRun, found: FoundRun, town: Municipality | None
) -> str | None:
    days = (found.starts_on - run.starts_on).days if run.starts_on else 0
    tz = time_zone_of(town.region_code, town.code) if town else PARIS
    return refused_days(run.bookable, NewDays(found.starts_on, found.ends_on, tz), days, at)


def _known(provider_id: int, site: str) -> Mapping[str, Known]:
    """Every course of the provider, by each of its names."""
    query = select(Course).where(Course.provider_id == provider_id)
    courses = every(query.options(joinedload(Course.certification)))
    ids = [course.id for course in courses]
    if not ids:
        return {}
    runs, links, waiting = runs_of(ids), links_of("course", ids), _waiting(ids)
    found: dict[str, Known] = {}
    for course in courses:
        raised = {
            role: [
                Raised(link.competency_id, link.level_to, link.level_from if role is LinkRole.TEACHES else None)
                for link in links[course.id]
                if link.role is role
            ]
            for role in (LinkRole.TEACHES, LinkRole.PRESUPPOSES)
        }  # fmt: skip
        said = waiting.get(course.id) or Syllabus.of(
            course, raised[LinkRole.TEACHES], raised[LinkRole.PRESUPPOSES]
        )
        known = Known(course, said, runs[course.id])
        for name in (course.reference, course.uuid, f"{site}{course.address}"):
            if name:
                found[name] = known
    return found


def _waiting(ids: Collection[int]) -> dict[int, Syllabus]:
    """The revisions that wait: a file sent again says what they say already."""
    pending = every(
        select(CourseVersion).where(
            CourseVersion.course_id.in_(ids), CourseVersion.state == VersionState.PENDING
        )
    )
    wanted = {version.content.get("certification_id") for version in pending} - {None}
    named = select(Certification).where(Certification.id.in_(wanted))
    known = {one.id: one for one in every(named)} if wanted else {}
    return {
        version.course_id: Syllabus.read(
            version.content, known.get(version.content.get("certification_id") or 0)
        )
        for version in pending
    }


def _towns(named: Collection[Town]) -> dict[Town, Municipality | None]:
    """Each commune by its INSEE code; else by its name, among those that bear the postcode."""
    codes = {code for code, _, _ in named if code}
    names = {places.folded(name) for _, _, name in named if name}
    if not named:
        return {}
    some = every(
        select(Municipality).where(
            or_(Municipality.code.in_(codes), Municipality.folded.in_(names))
        )
    )
    by_code = {town.code: town for town in some}
    return {one: by_code.get(one[0]) or _by_name(one, some) for one in named}


def _by_name(named: Town, some: Sequence[Municipality]) -> Municipality | None:
    _, postcode, name = named
    wanted = places.folded(name)
    alike = [town for town in some if town.folded == wanted]
    there = [town for town in alike if postcode and postcode in town.postcodes.split()]
    near = [town for town in alike if postcode and town.department_code == postcode[:2]]
    best = there or near or ([] if postcode else alike)
    return max(best, key=lambda town: town.population) if best else None
