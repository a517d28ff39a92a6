"""A file is kept, then brought into the draft: in bulk, a portion after another, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from intranet.competencies import exchange
from intranet.competencies.actions.drafts import open_draft
from intranet.competencies.actions.import_relations import write_relations
from intranet.competencies.exchange import Plan, Present, Whole, Write
from intranet.competencies.models import (
    Competency,
    Edition,
    EditionState,
    FileFormat,
    ImportedFile,
    LevelDescriptor,
    NotADraft,
    Relation,
    Revision,
    new_uuid,
)
from intranet.kit.conditional import touched
from intranet.kit.db import db
from intranet.kit.portions import portions


class AlreadyBrought(Exception):
    """The file was brought into the draft once already."""


def keep(
    member_id: int, kind: FileFormat, name: str, body: bytes, *, retires: bool
) -> ImportedFile:
    """Keep what somebody sent, between its preview and its use."""
    kept = ImportedFile(
        member_id=member_id,
        format=kind,
        name=name,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        retires_absent=retires,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def claim(file_id: int, at: datetime) -> None:
    """Say that a file is being brought. Raises AlreadyBrought for whoever comes second."""
    claimed = update(ImportedFile).where(
        ImportedFile.id == file_id, ImportedFile.applied_at.is_(None)
    )
    if touched(db.session.execute(claimed.values(applied_at=at))) != 1:
        raise AlreadyBrought(file_id)


def plan_of(kind: FileFormat, body: bytes, present: Present, site: str, *, retires: bool) -> Plan:
    """What bringing a file would do, beside how the draft itself would be written in its format.

    Raises Unreadable.
    """
    brought = exchange.read(kind, body)
    echo = exchange.echo(present.whole, kind, site)
    return exchange.plan(brought, present, retires_absent=retires, echo=echo)


def draft_for_import(base: Edition, at: datetime) -> Edition:
    """The draft that a file goes into; one is opened where there is none.

    Raises DraftInProgress where somebody opens one at this very moment, and NotADraft where the
    next edition is open to consultation: what is being discussed does not change under the reader.
    """
    if base.state is EditionState.PUBLISHED:
        return open_draft(base.framework, at)
    if base.state is not EditionState.DRAFT:
        raise NotADraft(base.id)
    return base


@dataclass
class Writing:
    """An import under way: whose draft, which items have which id, how far it went."""

    plan: Plan
    whole: Whole
    at: datetime
    ids: dict[str, int] = field(default_factory=dict)  # key → id of the competency
    done: int = 0

    @property
    def edition_id(self) -> int:
        return self.whole.header.edition_id

    @property
    def total(self) -> int:
        plan = self.plan
        return max(1, sum(map(len, (plan.writes, plan.bonds, plan.retired, plan.retired_ties))))


def bring(plan: Plan, whole: Whole, at: datetime) -> Iterator[tuple[int, int]]:
    """Write a plan into the draft it was made for, telling how many rows of how many are in.

    Nothing is committed here. Raises NotADraft where the edition was published meanwhile.
    """
    writing = Writing(plan, whole, at)
    writing.ids = {entry.uuid: entry.competency_id for entry in whole.entries}
    hold_draft(writing)
    for step in (retire, identify, write_revisions, write_descriptors, relate):
        for rows in step(writing):
            writing.done += rows
            yield min(writing.done, writing.total), writing.total
    db.session.expire_all()


def hold_draft(writing: Writing) -> None:
    """Touch the draft first: whoever would publish it waits. Raises NotADraft."""
    values: dict[str, Any] = {"updated_at": writing.at}
    if writing.plan.document is not None:
        values["source_extras"] = {**writing.whole.header.extras, **writing.plan.document}
    held = update(Edition).where(
        Edition.id == writing.edition_id, Edition.state == EditionState.DRAFT
    )
    if touched(db.session.execute(held.values(**values))) != 1:
        raise NotADraft(writing.edition_id)


def retire(writing: Writing) -> Iterator[int]:
    """Take out of the draft what is to go; identities stay for ever."""
    ties = [tie.relation_id for tie in writing.plan.retired_ties]
    for some in portions(ties):
        db.session.execute(delete(Relation).where(Relation.id.in_(some)))
        yield len(some)
    gone = [entry.competency_id for entry in writing.plan.retired]
    for some in portions(gone):
        for model in (LevelDescriptor, Revision):
            db.session.execute(
                delete(model).where(
                    model.edition_id == writing.edition_id, model.competency_id.in_(some)
                )
            )
        yield len(some)


def identify(writing: Writing) -> Iterator[int]:
    """Give each new item its lasting identity, and know the id of all."""
    framework_id = db.session.scalar(
        select(Edition.framework_id).where(Edition.id == writing.edition_id)
    )
    new = [write for write in writing.plan.writes if write.entry is None]
    writing.ids |= {write.key: write.competency_id for write in new if write.competency_id}
    strangers = [write for write in new if write.competency_id is None]
    for some in portions(strangers):
        uuids = {uuid_of(write): write for write in some}
        rows = [
            {
                "framework_id": framework_id,
                "uuid": uuid,
                "uri": write.uri or f"urn:uuid:{uuid}",
                "created_in_id": writing.edition_id,
            }
            for uuid, write in uuids.items()
        ]
        made = db.session.execute(
            insert(Competency).returning(Competency.uuid, Competency.id), rows
        )
        writing.ids |= {uuids[uuid].key: competency_id for uuid, competency_id in made}
        yield 0


def uuid_of(write: Write) -> str:
    return write.key if ":" not in write.key else new_uuid()


def write_revisions(writing: Writing) -> Iterator[int]:
    """The words and places of items. Codes are first set free, so that two may be exchanged."""
    edits = [write for write in writing.plan.writes if write.entry and write.values]
    recoded = [w.entry.revision_id for w in edits if w.entry and "code" in w.values]
    for some in portions(recoded):
        db.session.execute(update(Revision).where(Revision.id.in_(some)).values(code=None))
    for part in portions(edits):
        rows = [
            {"id": write.entry.revision_id, **columns(write, writing)}
            for write in part
            if write.entry
        ]
        db.session.execute(update(Revision), rows)
        yield len(part)
    for part in portions([write for write in writing.plan.writes if write.entry is None]):
        new = [
            {
                "edition_id": writing.edition_id,
                "competency_id": writing.ids[write.key],
                "source_extras": {},
                **columns(write, writing),
            }
            for write in part
        ]
        db.session.execute(insert(Revision), new)
        yield len(part)


def columns(write: Write, writing: Writing) -> dict[str, Any]:
    """The values of a write under the names of their columns."""
    found = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in write.values.items()
        if name not in {"parent", "extras"}
    }
    if "parent" in write.values:
        found["parent_id"] = writing.ids[write.parent] if write.parent else None
    if "extras" in write.values:
        found["source_extras"] = write.values["extras"]
    if "sources" in found:
        found["sources"] = [dict(source) for source in found["sources"]]
    return found


def write_descriptors(writing: Writing) -> Iterator[int]:
    """The levels in words: what changes is changed, and keeps its examples."""
    rows: dict[str, list[dict[str, Any]]] = {"new": [], "changed": [], "gone": []}
    for write in writing.plan.writes:
        if write.descriptors is None:
            continue
        before = write.entry.descriptors if write.entry else {}
        for value in before.keys() | write.descriptors.keys():
            row = {
                "edition_id": writing.edition_id,
                "competency_id": writing.ids[write.key],
                "value": value,
            }
            if value not in write.descriptors:
                rows["gone"].append(row)
            elif value not in before:
                rows["new"].append({**row, "text": write.descriptors[value]})
            elif before[value] != write.descriptors[value]:
                rows["changed"].append({**row, "text": write.descriptors[value]})
    table = LevelDescriptor.__table__
    leaving = delete(LevelDescriptor).where(
        *(
            table.c[name] == bindparam(f"the_{name}")
            for name in ("edition_id", "competency_id", "value")
        )
    )
    for some in portions(rows["gone"]):
        named = [{f"the_{name}": value for name, value in row.items()} for row in some]
        db.session.connection().execute(leaving, named)
        yield 0
    for some in portions(rows["changed"]):
        db.session.execute(update(LevelDescriptor), some)
        yield 0
    for some in portions(rows["new"]):
        db.session.execute(insert(LevelDescriptor), some)
        yield 0


def relate(writing: Writing) -> Iterator[int]:
    return write_relations(writing.plan, writing.edition_id, writing.ids)
