"""Asking somebody to attest a level, what they answer, and what counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    ClaimState,
    Edition,
    EvidenceClaim,
    Visibility,
)
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.texts import end_of_day
from intranet.members.models import Member, MembershipState
from tests.competencies.evidence import asks, attested, endorses, some_evidence
from tests.competencies.factories import says
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.members.factories import a_newcomer
from tests.sql import counted
from tests.visitor import Page, Visitor


@pytest.fixture
def member(edition: Edition) -> Member:
    return MemberFactory(name="Maya Montre")


@pytest.fixture
def reviewer(edition: Edition) -> Member:
    return MemberFactory(name="Rémi Relit")


def first_claim() -> EvidenceClaim:
    db.session.expire_all()
    return db.session.scalars(select(EvidenceClaim).order_by(EvidenceClaim.id)).first()


def attested_of(member: Member, at: datetime | None = None) -> list[int]:
    held = queries.levels_held(member.id, at or now()).values()
    return [level.attested for level in held if level.attested is not None]


def assessments_by_others() -> list[Assessment]:
    db.session.expire_all()
    query = select(Assessment).where(Assessment.kind != AssessmentKind.SELF)
    return list(db.session.scalars(query.order_by(Assessment.id)))


def request_page(visitor: Visitor, claim: EvidenceClaim, typed: str = "rémi") -> Page:
    return visitor.open(f"/moi/preuves/{claim.evidence_id}/niveaux/{claim.id}/demande?q={typed}")


def answer_page(visitor: Visitor, reviewer: Member) -> Page:
    return visitor.sign_in(reviewer).open(f"/moi/avis/{first_claim().id}")


def test_somebody_is_found_by_letters_and_told_once(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = some_evidence(member).claims[0]
    page = visitor.sign_in(member).open(f"/moi/preuves/{claim.evidence_id}")
    page = visitor.open(f"{page.link('Demander un avis')}?q=remi")

    after = visitor.send(page, form="#demande", person=str(reviewer.id), role="responsable")

    assert "Vous avez demandé l’avis de Rémi Relit, votre responsable," in after.text("#claims")
    [letter] = letters_to(reviewer.email)
    assert letter.subject == "Maya Montre vous demande un avis\u00a0: D1.1 Diagnostiquer le tissu économique"  # fmt: skip
    assert f"/moi/avis/{claim.id}" in letter.body
    visitor.send(page, 409, form="#demande", person=str(reviewer.id))
    assert len(letters_to(reviewer.email)) == 1


def test_the_search_answers_in_place_as_the_page_does(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = some_evidence(member).claims[0]
    visitor.sign_in(member)
    url = f"/moi/preuves/{claim.evidence_id}/niveaux/{claim.id}/demande?q=rem"

    part, page = visitor.open(url, into="suggestions"), visitor.open(url)

    assert str(part.soup.select_one("#suggestions")) == str(page.soup.select_one("#suggestions"))
    assert page.texts("#suggestions input + span")[0].startswith("Rémi Relit")
    assert "Personne du réseau ne porte ce nom" in request_page(visitor, claim, "zzz").text()


@pytest.mark.parametrize("whom", ["oneself", "a newcomer", "somebody gone", "nobody", "x"])
def test_nobody_endorses_themselves_and_only_people_of_the_network_are_asked(
    visitor: Visitor, member: Member, reviewer: Member, whom: str
) -> None:
    claim = some_evidence(member).claims[0]
    people = {
        "oneself": lambda: member.id,
        "a newcomer": lambda: a_newcomer().id,
        "somebody gone": lambda: MemberFactory(closed_at=now()).id,
        "nobody": lambda: 999_999,
        "x": lambda: "x",
    }
    page = request_page(visitor.sign_in(member), claim)

    after = visitor.send(page, 422, form="#demande", person=str(people[whom]()))

    assert "ne peut pas être sollicitée" in after.text(".error-summary")
    assert first_claim().state is ClaimState.DRAFT


def test_what_only_i_see_is_asked_of_nobody(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = some_evidence(member, visibility=Visibility.ME).claims[0]
    page = request_page(visitor.sign_in(member), claim)

    after = visitor.send(page, 422, form="#demande", person=str(reviewer.id))

    assert "Personne ne peut voir cette preuve" in after.text(".error-summary")
    claim.evidence.visibility = Visibility.REVIEWERS
    claim.evidence.expires_on = today() - timedelta(days=1)
    db.session.commit()
    after = visitor.send(page, 422, form="#demande", person=str(reviewer.id))
    assert "n’est plus valable" in after.text(".error-summary")
    assert "Plus valable" in request_page(visitor, claim).text(".page-state")
    assert letters_to(reviewer.email) == []


def test_the_person_asked_sees_it_in_what_awaits_them(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    asks(some_evidence(member).claims[0], reviewer)
    board = visitor.sign_in(reviewer).open("/")

    assert "Donner votre avis à Maya Montre" in board.text(".todo")
    page = visitor.open(board.link("Donner votre avis à Maya Montre"))
    assert "Diagnostic de territoire" in page.text(".proof-title")
    assert "Maya Montre, niveau 3" in visitor.open("/moi/avis").text()
    assert "Maya Montre" not in visitor.sign_in(MemberFactory()).open("/moi/avis").text()


@pytest.mark.parametrize("as_manager", [False, True])
def test_endorsing_writes_one_assessment_and_tells_the_author_once(
    visitor: Visitor, member: Member, reviewer: Member, as_manager: bool
) -> None:
    valid_until = today() + timedelta(days=90)
    claim = some_evidence(member, expires_on=valid_until).claims[0]
    asks(claim, reviewer, as_manager=as_manager)
    page = answer_page(visitor, reviewer)

    visitor.send(page, form="#avis", press="answer=attester", note="Je l’ai vue faire.")

    [said] = assessments_by_others()
    kind = AssessmentKind.MANAGER if as_manager else AssessmentKind.PEER
    assert (said.member_id, said.author_id, said.kind, said.level) == (member.id, reviewer.id, kind, 3)  # fmt: skip
    assert said.evidence_claim_id == first_claim().id
    assert said.expires_at == end_of_day(valid_until)
    assert said.comment == "Je l’ai vue faire."
    assert first_claim().state is ClaimState.ENDORSED
    [letter] = letters_to(member.email)
    assert "Rémi Relit a répondu" in letter.body and "niveau" not in letter.body
    late = visitor.send(page, 409, form="#avis", press="answer=attester")
    assert "Vous avez déjà répondu" in late.text(".notice")
    assert len(assessments_by_others()) == len(letters_to(member.email)) == 1


def test_not_yet_needs_a_word_then_one_may_ask_again(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    asks(some_evidence(member).claims[0], reviewer)
    page = answer_page(visitor, reviewer)

    mute = visitor.send(page, 422, form="#avis", press="answer=pas-encore")
    assert "Dites ce qui manque encore" in mute.text(".error-summary")
    visitor.send(mute, form="#avis", press="answer=pas-encore", note="Il manque les friches.")

    assert assessments_by_others() == []
    assert "Il manque les friches." not in letters_to(member.email)[0].body
    mine = visitor.sign_in(member).open(f"/moi/preuves/{first_claim().evidence_id}")
    assert "Il manque les friches." in mine.text(".their-word")
    again = visitor.open(f"{mine.link('Redemander un avis')}?q=remi")
    visitor.send(again, form="#demande", person=str(reviewer.id))
    assert first_claim().state is ClaimState.ASKED
    assert len(letters_to(reviewer.email)) == 2


def test_an_answer_is_one_of_two(visitor: Visitor, member: Member, reviewer: Member) -> None:
    asks(some_evidence(member).claims[0], reviewer)
    page = answer_page(visitor, reviewer)

    for pressed in ("answer=oui", "answer= "):
        after = visitor.send(page, 422, form="#avis", press=pressed, note="Mon mot")
        assert "l’un des deux boutons" in after.text(".error-summary")
        assert after.text("textarea#note") == "Mon mot"


@pytest.mark.parametrize("word", ["attester", "pas-encore"])
def test_a_request_withdrawn_meanwhile_is_told_and_keeps_the_note(
    visitor: Visitor, member: Member, reviewer: Member, word: str
) -> None:
    claim = asks(some_evidence(member).claims[0], reviewer)
    page = answer_page(visitor, reviewer)
    mine = visitor.sign_in(member).open(f"/moi/preuves/{claim.evidence_id}")
    visitor.send(mine, form="#claims form[action$=retrait]")

    visitor.sign_in(reviewer)
    late = visitor.send(page, 409, form="#avis", press=f"answer={word}", note="Mon mot")

    assert "Maya Montre a retiré sa demande" in late.text(".notice")
    assert late.text("blockquote") == "Mon mot"
    assert assessments_by_others() == []
    assert first_claim().state is ClaimState.WITHDRAWN


def test_asked_anew_meanwhile_it_must_be_read_anew(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = asks(some_evidence(member).claims[0], reviewer)
    page = answer_page(visitor, reviewer)
    mine = visitor.sign_in(member).open(f"/moi/preuves/{claim.evidence_id}")
    mine = visitor.send(mine, form="#claims form[action$=retrait]")
    visitor.send(mine, form="#preuve", title="Tout autre chose")
    visitor.send(request_page(visitor, claim), form="#demande", person=str(reviewer.id))

    visitor.sign_in(reviewer)
    late = visitor.send(page, 409, form="#avis", press="answer=attester", note="Mon mot")

    assert "de nouveau" in late.text(".notice")
    assert "Tout autre chose" in late.text(".proof-title")
    assert assessments_by_others() == []


def test_a_request_deleted_meanwhile_is_not_there_and_the_note_is_kept(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = asks(some_evidence(member).claims[0], reviewer)
    page = answer_page(visitor, reviewer)
    visitor.sign_in(member)
    visitor.send(visitor.open(f"/moi/preuves/{claim.evidence_id}/suppression"))

    visitor.sign_in(reviewer)
    late = visitor.send(page, 404, form="#avis", press="answer=attester", note="Mon mot")

    assert late.text("blockquote") == "Mon mot"


def test_withdrawing_after_the_answer_changes_nothing(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = asks(some_evidence(member).claims[0], reviewer)
    mine = visitor.sign_in(member).open(f"/moi/preuves/{claim.evidence_id}")
    endorses(claim)

    late = visitor.send(mine, 409, form="#claims form[action$=retrait]")

    assert "Attesté" in late.text("#claims")
    assert attested_of(member) == [3]


def test_a_certificate_over_before_the_answer_attests_nothing(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = asks(some_evidence(member, expires_on=today()).claims[0], reviewer)
    page = answer_page(visitor, reviewer)
    claim.evidence.expires_on = today() - timedelta(days=1)
    db.session.commit()

    after = visitor.send(page, 422, form="#avis", press="answer=attester", note="Mon mot")

    assert "n’est plus valable" in after.text(".error-summary")
    assert assessments_by_others() == []


def test_one_who_left_the_network_no_longer_answers_and_whoever_asked_is_told(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = asks(some_evidence(member).claims[0], reviewer)
    assert actions.give_back_requests(now()) == 0
    page = answer_page(visitor, reviewer)
    membership = reviewer.membership
    membership.state, membership.ended_on = MembershipState.ENDED, today()
    db.session.commit()

    visitor.send(page, 403, form="#avis", press="answer=attester")

    assert assessments_by_others() == []
    assert [actions.give_back_requests(now()) for _ in range(2)] == [1, 0]
    db.session.commit()
    [letter] = letters_to(member.email)
    assert "n’est plus dans le réseau" in letter.body
    assert "Maya Montre" not in visitor.open("/moi/avis").text()
    page = visitor.sign_in(member).open(f"/moi/preuves/{claim.evidence_id}")
    assert "n’a pas répondu" in page.text("#claims")
    other = MemberFactory(name="Paul Reprend")
    asked = request_page(visitor, claim, "paul")
    visitor.send(asked, form="#demande", person=str(other.id))
    assert first_claim().state is ClaimState.ASKED


def test_what_was_asked_of_somebody_else_does_not_exist(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = asks(some_evidence(member).claims[0], reviewer)
    page = answer_page(visitor, reviewer)
    stranger = MemberFactory()
    for somebody in (stranger, member):
        visitor.sign_in(somebody).open(f"/moi/avis/{claim.id}", status=404)
        visitor.send(page, 404, form="#avis", press="answer=attester")

    visitor.sign_in(stranger).open(f"/moi/preuves/{claim.evidence_id}", status=404)
    base = f"/moi/preuves/{some_evidence(stranger).id}/niveaux/{claim.id}"
    token = visitor.open("/moi").first("[name=csrf_token]").attrib["value"]
    for act in ("demande", "retrait", "suppression"):
        answer = visitor.client.post(f"{base}/{act}", data={"csrf_token": token})
        assert answer.status_code == 404, act
    assert first_claim().state is ClaimState.ASKED


def test_revoked_it_stops_counting_stays_in_the_history_and_says_why(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    attested(member, by=reviewer)
    page = answer_page(visitor, reviewer)

    mute = visitor.send(page, 422, form="#retrait")
    assert "Dites pourquoi" in mute.text(".error-summary")
    visitor.send(mute, form="#retrait", reason="Je m’étais trompé de personne.")

    [said] = assessments_by_others()
    assert said.revoked_at is not None
    assert attested_of(member) == []
    mine = visitor.sign_in(member).open(f"/moi/preuves/{first_claim().evidence_id}")
    assert "Retiré" in mine.text("#claims")
    assert "Je m’étais trompé" in mine.text(".their-word")
    assert "Je m’étais trompé" not in letters_to(member.email)[-1].body
    visitor.sign_in(reviewer)
    late = visitor.send(page, 409, form="#retrait", reason="Encore")
    assert "Encore" in late.texts("blockquote")


def test_revoked_then_asked_and_attested_again_it_counts_again(
    member: Member, reviewer: Member
) -> None:
    claim = attested(member, by=reviewer)
    actions.revoke_attestation(claim, reviewer, "D1.1", now(), note="Erreur")
    db.session.commit()
    other = MemberFactory()
    endorses(asks(claim, other))

    assert attested_of(member) == [3]
    assert [one.revoked_at is None for one in assessments_by_others()] == [False, True]


def test_declared_and_attested_stand_side_by_side_and_neither_changes_the_other(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    says(member, "D1.1", 1)
    attested(member, by=reviewer)

    page = visitor.sign_in(member).open("/referentiel/D1.1")

    assert page.texts("#levels .two-voices dd .sr-only") == ["niveau 1 sur 4", "niveau 3 sur 4"]
    assert "attesté par Rémi Relit (pair)" in page.text(".my-proofs")
    [level] = queries.levels_held(member.id, now()).values()
    assert (level.declared, level.attested) == (1, 3)


def test_a_lower_word_said_later_lowers_nothing(member: Member, reviewer: Member) -> None:
    attested(member, by=reviewer)
    later = some_evidence(member, title="Autre")
    later.claims[0].level = 1
    endorses(asks(later.claims[0], MemberFactory()))

    assert attested_of(member) == [3]


def test_a_certificate_counts_until_the_end_of_its_last_day(
    member: Member, reviewer: Member
) -> None:
    last_day = today()
    attested(member, by=reviewer, expires_on=last_day)

    at_the_end = end_of_day(last_day)
    assert attested_of(member, at_the_end - timedelta(seconds=1)) == [3]
    assert attested_of(member, at_the_end + timedelta(seconds=1)) == []


def test_what_was_attested_is_read_as_of_any_date(member: Member, reviewer: Member) -> None:
    claim = asks(some_evidence(member).claims[0], reviewer, now() - timedelta(days=40))
    endorses(claim, now() - timedelta(days=30))

    assert attested_of(member, now() - timedelta(days=31)) == []
    assert attested_of(member, now() - timedelta(days=29)) == [3]


def test_a_visitor_of_the_item_reads_nothing_of_it(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    attested(member, by=reviewer, visibility=Visibility.NETWORK)

    page = visitor.open("/referentiel/D1.1")

    assert not page.select(".my-proofs, .two-voices")
    assert "Maya" not in page.text()


def test_the_pages_of_the_person_asked_ask_little_whatever_their_number(
    visitor: Visitor, member: Member, reviewer: Member
) -> None:
    claim = asks(some_evidence(member).claims[0], reviewer)
    visitor.sign_in(reviewer)

    def asked() -> int:
        total = 0
        for url in ("/moi/avis", f"/moi/avis/{claim.id}"):
            with counted() as statements:
                visitor.open(url)
            assert len(statements) <= 8, "\n".join(statements)
            total += len(statements)
        return total

    few = asked()
    for _ in range(5):
        asks(some_evidence(MemberFactory()).claims[0], reviewer)

    assert asked() == few
