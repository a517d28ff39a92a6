"""What items are called for whoever follows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from intranet.competencies.queries import NoEdition, in_force
from intranet.discussions.models import Topic
from intranet.discussions.queries import Named, named_by
from intranet.kit.numbers import whole_numbers


def answer_for_items() -> None:
    named_by(Topic.COMPETENCY, items)


def items(keys: Collection[str]) -> Mapping[str, Named]:
    """Those of the edition in force."""
    try:
        catalogue = in_force()
    except NoEdition:
        return {}
    found = [catalogue.items[each] for each in whole_numbers(keys) if each in catalogue.items]
    return {
        str(item.competency_id): Named(f"{item.code} {item.title}", f"/referentiel/{item.code}")
        for item in found
    }
