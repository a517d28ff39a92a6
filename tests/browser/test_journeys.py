"""The journeys that the site exists for, in a real browser, with JavaScript and without."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in, sign_out, unique


def results(person: Page) -> list[str]:
    return person.locator("#results article h3").all_inner_texts()


def test_a_visitor_reads_the_referential(person: Page) -> None:
    person.goto("/")
    expect(person.get_by_role("heading", level=1)).to_have_text(
        "Le métier de développeur économique, en commun"
    )
    person.get_by_role("navigation", name="Rubriques").get_by_role(
        "link", name="Référentiel"
    ).click()
    expect(person.get_by_text("Proposition de travail").first).to_be_visible()
    person.get_by_role("link", name=re.compile("Diagnostiquer le tissu économique")).first.click()
    expect(person.get_by_role("heading", name=re.compile("offres? demande"))).to_be_visible()
    expect(
        person.get_by_role("heading", name=re.compile("formations?.*progresser"))
    ).to_be_visible()


def test_a_visitor_finds_an_opening_by_words_by_region_and_around_a_commune(person: Page) -> None:
    person.goto("/offres")
    person.get_by_label("Mots", exact=True).fill("implantation")
    person.keyboard.press("Enter")
    expect(person).to_have_url(re.compile("q=implantation"))
    expect(person.locator("#results article h3").first).to_contain_text("implantation")

    person.goto("/offres?region=44")
    expect(person.locator("#results")).to_contain_text("Grand Est")

    person.goto("/offres")
    person.get_by_label("Autour d’une commune").fill("Nancy")
    person.keyboard.press("Enter")
    expect(person).to_have_url(re.compile("commune="))
    expect(person.locator("#results")).to_contain_text("Nancy")
    assert len(results(person)) >= 3
    assert "Rennes" not in person.locator("#results").inner_text()
    person.locator("#results article h3 a").first.click()
    expect(person.get_by_role("heading", name=re.compile("Missions"))).to_be_visible()


def test_a_visitor_finds_a_certified_course(person: Page) -> None:
    person.goto("/formations")
    person.get_by_label(re.compile("Certifiante")).check()
    if "certifiante" not in person.url:
        person.get_by_role("button", name=re.compile("Afficher|Filtrer")).first.click()
    expect(person).to_have_url(re.compile("certifiante=1"))
    person.get_by_role(
        "link", name=re.compile("Responsable de projet de territoires")
    ).first.click()
    expect(person.get_by_text(re.compile("RNCP.41104")).first).to_be_visible()


def test_a_visitor_reads_a_good_practice_and_sees_the_tour_on_the_map(person: Page) -> None:
    person.goto("/pratiques?q=glass")
    person.get_by_role("link", name=re.compile("Glass Vallée")).first.click()
    expect(person.get_by_text("à confirmer par le territoire").first).to_be_visible()
    person.goto("/tour")
    bretagne = person.get_by_role("link", name=re.compile("Bretagne"))
    assert bretagne.count() >= 2, "on the map and in the list"
    person.goto("/tour/bretagne")
    expect(person.get_by_role("heading", level=1)).to_contain_text("Bretagne")


def sign_up(person: Page, name: str, email: str) -> None:
    """Ask for an account, open the letter as the administrator may, confirm, sign in."""
    person.goto("/inscription")
    person.get_by_label("Nom", exact=False).first.fill(name)
    person.get_by_label("Adresse électronique").fill(email)
    person.get_by_label("Mot de passe").first.fill("un pont entre deux rives")
    person.keyboard.press("Enter")
    expect(person.get_by_role("heading", level=1)).to_contain_text(
        re.compile("courrier|boîte", re.IGNORECASE)
    )

    sign_in(person, "admin")
    person.goto(f"/animer/courrier?q={email}")
    link = person.locator("main").inner_text()
    found = re.search(r"/inscription/[\w-]+", link) or re.search(
        r"/inscription/[\w-]{16,}", person.content()
    )
    assert found, "the letter bears the link"
    sign_out(person)

    person.goto(found[0])
    person.locator("main form button").first.click()
    sign_in(person, email, "un pont entre deux rives")


def test_a_person_signs_up_picks_a_real_organization_and_is_admitted(person: Page) -> None:
    email = unique("marie@ailleurs.example")
    sign_up(person, "Marie Duchemin", email)

    person.goto("/moi/structure")
    person.get_by_role("searchbox", name="Votre structure").fill("bassin de pompey")
    person.keyboard.press("Enter")
    person.get_by_label(re.compile("Bassin de Pompey")).first.check()
    person.get_by_label("Fonction").fill("Développeuse économique")
    person.get_by_role("button", name=re.compile("Demander|Rejoindre|Envoyer")).first.click()
    expect(person.locator("main")).to_contain_text(re.compile("attend|demande", re.IGNORECASE))
    sign_out(person)

    sign_in(person, "animateur")
    expect(person.get_by_role("heading", level=2).first).to_contain_text("À faire")
    person.get_by_role("link", name=re.compile("Répondre à Marie Duchemin")).first.click()
    person.get_by_role("button", name=re.compile("Admettre")).first.click()
    sign_out(person)

    sign_in(person, email, "un pont entre deux rives")
    expect(person.locator("main")).to_contain_text("Bassin de Pompey")


def test_a_person_whose_address_is_of_the_organization_is_admitted_at_once(person: Page) -> None:
    email = unique("paul@demo1.example")
    sign_up(person, "Paul Essai", email)
    person.goto("/moi/structure")
    person.get_by_role("searchbox", name="Votre structure").fill("trois-rives")
    person.keyboard.press("Enter")
    person.get_by_label(re.compile("Trois-Rives")).first.check()
    person.get_by_role("button", name=re.compile("Demander|Rejoindre|Envoyer")).first.click()
    person.goto("/")
    expect(person.locator("main")).to_contain_text("Trois-Rives")


def test_a_recruiter_publishes_and_a_developer_finds(person: Page) -> None:
    title = f"Chargée ou chargé de mission {unique('hydrogène')} (F/H)"
    sign_in(person, "recruteur")
    person.goto("/offres/nouvelle")
    person.get_by_label("Intitulé du poste").fill(title)
    person.get_by_label("Missions", exact=False).first.fill(
        "Accompagner les entreprises de la filière. " * 8
    )
    person.get_by_label("Commune du lieu de travail").fill("Nancy")
    person.get_by_label("Contrat de droit public").check()
    person.get_by_label("Catégorie", exact=False).first.select_option("A")
    person.get_by_label("Grades ou cadres d’emplois").fill("Attaché")
    person.locator("[name=pay_min]").fill("34000")
    person.locator("[name=pay_max]").fill("40000")
    closes = date.today() + timedelta(days=50)
    person.get_by_label("Date limite de candidature").fill(closes.isoformat())
    for place, code in enumerate(("D1.1", "D6.1", "D3.2")):
        person.locator(f"[name='required-{place}-code']").select_option(code)
        person.locator(f"[name='required-{place}-level']").select_option("3")
    person.locator("[name=vacancy]").select_option("vacant")
    person.get_by_label("Emploi vacant à partir du").fill(closes.isoformat())
    person.get_by_label("Autorité de recrutement").fill("La présidence")
    person.get_by_label("Métier de référence").fill("Action économique")
    person.get_by_label("Conditions d’exercice").fill("Déplacements dans l’agglomération.")
    person.get_by_label("Comment candidater").fill("Une lettre et un CV à la direction.")
    person.get_by_role("button", name="Publier l’offre").click()
    expect(person.get_by_role("heading", level=1)).to_contain_text(title)
    sign_out(person)

    sign_in(person, "developpeur")
    person.goto(f"/offres?q={title.split()[-2]}")
    person.get_by_role("link", name=title).click()
    expect(person.locator("main")).to_contain_text("D1.1")


def test_a_refused_form_keeps_what_was_typed(person: Page) -> None:
    sign_in(person, "recruteur")
    person.goto("/offres/nouvelle")
    person.get_by_label("Intitulé du poste").fill("Directeur")
    person.get_by_role("button", name="Publier l’offre").click()
    expect(person.get_by_role("alert").first).to_be_visible()
    expect(person.get_by_label("Intitulé du poste")).to_have_value("Directeur")


def test_each_role_has_its_dashboard_and_begins_with_what_to_do(person: Page) -> None:
    for who, block in (
        ("developpeur", "Mes compétences"),
        ("recruteur", "Les offres de ma structure"),
        ("formateur", "Mes prochaines sessions"),
        ("animateur", "Le réseau aujourd’hui"),
        ("admin", "Le réseau aujourd’hui"),
    ):
        sign_in(person, who)
        person.goto("/")
        expect(person.locator("main h2").first).to_contain_text("À faire")
        expect(person.get_by_role("heading", name=block)).to_be_visible()
        sign_out(person)


def test_a_trainer_posts_a_certified_course_and_an_animator_publishes_it(person: Page) -> None:
    title = unique("Accueillir les filières vertes, module ")
    begins = date.today() + timedelta(days=70)
    sign_in(person, "formateur")
    person.goto("/formations/nouvelle")
    written = {
        "title": title,
        "hours": "14",
        "audience": "Développeuses et développeurs économiques",
        "objectives": "Être capable de qualifier une demande d’implantation.",
        "content": "Jour 1 : écouter. Jour 2 : répondre.",
        "methods": "Études de cas.",
        "assessment": "Un cas noté.",
        "prerequisites": "Aucun.",
        "certification_code": "RNCP41104",
        "access_conditions": "Inscription en ligne.",
        "access_delay": "Dix jours avant",
        "price": "620",
        "accessibility": "Salles accessibles aux fauteuils.",
        "contact_name": "Secrétariat pédagogique",
        "contact_email": "contact@demo8.example",
        "starts_on": begins.isoformat(),
        "ends_on": (begins + timedelta(days=1)).isoformat(),
        "commune": "Nancy",
        "seats": "12",
    }
    for name, text in written.items():
        person.locator(f"main [name={name}]").fill(text)
    person.locator("[name=is_certifying]").check()
    for name, level in (("code", "D4.1"), ("before", "1"), ("after", "3")):
        person.locator(f"[name=teaches-0-{name}]").select_option(level)
    person.get_by_role("button", name=re.compile("Soumettre")).click()
    expect(person.get_by_role("heading", level=1)).to_contain_text(title)
    address = person.url
    sign_out(person)

    person.goto(address)
    expect(person.get_by_role("heading", level=1)).to_have_text("Page introuvable")

    sign_in(person, "animateur")
    person.get_by_role("link", name=re.compile(f"Relire la formation.*{title}")).click()
    person.get_by_role("button", name=re.compile("Publier")).first.click()
    sign_out(person)

    person.goto(f"/formations?competence=D4.1&q={title.split()[-1]}")
    person.get_by_role("link", name=title).first.click()
    expect(person.locator("main")).to_contain_text("Nancy")
    expect(person.get_by_text(re.compile("RNCP.41104")).first).to_be_visible()


def test_a_developer_writes_a_practice_corrects_it_and_an_animator_publishes_it(
    person: Page,
) -> None:
    title = unique("Une visite par semaine, essai ")
    sign_in(person, "developpeur")
    person.goto("/pratiques/nouvelle")
    person.get_by_label("Titre de la fiche").fill(title)
    person.locator("main form button").last.click()
    expect(person).to_have_url(re.compile("/modifier"))
    person.get_by_role("button", name="Soumettre à la relecture").click()
    expect(person.get_by_role("alert").first).to_be_visible()

    written = {
        "lead": "Chaque semaine, une entreprise est visitée par un élu et un technicien.",
        "territory_name": "Bassin des Essais",
        "started": "janvier 2025",
        "context": "Un territoire industriel de trente communes.",
        "problem": "Les demandes des dirigeants se perdaient.",
        "approach-0-text": "Choisir les entreprises, puis les visiter.",
        "partners-0-organization": "CA des Trois-Rives",
        "partners-0-role": "Organise les visites",
        "cost_yearly": "12 000 € par an",
        "results-0-indicator": "Entreprises visitées",
        "results-0-before": "4",
        "results-0-after": "48",
        "results-0-unit": "entreprises",
        "results-0-date": "2025-12",
        "difficulties": "Trouver les créneaux des élus.",
        "success_conditions": "Un suivi après chaque visite.",
    }
    for name, text in written.items():
        person.locator(f"main [name='{name}']").fill(text)
    person.locator("[name=region]").select_option("44")
    person.locator("[name=themes]").first.check()
    person.locator("[name=competencies-0-code]").select_option("D3.2")
    person.locator("[name=competencies-0-level]").select_option("3")
    person.get_by_role("button", name="Soumettre à la relecture").click()
    expect(person.locator("main")).to_contain_text(re.compile("relecture", re.IGNORECASE))
    sign_out(person)

    sign_in(person, "animateur")
    person.get_by_role("link", name=re.compile(title)).first.click()
    person.locator("[name=notes-0-section]").select_option("cost")
    person.locator("[name=notes-0-text]").fill("Dites combien de temps prend une visite.")
    person.get_by_role("button", name=re.compile("^Demander")).click()
    sign_out(person)

    sign_in(person, "developpeur")
    person.get_by_role("link", name=re.compile(f"Corriger la fiche.*{title}")).first.click()
    person.locator("main [name='fte']").fill("Une demi-journée par semaine")
    person.get_by_role("button", name="Soumettre à la relecture").click()
    sign_out(person)

    sign_in(person, "animateur")
    person.get_by_role("link", name=re.compile(title)).first.click()
    person.get_by_role("button", name=re.compile("Publier")).first.click()
    sign_out(person)

    person.goto(f"/pratiques?q={title.split()[-1]}")
    person.get_by_role("link", name=title).first.click()
    expect(person.locator("main")).to_contain_text("48")


def test_an_answer_is_kept_as_it_is_given_even_if_the_browser_is_killed(reader: Page) -> None:
    """With JavaScript, nothing has to be sent: the foot of the page says that it is kept."""
    address = "/moi/competences/metier/conseiller-creation-reprise/D4"
    sign_in(reader, "formateur2")
    reader.goto(address)
    question = reader.locator(".question").first
    question.get_by_role("radio", name=re.compile("^1 ·")).check()
    expect(reader.get_by_role("status")).to_contain_text("gardée à")
    question.get_by_label(re.compile("Mon intérêt")).select_option("2")
    expect(reader.locator("#progress")).not_to_have_class(re.compile("htmx-request"))
    reader.goto("about:blank")

    reader.goto(address)

    question = reader.locator(".question").first
    expect(question.get_by_role("radio", name=re.compile("^1 ·"))).to_be_checked()
