"""Guides: who writes them, what an edition says, what becomes of the one before."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from intranet.competencies.models import Edition
from intranet.content import guides, practices
from intranet.content.written import read
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices import actions
from intranet.practices.models import Guide, GuideEdition
from tests.factories import MemberFactory, an_administrator, an_animator
from tests.pdfs import PDF
from tests.practices.factories import a_guide, a_published
from tests.visitor import Page, Visitor

FORM = "main form.form-page"


def writes(
    visitor: Visitor, slug: str, press: str = "save", status: int = 200, **said: object
) -> Page:
    page = visitor.open(f"/guides/{slug}/edition")
    typed = {
        "number": "V2",
        "dated_on": today().isoformat(),
        "whats_new": "Un chapitre.",
        "body": "Corps.",
    }
    return visitor.send(page, form=FORM, press=press, status=status, **(typed | said))


@pytest.fixture
def author(edition: Edition) -> Member:
    return MemberFactory()


def test_an_edition_replaces_the_one_before_which_stays_readable(
    visitor: Visitor, author: Member
) -> None:
    guide = a_guide(author)
    visitor.sign_in(author)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    writes(visitor, guide.slug, "publish", 422, dated_on=tomorrow)  # it would not be in force
    writes(visitor, guide.slug, "publish")
    anyone = Visitor(visitor.client.application.test_client())

    page = anyone.open(f"/guides/{guide.slug}")
    assert "Édition en vigueur" in page.text(".page-state")
    assert "Quoi de neuf depuis l’édition V1 Un chapitre." in page.text("main")
    old = anyone.open(f"/guides/{guide.slug}/v/1")
    assert "Version remplacée" in old.text(".page-state")
    assert "Lire l’édition V2" in old.text(".notice")
    assert "Le texte." in old.text("main")
    assert "Édition V2" in anyone.open("/guides").text("main")
    with anyone.client.get(f"/guides/{guide.slug}/v/1/fichier") as answer:
        assert answer.data == PDF


def test_an_edition_under_way_does_not_exist_for_others(visitor: Visitor, author: Member) -> None:
    guide = a_guide(author)
    visitor.sign_in(author)
    writes(visitor, guide.slug, body="Secret", file=(BytesIO(PDF), "secret.pdf"))
    assert "Secret" in visitor.open(f"/guides/{guide.slug}/v/2").html

    for stranger in (MemberFactory(), an_administrator(), None):
        other = Visitor(visitor.client.application.test_client())
        if stranger:
            other.sign_in(stranger)
        other.open(f"/guides/{guide.slug}/v/2", status=404)
        other.open(f"/guides/{guide.slug}/v/2/fichier", status=404)
        for url in ("/guides", f"/guides/{guide.slug}", "/recherche?q=secret"):
            assert "V2" not in other.open(url).text("main")


def test_whoever_writes_a_guide_learns_which_sheets_it_leads_to_no_more(
    visitor: Visitor, edition: Edition
) -> None:
    gone, kept, archived, withdrawn = (
        a_published(edition, title=title) for title in ("Doublon", "Tenue", "Rangée", "Retirée")
    )
    animator, author = an_animator(), MemberFactory()
    lines = [f"[{one.title}](http://localhost{one.address})" for one in (gone, archived, withdrawn)]
    lines += [
        "[kept](/pratiques/tenue)",
        "[none](/pratiques/jamais-ecrite)",
        "/pratiques/nouvelle.",
    ]
    elsewhere = "https://ailleurs.example/pratiques/la-leur, /pratiques/donnees-ouvertes.json"
    actions.merge(gone, kept, animator, now(), lock=gone.lock_version)
    actions.archive(archived, animator, now())
    actions.withdraw(withdrawn, animator, now(), reason="Non.", lock=withdrawn.lock_version)
    guide = a_guide(author)
    guide.editions[0].body = "\n\n".join([*lines, elsewhere])
    db.session.commit()

    assert not visitor.open(guide.address).select(".notice")
    told = visitor.sign_in(author).open(guide.address)

    [first, second, third] = told.texts(".notice li")
    assert "Rangée est archivée depuis le" in first
    assert "Retirée a été retirée du site le" in second
    assert "/pratiques/jamais-ecrite ne mène à aucune fiche" in third


def test_a_guide_without_an_edition_is_known_of_its_writers_alone(
    visitor: Visitor, author: Member
) -> None:
    visitor.sign_in(author)
    page = visitor.open("/guides/nouveau")
    visitor.send(page, form=FORM, title="Un guide à nous")
    visitor.send(page, form=FORM, title="Évaluer")

    begun = visitor.open("/guides").texts(".row h3")
    assert begun == ["Évaluer", "Un guide à nous"]
    writes(visitor, "un-guide-a-nous", "save", number="V1", whats_new="")
    visitor.sign_in(MemberFactory())
    visitor.open("/guides/un-guide-a-nous", status=404)
    visitor.open("/guides/un-guide-a-nous/edition", status=404)
    assert "Un guide à nous" not in visitor.open("/guides").html


def test_an_animator_publishes_the_first_edition_and_its_owner_the_next(
    visitor: Visitor, author: Member
) -> None:
    visitor.sign_in(author)
    visitor.send(visitor.open("/guides/nouveau"), form=FORM, title="Un guide")
    page = writes(visitor, "un-guide", number="V1", whats_new="")
    assert "Publier cette édition" not in page.html
    token = page.first("[name=csrf_token]").attrib["value"]
    said = {"csrf_token": token, "publish": "1", "lock_version": "1", "number": "V1"}
    assert visitor.client.post("/guides/un-guide/edition", data=said).status_code == 403

    visitor.sign_in(an_animator())
    writes(visitor, "un-guide", "publish", number="V1", whats_new="")
    visitor.sign_in(author)
    writes(visitor, "un-guide", "publish")
    assert (
        db.session.query(GuideEdition).filter(GuideEdition.published_at.is_not(None)).count() == 2
    )


def test_a_colleague_who_begins_a_guide_of_the_same_title_writes_over_nothing(
    visitor: Visitor, author: Member
) -> None:
    visitor.sign_in(author)
    visitor.send(visitor.open("/guides/nouveau"), form=FORM, title="Un guide", about="Le jour.")
    visitor.sign_in(MemberFactory(organization=author.organization))
    visitor.send(visitor.open("/guides/nouveau"), form=FORM, title="Un guide", about="La nuit.")

    begun = db.session.execute(select(Guide.slug, Guide.about).order_by(Guide.id)).all()
    assert begun == [("un-guide", "Le jour."), ("un-guide-2", "La nuit.")]


def test_a_guide_is_looked_after_where_its_owner_is(visitor: Visitor, author: Member) -> None:
    """The animators of its region write it and put it online; of another, they read what is online."""
    visitor.sign_in(author)
    visitor.send(visitor.open("/guides/nouveau"), form=FORM, title="Un guide")
    writes(visitor, "un-guide", number="V1", whats_new="")
    here, elsewhere = an_animator("44"), an_animator("53")

    visitor.sign_in(elsewhere)
    assert "Un guide" not in visitor.open("/guides").text("main")
    visitor.open("/guides/un-guide/edition", status=404)
    visitor.sign_in(here)
    assert "Un guide" in visitor.open("/guides").text("main")
    writes(visitor, "un-guide", "publish", number="V1", whats_new="")

    page = visitor.sign_in(elsewhere).open("/guides/un-guide")
    assert "Écrire une édition" not in page.html
    visitor.open("/guides/un-guide/edition", status=403)


def test_a_guide_of_the_network_is_begun_and_written_by_national_animators(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.sign_in(an_animator("44")).open("/guides/nouveau")
    assert "À qui est ce guide" not in page.html
    token = page.first("[name=csrf_token]").get("value")
    said = {"csrf_token": token, "title": "À nous", "owner": "network"}
    visitor.client.post("/guides/nouveau", data=said)
    assert db.session.query(Guide).one().owner_id is not None

    page = visitor.sign_in(an_animator()).open("/guides/nouveau")
    visitor.send(page, form=FORM, title="À tous", owner="network")
    writes(visitor, "a-tous", "publish", number="V1", whats_new="")
    visitor.sign_in(an_animator("44")).open("/guides/a-tous/edition", status=403)


def test_a_next_edition_says_what_is_new_and_bears_its_own_number(
    visitor: Visitor, author: Member
) -> None:
    guide = a_guide(author)
    visitor.sign_in(author)

    mute = writes(visitor, guide.slug, whats_new="", status=422)
    assert "ce qui change" in mute.text(".error-summary")
    chosen = (BytesIO(PDF), "guide.pdf")
    same = writes(visitor, guide.slug, number="V1", file=chosen, status=422)
    assert "Choisissez de nouveau le fichier" in same.text(".notice")
    assert "porte ce numéro" in same.text(".error-summary")
    empty = writes(visitor, guide.slug, "publish", body="", status=422)
    assert "joignez son fichier" in empty.text(".error-summary")
    lying = (BytesIO(b"MZ"), "guide.pdf")
    refused = writes(visitor, guide.slug, file=lying, status=422)
    assert "ne correspond pas" in refused.text(".error-summary")
    assert db.session.query(GuideEdition).count() == 1


def test_of_two_who_write_one_edition_the_second_is_told_and_loses_nothing(
    visitor: Visitor, author: Member
) -> None:
    guide = a_guide(author)
    visitor.sign_in(author)
    mine = visitor.open(f"/guides/{guide.slug}/edition")
    writes(visitor, guide.slug, body="Le premier")

    said = {"number": "V2", "dated_on": today().isoformat(), "whats_new": "x", "body": "Le second"}
    page = visitor.send(mine, form=FORM, press="save", status=409, **said)

    assert "Le second" in page.html
    assert "Le premier" in page.text(".notice")
    assert db.session.query(GuideEdition).filter_by(position=2).one().body == "Le premier"
    visitor.send(page, form=FORM, press="save")
    db.session.expire_all()
    assert db.session.query(GuideEdition).filter_by(position=2).one().body == "Le second"


def test_the_starting_guide_has_two_editions_and_leads_to_sheets_that_are_there(
    visitor: Visitor, edition: Edition
) -> None:
    for _ in range(2):  # again, it changes nothing
        guides.load()
    db.session.commit()
    [guide] = read(guides.FACTS)

    page = visitor.open(f"/guides/{guide['slug']}")

    assert "V2" in page.text(".page-state")
    assert len(db.session.query(GuideEdition).all()) == 2
    told = {each["slug"] for each in read(practices.FACTS)["practices"]}
    links = [str(link.attrib["href"]) for link in page.select(".item-text a")]
    assert len(links) == 6
    assert {link.removeprefix("/pratiques/") for link in links} <= told
    assert "Version remplacée" in visitor.open(f"/guides/{guide['slug']}/v/1").text()
