"""A passkey in a real browser: made, then used to come in; and our script says what went wrong."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.accounts import sign_out, unique
from tests.browser.arriving import heading, named, sign_up
from tests.browser.hands import Hands

A_TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_then_opens_the_account_alone(reader: Page) -> None:
    person = Hands(reader)
    sign_up(person, "Camille Clé", unique("camille.cle@exemple.fr"))
    browser = reader.context.new_cdp_session(reader)
    browser.send("WebAuthn.enable")
    telephone = browser.send("WebAuthn.addVirtualAuthenticator", {"options": A_TELEPHONE})

    person.open("/moi/protection")
    person.follow("Ajouter une clé d’accès")
    person.write(named(person, "name"), "Téléphone")
    person.press("Créer la clé")
    expect(heading(person)).to_have_text("Vos codes de secours")
    assert reader.locator(".own-codes code").count() == 10

    person.open("/moi/protection/cles")
    person.write(named(person, "name"), "La même")
    person.press("Créer la clé")
    expect(reader.locator(".passkey-said")).to_have_text("Cette clé est déjà enregistrée.")

    browser.send("WebAuthn.setUserVerified", {**telephone, "isUserVerified": False})
    sign_out(person)
    person.open("/connexion")
    person.press("Entrer avec une clé d’accès")
    expect(reader.locator(".passkey-said")).to_contain_text("n’a pas répondu")

    browser.send("WebAuthn.setUserVerified", {**telephone, "isUserVerified": True})
    reader.goto(
        "/connexion?suite=/moi/protection", wait_until="commit"
    )  # offered at once, taken at once
    expect(heading(person)).to_have_text("Protéger mon compte")
    expect(reader.locator(".own-thing")).to_contain_text("utilisée le")
    browser.send("WebAuthn.disable")  # the window goes on to others
