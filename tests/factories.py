"""One factory a model, with traits named as situations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import factory
from factory.alchemy import SQLAlchemyModelFactory
from sqlalchemy import inspect

from intranet.competencies.models import (
    Competency,
    Edition,
    EditionState,
    Framework,
    ItemKind,
    Relation,
    Revision,
    Scale,
    ScaleLevel,
    new_uuid,
)
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.texts import fold
from intranet.members.models import Member, MemberRole, Membership, MembershipState, Role
from intranet.organizations.models import Kind, Organization
from tests.visitor import MADE


class Factory(SQLAlchemyModelFactory):
    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731

    _is_written = True

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> Any:
        """A trait that nobody asks for is off.

        Where it is not said, the library writes out all that it knows of the factory, to tell nobody.
        """
        named = cls._meta.parameters.items()
        traits = {name: False for name, kind in named if isinstance(kind, factory.Trait)}
        return super()._generate(strategy, traits | params)

    @classmethod
    def _save(cls, model: Any, session: Any, args: Any, said: Any) -> Any:
        made = super()._save(model, session, args, said)
        if cls._is_written:
            written()
        return made


def written() -> None:
    """Commit what was made, and know it still: nobody else changes it before a visitor comes.

    They have it forgotten (`Visitor`).
    """
    session = db.session()
    session.expire_on_commit = False
    try:
        session.commit()
    finally:
        session.expire_on_commit = True
    session.info[MADE] = True


class OrganizationFactory(Factory):
    class Meta:
        model = Organization

    slug = factory.Sequence(lambda n: f"cc-des-essais-{n}")
    name = factory.Sequence(lambda n: f"CC des Essais {n}")
    folded = factory.LazyAttribute(lambda made: fold(made.name))
    kind = Kind.EPCI
    region_code = "44"
    department_code = "54"

    class Params:
        agency = factory.Trait(kind=Kind.AGENCY)
        provider = factory.Trait(kind=Kind.PROVIDER)


class UnwrittenOrganizationFactory(OrganizationFactory):
    """One that is written with what hangs on it."""

    _is_written = False


class MemberFactory(Factory):
    """A developer admitted by an organization; `roles` adds what else they do for it."""

    class Meta:
        model = Member

    _is_written = False  # before what hangs on it

    name = factory.Sequence(lambda n: f"Camille Essai {n}")
    email = factory.Sequence(lambda n: f"camille{n}@essais.example")
    confirmed_at = factory.LazyFunction(now)

    @factory.post_generation
    def organization(self: Any, create: bool, given: Organization | None, **_: Any) -> None:
        db.session.add(
            Membership(
                member=self,
                organization=given or OrganizationFactory.build(),
                state=MembershipState.ADMITTED,
                job_title="Développeuse économique",
                started_on=today() - timedelta(days=400),
            )
        )

    @factory.post_generation
    def animates(self: Any, create: bool, given: str | None, **_: Any) -> None:
        """A region, or « all » of them."""
        if given:
            region = None if given == "all" else given
            db.session.add(MemberRole(member=self, role=Role.ANIMATOR, region_code=region))

    @factory.post_generation
    def roles(self: Any, create: bool, given: Iterable[Role] | None, **_: Any) -> None:
        there = None
        if {Role.RECRUITER, Role.TRAINER}.intersection(given or ()):
            if not inspect(self.organization).identity:
                db.session.flush()  # the organization has its number
            [there] = inspect(self.organization).identity
        for role in given or ():
            regional = role in {Role.RECRUITER, Role.TRAINER}
            at = there if regional else None
            db.session.add(MemberRole(member=self, role=role, organization_id=at))
        written()


def a_recruiter(**given: Any) -> Member:
    return MemberFactory(roles={Role.RECRUITER}, **given)


def a_trainer(**given: Any) -> Member:
    return MemberFactory(roles={Role.TRAINER}, **given)


def an_animator(region: str | None = None, **given: Any) -> Member:
    """Of one region, or of the whole network."""
    return MemberFactory(animates=region or "all", **given)


def an_administrator(**given: Any) -> Member:
    return MemberFactory(roles={Role.ADMINISTRATOR}, **given)


def small_edition(*ties: tuple[str, str, str]) -> Edition:
    """A published edition of two domains and three items: enough for what speaks through it.

    `ties` are relations: an item, the kind, the other item.
    """
    framework = Framework(slug="essai", title="Référentiel d’essai", creator="Essais")
    scale = Scale(title="Échelle d’essai")
    scale.levels = [
        ScaleLevel(value=n, label=f"Palier {n}", descriptor=f"Sait faire {n}.") for n in range(5)
    ]
    edition = Edition(
        framework=framework, scale=scale, number="0.9.0", title="Proposition de travail"
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    made: dict[str, int] = {}
    for position, (code, kind, title) in enumerate(SMALL_TREE):
        uuid = new_uuid()
        competency = Competency(framework_id=framework.id, uuid=uuid, uri=f"urn:uuid:{uuid}")
        db.session.add(competency)
        db.session.flush()
        made[code] = competency.id
        db.session.add(
            Revision(
                edition_id=edition.id,
                competency_id=competency.id,
                parent_id=made.get(code.partition(".")[0]) if "." in code else None,
                position=position,
                code=code,
                kind=kind,
                title=title,
                statement=f"{title}.",
                is_assessable="." in code,
            )
        )
    for origin, relation, target in ties:
        db.session.add(
            Relation(
                edition_id=edition.id,
                kind=relation,
                origin_id=made[origin],
                target_id=made[target],
            )
        )
    db.session.flush()
    edition.state, edition.published_at, edition.sha256 = EditionState.PUBLISHED, now(), "0" * 64
    db.session.commit()
    return edition


SMALL_TREE = (
    ("D1", ItemKind.DOMAIN, "Observer le territoire"),
    ("D1.1", ItemKind.KNOW_HOW, "Diagnostiquer le tissu économique"),
    ("D1.2", ItemKind.KNOW_HOW, "Organiser une veille"),
    ("D2", ItemKind.DOMAIN, "Conduire des projets"),
    ("D2.1", ItemKind.MISSION, "Élaborer des programmes"),
)
