"""An edition as a CASE 1.1 package: faithful to the file it came from, or strictly what CASE allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from intranet.competencies.exchange.case_items import OURS, put, words, written_item
from intranet.competencies.exchange.case_levels import written_rubrics
from intranet.competencies.exchange.case_read import CHILD, end, grouping, rank_of
from intranet.competencies.exchange.case_shapes import fit
from intranet.competencies.exchange.contents import Entry, Header, Tie, Whole
from intranet.competencies.models import KIND_LABELS, REPLACED_BY, EditionState, ItemKind
from intranet.kit.clock import in_paris
from intranet.kit.exports import instant

STATUSES = {
    EditionState.DRAFT: "Draft",
    EditionState.CONSULTATION: "Draft",
    EditionState.PUBLISHED: "Implemented",
    EditionState.RETIRED: "Retired",
}


def verbatim(whole: Whole, site: str) -> dict[str, Any]:
    """The package with all that its source said, in its order, and what was changed since."""
    source = whole.header.extras.get("case")
    whole = addressed(whole, site)
    return restored(whole, site, source) if isinstance(source, Mapping) else ours(whole, site)


def addressed(whole: Whole, site: str) -> Whole:
    """Items that were made here are named by the address where they are read for ever; those that
    were brought keep the name that they came with.
    """
    entries = (
        replace(entry, uri=f"{site}/uri/{entry.uuid}")
        if entry.uri == f"urn:uuid:{entry.uuid}"
        else entry
        for entry in whole.entries
    )
    return replace(whole, entries=tuple(entries))


def strict(whole: Whole, site: str) -> dict[str, Any]:
    """The same, with what the official schema allows and all that it requires."""
    package = fit("CFPackage", verbatim(whole, site))
    if package is None:  # the document of a source says neither who wrote it nor how it is called
        raise ValueError(whole.header.uuid)
    return package


def ours(whole: Whole, site: str) -> dict[str, Any]:
    """The package of an edition that came from nowhere else."""
    header, at = whole.header, changed_at(whole.header)
    entries = whole.by_uuid
    package: dict[str, Any] = {
        "CFDocument": document(header, site),
        "CFItems": [written_item(each, at, type_link(header, each.kind)) for each in whole.entries],
        "CFAssociations": [
            *(child_association(whole, entry, entries, site) for entry in whole.entries),
            *(tie_association(whole, tie, entries) for tie in whole.ties),
            *succession_associations(whole, entries, site),
        ],
        "CFDefinitions": definitions(whole, {entry.kind for entry in whole.entries}),
    }
    put(package, "CFRubrics", written_rubrics(None, header, entries, at))
    return package


def restored(whole: Whole, site: str, source: Mapping[str, Any]) -> dict[str, Any]:
    """The source's package, each part where it stood; what is new comes last, what is gone goes."""
    header, at = whole.header, changed_at(whole.header)
    entries, ties = whole.by_uuid, {tie.uuid: tie for tie in whole.ties}
    ranked = {str(uuid).lower(): rank for rank, uuid in enumerate(source["items"])}
    in_order = sorted(whole.entries, key=lambda entry: ranked.get(entry.uuid, len(ranked)))
    package = dict(source["package"])
    items = [written_item(each, at, type_link(header, each.kind)) for each in in_order]
    if items or "CFItems" in package:
        package["CFItems"] = items
    roots = {entry.uuid for entry in whole.entries if is_rootless(entry)}
    written: list[dict[str, Any]] = []
    for what, which in source["associations"]:
        if what == "kept":
            written.append(which)
        elif what == "child" and which in entries and which not in roots:
            roots.add(which)
            written.append(child_association(whole, entries[which], entries, site))
        elif what == "tie" and which in ties:
            written.append(tie_association(whole, ties.pop(which), entries))
    written += [
        child_association(whole, entry, entries, site)
        for entry in whole.entries
        if entry.uuid not in roots
    ]
    written += [tie_association(whole, tie, entries) for tie in ties.values()]
    written += succession_associations(whole, entries, site)
    if written or "CFAssociations" in package:
        package["CFAssociations"] = written
    rubrics = written_rubrics(package.get("CFRubrics"), header, entries, at)
    if rubrics:
        package["CFRubrics"] = rubrics
    return package


def is_rootless(entry: Entry) -> bool:
    """Its source never said where it stands, and it still stands nowhere."""
    return entry.parent is None and "case" in entry.extras and not entry.extras.get("child_of")


def changed_at(header: Header) -> str:
    return instant(header.published_at or header.changed_at)


def lasting(whole: Whole, *names: str) -> str:
    """The same identifier each time, for what has none of its own in our tables."""
    return str(uuid5(UUID(whole.header.framework_uuid), ":".join(names)))


def document(header: Header, site: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "identifier": header.uuid,
        "uri": f"{site}/uri/{header.uuid}",
        "creator": header.creator,
        "title": header.framework_title,
        "lastChangeDateTime": changed_at(header),
        "caseVersion": "1.1",
        "version": header.number,
        "adoptionStatus": STATUSES[header.state],
        "language": header.language,
    }
    put(found, "publisher", header.publisher)
    put(found, "description", header.notice)
    if header.published_at:
        found["statusStartDate"] = in_paris(header.published_at).date().isoformat()
    put(found, "licenseURI", license_link(header))
    found["extensions"] = {OURS: {"family": header.framework_uuid, "edition": header.title}}
    return found


def license_link(header: Header) -> dict[str, str] | None:
    if not header.license_title:
        return None
    identifier = str(uuid5(UUID(header.framework_uuid), "license"))
    uri = header.license_url or f"urn:uuid:{identifier}"
    return {"title": header.license_title, "identifier": identifier, "uri": uri}


def type_link(header: Header, kind: ItemKind) -> dict[str, str]:
    identifier = str(uuid5(UUID(header.framework_uuid), f"type:{kind}"))
    return {"title": KIND_LABELS[kind], "identifier": identifier, "uri": f"urn:uuid:{identifier}"}


def group_link(whole: Whole, label: str) -> dict[str, str]:
    identifier = lasting(whole, "group", label)
    return {"title": label, "identifier": identifier, "uri": f"urn:uuid:{identifier}"}


def definitions(whole: Whole, kinds: Iterable[ItemKind]) -> dict[str, Any]:
    header, at = whole.header, changed_at(whole.header)
    found: dict[str, Any] = {}
    link = license_link(header)
    if link:
        words_of_it = header.license_url or header.license_title
        found["CFLicenses"] = [{**link, "licenseText": words_of_it, "lastChangeDateTime": at}]
    used = set(kinds)
    found["CFItemTypes"] = [
        {**type_link(header, kind), "description": label, "hierarchyCode": str(rank), "typeCode": kind.value, "lastChangeDateTime": at}
        for rank, (kind, label) in enumerate(KIND_LABELS.items(), 1)
        if kind in used
    ]  # fmt: skip
    labels = sorted({tie.group_label for tie in whole.ties if tie.group_label})
    groups = [{**group_link(whole, label), "lastChangeDateTime": at} for label in labels]
    put(found, "CFAssociationGroupings", groups)
    return found


def link_to(entry: Entry) -> dict[str, str]:
    return {"title": entry.label, "identifier": entry.uuid, "uri": entry.uri}


def child_association(
    whole: Whole, entry: Entry, entries: Mapping[str, Entry], site: str
) -> dict[str, Any]:
    """Where an item stands, as its source said it while it stands there still."""
    source = entry.extras.get("child_of")
    header = whole.header
    top = {
        "title": header.framework_title,
        "identifier": header.uuid,
        "uri": f"{site}/uri/{header.uuid}",
    }
    came_from = header.extras.get("case", {}).get("package", {}).get("CFDocument", {})
    if came_from:
        top = {name: words(came_from.get(name)) for name in ("title", "identifier", "uri")}
    above = link_to(entries[entry.parent]) if entry.parent and entry.parent in entries else top
    if not isinstance(source, Mapping):
        identifier = lasting(whole, CHILD, entry.uuid)
        return {
            "identifier": identifier,
            "uri": f"urn:uuid:{identifier}",
            "associationType": CHILD,
            "originNodeURI": link_to(entry),
            "destinationNodeURI": above,
            "sequenceNumber": entry.position,
            "lastChangeDateTime": changed_at(header),
        }
    association = dict(source)
    if end(association, "destinationNodeURI") != above["identifier"].lower():
        association["destinationNodeURI"] = above
    said = rank_of(association)
    if (entry.extras.get("given", {}).get("position") if said is None else said) != entry.position:
        association["sequenceNumber"] = entry.position
    return association


def tie_association(whole: Whole, tie: Tie, entries: Mapping[str, Entry]) -> dict[str, Any]:
    source = tie.extras.get("case")
    if isinstance(source, Mapping):
        association = dict(source)
        if words(association.get("notes")) != tie.notes:
            put(association, "notes", tie.notes)
        if words(grouping(association).get("title")) != tie.group_label:
            label = tie.group_label
            put(
                association, "CFAssociationGroupingURI", group_link(whole, label) if label else None
            )
        return association
    association = {
        "identifier": tie.uuid,
        "uri": f"urn:uuid:{tie.uuid}",
        "associationType": tie.kind,
        "originNodeURI": link_to(entries[tie.origin]),
        "destinationNodeURI": far_end(tie, entries),
        "lastChangeDateTime": changed_at(whole.header),
    }
    put(association, "sequenceNumber", tie.position)
    put(association, "notes", tie.notes)
    if tie.group_label:
        association["CFAssociationGroupingURI"] = group_link(whole, tie.group_label)
    if tie.external and tie.external.vocabulary_version:
        version = {"vocabularyVersion": tie.external.vocabulary_version}
        association["extensions"] = {OURS: version}
    return association


def far_end(tie: Tie, entries: Mapping[str, Entry]) -> dict[str, str]:
    if tie.target:
        return {**link_to(entries[tie.target]), "targetType": "CASE"}
    far = tie.external
    if far is None:
        raise ValueError(tie.uuid)
    uri = far.uri or f"urn:{far.scheme.lower()}:{far.identifier}"
    kind = "CASE" if far.scheme == "CASE" else f"ext:{far.scheme}"
    return {
        "title": far.label or far.identifier,
        "identifier": far.identifier,
        "uri": uri,
        "targetType": kind,
    }


def succession_associations(
    whole: Whole, entries: Mapping[str, Entry], site: str
) -> Iterable[dict[str, Any]]:
    """What replaces the items that this edition no longer has."""
    for gone, successor in whole.successors:
        if successor in entries and gone not in entries:
            identifier = lasting(whole, REPLACED_BY, gone, successor)
            yield {
                "identifier": identifier,
                "uri": f"urn:uuid:{identifier}",
                "associationType": REPLACED_BY,
                "originNodeURI": {"title": gone, "identifier": gone, "uri": f"{site}/uri/{gone}"},
                "destinationNodeURI": link_to(entries[successor]),
                "lastChangeDateTime": changed_at(whole.header),
            }
