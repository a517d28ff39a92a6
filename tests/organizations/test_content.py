"""The organizations that a fresh site starts with."""

from __future__ import annotations

import pytest

from intranet.content import organizations
from intranet.organizations.models import Kind


@pytest.mark.no_database
def test_every_intercommunalite_is_there_once_by_its_siren() -> None:
    found = list(organizations.from_register())
    kinds = [organization.kind for organization in found]
    assert (kinds.count(Kind.EPCI), kinds.count(Kind.EPT)) == (1_255, 11)
    assert len({organization.slug for organization in found}) == len(found)
    assert len({organization.siren for organization in found}) == len(found)
