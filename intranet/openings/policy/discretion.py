"""When an employer is not named: who may ask for it, what it must not say, who knows all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.openings.models import FREE_TEXTS, ApplyMode, Opening, Wording
from intranet.openings.policy.people import may_follow
from intranet.openings.policy.publication import Fault, faults
from intranet.organizations.models import Kind, Organization

# A public employer always says who it is (décret 2018-1351, article 3: organisme d’accueil), and
# chambers and national operators are public bodies.
PRIVATE_EMPLOYERS = frozenset(
    {
        Kind.AGENCY, Kind.SEM, Kind.FEDERATION, Kind.PROVIDER, Kind.CLUSTER, Kind.ASSOCIATION,
        Kind.COMPANY,
    }
)  # fmt: skip
SHORTEST_NAME = 3  # letters: a shorter acronym is in too many words


def may_be_confidential(organization: Organization) -> bool:
    return organization.kind in PRIVATE_EMPLOYERS


def said_confidential(wording: Wording, organization: Organization) -> bool:
    """What is kept of the wish: nothing, for an employer that the law has named."""
    return wording.is_confidential and may_be_confidential(organization)


def may_know_employer(member: Member | None, opening: Opening) -> bool:
    """Everybody, unless it is confidential: then its recruiters, and the animators who follow it."""
    return not opening.is_confidential or may_follow(member, opening)


def shown_kind(opening: Opening) -> Kind:
    """What the board counts it under: in a département there is often one agency."""
    return Kind.OTHER if opening.is_confidential else opening.organization.kind


def discretion_faults(wording: Wording, organization: Organization) -> Iterator[Fault]:
    """What would name an employer that asked not to be."""
    if not wording.is_confidential:
        return
    if not may_be_confidential(organization):
        yield "is_confidential", "Un employeur public dit toujours qui il est."
        return
    if wording.apply_mode is ApplyMode.ELSEWHERE:
        yield "apply_mode", "Une offre confidentielle reçoit ses candidatures par Passerelles."
    if wording.apply_url:
        yield "apply_url", "Retirez cette adresse : elle nommerait l’employeur."
    names = names_of(organization)
    for field in FREE_TEXTS:
        if any(name.search(fold(getattr(wording, field))) for name in names):
            yield field, "Ce texte nomme votre structure : l’offre ne serait plus confidentielle."
    if any(name.search(fold(asked)) for name in names for asked in wording.questions):
        yield "question_1", "Une question nomme votre structure : dites-la autrement."


def names_of(organization: Organization) -> list[re.Pattern[str]]:
    """All that an organization is called by, as whole words; and its domain."""
    told = [organization.name, organization.acronym, organization.former_name]
    told += [each.domain for each in organization.domains]
    return [
        re.compile(rf"(?<!\w){re.escape(fold(name))}(?!\w)")
        for name in told
        if name and len(name) >= SHORTEST_NAME
    ]


def faults_for(
    organization: Organization, wording: Wording, *, online_at: datetime, at: datetime
) -> list[Fault]:
    """Why this employer may not publish this yet: what every page that publishes asks."""
    public = organization.is_public_employer
    said = faults(wording, public_employer=public, online_at=online_at, at=at)
    return [*said, *discretion_faults(wording, organization)]
