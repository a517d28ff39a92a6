"""Writing a sheet: a title, a draft saved as often as one likes, a submission when nothing lacks."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from intranet.competencies.models import Edition
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.models import Member, Membership, MembershipState
from intranet.practices.models import Practice, PracticeVersion, State
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.pdfs import ANOTHER, PDF
from tests.practices.factories import (
    a_draft,
    a_finished_draft,
    a_published,
    a_submitted,
    a_theme,
    an_author,
    reloaded,
)
from tests.visitor import Page, Visitor

WORDS = {
    "lead": "Un poste visite les entreprises.",
    "territory_name": "Pays des Essais",
    "started": "2024",
    "context": "Un contexte.",
    "problem": "Un problème.",
    "approach-0-text": "Visiter.",
    "partners-0-organization": "CC des Essais",
    "partners-0-role": "Porte le poste",
    "cost_yearly": "60 000 €",
    "results-0-indicator": "Visites",
    "results-0-after": "310",
    "difficulties": "Recruter.",
    "competencies-0-code": "D1.1",
    "competencies-0-level": "3",
}


@pytest.fixture
def author(edition: Edition) -> Member:
    a_theme()
    return an_author()


def form_of(visitor: Visitor, practice: Practice) -> Page:
    return visitor.open(f"/pratiques/{practice.slug}/modifier")


def test_a_title_begins_a_draft_of_the_writer_s_organization(
    visitor: Visitor, author: Member
) -> None:
    page = visitor.sign_in(author).open("/pratiques/nouvelle")

    page = visitor.send(page, title="Visiter les entreprises")

    practice = db.session.scalars(select(Practice)).one()
    assert (practice.owner_id, practice.author_id) == (author.organization_id, author.id)
    assert practice.state(practice.created_at.date()) is State.DRAFT
    assert page.texts("[role=status]") == ["Le brouillon est créé. Votre structure seule le voit."]
    assert practice.slug.startswith("brouillon-")


def test_a_title_is_asked_for(visitor: Visitor, author: Member) -> None:
    page = visitor.sign_in(author).open("/pratiques/nouvelle")

    page = visitor.send(page, 422, title=" ", kind="failure")

    assert page.texts("#title-error") == ["Donnez un titre : le reste peut attendre."]
    assert page.soup.select_one("input[value=failure]").has_attr("checked")
    assert db.session.scalar(select(func.count()).select_from(Practice)) == 0


def test_whoever_has_no_organization_does_not_write(visitor: Visitor, edition: Edition) -> None:
    newcomer = MemberFactory()
    db.session.query(Membership).filter_by(member_id=newcomer.id).update(
        {"state": MembershipState.ASKED}
    )
    db.session.commit()

    visitor.sign_in(newcomer).open("/pratiques/nouvelle", status=403)


def test_a_draft_is_saved_incomplete_and_says_what_it_lacks(
    visitor: Visitor, author: Member
) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)

    page = visitor.send(page, press="save", lead="Un poste visite les entreprises.")

    assert reloaded(practice).working.sheet.lead == "Un poste visite les entreprises."
    lacks = page.texts("#missing li")
    assert "le contexte" in lacks
    assert "un résumé en une ou deux phrases" not in lacks


def test_more_lines_are_given_and_nothing_is_written(visitor: Visitor, author: Member) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)
    before = len(page.select("textarea[name^=approach-]"))

    page = visitor.send(page, press="add=approach", lead="Pas encore enregistré")

    assert len(page.select("textarea[name^=approach-]")) == before + 2
    assert page.texts("#lead") == ["Pas encore enregistré"]
    assert reloaded(practice).working.sheet.lead == ""


def test_what_is_missing_is_asked_beside_its_field_and_nothing_is_written(
    visitor: Visitor, author: Member
) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)

    page = visitor.send(page, 422, press="submit", lead="Un résumé gardé à l’écran")

    assert page.texts("#context-error") == ["Il manque le contexte."]
    assert "Contexte : Il manque le contexte." in page.texts("#erreurs li")
    assert page.texts("#lead") == ["Un résumé gardé à l’écran"]
    assert reloaded(practice).working.sheet.lead == ""
    assert practice.submitted_at is None


def test_a_complete_sheet_is_submitted_to_an_animator_of_the_region(
    visitor: Visitor, author: Member
) -> None:
    national, regional = an_animator(), an_animator("44")
    practice = a_draft(author, "Visiter les entreprises")
    page = form_of(visitor.sign_in(author), practice)

    page = visitor.send(page, press="submit", themes=["innovation"], **WORDS)

    review = reloaded(practice).last_review
    assert review is not None
    assert review.reviewer_id == regional.id != national.id
    assert practice.working_state is State.IN_REVIEW
    assert practice.working.is_sealed
    letter = db.session.scalars(select(Letter).where(Letter.recipient == regional.email)).one()
    assert f"/animer/pratiques/{review.id}" in letter.body
    assert "En relecture" in page.text(".page-state")


def test_a_line_begun_must_be_finished(visitor: Visitor, author: Member) -> None:
    page = form_of(visitor.sign_in(author), a_draft(author))

    page = visitor.send(
        page, 422, press="save",
        **{
            "partners-0-role": "Porte le poste", "results-0-after": "310",
            "competencies-0-code": "D1.1", "sources-0-url": "essais.example",
        },
    )  # fmt: skip

    assert page.texts(".field-error") == [
        "Nommez la structure qui tient ce rôle.",
        "Dites ce qui a été mesuré.",
        "Choisissez le niveau que la pratique montre.",
        "Donnez une adresse complète, qui commence par https://.",
    ]


def test_a_competency_typed_twice_is_kept_once_at_its_highest_level(
    visitor: Visitor, author: Member
) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)
    page = visitor.send(page, press="add=competencies")

    visitor.send(
        page, press="save",
        **{
            "competencies-0-code": "D1.1", "competencies-0-level": "1",
            "competencies-1-code": "D1.1", "competencies-1-level": "3",
        },
    )  # fmt: skip

    shown = reloaded(practice).working.sheet.competencies
    assert [(row["code"], row["level"]) for row in shown] == [("D1.1", 3)]


def test_a_refused_file_is_said_at_its_field(visitor: Visitor, author: Member) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)

    page = visitor.send(
        page, 422, press="save", lead="Gardé à l’écran", documents=(BytesIO(b"MZ"), "outil.exe")
    )

    assert "« outil.exe »" in page.text("#documents-error")
    assert "Choisissez de nouveau" not in page.text()
    assert page.texts("#lead") == ["Gardé à l’écran"]
    assert reloaded(practice).working.sheet.lead == ""


def test_files_are_to_be_chosen_again_where_the_page_is_shown_again(
    visitor: Visitor, author: Member
) -> None:
    page = form_of(visitor.sign_in(author), a_draft(author))
    sound = (BytesIO(PDF), "grille.pdf")
    page = visitor.send(page, 422, press="save", documents=[sound, (BytesIO(b"MZ"), "outil.exe")])
    assert "Choisissez de nouveau les fichiers" in page.text(".notice")
    page = visitor.send(page, press="add=sources", documents=(BytesIO(PDF), "grille.pdf"))
    assert "Choisissez de nouveau le fichier" in page.text(".notice")


def test_a_file_is_joined_then_taken_away(visitor: Visitor, author: Member) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)

    page = visitor.send(page, press="save", documents=(BytesIO(PDF), "grille.pdf"))
    [kept] = reloaded(practice).working.sheet.documents
    document = f"/pratiques/{practice.slug}/documents/{kept['id']}"
    with visitor.client.get(document) as served:
        assert served.data == PDF

    visitor.send(page, press="save", removed=[str(kept["id"])])
    assert reloaded(practice).working.sheet.documents == []
    visitor.open(document, status=404)


def test_a_joined_document_is_called_as_its_authors_say(visitor: Visitor, author: Member) -> None:
    practice = a_draft(author)
    page = visitor.sign_in(author).open(f"/pratiques/{practice.slug}/modifier")
    page = visitor.send(page, press="save", documents=(BytesIO(PDF), "v2_def.pdf"))
    assert "v2_def.pdf" in page.text("#named")

    visitor.send(page, press="save", **{"named-0-label": "Grille d’entretien"})

    [kept] = reloaded(practice).working.sheet.documents
    assert (kept["label"], kept["name"]) == ("Grille d’entretien", "v2_def.pdf")
    assert "Grille d’entretien" in visitor.open(f"/pratiques/{practice.slug}/apercu").text(
        ".documents"
    )


def test_a_result_names_the_document_that_proves_it(visitor: Visitor, author: Member) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)
    page = visitor.send(page, press="save", documents=(BytesIO(ANOTHER), "bilan.pdf"))
    [kept] = reloaded(practice).working.sheet.documents

    visitor.send(
        page, press="save",
        **{"results-0-indicator": "Visites", "results-0-after": "310", "results-0-proof": str(kept["id"])},
    )  # fmt: skip

    page = visitor.open(f"/pratiques/{practice.slug}/apercu")
    assert page.texts(".result-note a") == ["bilan.pdf"]


@pytest.mark.parametrize("name", ["lock_version", "base"])
@pytest.mark.parametrize("lock", [None, "", "abc", "-1", "9" * 20])
def test_a_form_that_does_not_say_what_it_comes_from_is_refused(
    visitor: Visitor, author: Member, name: str, lock: str | None
) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)
    if lock is None:
        page.remove(f"#fiche [name={name}]")
    else:
        page.select(f"#fiche [name={name}]")[0].set("value", lock)

    page = visitor.send(page, 400, press="save", title="Écrasé")

    assert "de quelle version il part" in page.text("main")
    assert reloaded(practice).title == "Un brouillon"


def test_a_sheet_in_review_is_taken_back_to_be_changed(visitor: Visitor, author: Member) -> None:
    practice = a_finished_draft(_edition(), author)
    visitor.sign_in(author)
    visitor.send(form_of(visitor, practice), press="submit")

    page = form_of(visitor, practice)  # leads to the preview
    assert "En relecture" in page.text(".page-state")
    page = visitor.send(page, form="form[action$=reprise]")

    assert page.texts("h1") == ["Modifier « Un référent visite toutes les entreprises »"]
    assert reloaded(practice).working_state is State.DRAFT


def test_what_was_reviewed_stays_as_it_was_read(visitor: Visitor, edition: Edition) -> None:
    review = a_submitted(edition)
    practice, author = review.practice, review.practice.author
    visitor.sign_in(author)
    page = visitor.open(f"/pratiques/{practice.slug}/apercu")
    page = visitor.send(page, form="form[action$=reprise]")

    visitor.send(page, press="save", context="Un autre contexte.")

    first, second = every(select(PracticeVersion).order_by(PracticeVersion.number))
    assert first.sheet.context == "Un territoire industriel de trente communes."
    assert second.sheet.context == "Un autre contexte."
    assert reloaded(practice).working_version_id == second.id


def test_a_published_sheet_stays_online_while_it_is_revised(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    page = form_of(visitor.sign_in(practice.author), practice)

    visitor.send(page, press="save", title="Un titre revu", lead="Un résumé revu.")

    online = Visitor(visitor.client.application.test_client()).open(f"/pratiques/{practice.slug}")
    assert online.texts("h1") == ["Un référent visite toutes les entreprises"]
    assert "Un résumé revu" not in online.html
    preview = visitor.open(f"/pratiques/{practice.slug}/apercu")
    assert preview.texts("h1") == ["Un titre revu"]
    assert reloaded(practice).title == "Un référent visite toutes les entreprises"


def test_what_lacks_is_told_as_one_types(visitor: Visitor, author: Member) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)
    sent = page.answers(page.form("#fiche")) | {"context": ["Un contexte."]}

    fragment = visitor.client.post(
        f"/pratiques/{practice.slug}/manque",
        data=sent,
        headers={"HX-Request-Type": "partial", "HX-Target": "section#missing"},
    )
    page.swap("#missing", Page(fragment))

    assert "le contexte" not in page.texts("#missing li")
    assert "le problème de départ" in page.texts("#missing li")
    assert reloaded(practice).working.sheet.context == ""


def test_my_sheets_are_gathered_by_what_awaits_them(visitor: Visitor, edition: Edition) -> None:
    author = an_author()
    a_draft(author, "À finir")
    a_published(edition, author, title="Déjà en ligne")
    a_draft(an_author(), "D’une autre structure")

    page = visitor.sign_in(author).open("/pratiques/mes-fiches")

    assert page.texts("article h3") == ["À finir", "Déjà en ligne"]


def test_a_very_long_text_is_refused_and_kept(visitor: Visitor, author: Member) -> None:
    practice = a_draft(author)
    page = form_of(visitor.sign_in(author), practice)

    page = visitor.send(page, 422, press="save", lead="é" * 301)

    assert page.texts("#lead") == ["é" * 301]
    assert "300" in page.text("#lead-error")


def test_a_territory_has_a_number_of_people_that_exists(visitor: Visitor, author: Member) -> None:
    page = visitor.send(visitor.sign_in(author).open("/pratiques/nouvelle"), title="Un titre")

    page = visitor.send(page, 422, form="#fiche", population="-5")

    assert "de 1 à 70 000 000" in page.text("#population-error").replace("\u202f", " ")
    assert page.first("#population").get("value") == "-5"


def test_a_contact_is_of_the_owner(visitor: Visitor, author: Member) -> None:
    practice, stranger = a_draft(author), MemberFactory(organization=OrganizationFactory())
    page = form_of(visitor.sign_in(author), practice)

    page = visitor.send(page, 422, press="save", contact=str(stranger.id))

    assert page.texts("#contact-error")


def _edition() -> Edition:
    return db.session.scalars(select(Edition)).one()


def test_the_enter_key_saves_rather_than_adding_lines(visitor: Visitor, author: Member) -> None:
    page = form_of(visitor.sign_in(author), a_draft(author))

    first = page.soup.select_one("#fiche button")

    assert first["name"] == "save"
