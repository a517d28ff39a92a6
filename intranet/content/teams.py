"""A small team of the demonstration, so that « Mon équipe » has somebody to show."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from intranet.competencies import actions, queries
from intranet.competencies.models import TeamConsent
from intranet.content.levels import as_said
from intranet.content.people import address_of, find
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Organization

TEAM = "demo-ca-trois-rives"
OF_OLD = ("developpeur", "recruteur")  # accounts of this organization, who consent too


class Colleague(NamedTuple):
    """Somebody of the team. They have no password: nobody signs in as them."""

    login: str
    name: str
    job_title: str
    consents: bool
    levels: dict[str, str | None]  # by code; None is « sans objet »


COLLEAGUES = (
    Colleague(
        "equipe1", "Inès Aubry", "Cheffe de projet implantation et foncier", True,
        {"D1.1": "2", "D1.2": "1", "D2.1": "2", "D3.2": "2", "D3.5": "3", "D4.1": "2", "D4.2": "4",
         "D4.3": "3", "D4.4": "3", "T1": "3", "T3": "2", "D6.1": None},
    ),
    Colleague(
        "equipe2", "Mathieu Le Goff", "Animateur de la filière industrie", True,
        {"D1.1": "3", "D1.2": "3", "D1.4": "2", "D1.5": "3", "D2.1": "1", "D3.1": "2", "D3.2": "4",
         "D3.3": "3", "D4.1": "1", "D5.1": "2", "T1": "2", "T2": "0", "T3": "3"},
    ),
    Colleague(
        "equipe3", "Fatou Diarra", "Conseillère création et reprise", True,
        {"D1.1": "1", "D1.2": "2", "D3.1": "4", "D3.2": "3", "D3.3": "2", "D3.4": "3", "D4.1": None,
         "D5.1": "3", "D5.2": "2", "T1": "2", "T3": "3", "T4": "2"},
    ),
    Colleague(
        "equipe4", "Paul Hennequin", "Chargé de mission observatoire", False,
        {"D1.1": "4", "D1.2": "4", "D1.3": "3"},
    ),
)  # fmt: skip


def load() -> None:
    """The colleagues that are not in yet, and the consents of those who never gave one."""
    if current_app.config["ENVIRONMENT"] == "production":
        return
    organization = db.session.scalars(select(Organization).filter_by(slug=TEAM)).one()
    for one in COLLEAGUES:
        if find(one.login) is None:
            bring(one, organization)
    consenting = [*OF_OLD, *(one.login for one in COLLEAGUES if one.consents)]
    undecided = select(Member.id).where(
        Member.email.in_([address_of(login) for login in consenting]),
        Member.id.not_in(select(TeamConsent.member_id)),
    )
    for member_id in db.session.scalars(undecided).all():
        actions.consent(member_id, organization.id, now())


def bring(one: Colleague, organization: Organization) -> None:
    member = Member(email=address_of(one.login), name=one.name, confirmed_at=now(), is_demo=True)
    member.memberships.append(
        Membership(
            organization=organization,
            job_title=one.job_title,
            state=MembershipState.ADMITTED,
            started_on=today() - timedelta(days=400),
        )
    )
    db.session.add(member)
    db.session.flush()
    catalogue = queries.in_force()
    for age, (code, level) in enumerate(one.levels.items()):
        actions.declare(
            member.id,
            catalogue.by_code[code].competency_id,
            catalogue.edition_id,
            as_said(level),
            now() - timedelta(days=15 + 4 * age),
        )
