"""« Mes candidatures » carried away: all that is held of them, with their files, in one archive."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections import defaultdict
from typing import Any

from flask import send_file, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import files, journal
from intranet.kit.access import me, to_prove_again
from intranet.kit.clock import today
from intranet.kit.exports import instant
from intranet.kit.journal import Kind
from intranet.kit.storage import NotStored
from intranet.kit.texts import slug
from intranet.openings import queries
from intranet.openings.models import (
    APPLICATION_LABELS,
    FILE_LABELS,
    REFUSAL_LABELS,
    ROUTE_LABELS,
    ApplicationFile,
    JobApplication,
)
from intranet.openings.queries import Held
from intranet.openings.views.blueprint import bp

IN_MEMORY = 8 * 2**20  # bytes; beyond, the archive is written to the disk while it is made


@bp.get("/moi/candidatures/donnees.zip")
def carry_away() -> ResponseReturnValue:
    """What the law calls access and portability: JSON that a program reads, and the very files."""
    if first := to_prove_again(url_for(".applications")):
        return first
    archive = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  Flask closes it
    held = queries.held_of(me())
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        told = [_told(each, held, packed) for each in held.applications]
        text = json.dumps({"candidatures": told}, ensure_ascii=False, indent=2)
        packed.writestr("candidatures.json", text)
    journal.note_apart(Kind.DATA_EXPORTED, by=me(), detail="applications")
    archive.seek(0)
    name = f"candidatures-{today().isoformat()}.zip"
    answer = send_file(archive, "application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _told(found: JobApplication, held: Held, packed: zipfile.ZipFile) -> dict[str, Any]:
    opening = found.opening
    visits = defaultdict(list)
    for visit in held.visits[found.id]:
        visits[visit.application_file_id].append(
            {"par": opening.recruiter(visit.member), "le": instant(visit.at)}
        )
    return {
        "offre": opening.title,
        "reference": opening.reference,
        "employeur": opening.employer,
        "etat": APPLICATION_LABELS[found.state],
        "envoyee_le": instant(found.submitted_at) if found.submitted_at else None,
        "message": found.message,
        "reponses": found.answers,
        "modalite": ROUTE_LABELS[found.route] if found.route else None,
        "disponible_le": found.available_on.isoformat() if found.available_on else None,
        "preavis": found.notice,
        "niveaux_joints": found.profile_snapshot,
        "motif": REFUSAL_LABELS[found.refusal_reason] if found.refusal_reason else None,
        "au_vivier_jusqu_au": found.pool_until.isoformat() if found.pool_until else None,
        "suivi": [
            {
                "le": instant(event.at),
                "etat": APPLICATION_LABELS[event.to_state],
                "mot": event.note,
            }
            for event in held.events[found.id]
        ],
        "messages": [
            {
                "le": instant(message.at),
                "de": "moi" if message.author_id == found.applicant_id else opening.recruiter(message.author),
                "texte": message.body,
            }
            for message in held.messages[found.id]
        ],
        "notes_des_recruteurs": [
            {"le": instant(note.at), "texte": note.body} for note in held.notes[found.id]
        ],
        "fichiers": [
            {
                "nom": file.name,
                "nature": FILE_LABELS[file.kind],
                "dans_l_archive": _pack(file, packed),
                "ouvertures": visits[file.id],
            }
            for file in found.files
        ],
    }  # fmt: skip


def _pack(file: ApplicationFile, packed: zipfile.ZipFile) -> str | None:
    """Its name in the archive, which no name that was typed can lead out of."""
    if file.attachment is None:
        return None
    name = f"fichiers/{file.id}-{slug(file.name.removesuffix('.pdf'))}.pdf"
    try:
        with files.opened(file.attachment) as body, packed.open(name, "w") as into:
            shutil.copyfileobj(body, into)
    except NotStored:
        return None
    return name
