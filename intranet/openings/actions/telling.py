"""Whom the news of an opening are written to."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit.db import every
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.models import Opening


def answerers_of(opening: Opening) -> Sequence[Member]:
    """Its owners; once they have left, who else decides there; failing that, the animators.

    Never somebody who applied: they are told nothing of the others.
    """
    candidates = queries.applicants_of(opening.id)
    owners = [each for each in policy.owners_of(opening) if each.id not in candidates]
    if owners:
        return owners
    left = [
        each
        for each in every(queries.colleagues_in(opening.organization_id))
        if each.id not in candidates and policy.decides(each, opening)
    ]
    return left or every(queries.animators_of(opening.region_code))
