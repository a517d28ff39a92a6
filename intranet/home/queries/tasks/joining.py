"""What awaits whoever has just come: an organization, then a first look at their levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from intranet.competencies.levels import Level
from intranet.home.queries.tasks.task import Task
from intranet.members.models import Member


def awaiting(member: Member, held: Mapping[int, Level]) -> Iterator[Task]:
    """Finding one's place: an organization, then a first look at one's levels."""
    if not member.is_admitted and not member.asked_membership:
        yield Task("Choisir votre structure de rattachement", "/moi/structure", member.created_at)
    elif not member.is_admitted:
        yield Task("Votre rattachement attend un animateur", "/moi", member.created_at)
    elif not any(level.is_known for level in held.values()):
        label = "Déclarer vos premiers niveaux de compétence"
        yield Task(label, "/moi/competences", member.created_at)
