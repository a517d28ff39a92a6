"""What a refusal says to strengthen: named by the recruiter, read by the candidate."""

from __future__ import annotations

from intranet.competencies.queries import Gap, catalogue_of, requirements_of
from intranet.openings.models import ApplicationState, JobApplication


def gaps_named(found: JobApplication) -> list[Gap]:
    """What the candidate was told to strengthen, with the level the opening asks for."""
    refused = found.state is ApplicationState.REFUSED and found.reason_is_shared
    named = set(found.to_strengthen) if refused else set()
    return [gap for gap in gaps_offered(found) if gap.item.competency_id in named] if named else []


def gaps_offered(found: JobApplication) -> list[Gap]:
    """What may be named: all that the opening asks for, what lacks first where levels were shared."""
    asked = found.opening.requirement_set
    if asked is None:
        return []
    items = catalogue_of(asked.edition_id).items
    shown = {line["code"]: line["mine"] for line in found.profile_snapshot.get("lines", [])}
    gaps = [
        Gap(items[each.competency_id], each.level, shown.get(items[each.competency_id].code))
        for each in requirements_of([asked.id])[asked.id]
        if each.competency_id in items
    ]
    return sorted(gaps, key=lambda gap: gap.mine is None or gap.mine >= gap.level)


def in_words(gap: Gap) -> str:
    """« Visiter une entreprise (niveau 3 demandé, 1 déclaré) »."""
    declared = f", {gap.mine} déclaré" if gap.mine is not None else ""
    return f"{gap.item.title} (niveau {gap.level} demandé{declared})"
