"""Where a second factor is required: roles sleep without one, the rest stays open, nobody is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member, Role
from intranet.members.policy import OF_GUARDED_ROLES, OF_MEMBERS, lifetime_of
from intranet.openings.models import DeskRole, OpeningMember
from tests.factories import (
    MemberFactory,
    a_recruiter,
    a_trainer,
    an_administrator,
    an_animator,
)
from tests.members.keys import Authenticator, with_application, with_passkey
from tests.openings.desks import an_opening
from tests.openings.factories import an_application
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition", "required")
FIRST = "Protégez d’abord votre compte"


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SECOND_FACTOR_IS_REQUIRED", True)


@pytest.mark.parametrize(
    ("somebody", "door"),
    [
        (a_recruiter, "/offres/nouvelle"),
        (a_trainer, "/formations/nouvelle"),
        (an_animator, "/animer/adhesions"),
        (an_administrator, "/animer/courrier"),
    ],
)
def test_each_role_sleeps_until_a_factor_is_there(
    visitor: Visitor, somebody: Callable[..., Member], door: str
) -> None:
    visitor.sign_in(somebody())
    page = visitor.open(door, status=403)
    assert page.texts("h1") == [FIRST]
    page = visitor.open(page.link("Protéger mon compte"))
    assert "Vos rôles attendent" in page.text()
    page = visitor.open("/moi/protection/cles")
    page = visitor.send(page, name="Téléphone", **Authenticator().makes(page))
    assert page.texts("h1") == ["Vos codes de secours"] and "rôles attendent" not in page.text()
    assert visitor.open(door).texts("h1") != [FIRST]


def test_everything_else_stays_open(visitor: Visitor) -> None:
    visitor.sign_in(a_recruiter())
    for address in ("/", "/offres", "/formations", "/moi", "/moi/competences", "/annuaire"):
        page = visitor.open(address)
        assert "Vos rôles attendent" in page.text("main .notice[data-tone=warn]")
    visitor.send(visitor.open("/moi/profil"), name="Camille Éveillée")
    assert not visitor.open("/").select("a[href='/offres/nouvelle']")


def test_a_member_without_role_is_told_nothing(visitor: Visitor) -> None:
    visitor.sign_in(MemberFactory())
    assert visitor.open("/animer/adhesions", status=403).texts("h1") == ["Accès réservé"]
    assert visitor.open("/nulle/part", status=404).texts("h1") == ["Page introuvable"]
    assert "attendent" not in visitor.open("/moi").text()


def test_an_application_is_not_read_by_its_recruiter_nor_by_whoever_is_named_there(
    visitor: Visitor,
) -> None:
    opening = an_opening()
    an_application(opening, MemberFactory())
    reader = MemberFactory(organization=opening.organization)
    db.session.add(OpeningMember(opening_id=opening.id, member_id=reader.id, role=DeskRole.READER))
    db.session.commit()
    for member in (opening.owner, reader):
        one = Visitor(visitor.client.application.test_client()).sign_in(member)
        page = one.open(f"/offres/{opening.id}/candidatures", status=404)
        assert page.texts("h1") == [FIRST]
        with_passkey(one)
        one.open(f"/offres/{opening.id}/candidatures")


def test_a_page_that_does_not_exist_is_still_missing(visitor: Visitor) -> None:
    visitor.sign_in(a_recruiter())
    assert visitor.open("/nulle/part", status=404).texts("h1") == ["Page introuvable"]


def test_what_others_read_of_somebody_does_not_sleep(visitor: Visitor) -> None:
    recruiter = a_recruiter(is_listed=True)
    visitor.sign_in(MemberFactory(organization=recruiter.organization))
    assert "Recruteur" in visitor.open(str(recruiter.organization.address)).text()


def test_a_role_that_sleeps_still_asks_for_a_longer_password(visitor: Visitor) -> None:
    from intranet.members import passwords
    from tests.members.factories import PASSWORD

    visitor.sign_in(an_administrator(password_hash=passwords.kept(PASSWORD)))
    page = visitor.open("/moi/mot-de-passe")
    page = visitor.send(page, 422, current=PASSWORD, password="tortue grise")
    assert "16 caractères" in page.text("#erreurs").replace("\xa0", " ")


def test_the_last_administrator_does_not_leave_because_their_role_sleeps(visitor: Visitor) -> None:
    from intranet.members import passwords
    from tests.members.factories import PASSWORD

    visitor.sign_in(an_administrator(password_hash=passwords.kept(PASSWORD)))
    page = visitor.send(visitor.open("/moi/fermeture"), 422, current=PASSWORD, sure="y")
    assert "dernier administrateur" in page.text("#erreurs")


def test_roles_held_already_are_not_asked_for_again(visitor: Visitor) -> None:
    visitor.sign_in(a_recruiter())
    offered = visitor.open("/moi").soup.select("[name=roles]")
    assert [str(box["value"]) for box in offered] == [Role.TRAINER]


def test_demonstration_accounts_are_never_asked(visitor: Visitor) -> None:
    visitor.sign_in(a_recruiter(is_demo=True))
    visitor.open("/offres/nouvelle")


def test_a_role_granted_meanwhile_sleeps_at_once(visitor: Visitor) -> None:
    member = MemberFactory()
    visitor.sign_in(member)
    visitor.open("/")
    from intranet.members.models import MemberRole

    db.session.add(MemberRole(member_id=member.id, role=Role.ANIMATOR))
    db.session.commit()
    assert visitor.open("/animer/adhesions", status=403).texts("h1") == [FIRST]
    with time_machine.travel(now() + OF_GUARDED_ROLES.unused):
        page = visitor.open("/moi")
    assert page.texts("h1") == ["Se connecter"], "a session lasts what the role of today lets it"


@pytest.mark.parametrize(
    ("somebody", "unused", "whole"),
    [
        (MemberFactory, timedelta(days=7), timedelta(days=14)),
        (a_recruiter, timedelta(hours=8), timedelta(days=7)),
        (an_administrator, timedelta(hours=2), timedelta(hours=12)),
    ],
)
def test_sessions_are_shorter_for_whoever_has_more_to_guard(
    visitor: Visitor, somebody: Callable[..., Member], unused: timedelta, whole: timedelta
) -> None:
    """By the real door: what a session lasts is decided as it opens, then as it is used."""
    from intranet.members import passwords
    from tests.members.factories import PASSWORD, signed_in
    from tests.members.keys import code_at

    member = with_application(somebody(password_hash=passwords.kept(PASSWORD)))
    with time_machine.travel(now(), tick=False) as clock:
        began = now()
        page = signed_in(visitor, member.email)
        visitor.send(page, code=code_at(now()))
        clock.shift(unused - timedelta(seconds=1))
        assert visitor.open("/moi").texts("h1") == ["Mon profil"]
        while now() + unused < began + whole:
            clock.shift(unused - timedelta(seconds=1))
            assert visitor.open("/moi").texts("h1") == ["Mon profil"], "used, it goes on"
        clock.move_to(began + whole)
        assert visitor.open("/moi").texts("h1") == ["Se connecter"], "but not for ever"
        visitor.send(signed_in(visitor, member.email), code=code_at(now()))
        clock.shift(unused)
        assert visitor.open("/moi").texts("h1") == ["Se connecter"], "unused, it lapses"


def test_they_are_as_long_as_others_where_no_factor_guards_them() -> None:
    shown = MemberFactory(roles={Role.ADMINISTRATOR}, is_demo=True)
    assert lifetime_of(an_administrator(), is_required=False) == OF_MEMBERS
    assert lifetime_of(shown, is_required=True) == OF_MEMBERS
