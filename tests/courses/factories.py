"""Courses, their certifications and their runs; traits named as situations."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import factory
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from intranet.bookings.models import Bookable, BookableKind, Lifecycle, time_zone_of
from intranet.competencies.actions import Joined, join
from intranet.competencies.models import LinkRole
from intranet.competencies.queries import in_force
from intranet.content import courses as content
from intranet.content.written import read
from intranet.courses.actions import CONFIRMING, keep_file, let_be_found
from intranet.courses.models import (
    Certification,
    CertificationKind,
    Course,
    CourseFile,
    CourseRun,
    ProviderIdentity,
    QualityCertificate,
    State,
)
from intranet.kit import links
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.files import keep
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.models import Municipality
from tests.factories import Factory, OrganizationFactory, UnwrittenOrganizationFactory, a_trainer
from tests.pdfs import a_pdf


class CertificationFactory(Factory):
    class Meta:
        model = Certification

    kind = CertificationKind.RNCP
    code = factory.Sequence(lambda n: f"RNCP{40000 + n}")
    title = "Responsable de projet de territoires"
    level = 6
    certifier = "Certificateur des essais"
    checked_at = factory.LazyFunction(now)

    class Params:
        ended = factory.Trait(registration_end=factory.LazyFunction(lambda: today() - timedelta(1)))


class CourseFactory(Factory):
    """A published course that says all that the public must be told."""

    class Meta:
        model = Course

    provider = factory.SubFactory(UnwrittenOrganizationFactory, provider=True)
    title = factory.Sequence(lambda n: f"Accueillir une entreprise {n}")
    folded = factory.LazyAttribute(lambda made: fold(made.title))
    state = State.PUBLISHED
    published_at = factory.LazyFunction(now)
    hours = 14
    objectives = "Être capable de qualifier une demande."
    content = "Le parcours d’un projet."
    methods = "Études de cas."
    assessment = "Cas noté."
    prerequisites = "Aucun."
    access_conditions = "Inscription en ligne."
    access_delay = "dix jours avant"
    accessibility = "Salles accessibles."
    contact_email = "contact@essais.example"
    price_cents = 620_00

    class Params:
        draft = factory.Trait(state=State.DRAFT, published_at=None)
        submitted = factory.Trait(
            state=State.SUBMITTED, published_at=None, submitted_at=factory.LazyFunction(now)
        )
        sent_back = factory.Trait(
            state=State.CHANGES_REQUESTED,
            published_at=None,
            submitted_at=factory.LazyFunction(now),
            decided_at=factory.LazyFunction(now),
            reason="Précisez les objectifs.",
        )
        certified = factory.Trait(
            is_certifying=True, certification=factory.SubFactory(CertificationFactory)
        )

    @factory.post_generation
    def raises(self: Any, create: bool, given: dict[str, tuple[int, int]] | None, **_: Any) -> None:
        """The competencies that it teaches, by code: `raises={"D1.1": (1, 3)}`."""
        if given:
            joined = [
                Joined(in_force().by_code[code].competency_id, after, before, LinkRole.TEACHES)
                for code, (before, after) in given.items()
            ]
            join("course", self.id, in_force().edition_id, joined)
            db.session.commit()

    @factory.post_generation
    def found(self: Any, create: bool, given: bool | None, **_: Any) -> None:
        """Indexed as publication does: `found=True`."""
        if given:
            let_be_found(self)
            db.session.commit()


def identified(course: Course, **said: str) -> Course:
    """Its provider has an identity."""
    told = {"siret": "12345678200010", "activity_number": "44540000154", "street": "12 rue des Essais", "postcode": "54000", "city": "Nancy"}  # fmt: skip
    db.session.merge(ProviderIdentity(organization_id=course.provider_id, **told | said))
    db.session.commit()
    return course


def a_course_file(member: Member, body: bytes = b"", name: str = "catalogue.xml") -> CourseFile:
    """A LHÉO document that somebody sent, kept for its preview."""
    kept = keep_file(member, name, body or A_DOCUMENT)
    db.session.commit()
    return kept


def a_quality_certificate(
    provider: Organization, *, ends_in: int = 400, since: int = 300, **more: Any
) -> QualityCertificate:
    """Checked, and valid from so many days ago to so many days from now."""
    told = {"certifier": "Certif", "verified_at": now(), "organization_id": provider.id}
    days = {
        "valid_from": today() - timedelta(days=since),
        "valid_until": today() + timedelta(days=ends_in),
    }
    made = QualityCertificate(**told | days | more)
    db.session.add(made)
    db.session.commit()
    return made


def a_declared_certificate(trainer: Member, **more: Any) -> QualityCertificate:
    """Said by a trainer, with its proof; nobody has read it yet."""
    proof = keep(FileStorage(io.BytesIO(a_pdf()), filename="certificat.pdf"))
    provider = trainer.organization
    assert provider
    return a_quality_certificate(
        provider, evidence=proof, declared_by_id=trainer.id, verified_at=None, **more
    )


def to_confirm(course: Course, due: int = 0) -> str:
    """The word of the yearly letter, for a course that is due so many days from now."""
    course.review_due_on = today() + timedelta(days=due)
    db.session.commit()
    return links.signed(CONFIRMING, course.id, course.review_due_on.isoformat())


A_DOCUMENT = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<lheo xmlns="http://lheo.gouv.fr/2.3"><offres>'
    b'<formation numero="QV-1"><intitule-formation>Accueillir</intitule-formation></formation>'
    b"</offres></lheo>"
)


def a_run(
    course: Course,
    days: int | None = 20,
    lasts: int = 2,
    *,
    at: str | None = "54395",
    starts_on: date | None = None,
    cancelled: bool = False,
    **more: Any,
) -> CourseRun:
    """A run so many days from today, in a commune (by its INSEE code), or at a distance (None)."""
    place = db.session.get(Municipality, at) if at else None
    begins = starts_on or (today() + timedelta(days=days) if days is not None else None)
    bookable = Bookable(
        kind=BookableKind.COURSE_RUN,
        tz=time_zone_of(place.region_code if place else None),
        capacity=more.pop("seats", 12),
    )
    if cancelled:
        bookable.lifecycle = Lifecycle.CANCELLED
        bookable.cancelled_at, bookable.cancel_reason = now(), "Trop peu d’inscrits."
    run = CourseRun(
        bookable=bookable,
        course=course,
        municipality=place,
        region_code=place.region_code if place else None,
        is_remote=place is None,
        **more,
    )
    run.take_place(begins, begins + timedelta(days=lasts - 1) if begins else None)
    db.session.add(run)
    db.session.commit()
    return run


def starting_trainer() -> Member:
    """The trainer of the demonstration, and every provider that the starting catalogue names."""
    for slug in {
        name
        for fact in read(content.FACTS)["courses"]
        for name in [fact["provider"], *fact["partners"]]
    }:
        OrganizationFactory(slug=slug, name=slug, provider=True)
    demo = select(Organization).where(Organization.slug == "demo-institut-quatre-vents")
    return a_trainer(organization=db.session.scalars(demo).one())
