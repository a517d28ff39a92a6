"""Finding somebody by typing letters of their name or of their organization."""

from __future__ import annotations

import pytest

from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.members import queries
from intranet.members.models import Member, folded_name
from tests.factories import MemberFactory, OrganizationFactory
from tests.members.factories import a_newcomer


@pytest.fixture
def me(clean_database: None) -> Member:
    return MemberFactory(name="Zoé Moi", organization=OrganizationFactory(name="CC des Lacs"))


def found(me: Member, typed: str) -> list[str]:
    query = queries.suggested(typed, me)
    return [] if query is None else [one.name for one in every(query)]


def test_each_word_begins_a_word_of_the_name_or_of_the_organization(me: Member) -> None:
    MemberFactory(name="Jean-Éloi d’Arc", organization=OrganizationFactory(name="CCI du Rhin"))
    MemberFactory(name="Éloïse Martin")

    assert sorted(found(me, "elo")) == ["Jean-Éloi d’Arc", "Éloïse Martin"]
    assert found(me, "ARC cci") == ["Jean-Éloi d’Arc"]
    assert found(me, "rhin el") == ["Jean-Éloi d’Arc"]
    assert found(me, "loi") == []


def test_colleagues_come_first_and_oneself_never(me: Member) -> None:
    MemberFactory(name="Zoé Ailleurs")
    MemberFactory(name="Zoé Près d’ici", organization=me.organization)

    assert found(me, "zo") == ["Zoé Près d’ici", "Zoé Ailleurs"]


def test_only_people_at_work_in_the_network_are_found(me: Member) -> None:
    MemberFactory(name="Parti Loin", closed_at=now())
    a_newcomer("parti@essais.example").name = "Parti Jamais"
    db.session.commit()

    assert found(me, "parti") == []


@pytest.mark.parametrize("typed", ["", "z", "%", "__", "é", "  "])
def test_letters_that_everybody_bears_find_nobody(me: Member, typed: str) -> None:
    assert found(me, typed) == []


def test_a_name_changed_is_found_by_its_new_letters(me: Member) -> None:
    other = MemberFactory(name="Ancien Nom")
    other.name = "Nouveau Prénom"
    db.session.commit()

    assert (found(me, "ancien"), found(me, "nouv")) == ([], ["Nouveau Prénom"])
    assert folded_name("Jean-Éloi d’Arc") == "jean eloi d arc"
