"""Signing in by an OpenID provider: recognised by its subject alone, checked in everything, undone at will."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select

from intranet.allowances import PROVIDER_PLACE
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.members import openid, passwords
from intranet.members.models import Arrival, Identity, Member, ProviderSession, Role, SignIn
from intranet.members.openid import asking
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.members.factories import PASSWORD, last_link, signed_in, used_up
from tests.members.keys import code_at, events, with_application
from tests.members.provider import CAMILLE, FakeProvider, running
from tests.visitor import Page, Visitor

ARRIVAL = "form:not([action])"


@pytest.fixture(scope="session")
def started() -> Iterator[FakeProvider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(
    started: FakeProvider, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FakeProvider]:
    started.forget()
    monkeypatch.setitem(app.config, "OIDC_PROVIDER", started.settings())
    app.extensions.pop("openid", None)
    yield started
    app.extensions.pop("openid", None)


def led_to(visitor: Visitor, start: str = "/connexion/fournisseur") -> str:
    """The address of the provider that our page leads to."""
    answer = visitor.client.get(start)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def agreed(address: str) -> str:
    """There, the person agrees; the path of ours that they are sent back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removeprefix("http://localhost")


def comes(visitor: Visitor, status: int = 200, start: str = "/connexion/fournisseur") -> Page:
    """There and back."""
    return visitor.open(agreed(led_to(visitor, start)), status=status)


def a_linked_member(provider: FakeProvider, **given: object) -> Member:
    member = MemberFactory(**given)
    db.session.add(
        Identity(
            member=member, issuer=provider.issuer, subject=str(CAMILLE["sub"]), linked_at=now()
        )
    )
    db.session.commit()
    return member


def count(of: type) -> int:
    return int(db.session.scalar(select(func.count()).select_from(of)) or 0)


@pytest.mark.no_database
def test_without_the_settings_there_is_no_such_door(visitor: Visitor) -> None:
    assert "fournisseur" not in visitor.open("/connexion").html
    for path in ("/connexion/fournisseur", "/connexion/retour?state=x", "/connexion/identite"):
        visitor.open(path, status=404)


def test_whoever_insists_from_one_place_waits_there_too(
    visitor: Visitor, provider: FakeProvider
) -> None:
    back = agreed(led_to(visitor))
    used_up(PROVIDER_PLACE)
    assert visitor.open(back, status=429).response.headers["Retry-After"]
    assert count(Arrival) == 0


@pytest.mark.no_database
def test_the_button_says_whose_it_is(
    visitor: Visitor, provider: FakeProvider, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert visitor.open("/connexion").link("S’identifier avec ProConnect")
    monkeypatch.setitem(app.config, "OIDC_PROVIDER", provider.settings(proconnect=False))
    assert visitor.open("/connexion").link("Se connecter avec 127.0.0.1")


@pytest.mark.no_database
def test_nothing_is_asked_that_proconnect_does_not_know(
    visitor: Visitor, provider: FakeProvider
) -> None:
    asked = parse_qs(urlsplit(led_to(visitor)).query)
    assert sorted(asked) == [
        "client_id", "nonce", "redirect_uri", "response_type", "scope", "state",
    ]  # fmt: skip
    assert min(len(asked["state"][0]), len(asked["nonce"][0])) >= 32
    assert asked["scope"] == ["openid given_name usual_name email siret"]
    assert requests.get(led_to(visitor) + "&x=1", timeout=5).text == "Y000400"


def test_whoever_is_known_is_let_in_where_they_were_going(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    member = a_linked_member(provider, email="une.autre@exemple.fr")
    page = comes(visitor, start="/connexion/fournisseur?suite=/moi/profil")
    assert page.url == "/moi/profil"
    [session] = db.session.scalars(select(SignIn))
    assert session.member_id == member.id
    assert db.session.scalars(select(Identity.used_at)).all() != [None]


def test_an_address_alone_recognises_nobody(visitor: Visitor, provider: FakeProvider) -> None:
    MemberFactory(email=CAMILLE["email"])
    page = comes(visitor)
    assert page.texts("h1") == ["Première connexion par ProConnect"]
    assert (count(Identity), count(SignIn)) == (0, 0)


def test_the_first_time_one_signs_in_once_and_links(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    member = MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD))
    first = comes(visitor)
    page = signed_in(visitor, "deja@exemple.fr", onward=first.link("Me connecter pour la relier"))
    assert page.texts("h1") == ["Relier ProConnect à votre compte"]
    assert "Vos autres sessions seront fermées" in page.text("main")
    assert member.name in page.text()
    assert count(Identity) == 0, "the page must be answered"
    page = visitor.send(page, form="form[action$=rattachement]")
    assert page.url == "/moi"
    assert "Une identité ouvre" in letters_to("deja@exemple.fr")[-1].subject

    stranger = Visitor(visitor.client.application.test_client())
    assert comes(stranger, start="/connexion/fournisseur?suite=/moi").texts("h1") == ["Mon profil"]


def test_a_new_person_with_a_proven_address_confirms_and_goes_on_to_join(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    provider.person["email_verified"] = True
    page = comes(visitor)
    assert "Camille Essai" in page.text()
    assert count(Member) == 0
    page = visitor.send(page, form=ARRIVAL, name="Camille D’Essai")
    assert page.texts("h1") == ["Choisir votre structure"]
    member = db.session.scalars(select(Member)).one()
    assert (member.name, member.email, member.password_hash) == (
        "Camille D’Essai",
        "camille@exemple.fr",
        None,
    )
    assert count(Arrival) == 0


def test_what_is_typed_is_kept_where_it_is_not_a_name(
    visitor: Visitor, provider: FakeProvider
) -> None:
    page = visitor.send(comes(visitor), 422, form=ARRIVAL, name="www.exemple.fr")
    assert page.first("#name").attrib["value"] == "www.exemple.fr"
    assert (count(Member), count(Arrival)) == (0, 1)


def test_an_address_that_is_not_proven_is_written_to_first(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    page = visitor.send(comes(visitor), form=ARRIVAL)
    assert page.texts("h1") == ["Un courriel vous attend"]
    assert count(Member) == 0
    link = last_link("camille@exemple.fr")
    page = comes(visitor, start=visitor.open(link).link("S’identifier avec ProConnect"))
    assert page.url == link and visitor.client.head(link).status_code == 200
    assert count(Member) == 0
    assert visitor.send(page).texts("h1") == ["Choisir votre structure"]
    visitor.open(link, status=410)


def test_the_identity_of_a_stranger_opens_nothing_under_my_address(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    """I follow the link of the letter, but it is they who came by the provider."""
    stranger = Visitor(visitor.client.application.test_client())
    stranger.send(comes(stranger), form=ARRIVAL)
    link = last_link("camille@exemple.fr")
    provider.person = CAMILLE | {"sub": "la vraie"}
    page = comes(visitor, start=visitor.open(link).link("S’identifier avec ProConnect"))
    assert "une autre identité" in page.text("main") and not page.select("main form")
    token = visitor.open("/connexion").first("[name=csrf_token]").get("value")
    assert visitor.client.post(link, data={"csrf_token": token}).status_code == 200
    assert (count(Member), count(Identity)) == (0, 0)


def test_whether_an_address_has_an_account_is_not_told(
    visitor: Visitor, provider: FakeProvider
) -> None:
    stranger = visitor.send(comes(visitor), form=ARRIVAL).text()
    MemberFactory(email="deja@exemple.fr")
    provider.person = CAMILLE | {"sub": "autre", "email": "Deja@exemple.fr"}
    assert visitor.send(comes(visitor), form=ARRIVAL).text() == stranger
    [letter] = letters_to("deja@exemple.fr")
    assert letter.subject == "Vous avez déjà un compte" and letter.secret_link is None


def test_a_proven_address_that_has_an_account_is_to_be_linked(
    visitor: Visitor, provider: FakeProvider
) -> None:
    MemberFactory(email="camille@exemple.fr")
    provider.person["email_verified"] = True
    page = visitor.send(comes(visitor), 409, form=ARRIVAL)
    assert "connectez-vous pour le relier" in page.text("#erreurs")
    assert (count(Identity), count(Member), count(Arrival)) == (0, 1, 1)


def test_an_address_said_to_be_proven_in_other_words_is_not(
    visitor: Visitor, provider: FakeProvider
) -> None:
    provider.person["email_verified"] = "true"
    assert "Nous écrirons à" in comes(visitor).text()


def test_without_an_address_one_signs_up_as_usual(visitor: Visitor, provider: FakeProvider) -> None:
    del provider.person["email"]
    page = comes(visitor)
    assert page.link("ouvrez un compte") == "/inscription"
    assert not page.select(f"main {ARRIVAL}")


def test_from_the_profile_one_links_and_unlinks(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    member = MemberFactory(password_hash=passwords.kept(PASSWORD))
    visitor.sign_in(member)
    page = comes(visitor, start=visitor.open("/moi").link("Relier ProConnect"))
    Visitor(visitor.client.application.test_client()).sign_in(member)
    visitor.send(page, form="form[action$=rattachement]")
    assert count(SignIn) == 1, "another way in closes the other sessions, as any other proof does"
    Visitor(visitor.client.application.test_client()).sign_in(member)
    profile = visitor.open("/moi")
    assert "camille@exemple.fr, reliée le" in profile.text("#identites")
    visitor.send(profile, form="form[action$=retrait]")
    assert (count(Identity), count(SignIn)) == (0, 1)
    assert letters_to(member.email)[-1].subject == "Une identité n’ouvre plus votre compte"


def test_the_journal_tells_each_act_once(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    visitor.sign_in(MemberFactory(password_hash=passwords.kept(PASSWORD)))
    page = comes(visitor)
    visitor.send(page, form="form[action$=rattachement]")
    stranger = Visitor(visitor.client.application.test_client())
    comes(stranger, start="/connexion/fournisseur?suite=/moi")
    visitor.send(visitor.open("/moi"), form="form[action$=retrait]")
    told = db.session.execute(select(SecurityEvent.kind, SecurityEvent.detail)).all()
    assert [(str(kind), detail) for kind, detail in told] == [
        ("provider_linked", None),
        ("signed_in", "provider"),
        ("provider_unlinked", None),
    ]


def test_the_only_way_in_is_not_taken_away(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    visitor.sign_in(a_linked_member(provider, password_hash=None))
    page = visitor.send(visitor.open("/moi"), form="form[action*='/moi/identites/']")
    assert "choisissez d’abord un mot de passe" in page.html
    for where in ("/moi/mot-de-passe", "/moi/fermeture"):
        assert visitor.open(where).link("Choisissez-en un") == "/mot-de-passe"
    assert count(Identity) == 1


def test_nobody_unlinks_for_another(visitor: Visitor, provider: FakeProvider) -> None:
    a_linked_member(provider)
    identity_id = db.session.scalars(select(Identity.id)).one()
    visitor.sign_in(MemberFactory())
    page = visitor.open("/moi")
    token = page.first("[name=csrf_token]").get("value")
    answer = visitor.client.post(
        f"/moi/identites/{identity_id}/retrait", data={"csrf_token": token}
    )
    assert answer.status_code == 404


def test_an_identity_opens_one_account_only(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    a_linked_member(provider)
    visitor.sign_in(MemberFactory())
    page = comes(visitor, 409)
    assert page.texts("h1") == ["Déjà relié à un autre compte"]


@pytest.mark.parametrize(
    "fault",
    [
        "wrong nonce", "no nonce", "wrong audience", "other party", "no party", "expired",
        "of tomorrow", "of yesterday", "other issuer", "wrong hash", "no subject", "alg none",
        "public key as secret", "stranger's key", "userinfo of somebody else",
        "userinfo for another", "userinfo unsigned",
    ],
)  # fmt: skip
def test_what_is_not_proven_is_refused_and_nothing_is_written(
    visitor: Visitor, provider: FakeProvider, fault: str
) -> None:
    a_linked_member(provider)
    provider.fault = fault
    page = refused(visitor, 502)
    assert "Réponse refusée" in page.html
    assert (count(SignIn), count(Arrival), count(ProviderSession)) == (0, 0, 0)


def refused(visitor: Visitor, status: int) -> Page:
    return visitor.open(agreed(led_to(visitor)), status=status)


def test_proconnect_must_sign_what_it_says(visitor: Visitor, provider: FakeProvider) -> None:
    provider.signs_userinfo = False
    refused(visitor, 502)


def test_a_plain_provider_may_speak_json_es256_and_proofs_of_keys(
    visitor: Visitor,
    provider: FakeProvider,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    edition: object,
) -> None:
    monkeypatch.setitem(app.config, "OIDC_PROVIDER", provider.settings(proconnect=False))
    provider.signs_userinfo, provider.algorithm = False, "ES256"
    provider.pkce = provider.says_issuer = True
    provider.person = {"sub": "7", "name": "Dominique  Test", "email": "d@exemple.fr"}
    assert "code_challenge=" in led_to(visitor)
    assert "Dominique Test" in comes(visitor).text()


@pytest.mark.parametrize("fault", ["mix-up", "no issuer"])
def test_the_answer_of_another_provider_is_not_for_us(
    visitor: Visitor, provider: FakeProvider, fault: str
) -> None:
    provider.says_issuer = True
    visitor.open("/connexion")
    address = led_to(visitor)  # its description says that it names itself
    provider.says_issuer, provider.fault = fault == "mix-up", fault
    visitor.open(agreed(address), status=502)
    assert "/token" not in provider.asked_for


def test_an_answer_that_this_browser_did_not_ask_for_is_lost(
    visitor: Visitor, provider: FakeProvider
) -> None:
    back = agreed(led_to(visitor))
    stranger = Visitor(visitor.client.application.test_client())
    assert stranger.open(back, status=400).texts("h1") == ["Cette connexion n’a pas commencé ici"]
    visitor.open(back)
    visitor.open(back, status=400)
    led_to(visitor)
    visitor.open(f"/connexion/retour?code=x&state={'y' * 43}", status=400)
    assert provider.asked_for.count("/token") == 1


def test_one_comes_back_within_ten_minutes_and_a_code_serves_thirty_seconds(
    visitor: Visitor, provider: FakeProvider
) -> None:
    back = agreed(led_to(visitor))
    with time_machine.travel(now() + timedelta(seconds=31)):
        visitor.open(back, status=502)
    back = agreed(led_to(visitor))
    with time_machine.travel(now() + timedelta(minutes=11)):
        visitor.open(back, status=400)


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        ("access_denied", 403, "Connexion abandonnée"),
        ("server_error", 503, "ProConnect ne répond pas"),
        ("no token", 503, "ProConnect ne répond pas"),
        ("not json", 503, "ProConnect ne répond pas"),
        ("endless", 503, "ProConnect ne répond pas"),
        ("led away", 503, "ProConnect ne répond pas"),
    ],
)
def test_its_troubles_are_told_in_french(
    visitor: Visitor, provider: FakeProvider, fault: str, status: int, title: str
) -> None:
    provider.fault = fault
    page = refused(visitor, status)
    assert page.texts("h1") == [title]
    assert "<b>non" not in page.html
    assert (page.response.headers.get("Retry-After") is not None) == (status == 503)


@pytest.mark.parametrize("fault", ["silent", "slow", "other description", "endpoint elsewhere"])
@pytest.mark.no_database
def test_a_provider_that_is_down_or_slow_makes_nobody_wait(
    visitor: Visitor, provider: FakeProvider, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.1)
    provider.fault = fault
    for _ in range(3):
        page = visitor.open("/connexion/fournisseur", status=503)
        assert page.texts("h1") == ["ProConnect ne répond pas"]
    assert len(provider.asked_for) == 1, "silent, it is left alone for a while"
    assert visitor.open("/connexion").status == 200


def test_keys_that_change_are_read_again_once_a_minute_at_most(
    visitor: Visitor, provider: FakeProvider, app: Flask
) -> None:
    comes(visitor)
    provider.rotate()
    refused(visitor, 502)
    assert provider.asked_for.count("/jwks") == 1
    app.extensions["openid"].keys_at -= 61
    comes(visitor)
    assert provider.asked_for.count("/jwks") == 2
    provider.fault = "stranger's key"
    refused(visitor, 502)
    assert provider.asked_for.count("/jwks") == 2


def test_the_level_that_is_asked_for_must_be_reached(
    visitor: Visitor, provider: FakeProvider, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OIDC_PROVIDER", provider.settings(acr_values="eidas2"))
    assert "acr_values=eidas2" in led_to(visitor)
    provider.id_claims = {"acr": "eidas1"}
    refused(visitor, 502)
    provider.id_claims = {"acr": "eidas2"}
    comes(visitor)


@pytest.mark.parametrize(
    ("claims", "strong"),
    [
        ({"amr": ["pwd"]}, False),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": "mfa"}, False),
        ({"acr": "eidas1"}, False),
        ({"acr": "eidas2"}, True),
        ({"acr": "https://proconnect.gouv.fr/assurance/self-asserted-2fa"}, True),
    ],
)
@pytest.mark.no_database
def test_two_factors_are_those_that_the_provider_says(
    claims: dict[str, object], strong: bool
) -> None:
    assert openid.is_strong(claims) is strong


@pytest.mark.parametrize("level", ["eidas1", "eidas2"])
def test_the_second_factor_is_asked_for_unless_the_provider_saw_two(
    visitor: Visitor, provider: FakeProvider, edition: object, level: str
) -> None:
    with_application(a_linked_member(provider))
    provider.id_claims = {"acr": level}
    page = comes(visitor, start="/connexion/fournisseur?suite=/moi")
    if level == "eidas1":
        assert page.url.startswith("/connexion/confirmation") and count(SignIn) == 0
        page = visitor.send(page, code=code_at(now()))
    assert page.texts("h1") == ["Mon profil"]
    visitor.send(page, form="form[action='/deconnexion']")
    assert count(ProviderSession) == 0, "what it takes to sign out there was kept on the way"
    if level == "eidas1":
        comes(visitor)  # and leaves it there, to sign in as somebody else
        MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD))
        signed_in(visitor, "deja@exemple.fr")
        assert [line.detail for line in events(Kind.SIGNED_IN)] == ["provider", None]


def test_where_a_second_factor_is_required_that_of_the_provider_counts(
    visitor: Visitor,
    provider: FakeProvider,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    edition: object,
) -> None:
    monkeypatch.setitem(app.config, "SECOND_FACTOR_IS_REQUIRED", True)
    a_linked_member(provider, roles={Role.RECRUITER})
    provider.id_claims = {"acr": "eidas1"}
    comes(visitor)
    visitor.open("/offres/nouvelle", status=403)
    provider.id_claims = {"acr": "eidas2"}
    stranger = Visitor(visitor.client.application.test_client())
    comes(stranger)
    assert stranger.open("/offres/nouvelle")


def test_what_opens_the_account_changes_only_for_who_proved_it_lately(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    visitor.sign_in(MemberFactory(password_hash=passwords.kept(PASSWORD)))
    with time_machine.travel(now() + timedelta(minutes=11)):
        page = comes(visitor)
        assert page.texts("h1") == ["Redonner votre mot de passe"]
        page = visitor.send(page, current=PASSWORD)
        assert page.texts("h1") == ["Relier ProConnect à votre compte"]
        with time_machine.travel(now() + timedelta(minutes=11)):  # the page was left open
            page = visitor.send(page, form="form[action$=rattachement]")
            assert page.texts("h1") == ["Redonner votre mot de passe"]
    assert count(Identity) == 0


def test_a_demonstration_account_is_not_let_in_where_the_site_is_real(
    visitor: Visitor, provider: FakeProvider, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_linked_member(provider, is_demo=True)
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    page = refused(visitor, 403)
    assert page.texts("h1") == ["Compte de démonstration"]
    assert count(SignIn) == 0


def test_signing_out_ends_the_session_there_too(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    a_linked_member(provider)
    page = comes(visitor, start="/connexion/fournisseur?suite=/moi")
    db.session.execute(delete(SignIn))  # lapsed, while the page stayed open: there, it may not have
    page = visitor.send(page, form="form[action='/deconnexion']")
    address = page.link("Me déconnecter aussi de ProConnect")
    assert page.response.headers["Refresh"] == f"0; url={address}"
    back = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith("http://localhost/?state=")
    [ended] = provider.ended
    assert sorted(ended) == ["id_token_hint", "post_logout_redirect_uri", "state"]
    assert (count(SignIn), count(ProviderSession)) == (0, 0)


def test_whoever_came_by_password_leaves_the_provider_alone(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD))
    page = signed_in(visitor, "deja@exemple.fr")
    page = visitor.send(page, form="form[action='/deconnexion']")
    assert page.url == "/"


def test_signing_out_does_not_depend_on_the_provider(
    visitor: Visitor, provider: FakeProvider, app: Flask, edition: object
) -> None:
    a_linked_member(provider)
    page = comes(visitor, start="/connexion/fournisseur?suite=/moi")
    provider.fault = "silent"
    del app.extensions["openid"]
    assert visitor.send(page, form="form[action='/deconnexion']").url == "/"
    assert count(SignIn) == 0


def test_a_closed_account_is_forgotten_by_its_identity(
    visitor: Visitor, provider: FakeProvider
) -> None:
    from intranet.members import actions

    actions.close_account(a_linked_member(provider), now())
    db.session.commit()
    assert (count(Identity), count(ProviderSession)) == (0, 0)
    assert comes(visitor).texts("h1") == ["Première connexion par ProConnect"]


def test_what_waited_too_long_is_forgotten(visitor: Visitor, provider: FakeProvider) -> None:
    from intranet.members import actions

    comes(visitor)
    with time_machine.travel(now() + timedelta(minutes=31)):
        visitor.open("/connexion/identite", status=400)
        actions.forget_old(now())
    assert count(Arrival) == 0


def whoever_was_away(provider: FakeProvider, visitor: Visitor) -> Member:
    """Signed in for an hour, here and there."""
    member = a_linked_member(provider, password_hash=passwords.kept(PASSWORD))
    provider.since = (now() - timedelta(hours=1)).timestamp()
    visitor.sign_in(member)
    for session in db.session.scalars(select(SignIn)):
        session.proven_at = now() - timedelta(hours=1)
    db.session.commit()
    return member


def test_a_session_that_the_provider_keeps_open_proves_nothing(
    visitor: Visitor, provider: FakeProvider, edition: object
) -> None:
    """Whoever finds the screen has both sessions: signing in by it does not make them the member."""
    whoever_was_away(provider, visitor)
    stranger = Visitor(visitor.client.application.test_client())
    comes(stranger, start="/connexion/fournisseur?suite=/moi")
    assert stranger.open("/moi/protection/application").texts("h1") == ["Redonner votre mot de passe"]  # fmt: skip


@pytest.mark.parametrize(("proconnect", "asked"), [(True, "prompt=login"), (False, "max_age=0")])
def test_the_provider_is_asked_to_make_them_prove_it_again(
    visitor: Visitor,
    provider: FakeProvider,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    edition: object,
    proconnect: bool,
    asked: str,
) -> None:
    monkeypatch.setitem(app.config, "OIDC_PROVIDER", provider.settings(proconnect=proconnect))
    provider.signs_userinfo = proconnect
    whoever_was_away(provider, visitor)
    page = visitor.open("/moi/protection/application")
    again = page.link(f"S’identifier de nouveau avec {provider.settings(proconnect=proconnect).name}")  # fmt: skip
    address = led_to(visitor, again)
    assert asked in address
    visitor.open(agreed(address.replace(f"&{asked}", "")))  # who holds the browser takes it away
    assert visitor.open("/moi/protection/application").texts("h1") == ["Redonner votre mot de passe"]  # fmt: skip
    assert comes(visitor, start=again).texts("h1") == ["Ajouter une application de codes"]
