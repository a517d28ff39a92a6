"""Opening an account, and choosing a new password: by letters, and telling nobody who has one."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from flask import Flask

from intranet.allowances import (
    RESET_PLACE,
    SIGN_IN_PAIR,
    SIGN_IN_PLACE,
    SIGN_UP_LETTERS,
    SIGN_UP_PLACE,
)
from intranet.kit import limits
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members import passwords
from intranet.members.models import Member, SignIn, SingleUseLink
from tests.factories import MemberFactory, an_administrator
from tests.letters import letters_to
from tests.members.factories import (
    CAMILLE,
    PASSWORD,
    a_newcomer,
    last_link,
    signed_in,
    signed_up,
    used_up,
)
from tests.visitor import Visitor

EMAIL = CAMILLE["email"]


def member_of(email: str) -> Member | None:
    return db.session.scalar(db.select(Member).filter_by(email=email))


def test_signing_up_ends_in_a_letter_and_opens_no_account_yet(visitor: Visitor) -> None:
    page = signed_up(visitor)
    assert page.texts("h1") == ["Un courriel vous attend"]
    [letter] = letters_to(EMAIL)
    assert letter.subject.startswith("Confirmez votre adresse")
    assert "Camille" not in letter.body, "what a stranger typed is not sent to others"
    assert member_of(EMAIL) is None


def test_opening_the_link_confirms_nothing_by_itself(visitor: Visitor) -> None:
    """Nor asking for its headers alone, as mail scanners do."""
    signed_up(visitor)
    assert visitor.client.head(last_link(EMAIL)).status_code == 200
    page = visitor.open(last_link(EMAIL))
    assert EMAIL in page.text()
    assert member_of(EMAIL) is None


def test_the_button_of_the_link_opens_the_account(visitor: Visitor) -> None:
    signed_up(visitor)
    page = visitor.send(visitor.open(last_link(EMAIL)), password=PASSWORD)
    assert page.texts("h1") == ["Choisir votre structure"]
    found = member_of(EMAIL)
    assert found
    assert found.name == "Camille Essai"
    assert found.is_active


def test_the_password_of_a_stranger_opens_nothing_under_my_address(visitor: Visitor) -> None:
    """I follow the link of the letter, but somebody else signed up: their account is not opened."""
    signed_up(visitor, password="canard vert bouteille 9")
    page = visitor.send(visitor.open(last_link(EMAIL)), 422, password=PASSWORD)
    assert "choisi pour cette demande" in page.text(".field-error")
    assert page.link("Refaites l’inscription") == "/inscription"
    assert member_of(EMAIL) is None
    signed_up(visitor)
    visitor.send(visitor.open(last_link(EMAIL)), password=PASSWORD)
    assert member_of(EMAIL)


def test_passwords_are_not_tried_for_ever_on_a_link(visitor: Visitor) -> None:
    signed_up(visitor)
    for _ in range(10):
        visitor.send(visitor.open(last_link(EMAIL)), 422, password="canard vert bouteille 9")
    page = visitor.send(visitor.open(last_link(EMAIL)), 429, password=PASSWORD)
    assert "trop d’essais" in page.text("#erreurs")
    assert member_of(EMAIL) is None


def test_the_link_works_once(visitor: Visitor) -> None:
    signed_up(visitor)
    visitor.send(visitor.open(last_link(EMAIL)), password=PASSWORD)
    assert "Ce lien ne sert plus" in visitor.open(last_link(EMAIL), status=410).text("h1")


def test_the_link_works_for_three_days(visitor: Visitor) -> None:
    signed_up(visitor)
    with time_machine.travel(now() + timedelta(days=3, minutes=1)):
        visitor.open(last_link(EMAIL), status=410)
    visitor.open("/inscription/nimporte-quoi", status=410)


def test_each_sign_up_keeps_its_own_password(visitor: Visitor) -> None:
    """A stranger who signs up with my address prepares nothing of my account."""
    signed_up(visitor, password="canard vert bouteille 9")
    signed_up(visitor)
    visitor.send(visitor.open(last_link(EMAIL)), password=PASSWORD)
    visitor = Visitor(visitor.client.application.test_client())
    signed_in(visitor, EMAIL, "canard vert bouteille 9", status=422)
    signed_in(visitor, EMAIL, PASSWORD)


def test_two_links_of_one_address_open_one_account(visitor: Visitor) -> None:
    signed_up(visitor)
    first = last_link(EMAIL)
    signed_up(visitor)
    visitor.send(visitor.open(last_link(EMAIL)), password=PASSWORD)
    page = visitor.send(visitor.open(first), status=410, password=PASSWORD)
    assert "Ce lien ne sert plus" in page.text("h1")
    assert len(db.session.scalars(db.select(Member).filter_by(email=EMAIL)).all()) == 1


def test_signing_up_again_says_the_same_and_writes_another_letter(visitor: Visitor) -> None:
    stranger = signed_up(visitor).text()
    MemberFactory(email="deja@exemple.fr")
    known = signed_up(visitor, email="deja@exemple.fr").text()
    assert known == stranger
    assert [letter.subject for letter in letters_to("deja@exemple.fr")] == [
        "Vous avez déjà un compte"
    ]
    assert letters_to("deja@exemple.fr")[0].secret_link is None


def test_asking_for_a_password_says_the_same_to_everyone(visitor: Visitor) -> None:
    MemberFactory(email="deja@exemple.fr")
    known = visitor.send(visitor.open("/mot-de-passe"), email="DEJA@exemple.fr ")
    stranger = visitor.send(visitor.open("/mot-de-passe"), email="personne@exemple.fr")
    assert known.text() == stranger.text()
    assert known.url == stranger.url
    assert "Choisissez un nouveau" in letters_to("deja@exemple.fr")[0].subject
    assert "Aucun compte" in letters_to("personne@exemple.fr")[0].subject


def test_the_same_work_is_done_for_a_stranger_and_for_a_member(visitor: Visitor) -> None:
    """A letter, a link kept and a hash each time: the clock tells nothing either."""
    MemberFactory(email="deja@exemple.fr")
    for url, extra in (("/mot-de-passe", {}), ("/inscription", CAMILLE)):
        kept = []
        for email in ("deja@exemple.fr", "personne@exemple.fr"):
            before = db.session.query(SingleUseLink).count()
            with patch.object(passwords, "kept", wraps=passwords.kept) as hashing:
                visitor.send(visitor.open(url), **(extra | {"email": email}))
            after = db.session.query(SingleUseLink).count()
            kept.append((after - before, hashing.call_count, len(letters_to(email))))
        assert kept[0] == kept[1], url


def test_a_new_password_closes_every_session_and_says_so(visitor: Visitor) -> None:
    member = MemberFactory(email="deja@exemple.fr")
    visitor.sign_in(member)
    visitor.open("/moi")
    stranger = Visitor(visitor.client.application.test_client())
    stranger.send(stranger.open("/mot-de-passe"), email="deja@exemple.fr")
    link = last_link("deja@exemple.fr")
    used_up(SIGN_IN_PAIR, "deja@exemple.fr 127.0.0.1")  # and was told to choose another
    stranger.sign_in(
        MemberFactory()
    )  # somebody else, in the browser that the link makes forget them
    page = stranger.send(stranger.open(link), password="canard vert bouteille 9")
    assert page.texts("h1") == ["Se connecter"]
    assert db.session.query(SignIn).count() == 0
    assert visitor.open("/moi").texts("h1") == ["Se connecter"]
    assert letters_to("deja@exemple.fr")[-1].subject == "Votre mot de passe a changé"
    signed_in(stranger, "deja@exemple.fr", "canard vert bouteille 9")
    stranger.open(link, status=410)


def test_one_link_used_the_others_stop(visitor: Visitor) -> None:
    MemberFactory(email="deja@exemple.fr")
    visitor.send(visitor.open("/mot-de-passe"), email="deja@exemple.fr")
    first = last_link("deja@exemple.fr")
    visitor.send(visitor.open("/mot-de-passe"), email="deja@exemple.fr")
    visitor.send(visitor.open(last_link("deja@exemple.fr")), password="canard vert bouteille 9")
    visitor.open(first, status=410)


def test_a_password_changed_from_the_profile_stops_the_links_sent_before(visitor: Visitor) -> None:
    member = MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD))
    visitor.send(visitor.open("/mot-de-passe"), email="deja@exemple.fr")
    link = last_link("deja@exemple.fr")
    visitor.sign_in(member)
    new = {"current": PASSWORD, "password": "canard vert bouteille 9"}
    visitor.send(visitor.open("/moi/mot-de-passe"), **new)
    visitor.open(link, status=410)


def test_a_reset_link_lasts_four_hours(visitor: Visitor) -> None:
    MemberFactory(email="deja@exemple.fr")
    visitor.send(visitor.open("/mot-de-passe"), email="deja@exemple.fr")
    with time_machine.travel(now() + timedelta(hours=4, seconds=5)):
        visitor.open(last_link("deja@exemple.fr"), status=410)


def test_a_confirmation_link_resets_nothing(visitor: Visitor) -> None:
    signed_up(visitor)
    token = last_link(EMAIL).rpartition("/")[2]
    visitor.open(f"/mot-de-passe/{token}", status=410)


def test_five_letters_a_day_and_no_more_and_nobody_can_tell(visitor: Visitor) -> None:
    MemberFactory(email="deja@exemple.fr")
    pages = [
        visitor.send(visitor.open("/mot-de-passe"), email="deja@exemple.fr").text()
        for _ in range(7)
    ]
    assert len(letters_to("deja@exemple.fr")) == 5
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    ("limit", "address", "typed"),
    [
        (SIGN_UP_PLACE, "/inscription", CAMILLE),
        (RESET_PLACE, "/mot-de-passe", {"email": EMAIL}),
        (SIGN_IN_PLACE, "/connexion", {"email": EMAIL, "password": PASSWORD}),
    ],
)
def test_whoever_insists_from_one_place_waits(
    visitor: Visitor, limit: limits.Limit, address: str, typed: dict[str, str]
) -> None:
    page = visitor.open(address)
    used_up(limit)
    key = {"csrf_token": page.answers(page.form())["csrf_token"][0]}
    visitor.send(page, 429, form="main form:has([name=email])", **typed)
    assert letters_to(EMAIL) == []
    tried = visitor.client.post("/connexion/cle", data=key).status_code
    assert (tried == 429) is (limit is SIGN_IN_PLACE), "a passkey is a way in too"


def test_three_letters_to_sign_up_and_no_more_and_nobody_can_tell(visitor: Visitor) -> None:
    first = signed_up(visitor)
    used_up(SIGN_UP_LETTERS, EMAIL)
    assert signed_up(visitor).text() == first.text()
    assert len(letters_to(EMAIL)) == 1


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": ""}, "Écrivez votre prénom et votre nom."),
        ({"name": "Voyez https://spam.example"}, "Écrivez seulement un nom"),
        ({"email": "camille"}, "Écrivez une adresse électronique complète"),
        ({"email": "ca mille@exemple.fr"}, "Écrivez une adresse électronique complète"),
        ({"email": "a@b.fr\nBcc: x@y.fr"}, "Écrivez une adresse électronique complète"),
        ({"email": "x" * 10_000 + "@exemple.fr"}, "Écrivez une adresse électronique complète"),
        ({"name": "n" * 10_000}, "Entre 2 et 80 signes."),
        ({"password": "trop court"}, "au moins 12 caractères"),
        ({"password": "p" * 300}, "trop long"),
        ({"password": "x" * 10_000}, "trop long"),
        ({"password": "motdepasse123"}, "vite deviné"),
        ({"password": "azertyuiop12"}, "vite deviné"),
        ({"password": "P@ssw0rd2024!"}, "vite deviné"),
        ({"password": "Intercommunalites2026!"}, "vite deviné"),
        ({"password": "développeurs économiques"}, "vite deviné"),
        ({"password": "Camille aime le vin"}, "ni votre nom"),
        ({"password": "Passerelles forever"}, "ni le nom du site"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field_and_nothing_is_written(
    visitor: Visitor, answers: dict[str, str], sentence: str
) -> None:
    page = visitor.send(visitor.open("/inscription"), 422, **(CAMILLE | answers))
    assert sentence in page.text("#erreurs")
    assert sentence in " ".join(page.texts(".field-error"))
    assert db.session.query(SingleUseLink).count() == 0
    kept = page.answers(page.form())
    if "name" not in answers:
        assert kept["name"] == ["Camille Essai"]


@pytest.mark.parametrize(
    "typed", ["🦊 🌧 été ß 漢 ~", "pont " * 12 + "Rive 9 ?", "tuile-" * 42 + "Zinc"]
)
@pytest.mark.no_database
def test_any_signs_and_long_ones_are_taken_as_they_are(full_hashes: None, typed: str) -> None:
    assert passwords.weakness(typed, "Camille Essai", EMAIL) is None
    kept = passwords.kept(typed)
    assert "m=47104,t=1,p=1" in kept
    assert passwords.matches(kept, typed) and not passwords.matches(kept, typed[:-1])


@pytest.mark.no_database
def test_a_sound_password_may_have_spaces_and_accents(app: Flask) -> None:
    assert passwords.weakness("été comme hiver, je pédale", "Camille Essai", EMAIL) is None
    assert passwords.matches(passwords.kept("ete\u0301 2026 velo"), "eté 2026 velo")


def test_administrators_need_a_longer_one(visitor: Visitor) -> None:
    an_administrator(email="admin@exemple.fr")
    visitor.send(visitor.open("/mot-de-passe"), email="admin@exemple.fr")
    page = visitor.send(visitor.open(last_link("admin@exemple.fr")), 422, password="chou vert 42 z")
    assert "au moins 16 caractères" in page.text("#erreurs")


def test_old_links_and_sessions_are_forgotten(visitor: Visitor) -> None:
    from intranet.members import actions

    signed_up(visitor)
    signed_in(visitor, a_newcomer().email)
    assert actions.forget_old(now()) == 0
    assert actions.forget_old(now() + timedelta(days=15)) == 2


def test_a_member_needs_no_second_account(visitor: Visitor) -> None:
    visitor.sign_in(MemberFactory())
    assert visitor.open("/inscription").texts("h1") == ["Mon profil"]
