"""Passkeys, by an authenticator in software: made, used, refused; one challenge is answered once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members import passwords
from intranet.members.models import FactorRefused, Member, Passkey, RecoveryCode, SignIn
from intranet.members.passkeys import Site, asked_at, challenge
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.members.factories import PASSWORD, signed_in
from tests.members.keys import Authenticator, events, with_application, with_passkey
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")
WITH_KEY = "form[data-passkey=get]"


@pytest.fixture
def member() -> Member:
    return MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD))


def elsewhere(visitor: Visitor) -> Visitor:
    return Visitor(visitor.client.application.test_client())


def is_in(visitor: Visitor) -> bool:
    return visitor.open("/moi").texts("h1") == ["Mon profil"]


def test_a_passkey_is_added_named_and_told(visitor: Visitor, member: Member) -> None:
    visitor.sign_in(member)
    other = elsewhere(visitor).sign_in(member)
    with_passkey(visitor, "Téléphone de Camille")
    [key] = db.session.scalars(db.select(Passkey))
    assert (key.name, key.sign_count, key.transports) == ("Téléphone de Camille", 0, ["internal"])
    assert db.session.query(RecoveryCode).count() == 10
    assert "Téléphone de Camille" in letters_to(member.email)[-1].body
    assert not is_in(other)


def test_a_passkey_alone_signs_in(visitor: Visitor, member: Member) -> None:
    key = with_passkey(visitor.sign_in(member))
    door = elsewhere(visitor)
    page = door.open("/connexion")
    assert page.first("[name=email]").attrib["autocomplete"] == "username webauthn"
    door.send(page, form=WITH_KEY, **key.proves(page))
    assert is_in(door)


def test_a_passkey_is_the_second_step_too(visitor: Visitor, member: Member) -> None:
    key = with_passkey(visitor.sign_in(member))
    door = elsewhere(visitor)
    page = signed_in(door, "deja@exemple.fr")
    assert page.texts("h1") == ["Confirmer que c’est vous"]
    wrong = Authenticator()
    page = door.send(page, 422, form=WITH_KEY, **wrong.proves(page))
    assert "n’a pas été reconnue" in page.text("#erreurs")
    door.send(page, form=WITH_KEY, **key.proves(page))
    assert is_in(door)
    assert [line.detail for line in events(Kind.FACTOR_FAILED)] == ["passkey"]


@pytest.mark.parametrize(
    "how",
    [
        {"origin": "http://localhost.ailleurs.example"},
        {"origin": "https://localhost"},
        {"rp_id": "ailleurs.example"},
        {"verified": False},
    ],
)
def test_an_answer_made_elsewhere_or_without_a_finger_is_refused(
    visitor: Visitor, member: Member, how: dict[str, object]
) -> None:
    key = with_passkey(visitor.sign_in(member))
    door = elsewhere(visitor)
    page = door.open("/connexion")
    page = door.send(page, 422, form=WITH_KEY, **key.proves(page, **how))
    assert "n’a pas été reconnue" in page.text("#erreurs")
    assert not is_in(door)


def test_a_key_made_elsewhere_or_without_a_finger_is_refused(
    visitor: Visitor, member: Member
) -> None:
    visitor.sign_in(member)
    for how in ({"origin": "http://ailleurs.example"}, {"verified": False}):
        page = visitor.open("/moi/protection/cles")
        page = visitor.send(page, 422, name="Clé", **Authenticator().makes(page, **how))
        assert "n’a pas répondu comme prévu" in page.text("#erreurs")
    for nonsense in ("", "{}", "[]", '{"response": {}}', "[" * 5_000, "x" * 30_000, '{"id": 3}'):
        page = visitor.open("/moi/protection/cles")
        visitor.send(page, 422, name="Clé", credential=nonsense)
    assert db.session.query(Passkey).count() == 0


def test_the_same_answer_does_not_open_twice(visitor: Visitor, member: Member) -> None:
    key = with_passkey(visitor.sign_in(member), counts=False)
    door = elsewhere(visitor)
    page = door.open("/connexion")
    answer = key.proves(page)
    door.send(page, form=WITH_KEY, **answer)
    again = Page(
        elsewhere(visitor).client.post("/connexion/cle", data=page.answers(page.form(WITH_KEY)))
    )
    assert again.status == 400, "the token of another browser"
    door.send(door.open("/moi"), form="form[action='/deconnexion']")
    page = door.open("/connexion")
    door.send(page, form=WITH_KEY, **key.proves(page))
    with visitor.client.application.app_context():
        assert db.session.query(SignIn).count() == 2


def test_a_challenge_is_answered_once_in_its_own_browser_too(
    visitor: Visitor, member: Member
) -> None:
    key = with_passkey(visitor.sign_in(member), counts=False)
    door = elsewhere(visitor)
    page = door.open("/connexion")
    answer = key.proves(page)
    with door.client.session_transaction() as cookie:
        before = dict(cookie)
    door.send(page, form=WITH_KEY, **answer)
    with door.client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(before)
    page = door.send(page, 422, form=WITH_KEY, **answer)
    assert "n’a pas été reconnue" in page.text("#erreurs")


def test_a_challenge_is_not_answered_after_ten_minutes(visitor: Visitor, member: Member) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        key = with_passkey(visitor.sign_in(member))
        door = elsewhere(visitor)
        page = door.open("/connexion")
        clock.shift(timedelta(minutes=10))
        page = door.send(page, 422, form=WITH_KEY, **key.proves(page))
        door.send(page, form=WITH_KEY, **key.proves(page))
        assert is_in(door)


def test_machines_whose_clocks_differ_answer_each_other_for_a_minute(
    visitor: Visitor, member: Member
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        key = with_passkey(visitor.sign_in(member))
        door = elsewhere(visitor)
        page = door.open("/connexion")
        clock.shift(-timedelta(seconds=30))
        door.send(page, form=WITH_KEY, **key.proves(page))
        clock.shift(-timedelta(seconds=30))
        assert is_in(door)
        clock.shift(-timedelta(minutes=1))
        assert not is_in(door)
        with pytest.raises(FactorRefused):
            asked_at(challenge("sign-in", "", now() + timedelta(seconds=61)), "sign-in", "", now())


def test_a_counter_that_goes_back_betrays_a_copy(visitor: Visitor, member: Member) -> None:
    key = with_passkey(visitor.sign_in(member))
    door = elsewhere(visitor)
    page = door.open("/connexion")
    key.count = 40
    door.send(page, form=WITH_KEY, **key.proves(page))
    key.count = 7
    copy = elsewhere(visitor)
    page = copy.open("/connexion")
    copy.send(page, 422, form=WITH_KEY, **key.proves(page))


def test_a_challenge_for_one_purpose_answers_no_other(visitor: Visitor, member: Member) -> None:
    """What signs in again is not what signs in: the words are of different purposes."""
    key = with_passkey(visitor.sign_in(member))
    asked = visitor.open("/moi/confirmation")
    sent = asked.answers(asked.form(WITH_KEY)) | key.proves(asked)
    answer = visitor.client.post("/connexion/cle", data=sent)
    assert answer.status_code == 422


def test_several_passkeys_are_removed_one_by_one(visitor: Visitor, member: Member) -> None:
    visitor.sign_in(member)
    first = with_passkey(visitor, "Première")
    second = with_passkey(visitor, "Deuxième")
    [one, _] = db.session.scalars(db.select(Passkey.id).order_by(Passkey.id))
    page = visitor.open("/moi/protection")
    page = visitor.send(page, form=f"form[action='/moi/protection/cles/{one}/retrait']")
    assert "Deuxième" in page.text() and "« Première » est retirée" in page.text().replace(
        "\xa0", " "
    )
    door = elsewhere(visitor)
    page = door.open("/connexion")
    page = door.send(page, 422, form=WITH_KEY, **first.proves(page))
    door.send(page, form=WITH_KEY, **second.proves(page))


def test_the_same_key_is_not_added_twice_nor_an_eleventh(visitor: Visitor, member: Member) -> None:
    key = with_passkey(visitor.sign_in(member))
    page = visitor.open("/moi/protection/cles")
    page = visitor.send(page, 422, name="Encore", **key.makes(page))
    assert "déjà enregistrée" in page.text("#erreurs")
    db.session.add_all(
        Passkey(
            member_id=member.id, name="Clé", credential_id=f"k{number}", public_key="AAAA",
            added_at=now(),
        )
        for number in range(9)
    )  # fmt: skip
    db.session.commit()
    page = visitor.open("/moi/protection/cles")
    page = visitor.send(page, 422, name="Onzième", **Authenticator().makes(page))
    assert "déjà dix clés" in page.text("#erreurs")


def test_a_passkey_proves_again_that_it_is_them(visitor: Visitor, member: Member) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        key = with_passkey(visitor.sign_in(member))
        theirs = with_passkey(elsewhere(visitor).sign_in(MemberFactory()))
        clock.shift(timedelta(minutes=12))
        page = visitor.open("/moi/protection/application")
        page = visitor.send(page, 422, form=WITH_KEY, **theirs.proves(page))
        page = visitor.send(page, form=WITH_KEY, **key.proves(page))
        assert page.url == "/moi/protection/application"
    assert [line.detail for line in events(Kind.FACTOR_FAILED)] == ["again"]


def test_a_new_key_and_its_name_go_along_where_another_proves_who_it_is(
    visitor: Visitor, member: Member
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        key, other = with_passkey(visitor.sign_in(member)), Authenticator()
        clock.shift(timedelta(minutes=7))
        page = visitor.open("/moi/protection/cles")
        clock.shift(timedelta(minutes=4))
        page = visitor.send(page, name="Téléphone neuf", **other.makes(page))
        assert page.texts("h1") == ["Redonner votre mot de passe"]
        page = visitor.send(page, 422, form=WITH_KEY, **other.proves(page))
        page = visitor.send(page, form=WITH_KEY, **key.proves(page))
        assert page.url == "/moi/protection"
    assert "Téléphone neuf" in page.text()


def test_the_passkey_of_a_closed_account_opens_nothing(visitor: Visitor, member: Member) -> None:
    from intranet.members import actions

    key = with_passkey(visitor.sign_in(member))
    actions.close_account(member, now())
    db.session.commit()
    door = elsewhere(visitor)
    page = door.open("/connexion")
    door.send(page, 422, form=WITH_KEY, **key.proves(page))


def test_no_passkey_is_offered_where_browsers_would_refuse_it(
    visitor: Visitor, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(visitor.client.application.config, "SITE_URL", "http://127.0.0.1:8000")
    assert not visitor.open("/connexion").select(WITH_KEY)
    with_application(member)
    page = visitor.sign_in(member).open("/moi/protection")
    assert "https" in page.text() and "Ajouter une clé d’accès" not in page.text()


@pytest.mark.parametrize(
    ("address", "rp_id", "origin", "takes"),
    [
        ("https://intranet.exemple.fr", "intranet.exemple.fr", "https://intranet.exemple.fr", True),
        ("https://intranet.exemple.fr:443", "intranet.exemple.fr", "https://intranet.exemple.fr", True),
        ("https://Intranet.exemple.fr:8443", "intranet.exemple.fr", "https://intranet.exemple.fr:8443", True),
        ("http://localhost:8000", "localhost", "http://localhost:8000", True),
        ("http://intranet.exemple.fr", "intranet.exemple.fr", "http://intranet.exemple.fr", False),
        ("http://127.0.0.1:8000", "127.0.0.1", "http://127.0.0.1:8000", False),
        ("https://[::1]:8000", "::1", "https://::1:8000", False),
    ],
)  # fmt: skip
def test_keys_are_made_for_the_host_of_the_site(
    address: str, rp_id: str, origin: str, takes: bool
) -> None:
    site = Site("Passerelles", address)
    assert (site.rp_id, site.origin, site.takes_passkeys) == (rp_id, origin, takes)
