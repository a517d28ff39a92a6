"""Lines of cells into bytes: what is online, under the headers of the import, in three formats."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from intranet.competencies.exchange.tables import guarded, write_csv
from intranet.kit.workbooks import write_xlsx
from intranet.practices.exchange.columns import (
    HEADERS,
    SIREN,
    STARTING,
    STRUCTURE,
    WHOSE,
    Known,
    cells_of,
)
from intranet.practices.models import Practice, Sheet


def line_of(practice: Practice, online: Sheet, known: Known) -> dict[str, str]:
    """What a practice says online, and whose it is."""
    owner = practice.owner
    return cells_of(online, known, practice.import_ref or "") | {
        SIREN: (owner.siren or "") if owner else "",
        STRUCTURE: owner.name if owner else "",
        STARTING: "oui" if practice.is_starting else "non",
    }


def written(form: str, lines: Sequence[Mapping[str, str]]) -> bytes:
    """The lines as CSV, XLSX or JSON: read back, they say the same."""
    headers = [*HEADERS, *WHOSE]
    if form == "json":
        items = [{header: line[header] for header in headers} for line in lines]
        return json.dumps({"items": items, "total": len(items)}, ensure_ascii=False).encode()
    rows = [headers, *([line[header] for header in headers] for line in lines)]
    if form == "xlsx":
        return write_xlsx([("Bonnes pratiques", [24] * len(headers), rows)], guarded)
    return write_csv(rows)
