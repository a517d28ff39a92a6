"""Whom the news of an opening are written to, and who applies as each of them is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intranet.kit import letters
from intranet.kit.db import every
from intranet.members.models import Member
from intranet.members.queries import administrators, animators_of
from intranet.openings import policy, queries
from intranet.openings.models import JobApplication, Opening
from intranet.places.shapes import region_names

UNNAMED = "Une personne"


def answerers_of(opening: Opening) -> Sequence[Member]:
    """Its owners; once they have left, who else decides there; failing that, the animators.

    Never somebody who applied: they are told nothing of the others.
    """
    queries.read_team_of(opening)
    queries.read_roles_of(policy.named_at(opening))
    owners = _but_candidates(policy.owners_of(opening), opening)
    if owners:
        return owners
    colleagues = every(queries.colleagues_in(opening.organization_id))
    left = _but_candidates([each for each in colleagues if policy.decides(each, opening)], opening)
    return left or _but_candidates(every(animators_of(opening.region_code)), opening)


def tell_administrators(opening: Opening, key: str, *, is_reported: bool) -> None:
    """Nobody animates there who may answer: whoever runs the site is told that somebody is to be found.

    Not what it says, nor an employer that is not named: they read no draft.
    """
    for each in every(administrators()):
        letters.write(
            "openings/unattended",
            each.email,
            key=f"{key}-to-{each.id}",
            name=each.name,
            opening=opening,
            is_reported=is_reported,
            region=region_names().get(opening.region_code or "", "toute la France"),
        )


def as_told(reader: Member, application: JobApplication) -> dict[str, Any]:
    """Who applies, for whoever answers them. An animator, told for want of anybody else, is told of
    nobody: applications are not theirs to read, and they may work for the candidate’s employer.
    """
    answers = policy.decides(reader, application.opening)
    return {"who": application.name_at_desk if answers else UNNAMED, "answers": answers}


def _but_candidates(people: Sequence[Member], opening: Opening) -> Sequence[Member]:
    candidates = queries.applicants_among(people, opening.id) if people else set()
    return [each for each in people if each.id not in candidates]
