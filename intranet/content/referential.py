"""The referential to start from: the working proposal of the network, its scale and its jobs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from intranet.competencies.actions import Asked, let_profile_be_found, publish, require
from intranet.competencies.models import (
    HIGHEST,
    LOWEST,
    RELATED,
    Competency,
    Edition,
    ExternalReference,
    Framework,
    ItemKind,
    JobProfile,
    LevelDescriptor,
    Owner,
    Relation,
    Revision,
    Scale,
    ScaleLevel,
)
from intranet.content.written import read
from intranet.kit.clock import now
from intranet.kit.db import db

FACTS = Path(__file__).parent / "facts" / "referential.yaml"


def load() -> None:
    """Framework, published edition and job profiles; nothing where the framework is in already."""
    facts = read(FACTS)
    if db.session.scalar(select(Framework.id).filter_by(slug=facts["framework"]["slug"])):
        return
    framework = Framework(**facts["framework"], uuid=lasting_uuid(facts["framework"]["slug"]))
    edition = Edition(framework=framework, scale=scale(facts["scale"]), **facts["edition"])
    db.session.add(edition)
    db.session.flush()
    known = write_items(edition, framework, facts["items"], facts["sources"])
    write_relations(edition, facts["relations"], known)
    write_correspondences(edition, facts["correspondences"], known)
    publish(edition, now())
    write_profiles(edition, facts["profiles"], known, facts["sources"])


def lasting_uuid(*names: str) -> str:
    """The same identity on every site that starts from this content."""
    return str(uuid5(NAMESPACE_URL, ":".join(["urn:passerelles", *names])))


def scale(facts: Mapping[str, Any]) -> Scale:
    levels = [ScaleLevel(**level) for level in facts["levels"]]
    return Scale(title=facts["title"], uuid=lasting_uuid("scale"), levels=levels)


def write_items(
    edition: Edition,
    framework: Framework,
    items: list[dict[str, Any]],
    sources: Mapping[str, Any],
) -> dict[str, int]:
    """Every item in the order of the file; their ids by code."""
    uuids = {item["code"]: lasting_uuid(framework.slug, item["code"]) for item in items}
    lasting = {
        code: Competency(framework_id=framework.id, uuid=uuid, uri=f"urn:uuid:{uuid}")
        for code, uuid in uuids.items()
    }
    db.session.add_all(lasting.values())
    db.session.flush()
    ids = {code: competency.id for code, competency in lasting.items()}
    siblings: Counter[str | None] = Counter()
    for item in items:
        code, parent = item["code"], item.get("parent")
        siblings[parent] += 1
        kind = ItemKind(item["kind"])
        db.session.add(
            Revision(
                edition_id=edition.id,
                competency_id=ids[code],
                parent_id=ids[parent] if parent else None,
                position=siblings[parent],
                code=code,
                kind=kind,
                title=item["title"],
                statement=item["statement"],
                synonyms=item.get("synonyms", []),
                sources=[sources[name] for name in item["sources"]],
                level_min=item.get("level_min", LOWEST),
                level_max=item.get("level_max", HIGHEST),
                is_assessable=kind is not ItemKind.DOMAIN,
                is_attested=item.get("attested", False),
            )
        )
        db.session.add_all(
            LevelDescriptor(edition_id=edition.id, competency_id=ids[code], value=value, text=text)
            for value, text in item.get("descriptors", {}).items()
        )
    db.session.flush()
    return ids


def write_relations(
    edition: Edition, relations: Mapping[str, Mapping[str, list[str]]], known: Mapping[str, int]
) -> None:
    """What ties the items to one another: by kind, then from each item to others."""
    db.session.add_all(
        Relation(
            uuid=lasting_uuid("relation", kind, origin, target),
            edition_id=edition.id,
            kind=kind,
            origin_id=known[origin],
            target_id=known[target],
            position=position,
        )
        for kind, origins in relations.items()
        for origin, targets in origins.items()
        for position, target in enumerate(targets, start=1)
    )
    db.session.flush()


def write_correspondences(
    edition: Edition, entries: list[dict[str, Any]], known: Mapping[str, int]
) -> None:
    """The entries of other vocabularies that our sources name, and the items drawn from them."""
    for entry in entries:
        names = {
            "scheme": entry["scheme"],
            "vocabulary_version": entry["version"],
            "identifier": entry["identifier"],
        }
        external = db.session.scalars(select(ExternalReference).filter_by(**names)).first()
        external = external or ExternalReference(**names, label=entry["label"])
        db.session.add_all(
            Relation(
                uuid=lasting_uuid("relation", entry["identifier"], code),
                edition_id=edition.id,
                kind=RELATED,
                origin_id=known[code],
                external=external,
                group_label=entry["group"],
                notes=note,
            )
            for code, note in entry["items"].items()
        )
    db.session.flush()


def write_profiles(
    edition: Edition,
    profiles: list[dict[str, Any]],
    known: Mapping[str, int],
    sources: Mapping[str, Any],
) -> None:
    for profile in profiles:
        asked = [
            Asked(
                competency_id=known[one["code"]],
                level=one["level"],
                weight=one["weight"],
                is_mandatory=one["mandatory"],
            )
            for one in profile["requirements"]
        ]
        job = JobProfile(
            slug=profile["slug"],
            title=profile["title"],
            summary=profile["summary"],
            appellations=profile["appellations"],
            sources=[sources[name] for name in profile["sources"]],
            requirement_set=require(Owner.JOB_PROFILE, edition.id, asked),
        )
        db.session.add(job)
        db.session.flush()
        let_profile_be_found(job)
