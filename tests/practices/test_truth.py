"""Staying true: letters at their day, links that need no account, contacts who leave, what readers report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from intranet.competencies.models import Edition
from intranet.discussions.models import CommentKind
from intranet.kit import links
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.actions import leave
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Organization
from intranet.practices import actions, queries
from intranet.practices.commands import see_to_duties
from intranet.practices.models import (
    EVIDENCE_LABELS,
    Evidence,
    Practice,
    PracticeReport,
    ReportReason,
    ReuseStage,
)
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.practices.factories import (
    BEGUN,
    a_draft,
    a_published,
    a_starting_sheet,
    a_submitted,
    an_author,
)
from tests.visitor import Page, Visitor

DUE = datetime(2027, 3, 2, 9, tzinfo=UTC)


def letters_to(member: Member) -> list[Letter]:
    db.session.expire_all()
    return every(select(Letter).where(Letter.recipient == member.email).order_by(Letter.id))


def asking(member: Member) -> list[str]:
    return [found.key for found in letters_to(member) if found.key.startswith("practice-verify")]


def days(count: int) -> datetime:
    return DUE + timedelta(days=count)


def test_letters_leave_two_weeks_before_the_day_and_a_month_after(practice: Practice) -> None:
    referent = MemberFactory(organization=practice.owner)
    referent.membership.is_referent = True
    db.session.commit()

    told = []
    for at in (days(-15), days(-14), days(-13), days(0), days(3), days(30), days(90)):
        see_to_duties(at)
        told.append((len(asking(practice.contact)), len(asking(referent))))

    assert told == [(0, 0), (1, 0), (1, 0), (2, 0), (2, 0), (3, 1), (3, 1)]


def test_a_missed_run_loses_nothing_and_tells_only_the_last(practice: Practice) -> None:
    see_to_duties(days(45))
    see_to_duties(days(46))

    [letter] = letters_to(practice.contact)[-1:]
    assert len(asking(practice.contact)) == 1
    assert letter.subject == "Toujours sans réponse : la fiche est-elle exacte ?"
    assert "/pratiques/exactitude/" in str(letter.secret_link)


def link_of(practice: Practice) -> str:
    return f"/pratiques/exactitude/{links.signed(actions.EXACT, practice.id, practice.contact_id)}"


def test_a_link_answers_without_an_account_and_opening_it_changes_nothing(
    visitor: Visitor, practice: Practice
) -> None:
    with time_machine.travel(DUE):
        page = visitor.open(link_of(practice))
        db.session.expire_all()
        assert practice.verified_on == date(2026, 3, 2)

        for _ in range(2):  # the second changes nothing
            done = visitor.send(page, answer="exact")
            assert "notée exacte à ce jour" in done.text("main")

    db.session.expire_all()
    assert practice.verified_on == date(2027, 3, 2)
    assert practice.verify_on == date(2028, 3, 2)
    assert practice.verified_by_id == practice.contact_id
    assert len(practice.versions) == 1


def test_to_correct_makes_it_due_at_once_and_keeps_the_words(
    visitor: Visitor, practice: Practice
) -> None:
    with time_machine.travel(days(-100)):
        page = visitor.open(link_of(practice))
        visitor.send(page, answer="correct", text="Le montant a changé.")

    db.session.expire_all()
    assert practice.verify_on == days(-100).date()
    [said] = every(queries.open_reports(practice))
    assert said.text == "Le montant a changé."


def test_no_longer_current_archives_it_and_its_owner_may_bring_it_back(
    visitor: Visitor, practice: Practice
) -> None:
    author = practice.author
    with time_machine.travel(DUE):
        visitor.send(visitor.open(link_of(practice)), answer="over")
        assert visitor.open("/pratiques").texts("article h3") == []
        page = visitor.open(f"/pratiques/{practice.slug}")
        assert "Archivée" in page.text(".page-state")

        page = visitor.sign_in(author).open(f"/pratiques/{practice.slug}")
        told = visitor.open(f"/pratiques/{practice.slug}/modifier")
        assert (told.url, "Archivée" in told.text(".page-state")) == (practice.address, True)
        visitor.send(page, form="form[action$=archivage]")
        assert visitor.open("/pratiques").texts("article h3") == [practice.title]


def test_a_link_is_refused_to_whoever_left_and_to_whoever_forged_it(
    visitor: Visitor, practice: Practice
) -> None:
    stranger = MemberFactory()
    word = links.signed(actions.EXACT, practice.id, stranger.id)

    visitor.open(f"/pratiques/exactitude/{word}", status=404)
    visitor.open("/pratiques/exactitude/n-importe-quoi", status=404)


@pytest.mark.parametrize(
    ("after", "label"), [(-1, ""), (0, "À vérifier"), (60, "Périmée"), (180, "Très ancienne")]
)
def test_its_page_says_how_old_it_is(
    visitor: Visitor, practice: Practice, after: int, label: str
) -> None:
    with time_machine.travel(days(after)):
        page = visitor.open(f"/pratiques/{practice.slug}")

    state = page.text(".page-state")
    assert label in state if label else "Vérifiée le" in state
    assert bool(page.texts(".notice-title")) is (after >= 60)


def test_a_contact_who_leaves_is_told_to_the_referent_then_to_the_animators(
    visitor: Visitor, practice: Practice
) -> None:
    referent = MemberFactory(organization=practice.owner)
    referent.membership.is_referent = True
    animator = an_animator("44")
    leave(practice.contact.membership, BEGUN + timedelta(days=10))
    db.session.commit()
    at = BEGUN + timedelta(days=11)

    def told(member: Member) -> int:
        return sum(found.key.startswith("practice-orphan") for found in letters_to(member))

    see_to_duties(at)
    see_to_duties(at + timedelta(days=5))
    assert (told(referent), told(animator)) == (1, 0)
    see_to_duties(at + timedelta(days=30))
    see_to_duties(at + timedelta(days=31))
    assert (told(referent), told(animator)) == (1, 1)

    with time_machine.travel(at + timedelta(days=31)):
        page = visitor.sign_in(referent).open("/")
        page = visitor.open(page.link("Trouver qui répond de la fiche"))
        visitor.send(page, contact=str(referent.id))
        see_to_duties(at + timedelta(days=32))
        assert "Trouver qui répond" not in visitor.open("/").text("main")
    db.session.expire_all()
    assert practice.contact_id == referent.id
    assert practice.orphaned_on is None
    assert practice.verified_on == BEGUN.date()
    assert len(practice.versions) == 1


def reported(visitor: Visitor, practice: Practice, by: Member, reason: str) -> Page:
    page = visitor.sign_in(by).open(f"/pratiques/{practice.slug}")
    page = visitor.open(page.link("Signaler un problème"))
    return visitor.send(page, reason=reason, text="Vu sur place.")


def test_two_readers_who_find_it_stale_make_it_to_verify_now(
    visitor: Visitor, practice: Practice
) -> None:
    first, second = MemberFactory(), MemberFactory()
    with time_machine.travel(days(-200)):
        reported(visitor, practice, first, "stale")
        page = reported(visitor, practice, first, "stale")
        assert "Vous l’aviez déjà signalé" in page.text("[role=status]")
        db.session.expire_all()
        assert practice.verify_on == DUE.date()

        reported(visitor, practice, second, "stale")
        db.session.expire_all()
        assert practice.verify_on == days(-200).date()
        assert len(every(queries.open_reports(practice))) == 2

        visitor.sign_in(practice.author)
        page = visitor.open(f"/pratiques/{practice.slug}")
        visitor.send(page, form="form[action$=verification]")
        assert every(queries.open_reports(practice)) == []


def test_other_reasons_are_told_and_seen_to(visitor: Visitor, practice: Practice) -> None:
    with time_machine.travel(days(-200)):
        reported(visitor, practice, MemberFactory(), "dead_link")
        assert "Un lien ne mène plus nulle part" in letters_to(practice.contact)[-1].body

        page = visitor.sign_in(practice.author).open("/")
        page = visitor.open(page.link("Répondre au signalement"))
        assert "Vu sur place." in page.text("main")
        name = page.first("main textarea").attrib["name"]
        visitor.send(page, **{str(name): "Le lien est remplacé."})

    found = db.session.scalars(select(PracticeReport)).one()
    assert found.reason is ReportReason.DEAD_LINK
    assert found.closed_by_id == practice.author_id
    assert found.answer == "Le lien est remplacé."


def test_a_draft_left_a_month_is_reminded_once_then_offered_to_the_structure() -> None:
    author = an_author()
    referent = MemberFactory(organization=author.organization)
    referent.membership.is_referent = True
    with time_machine.travel(BEGUN):
        draft = a_draft(author)

    def told(member: Member) -> int:
        return sum(found.key.startswith("practice-draft") for found in letters_to(member))

    for count in (29, 30, 31, 100):
        see_to_duties(BEGUN + timedelta(days=count))
    assert (told(author), told(referent)) == (1, 0)
    for count in (180, 181):
        see_to_duties(BEGUN + timedelta(days=count))
    assert (told(author), told(referent)) == (1, 1)

    actions.save(
        draft, draft.working.sheet, author, BEGUN + timedelta(days=190), lock=draft.lock_version
    )
    db.session.commit()
    see_to_duties(BEGUN + timedelta(days=191))
    assert (told(author), told(referent)) == (1, 1)


def a_referent(organization: Organization) -> Member:
    member = MemberFactory(organization=organization)
    member.membership.is_referent = True
    db.session.commit()
    return member


def test_a_sheet_passes_to_another_structure_when_both_referents_agree(
    visitor: Visitor, edition: Edition
) -> None:
    practice, other = a_published(edition), OrganizationFactory(name="Agglomération des Lacs")
    giver, taker = a_referent(practice.owner), a_referent(other)
    page = visitor.sign_in(giver).open(f"/pratiques/{practice.slug}")
    page = visitor.open(page.link("Changer qui répond de la fiche"))
    page = visitor.open(page.link("Transférer à une autre structure"))

    page = visitor.send(page, 422, organization="Personne")
    assert "Aucune structure n’a ce nom" in page.text("#organization-error")
    page = visitor.send(page, organization="agglomeration des lacs")
    db.session.expire_all()
    assert practice.owner_id == giver.organization_id

    page = visitor.sign_in(taker).open("/")
    page = visitor.open(page.link("vous est proposée"))
    visitor.send(page, press="accept")

    db.session.expire_all()
    assert practice.owner_id == other.id
    assert practice.contact_id == taker.id
    for told in (giver, practice.author):  # whoever offered it, and whoever was its contact
        assert "Agglomération des Lacs a accepté" in letters_to(told)[-1].body
    visitor.open(f"/pratiques/{practice.slug}/modifier")
    visitor.sign_in(giver).open(f"/pratiques/{practice.slug}/modifier", status=403)


def test_a_transfer_waits_for_the_revision_under_way_and_may_be_refused(
    visitor: Visitor, edition: Edition
) -> None:
    practice, other = a_published(edition), OrganizationFactory(name="Agglomération des Lacs")
    giver, taker = a_referent(practice.owner), a_referent(other)
    page = visitor.sign_in(giver).open(f"/pratiques/{practice.slug}/transfert")
    visitor.send(page, organization=other.name)
    sheet = practice.published.sheet
    sheet.context = "Secret de fabrication"
    actions.save(practice, sheet, giver, BEGUN, lock=practice.lock_version)
    db.session.commit()

    page = visitor.sign_in(taker).open(f"/pratiques/{practice.slug}/transfert")
    assert "Secret" not in visitor.send(page, 409, press="accept").html
    visitor.send(page, press="refuse")

    db.session.expire_all()
    assert practice.owner_id == giver.organization_id
    assert letters_to(giver)[-1].subject.startswith("Non reprise")
    late = visitor.open(f"/pratiques/{practice.slug}/transfert")  # by the link of the letter
    assert "n’est plus proposée à votre structure" in late.text()
    visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}/transfert", status=403)


def test_only_referents_hand_a_sheet_over(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    referent = a_referent(practice.owner)
    visitor.sign_in(practice.author).open(f"/pratiques/{practice.slug}/transfert", status=403)
    told = visitor.open(f"/pratiques/{practice.slug}/contact")
    assert f"{referent.name} peut la transférer" in told.text("main")


def test_where_no_referent_was_named_whoever_came_first_hands_over_and_takes(
    visitor: Visitor, edition: Edition
) -> None:
    practice, taker = a_published(edition), MemberFactory()
    visitor.sign_in(practice.author)
    page = visitor.open(f"/pratiques/{practice.slug}/contact")
    page = visitor.open(page.link("Transférer à une autre structure"))
    visitor.send(page, organization=taker.organization.name)
    [letter] = letters_to(taker)
    assert f"/pratiques/{practice.slug}/transfert" in letter.body

    page = visitor.sign_in(taker).open("/")
    visitor.send(visitor.open(page.link("vous est proposée")), press="accept")

    db.session.expire_all()
    assert (practice.owner_id, practice.contact_id) == (taker.organization_id, taker.id)


def test_a_reader_says_which_links_are_dead(visitor: Visitor, edition: Edition) -> None:
    sources = [
        {"title": "Le bilan", "url": "https://bilan.example/2025", "date": ""},
        {"title": "Le vote", "url": "https://vote.example", "date": ""},
    ]
    practice = a_published(edition, sources=sources)
    page = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}/signalement")

    visitor.send(
        page, form="main form", reason="dead_link", links=["https://vote.example"], text="404"
    )

    [report] = db.session.query(PracticeReport)
    assert report.text == "https://vote.example\n404"
    visitor.send(page, 422, form="main form", reason="dead_link", links=["https://interne.example"])


def test_whoever_verifies_is_shown_the_links_to_open(visitor: Visitor, edition: Edition) -> None:
    link = {"title": "Le bilan", "url": "https://bilan.example/2025", "date": ""}
    practice = a_published(edition, sources=[link])
    word = links.signed(actions.EXACT, practice.id, practice.contact_id)

    page = visitor.open(f"/pratiques/exactitude/{word}")

    assert page.link("Le bilan") == "https://bilan.example/2025"


def test_a_sheet_that_is_verified_less_often_is_told_of_again_at_its_new_day(
    visitor: Visitor, practice: Practice
) -> None:
    see_to_duties(days(30))
    assert len(asking(practice.contact)) == 1
    with time_machine.travel(days(31)):
        page = visitor.sign_in(practice.author).open(f"/pratiques/{practice.slug}/contact")
        visitor.send(page, review_cycle="24")

    see_to_duties(days(365))

    assert len(asking(practice.contact)) == 2


def test_archived_twice_at_once_a_sheet_stays_archived(
    visitor: Visitor, practice: Practice
) -> None:
    page = visitor.sign_in(practice.author).open(f"/pratiques/{practice.slug}")

    for _ in range(2):
        visitor.send(page, form="form[action$=archivage]")

    db.session.expire_all()
    assert practice.archived_on


def test_whoever_works_elsewhere_now_is_neither_shown_nor_written_to_of_a_sheet_they_left(
    visitor: Visitor, edition: Edition
) -> None:
    gone = an_author()
    practice = a_published(edition, gone)
    stays = a_referent(practice.owner)
    with time_machine.travel(BEGUN):
        draft = a_draft(gone)
    leave(gone.membership, BEGUN)
    db.session.add(
        Membership(
            member=gone,
            organization=OrganizationFactory(),
            state=MembershipState.ADMITTED,
            started_on=BEGUN.date(),
        )
    )
    practice.substitute_id = stays.id
    db.session.commit()

    page = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}")
    assert page.text(".contact").startswith(f"Contact {stays.name}")
    assert gone.email not in page.html
    said = {"stage": ReuseStage.DONE, "year": None, "changes": "", "result": ""}
    actions.tell_replication(practice, MemberFactory(), said, BEGUN, lock=0)
    see_to_duties(BEGUN + timedelta(days=40))

    told = next(each for each in letters_to(stays) if "orphan" in each.key)
    assert told.subject == f"Un contact à désigner : {practice.title}"  # somebody still answers
    assert draft.draft_told == 1
    assert [each.key for each in letters_to(gone) if "draft" in each.key] == []
    assert [each.key for each in letters_to(gone) if "reproduced" in each.key] == []
    assert [each.key for each in letters_to(stays) if "reproduced" in each.key]


def test_the_decision_on_a_sheet_is_not_told_to_who_left_its_structure(edition: Edition) -> None:
    review = a_submitted(edition)
    gone, stays = review.practice.author, a_referent(review.practice.owner)
    leave(gone.membership, BEGUN)
    review.practice.contact_id = stays.id
    wrote = a_referent(review.practice.owner)
    review.version.author_id = wrote.id  # the revision that was read, of somebody else’s sheet
    db.session.commit()

    notes = {"context": "Un secret de la structure"}
    actions.ask_corrections(review, an_animator(), BEGUN, text="", notes=notes)
    db.session.commit()

    assert "corrections" in letters_to(stays)[-1].key
    assert "corrections" in letters_to(wrote)[-1].key
    assert not any("corrections" in each.key for each in letters_to(gone))


def test_what_was_asked_of_a_contact_awaits_the_next_one(edition: Edition) -> None:
    practice, other = a_published(edition), OrganizationFactory()
    first, taker = practice.contact, a_referent(other)
    asked = actions.ask(practice, taker, CommentKind.QUESTION, "Combien ?", BEGUN)
    second = MemberFactory(organization=practice.owner)
    db.session.commit()
    assert asked.awaited_id == first.id

    actions.answer_for(
        practice, practice.lock_version, contact_id=second.id, substitute_id=None, review_cycle=12
    )
    db.session.commit()
    assert asked.awaited_id == second.id

    offer = actions.ask_transfer(practice, other, second, BEGUN)
    actions.accept_transfer(offer, taker, BEGUN)
    db.session.commit()
    assert asked.awaited_id is None  # nobody answers their own question
    assert every(queries.open_questions()), "it waits all the same"


def test_whoever_takes_a_sheet_over_does_not_reproduce_their_own(edition: Edition) -> None:
    practice, other = a_published(edition), OrganizationFactory()
    taker, animator = a_referent(other), an_animator()
    said = {"stage": ReuseStage.DONE, "year": None, "changes": "", "result": ""}
    actions.tell_replication(practice, taker, said, BEGUN, lock=0)
    assert practice.evidence_label == EVIDENCE_LABELS[Evidence.REPRODUCED]

    offer = actions.ask_transfer(practice, other, practice.author, BEGUN)
    actions.accept_transfer(offer, taker, BEGUN)
    db.session.commit()

    assert every(queries.replications_of(practice)) == []
    assert practice.evidence == Evidence.MEASURED
    assert queries.figures_of(animator, BEGUN).reused == 0


@pytest.mark.parametrize("who", ["a stranger", "an animator of elsewhere"])
def test_who_neither_owns_nor_animates_it_sees_to_no_report_archives_nor_withdraws_it(
    visitor: Visitor, practice: Practice, who: str
) -> None:
    visitor.sign_in(MemberFactory() if who == "a stranger" else an_animator("53"))
    for page in ("signalements", "retrait"):
        visitor.open(f"{practice.address}/{page}", status=403)
    sheet = visitor.open(practice.address)
    token = {"csrf_token": sheet.first("[name=csrf_token]").get("value")}
    for act in ("archivage", "signalements/1", "retrait"):
        assert visitor.client.post(f"{practice.address}/{act}", data=token).status_code == 403


def test_what_is_not_online_is_not_archived(visitor: Visitor, edition: Edition) -> None:
    draft = a_draft()
    form = visitor.sign_in(draft.author).open(f"{draft.address}/modifier")
    token = {"csrf_token": form.first("[name=csrf_token]").get("value")}
    assert visitor.client.post(f"{draft.address}/archivage", data=token).status_code == 403


def test_nobody_takes_up_a_starting_sheet_that_was_archived(
    visitor: Visitor, edition: Edition
) -> None:
    described = MemberFactory()
    sheet = a_starting_sheet(edition, described.organization)
    actions.archive(sheet, an_animator(), BEGUN)
    db.session.commit()

    page = visitor.sign_in(described).open(f"/pratiques/{sheet.slug}")

    assert page.texts("form[action$=adoption]") == []


def test_a_day_that_passed_is_not_told_to_be_today(practice: Practice) -> None:
    see_to_duties(days(10))

    [letter] = letters_to(practice.contact)[-1:]
    assert letter.subject.startswith("À vérifier")
    assert "était attendue le 2 mars 2027" in " ".join(letter.body.split())
    assert "aujourd’hui" not in letter.body


def test_what_a_structure_archived_is_found_among_its_sheets(
    visitor: Visitor, practice: Practice
) -> None:
    actions.archive(practice, practice.author, BEGUN)
    db.session.commit()

    page = visitor.sign_in(practice.author).open("/pratiques/mes-fiches")
    page = visitor.open(page.link(practice.title))
    visitor.send(page, form="form[action$=archivage]")

    assert visitor.open("/pratiques").texts("article h3") == [practice.title]
