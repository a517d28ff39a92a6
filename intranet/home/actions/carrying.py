"""All that is held of somebody, in one archive: a page of JSON a part, with their files beside."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from sqlalchemy import select

from intranet.kit import register
from intranet.kit.db import db
from intranet.kit.files import Attachment, opened
from intranet.kit.storage import NotStored
from intranet.kit.texts import day, slug
from intranet.members.belongings import held_elsewhere
from intranet.members.models import Member

AT_ONCE = 1 << 16  # bytes of a file in memory
READ_ME = """Vos données sur {site}, le {at}.

Chaque fichier .json est une partie de ce que le site garde de vous, ligne par ligne ; le dossier
« fichiers » tient les pièces que vous avez envoyées. Ce qui est d’une autre personne n’y est pas : un
lien vers elle se lit « une autre personne ». Les mots de passe, clés et jetons, dont le site ne garde
que des empreintes, n’y sont pas non plus. « En clair » dit autrement, avec les intitulés du
référentiel, ce que les parties disent par leurs numéros.

{parts}
"""


def carry(member: Member, into: IO[bytes], at: datetime, *, site: str) -> None:
    """Write the archive, a row and a piece of a file at a time: its size costs no memory."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = []
        for line, rows in register.parts_of(member):
            if first := next(rows, None):
                name = f"{slug(line.title)}.json"
                parts.append(f"{name} : {line.title}")
                with archive.open(name, "w") as part:
                    _write(part, first, rows)
        plainly = json.dumps(held_elsewhere(member), ensure_ascii=False, indent=1, default=str)
        archive.writestr("en-clair.json", plainly)
        for kept in db.session.scalars(_files_of(member)):
            _add(archive, kept)
        read_me = READ_ME.format(site=site, at=day(at), parts="\n".join(parts))
        archive.writestr("lisez-moi.txt", read_me)


def _write(part: IO[bytes], first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> None:
    part.write(b"[\n")
    part.write(_line(first))
    for row in rest:
        part.write(b",\n" + _line(row))
    part.write(b"\n]\n")


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, default=str).encode()


def _files_of(member: Member) -> Any:
    return select(Attachment).where(register.theirs("attachment", member)).order_by(Attachment.id)


def _add(archive: zipfile.ZipFile, kept: Attachment) -> None:
    """Under its name and number; one that is not stored any more is not in the archive either."""
    try:
        stored = opened(kept)
    except NotStored:
        return
    with stored, archive.open(f"fichiers/{kept.id}-{kept.name}", "w") as copy:
        while piece := stored.read(AT_ONCE):
            copy.write(piece)
