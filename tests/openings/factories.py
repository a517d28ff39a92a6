"""Openings in every situation: live unless a trait says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import factory
from sqlalchemy import select

from intranet.competencies.actions import Asked, require
from intranet.competencies.models import Edition, Owner, RequirementSet, Revision
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import actions
from intranet.openings.actions import let_be_found
from intranet.openings.models import (
    CloseReason,
    ImportFormat,
    JobApplication,
    Opening,
    OpeningImport,
    Route,
    State,
    mask_of,
)
from intranet.organizations.models import Organization
from intranet.places.models import Municipality
from tests.factories import (
    Factory,
    OrganizationFactory,
    UnwrittenOrganizationFactory,
    a_recruiter,
    small_edition,
)

MISSIONS = "Vous accompagnez les entreprises de la visite à l’implantation. " * 5


def competency(code: str) -> int:
    """The id of an item of the small edition."""
    return competencies(code)[code]


def competencies(*codes: str) -> dict[str, int]:
    """The ids of items of the small edition."""
    asked = select(Revision.code, Revision.competency_id).where(Revision.code.in_(codes))
    return dict(db.session.execute(asked).all())


def asking(*pairs: tuple[str, int], asked: Iterable[Asked] = ()) -> RequirementSet:
    """A set of requirements in the small edition: `asking(("D1.1", 3))`."""
    editions = select(Edition.id).order_by(Edition.id).limit(1)
    edition_id = db.session.scalars(editions).first() or small_edition().id
    known = competencies(*(code for code, _ in pairs))
    listed = [Asked(known[code], level) for code, level in pairs]
    return require(Owner.OPENING, edition_id, [*listed, *asked])


class OpeningFactory(Factory):
    class Meta:
        model = Opening
        exclude = ("routes",)

    class Params:
        town = factory.LazyAttribute(
            lambda made: (
                made.municipality_code and db.session.get_one(Municipality, made.municipality_code)
            )
        )
        draft = factory.Trait(state=State.DRAFT, publish_at=None, first_published_at=None)
        in_review = factory.Trait(state=State.IN_REVIEW, publish_at=None, first_published_at=None)
        to_correct = factory.Trait(
            state=State.CHANGES_REQUESTED, publish_at=None, first_published_at=None
        )
        over = factory.Trait(
            closes_at=factory.LazyFunction(lambda: now() - timedelta(days=2)),
            publish_at=factory.LazyFunction(lambda: now() - timedelta(days=40)),
        )
        long_over = factory.Trait(
            closes_at=factory.LazyFunction(lambda: now() - timedelta(days=31)),
            publish_at=factory.LazyFunction(lambda: now() - timedelta(days=70)),
        )
        closed = factory.Trait(
            state=State.CLOSED,
            closed_at=factory.LazyFunction(lambda: now() - timedelta(days=1)),
            close_reason=CloseReason.FILLED_OUTSIDE,
        )
        forgotten = factory.Trait(
            last_confirmed_at=factory.LazyFunction(lambda: now() - timedelta(days=91))
        )

    title = factory.Sequence(lambda n: f"Chargée ou chargé de mission {n} (F/H)")
    organization = factory.SubFactory(UnwrittenOrganizationFactory)
    employer_kind = factory.LazyAttribute(lambda made: made.organization.kind)
    owner = factory.LazyAttribute(lambda made: a_recruiter(organization=made.organization))
    state = State.PUBLISHED
    missions = MISSIONS
    municipality_code = "54395"
    region_code = factory.SelfAttribute("town.region_code")
    department_code = factory.SelfAttribute("town.department_code")
    latitude = factory.SelfAttribute("town.latitude")
    longitude = factory.SelfAttribute("town.longitude")
    precision = factory.SelfAttribute("town.precision")
    routes = (Route.PUBLIC_CONTRACT,)
    routes_mask = factory.LazyAttribute(lambda made: mask_of(made.routes))
    publish_at = factory.LazyFunction(lambda: now() - timedelta(days=3))
    first_published_at = factory.SelfAttribute("publish_at")
    closes_at = factory.LazyFunction(lambda: now() + timedelta(days=30))
    last_confirmed_at = factory.LazyFunction(lambda: now() - timedelta(days=3))
    requirement_set = factory.LazyFunction(lambda: asking(("D1.1", 3), ("D1.2", 2), ("D2.1", 1)))
    how_to_apply = "Envoyez un dossier par le site de l’employeur."


def found_by_words(**given: Any) -> Opening:
    """A live opening that the search knows."""
    opening: Opening = OpeningFactory(**given)
    let_be_found(opening)
    db.session.commit()
    return opening


def a_trusted_organization(**given: Any) -> Organization:
    """One whose openings go online without a review."""
    organization: Organization = OrganizationFactory(trusted_at=now(), **given)
    return organization


def an_application(
    opening: Opening, by: Member, *, sent: bool = True, **said: Any
) -> JobApplication:
    """A draft, or one that was sent."""
    application = actions.begin(opening, by, str(uuid4()), now() - timedelta(hours=1))
    told = {"message": "Ce poste prolonge mon travail.", "route": opening.routes[0]} | said
    actions.keep_application(application, actions.Said(**told), [], [])
    if sent:
        actions.submit(application, by, now())
    db.session.commit()
    return application


def an_import(by: Member, body: str = "Référence;Intitulé du poste\n1;Chef\n") -> OpeningImport:
    """A CSV file of openings that an animator brought, and has not applied."""
    kept = actions.keep_import(by, ImportFormat.CSV, "offres.csv", body.encode(), publishes=False)
    db.session.commit()
    return kept
