"""The referential that its profession owns, walked by the keyboard alone and without JavaScript."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.accounts import sign_in, sign_out, unique
from tests.browser.hands import Hands
from tests.browser.test_journeys import heading, named


def test_one_answers_for_a_job_and_sees_how_far_it_is(person: Hands) -> None:
    sign_in(person, "formateur2", to="/moi/competences")
    person.follow(re.compile("(Commencer|Reprendre).*Manager de commerce", re.DOTALL))
    person.follow(re.compile("^D1"))
    person.check(person.page.locator("main input[type=radio][value='2']").first)
    person.press("Enregistrer et continuer")
    person.open("/referentiel/metiers/manager-de-commerce")
    expect(person.page.locator("main .score-words")).to_contain_text(re.compile(r"\d+"))
    expect(person.page.locator("main svg.radar, main figure svg").first).to_be_visible()


def test_a_change_is_proposed_weighed_decided_and_published(person: Hands) -> None:
    """From a first word to the next edition, each step by whom it belongs to."""
    page = person.page
    words = unique("Tenir une veille qui sert à décider")
    code = "D1.2" if person.scripted else "D1.4"
    sign_in(person, "developpeur", to=f"/referentiel/{code}")
    person.follow("Proposer une modification")
    person.follow("Modifier le texte")
    person.write(named(person, "title"), words)
    why = "Les mots actuels ne disent pas à quoi sert la veille, ni pour qui."
    person.write(named(person, "rationale"), why)
    person.press("Ouvrir à la discussion")
    expect(page.locator("main")).to_contain_text("La proposition est ouverte")
    proposal = urlsplit(page.url).path
    for college in ("developpeur", "formateur", "recruteur2"):  # EPCI, trainers, agencies
        sign_out(person)
        sign_in(person, college, to=proposal)
        person.check(page.locator("main [name=position][value='for']"))
        person.write(named(person, "reason"), "C’est plus juste, et plus simple.")
        person.press("Enregistrer la position")
        expect(page.locator("main")).to_contain_text("est enregistrée")
    sign_out(person)

    sign_in(person, "animateur", to=proposal)
    person.write(named(person, "decision"), "Le réseau retient ces mots, sans opposition.")
    person.press("Accepter la proposition")
    expect(page.locator("main")).to_contain_text("La décision est publiée")
    person.open("/referentiel/brouillon")
    person.press("Ouvrir un brouillon")
    expect(page.locator("main")).to_contain_text("En rédaction")
    person.open(proposal)
    person.press("Porter dans le brouillon")
    expect(page.locator("main")).to_contain_text("dans le brouillon de la prochaine édition")
    person.open("/referentiel/brouillon/publication")
    person.check(named(person, "understood"))
    person.press(re.compile("Publier l’édition"))
    expect(heading(person)).to_contain_text(re.compile(r"Édition 0\.9\.\d"))
    sign_out(person)

    sign_in(person, "developpeur", to=f"/referentiel/{code}")
    expect(heading(person)).to_have_text(words)
    person.open("/referentiel/versions")
    person.follow("Que change cette édition pour moi")
    expect(heading(person)).to_be_visible()
