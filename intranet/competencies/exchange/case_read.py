"""A CASE package read, 1.0 or 1.1: nothing of it is dropped, what we cannot hold is kept aside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, NoReturn
from uuid import NAMESPACE_URL, uuid5

from intranet.competencies.exchange.case_items import extension, said_of_item, words
from intranet.competencies.exchange.case_levels import levels_by_item
from intranet.competencies.exchange.case_shapes import association_type, integer
from intranet.competencies.exchange.contents import (
    LONGEST_TITLE,
    MOST_ROWS,
    Bond,
    Brought,
    External,
    Line,
    Pointer,
    Unreadable,
    as_uuid,
)
from intranet.competencies.models import ItemKind

CHILD = "isChildOf"
LONGEST_KIND = 60
FARTHEST = 10**6  # a rank beyond is no rank
NO_PACKAGE = "Ce fichier n’est pas un paquet CASE : on attend un objet JSON avec « CFDocument » (et son « identifier », un UUID) et « CFItems »."


def read_case(body: bytes) -> Brought:
    """The items, relations and levels of a package. Raises Unreadable."""
    package = parsed(body)
    document = package.get("CFDocument")
    items = listed(package, "CFItems")
    associations = listed(package, "CFAssociations")
    if not isinstance(document, dict) or not as_uuid(document.get("identifier")):
        raise Unreadable(NO_PACKAGE)
    if not items:
        raise Unreadable("Ce paquet CASE ne contient aucun élément (« CFItems » est vide).")
    known = {uuid for item in items if (uuid := as_uuid(item.get("identifier")))}
    children, bonds, places = sorted_out(document, associations, known)
    levels, foreign = levels_by_item(package.get("CFRubrics"))
    parents = Counter(target_of(found) for found in children.values())
    lines = tuple(
        line_of(number, item, document, children, levels, parents)
        for number, item in enumerate(items, 1)
    )
    return Brought(
        lines,
        tuple(bonds),
        {
            "case": {
                "package": {
                    name: None if name in {"CFItems", "CFAssociations"} else value
                    for name, value in package.items()
                },
                "items": [item.get("identifier") for item in items],
                "associations": places,
            }
        },
        says_bonds=True,
        notes=tuple(remarks(places, foreign)),
    )


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object of a file. Raises Unreadable, whatever is wrong with it."""
    try:
        text = body.decode("utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
        found = json.loads(text, object_pairs_hook=once, parse_constant=no_number)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeError:
        raise Unreadable(
            "Les caractères de ce fichier ne se lisent pas : UTF-8 est attendu."
        ) from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"Ce fichier n’est pas du JSON lisible : il s’arrête d’avoir un sens à la ligne {error.lineno}, colonne {error.colno}."
        ) from None
    except RecursionError:
        raise Unreadable(
            "Ce fichier JSON est imbriqué sur trop d’étages pour être un paquet CASE."
        ) from None
    except ValueError:
        raise Unreadable("Ce fichier JSON contient un nombre que l’on ne peut pas lire.") from None
    if not isinstance(found, dict):
        raise Unreadable(NO_PACKAGE)
    inside = found.get("CFPackage")
    return inside if isinstance(inside, dict) and "CFDocument" not in found else found


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key given twice would lose its first value without a word."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise Unreadable(f"Ce fichier JSON donne deux fois la clé « {twice[:40]} » au même objet.")
    if any("\x00" in value for value in (*found, *found.values()) if isinstance(value, str)):
        raise Unreadable("Ce fichier contient des caractères nuls, que rien ne peut afficher.")
    return found


def no_number(name: str) -> NoReturn:
    raise Unreadable(f"Ce fichier JSON contient « {name} », qui n’est pas un nombre.")


def listed(package: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = package.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unreadable(f"« {name} » devrait être une liste d’objets.")
    if len(found) > 2 * MOST_ROWS:
        raise Unreadable(f"« {name} » a plus de {2 * MOST_ROWS} éléments : partagez ce paquet.")
    return found


def node(association: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """One end of an association: an object, or a bare address as some 1.0 servers write."""
    found = association.get(name)
    if isinstance(found, str):
        return {"uri": found, "identifier": found.rstrip("/").rpartition("/")[2]}
    return found if isinstance(found, Mapping) else {}


def end(association: Mapping[str, Any], name: str) -> str:
    identifier = node(association, name).get("identifier")
    return as_uuid(identifier) or (identifier if isinstance(identifier, str) else "")


def target_of(association: Mapping[str, Any]) -> str:
    return end(association, "destinationNodeURI")


def title_of(association: Mapping[str, Any] | None) -> str:
    """How an association names what it leads to."""
    return words(node(association or {}, "destinationNodeURI").get("title"))[:LONGEST_TITLE]


def sorted_out(
    document: Mapping[str, Any], associations: list[dict[str, Any]], known: set[str]
) -> tuple[dict[str, dict[str, Any]], list[Bond], list[list[Any]]]:
    """The tree, the relations, and where each association stood; what is neither is kept whole."""
    children: dict[str, dict[str, Any]] = {}
    bonds: list[Bond] = []
    places: list[list[Any]] = []
    seen: set[str] = set()
    for number, association in enumerate(associations, 1):
        origin, kind = end(association, "originNodeURI"), association.get("associationType")
        if origin in known and kind == CHILD and origin not in children:
            children[origin] = association
            places.append(["child", origin])
            continue
        bond = bond_of(number, association, origin, known) if origin in known else None
        if (
            bond is None
            or bond.uuid in seen
            or target_of(association) == document.get("identifier")
        ):
            places.append(["kept", association])
            continue
        seen.add(str(bond.uuid))
        bonds.append(bond)
        places.append(["tie", bond.uuid])
    return children, bonds, places


def bond_of(number: int, association: dict[str, Any], origin: str, known: set[str]) -> Bond | None:
    """A relation that we can hold; None for another type, another parent, or a blank end."""
    kind, target = association.get("associationType"), target_of(association)
    if kind == CHILD or not association_type(kind) or len(str(kind)) > LONGEST_KIND:
        return None
    far = node(association, "destinationNodeURI")
    if not target and not words(far.get("uri")):
        return None
    uuid = as_uuid(association.get("identifier"))
    whole = json.dumps(association, sort_keys=True)
    return Bond(
        None,
        uuid or str(uuid5(NAMESPACE_URL, whole)),
        str(kind),
        Pointer(uuid=origin),
        Pointer(uuid=target) if as_uuid(target) else None,
        external=None if target in known else external_of(far, association),
        position=rank_of(association) or 0,
        group_label=words(grouping(association).get("title")),
        notes=words(association.get("notes")),
        source={"case": association},
        place=f"association {number}",
    )


def grouping(association: Mapping[str, Any]) -> Mapping[str, Any]:
    found = association.get("CFAssociationGroupingURI")
    return found if isinstance(found, Mapping) else {}


def external_of(far: Mapping[str, Any], association: Mapping[str, Any]) -> External:
    kind = words(far.get("targetType"))
    return External(
        scheme=(kind.removeprefix("ext:") or "CASE")[:40],
        identifier=words(far.get("identifier")) or words(far.get("uri")),
        uri=words(far.get("uri")),
        label=words(far.get("title")),
        vocabulary_version=words(extension(association).get("vocabularyVersion"))[:40],
    )


def rank_of(association: Mapping[str, Any]) -> int | None:
    found = integer(association.get("sequenceNumber"))
    return found if found is not None and abs(found) <= FARTHEST else None


def line_of(
    number: int,
    item: dict[str, Any],
    document: Mapping[str, Any],
    children: Mapping[str, dict[str, Any]],
    levels: Mapping[str, dict[int, str]],
    parents: Mapping[str, int],
) -> Line:
    faults: list[str] = []
    uuid = as_uuid(item.get("identifier"))
    if uuid is None:
        faults.append(not_a_uuid(item.get("identifier")))
    says = said_of_item(item)
    child_of = children.get(uuid or "")
    above = target_of(child_of) if child_of else ""
    is_root = not above or above == (
        as_uuid(document.get("identifier")) or document.get("identifier")
    )
    if child_of and child_of.get("sequenceNumber") is not None and rank_of(child_of) is None:
        faults += too_far(child_of["sequenceNumber"])
    if uuid and uuid in levels:
        says["descriptors"], says["described"] = levels[uuid], frozenset(range(5))
    kind = (
        ItemKind.DOMAIN
        if is_root
        else ItemKind.MISSION
        if parents.get(uuid or "")
        else ItemKind.KNOW_HOW
    )
    is_domain = says.get("kind", kind) is ItemKind.DOMAIN
    return Line(
        number,
        uuid,
        says["code"],
        None if is_root else Pointer(uuid=above, title=title_of(child_of)),
        says,
        {"kind": kind, "is_assessable": not is_domain},
        position=rank_of(child_of) if child_of else None,
        uri=words(item.get("uri")) or None,
        source={"case": item, "child_of": child_of},
        faults=tuple(faults),
    )


def not_a_uuid(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        return "sans identifiant (« identifier », un UUID)"
    return f"identifiant « {value[:40]} » : ce n’est pas un UUID"


def too_far(value: Any) -> list[str]:
    """A number that is no rank is refused; words where a number should be are only kept."""
    return (
        [f"rang {str(value)[:20]} hors de toute mesure"]
        if integer(value) is not None or isinstance(value, int | float)
        else []
    )


def remarks(places: list[list[Any]], foreign: int) -> list[str]:
    """What is kept without being shown on our pages, in a sentence each."""
    kept = sum(place[0] == "kept" for place in places)
    found = []
    if kept:
        found.append(
            f"Associations gardées telles quelles ({kept}) : un autre parent, un type inconnu, ou une extrémité hors du paquet. L’export fidèle les rend."
        )
    if foreign:
        found.append(
            f"Critères de rubrique gardés tels quels ({foreign}) : leurs niveaux ne sont pas ceux de l’échelle de 0 à 4."
        )
    return found
