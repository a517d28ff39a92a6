"""The journeys that the site exists for: by the keyboard alone, then by pointing without JavaScript."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.browser.accounts import sign_in, sign_out, unique
from tests.browser.arriving import PASSWORD, heading, named, pick, sign_up
from tests.browser.hands import Hands


def results(person: Hands) -> list[str]:
    return person.page.locator("#results article h3").all_inner_texts()


def narrow(person: Hands, box: Locator, address: str) -> None:
    """Check a filter: the list follows at once, or when it is asked to."""
    person.check(box)
    if not person.scripted:
        person.press("Afficher")
    expect(person.page).to_have_url(re.compile(address))


def test_a_visitor_reads_the_referential(person: Hands) -> None:
    person.open("/")
    expect(heading(person)).to_have_text("Le métier de développeur économique, en commun")
    person.follow("Référentiel", within="nav[aria-label='Rubriques']")
    expect(person.page.get_by_text("Proposition de travail").first).to_be_visible()
    person.follow(re.compile("Diagnostiquer le tissu économique"))
    demanded = person.page.get_by_role("heading", name=re.compile("offres? demande"))
    taught = person.page.get_by_role("heading", name=re.compile("formations?.*progresser"))
    expect(demanded).to_be_visible()
    expect(taught).to_be_visible()


def test_a_visitor_finds_an_opening_by_words_by_region_and_around_a_commune(person: Hands) -> None:
    page = person.page
    person.open("/offres")
    person.enter(page.get_by_label("Mots", exact=True), "implantation")
    expect(page).to_have_url(re.compile("q=implantation"))
    expect(page.locator("#results article h3").first).to_contain_text("implantation")

    person.open("/offres")
    narrow(person, page.locator("[name=region][value='44']"), "region=44")
    expect(page.locator(".active-filters")).to_contain_text("Grand Est")

    person.open("/offres")
    person.enter(page.get_by_label("Autour d’une commune"), "Nancy")
    expect(page).to_have_url(re.compile("commune="))
    expect(page.locator(".active-filters")).to_contain_text("25 km autour de Nancy")
    assert len(results(person)) >= 3
    assert "Rennes" not in page.locator("#results").inner_text()
    person.activate(page.locator("#results article h3 a").first)
    expect(page.get_by_role("heading", name=re.compile("Missions"))).to_be_visible()


def test_a_visitor_finds_a_certified_course(person: Hands) -> None:
    person.open("/formations")
    narrow(person, person.page.get_by_label(re.compile("Certifiante")), "certifiante=1")
    person.follow(re.compile("Responsable de projet de territoires"))
    expect(person.page.get_by_text(re.compile("RNCP.41104")).first).to_be_visible()


def test_a_member_registers_reads_their_rank_where_it_is_full_and_gives_the_seat_back(
    person: Hands,
) -> None:
    page = person.page
    sign_in(person, "developpeur", to="/formations")
    person.choose(page.get_by_label("Compétence visée"), "D4.1")
    if not person.scripted:
        person.press("Afficher")
    expect(page).to_have_url(re.compile("competence=D4.1"))
    person.follow(re.compile("Accueillir et implanter une entreprise"))

    person.activate(page.locator("main tr", has_text="Pau").get_by_role("link", name=re.compile("Rejoindre")))  # fmt: skip
    person.press("Rejoindre la liste d’attente")
    expect(page.locator("main")).to_contain_text("au rang 2")

    person.activate(page.locator("main summary", has_text="Annuler"))
    person.press("Annuler l’inscription")
    expect(page.locator("main")).to_contain_text(re.compile("[Aa]nnulée"))


def test_a_visitor_reads_a_good_practice_and_sees_the_tour_on_the_map(person: Hands) -> None:
    person.open("/pratiques")
    person.enter(person.page.get_by_label("Mots-clés"), "glass")
    expect(person.page).to_have_url(re.compile("q=glass"))
    person.follow(re.compile("Glass Vallée"))
    expect(person.page.get_by_text("à confirmer par le territoire").first).to_be_visible()

    person.follow("Tour de France", within="nav[aria-label='Rubriques']")
    expect(heading(person)).to_have_text("Tour de France CCI-intercommunalités")
    on_map_and_in_list = person.page.locator("main").get_by_role("link", name="Bretagne")
    expect(on_map_and_in_list.nth(1)).to_be_visible()
    person.activate(person.page.locator("svg a[href='/tour/bretagne']"))
    expect(heading(person)).to_have_text("Bretagne")


def test_a_person_signs_up_picks_a_real_organization_and_is_admitted(person: Hands) -> None:
    email = unique("marie@ailleurs.example")
    sign_up(person, "Marie Duchemin", email)
    pick(person, "pomp", "Bassin de Pompey")
    person.write(person.page.get_by_label("Fonction"), "Développeuse économique")
    person.press("Rejoindre cette structure")
    expect(person.page.locator("main")).to_contain_text(re.compile("attend|demande"))
    sign_out(person)

    sign_in(person, "animateur")
    expect(person.page.get_by_role("heading", level=2).first).to_contain_text("À faire")
    person.follow(re.compile("Répondre à Marie Duchemin"))
    person.press(re.compile("Admettre"))
    sign_out(person)

    sign_in(person, email, PASSWORD)
    expect(person.page.locator("main")).to_contain_text("Bassin de Pompey")


def test_a_person_whose_address_is_of_the_organization_is_admitted_at_once(person: Hands) -> None:
    sign_up(person, "Paul Essai", unique("paul@demo1.example"))
    pick(person, "trois-r", "Trois-Rives")
    person.press("Rejoindre cette structure")
    person.open("/")
    expect(person.page.locator("main")).to_contain_text("Trois-Rives")


def test_a_recruiter_publishes_and_a_developer_finds(person: Hands) -> None:
    page, closes = person.page, (date.today() + timedelta(days=50)).isoformat()
    title = f"Chargée ou chargé de mission {unique('hydrogène')} (F/H)"
    sign_in(person, "recruteur", to="/offres/nouvelle")
    person.write(named(person, "title"), title)
    person.write(named(person, "missions"), "Accompagner les entreprises de la filière. " * 8)
    person.write(named(person, "commune"), "Nancy")
    person.check(page.get_by_label("Contrat de droit public"))
    person.choose(named(person, "category"), "A")
    person.write(named(person, "grades"), "Attaché")
    person.write(named(person, "pay_min"), "34000")
    person.write(named(person, "pay_max"), "40000")
    person.write(named(person, "conditions"), "Déplacements dans l’agglomération.")
    for place, code in enumerate(("D1.1", "D6.1", "D3.2")):
        person.choose(named(person, f"required-{place}-code"), code)
        person.choose(named(person, f"required-{place}-level"), "3")
    person.choose(named(person, "vacancy"), "vacant")
    person.write(named(person, "vacant_on"), closes)
    person.write(named(person, "recruiting_authority"), "La présidence")
    person.write(named(person, "job_family"), "Action économique")
    person.write(named(person, "closes_on"), closes)
    person.write(named(person, "how_to_apply"), "Une lettre et un CV à la direction.")
    person.press("Publier l’offre")
    expect(heading(person)).to_have_text(title)
    sign_out(person)

    sign_in(person, "developpeur")
    person.follow("Offres", within="nav[aria-label='Rubriques']")
    person.enter(page.get_by_label("Mots", exact=True), title.split()[-2])
    person.follow(title)
    expect(page.locator("main")).to_contain_text("D1.1")


def test_a_refused_form_keeps_what_was_typed_and_leads_to_each_mistake(person: Hands) -> None:
    sign_in(person, "recruteur", to="/offres/nouvelle")
    person.write(named(person, "title"), "Directeur")
    person.press("Publier l’offre")
    expect(person.page.get_by_role("alert").first).to_be_visible()
    if person.scripted:
        expect(person.page.locator("#erreurs")).to_be_focused()
    expect(named(person, "title")).to_have_value("Directeur")
    person.follow(re.compile("^Missions"), within="#erreurs")
    expect(named(person, "missions")).to_be_focused()


def test_each_role_has_its_dashboard_and_begins_with_what_to_do(person: Hands) -> None:
    for who, block in (
        ("developpeur", "Mon plan de compétences"),
        ("recruteur", "Les offres de ma structure"),
        ("formateur", "Mes sessions et leur remplissage"),
        ("animateur", "Chiffres du mois"),
        ("admin", "Le réseau aujourd’hui"),
    ):
        sign_in(person, who, to="/plan-du-site")
        person.follow("Mon tableau de bord")
        expect(person.page.locator("main h2").first).to_contain_text("À faire")
        expect(person.page.get_by_role("heading", name=block)).to_be_visible()
        sign_out(person)


def test_a_trainer_posts_a_certified_course_and_an_animator_publishes_it(person: Hands) -> None:
    title = unique("Accueillir les filières vertes, module ")
    begins = date.today() + timedelta(days=70)
    sign_in(person, "formateur", to="/formations/nouvelle")
    for name, text in {
        "title": title,
        "hours": "14",
        "audience": "Développeuses et développeurs économiques",
        "objectives": "Être capable de qualifier une demande d’implantation.",
        "content": "Jour 1 : écouter. Jour 2 : répondre.",
        "methods": "Études de cas.",
        "assessment": "Un cas noté.",
    }.items():
        person.write(named(person, name), text)
    for name, level in (("code", "D4.1"), ("before", "1"), ("after", "3")):
        person.choose(named(person, f"teaches-0-{name}"), level)
    person.write(named(person, "prerequisites"), "Aucun.")
    person.check(named(person, "is_certifying"))
    for name, text in {
        "certification_code": "RNCP41104",
        "access_conditions": "Inscription en ligne.",
        "access_delay": "Dix jours avant",
        "price": "620",
        "accessibility": "Salles accessibles aux fauteuils.",
        "contact_name": "Secrétariat pédagogique",
        "contact_email": "contact@demo8.example",
        "starts_on": begins.isoformat(),
        "ends_on": (begins + timedelta(days=1)).isoformat(),
        "commune": "Brest",  # far from the post that another journey closes the gap to
        "seats": "12",
    }.items():
        person.write(named(person, name), text)
    person.press(re.compile("Soumettre"))
    expect(heading(person)).to_have_text(title)
    address = person.page.url.partition("#")[0]
    sign_out(person)

    person.open(address)
    expect(heading(person)).to_have_text("Page introuvable")

    sign_in(person, "animateur")
    person.follow(re.compile(f"Relire la formation.*{title}"))
    person.press("Publier la formation")
    sign_out(person)

    person.open(f"/formations?competence=D4.1&q={title.split()[-1]}")
    person.follow(title)
    expect(person.page.locator("main")).to_contain_text("Brest")
    expect(person.page.get_by_text(re.compile("RNCP.41104")).first).to_be_visible()


def test_a_developer_writes_a_practice_corrects_it_and_an_animator_publishes_it(
    person: Hands,
) -> None:
    title = unique("Une visite par semaine, essai ")
    sign_in(person, "developpeur", to="/pratiques/nouvelle")
    person.write(named(person, "title"), title)
    person.press("Créer le brouillon")
    told = person.page.get_by_text("Rien n’est encore créé")
    submit = person.page.get_by_role("button", name="Soumettre à la relecture")
    expect(told.or_(submit).first).to_be_visible()
    if told.is_visible():  # the sheet of the other walk has nearly the same title
        person.press("Créer le brouillon")
    expect(person.page).to_have_url(re.compile("/modifier"))
    person.press("Soumettre à la relecture")
    expect(person.page.get_by_role("alert").first).to_be_visible()

    person.write(named(person, "lead"), "Chaque semaine, une entreprise est visitée par un élu.")
    person.check(named(person, "themes"))
    person.write(named(person, "territory_name"), "Bassin des Essais")
    person.choose(named(person, "region"), "44")
    for name, text in {
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
    }.items():
        person.write(named(person, name), text)
    person.choose(named(person, "competencies-0-code"), "D3.2")
    person.choose(named(person, "competencies-0-level"), "3")
    person.press("Soumettre à la relecture")
    expect(person.page.locator("main")).to_contain_text(re.compile("relecture", re.IGNORECASE))
    sign_out(person)

    sign_in(person, "animateur")
    person.follow(re.compile(title))
    person.choose(named(person, "notes-0-section"), "cost")
    person.write(named(person, "notes-0-text"), "Dites combien de temps prend une visite.")
    person.press("Demander ces corrections")
    sign_out(person)

    sign_in(person, "developpeur")
    person.follow(re.compile(f"Corriger la fiche.*{title}"))
    person.write(named(person, "fte"), "Une demi-journée par semaine")
    person.press("Soumettre à la relecture")
    expect(person.page.locator("main")).to_contain_text("En relecture")
    sign_out(person)

    sign_in(person, "animateur")
    person.follow(re.compile(title))
    person.press("Publier la fiche")
    sign_out(person)

    person.open(f"/pratiques?q={title.split()[-1]}")
    person.follow(title)
    expect(person.page.locator("main")).to_contain_text("48")


def test_an_answer_is_kept_as_it_is_given_even_if_the_browser_is_killed(reader: Page) -> None:
    """With JavaScript, nothing has to be sent: the foot of the page says that it is kept."""
    address = "/moi/competences/metier/conseiller-creation-reprise/D4"
    sign_in(reader, "formateur2", to=address)
    question = reader.locator(".question").first
    question.get_by_role("radio", name=re.compile("^1 ·")).check()
    expect(reader.get_by_role("status")).to_contain_text("gardée à")
    question.get_by_label(re.compile("Mon intérêt")).select_option("2")
    expect(reader.locator("#progress")).not_to_have_class(re.compile("htmx-request"))
    reader.goto("about:blank")

    reader.goto(address)

    question = reader.locator(".question").first
    expect(question.get_by_role("radio", name=re.compile("^1 ·"))).to_be_checked()
