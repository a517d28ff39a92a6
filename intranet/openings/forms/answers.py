"""What the form of an opening shows of one already written."""

from __future__ import annotations

from typing import Any

from intranet.competencies.models import Need
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import in_paris
from intranet.openings.forms.fields import END_OF_DAY
from intranet.openings.models import Wording
from intranet.places.models import Municipality


def answers(wording: Wording, catalogue: Catalogue, town: Municipality | None) -> dict[str, Any]:
    """What the form shows of an opening already written."""
    said = {
        name: getattr(wording, name)
        for name in (
            "title", "kind", "missions", "profile", "experience", "positions", "work_time",
            "work_share", "telework_days", "start_on", "end_on", "category", "pay_min", "pay_max", "pay_note",
            "vacancy", "vacant_on", "recruiting_authority", "job_family", "conditions", "benefits", "urgent_reason",
            "apply_mode", "is_cv_required", "pledged_days", "is_confidential", "is_anonymous",
            "apply_email", "how_to_apply", "apply_url", "csp_reference", "csp_published_on", "et_reference",
        )
    }  # fmt: skip
    local = in_paris(wording.closes_at) if wording.closes_at else None
    rows: dict[Need, list[dict[str, Any]]] = {Need.REQUIRED: [], Need.DESIRED: []}
    for each in wording.asked:
        if item := catalogue.items.get(each.competency_id):
            row: dict[str, Any] = {"code": item.code, "level": each.level}
            if each.need is Need.REQUIRED:
                row |= {"weight": each.weight, "is_mandatory": each.is_mandatory}
            rows[each.need].append(row)
    asked = dict(zip(("question_1", "question_2", "question_3"), wording.questions, strict=False))
    return (
        said
        | asked
        | {
            "job_profile": wording.job_profile_id,
            "commune": town.label if town else "",
            "grades": ", ".join(wording.grades),
            "routes": list(wording.routes),
            "closes_on": local.date() if local else None,
            "closes_time": local.time().replace(second=0) if local else END_OF_DAY,
            "required": rows[Need.REQUIRED],
            "desired": rows[Need.DESIRED],
        }
    )
