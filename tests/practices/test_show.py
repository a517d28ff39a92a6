"""The page of a practice, and what it shows on the pages of others."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from intranet.competencies.models import Edition
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.practices import actions, queries
from intranet.practices.models import Practice, ReuseStage, State
from intranet.practices.views import aside
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.members.factories import a_newcomer
from tests.practices.factories import a_published, a_starting_sheet, a_theme, an_author
from tests.sql import counted
from tests.visitor import Visitor


def test_a_sheet_tells_its_facts_its_sections_and_what_it_shows(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(
        edition, what_failed="Le premier questionnaire.", funders=["Région 40 %"],
        sources=[{"title": "Article", "url": "https://essais.example/a", "date": "2025-03"}],
    )  # fmt: skip

    page = visitor.open(f"/pratiques/{practice.slug}")

    facts = dict(zip(page.texts(".item-side dt"), page.texts(".item-side dd"), strict=True))
    assert facts["Territoire"] == "Pays des Essais"
    assert facts["Où"].startswith("Grand Est")
    assert facts["Coût annuel"] == "60 000 € par an"
    assert "40 → 310" in facts["Avant → après"]
    assert facts["Preuves"].startswith("Mesurée")
    assert "Ce qui n’a pas marché" in page.texts(".item-text h2")
    assert page.texts(".item-text .chip-code") == ["D1.1"]
    assert "Article , mars 2025" in page.text(".source")
    assert "Vérifiée le" in page.text(".page-state")


def test_the_contact_is_for_members(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition, MemberFactory(name="Dominique Contact"))
    url = f"/pratiques/{practice.slug}"

    page = visitor.open(url)
    assert "Dominique Contact" not in page.html
    assert practice.contact.email not in page.html
    assert "Connectez-vous" in page.text(".contact")

    page = visitor.sign_in(MemberFactory()).open(url)
    assert "Dominique Contact" in page.text(".contact")
    assert page.link(practice.contact.email) == f"mailto:{practice.contact.email}"


def test_nor_is_the_contact_for_an_account_that_no_structure_admitted(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition, MemberFactory(name="Dominique Contact"))
    page = visitor.sign_in(a_newcomer()).open(f"/pratiques/{practice.slug}")
    assert "Dominique" not in page.html and practice.contact.email not in page.html
    assert "rattachés à une structure" in page.text(".contact")


def test_a_contact_who_left_is_not_shown(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    practice.contact.closed_at = now()
    db.session.commit()

    page = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}")

    assert "est partie" in page.text(".contact")


def test_a_starting_sheet_says_where_it_comes_from_and_names_no_contact(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_starting_sheet(edition)

    page = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}")

    assert "Fiche de départ, à confirmer par le territoire" in page.text(".page-state")
    assert page.texts(".contact") == []
    assert page.texts(".page-action") == []


def test_the_territory_takes_up_its_starting_sheet(visitor: Visitor, edition: Edition) -> None:
    territory = OrganizationFactory()
    practice = a_starting_sheet(edition, territory)
    member = MemberFactory(organization=territory)
    page = visitor.sign_in(member).open(f"/pratiques/{practice.slug}")
    assert "Nous l’avons reprise" not in page.text("main")  # it is theirs already
    said = {"stage": ReuseStage.DONE, "changes": "", "result": ""}
    actions.tell_replication(practice, member, said, now(), lock=0)  # as was possible once
    db.session.commit()

    page = visitor.send(page, form="form[action$=adoption]")

    assert db.session.scalars(queries.replications_of(practice)).all() == []
    assert page.texts("h1") == ["Modifier « Un référent visite toutes les entreprises »"]
    db.session.expire_all()
    assert (practice.owner_id, practice.contact_id) == (territory.id, member.id)
    assert practice.is_starting
    visitor.send(page, press="submit")
    animator = Visitor(visitor.client.application.test_client()).sign_in(an_animator())
    db.session.expire_all()
    asked = animator.open(f"/animer/pratiques/{practice.last_review.id}")
    animator.send(asked, press="decision=published")
    db.session.expire_all()
    assert not practice.is_starting
    assert practice.verified_on


def test_a_starting_sheet_is_taken_up_by_its_territory_alone(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_starting_sheet(edition, OrganizationFactory())
    page = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}")
    assert not page.select("form[action$=adoption]")

    token = page.first("input[name=csrf_token]").attrib["value"]
    answer = visitor.client.post(f"/pratiques/{practice.slug}/adoption", data={"csrf_token": token})
    assert answer.status_code == 403


def test_close_sheets_share_its_themes_the_same_region_first(
    visitor: Visitor, edition: Edition
) -> None:
    a_theme("commerce", "Commerce et centres-villes")
    practice = a_published(edition, title="La fiche", themes=["innovation", "commerce"])
    a_published(edition, title="Un thème, ailleurs", region="28", department="76")
    a_published(edition, title="Un thème, ici")
    a_published(edition, title="Deux thèmes", themes=["innovation", "commerce"], region="28")
    a_theme("autre", "Autre")
    a_published(edition, title="Rien de commun", themes=["autre"])

    page = visitor.open(f"/pratiques/{practice.slug}")

    assert page.texts(".related h3") == ["Deux thèmes", "Un thème, ici", "Un thème, ailleurs"]


def test_whoever_reads_a_version_first_takes_no_close_sheet_from_the_page_of_others(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition, title="La fiche")
    a_published(edition, title="Sa voisine")
    for address in ("/v/1", ""):
        page = visitor.open(f"/pratiques/{practice.slug}{address}")
        assert page.texts(".related h3") == ["Sa voisine"]


def test_still_true_is_said_by_the_owner_and_keeps_its_version(
    visitor: Visitor, edition: Edition
) -> None:
    with time_machine.travel(datetime(2025, 6, 1, 9, tzinfo=UTC)):
        practice = a_published(edition)
    version = practice.published_version_id
    with time_machine.travel(datetime(2026, 6, 22, 9, tzinfo=UTC)):
        assert practice.state(date(2026, 6, 22)) is State.TO_VERIFY
        page = visitor.open(f"/pratiques/{practice.slug}")
        assert "À vérifier" in page.text(".page-state")
        assert not page.select("form[action$=verification]")
        page = visitor.sign_in(practice.author).open(f"/pratiques/{practice.slug}")
        page = visitor.send(page, form="form[action$=verification]")

    assert "Vérifiée le 22 juin 2026" in page.text(".page-state")
    db.session.expire_all()
    assert practice.published_version_id == version
    assert practice.verify_on == date(2027, 6, 22)


def test_a_former_address_leads_to_the_present_one(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    draft = db.session.execute(db.select(Practice.id)).scalar_one()
    former = next(iter(db.session.execute(db.text("SELECT slug FROM former_slug")).scalars()))

    answer = visitor.client.get(f"/pratiques/{former}")

    assert draft == practice.id
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/pratiques/{practice.slug}"


def test_two_sheets_of_one_title_have_two_addresses(edition: Edition) -> None:
    first, second = a_published(edition), a_published(edition)

    assert second.slug == f"{first.slug}-2"


def test_a_version_that_was_online_keeps_its_address(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    sheet = practice.published.sheet
    sheet.lead = "Un résumé revu."
    actions.save(practice, sheet, practice.author, now(), lock=practice.lock_version)
    review = actions.submit(practice, now(), lock=practice.lock_version)
    actions.publish(review, an_animator(), now())
    db.session.commit()

    page = visitor.open(f"/pratiques/{practice.slug}")
    assert page.texts(".item-text .lead") == ["Un résumé revu."]
    page = visitor.open(page.link("Version 1"))
    assert page.texts(".item-text .lead") == [
        "L’agglomération consacre un poste à la visite de ses entreprises."
    ]
    assert "Version remplacée" in page.text(".page-state")


def test_competencies_organizations_and_regions_show_what_is_told_of_them(
    visitor: Visitor, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = an_author()
    practice = a_published(edition, author, title="Visiter les usines")

    assert "Visiter les usines" in visitor.open("/referentiel/D1.1").texts(".panel h3")
    owner = visitor.open(f"/annuaire/{author.organization.slug}")
    assert "Visiter les usines" in owner.texts(".panel h3")
    assert practice.title in [
        each.title for each in db.session.scalars(queries.told_of_region("44", today())).unique()
    ]
    a_published(edition)
    monkeypatch.setattr(aside, "MOST_OF_REGION", 1)  # of whose text the figures are taken
    with visitor.client.application.test_request_context():
        assert "<p>2\N{NO-BREAK SPACE}fiches</p>" in aside.of_region(practice.region)


def test_what_an_item_shows_of_sheets_changes_at_once_though_it_is_drawn_once(
    visitor: Visitor, edition: Edition
) -> None:
    first = a_published(edition, title="Visiter les usines")

    def shown() -> list[str]:
        return visitor.open("/referentiel/D1.1").texts(".panel[data-board=practices] h3")

    assert shown() == shown() == ["Visiter les usines"]
    a_published(edition, title="Recenser les ateliers")
    assert "Recenser les ateliers" in shown()
    actions.archive(first, an_animator(), now())
    db.session.commit()
    assert shown() == ["Recenser les ateliers"]


def test_sheets_nearby_change_at_once_though_they_are_drawn_once(
    visitor: Visitor, edition: Edition
) -> None:
    a_theme()
    author = an_author(OrganizationFactory(population=30_000))
    there = an_author(OrganizationFactory(population=30_000))
    said = {"themes": ["innovation"], "population": 30_000}
    sheet = a_published(edition, author, title="Visiter les usines", **said)
    other = a_published(edition, there, title="Recenser les ateliers", **said)

    def nearby(kind: str) -> list[str]:
        return visitor.open(f"/pratiques/{sheet.slug}").texts(f".{kind} h3")

    for _ in range(2):
        assert nearby("related") == nearby("comparable") == ["Recenser les ateliers"]
    actions.archive(other, an_animator(), now())
    db.session.commit()
    assert nearby("related") == nearby("comparable") == []


@pytest.mark.parametrize("reader", ["visitor", "member", "owner", "animator"])
def test_an_item_page_asks_at_most_eight_statements(
    visitor: Visitor, edition: Edition, reader: str
) -> None:
    practice = a_published(edition)
    a_published(edition)
    who = {"member": MemberFactory, "owner": lambda: practice.author, "animator": an_animator}
    if reader in who:
        visitor.sign_in(who[reader]())
    page = visitor.open(f"/pratiques/{practice.slug}")

    with counted() as statements:
        visitor.open(page.url)

    assert len(statements) <= 8, "\n".join(statements)
