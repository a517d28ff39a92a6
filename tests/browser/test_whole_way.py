"""The whole way: from an empty account to a seat, and from the seat to a level that was attested."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.accounts import sign_in, sign_out, unique
from tests.browser.arriving import PASSWORD, heading, named, pick, sign_up
from tests.browser.hands import Hands

COURSE = "Accueillir et implanter une entreprise (démonstration)"
POST = "Chargée ou chargé de mission développement économique (F/H)"


def test_from_an_empty_account_to_a_seat_and_to_an_attested_level(
    days_later: Callable[[int], str], person: Hands
) -> None:
    begins = date.today() + timedelta(days=11 if person.scripted else 9)
    run = run_of_one_seat(person, begins)
    take_the_seat(person, run)
    email = unique("noura@demo1.example")
    sign_up(person, "Noura Essai", email)
    pick(person, "trois-r", "Trois-Rives")
    person.press("Rejoindre cette structure")

    answer_for(person, "développeur économique généraliste")
    before = gap_of_the_post(person)
    wait_for_the_seat(person, run)
    sign_out(person)
    give_the_seat_back(person, run)
    sign_in(person, email, PASSWORD, to="/moi/inscriptions")
    expect(person.page.locator("main")).to_contain_text(re.compile("[Cc]onfirmée"))
    sign_out(person)

    held = (begins - date.today()).days + 1
    establish(person, days_later(held), run)
    then = days_later(held + 20)
    attest(person, then, run)
    sign_in(person, email, PASSWORD, site=then)
    assert gap_of_the_post(person, then) > before


def run_of_one_seat(person: Hands, begins: date) -> str:
    """A trainer announces a run with one seat; its address."""
    sign_in(person, "formateur", to=f"/formations?q={COURSE.split(maxsplit=1)[0]}")
    person.follow(COURSE)
    person.follow("Ajouter une session")
    person.write(named(person, "starts_on"), begins.isoformat())
    person.write(named(person, "ends_on"), begins.isoformat())
    person.write(named(person, "commune"), "Nancy")
    person.write(named(person, "seats"), "1")
    person.press(re.compile("Ajouter|Enregistrer|Annoncer"))
    address = seats_on(person, begins)
    half_days(person, address, begins)
    sign_out(person)
    return address


def seats_on(person: Hands, begins: date) -> str:
    """Where one asks for a seat of the run that begins that day."""
    line = person.page.locator("main tr", has_text=re.compile(rf"le {begins.day}(er)?\s")).first
    address = line.get_by_role("link", name=re.compile("^S’inscrire")).get_attribute("href")
    assert address
    return address


def half_days(person: Hands, run: str, begins: date) -> None:
    """When the run meets, for the attendance."""
    person.open(run.replace("/inscriptions/", "/animer/seances/"))
    person.write(named(person, "on"), begins.isoformat())
    person.press("Ajouter ce jour")
    expect(person.page.locator("main")).to_contain_text("14 h à 17 h 30")


def take_the_seat(person: Hands, run: str) -> None:
    sign_in(person, "recruteur", to=run)
    person.press("Confirmer l’inscription")
    expect(person.page.locator("main")).to_contain_text(re.compile("[Cc]onfirmée"))
    sign_out(person)


def answer_for(person: Hands, job: str) -> None:
    """One level for each of the items of a job, a domain a page."""
    page = person.page
    person.open("/moi/competences")
    person.follow(re.compile(f"{job}$"))
    person.follow(re.compile("^Commencer"))
    first = page.get_by_text(re.compile(r"Page 1 sur \d+"))
    for number in range(1, int(first.inner_text().split()[-1]) + 1):
        expect(page.get_by_text(re.compile(rf"Page {number} sur "))).to_be_visible()
        for question in page.locator(".question").all():
            person.check(question.get_by_role("radio", name=re.compile("^1 ·")))
        person.press(re.compile("Enregistrer|Continuer|Terminer|Suivant"))
    expect(heading(person)).to_contain_text(job)


def gap_of_the_post(person: Hands, site: str = "") -> int:
    person.open(f"{site}/offres?region=44")
    person.follow(POST)
    if not person.scripted:
        person.follow("Voir ce qui me manque")
    told = person.page.get_by_text(re.compile(r"^Au moins \d+")).first.inner_text()
    return int(re.findall(r"\d+", told)[0])


def wait_for_the_seat(person: Hands, run: str) -> None:
    """From the gap itself, by one button: the run is full, one waits in the first place."""
    person.activate(person.page.locator(f"form[action='{run}'] button").first)
    expect(person.page.locator("main")).to_contain_text("au rang 1")


def give_the_seat_back(person: Hands, run: str) -> None:
    sign_in(person, "recruteur", to=run)
    person.follow("La voir")
    person.activate(person.page.locator("main summary", has_text="Annuler"))
    person.press("Annuler l’inscription")
    expect(person.page.locator("main")).to_contain_text(re.compile("[Aa]nnulée"))
    sign_out(person)


def establish(person: Hands, site: str, run: str) -> None:
    """The run was held: its trainer says who was there, and what each person reached."""
    page, number = person.page, run.rsplit("/", maxsplit=1)[-1]
    sign_in(person, "formateur", site=site)
    for half_day in (0, 1):
        person.open(f"{site}/animer/presences/{number}")
        person.activate(
            page.locator("main").get_by_role("link", name=re.compile("^Relever")).nth(half_day)
        )
        person.press(re.compile("[Tt]ous|[Tt]out"))
        expect(page.locator("main")).to_contain_text("présence")
    person.open(f"{site}/formations/sessions/{number}/evaluation")
    for method in page.get_by_label(re.compile("^Méthode pour")).all():
        person.choose(method, method.locator("option").nth(2).get_attribute("value") or "")
    for level in page.locator("main tr", has_text="Noura Essai").get_by_role("combobox").all():
        person.choose(level, "3")
    person.press("Enregistrer les niveaux")
    expect(page.locator("main")).to_contain_text("sont enregistrés")
    sign_out(person)


def attest(person: Hands, site: str, run: str) -> None:
    """The attendance is closed: an animator from elsewhere attests the levels."""
    number = run.rsplit("/", maxsplit=1)[-1]
    sign_in(person, "animateur", to=f"/animer/certificats/{number}", site=site)
    person.choose(named(person, "kind"), "attainment")
    person.press("Émettre pour ceux qui sont prêts")
    expect(person.page.locator("main")).to_contain_text(re.compile("1 document|[ÉéEe]mis"))
    sign_out(person)
