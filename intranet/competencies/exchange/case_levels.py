"""Levels in words as CASE says them: one rubric, a criterion an item, a level a score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from intranet.competencies.exchange.case_items import words
from intranet.competencies.exchange.case_shapes import integer
from intranet.competencies.exchange.contents import Entry, Header, as_uuid
from intranet.competencies.models import HIGHEST, LOWEST


def dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def item_of(criterion: Mapping[str, Any]) -> str | None:
    link = criterion.get("CFItemURI")
    return as_uuid(link.get("identifier")) if isinstance(link, Mapping) else None


def levels_of(criterion: Mapping[str, Any]) -> dict[int, str] | None:
    """The descriptors of a criterion; None where its scores are not levels of our scale."""
    levels = dicts(criterion.get("CFRubricCriterionLevels"))
    scores = [integer(level.get("score")) for level in levels]
    if len(set(scores)) < len(scores) or not all(
        score is not None and LOWEST <= score <= HIGHEST for score in scores
    ):
        return None
    return {
        score: text
        for score, level in zip(scores, levels, strict=True)
        if score is not None and (text := words(level.get("description")))
    }


def levels_by_item(rubrics: Any) -> tuple[dict[str, dict[int, str]], int]:
    """The descriptors by item, and how many criteria use another scale."""
    found: dict[str, dict[int, str]] = {}
    foreign = 0
    for rubric in dicts(rubrics):
        for criterion in dicts(rubric.get("CFRubricCriteria")):
            uuid, levels = item_of(criterion), levels_of(criterion)
            if levels is None:
                foreign += 1
            elif uuid:
                found.setdefault(uuid, levels)
    return found, foreign


def written_rubrics(
    rubrics: Any, header: Header, entries: Mapping[str, Entry], changed_at: str
) -> list[dict[str, Any]]:
    """The rubrics of the source with what we changed, then ours for the items that had none."""
    told: set[str] = set()
    written = []
    for rubric in dicts(rubrics):
        criteria = rubric.get("CFRubricCriteria")
        if isinstance(criteria, list):
            kept = [
                retold(each, header, entries, told, changed_at) if isinstance(each, dict) else each
                for each in criteria
            ]
            written.append({**rubric, "CFRubricCriteria": kept})
        else:
            written.append(rubric)
    rest = [entry for entry in entries.values() if entry.descriptors and entry.uuid not in told]
    return [*written, our_rubric(header, rest, changed_at)] if rest else written


def retold(
    criterion: dict[str, Any],
    header: Header,
    entries: Mapping[str, Entry],
    told: set[str],
    changed_at: str,
) -> dict[str, Any]:
    """A criterion of the source, its levels worded as the edition now words them."""
    uuid, said = item_of(criterion), levels_of(criterion)
    if said is None or uuid is None or uuid not in entries or uuid in told:
        return criterion
    told.add(uuid)
    now = entries[uuid].descriptors
    if said == dict(now):
        return criterion
    levels = [
        {**level, "description": now[score]} if now[score] != said.get(score) else level
        for level in dicts(criterion.get("CFRubricCriterionLevels"))
        if (score := integer(level.get("score")) or 0) in now
    ]
    present = {integer(level.get("score")) for level in levels}
    levels += [
        our_level(str(criterion.get("identifier")), header, value, text, changed_at)
        for value, text in now.items()
        if value not in present
    ]
    return {**criterion, "CFRubricCriterionLevels": levels}


def our_rubric(header: Header, entries: list[Entry], changed_at: str) -> dict[str, Any]:
    return {
        "identifier": header.scale_uuid,
        "uri": f"urn:uuid:{header.scale_uuid}",
        "title": header.scale_title,
        "lastChangeDateTime": changed_at,
        "CFRubricCriteria": [
            our_criterion(header, entry, rank, changed_at) for rank, entry in enumerate(entries, 1)
        ],
    }


def our_criterion(header: Header, entry: Entry, rank: int, changed_at: str) -> dict[str, Any]:
    identifier = str(uuid5(UUID(header.scale_uuid), entry.uuid))
    return {
        "identifier": identifier,
        "uri": f"urn:uuid:{identifier}",
        "description": entry.title,
        "CFItemURI": {"title": entry.label, "identifier": entry.uuid, "uri": entry.uri},
        "position": rank,
        "rubricId": header.scale_uuid,
        "lastChangeDateTime": changed_at,
        "CFRubricCriterionLevels": [
            our_level(identifier, header, value, text, changed_at)
            for value, text in sorted(entry.descriptors.items())
        ],
    }


def our_level(
    criterion: str, header: Header, value: int, text: str, changed_at: str
) -> dict[str, Any]:
    identifier = str(uuid5(UUID(header.scale_uuid), f"{criterion}:{value}"))
    labels = {step.value: step.label for step in header.scale}
    return {
        "identifier": identifier,
        "uri": f"urn:uuid:{identifier}",
        "description": text,
        "quality": labels.get(value, str(value)),
        "score": value,
        "position": value,
        "rubricCriterionId": criterion,
        "lastChangeDateTime": changed_at,
    }
