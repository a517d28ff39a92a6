"""Accepted proposals are carried into the draft, and nowhere else: one verb for each operation.

What keeps its meaning keeps its identity; what is split, merged or retired leaves the draft, and
`replacedBy` says what took its place. The identity itself is retired by publishing the edition: a
draft may still be abandoned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select

from intranet.competencies import changes, queries
from intranet.competencies.actions.proposals import heed_text, take
from intranet.competencies.changes import Gesture
from intranet.competencies.models import (
    HIGHEST,
    LOWEST,
    REPLACED_BY,
    SEALED,
    Competency,
    Edition,
    ItemKind,
    LevelDescriptor,
    NotADraft,
    Operation,
    Proposal,
    ProposalState,
    ProposalStep,
    Relation,
    Revision,
    TextMovedOn,
    is_beyond,
    new_uuid,
)
from intranet.kit.db import db, every
from intranet.members.models import Member

Payload = Mapping[str, Any]


@dataclass
class Desk:
    """A draft while something is written in it."""

    draft: Edition
    ids: dict[str, int] = field(default_factory=dict)  # competency ids by uuid

    def revision(self, uuid: str) -> Revision:
        return db.session.scalars(
            select(Revision).where(
                Revision.edition_id == self.draft.id, Revision.competency_id == self.ids[uuid]
            )
        ).one()

    def last_under(self, parent_id: int | None) -> int:
        """The rank that comes after every sibling’s."""
        highest = db.session.scalar(
            select(func.max(Revision.position)).where(
                Revision.edition_id == self.draft.id, Revision.parent_id == parent_id
            )
        )
        return 0 if highest is None else highest + 1


def apply_proposal(proposal: Proposal, draft_id: int, by: Member, at: datetime) -> None:
    """Carry an accepted proposal into the draft, which is held meanwhile.

    Raises NotADraft where it was published or abandoned just before, TextMovedOn where its items do
    not say what was read or where the tree does not allow it any more, ProposalMovedOn where it was
    done already.
    """
    draft = db.session.scalars(
        select(Edition).where(Edition.id == draft_id).with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if draft is None or draft.state in SEALED:
        raise NotADraft(draft_id)
    catalogue = queries.catalogue_of(draft_id)
    present = queries.present_text(catalogue)
    heed_text(proposal, present)
    if changes.faults(proposal.operation, proposal.uuid, proposal.payload, present):
        raise TextMovedOn(proposal.id)
    operation, uuid, payload = proposal.operation, proposal.uuid or "", dict(proposal.payload)
    applied: dict[str, Any] = {"applied_in_id": draft_id, "applied_at": at}
    state, step = ProposalState.APPLIED, ProposalStep.APPLIED
    take(proposal, {ProposalState.ACCEPTED}, step, by, at, state=state, **applied)
    desk = Desk(draft, {item.uuid: item.competency_id for item in catalogue.items.values()})
    VERBS[operation](desk, uuid, payload)
    db.session.flush()


def _edit(desk: Desk, uuid: str, payload: Payload) -> None:
    revision = desk.revision(uuid)
    for name, value in payload.items():
        setattr(revision, name, ItemKind(value) if name == "kind" else value)
    for level in every(_levels_of(desk, [revision.competency_id])):
        if is_beyond(level.value, revision.level_min, revision.level_max):
            db.session.delete(level)


def _add(desk: Desk, _uuid: str, payload: Payload) -> None:
    parent_id = desk.ids[payload["parent"]] if payload["parent"] else None
    kind = ItemKind(payload["kind"])
    made = _new_item(
        desk,
        parent_id=parent_id,
        position=desk.last_under(parent_id),
        kind=kind,
        is_assessable=kind is not ItemKind.DOMAIN,
        **{name: payload[name] for name in changes.EDITABLE if name != "kind"},
    )
    _say_levels(desk, made, payload)


def _move(desk: Desk, uuid: str, payload: Payload) -> None:
    revision = desk.revision(uuid)
    parent_id = desk.ids[payload["parent"]] if payload["parent"] else None
    if parent_id != revision.parent_id:
        revision.position, revision.parent_id = desk.last_under(parent_id), parent_id
    if payload["code"]:
        revision.code = payload["code"]


def _split(desk: Desk, uuid: str, payload: Payload) -> None:
    """Each part takes the place and the range of levels of what is split, with its own words."""
    old = desk.revision(uuid)
    like = _kept(old)
    _retire_items(desk, [old])
    for part in payload["parts"]:
        words = {name: part[name] for name in ("code", "title", "statement")}
        made = _new_item(desk, **like, **words)
        _say_levels(desk, made, part)
        _replace(desk, [uuid], made)


def _merge(desk: Desk, uuid: str, payload: Payload) -> None:
    """One item for several: the place and levels of the first, the words that find any of them."""
    uuids = [uuid, *payload["others"]]
    olds = [desk.revision(each) for each in uuids]
    like = _kept(olds[0]) | {
        "notes": olds[0].notes,
        "synonyms": _gathered(old.synonyms for old in olds),
        "keywords": _gathered(old.keywords for old in olds),
        "sources": _gathered(old.sources for old in olds),
        "level_min": min(old.level_min for old in olds),
        "level_max": max(old.level_max for old in olds),
    }
    said: dict[int, tuple[str, str]] = {}
    for old in olds:  # a level that the first has not is worded as the others word it
        for level in every(_levels_of(desk, [old.competency_id])):
            said.setdefault(level.value, (level.text, level.examples))
    _retire_items(desk, olds)
    words = {name: payload[name] for name in ("code", "title", "statement")}
    made = _new_item(desk, **like, **words)
    for value, (text, examples) in sorted(said.items()):
        _say_level(desk, made, value, text, examples)
    _replace(desk, uuids, made)


def _retire(desk: Desk, uuid: str, payload: Payload) -> None:
    _retire_items(desk, [desk.revision(uuid)])
    if payload.get("successor"):
        _replace(desk, [uuid], desk.ids[payload["successor"]])


def _relate(desk: Desk, uuid: str, payload: Payload) -> None:
    origin, target, kind = desk.ids[uuid], desk.ids[payload["target"]], payload["relation"]
    if payload["gesture"] == Gesture.ADD:
        db.session.add(
            Relation(edition_id=desk.draft.id, kind=kind, origin_id=origin, target_id=target)
        )
        return
    ways = [(origin, target)] + ([(target, origin)] if kind in changes.MUTUAL else [])
    for start, end in ways:
        db.session.execute(
            delete(Relation).where(
                Relation.edition_id == desk.draft.id,
                Relation.kind == kind,
                Relation.origin_id == start,
                Relation.target_id == end,
            )
        )


def _reword(desk: Desk, uuid: str, payload: Payload) -> None:
    value, competency_id = payload["value"], desk.ids[uuid]
    known = db.session.get(LevelDescriptor, (desk.draft.id, competency_id, value))
    if known:
        known.text = payload["text"]
    else:
        _say_level(desk, competency_id, value, payload["text"])


VERBS: dict[Operation, Callable[[Desk, str, Payload], None]] = {
    Operation.EDIT: _edit,
    Operation.ADD: _add,
    Operation.MOVE: _move,
    Operation.SPLIT: _split,
    Operation.MERGE: _merge,
    Operation.RETIRE: _retire,
    Operation.RELATE: _relate,
    Operation.REWORD_LEVEL: _reword,
}


def _new_item(desk: Desk, **said: Any) -> int:
    """A new identity, born in this draft, and its first wording."""
    uuid = new_uuid()
    competency = Competency(
        framework_id=desk.draft.framework_id,
        uuid=uuid,
        uri=f"urn:uuid:{uuid}",
        created_in_id=desk.draft.id,
    )
    db.session.add(competency)
    db.session.flush()
    db.session.add(Revision(edition_id=desk.draft.id, competency_id=competency.id, **said))
    db.session.flush()
    return competency.id


def _kept(old: Revision) -> dict[str, Any]:
    """What a successor takes over without a word being asked."""
    names = ("parent_id", "position", "kind", "level_min", "level_max", "is_assessable", "sources")
    return {name: getattr(old, name) for name in names}


def _gathered(lists: Iterable[list[Any]]) -> list[Any]:
    """All the entries of several lists, each once, in order."""
    found: list[Any] = []
    for entries in lists:
        found += [entry for entry in entries if entry not in found]
    return found


def _say_levels(desk: Desk, competency_id: int, payload: Payload) -> None:
    """Every level that has words."""
    for value in range(LOWEST, HIGHEST + 1):
        if text := payload.get(f"level_{value}"):
            _say_level(desk, competency_id, value, text)


def _say_level(desk: Desk, competency_id: int, value: int, text: str, examples: str = "") -> None:
    db.session.add(
        LevelDescriptor(
            edition_id=desk.draft.id,
            competency_id=competency_id,
            value=value,
            text=text,
            examples=examples,
        )
    )


def _levels_of(desk: Desk, competency_ids: list[int]) -> Any:
    return (
        select(LevelDescriptor)
        .where(
            LevelDescriptor.edition_id == desk.draft.id,
            LevelDescriptor.competency_id.in_(competency_ids),
        )
        .order_by(LevelDescriptor.value)
    )


def _retire_items(desk: Desk, olds: list[Revision]) -> None:
    """Take items out of the draft, with their levels and relations; what they replaced stays told."""
    ids = [old.competency_id for old in olds]
    for level in every(_levels_of(desk, ids)):
        db.session.delete(level)
    ties = select(Relation).where(
        Relation.edition_id == desk.draft.id,
        Relation.kind != REPLACED_BY,
        or_(Relation.origin_id.in_(ids), Relation.target_id.in_(ids)),
    )
    for tie in every(ties):
        db.session.delete(tie)
    for old in olds:
        db.session.delete(old)
    db.session.flush()


def _replace(desk: Desk, uuids: list[str], successor_id: int) -> None:
    for uuid in uuids:
        db.session.add(
            Relation(
                edition_id=desk.draft.id,
                kind=REPLACED_BY,
                origin_id=desk.ids[uuid],
                target_id=successor_id,
            )
        )
