"""All that an edition holds, as the codecs of the exchange read it; and what a file could collide with."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from intranet.competencies.exchange import (
    Entry,
    External,
    Header,
    Present,
    Step,
    Tie,
    Whole,
)
from intranet.competencies.models import (
    Competency,
    Edition,
    EditionState,
    Framework,
    ImportedFile,
    Relation,
    Revision,
    Scale,
    Succession,
)
from intranet.competencies.queries.catalogue import NoEdition
from intranet.competencies.queries.revisions import descriptors_of, in_tree_order, revisions_of
from intranet.kit.db import db, every


def whole_of(edition_id: int) -> Whole:
    """Everything that an edition says, in seven statements whatever its size."""
    edition = every(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(
            joinedload(Edition.framework), joinedload(Edition.scale).selectinload(Scale.levels)
        )
    )[0]
    rows = db.session.execute(revisions_of(edition_id)).all()
    ordered = list(in_tree_order(rows))
    reached = {row.Revision.id for row in ordered}
    ordered += [row for row in rows if row.Revision.id not in reached]
    uuids = {row.Revision.competency_id: row.uuid for row in rows}
    levels = descriptors_of(edition_id)
    entries = tuple(
        entry_of(row.Revision, row.uuid, row.uri, uuids, levels.get(row.Revision.competency_id, {}))
        for row in ordered
    )
    return Whole(header_of(edition), entries, ties_of(edition_id, uuids), successors_in(edition_id))


def header_of(edition: Edition) -> Header:
    framework, scale = edition.framework, edition.scale
    return Header(
        edition_id=edition.id,
        uuid=edition.uuid,
        number=edition.number,
        state=edition.state,
        title=edition.title,
        notice=edition.notice,
        changed_at=edition.updated_at,
        published_at=edition.published_at,
        framework_uuid=framework.uuid,
        framework_slug=framework.slug,
        framework_title=framework.title,
        creator=framework.creator,
        publisher=framework.publisher,
        license_title=framework.license_title,
        license_url=framework.license_url,
        language=framework.language,
        scale_uuid=scale.uuid,
        scale_title=scale.title,
        scale=tuple(Step(level.value, level.label, level.descriptor) for level in scale.levels),
        extras=edition.source_extras,
    )


def entry_of(
    revision: Revision, uuid: str, uri: str, uuids: dict[int, str], levels: dict[int, str]
) -> Entry:
    return Entry(
        revision_id=revision.id,
        competency_id=revision.competency_id,
        uuid=uuid,
        uri=uri,
        code=revision.code,
        parent=uuids.get(revision.parent_id) if revision.parent_id else None,
        position=revision.position,
        kind=revision.kind,
        title=revision.title,
        statement=revision.statement,
        notes=revision.notes,
        keywords=tuple(revision.keywords),
        synonyms=tuple(revision.synonyms),
        sources=tuple(revision.sources),
        level_min=revision.level_min,
        level_max=revision.level_max,
        is_assessable=revision.is_assessable,
        is_attested=revision.is_attested,
        descriptors=levels,
        extras=revision.source_extras,
    )


def ties_of(edition_id: int, uuids: dict[int, str]) -> tuple[Tie, ...]:
    """The relations of an edition between what it holds, and to entries elsewhere."""
    found = every(
        select(Relation)
        .where(Relation.edition_id == edition_id)
        .options(joinedload(Relation.external))
        .order_by(Relation.position, Relation.id)
    )
    return tuple(
        tie_of(relation, uuids)
        for relation in found
        if relation.origin_id in uuids
        and (relation.target_id is None or relation.target_id in uuids)
    )


def tie_of(relation: Relation, uuids: dict[int, str]) -> Tie:
    far = relation.external
    return Tie(
        relation_id=relation.id,
        uuid=relation.uuid,
        kind=relation.kind,
        origin=uuids[relation.origin_id],
        target=uuids[relation.target_id] if relation.target_id else None,
        external=External(far.scheme, far.identifier, far.uri, far.label, far.vocabulary_version)
        if far
        else None,
        position=relation.position,
        group_label=relation.group_label,
        notes=relation.notes,
        extras=relation.source_extras,
    )


def successors_in(edition_id: int) -> tuple[tuple[str, str], ...]:
    """Which item took the place of which, as this edition was published."""
    gone, successor = aliased(Competency), aliased(Competency)
    rows = db.session.execute(
        select(gone.uuid, successor.uuid)
        .select_from(Succession)
        .join(gone, gone.id == Succession.from_competency_id)
        .join(successor, successor.id == Succession.to_competency_id)
        .where(Succession.to_edition_id == edition_id, gone.id != successor.id)
        .order_by(Succession.id)
    )
    return tuple((row[0], row[1]) for row in rows)


def present_of(edition_id: int, reserved: Iterable[str]) -> Present:
    """The draft, and every identity that the site knows already."""
    whole = whole_of(edition_id)
    here = {entry.uuid for entry in whole.entries}
    rows = db.session.execute(
        select(Competency.id, Competency.uuid, Competency.uri, Framework.uuid.label("framework"))
        .join(Framework, Framework.id == Competency.framework_id)
    ).all()  # fmt: skip
    ours = whole.header.framework_uuid
    return Present(
        whole,
        {row.uuid: row.id for row in rows if row.framework == ours and row.uuid not in here},
        frozenset(row.uuid for row in rows if row.framework != ours),
        {row.uri: row.uuid for row in rows},
        frozenset(reserved),
    )


def base_of_imports() -> Edition:
    """What a file is compared with: the draft, else the edition in force, of which one would start.

    Raises NoEdition.
    """
    in_force = select(Edition.framework_id).where(Edition.state == EditionState.PUBLISHED)
    found = db.session.scalars(
        select(Edition)
        .where(Edition.framework_id.in_(in_force), Edition.state != EditionState.RETIRED)
        .options(joinedload(Edition.framework))
        .order_by(Edition.state == EditionState.PUBLISHED, Edition.id.desc())
    ).first()
    if found is None:
        raise NoEdition
    return found


def imported_file(file_id: int) -> Select[ImportedFile]:
    """A file that somebody brought."""
    return select(ImportedFile).where(ImportedFile.id == file_id)


def imported_files() -> Select[ImportedFile]:
    """The last files brought, newest first, without what they hold."""
    return select(ImportedFile).order_by(ImportedFile.id.desc()).limit(10)
