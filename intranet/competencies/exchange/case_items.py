"""One item of CASE read, and written: what the source said is kept wherever we still say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intranet.competencies.exchange.contents import Entry
from intranet.competencies.models import HIGHEST, KIND_LABELS, LOWEST, ItemKind
from intranet.kit.texts import clean, fold

OURS = "passerelles"  # our own words, in `extensions`
KINDS = {fold(label): kind for kind, label in KIND_LABELS.items()} | {
    "domain": ItemKind.DOMAIN,
    "skill": ItemKind.KNOW_HOW,
    "competency": ItemKind.KNOW_HOW,
    "competence": ItemKind.KNOW_HOW,
    "knowledge": ItemKind.KNOWLEDGE,
    "savoir": ItemKind.KNOWLEDGE,
}


def a_level(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def a_truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def sources(value: Any) -> tuple[dict[str, Any], ...] | None:
    """Sources as our pages read them: a title, an address and a date where known."""
    if not isinstance(value, list):
        return None
    return tuple(
        {name: words(each.get(name)) or None for name in ("title", "url", "date")}
        for each in value
        if isinstance(each, dict) and words(each.get("title"))
    )


OWN_FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "level_min": ("levelMin", a_level),
    "level_max": ("levelMax", a_level),
    "is_assessable": ("assessable", a_truth),
    "is_attested": ("attested", a_truth),
    "sources": ("sources", sources),
}
BLANK: dict[str, Any] = {
    "title": "", "statement": "", "notes": "", "code": None, "keywords": (), "synonyms": (),
    "level_min": LOWEST, "level_max": HIGHEST, "is_attested": False, "sources": (),
}  # fmt: skip


def words(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def listed(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else []
    return tuple(word for each in values if (word := words(each)))


def said_of_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """What an item says in our words: its own, and what `extensions` hold of ours."""
    ours = extension(item)
    full, short = words(item.get("fullStatement")), words(item.get("abbreviatedStatement"))
    label = words(item.get("alternativeLabel"))
    said: dict[str, Any] = {
        "code": words(item.get("humanCodingScheme")) or None,
        "title": short or full,
        "statement": full if short else "",
        "notes": words(item.get("notes")),
        "keywords": listed(item.get("conceptKeywords")),
        "synonyms": listed(ours.get("synonyms")) or ((label,) if label else ()),
    }
    kind = KINDS.get(fold(words(item.get("CFItemType"))))
    if kind:
        said["kind"] = kind
    for field, (name, read) in OWN_FIELDS.items():
        value = read(ours.get(name))
        if value is not None:
            said[field] = value
    return said


def extension(item: Mapping[str, Any]) -> Mapping[str, Any]:
    extensions = item.get("extensions")
    ours = extensions.get(OURS) if isinstance(extensions, Mapping) else None
    return ours if isinstance(ours, Mapping) else {}


def written_item(
    entry: Entry, changed_at: str, type_link: Mapping[str, Any] | None
) -> dict[str, Any]:
    """An item as CASE words it: from its source where it has one, changed where we changed it."""
    source = entry.extras.get("case")
    item: dict[str, Any] = (
        dict(source)
        if isinstance(source, Mapping)
        else {"identifier": entry.uuid, "uri": entry.uri, "lastChangeDateTime": changed_at}
    )
    said = BLANK | {"is_assessable": entry.kind is not ItemKind.DOMAIN}
    said |= entry.extras.get("given", {}) | said_of_item(item)
    if (said["title"], said["statement"]) != (entry.title, entry.statement):
        item["fullStatement"] = entry.statement or entry.title
        put(item, "abbreviatedStatement", entry.title if entry.statement else None)
    for field, name in (("code", "humanCodingScheme"), ("notes", "notes")):
        if said[field] != getattr(entry, field):
            put(item, name, getattr(entry, field))
    if tuple(said["keywords"]) != entry.keywords:
        put(item, "conceptKeywords", list(entry.keywords))
    if tuple(said["synonyms"]) != entry.synonyms:
        put(item, "alternativeLabel", entry.synonyms[0] if entry.synonyms else None)
    if said.get("kind") != entry.kind:
        item["CFItemType"] = KIND_LABELS[entry.kind]
        put(item, "CFItemTypeURI", type_link)
    extend(item, entry, said)
    return item


def extend(item: dict[str, Any], entry: Entry, said: Mapping[str, Any]) -> None:
    """What CASE has no property for, in our own part of `extensions`."""
    before = extension(item)
    ours = dict(before)
    if tuple(said["synonyms"]) != entry.synonyms:
        put(ours, "synonyms", list(entry.synonyms) if len(entry.synonyms) > 1 else None)
    for field, (name, _) in OWN_FIELDS.items():
        value = _plain(getattr(entry, field))
        if _plain(said[field]) != value:
            ours[name] = value
    if ours != dict(before):
        others = item.get("extensions")
        item["extensions"] = {**(others if isinstance(others, dict) else {}), OURS: ours}


def put(item: dict[str, Any], name: str, value: Any) -> None:
    """Set what is said; take away what no longer is."""
    if value:
        item[name] = value
    else:
        item.pop(name, None)


def _plain(value: Any) -> Any:
    return [dict(each) for each in value] if isinstance(value, tuple | list) else value
