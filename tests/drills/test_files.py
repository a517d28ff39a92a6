"""Every place where a file is sent refuses each file of the zoo beside its field, and no honest one."""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from intranet.kit import incoming
from intranet.kit.clock import today
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.refusals import LARGEST
from intranet.kit.storage import storage
from tests.drills import IS_WHOLE, many, tell
from tests.selecting import found_in
from tests.visitor import Page, Visitor
from tests.world import World, enter
from tests.zoo import HONEST_KINDS, KINDS, Sent, a_printed_pdf, honest, hostile

FORMS = Path(incoming.__file__).parent.parent
DOCUMENTS = tuple(incoming.KINDS)
PDF = (".pdf",)


@dataclass(frozen=True)
class Door:
    """Where one sends a file: who, on which page, in which form, and what else is said there."""

    who: str
    page: str
    name: str  # of the field
    kept: tuple[str, ...]  # the endings that it takes; none where what is read is not kept
    said: dict[str, Any] = field(default_factory=dict)
    form: str = "main form[enctype]"


def doors() -> dict[tuple[str, str], Door]:
    """By the form and the field in the code, so that a new one without a line is seen."""
    later = today() + timedelta(days=300)
    certificate = {"certifier": "AFNOR", "valid_from": today(), "valid_until": later}
    edition = {"number": "V7", "dated_on": today(), "whats_new": "Un fichier."}
    return {
        ("EvidenceForm", "file"): Door(
            "member", "/moi/preuves/nouvelle", "file", DOCUMENTS, {"title": "Un bilan"}
        ),
        ("ApplicationForm", "cv"): Door(
            "colleague", "/offres/{opening to apply to.opening_id}/candidater", "cv", PDF
        ),
        ("ApplicationForm", "first"): Door(
            "colleague", "/offres/{opening to apply to.opening_id}/candidater", "first", PDF
        ),
        ("ApplicationForm", "second"): Door(
            "colleague", "/offres/{opening to apply to.opening_id}/candidater", "second", PDF
        ),
        ("OpeningForm", "job_sheet"): Door(
            "recruiter", "/offres/{draft opening.opening_id}/modifier", "job_sheet", PDF
        ),
        ("MaterialForm", "file"): Door(
            "author",
            "/agenda/{talk.slug}/interventions/{talk.talk_id}",
            "file",
            DOCUMENTS,
            {"label": "Diaporama"},
            "form[action$=supports]",
        ),
        ("QualityForm", "evidence"): Door(
            "trainer", "/formations/organismes/{provider.slug}/qualite", "evidence", PDF, certificate
        ),
        ("DoneForm", "file"): Door(
            "trainer",
            "/animer/dossiers/{dossier line.bookable_id}/{dossier line.item_id}",
            "file",
            DOCUMENTS,
        ),
        ("SheetForm", "documents"): Door(
            "author", "/pratiques/{draft practice.slug}/modifier", "documents", DOCUMENTS
        ),
        ("EditionForm", "file"): Door(
            "author", "/guides/{guide.slug}/edition", "file", DOCUMENTS, edition
        ),
        ("ReplicationForm", "evidence"): Door(
            "trainer",
            "/pratiques/{practice.slug}/reprise-ici",
            "evidence",
            DOCUMENTS,
            {"stage": "under_way"},
        ),
        ("ImportForm", "file"): Door("animator", "/referentiel/importer", "file", ()),
        ("OpeningsFileForm", "file"): Door("animator", "/animer/offres/importer", "file", (), {"format": "xlsx"}),
        ("ImportForm", "file (courses)"): Door("trainer", "/formations/importer", "file", ()),
        ("SheetsFileForm", "file"): Door("author", "/pratiques/importer", "file", ()),
        ("ReplacementForm", "file"): Door(
            "author",
            "/moi/candidatures/{removed file.application_uuid}/fichiers/{removed file.file_id}/remplacement",
            "file",
            PDF,
        ),
    }  # fmt: skip


@pytest.mark.no_database
def test_every_field_that_takes_a_file_is_tried() -> None:
    """A form of each name asks for them; what is sent is read by no other way."""
    fields = list(file_fields())
    assert sorted(fields) == sorted((form, name.partition(" ")[0]) for form, name in doors())
    assert len(KINDS) >= 42
    assert not [path for path in FORMS.rglob("*.py") if "request.files" in path.read_text()]


def file_fields() -> Iterator[tuple[str, str]]:
    for path in (*FORMS.glob("*/forms/*.py"), *FORMS.glob("*/forms.py")):
        for found in ast.walk(ast.parse(path.read_text())):
            for line in found.body if isinstance(found, ast.ClassDef) else ():
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):
                    made = getattr(line.value.func, "id", "")
                    if made in {"FileField", "MultipleFileField"}:
                        assert isinstance(found, ast.ClassDef)
                        yield found.name, line.targets[0].id  # type: ignore[attr-defined]


def test_no_bad_file_is_kept_anywhere(app: Flask, world: World, visitor: Visitor) -> None:
    """The kinds take turns in the small: all of them are tried, each somewhere."""
    wrong, tried = [], 0
    for rank, door in enumerate(doors().values()):
        page = opened(door, world, visitor)
        turn = len(doors())
        kinds = KINDS if IS_WHOLE else KINDS[rank % turn :: turn]
        for kind in kinds:
            tried += 1
            wrong += [f"{kind} at {door.page}: {fault}" for fault in refused(door, page, hostile(kind), visitor)]  # fmt: skip
    tell(f"{tried} bad files of {len(KINDS)} kinds at {len(doors())} places")
    assert wrong == []


def test_no_honest_file_is_refused_anywhere(app: Flask, world: World, visitor: Visitor) -> None:
    wrong, tried = [], 0
    for door in doors().values():
        page = opened(door, world, visitor)
        fits = [kind for kind in HONEST_KINDS if honest(kind).name.lower().endswith(door.kept or ("-",))]  # fmt: skip
        sent: list[Callable[[], Sent]] = [
            lambda kind=kind: honest(kind)  # type: ignore[misc]
            for kind in fits[: many(1, len(fits))]
        ]
        if IS_WHOLE and door.kept:
            sent.append(lambda: Sent("imprimé.pdf", a_printed_pdf()))
        for each in sent:
            tried += 1
            undone = db.engine.begin_nested()  # type: ignore[attr-defined]  the world’s connection
            answer = send(door, page, each(), visitor)
            said = answer.texts(".field-error")
            if answer.status not in {200, 302, 303} or said:
                wrong.append(f"{each().name} at {door.page}: {answer.status} {said}")
            db.session.rollback()
            undone.rollback()
    tell(f"{tried} honest files at {len(doors())} places")
    assert wrong == []


def opened(door: Door, world: World, visitor: Visitor) -> Page:
    enter(door.who, world, visitor)
    address = door.page
    for sample, known in world.samples.items():
        for name, value in known.items():
            address = address.replace(f"{{{sample}.{name}}}", str(value))
    return visitor.open(address)


def refused(door: Door, page: Page, sent: Sent, visitor: Visitor) -> Iterator[str]:
    """Beside its field, in the list of errors, with nothing kept; too large for any door is a 413."""
    before = everything_kept()
    answer = send(door, page, sent, visitor)
    is_cut = answer.status == 413 and len(sent.body) > LARGEST
    # A name that breaks the headers of its part makes of it no file at all.
    if answer.status != 422 and not is_cut and "\n" not in sent.name:
        yield f"answers {answer.status}"
    elif answer.status == 422 and not beside(answer, door.name):
        yield f"no error beside {door.name}: {answer.texts('.field-error')}"
    if everything_kept() != before:
        yield "something was kept"


def beside(answer: Page, name: str) -> list[Any]:
    fields = answer.select(f'main input[type=file][name="{name}"]')
    above = fields[0].iterancestors() if fields else ()
    holders = [each for each in above if "field" in each.get("class", "").split()]
    return found_in(holders[0], ".field-error") if holders else []


def send(door: Door, page: Page, sent: Sent, visitor: Visitor) -> Page:
    form = page.form(door.form)
    said = page.answers(form) | {name: str(value) for name, value in door.said.items()}
    file = FileStorage(io.BytesIO(sent.body), filename=sent.name, content_type=sent.mime or None)
    target = str(form.get("action") or page.url)
    response = visitor.client.post(target, data=said | {door.name: file})
    response.request.environ["wsgi.input"].close()  # a large body went through a file
    return Page(response)


def everything_kept() -> tuple[int, int]:
    rows = db.session.scalar(select(func.count()).select_from(Attachment)) or 0
    return rows, len(list(storage().stored()))
