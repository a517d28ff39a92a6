"""The referential as schema.org words it: a DefinedTermSet and its terms (JSON-LD)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from intranet.competencies.exchange.contents import Entry, Header, Whole
from intranet.competencies.models import EXACT_MATCH, KIND_LABELS, EditionState

CONTEXT = [
    "https://schema.org",
    {
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
    },
]


def defined_term(
    whole: Whole, entry: Entry, site: str, replaced_by: Iterable[str] = ()
) -> dict[str, Any]:
    """One item, its set named."""
    return {
        "@context": CONTEXT,
        **term(whole, entry, site),
        "inDefinedTermSet": set_of(whole.header, site),
        **({"dcterms:isReplacedBy": [{"@id": f"{site}/uri/{uuid}"} for uuid in replaced_by]} if replaced_by else {}),
    }  # fmt: skip


def defined_term_set(whole: Whole, site: str) -> dict[str, Any]:
    """A whole edition."""
    return {
        "@context": CONTEXT,
        **set_of(whole.header, site),
        "identifier": whole.header.uuid,
        "description": whole.header.notice,
        "creator": {"@type": "Organization", "name": whole.header.creator},
        **({"license": whole.header.license_url or whole.header.license_title} if whole.header.license_title else {}),
        "hasDefinedTerm": [term(whole, entry, site) for entry in whole.entries],
    }  # fmt: skip


def set_of(header: Header, site: str) -> dict[str, Any]:
    return {
        "@type": "DefinedTermSet",
        "@id": f"{site}/uri/{header.uuid}",
        "name": header.framework_title,
        "version": header.number,
        "url": f"{site}/referentiel",
        "inLanguage": header.language,
    }


def term(whole: Whole, entry: Entry, site: str) -> dict[str, Any]:
    code, lasting = entry.code or entry.uuid[:8], f"{site}/uri/{entry.uuid}"
    # The edition in force may have given the code of a former one to another item.
    is_former = whole.header.state is EditionState.RETIRED
    found: dict[str, Any] = {
        "@type": "DefinedTerm",
        "@id": lasting,
        "identifier": entry.uri,
        "url": lasting if is_former else f"{site}/referentiel/{quote(code)}",
        "termCode": code,
        "name": entry.title,
        "description": entry.statement,
        "alternateName": list(entry.synonyms),
        "keywords": list(entry.keywords),
        "additionalType": KIND_LABELS[entry.kind],
        "inLanguage": whole.header.language,
        "additionalProperty": [
            {"@type": "PropertyValue", "name": f"Niveau {value}", "value": text}
            for value, text in sorted(entry.descriptors.items())
        ],
    }
    if entry.parent:
        found["skos:broader"] = {"@id": f"{site}/uri/{entry.parent}"}
    same = [
        tie.external.uri
        for tie in whole.ties
        if tie.origin == entry.uuid
        and tie.kind == EXACT_MATCH
        and tie.external
        and tie.external.uri
    ]
    return found | ({"sameAs": same} if same else {})
