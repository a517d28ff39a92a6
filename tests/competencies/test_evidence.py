"""What members show for their levels: joined, changed while nobody reads it, taken away for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intranet.competencies.models import (
    Assessment,
    ClaimState,
    Edition,
    Evidence,
    EvidenceClaim,
    EvidenceKind,
    Visibility,
)
from intranet.kit import files
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.letters import Letter
from intranet.kit.storage import storage
from intranet.kit.texts import day
from intranet.members.models import Member
from tests.competencies.evidence import a_pdf, asks, attested, shows, some_evidence
from tests.factories import MemberFactory
from tests.members.factories import a_newcomer
from tests.pdfs import ANOTHER, PDF
from tests.sql import counted
from tests.visitor import Visitor


@pytest.fixture
def member(edition: Edition) -> Member:
    return MemberFactory(name="Maya Montre")


def only_evidence() -> Evidence:
    db.session.expire_all()
    return db.session.scalars(select(Evidence)).one()


def bytes_of(evidence: Evidence) -> bytes:
    assert evidence.attachment
    with files.opened(evidence.attachment) as body:
        return body.read()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_evidence_is_joined_from_the_page_of_an_item(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")
    new = visitor.open(page.link("Joindre une preuve"))

    edit = visitor.send(
        new,
        kind="certificate",
        title="Conduire un diagnostic",
        file=a_pdf(),
        happened_on="2026-03-03",
        expires_on="2029-03-03",
    )
    assert edit.first("#competency option[selected]").attrib["value"] == "D1.1"
    after = visitor.send(edit, form=".claim-form", level="2")

    kept = only_evidence()
    assert (kept.kind, kept.title, kept.visibility) == (EvidenceKind.CERTIFICATE, "Conduire un diagnostic", Visibility.REVIEWERS)  # fmt: skip
    assert bytes_of(kept) == PDF
    assert [(claim.level, claim.state) for claim in kept.claims] == [(2, ClaimState.DRAFT)]
    assert "Demander un avis" in after.text("#claims")
    shown = visitor.open("/referentiel/D1.1").text(".my-proofs")
    assert "Conduire un diagnostic" in shown
    assert "niveau 2 · pas encore demandé" in shown


def test_a_link_is_enough_and_a_talk_may_be_only_told(visitor: Visitor, member: Member) -> None:
    visitor.sign_in(member)
    new = visitor.open("/moi/preuves/nouvelle")
    visitor.send(new, kind="practice", title="Une fiche", url="https://exemple.fr/pratiques/une")
    visitor.send(new, kind="talk", title="Table ronde", about="J’ai animé l’atelier.")

    assert visitor.open("/moi/preuves").texts(".proof h2") == ["Table ronde", "Une fiche"]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"title": ""}, "Donnez un titre"),
        ({"url": ""}, "Joignez un fichier, ou donnez un lien"),
        ({"kind": "talk", "url": ""}, "Joignez un fichier, ou donnez un lien"),
        ({"url": "javascript:alert(1)"}, "qui commence par https://"),
        ({"url": "https://moi:secret@exemple.fr"}, "qui commence par https://"),
        ({"url": "https://[exemple"}, "qui commence par https://"),
        ({"url": 'https://exemple.fr/?a="><b>'}, "qui commence par https://"),
        ({"happened_on": "2150-01-01"}, "date passée"),
        ({"happened_on": "2026-02-31"}, "date"),
        ({"happened_on": "2026-03-03", "expires_on": "2026-03-02"}, "vient après"),
        ({"kind": "autre"}, "Nature"),
        ({"visibility": "tous"}, "Qui peut la voir"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    visitor: Visitor, member: Member, answers: dict[str, str], sentence: str
) -> None:
    new = visitor.sign_in(member).open("/moi/preuves/nouvelle")
    sound = {"kind": "link", "title": "Une page", "url": "https://exemple.fr", "about": ""}

    after = visitor.send(new, 422, **(sound | answers))

    assert sentence in after.text(".error-summary")
    assert (sound | answers)["title"] == after.first("#title").attrib["value"]
    assert count(Evidence) == 0


def test_a_file_is_to_be_chosen_again_where_something_else_is_refused(
    visitor: Visitor, member: Member
) -> None:
    new = visitor.sign_in(member).open("/moi/preuves/nouvelle")
    assert "Choisissez de nouveau" not in new.text()
    after = visitor.send(new, 422, title="", file=a_pdf())
    assert "Choisissez de nouveau le fichier" in after.text(".notice")
    page = visitor.open(f"/moi/preuves/{some_evidence(member).id}")
    after = visitor.send(page, 422, form="#preuve", title="", file=a_pdf("autre.pdf", ANOTHER))
    assert "Choisissez de nouveau le fichier" in after.text(".notice")


def test_a_file_that_we_do_not_keep_is_refused_beside_its_field(
    visitor: Visitor, member: Member
) -> None:
    new = visitor.sign_in(member).open("/moi/preuves/nouvelle")

    for sent, sentence in (
        (a_pdf("page.html"), "Formats acceptés"),
        (a_pdf(body=b"<html>"), "ne correspond pas à son nom"),
        (a_pdf(body=b""), "est vide"),
    ):
        after = visitor.send(new, 422, title="Une page", url="https://exemple.fr", file=sent)
        assert sentence in after.text(".error-summary")
        assert "Choisissez de nouveau" not in after.text()

    assert (count(Evidence), count(Attachment)) == (0, 0)


def test_a_level_is_one_that_the_item_has(visitor: Visitor, member: Member) -> None:
    evidence = some_evidence(member)
    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")

    for answers in ({"competency": "D2.1", "level": "9"}, {"competency": "D1", "level": "2"}, {"competency": "", "level": "2"}):  # fmt: skip
        after = visitor.send(page, 422, form=".claim-form", **answers)
        assert after.text(".error-summary")

    assert count(EvidenceClaim) == 2


def test_said_again_it_is_the_level_that_changes(visitor: Visitor, member: Member) -> None:
    evidence = some_evidence(member)
    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")

    visitor.send(page, form=".claim-form", competency="D1.2", level="4")

    assert [claim.level for claim in only_evidence().claims] == [3, 4]


def test_what_is_being_read_no_longer_changes_but_for_who_sees_it(
    visitor: Visitor, member: Member
) -> None:
    evidence = some_evidence(member)
    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")
    asks(evidence.claims[0], MemberFactory())

    late = visitor.send(page, 409, form="#preuve", title="Autre chose", visibility="network")

    assert "ne change plus" in late.text() and "Autre chose" in late.html  # nor is it lost
    page = visitor.open(f"/moi/preuves/{evidence.id}")
    assert page.answers(page.form("#preuve")).keys() == {"csrf_token", "visibility"}
    visitor.send(page, form="#preuve", visibility="network")
    assert (only_evidence().title, only_evidence().visibility) == ("Diagnostic de territoire", Visibility.NETWORK)  # fmt: skip
    hidden = visitor.send(page, 422, form="#preuve", visibility="me")
    assert "retirez d’abord votre demande" in hidden.text(".error-summary")
    again = visitor.send(page, 422, form=".claim-form", competency="D1.1", level="4")
    assert "attend une réponse" in again.text(".error-summary")


def test_a_new_file_takes_the_place_of_the_one_before(visitor: Visitor, member: Member) -> None:
    evidence = some_evidence(member)
    before = evidence.attachment.stored_as
    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")

    visitor.send(page, form="#preuve", file=a_pdf("autre.pdf", ANOTHER))

    assert not storage().exists(before)
    assert bytes_of(only_evidence()) == ANOTHER
    assert count(Attachment) == 1


def test_a_file_is_taken_away_where_a_link_stays(visitor: Visitor, member: Member) -> None:
    evidence = some_evidence(member)
    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")

    after = visitor.send(page, 422, form="#preuve", without_file="y")
    assert "Joignez un fichier, ou donnez un lien" in after.text(".error-summary")
    visitor.send(page, form="#preuve", without_file="y", url="https://exemple.fr/page")

    assert only_evidence().attachment is None
    assert count(Attachment) == 0


def test_deleting_says_what_goes_and_takes_it_all(visitor: Visitor, member: Member) -> None:
    reviewer = MemberFactory(name="Rémi Relit")
    claim = attested(member, by=reviewer)
    evidence = claim.evidence
    stored = evidence.attachment.stored_as
    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")

    asked = visitor.open(page.link("Supprimer la preuve"))
    assert "Le niveau 3 que Rémi Relit a attesté" in asked.text(".notice")
    assert storage().exists(stored)
    visitor.send(asked)

    assert [count(each) for each in (Evidence, EvidenceClaim, Attachment, Assessment)] == [0] * 4
    assert not storage().exists(stored)
    told = select(func.count()).select_from(Letter).where(Letter.key.startswith("attest:"))
    assert db.session.scalar(told) == 0


@pytest.mark.parametrize(
    ("visibility", "who", "sees"),
    [
        (Visibility.REVIEWERS, "owner", True),
        (Visibility.REVIEWERS, "reviewer", True),
        (Visibility.REVIEWERS, "colleague", False),
        (Visibility.ME, "owner", True),
        (Visibility.ME, "reviewer", False),
        (Visibility.NETWORK, "colleague", True),
        (Visibility.NETWORK, "newcomer", False),
    ],
)
def test_each_sees_what_is_shown_to_them_and_its_file(
    visitor: Visitor, member: Member, visibility: Visibility, who: str, sees: bool
) -> None:
    reviewer, colleague = MemberFactory(), MemberFactory(organization=member.organization)
    people = {"owner": member, "reviewer": reviewer, "colleague": colleague, "newcomer": a_newcomer()}  # fmt: skip
    evidence = some_evidence(member, asked_of=reviewer, visibility=visibility)
    visitor.sign_in(people[who])

    visitor.open(f"/preuves/{evidence.id}", status=200 if sees else 404)
    answer = visitor.client.get(f"/preuves/{evidence.id}/fichier")

    assert answer.status_code == (200 if sees else 404)
    if sees:
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
    if who != "owner":
        visitor.open(f"/moi/preuves/{evidence.id}", status=404)


def test_who_is_no_longer_asked_no_longer_sees_it(visitor: Visitor, member: Member) -> None:
    reviewer = MemberFactory()
    evidence = some_evidence(member, asked_of=reviewer)
    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")
    visitor.send(page, form="#claims form[action$=retrait]")

    visitor.sign_in(reviewer).open(f"/preuves/{evidence.id}", status=404)


def test_what_somebody_who_left_showed_is_shown_no_more(visitor: Visitor, member: Member) -> None:
    evidence = some_evidence(member, visibility=Visibility.NETWORK)
    member.closed_at = now()
    db.session.commit()

    visitor.sign_in(MemberFactory()).open(f"/preuves/{evidence.id}", status=404)


def test_the_network_reads_what_is_attested_and_shown_to_it(
    visitor: Visitor, member: Member
) -> None:
    attested(member, by=MemberFactory(name="Rémi Relit"), visibility=Visibility.NETWORK)
    attested(MemberFactory(), by=MemberFactory(), title="Pour mes relecteurs")
    some_evidence(MemberFactory(), title="Pas attestée", visibility=Visibility.NETWORK)
    gone = MemberFactory(closed_at=now())
    attested(gone, by=MemberFactory(), title="Partie", visibility=Visibility.NETWORK)
    page = visitor.sign_in(MemberFactory()).open("/referentiel/D1.1")

    page = visitor.open(page.link("Ce que le réseau en montre"))

    assert [words.partition(" niveau")[0] for words in page.texts(".proof h2")] == ["Diagnostic de territoire"]  # fmt: skip
    assert "Maya Montre" in page.text(".proof-who")
    assert "attesté par Rémi Relit" in page.text(".proof-who")
    visitor.open(page.link("Diagnostic de territoire"))
    visitor.open("/referentiel/D1/preuves", status=404)


def test_a_certificate_that_is_over_says_so(visitor: Visitor, member: Member) -> None:
    evidence = some_evidence(member, expires_on=today() - timedelta(days=1))

    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")

    last_day = " ".join(day(today() - timedelta(days=1)).split())
    assert page.text(".page-state") == f"Plus valable elle valait jusqu’au {last_day}"
    assert not page.select("#claims a[href$=demande]")


def test_hostile_words_stay_words(visitor: Visitor, member: Member) -> None:
    new = visitor.sign_in(member).open("/moi/preuves/nouvelle")

    page = visitor.send(new, title="<script>alert(1)</script>\x00", about="<img src=x onerror=1> [là](javascript:1)", url="https://exemple.fr/?a='&b=1")  # fmt: skip

    assert page.text("h1") == "<script>alert(1)</script>"
    seen = visitor.open(f"/preuves/{only_evidence().id}")
    assert not seen.select("main script, main img, main a[href^=javascript]")


def test_the_pages_ask_as_much_of_the_database_whatever_they_show(
    visitor: Visitor, member: Member
) -> None:
    reviewer = MemberFactory()
    some_evidence(member, asked_of=reviewer)
    visitor.sign_in(member)

    def asked() -> int:
        total = 0
        for url in ("/moi/preuves", f"/moi/preuves/{first}", f"/preuves/{first}"):
            with counted() as statements:
                visitor.open(url)
            assert len(statements) <= 8, "\n".join(statements)
            total += len(statements)
        return total

    first = only_evidence().id
    few = asked()
    for number in range(5):
        shows(some_evidence(member, asked_of=MemberFactory(), title=f"Autre {number}"), "D2.1", 2)

    assert asked() == few
