"""« Nous l’avons reprise » and « Utile »: who says it, how it is counted, what nobody overwrites."""

from __future__ import annotations

from io import BytesIO

import pytest

from intranet.competencies.models import Edition
from intranet.discussions.models import News, Verb
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members import actions as members
from intranet.members.models import Member
from intranet.practices import queries
from intranet.practices.models import Evidence, Practice, Replication
from tests.factories import MemberFactory, OrganizationFactory
from tests.pdfs import PDF
from tests.practices.factories import a_published
from tests.visitor import Page, Visitor


def reproduces(visitor: Visitor, slug: str, stage: str = "under_way", **said: object) -> Page:
    page = visitor.open(f"/pratiques/{slug}/reprise-ici")
    return visitor.send(page, form="main form", stage=stage, **said)


def times_counted(practice: Practice) -> int:
    """How many structures the list says took it up."""
    return queries.found(queries.Wanted(), now()).reused(practice.id)


def a_colleague_of(member: Member) -> Member:
    return MemberFactory(organization=member.organization)


def test_a_structure_says_what_it_made_of_a_sheet(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    member = MemberFactory(organization=OrganizationFactory(name="CC des Voisins"))
    visitor.sign_in(member)

    planned = reproduces(visitor, practice.slug, "planned")
    assert "Ses auteurs" not in planned.text(".notice")  # nobody is written to yet
    said = {"changes": "À deux.", "result": "120 visites"}
    page = reproduces(visitor, practice.slug, "done", year="2025", **said)

    assert "Ses auteurs en sont prévenus" in page.text(".notice")
    page = visitor.open(f"/pratiques/{practice.slug}")
    assert "Reprise par 1 autre structure" in page.text("#reprises h2")
    assert "CC des Voisins" in page.text("#reprises")
    assert "120 visites" in page.text("#reprises")
    assert "Reprise par 1 structure" in visitor.open("/pratiques").text("#results")


@pytest.mark.parametrize(
    ("stage", "count"), [("watching", 0), ("planned", 0), ("under_way", 1), ("done", 1), ("given_up", 0)]
)  # fmt: skip
def test_only_what_is_under_way_or_done_counts(
    visitor: Visitor, edition: Edition, stage: str, count: int
) -> None:
    practice = a_published(edition)
    visitor.sign_in(MemberFactory())

    reproduces(visitor, practice.slug, stage, result="Voilà.")

    assert times_counted(practice) == count
    db.session.expire_all()
    assert (practice.evidence == Evidence.REPRODUCED) is bool(count)


def test_two_people_of_one_structure_count_once(visitor: Visitor, edition: Edition) -> None:
    practice, member = a_published(edition), MemberFactory()
    visitor.sign_in(member)
    reproduces(visitor, practice.slug)
    visitor.sign_in(a_colleague_of(member))
    reproduces(visitor, practice.slug, "done", result="Fini.")

    assert times_counted(practice) == 1
    assert db.session.query(Replication).one().result == "Fini."


def test_its_owner_reproduces_nothing(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    visitor.sign_in(practice.author)

    visitor.open(f"/pratiques/{practice.slug}/reprise-ici", status=403)
    assert "Nous l’avons reprise" not in visitor.open(f"/pratiques/{practice.slug}").html


def test_a_line_whose_structure_became_the_owner_no_longer_counts(
    visitor: Visitor, edition: Edition
) -> None:
    practice, member = a_published(edition), MemberFactory()
    visitor.sign_in(member)
    reproduces(visitor, practice.slug)

    practice.owner_id = member.organization_id
    db.session.commit()

    assert times_counted(practice) == 0
    assert "Reprise ailleurs" in visitor.open(f"/pratiques/{practice.slug}").text("#reprises h2")


def test_of_two_colleagues_the_second_reads_the_first_and_keeps_their_text(
    visitor: Visitor, edition: Edition
) -> None:
    practice, member = a_published(edition), MemberFactory()
    other = Visitor(visitor.client.application.test_client()).sign_in(a_colleague_of(member))
    visitor.sign_in(member)
    mine = visitor.open(f"/pratiques/{practice.slug}/reprise-ici")
    reproduces(other, practice.slug, "planned", changes="Le sien")

    chosen = (BytesIO(PDF), "bilan.pdf")
    page = visitor.send(
        mine, form="main form", stage="done", result="Le mien", evidence=chosen, status=409
    )

    told = page.texts(".notice")
    assert "Choisissez de nouveau la pièce" in told[1]
    assert "Le sien" in told[0]
    assert "Le mien" in page.html
    assert db.session.query(Replication).one().changes == "Le sien"
    visitor.send(page, form="main form")
    assert db.session.query(Replication).one().result == "Le mien"


def test_what_is_done_or_given_up_says_what_it_gave(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    visitor.sign_in(MemberFactory())
    page = visitor.open(f"/pratiques/{practice.slug}/reprise-ici")

    chosen = (BytesIO(PDF), "bilan.pdf")
    refused = visitor.send(
        page, form="main form", stage="given_up", changes="Gardé", evidence=chosen, status=422
    )

    assert "Choisissez de nouveau la pièce" in refused.text(".notice")
    assert "pourquoi cela s’est arrêté" in refused.text(".error-summary")
    assert "Gardé" in refused.html
    assert db.session.query(Replication).count() == 0


def test_the_file_that_shows_it_is_checked_and_read_by_all(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    visitor.sign_in(MemberFactory())
    page = visitor.open(f"/pratiques/{practice.slug}/reprise-ici")
    lying = (BytesIO(b"MZ\x90"), "bilan.pdf")
    refused = visitor.send(page, form="main form", stage="under_way", evidence=lying, status=422)
    assert "ne correspond pas à son nom" in refused.text(".error-summary")

    reproduces(visitor, practice.slug, evidence=(BytesIO(PDF), "bilan.pdf"))
    line = db.session.query(Replication).one()

    stranger = Visitor(visitor.client.application.test_client())
    with stranger.client.get(f"/pratiques/{practice.slug}/reprises/{line.id}/piece") as answer:
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
    other = a_published(edition, title="Une autre")
    stranger.open(f"/pratiques/{other.slug}/reprises/{line.id}/piece", status=404)


def test_the_contact_of_the_sheet_is_told_once(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    visitor.sign_in(MemberFactory())
    reproduces(visitor, practice.slug, "planned")
    told = db.session.query(Letter).filter(Letter.key.startswith("practice-reproduced"))
    assert told.count() == 0

    reproduces(visitor, practice.slug, "under_way")
    reproduces(visitor, practice.slug, "done", result="Fini.")

    assert told.count() == 1
    news = db.session.query(News).filter_by(verb=Verb.REPRODUCED).one()
    assert news.address == f"/pratiques/{practice.slug}#reprises"


def test_said_by_mistake_it_goes(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    visitor.sign_in(MemberFactory())
    reproduces(visitor, practice.slug)
    page = visitor.open(f"/pratiques/{practice.slug}/reprise-ici")

    visitor.send(page, form="form[action$=retrait]")

    assert db.session.query(Replication).count() == 0


def test_useful_is_counted_without_saying_who(visitor: Visitor, edition: Edition) -> None:
    practice, member = a_published(edition), MemberFactory(name="Claude Discret")
    visitor.sign_in(member)
    page = visitor.open(f"/pratiques/{practice.slug}")
    visitor.send(page, form="#utile form")
    visitor.send(page, form="#utile form")  # twice changes nothing

    page = visitor.open(f"/pratiques/{practice.slug}")
    assert "1 personne a trouvé cette fiche utile" in page.text("#utile")
    other = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}")
    assert "Claude Discret" not in other.html

    visitor.sign_in(member)
    visitor.send(visitor.open(f"/pratiques/{practice.slug}"), form="#utile form")
    assert "Personne" in visitor.open(f"/pratiques/{practice.slug}").text("#utile")


def test_whoever_left_the_structure_is_not_its_contact(visitor: Visitor, edition: Edition) -> None:
    practice, member = a_published(edition), MemberFactory(name="Anne Partie")
    visitor.sign_in(member)
    reproduces(visitor, practice.slug)
    assert "Anne Partie" in visitor.open(practice.address).text("#reprises")

    members.leave(member.membership, now())
    db.session.commit()

    visitor.sign_in(MemberFactory())
    assert "Anne Partie" not in visitor.open(practice.address).text("#reprises")
