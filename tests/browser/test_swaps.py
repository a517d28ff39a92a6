"""What htmx changes in place is said, and the focus is where the eye goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.accounts import sign_in

FIELDS = "form => [...new FormData(document.querySelector(form)).keys()]"


def said(page: Page) -> Locator:
    """The status of the page, which is there before anything changes."""
    return page.locator("output#said")


@contextmanager
def writing_a_sheet(chromium: Browser, site: str, title: str) -> Iterator[Page]:
    """Somebody at a browser of their own, whose clock can be put forward; its console may complain."""
    with chromium.new_context(base_url=site, locale="fr-FR") as context:
        page = context.new_page()
        page.clock.install()
        sign_in(page, "developpeur", to="/pratiques/nouvelle")
        page.get_by_label("Titre").fill(title)
        page.get_by_role("button", name="Créer le brouillon").click()
        expect(page.locator("form#fiche")).to_be_visible()
        yield page


def test_a_filter_says_how_many_are_left_and_leaves_the_focus_where_one_types(
    reader: Page,
) -> None:
    reader.goto("/offres")
    expect(said(reader)).to_have_text("")
    box = reader.get_by_label("Mots", exact=True)
    box.press_sequentially("foncier")
    expect(said(reader)).to_have_text(re.compile(r"^\d+ offres?$|^Aucun résultat$"))
    expect(box).to_be_focused()
    expect(reader.locator("[aria-busy]")).to_have_count(0)
    left = said(reader).inner_text()

    reader.go_back()
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    expect(said(reader)).not_to_have_text(left)
    expect(said(reader)).to_have_text(re.compile(r"^\d+ offres$"))
    expect(reader.locator("#site-search")).to_have_attribute("role", "combobox")


def test_a_menu_of_the_header_closes_by_escape_and_covers_nothing_that_has_the_focus(
    reader: Page,
) -> None:
    sign_in(reader, "recruteur", to="/offres")
    menu = reader.locator("header details.drop").last
    menu.locator("summary").focus()
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    reader.keyboard.press("Enter")
    menu.get_by_role("button").focus()
    reader.keyboard.press("Tab")
    expect(menu).not_to_have_attribute("open", "")


def test_an_act_says_what_came_of_it_and_keeps_the_focus_on_its_button(reader: Page) -> None:
    sign_in(reader, "formateur", to="/offres/1")
    box = reader.locator(".follow-box").first
    box.get_by_role("button").focus()
    reader.keyboard.press("Enter")
    expect(said(reader)).to_have_text(re.compile("^Vous (ne )?suivez"))
    expect(box.get_by_role("button")).to_be_focused()


def test_what_is_refused_in_place_takes_the_focus_to_what_is_wrong(reader: Page) -> None:
    sign_in(reader, "formateur", to="/pratiques")
    reader.locator("#results article h3 a").first.click()
    form = reader.locator("#discussion .remark-form")
    expect(form).to_be_visible()  # a panel that came by itself, and said nothing
    expect(said(reader)).to_have_text("")
    form.get_by_role("button", name="Publier").focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("#discussion .error-summary")).to_be_focused()


def test_what_was_written_when_the_session_ended_is_said_to_be_there_and_is_sent_later(
    reader: Page,
) -> None:
    sign_in(reader, "formateur", to="/pratiques")
    reader.locator("#results article h3 a").first.click()
    form = reader.locator("#discussion .remark-form")
    form.get_by_label("Votre texte").fill("Qui paie l’ingénierie ?")
    reader.context.clear_cookies()
    form.get_by_role("button", name="Publier").click()
    expect(said(reader)).to_have_text(re.compile("^Vous n’êtes plus connecté"))
    expect(reader.locator("main")).to_have_count(1)
    sign_in(reader.context.new_page(), "formateur", to="/moi")
    for _ in range(2):  # the token of the session that is over, then that of the one that begins
        reader.get_by_role("button", name="Renvoyer").click()
    expect(reader.locator("#discussion")).to_contain_text("Qui paie l’ingénierie ?")


def test_a_form_that_asks_by_itself_stays_whole_when_the_session_ends(reader: Page) -> None:
    sign_in(reader, "formateur", to="/formations/nouvelle")
    form = reader.locator("form#course")
    before = reader.evaluate(FIELDS, "#course")
    reader.context.clear_cookies()
    form.get_by_label("Objectifs").fill("Savoir lire un bilan")
    expect(reader.locator("#told")).to_contain_text("Vous n’êtes plus connecté")
    expect(reader.locator("#told")).to_be_in_viewport()
    expect(said(reader)).to_have_text(re.compile("^Vous n’êtes plus connecté"))
    expect(form.get_by_label("Objectifs")).to_have_value("Savoir lire un bilan")
    assert reader.evaluate(FIELDS, "#course") == before


def test_a_sheet_that_saves_itself_stays_whole_and_is_sent_when_one_is_back(
    chromium: Browser, site: str
) -> None:
    with writing_a_sheet(chromium, site, "Un guichet du samedi pour les repreneurs") as page:
        form, told = page.locator("form#fiche"), page.locator("#told")
        form.get_by_label("Contexte", exact=True).fill("Des cédants qui travaillent la semaine.")
        before = page.evaluate(FIELDS, "#fiche")
        page.context.clear_cookies()
        page.clock.fast_forward("00:21")
        expect(told).to_contain_text("Vous n’êtes plus connecté")
        assert page.evaluate(FIELDS, "#fiche") == before
        sign_in(page.context.new_page(), "developpeur", to="/moi")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator("#messages")).to_contain_text("enregistré")
        expect(form.get_by_label("Contexte", exact=True)).to_have_value(
            "Des cédants qui travaillent la semaine."
        )


def test_a_page_that_asks_again_and_again_says_once_that_nobody_answers(
    chromium: Browser, site: str
) -> None:
    with writing_a_sheet(
        chromium, site, "Une navette entre la gare et la zone d’activités"
    ) as page:
        page.route("**", lambda asked: asked.abort())
        page.clock.fast_forward("00:21")
        expect(said(page)).to_have_text(re.compile("^Le site n’a pas pu répondre"))
        page.evaluate("document.querySelector('#said').textContent = ''")
        with page.expect_event("requestfailed"):
            page.clock.fast_forward("00:21")
        page.clock.run_for(200)
        expect(said(page)).to_have_text("")
        expect(page.locator("#told .notice")).to_have_count(1)
        page.unroute_all()
        page.clock.fast_forward("00:21")
        expect(page.locator("#told")).to_be_empty()


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        (lambda asked: asked.abort(), "si le site l’a reçu"),
        (lambda asked: asked.fulfill(status=500), "si le site l’a reçu"),
        (lambda asked: asked.fulfill(status=503), "réessayez dans quelques secondes"),
    ],
    ids=["none", "failure", "busy"],
)
def test_where_no_answer_comes_that_is_said_and_what_was_written_is_sent_later(
    reader: Page, answer: Callable[[Route], None], then: str
) -> None:
    page = reader.context.new_page()  # whose console may complain
    sign_in(page, "formateur", to="/pratiques")
    page.locator("#results article h3 a").first.click()
    form, told = page.locator("#discussion .remark-form"), page.locator("#told")
    form.get_by_label("Votre texte").fill("Qui tient la pépinière ?")
    publish = form.get_by_role("button", name="Publier")
    page.route("**", answer)
    publish.focus()
    page.keyboard.press("Enter")
    expect(told).to_contain_text(then)
    expect(told).to_be_in_viewport()
    expect(said(page)).to_have_text(re.compile("^Le site n’a pas pu répondre"))
    expect(publish).to_be_focused()
    expect(form.get_by_label("Votre texte")).to_have_value("Qui tient la pépinière ?")
    page.unroute_all()
    publish.click()
    expect(page.locator("#discussion")).to_contain_text("Qui tient la pépinière ?")
    expect(told).to_be_empty()
    page.close()


def test_a_page_that_refuses_a_form_opens_on_what_is_wrong(reader: Page) -> None:
    sign_in(reader, "recruteur", to="/offres/nouvelle")
    reader.get_by_role("button", name="Publier l’offre").click()
    expect(reader.locator(".error-summary")).to_be_focused()
