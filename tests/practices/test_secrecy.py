"""What is not published exists for nobody but its owner: on every route, list, feed, panel and search."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from intranet.competencies.models import Edition
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.practices.models import Practice
from intranet.tour.models import Stage, Tour
from tests.factories import (
    MemberFactory,
    a_recruiter,
    a_trainer,
    an_administrator,
    an_animator,
)
from tests.pdfs import PDF
from tests.practices.factories import (
    a_finished_draft,
    a_published,
    a_submitted,
    an_author,
)
from tests.visitor import Visitor

SECRET = "Secret de fabrication"
STRANGERS: dict[str, Callable[[], Member]] = {
    "member": MemberFactory,
    "recruiter": a_recruiter,
    "trainer": a_trainer,
    "administrator": an_administrator,
    "animator": an_animator,
    "animator of the region": lambda: an_animator("44"),
}
# Every route about one practice, with the method that opens it.
ROUTES = (
    ("GET", "/pratiques/{slug}"),
    ("GET", "/pratiques/{slug}/apercu"),
    ("GET", "/pratiques/{slug}/v/1"),
    ("GET", "/pratiques/{slug}/documents/{document}"),
    ("GET", "/pratiques/{slug}/modifier"),
    ("POST", "/pratiques/{slug}/modifier"),
    ("POST", "/pratiques/{slug}/manque"),
    ("POST", "/pratiques/{slug}/enregistrement"),
    ("POST", "/pratiques/{slug}/presence"),
    ("GET", "/pratiques/{slug}/versions"),
    ("POST", "/pratiques/{slug}/versions/1"),
    ("POST", "/pratiques/{slug}/edition"),
    ("POST", "/pratiques/{slug}/reprise"),
    ("POST", "/pratiques/{slug}/verification"),
    ("GET", "/pratiques/{slug}/contact"),
    ("POST", "/pratiques/{slug}/contact/refus"),
    ("GET", "/pratiques/{slug}/transfert"),
    ("POST", "/pratiques/{slug}/transfert"),
    ("POST", "/pratiques/{slug}/transfert/reponse"),
    ("GET", "/pratiques/{slug}/avis"),
    ("POST", "/pratiques/{slug}/avis"),
    ("POST", "/pratiques/{slug}/contact"),
    ("POST", "/pratiques/{slug}/archivage"),
    ("GET", "/pratiques/{slug}/signalement"),
    ("POST", "/pratiques/{slug}/signalement"),
    ("GET", "/pratiques/{slug}/signalements"),
    ("POST", "/pratiques/{slug}/signalements/1"),
    ("POST", "/pratiques/{slug}/abandon"),
    ("POST", "/pratiques/{slug}/adoption"),
    ("GET", "/pratiques/{slug}/reprise-ici"),
    ("POST", "/pratiques/{slug}/reprise-ici"),
    ("POST", "/pratiques/{slug}/reprise-ici/retrait"),
    ("GET", "/pratiques/{slug}/reprises/1/piece"),
    ("POST", "/pratiques/{slug}/utile"),
    ("GET", "/pratiques/{slug}/imprimer"),
    ("GET", "/pratiques/{slug}/fiche.docx"),
    ("GET", "/pratiques/{slug}/fiche.pdf"),
    ("GET", "/pratiques/{slug}/fusion"),
    ("POST", "/pratiques/{slug}/fusion"),
    ("GET", "/pratiques/{slug}/retrait"),
    ("POST", "/pratiques/{slug}/retrait"),
    ("GET", "/pratiques/{slug}/questions"),
    ("POST", "/pratiques/{slug}/questions"),
    ("POST", "/pratiques/{slug}/questions/1/reponse"),
)
LISTS = (
    "/pratiques", "/pratiques?vue=carte", "/pratiques?q=secret", "/pratiques.csv", "/pratiques.json",
    "/pratiques.atom", "/pratiques?competence=D1.1", "/recherche?q=secret", "/tour/grand-est",
    "/referentiel/D1.1", "/pratiques/mes-fiches", "/pratiques/donnees-ouvertes.json", "/pratiques/importer",
    "/animer/pratiques/recherches",
)  # fmt: skip


def with_a_document(visitor: Visitor, practice: Practice) -> int:
    """Join a file to the working version; its number."""
    visitor.sign_in(practice.author)
    page = visitor.open(f"/pratiques/{practice.slug}/modifier")
    visitor.send(page, press="save", documents=(BytesIO(PDF), "secret.pdf"))
    db.session.expire_all()
    return int(practice.working.sheet.documents[0]["id"])


@pytest.mark.no_database
def test_the_census_below_names_every_route_of_one_practice(app: Flask) -> None:
    rules = {
        each
        for rule in written(app)
        for each in (rule.replace("<any(pdf, docx):form>", form) for form in ("pdf", "docx"))
    }
    assert rules == {rule for _, rule in ROUTES}


def written(app: Flask) -> set[str]:
    return {
        rule.rule.replace("<int:document_id>", "{document}")
        .replace("<int:replication_id>", "1")
        .replace("<int(max=9999):number>", "1")
        .replace("<int:report_id>", "1")
        .replace("<int:comment_id>", "1")
        .replace("<slug>", "{slug}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/pratiques/") and "<slug>" in rule.rule
    }


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_draft_does_not_exist_for_others(
    visitor: Visitor, edition: Edition, stranger: str
) -> None:
    practice = a_finished_draft(edition, title=SECRET)
    document = with_a_document(visitor, practice)
    visitor.sign_in(STRANGERS[stranger]())

    for method, rule in ROUTES:
        url = rule.format(slug=practice.slug, document=document)
        with visitor.client.open(url, method=method, data={"lock_version": "1"}) as answer:
            assert answer.status_code in {400, 404}, (method, url, answer.status_code)
            assert SECRET not in answer.text, url
            if method == "GET":
                assert answer.status_code == 404, url


def test_a_draft_does_not_exist_for_a_visitor(visitor: Visitor, edition: Edition) -> None:
    practice = a_finished_draft(edition, title=SECRET)
    document = with_a_document(visitor, practice)
    stranger = Visitor(visitor.client.application.test_client())

    for method, rule in ROUTES:
        url = rule.format(slug=practice.slug, document=document)
        with stranger.client.open(url, method=method) as answer:
            assert answer.status_code in {302, 400, 404}, url
            assert answer.status_code != 302 or "/connexion" in answer.headers["Location"], url
            assert SECRET not in answer.text, url


@pytest.mark.parametrize("stranger", [*STRANGERS, "visitor"])
@pytest.mark.parametrize("make", [a_finished_draft, a_submitted])
def test_no_list_feed_panel_or_search_tells_a_draft(
    visitor: Visitor, edition: Edition, stranger: str, make: Callable[..., object]
) -> None:
    make(edition, title=SECRET)
    db.session.add(
        Stage(tour=Tour(slug="2027", title="Tour", year=2027), region_code="44", number=1)
    )
    db.session.commit()
    if stranger != "visitor":
        visitor.sign_in(STRANGERS[stranger]())

    for url in LISTS:
        answer = visitor.client.get(url)
        assert answer.status_code != 404, url
        assert SECRET not in answer.text, url


def test_the_panel_of_its_own_organization_does_not_tell_a_draft(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_finished_draft(edition, title=SECRET)
    owner = db.session.get_one(Organization, practice.owner_id)

    assert SECRET not in visitor.open(f"/annuaire/{owner.slug}").html


def test_its_owner_s_people_read_a_draft(visitor: Visitor, edition: Edition) -> None:
    author = an_author()
    practice = a_finished_draft(edition, author, title=SECRET)
    visitor.sign_in(MemberFactory(organization=author.organization))

    page = visitor.open(f"/pratiques/{practice.slug}")

    assert page.texts("h1") == [SECRET]
    assert "Brouillon" in page.text(".page-state")


def test_animators_of_its_region_read_it_once_submitted_and_others_do_not(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_submitted(edition, title=SECRET).practice

    visitor.sign_in(an_animator("44")).open(f"/pratiques/{practice.slug}")
    visitor.sign_in(an_animator()).open(f"/pratiques/{practice.slug}/apercu")
    visitor.sign_in(an_animator("28")).open(f"/pratiques/{practice.slug}", status=404)
    visitor.sign_in(an_administrator()).open(f"/pratiques/{practice.slug}", status=404)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_revision_does_not_exist_for_others(
    visitor: Visitor, edition: Edition, stranger: str
) -> None:
    practice = a_published(edition)
    visitor.sign_in(practice.author)
    page = visitor.open(f"/pratiques/{practice.slug}/modifier")
    visitor.send(page, press="save", title=SECRET, documents=(BytesIO(PDF), "secret.pdf"))
    db.session.expire_all()
    document = practice.working.sheet.documents[0]["id"]
    visitor.sign_in(STRANGERS[stranger]())

    page = visitor.open(f"/pratiques/{practice.slug}")
    assert SECRET not in page.html
    assert "révision est en cours" not in page.html
    for part, status in (
        ("apercu", 404), ("v/2", 404), (f"documents/{document}", 404), ("modifier", 403),
    ):  # fmt: skip
        visitor.open(f"/pratiques/{practice.slug}/{part}", status=status)
    for url in LISTS:
        assert SECRET not in visitor.client.get(url).text, url


def test_a_file_of_another_practice_is_not_reached_through_a_readable_one(
    visitor: Visitor, edition: Edition
) -> None:
    hidden, shown = a_finished_draft(edition), a_published(edition)
    document = with_a_document(visitor, hidden)

    visitor.open(f"/pratiques/{shown.slug}/documents/{document}", status=404)
