"""What writing a row costs."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import dependency

from intranet.kit.db import Model, db
from intranet.members.models import Member
from tests.factories import MemberFactory


def test_no_relationship_asks_whether_a_member_has_another_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """More than a hundred lead to them: keys never change, and each flush would ask them all."""
    asked: list[object] = []
    monkeypatch.setattr(
        dependency._DetectKeySwitch, "_key_switchers", lambda self, *_: asked.append(self)
    )
    member = MemberFactory(name="Anne Martin")
    member.name = "Anne Durand"
    db.session.commit()

    assert not asked
    assert len(leading_to(Member)) > 100


def leading_to(model: type[Model]) -> list[object]:
    return [
        one
        for mapper in Model.registry.mappers
        for one in mapper.relationships
        if one.mapper is inspect(model)
    ]
