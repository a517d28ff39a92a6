"""A proposal from its first word to the draft: discussed, voted by the colleges, decided, applied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.competencies import actions, policy, queries
from intranet.competencies.colleges import CONSULTATION
from intranet.competencies.models import (
    Edition,
    Nature,
    Operation,
    Opinion,
    OpinionMovedOn,
    Position,
    Proposal,
    ProposalCheck,
    ProposalMovedOn,
    ProposalState,
)
from intranet.competencies.queries import Catalogue
from intranet.discussions.models import Comment
from intranet.kit.clock import in_paris, now, today
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.kit.texts import end_of_day
from intranet.members.models import Member
from intranet.organizations.models import Kind
from tests.competencies.factories import says, takes_back
from tests.competencies.proposing import (
    COLLEGES,
    WHY,
    a_proposal,
    accepted,
    an_open_draft,
    applied,
    hear_the_colleges,
    says_its_position,
)
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.sql import counted
from tests.visitor import Page, Visitor

OPINION, REMARK = "form[action$=avis]", ".remark-form"
DECISION, CHECK = "form[action$=decision]", ".decision-checks form"


def decide(page: Page, visitor: Visitor, verb: str = "accepter", status: int = 200) -> Page:
    words = "Les avis concordent : le texte est retenu."
    return visitor.send(page, status, form=DECISION, press=verb, decision=words)


def letters() -> list[str]:
    return [letter.recipient for letter in every(select(Letter).order_by(Letter.id))]


def test_from_a_first_word_to_the_next_edition(visitor: Visitor, catalogue: Catalogue) -> None:
    said = catalogue.by_code["D1.1"].title
    author = MemberFactory(name="Camille Proposante")
    visitor.sign_in(author)
    page = visitor.open("/referentiel/D1.1/proposer/modifier")
    page = visitor.send(page, title="Diagnostiquer l’économie locale", rationale=WHY, press="open")
    [proposal] = every(select(Proposal))

    colleague = MemberFactory(name="Dominique Remarquante")
    page = visitor.sign_in(colleague).open(proposal.address)
    page = visitor.send(page, form=REMARK, field="title", body="Locale, ou du territoire ?")
    assert "sur « intitulé »" in page.text(".remark-who")
    page = visitor.sign_in(author).open(proposal.address)
    page = visitor.send(page, form=".reply form", body="Du territoire, en effet.")
    assert page.texts(".answer .prose") == ["Du territoire, en effet."]

    for kind in COLLEGES:
        member = MemberFactory(organization=OrganizationFactory(kind=kind))
        page = visitor.sign_in(member).open(proposal.address)
        page = visitor.send(page, form=OPINION, position="for", reason="Nous le vivons ainsi.")
    assert page.texts(".bench-words") == ["1 pour, 0 contre, 0 sans avis tranché"] * 4
    assert "majorité pour" in page.text(".poll .badge")

    animator = an_animator(name="Alix Animatrice")
    page = visitor.sign_in(animator).open("/")
    page = visitor.open(page.link("Décider de la proposition"))
    page = decide(page, visitor)
    assert "Acceptée par Alix Animatrice" in page.text(".notice-title")

    an_open_draft()
    page = visitor.send(visitor.open(proposal.address), form="form[action$=application]")
    draft_id = queries.draft_under_way()
    assert draft_id
    assert queries.catalogue_of(draft_id).by_code["D1.1"].title == "Diagnostiquer l’économie locale"
    assert queries.in_force().by_code["D1.1"].title == said
    assert set(letters()) >= {author.email, colleague.email}
    assert len(letters()) == len(set(letters()))

    actions.publish(db.session.get_one(Edition, draft_id), now(), by_id=animator.id)
    db.session.commit()
    page = visitor.sign_in(colleague).open("/referentiel/propositions?miennes=1")
    number = queries.in_force().number
    assert f"Dans l’édition {number}" in page.texts("#results .row .badge")
    assert f"édition {number}" in visitor.open(proposal.address).text(".notice")


# ---- who may


def test_its_author_and_their_colleagues_never_decide(edition: Edition, visitor: Visitor) -> None:
    author = an_animator()
    proposal = a_proposal(author)
    hear_the_colleges(proposal)
    colleague = an_animator(organization=author.organization)

    for member in (author, colleague, an_animator("44"), MemberFactory()):
        page = visitor.sign_in(member).open(proposal.address)
        assert not page.select(DECISION)
        token = page.answers(page.form("form[action$=avis]"))["csrf_token"]
        answer = visitor.client.post(f"{proposal.address}/decision", data={"csrf_token": token, "accepter": "1", "decision": "Oui."})  # fmt: skip
        assert answer.status_code == 403


def test_newcomers_do_not_read_what_is_discussed(edition: Edition, visitor: Visitor) -> None:
    from tests.members.factories import a_newcomer

    proposal = a_proposal()
    visitor.sign_in(a_newcomer())

    visitor.open(proposal.address, status=403)
    visitor.open("/referentiel/propositions", status=403)
    assert "Proposer une modification" not in visitor.open("/referentiel/D1.1").text("main")


# ---- positions


def test_each_organization_has_one_position_that_its_people_may_change(
    edition: Edition, visitor: Visitor
) -> None:
    proposal = a_proposal()
    agency = OrganizationFactory(kind=Kind.AGENCY)
    first, second = (MemberFactory(organization=agency) for _ in range(2))
    page = visitor.sign_in(first).open(proposal.address)
    visitor.send(page, form=OPINION, position="against", reason="Trop vague.")

    page = visitor.sign_in(second).open(proposal.address)
    assert page.answers(page.form(OPINION))["reason"] == ["Trop vague."]
    page = visitor.send(page, form=OPINION, position="for", reason="Après échange, oui.")

    [opinion] = every(select(Opinion))
    db.session.refresh(opinion)
    assert (opinion.position, opinion.member_id) == (Position.FOR, second.id)
    assert second.name in page.text(".opinion-who")


def test_a_colleague_s_position_is_not_written_over_unread(
    edition: Edition, visitor: Visitor
) -> None:
    proposal = a_proposal()
    agency = OrganizationFactory(kind=Kind.AGENCY)
    first, second = (MemberFactory(organization=agency) for _ in range(2))
    page = visitor.sign_in(first).open(proposal.address)
    theirs = {"seen": proposal.version, "known": None}
    actions.take_position(proposal, second, Position.AGAINST, "Non.", now(), **theirs)  # type: ignore[arg-type]
    db.session.commit()

    page = visitor.send(page, 409, form=OPINION, position="for", reason="Un long argument.")

    assert f"{second.name} a donné la position" in page.text(".notice[data-tone=bad]")
    assert page.answers(page.form(OPINION))["reason"] == ["Un long argument."]
    page = visitor.send(page, form=OPINION)
    [opinion] = every(select(Opinion))
    db.session.refresh(opinion)
    assert opinion.position is Position.FOR
    with pytest.raises(OpinionMovedOn):
        actions.take_position(proposal, first, Position.FOR, "…", now(), seen=proposal.version, known=None)  # fmt: skip


def test_a_position_says_why_and_comes_before_the_decision(
    edition: Edition, visitor: Visitor
) -> None:
    proposal, member = a_proposal(), MemberFactory()
    page = visitor.sign_in(member).open(proposal.address)

    refused = visitor.send(page, 422, form=OPINION, position="for", reason=" ")
    assert "Dites pourquoi" in refused.text(".opinions .error-summary")
    refused = visitor.send(page, 422, form=OPINION, reason="Une raison sans position.")
    assert refused.answers(refused.form(OPINION))["reason"] == ["Une raison sans position."]

    accepted(proposal)
    late = {"position": "for", "reason": "Trop tard ?"}
    visitor.send(page, 403, form=OPINION, **late)
    with pytest.raises(ProposalMovedOn):
        actions.take_position(proposal, member, Position.FOR, "…", now(), seen=proposal.version, known=None)  # fmt: skip


def test_whoever_belongs_to_no_college_is_read_and_not_counted(
    edition: Edition, visitor: Visitor
) -> None:
    proposal = a_proposal()
    member = says_its_position(proposal, Kind.FEDERATION)

    page = visitor.sign_in(member).open(proposal.address)

    assert page.texts(".opinion strong") == [member.organization.name]
    assert "0 collège" in page.text(".poll .badge")
    assert "aucun des quatre collèges" in page.text(".opinions")


# ---- quorum and decision


def test_a_change_of_substance_waits_for_its_colleges(edition: Edition, visitor: Visitor) -> None:
    proposal = a_proposal()
    visitor.sign_in(an_animator())
    for kind in COLLEGES[:2]:
        says_its_position(proposal, kind)

    page = decide(visitor.open(proposal.address), visitor, status=422)
    assert "les collèges ne portent pas" in page.text(".decision .error-summary")
    assert "Les avis concordent" in page.answers(page.form(DECISION))["decision"][0]
    assert "Il manque l’avis des agences, des formateurs" in page.text(".decision .notice")

    says_its_position(proposal, COLLEGES[2])
    decide(visitor.open(proposal.address), visitor)
    db.session.expire_all()
    assert proposal.state is ProposalState.ACCEPTED


def test_three_colleges_against_do_not_carry_it(edition: Edition, visitor: Visitor) -> None:
    proposal = a_proposal()
    hear_the_colleges(proposal, Position.AGAINST)
    visitor.sign_in(an_animator())

    decide(visitor.open(proposal.address), visitor, status=422)
    page = decide(visitor.open(proposal.address), visitor, "refuser")

    assert "Refusée par" in page.text(".notice-title")


def test_once_the_consultation_is_over_one_decides_with_what_was_said(
    edition: Edition, visitor: Visitor
) -> None:
    proposal = a_proposal(at=now() - CONSULTATION - timedelta(days=1))
    visitor.sign_in(an_animator())

    assert "Décider de la proposition" in visitor.open("/").text(".todo")
    decide(visitor.open(proposal.address), visitor)

    db.session.expire_all()
    assert proposal.state is ProposalState.ACCEPTED


def test_a_decision_is_written(edition: Edition, visitor: Visitor) -> None:
    proposal = a_proposal()
    hear_the_colleges(proposal)
    page = visitor.sign_in(an_animator()).open(proposal.address)

    page = visitor.send(page, 422, form=DECISION, press="refuser", decision=" ")

    assert "Écrivez la décision" in page.text(".decision .error-summary")


def test_of_two_animators_the_first_decides_and_the_second_is_told(
    edition: Edition, visitor: Visitor
) -> None:
    proposal = a_proposal()
    page = visitor.sign_in(an_animator()).open(proposal.address)
    accepted(proposal, an_animator(name="Sacha Rapide"))

    page = decide(page, visitor, "refuser", status=409)

    assert "Sacha Rapide a accepté cette proposition" in page.text(".notice[data-tone=bad]")
    assert "Les avis concordent" in page.text(".notice[data-tone=bad]")
    db.session.expire_all()
    assert proposal.state is ProposalState.ACCEPTED


def test_one_decides_on_the_words_one_read(edition: Edition, visitor: Visitor) -> None:
    author = MemberFactory()
    proposal = a_proposal(author)
    hear_the_colleges(proposal)
    animator = an_animator()
    page = visitor.sign_in(animator).open(proposal.address)
    visitor.sign_in(author)
    mine = visitor.open(f"{proposal.address}/reprise")
    visitor.send(mine, title="Encore un autre intitulé", press="keep")

    page = decide(page, visitor.sign_in(animator), status=409)

    assert "a repris le texte de cette proposition" in page.text(".notice[data-tone=bad]")
    db.session.expire_all()
    assert proposal.state is ProposalState.OPEN


# ---- form and substance


def a_bold_change_of_form() -> Proposal:
    return a_proposal(nature=Nature.EDITORIAL, title="Tout autre chose à lire")


def test_a_change_of_form_that_rewrites_much_is_read_by_two(
    edition: Edition, visitor: Visitor
) -> None:
    proposal = a_bold_change_of_form()
    decider = an_animator()
    page = decide(visitor.sign_in(decider).open(proposal.address), visitor, status=422)
    assert "deux relecteurs" in page.text(".decision .error-summary")

    page = visitor.send(visitor.open(proposal.address), form=CHECK)
    assert "1 lecture sur 2 le confirme :" in page.text(".decision")
    visitor.sign_in(an_animator("44"))
    page = visitor.send(visitor.open(proposal.address), form=CHECK)
    assert "2 lectures sur 2 le confirment" in page.text(".decision")

    assert len(every(select(ProposalCheck))) == 2
    decide(visitor.sign_in(decider).open(proposal.address), visitor)
    db.session.expire_all()
    assert proposal.state is ProposalState.ACCEPTED


def test_the_same_reader_counts_once(edition: Edition) -> None:
    proposal, reader = a_bold_change_of_form(), an_animator()

    for _ in range(2):
        actions.confirm_form(proposal, reader, now())
        db.session.commit()

    assert len(proposal.checks) == 1


def test_a_small_change_of_form_needs_nobody_else(edition: Edition, visitor: Visitor) -> None:
    title = "Diagnostiquer le tissu économique du territoire"
    proposal = a_proposal(nature=Nature.EDITORIAL, title=title)

    decide(visitor.sign_in(an_animator()).open(proposal.address), visitor)

    db.session.expire_all()
    assert proposal.state is ProposalState.ACCEPTED


def test_a_reader_may_say_that_it_is_one_of_substance(edition: Edition, visitor: Visitor) -> None:
    proposal = a_bold_change_of_form()
    page = visitor.sign_in(an_animator()).open(proposal.address)

    page = visitor.send(page, form=".decision-checks form:has([name=fond])")

    assert "Il manque l’avis" in page.text(".decision .notice")
    db.session.expire_all()
    assert proposal.nature is Nature.SUBSTANTIVE


def test_a_change_found_of_substance_at_the_end_is_still_put_to_the_colleges(
    edition: Edition, visitor: Visitor
) -> None:
    proposal = a_bold_change_of_form()
    proposal.closes_at = now() - timedelta(days=1)
    db.session.commit()
    page = visitor.sign_in(an_animator()).open(proposal.address)

    page = visitor.send(page, form=".decision-checks form:has([name=fond])")

    page = decide(page, visitor, status=422)
    assert "les collèges ne portent pas" in page.text(".decision .error-summary")


def test_what_a_colleague_of_today_proposed_does_not_await_an_animator(edition: Edition) -> None:
    author, animator = MemberFactory(), an_animator()
    proposal = a_proposal(author)
    assert proposal.closes_at == end_of_day(today() + CONSULTATION)
    later = now() + CONSULTATION + timedelta(days=1)
    for closes_at in (later, later - timedelta(days=1)):  # opened when the hour counted still
        proposal.closes_at = closes_at
        waits = closes_at < end_of_day(in_paris(later).date() - timedelta(days=1))
        assert every(queries.proposals_awaiting(animator, later)) == [proposal] * waits
        assert actions.can_be_accepted(proposal, later) is waits

    author.membership.organization_id = animator.organization_id
    db.session.commit()

    assert not policy.may_decide(animator, proposal)
    assert every(queries.proposals_awaiting(animator, later)) == []


def test_those_who_took_part_are_told_when_the_words_are_others(
    edition: Edition, visitor: Visitor
) -> None:
    author = MemberFactory()
    proposal = a_proposal(author)
    voter = says_its_position(proposal, Kind.CCI)
    page = visitor.sign_in(author).open(f"{proposal.address}/reprise")

    visitor.send(page, title="Encore un autre intitulé")

    [letter] = every(select(Letter))
    assert letter.recipient == voter.email
    assert "ne comptent plus" in letter.body


# ---- letters


def test_the_author_and_those_who_took_part_are_told_once(
    edition: Edition, visitor: Visitor
) -> None:
    author = MemberFactory()
    proposal = a_proposal(author)
    reader = MemberFactory()
    page = visitor.sign_in(reader).open(proposal.address)
    for body in ("Une remarque.", "Une autre."):
        page = visitor.send(page, form=REMARK, body=body)
    voter = says_its_position(proposal, Kind.CCI)

    page = visitor.sign_in(an_animator()).open(proposal.address)
    decide(page, visitor, "refuser")

    assert sorted(letters()) == sorted([author.email, reader.email, voter.email])
    [told] = every(select(Letter).where(Letter.recipient == author.email))
    assert told.subject == "Refusée : Modifier D1.1 Diagnostiquer le tissu économique"
    assert "Les avis concordent" in told.body


# ---- discussion


def test_a_remark_is_written_and_an_animator_may_hide_it(
    edition: Edition, visitor: Visitor
) -> None:
    proposal = a_proposal()
    page = visitor.sign_in(MemberFactory()).open(proposal.address)
    assert "Écrivez votre remarque" in visitor.send(page, 422, form=REMARK, body=" ").text(".discussion .error-summary")  # fmt: skip
    page = visitor.send(page, form=REMARK, body="Un mot <script>de trop</script>")
    assert not page.select(".remark script, form[action$=masquer]")

    anywhere = an_animator("53", name="Alix Animatrice")  # the referential is of no region
    page = visitor.sign_in(anywhere).open(proposal.address)
    page = visitor.send(page, form="form[action$=masquer]")
    assert "masquée par Alix Animatrice" in page.text(".remark-hidden")
    assert "de trop" not in page.text(".discussion")
    page = visitor.send(page, form="form[action$=montrer]")
    assert "de trop" in page.text(".remark .prose")


def test_one_answers_a_remark_of_this_proposal_only(edition: Edition, visitor: Visitor) -> None:
    proposal, other = a_proposal(), a_proposal(about="D1.2")
    visitor.sign_in(MemberFactory())
    visitor.send(visitor.open(other.address), form=REMARK, body="Ailleurs.")
    page = visitor.send(visitor.open(proposal.address), form=REMARK, body="Ici.")
    [elsewhere, _] = every(select(Comment).order_by(Comment.id))

    for forged in (elsewhere.id, "99999", "zéro"):
        page = visitor.send(page, 409, form=".reply form", answers=forged, body="Une réponse.")
        assert page.answers(page.form(REMARK))["body"] == ["Une réponse."]


# ---- the list


def test_the_list_is_narrowed_and_counted(edition: Edition, visitor: Visitor) -> None:
    mine = MemberFactory()
    a_proposal(mine)
    voted = a_proposal(about="D2.1", title="Élaborer des programmes et des projets")
    hear_the_colleges(voted)
    a_proposal(about="D1.2", operation=Operation.RETIRE, successor="")
    visitor.sign_in(mine)

    def rows(query: str) -> list[str]:
        return visitor.open(f"/referentiel/propositions?{query}").texts("#results .row h3")

    page = visitor.open("/referentiel/propositions")
    assert page.text("#results-count") == "3 propositions"
    assert rows("domaine=D2") == rows("quorum=atteint") == ["Modifier D2.1 Élaborer des programmes"]
    assert rows("operation=retirer") == ["Retirer D1.2 Organiser une veille"]
    assert rows("miennes=1") == ["Modifier D1.1 Diagnostiquer le tissu économique"]
    assert rows("etat=refusee") == []
    assert (
        "Aucune proposition sur ce domaine" in visitor.open("/referentiel/D1/propositions").text()
    )
    narrowed = visitor.open("/referentiel/propositions?domaine=D1")
    assert narrowed.texts("label:has(#facet-operation-retirer) .facet-count") == ["1 résultat"]
    assert narrowed.texts("label:has(#facet-domaine-D2) .facet-count") == ["1 résultat"]
    odd = visitor.open("/referentiel/propositions?etat=mars&operation=voler&page=0")
    assert "Filtre ignoré" in odd.text("#results")
    part = visitor.open("/referentiel/propositions?domaine=D2", into="results")
    assert part.texts(".row h3") == ["Modifier D2.1 Élaborer des programmes"]


def test_the_pages_ask_little_of_the_database_however_much_was_said(
    edition: Edition, visitor: Visitor
) -> None:
    proposal, member = a_proposal(), MemberFactory()
    visitor.sign_in(member)

    def statements(url: str) -> int:
        visitor.open(url)
        with counted() as asked:
            visitor.open(url)
        return len(asked)

    few = [statements(url) for url in (proposal.address, "/referentiel/propositions")]
    for _ in range(3):
        hear_the_colleges(proposal)
        a_proposal(about="D1.2", title=f"Un intitulé {_}")
        visitor.send(visitor.open(proposal.address), form=REMARK, body="Une remarque.")
    many = [statements(url) for url in (proposal.address, "/referentiel/propositions")]

    assert many == few
    assert few[0] <= 16 and few[1] <= 10


def test_the_page_of_an_item_shows_what_is_discussed(edition: Edition, visitor: Visitor) -> None:
    proposal = a_proposal()

    assert "en discute" not in visitor.open("/referentiel/D1.1").text("main")
    page = visitor.sign_in(MemberFactory()).open("/referentiel/D1.1")
    [held] = page.soup.select("#discussed")
    assert held["hx-get"] == page.link("Voir les propositions sur cette compétence")

    page.swap("#discussed", visitor.open(str(held["hx-get"]), into="discussed"))
    assert page.link("Modifier D1.1") == proposal.address
    assert "En discussion" in page.text(".item-proposals .badge")
    assert visitor.open(str(held["hx-get"])).link("Modifier D1.1") == proposal.address


def test_use_suggests_to_animators_what_many_find_unfit(edition: Edition, visitor: Visitor) -> None:
    people = [MemberFactory() for _ in range(10)]
    for number, member in enumerate(people):
        says(member, "D1.1", None if number < 2 else 2)
        says(member, "D1.2", None if number < 1 else 2)
    for member in people[:9]:
        says(member, "D2.1", None)

    page = visitor.sign_in(an_animator()).open("/referentiel/propositions")

    [line] = page.texts(".notice li")
    assert line.endswith("2 « sans objet » sur 10 réponses") and "D1.1" in line
    assert visitor.sign_in(people[0]).open("/referentiel/propositions").texts(".notice") == []
    takes_back(people[0], "D1.1")
    assert queries.found_unfit() == []


# ---- two proposals on one item


def test_the_second_of_two_proposals_sees_what_the_first_changed(
    edition: Edition, visitor: Visitor
) -> None:
    author = MemberFactory()
    first = a_proposal(title="Observer l’économie", synonyms=["diagnostic"])
    second = a_proposal(author, title="Lire l’économie")
    for proposal in (first, second):
        accepted(proposal)
    draft = an_open_draft()
    applied(first, draft)

    visitor.sign_in(an_animator())
    page = visitor.send(visitor.open(second.address), 409, form="form[action$=application]")

    [title, synonyms] = page.soup.select(".threefold > li")
    assert title.has_attr("data-contested") and not synonyms.has_attr("data-contested")
    assert page.texts(".threefold > li:first-child dd") == [
        "Diagnostiquer le tissu économique",
        "Observer l’économie",
        "Lire l’économie",
    ]
    db.session.expire_all()
    assert second.state is ProposalState.ACCEPTED
    assert second.payload == {"title": "Lire l’économie"}
    assert queries.catalogue_of(draft.id).by_code["D1.1"].title == "Observer l’économie"

    visitor.sign_in(author)
    page = visitor.open(visitor.open(second.address).link("Reprendre sur le texte actuel"))
    answers = page.answers(page.form())
    assert (answers["title"], answers["synonyms"]) == (["Lire l’économie"], ["diagnostic"])
    visitor.send(page, press="keep")
    db.session.expire_all()
    assert second.state is ProposalState.ACCEPTED  # the same words, on the present text
    applied(second, draft)
    item = queries.catalogue_of(draft.id).by_code["D1.1"]
    assert item.title == "Lire l’économie"
    assert queries.catalogue_of(draft.id).sheets[item.competency_id].synonyms == ["diagnostic"]


def test_it_is_not_accepted_either_before_it_is_put_back(
    edition: Edition, visitor: Visitor
) -> None:
    draft = an_open_draft()
    second = a_proposal(title="Lire l’économie")
    hear_the_colleges(second)
    applied(accepted(a_proposal(title="Observer l’économie")), draft)
    visitor.sign_in(an_animator())

    page = decide(visitor.open(second.address), visitor, status=409)

    assert page.select(".threefold [data-contested]")
    assert "Les avis concordent" in page.answers(page.form(DECISION))["decision"][0]
    db.session.expire_all()
    assert second.state is ProposalState.OPEN


def test_other_words_are_discussed_again(edition: Edition, visitor: Visitor) -> None:
    author = MemberFactory()
    proposal = a_proposal(author)
    visitor.sign_in(author)
    hear_the_colleges(proposal)

    page = visitor.open(f"{proposal.address}/reprise")
    page = visitor.send(page, title="Un tout autre intitulé", press="keep")

    assert "0 collège" in page.text(".poll .badge")
    assert len(page.texts(".opinion")) == 4
    assert "avant que le texte soit repris" in page.texts(".opinion-who")[0]
    db.session.expire_all()
    assert proposal.payload == {"title": "Un tout autre intitulé"}


def test_a_page_leads_to_rewording_where_there_is_a_reason(edition: Edition) -> None:
    author, animator = MemberFactory(), an_animator()
    found = a_proposal(author)

    def led(member: Member, *, has_moved: bool) -> bool:
        return policy.is_led_to_reword(member, found, has_moved=has_moved)

    assert led(author, has_moved=False) and led(animator, has_moved=True)
    assert not led(animator, has_moved=False) and not led(MemberFactory(), has_moved=True)
    accepted(found)
    assert not led(author, has_moved=False) and led(author, has_moved=True)


def test_what_left_the_text_leaves_its_proposals_without_an_item(
    edition: Edition, visitor: Visitor
) -> None:
    draft = an_open_draft()
    orphan = a_proposal(title="Lire l’économie")
    gone = a_proposal(operation=Operation.RETIRE, successor="")
    applied(accepted(gone), draft)

    page = visitor.sign_in(orphan.author).open(orphan.address)

    assert "a quitté le texte" in page.text(".notice")
    assert "Reprendre sur" not in page.text("main")
    visitor.open(f"{orphan.address}/reprise", status=409)


def test_nothing_is_applied_without_a_draft(edition: Edition, visitor: Visitor) -> None:
    proposal = accepted(a_proposal())
    page = visitor.sign_in(an_animator()).open(proposal.address)
    assert page.link("Ouvrir d’abord un brouillon") == "/referentiel/brouillon"
    assert not page.select("form[action$=application]")

    draft = an_open_draft()
    page = visitor.open(proposal.address)
    actions.abandon(draft)
    db.session.commit()
    page = visitor.send(page, 409, form="form[action$=application]")

    assert "Aucune édition n’est en préparation" in page.text("main")
    db.session.expire_all()
    assert proposal.state is ProposalState.ACCEPTED


def test_a_form_without_the_numbers_that_its_page_hides_is_answered(
    edition: Edition, visitor: Visitor
) -> None:
    author: Member = MemberFactory()
    address = f"{a_proposal(author).address}/reprise"
    page = visitor.sign_in(author).open(address)
    said = page.answers(page.form())
    assert said.pop("seen") and said.pop("read")
    answer = visitor.client.post(address, data=said)
    assert (answer.status_code, answer.location) == (302, address.removesuffix("/reprise"))
