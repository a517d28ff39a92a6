"""What CASE 1.1 allows in a package, and how an object is made to fit it.

1EdTech, Competencies and Academic Standards Exchange 1.1, CFPackage: each class has the properties
below and no other, those named first in `NEEDED` are required, and nothing is null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from intranet.competencies.exchange.contents import as_uuid

Read = Callable[[Any], Any]  # the value as the schema wants it; None where it cannot be

ASSOCIATION_TYPES = (
    "isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy",
    "exemplar", "hasSkillLevel", "isTranslationOf",
)  # fmt: skip
OWN_TYPE = re.compile(r"ext:[A-Za-z0-9._|-]+")
STATUSES = {"Adopted": "Implemented", "Deprecated": "Retired", "Private Draft": "Draft"}
EPOCH = "1970-01-01T00:00:00Z"  # where a source says no date of change, and none is known


def text(value: Any) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    return (
        value if isinstance(value, str) else str(value) if isinstance(value, int | float) else None
    )


def integer(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}", value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def number(value: Any) -> float | int | None:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", value.strip()):
        return float(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def day(value: Any) -> str | None:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None


def instant(value: Any) -> str | None:
    """RFC 3339: a date and an hour with their offset."""
    typed = str(value)
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", typed):
        return typed
    return found.isoformat(timespec="seconds") + ("Z" if found.tzinfo is None else "")


def association_type(value: Any) -> str | None:
    known = value in ASSOCIATION_TYPES or (isinstance(value, str) and OWN_TYPE.fullmatch(value))
    return value if known else None


def target_type(value: Any) -> str | None:
    known = value == "CASE" or (isinstance(value, str) and OWN_TYPE.fullmatch(value))
    return value if known else None


def status(value: Any) -> str | None:
    return STATUSES.get(value, text(value)) if isinstance(value, str) else None


def free(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def many(read: Read) -> Read:
    """A list; a lone value, as CASE 1.0 servers write, is a list of one; blank ones go."""

    def read_all(value: Any) -> list[Any] | None:
        values = value if isinstance(value, list) else [value]
        found = [fitted for each in values if (fitted := read(each)) is not None]
        return found or None

    return read_all


def a(shape: str) -> Read:
    return lambda value: fit(shape, value)


DATED: dict[str, Read] = {"lastChangeDateTime": instant, "extensions": free}
NAMED: dict[str, Read] = {"identifier": as_uuid, "uri": text, "title": text, "description": text}
LINKS: dict[str, Read] = {"subject": many(text), "subjectURI": many(a("LinkURI"))}
SPAN: dict[str, Read] = {"statusStartDate": day, "statusEndDate": day, "licenseURI": a("LinkURI")}
SHAPES: dict[str, dict[str, Read]] = {
    "CFPackage": {
        "CFDocument": a("CFDocument"), "CFItems": many(a("CFItem")), "CFAssociations": many(a("CFAssociation")),
        "CFDefinitions": a("CFDefinitions"), "CFRubrics": many(a("CFRubric")), "extensions": free,
    },
    "CFDocument": {
        **NAMED, "frameworkType": text, "caseVersion": lambda _: "1.1", "creator": text, "officialSourceURL": text,
        "publisher": text, **LINKS, "language": text, "version": text, "adoptionStatus": status, **SPAN, "notes": text, **DATED,
    },
    "CFItem": {
        "identifier": as_uuid, "uri": text, "fullStatement": text, "alternativeLabel": text, "CFItemType": text,
        "humanCodingScheme": text, "listEnumeration": text, "abbreviatedStatement": text, "conceptKeywords": many(text),
        "conceptKeywordsURI": a("LinkURI"), "notes": text, **LINKS, "language": text, "educationLevel": many(text),
        "CFItemTypeURI": a("LinkURI"), **SPAN, **DATED,
    },
    "CFAssociation": {
        "identifier": as_uuid, "uri": text, "associationType": association_type, "sequenceNumber": integer,
        "originNodeURI": a("LinkGenURI"), "destinationNodeURI": a("LinkGenURI"), "CFAssociationGroupingURI": a("LinkURI"),
        "notes": text, **DATED,
    },
    "CFDefinitions": {
        "CFConcepts": many(a("CFConcept")), "CFSubjects": many(a("CFSubject")), "CFLicenses": many(a("CFLicense")),
        "CFItemTypes": many(a("CFItemType")), "CFAssociationGroupings": many(a("CFAssociationGrouping")), "extensions": free,
    },
    "CFConcept": {**NAMED, "keywords": text, "hierarchyCode": text, **DATED},
    "CFSubject": {**NAMED, "hierarchyCode": text, **DATED},
    "CFLicense": {**NAMED, "licenseText": text, **DATED},
    "CFItemType": {**NAMED, "hierarchyCode": text, "typeCode": text, **DATED},
    "CFAssociationGrouping": {**NAMED, **DATED},
    "CFRubric": {**NAMED, "CFRubricCriteria": many(a("CFRubricCriterion")), **DATED},
    "CFRubricCriterion": {
        "identifier": as_uuid, "uri": text, "category": text, "description": text, "CFItemURI": a("LinkURI"), "weight": number,
        "position": integer, "rubricId": as_uuid, "CFRubricCriterionLevels": many(a("CFRubricCriterionLevel")), **DATED,
    },
    "CFRubricCriterionLevel": {
        "identifier": as_uuid, "uri": text, "description": text, "quality": text, "score": number, "feedback": text,
        "position": integer, "rubricCriterionId": as_uuid, "lastChangeDateTime": instant, "extensions": many(free),
    },
    "LinkURI": {"title": text, "identifier": as_uuid, "uri": text},
    "LinkGenURI": {"title": text, "identifier": text, "uri": text, "targetType": target_type},
}  # fmt: skip
IDENTIFIED = ("identifier", "uri", "lastChangeDateTime")
CODED = (*IDENTIFIED, "title", "hierarchyCode")
NEEDED: dict[str, tuple[str, ...]] = {
    "CFPackage": ("CFDocument",),
    "CFDocument": (*IDENTIFIED, "creator", "title"),
    "CFItem": (*IDENTIFIED, "fullStatement"),
    "CFAssociation": (*IDENTIFIED, "associationType", "originNodeURI", "destinationNodeURI"),
    "CFDefinitions": (),
    "CFConcept": CODED,
    "CFSubject": CODED,
    "CFLicense": (*IDENTIFIED, "title", "licenseText"),
    "CFItemType": (*CODED, "description"),
    "CFAssociationGrouping": (*IDENTIFIED, "title"),
    "CFRubric": IDENTIFIED,
    "CFRubricCriterion": IDENTIFIED,
    "CFRubricCriterionLevel": IDENTIFIED,
    "LinkURI": ("title", "identifier", "uri"),
    "LinkGenURI": ("title", "identifier", "uri"),
}
RANKED = {"CFConcepts", "CFSubjects", "CFItemTypes"}  # their hierarchyCode may be filled by rank


def fit(shape: str, value: Any) -> dict[str, Any] | None:
    """The object with only what the schema allows, and all that it requires; None where it cannot."""
    if not isinstance(value, Mapping):
        return None
    properties = SHAPES[shape]
    fitted = {
        name: found
        for name, given in ranked(value).items()
        if name in properties and (found := properties[name](given)) is not None
    }
    for name in NEEDED[shape]:
        if name not in fitted:
            filling = filled(name, {**value, **fitted})
            if filling is None:
                return None
            fitted[name] = filling
    return fitted


def ranked(value: Mapping[str, Any]) -> dict[str, Any]:
    """Definitions without a place in their hierarchy take their rank in the list."""
    return {
        name: [
            each if not isinstance(each, Mapping) or each.get("hierarchyCode")
            else {**each, "hierarchyCode": str(rank)}
            for rank, each in enumerate(given, 1)
        ]
        if name in RANKED and isinstance(given, list) else given
        for name, given in value.items()
    }  # fmt: skip


def filled(name: str, given: Mapping[str, Any]) -> str | None:
    """What a required property says where its source said nothing."""
    title, identifier, uri = given.get("title"), given.get("identifier"), given.get("uri")
    label = given.get("humanCodingScheme") or identifier or uri
    fillings: dict[str, Any] = {
        "uri": f"urn:uuid:{identifier}" if identifier else None,
        "identifier": str(uuid5(NAMESPACE_URL, str(uri))) if uri else None,
        "lastChangeDateTime": EPOCH,
        "creator": "–",
        "title": label,
        "fullStatement": given.get("abbreviatedStatement"),
        "licenseText": given.get("description") or title,
        "description": title,
        "hierarchyCode": title,
    }
    return text(fillings.get(name) or None)
