"""The demonstration accounts: one a role, all fictive, and never in production."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members import passwords
from intranet.members.actions import let_be_found
from intranet.members.models import (
    ROLES_TO_ASK,
    Member,
    MemberRole,
    Membership,
    MembershipState,
    Role,
)
from intranet.organizations.models import Organization

PASSWORD = "passerelles-demo"  # noqa: S105  told to everyone on the front page of the README


class Account(NamedTuple):
    """One demonstration account, as people will meet it on the site."""

    login: str
    name: str
    organization: str  # its slug
    job_title: str
    role: Role | None
    about: str
    can_be_asked: bool = False


ACCOUNTS = (
    Account(
        "developpeur", "Camille Roussel", "demo-ca-trois-rives",
        "Chargée de mission développement économique", None,
        "Je suis les entreprises industrielles du nord de l’agglomération, de la première visite à l’implantation.",
        can_be_asked=True,
    ),
    Account(
        "formateur", "Étienne Marchal", "demo-institut-quatre-vents",
        "Responsable pédagogique", Role.TRAINER,
        "Je conçois des formations courtes pour celles et ceux qui accueillent des entreprises.",
        can_be_asked=True,
    ),
    Account(
        "recruteur", "Nadia Belkacem", "demo-ca-trois-rives",
        "Directrice de l’attractivité et de l’emploi", Role.RECRUITER,
        "Je recrute pour la direction du développement économique.",
    ),
    Account(
        "animateur", "Solène Kerdoncuff", "demo-cci-deux-vilaines",
        "Animatrice nationale du réseau", Role.ANIMATOR,
        "Je relis les fiches, j’accueille les nouveaux membres et je prépare les étapes du Tour.",
        can_be_asked=True,
    ),
    Account(
        "admin", "Laurent Pasquier", "demo-sem-rives-et-chantiers",
        "Administrateur du site", Role.ADMINISTRATOR,
        "Je règle le site et les comptes.",
    ),
    Account(
        "developpeur2", "Yann Tessier", "demo-cc-hauts-moulins",
        "Développeur économique", None,
        "Je requalifie des zones d’activités anciennes, avec leurs entreprises.",
        can_be_asked=True,
    ),
    Account(
        "formateur2", "Hélène Giraud", "demo-cci-monts-et-vallons",
        "Formatrice en accompagnement d’entreprises", Role.TRAINER,
        "J’anime des ateliers sur la visite d’entreprise et le diagnostic de territoire.",
    ),
    Account(
        "recruteur2", "Olivier Fabre", "demo-agence-horizon-sud",
        "Directeur de l’agence", Role.RECRUITER,
        "Je compose les équipes de nos antennes.",
    ),
)  # fmt: skip


def load() -> None:
    """The accounts that are not in yet; none at all in production."""
    if current_app.config["ENVIRONMENT"] == "production":
        return
    known = set(db.session.scalars(select(Member.email).where(Member.is_demo)))
    for account in ACCOUNTS:
        if address_of(account.login) not in known:
            _open(account)


def address_of(login: str) -> str:
    return f"{login}@demo.example"


def find(login: str) -> Member | None:
    """A demonstration account, where they are in."""
    named = select(Member).where(Member.email == address_of(login), Member.is_demo)
    return db.session.scalars(named).first()


def account(login: str) -> Member:
    """A demonstration account, which was loaded before."""
    return db.session.scalars(select(Member).filter_by(email=address_of(login))).one()


def _open(account: Account) -> None:
    organization = db.session.scalars(
        select(Organization).filter_by(slug=account.organization)
    ).one()
    member = Member(
        email=address_of(account.login),
        name=account.name,
        password_hash=passwords.kept(PASSWORD),
        confirmed_at=now(),
        about=account.about,
        can_be_asked=account.can_be_asked,
        is_listed=account.can_be_asked,
        is_demo=True,
    )
    member.memberships.append(
        Membership(
            organization=organization,
            job_title=account.job_title,
            state=MembershipState.ADMITTED,
            started_on=today() - timedelta(days=500),
        )
    )
    if account.role:
        works_for_one = account.role in ROLES_TO_ASK
        member.roles.append(
            MemberRole(
                role=account.role, organization_id=organization.id if works_for_one else None
            )
        )
    db.session.add(member)
    let_be_found(member)
