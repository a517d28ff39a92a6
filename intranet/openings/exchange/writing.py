"""Openings as a file in our columns: what an import reads back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intranet.competencies.exchange.tables import guarded, write_csv
from intranet.competencies.models import Need
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import in_paris
from intranet.kit.texts import end_of_day
from intranet.kit.workbooks import write_xlsx
from intranet.openings.exchange.columns import COLUMNS, HEADERS
from intranet.openings.models import (
    EXPERIENCE_LABELS,
    JOB_KIND_LABELS,
    ROUTE_LABELS,
    VACANCY_LABELS,
    WORK_TIME_LABELS,
    ImportFormat,
    Opening,
    Wording,
)

KEYS = tuple(column.key for column in COLUMNS if column.key != "parent")
WIDTHS = tuple(
    60 if key in {"missions", "profile", "conditions", "benefits"} else 24 for key in KEYS
)
MIMES = {
    ImportFormat.CSV: "text/csv; charset=utf-8",
    ImportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ImportFormat.JSON: "application/json; charset=utf-8",
}
EXAMPLE = {
    "reference": "2026-014",
    "siren": "200067106",
    "employer": "Nom de la structure, tel que dans l’annuaire",
    "title": "Chargée ou chargé de développement économique (F/H)",
    "kind": "Emploi",
    "missions": "Accompagner les entreprises, de la visite à l’implantation…",
    "commune": "Nancy (54)",
    "routes": "Mutation, Détachement, Contrat de droit public",
    "category": "A",
    "grades": "Attaché, Ingénieur",
    "required": "D1.1:3!, D1.2:2*3",
    "closes_at": "22/12/2026",
    "apply_url": "https://recrutement.example.fr/2026-014",
}


@dataclass(frozen=True)
class Exported:
    """A file to give: its bytes, its type, its name."""

    body: bytes
    mime: str
    name: str


def export(rows: Sequence[Mapping[str, str]], kind: ImportFormat, name: str = "offres") -> Exported:
    """Rows of words under our headers, in one of the three formats."""
    told = [[row.get(key, "") for key in KEYS] for row in rows]
    if kind is ImportFormat.JSON:
        items = [dict(zip(HEADERS, row, strict=True)) for row in told]
        body = json.dumps({"items": items, "total": len(items)}, ensure_ascii=False).encode()
    elif kind is ImportFormat.XLSX:
        body = write_xlsx([("Offres", WIDTHS, [list(HEADERS), *told])], guarded)
    else:
        body = write_csv([HEADERS, *told])
    return Exported(body, MIMES[kind], f"{name}.{kind.value}")


def template(kind: ImportFormat) -> Exported:
    """Our columns with a line to replace."""
    return export([EXAMPLE], kind, "modele-offres")


def row_of(opening: Opening, wording: Wording, catalogue: Catalogue | None) -> dict[str, str]:
    """An opening as everybody may read it, under our columns."""
    items = catalogue.items if catalogue else {}
    asked = {
        need: ", ".join(
            f"{items[each.competency_id].code}:{each.level}"
            + (f"*{each.weight}" if each.weight > 1 else "")
            + ("!" if each.is_mandatory else "")
            for each in wording.asked
            if each.need is need and each.competency_id in items
        )
        for need in Need
    }
    named = not opening.is_confidential
    days = ("start_on", "end_on", "vacant_on", "csp_published_on")
    texts = (
        "title", "missions", "profile", "pay_note", "recruiting_authority", "job_family",
        "conditions", "benefits", "urgent_reason", "how_to_apply", "apply_url", "csp_reference", "et_reference",
    )  # fmt: skip
    numbers = ("positions", "work_share", "telework_days", "pay_min", "pay_max")
    told = {key: str(getattr(wording, key)) for key in texts}
    told |= {key: str(found) for key in numbers if (found := getattr(wording, key)) is not None}
    told |= {key: f"{found:%d/%m/%Y}" for key in days if (found := getattr(wording, key))}
    return told | {
        "reference": opening.source_ref or opening.reference,
        "siren": (opening.organization.siren or "") if named else "",
        "employer": opening.employer,
        "kind": JOB_KIND_LABELS[wording.kind],
        "commune": opening.place,
        "experience": EXPERIENCE_LABELS[wording.experience] if wording.experience else "",
        "work_time": WORK_TIME_LABELS[wording.work_time],
        "routes": ", ".join(ROUTE_LABELS[route] for route in wording.routes),
        "category": wording.category or "",
        "grades": ", ".join(wording.grades),
        "required": asked[Need.REQUIRED],
        "desired": asked[Need.DESIRED],
        "vacancy": VACANCY_LABELS[wording.vacancy] if wording.vacancy else "",
        "closes_at": _closing(wording.closes_at) if wording.closes_at else "",
    }


def _closing(at: datetime) -> str:
    """Its day; and the hour, where it is not the last."""
    local = in_paris(at)
    return f"{local:%d/%m/%Y}" if at == end_of_day(local.date()) else f"{local:%d/%m/%Y %H:%M}"
