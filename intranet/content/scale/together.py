"""A referential as wide, and a team as large, as heat maps and questionnaires are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    AssessmentState,
    Competency,
    Edition,
    EditionState,
    Framework,
    ItemKind,
    Revision,
    Scale,
    ScaleLevel,
    TeamConsent,
    new_uuid,
)
from intranet.content.scale.rows import first_free_id, write
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.texts import fold
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Kind, Organization

PER_DOMAIN = 25  # items
TWICE, ATTESTED, SILENT, NOT_APPLICABLE = 0.2, 0.1, 0.1, 0.05  # of the cells


def wide_edition(items: int) -> Edition:
    """A published edition of its own framework, of so many items in domains of twenty-five."""
    framework = Framework(slug="volume", title="Référentiel de volume", creator="Volume")
    scale = Scale(title="Échelle de volume")
    scale.levels = [
        ScaleLevel(value=n, label=f"Palier {n}", descriptor=f"Sait faire {n}.") for n in range(5)
    ]
    edition = Edition(framework=framework, scale=scale, number="0.1.0", title="Volume")
    db.session.add(edition)
    db.session.flush()
    first, rows = first_free_id(Competency), list(_tree(items))
    uuids = [new_uuid() for _ in rows]
    write(
        Competency,
        (
            {"id": first + n, "framework_id": framework.id, "uuid": uuid, "uri": f"urn:uuid:{uuid}"}
            for n, uuid in enumerate(uuids)
        ),
    )
    first_revision = first_free_id(Revision)
    write(
        Revision,
        (
            {
                "id": first_revision + n,
                "edition_id": edition.id,
                "competency_id": first + n,
                "parent_id": None if parent is None else first + parent,
                "position": n,
                "code": code,
                "kind": ItemKind.DOMAIN if parent is None else ItemKind.KNOW_HOW,
                "title": f"Conduire l’activité {code}",
                "statement": "Mener l’activité avec ses partenaires.",
                "is_assessable": parent is not None,
            }
            for n, (code, parent) in enumerate(rows)
        ),
    )
    edition.state, edition.published_at, edition.sha256 = EditionState.PUBLISHED, now(), "0" * 64
    db.session.flush()
    return edition


def _tree(items: int) -> Iterator[tuple[str, int | None]]:
    """Codes, each with the place of its domain in the list."""
    place, domain = 0, 0
    for n in range(items):
        if n % PER_DOMAIN == 0:
            domain = place
            yield f"V{n // PER_DOMAIN + 1}", None
            place += 1
        yield f"V{n // PER_DOMAIN + 1}.{n % PER_DOMAIN + 1}", domain
        place += 1


def large_team(people: int, edition: Edition, items: list[int], seed: int = 1) -> range:
    """So many colleagues of one organization, who consented and answered nearly all; their ids."""
    chance, at = Random(seed), now()
    name = f"Volume {first_free_id(Organization)}"
    organization = Organization(
        slug=fold(name).replace(" ", "-"), name=name, folded=fold(name), kind=Kind.EPCI,
        region_code="44", department_code="54", is_demo=True,
    )  # fmt: skip
    db.session.add(organization)
    db.session.flush()
    first = first_free_id(Member)
    team = range(first, first + people)
    write(Member, (_colleague(number, at) for number in team))
    joined = at - timedelta(days=900)
    first_membership = first_free_id(Membership)
    write(
        Membership,
        (
            {
                "id": first_membership + number - first,
                "member_id": number,
                "organization_id": organization.id,
                "job_title": "Développement économique",
                "state": MembershipState.ADMITTED,
                "started_on": joined.date(),
                "created_at": joined,
            }
            for number in team
        ),
    )
    first_consent = first_free_id(TeamConsent)
    write(
        TeamConsent,
        (
            {
                "id": first_consent + number - first,
                "member_id": number,
                "organization_id": organization.id,
                "given_at": at,
            }
            for number in team
        ),
    )
    write(Assessment, _answers(team, items, edition.id, at, chance))
    return team


def _colleague(number: int, at: datetime) -> dict[str, Any]:
    name = f"Personne {number}"
    return {
        "id": number,
        "email": f"equipe-{number}@volume.example",
        "name": name,
        "folded": fold(name),
        "confirmed_at": at,
        "is_demo": True,
    }


def _answers(
    team: range, items: list[int], edition_id: int, at: datetime, chance: Random
) -> Iterator[dict[str, Any]]:
    """Of each cell nothing, « sans objet », or a level; some answered twice, some attested."""
    number = first_free_id(Assessment)
    for member_id in team:
        for competency_id in items:
            if chance.random() < SILENT:
                continue
            said = {
                "member_id": member_id,
                "competency_id": competency_id,
                "edition_id": edition_id,
                "author_id": member_id,
                "kind": AssessmentKind.SELF,
                "state": AssessmentState.LEVEL,
                "level": chance.randrange(5),
                "at": at - timedelta(days=chance.randrange(1, 300)),
            }
            rows = [said]
            if chance.random() < NOT_APPLICABLE:
                said |= {"state": AssessmentState.NOT_APPLICABLE, "level": None}
            if chance.random() < TWICE:
                rows.append(said | {"at": at - timedelta(days=400)})
            if chance.random() < ATTESTED:
                peer = team[0] if member_id != team[0] else team[-1]
                rows.append(
                    said
                    | {
                        "author_id": peer,
                        "kind": AssessmentKind.PEER,
                        "state": AssessmentState.LEVEL,
                        "level": chance.randrange(1, 5),
                    }
                )
            for row in rows:
                yield {"id": number, **row}
                number += 1
