"""The courses and certifications named by our sources, and the demonstration runs to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from intranet.competencies import queries as referential
from intranet.content import seats
from intranet.content.written import read
from intranet.courses import actions
from intranet.courses.models import (
    Certification,
    CertificationKind,
    Course,
    Mode,
    ProviderIdentity,
    Raised,
    Syllabus,
    Track,
)
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member, MemberRole, Role
from intranet.organizations.models import Organization
from intranet.places.models import Municipality

FACTS = Path(__file__).parent / "facts" / "courses.yaml"
# What a fact says under the very name that the course bears.
AS_NAMED = (
    "title", "hours", "duration_note", "audience", "objectives", "content", "methods",
    "assessment", "expected_results", "formacodes", "access_conditions", "access_delay", "accessibility", "disability_contact",
    "contact_name", "contact_email", "contact_phone", "price_note",
)  # fmt: skip


def load() -> None:
    """Whatever is not in yet; a course already there stays as people have since changed it."""
    facts = read(FACTS)
    for fact in facts["certifications"]:
        load_certification(fact)
    db.session.flush()
    known = set(db.session.scalars(select(Course.key)))
    providers = organizations(facts["courses"])
    for fact in facts["courses"]:
        if fact["key"] not in known:
            load_course(fact, providers)
    for fact in facts["quality"]:
        seats.certify(fact)
    for provider in providers.values():
        if provider.is_demo:
            load_identity(provider)


def load_identity(provider: Organization) -> None:
    """Of a demonstration provider alone: numbers that nobody bears, so that its catalogue can leave."""
    if db.session.get(ProviderIdentity, provider.id) is None:
        identity = {"siret": "0" * 14, "activity_number": "0" * 11, "postcode": "00000"}
        place = {"street": "Adresse de démonstration", "city": "Démonstration"}
        db.session.add(ProviderIdentity(organization_id=provider.id, **identity, **place))


def load_certification(fact: Mapping[str, Any]) -> None:
    """A certification as France compétences or the Onisep tells it."""
    if db.session.scalar(select(Certification.id).where(Certification.code == fact["code"])):
        return
    db.session.add(
        Certification(
            kind=CertificationKind(fact["kind"]),
            code=fact["code"],
            title=fact["title"],
            level=fact.get("level"),
            certifier=fact.get("certifier", ""),
            registration_end=day_of(fact.get("registration_end")),
            delivery_end=day_of(fact.get("delivery_end")),
            sources=[fact["source"]],
            checked_at=now(),
        )
    )


def organizations(facts: list[Mapping[str, Any]]) -> dict[str, Organization]:
    """The providers and partners that the facts name, by slug."""
    slugs = {slug for fact in facts for slug in [fact["provider"], *fact["partners"]]}
    found = db.session.scalars(select(Organization).where(Organization.slug.in_(slugs)))
    return {organization.slug: organization for organization in found}


def load_course(fact: Mapping[str, Any], known: Mapping[str, Organization]) -> None:
    """Written, then published, by the same actions as on the site."""
    is_demo, provider = fact.get("demo", False), known[fact["provider"]]
    sources = [fact["source"], *fact.get("other_sources", [])] if "source" in fact else []
    course = actions.start(
        provider,
        trainer_of(provider) if is_demo else None,
        syllabus(fact),
        now(),
        key=fact["key"],
        is_demo=is_demo,
        sources=sources,
        partners=[known[slug] for slug in fact["partners"] if slug in known],
    )
    for told in fact["runs"]:
        actions.add_run(course, dates(told), None, now())
    announced = [(actions.add_run(course, dates(told), None, now()), told) for told in fact.get("demo_runs", ())]  # fmt: skip
    if course.is_certifying and not course.certifies(today()):
        course.is_certifying = False
    actions.submit(course, None, now())
    actions.publish(course, None, now())
    for run, told in announced:
        seats.liven(run, told)


def syllabus(fact: Mapping[str, Any]) -> Syllabus:
    """What the fact says, with its competencies in the edition in force."""
    by_code = referential.in_force().by_code
    said: dict[str, Any] = {
        name: text.strip() if isinstance(text, str) else text
        for name, text in fact.items()
        if name in AS_NAMED
    }
    code, price = fact.get("certification"), fact.get("price_euros")
    return Syllabus(
        **said,
        track=Track(fact["track"]),
        mode=Mode(fact["mode"]),
        prerequisites=fact.get("prerequisites_text", ""),
        price_cents=price * 100 if price is not None else None,
        is_certifying=fact["certifying"],
        certification=db.session.scalars(
            select(Certification).where(Certification.code == code)
        ).one()
        if code
        else None,
        teaches=tuple(
            Raised(
                by_code[each["code"]].competency_id,
                each["after"],
                each["before"],
                each.get("assessed"),
            )
            for each in fact["competencies"]
            if each["code"] in by_code
        ),
        presupposes=tuple(
            Raised(by_code[each["code"]].competency_id, each["level"])
            for each in fact["requires"]
            if each["code"] in by_code
        ),
    )


def dates(fact: Mapping[str, Any]) -> actions.Dates:
    """A run: past and told in words, or, for a demonstration, some days from today."""
    starts_on = ends_on = None
    if "starts_in_days" in fact:
        starts_on, ends_on = working_days(fact["starts_in_days"], fact["ends_in_days"])
    price = fact.get("price_euros")
    code = fact.get("commune")
    return actions.Dates(
        starts_on=starts_on,
        ends_on=ends_on,
        municipality=db.session.get(Municipality, code) if code else None,
        is_remote=fact.get("remote", False),
        seats=fact.get("seats"),
        label=fact.get("label", ""),
        price_cents=price * 100 if price is not None else None,
        date_note=fact.get("date_note"),
    )


def working_days(starts_in: int, ends_in: int) -> tuple[date, date]:
    """Those days from today, put off until neither falls on a weekend."""
    starts_on, ends_on = (today() + timedelta(days=days) for days in (starts_in, ends_in))
    while starts_on.weekday() > 4 or ends_on.weekday() > 4:
        starts_on, ends_on = starts_on + timedelta(days=1), ends_on + timedelta(days=1)
    return starts_on, ends_on


def trainer_of(provider: Organization) -> Member | None:
    """Who writes the demonstration courses, where the demonstration accounts are in."""
    return db.session.scalars(
        select(Member)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role == Role.TRAINER, MemberRole.organization_id == provider.id)
        .order_by(Member.id)
    ).first()


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
