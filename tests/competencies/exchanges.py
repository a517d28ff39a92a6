"""What tests of the exchange start from: a draft, and files brought into it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from intranet.competencies import actions, exchange, queries
from intranet.competencies.models import Edition, FileFormat, ImportedFile
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member

CASE = Path(__file__).parent / "case"
SITE = "http://localhost"


def an_empty_draft(edition: Edition, number: str = "1.0.0") -> Edition:
    """A draft of the framework of an edition, that holds nothing yet."""
    draft = Edition(framework=edition.framework, scale=edition.scale, number=number, title="Suite")
    db.session.add(draft)
    db.session.commit()
    return draft


def planned(
    draft: Edition, kind: FileFormat, body: bytes, *, retires: bool = False
) -> exchange.Plan:
    present = queries.present_of(draft.id, {"versions", "metiers"})
    return actions.plan_of(kind, body, present, SITE, retires=retires)


def brought(
    draft: Edition, kind: FileFormat, body: bytes, *, retires: bool = False
) -> exchange.Plan:
    """Bring a file into the draft, and what that did."""
    plan = planned(draft, kind, body, retires=retires)
    for _ in actions.bring(plan, queries.whole_of(draft.id), now()):
        pass
    db.session.commit()
    return plan


def exported(
    edition: Edition, kind: FileFormat = FileFormat.CASE, *, is_strict: bool = False
) -> bytes:
    return exchange.export(queries.whole_of(edition.id), kind, SITE, is_strict=is_strict).body


def package(edition: Edition, *, is_strict: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(exported(edition, is_strict=is_strict))
    return found


def a_file(
    member: Member | None,
    body: bytes = b"Niveau;Code;Intitul\xc3\xa9\n1;D8;Un domaine\n",
    kind: FileFormat = FileFormat.CSV,
) -> ImportedFile:
    """A file that somebody sent, and that waits to be applied."""
    assert member
    kept = actions.keep(member.id, kind, "essai.csv", body, retires=False)
    db.session.commit()
    return kept


def outcomes(plan: exchange.Plan) -> dict[str, int]:
    return {outcome.value: count for outcome, count in plan.counts.items()}


def old_package() -> dict[str, Any]:
    """A package as a server of CASE 1.0 wrote it, with all its oddities."""
    found: dict[str, Any] = json.loads((CASE / "package-1.0.json").read_text("utf-8"))
    return found


def as_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def sheet(*rows: str) -> bytes:
    """A CSV of our columns, as a spreadsheet would save it."""
    return "\r\n".join(rows).encode()
