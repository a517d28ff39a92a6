"""Colleagues of the demonstration, in five regions: enough of them that counts may be told, and some
who look for a session. Nobody signs in as them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from intranet.career.actions import needs, wishes
from intranet.career.models import RegionalNeed, TrainingWish
from intranet.competencies.models import Assessment, AssessmentState
from intranet.competencies.queries import in_force
from intranet.content.people import account, address_of, find
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Organization

TEAM = 12  # people of each organization
# How many of a team hold each item, by organization; the others are at 1 or 2.
HOLDERS = {
    "demo-cc-hauts-moulins": 6,
    "demo-ca-ravines-bleues": 0,
    "demo-cci-deux-vilaines": 5,
    "demo-cci-monts-et-vallons": 7,
    "demo-agence-horizon-sud": 6,
}
ITEMS = ("D1.1", "D1.3", "D2.1", "D3.2", "D4.1", "D4.2", "D5.1", "D6.1", "D6.4", "T3", "T4")
# Who looks for what: so many of a team, an item, in the region where they work.
LOOKING = (
    ("demo-ca-ravines-bleues", "D1.1", 7),
    ("demo-ca-ravines-bleues", "D2.1", 5),
    ("demo-cci-deux-vilaines", "D6.1", 6),
    ("demo-agence-horizon-sud", "D5.1", 3),
)
# What the first demonstration account looks for: one asked before the runs, that answers; one open.
OWN = (("D3.2", "32", 20), ("D4.4", "44", 0))
FIRST_NAMES = (
    "Agathe", "Bastien", "Clara", "Damien", "Elsa", "Florian", "Gaëlle", "Hugo", "Irène", "Julien",
    "Karima", "Loïc", "Maëlle", "Nathan", "Odile", "Pierrick", "Rachida", "Simon", "Tiphaine", "Victor",
)  # fmt: skip
LAST_NAMES = (
    "Arnaud", "Bellec", "Carpentier", "Delmas", "Estève", "Fontaine", "Guérin", "Hoarau", "Jacquet",
    "Keller", "Lacombe", "Masson", "Nicolas",
)  # fmt: skip
TITLES = (
    "Chargée ou chargé de développement économique",
    "Conseillère ou conseiller entreprises",
    "Animatrice ou animateur de filière",
    "Cheffe ou chef de projet territoires",
)


def load() -> None:
    """The people who are not in yet, what they look for, and the first count of needs."""
    if current_app.config["ENVIRONMENT"] == "production":
        return
    at = now()
    for place, slug in enumerate(HOLDERS):
        if find(_login(slug, 1)) is None:
            _bring(slug, place, at)
    if db.session.scalar(select(func.count(TrainingWish.id))) == 0:
        _look(at)
    if db.session.scalar(select(func.count()).select_from(RegionalNeed)) == 0:
        needs.recount(at)


def _bring(slug: str, place: int, at: datetime) -> None:
    organization = db.session.scalars(select(Organization).filter_by(slug=slug)).one()
    team = [_person(slug, place * TEAM + number, number, organization, at) for number in range(1, TEAM + 1)]  # fmt: skip
    db.session.add_all(team)
    db.session.flush()
    catalogue = in_force()
    for rank, member in enumerate(team):
        for shift, code in enumerate(ITEMS):
            # Which of the team hold an item turns from one item to the next.
            holds = (rank + 5 * shift) % TEAM < HOLDERS[slug]
            level = 3 + (rank + shift) % 2 if holds else 1 + (rank + shift) % 2
            db.session.add(
                Assessment(
                    member_id=member.id,
                    author_id=member.id,
                    competency_id=catalogue.by_code[code].competency_id,
                    edition_id=catalogue.edition_id,
                    state=AssessmentState.LEVEL,
                    level=level,
                    at=at - timedelta(days=10 + shift * 7 + rank),
                )
            )
    db.session.flush()


def _person(slug: str, seed: int, number: int, organization: Organization, at: datetime) -> Member:
    member = Member(
        email=address_of(_login(slug, number)),
        name=f"{FIRST_NAMES[seed % len(FIRST_NAMES)]} {LAST_NAMES[seed % len(LAST_NAMES)]}",
        confirmed_at=at,
        is_demo=True,
    )
    member.memberships.append(
        Membership(
            organization=organization,
            job_title=TITLES[seed % len(TITLES)],
            state=MembershipState.ADMITTED,
            started_on=today() - timedelta(days=300 + 10 * number),
        )
    )
    return member


def _look(at: datetime) -> None:
    """As they would have; one that a run answered since is told, as the timer does."""
    items = in_force().by_code
    for slug, code, count in LOOKING:
        for number in range(1, count + 1):
            member = account(_login(slug, number))
            region = member.organization.region_code if member.organization else None
            if region:
                wishes.ask(member, items[code], 3, region, at)
    member = account("developpeur")
    for code, region, days in OWN:
        wishes.ask(member, items[code], 3, region, at - timedelta(days=days))
    wishes.answer_wishes(at)


def _login(slug: str, number: int) -> str:
    return f"{slug.removeprefix('demo-')}-{number}"
