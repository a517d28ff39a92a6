"""Reviewing: who may, what they may decide, and what becomes of the sheet."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from intranet.competencies.models import CompetencyLink, Edition, LinkRole
from intranet.kit import search
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import leave
from intranet.members.models import MemberRole, Role
from intranet.practices import actions
from intranet.practices.models import Decision, Practice, Review, State
from tests.factories import MemberFactory, an_administrator, an_animator
from tests.practices.factories import a_published, a_submitted, a_theme, an_author
from tests.practices.test_writing import WORDS
from tests.visitor import Visitor

TODAY = today()
# The coming one: what a test writes today must not lie after the moment it travels to.
MONDAY = datetime.combine(TODAY + timedelta(days=7 - TODAY.weekday()), time(9), UTC)


def address(review: Review) -> str:
    return f"/animer/pratiques/{review.id}"


def letters_to(email: str) -> list[Letter]:
    db.session.expire_all()
    theirs = select(Letter).where(Letter.recipient == email)
    return list(db.session.scalars(theirs.order_by(Letter.id)))


def another(visitor: Visitor) -> Visitor:
    return Visitor(visitor.client.application.test_client())


def test_the_whole_journey_from_a_title_to_a_published_sheet(
    visitor: Visitor, edition: Edition
) -> None:
    a_theme()
    animator, author = an_animator("44"), an_author()
    writer, reviewer = visitor.sign_in(author), another(visitor).sign_in(animator)
    page = writer.open("/pratiques/nouvelle")
    page = writer.send(page, title="Visiter toutes les entreprises")
    writer.send(page, press="submit", themes=["innovation"], **WORDS)

    page = reviewer.open("/animer/pratiques")
    assert page.texts("tbody th") == ["Visiter toutes les entreprises"]
    page = reviewer.open(page.link("Visiter toutes les entreprises"))
    page = reviewer.send(
        page, press="decision=corrections",
        **{"text": "Presque.", "notes-0-section": "results", "notes-0-text": "Datez ce résultat."},
    )  # fmt: skip
    assert page.texts("[role=status]") == [
        "Les corrections sont demandées. Ses auteurs sont prévenus."
    ]

    asked = letters_to(author.email)[-1]
    assert "Résultats :\nDatez ce résultat." in asked.body.replace("\xa0", " ")
    practice = db.session.scalars(select(Practice)).one()
    assert practice.working_state is State.CORRECTIONS
    page = writer.open(f"/pratiques/{practice.slug}/modifier")
    assert "Datez ce résultat." in page.text(".asked")
    page = writer.send(
        page, press="submit", **{"results-0-before": "40", "results-0-date": "2025-06"}
    )

    page = reviewer.open(reviewer.open("/animer/pratiques").link("Visiter toutes"))
    page = reviewer.send(page, press="decision=published", text="Merci.")

    page = another(visitor).open("/pratiques")
    assert page.texts("article h3") == ["Visiter toutes les entreprises"]
    page = another(visitor).open("/pratiques/visiter-toutes-les-entreprises")
    assert page.texts("h1") == ["Visiter toutes les entreprises"]
    assert "40" in page.text(".item-text table")
    assert "Merci." in letters_to(author.email)[-1].body


def test_publishing_makes_it_listed_found_and_joined_to_what_it_shows(
    visitor: Visitor, edition: Edition
) -> None:
    review = a_submitted(edition, shows={"D1.1": 3, "D2.1": 2}, other_regions=["28"])
    visitor.sign_in(an_animator("44"))
    with time_machine.travel(MONDAY):
        visitor.send(visitor.open(address(review)), press="decision=published")

    db.session.expire_all()
    practice = review.practice
    assert practice.is_published
    assert practice.working_version_id is None
    assert practice.submitted_at is None
    assert practice.verified_on == MONDAY.date()
    assert (practice.verify_on.year, practice.verify_on.month) == (MONDAY.year + 1, MONDAY.month)
    assert practice.evidence == 2
    links = db.session.scalars(select(CompetencyLink)).all()
    assert {(link.role, link.level_to) for link in links} == {
        (LinkRole.ILLUSTRATES, 3), (LinkRole.ILLUSTRATES, 2),
    }  # fmt: skip
    found = search.matching("practice", "recueillir demandes")
    assert [row.object_id for row in db.session.execute(select(found))] == [practice.id]
    by_region = another(visitor).open("/pratiques?region=28")
    assert by_region.texts("article h3") == [practice.title]


def test_corrections_are_asked_section_by_section(visitor: Visitor, edition: Edition) -> None:
    review = a_submitted(edition)
    visitor.sign_in(an_animator())

    page = visitor.send(
        visitor.open(address(review)), 422, press="decision=corrections", text="À revoir."
    )

    assert page.texts("#notes-error") == [
        "Dites ce qu’il faut corriger, pour une section au moins."
    ]
    assert page.texts("#text") == ["À revoir."]
    db.session.expire_all()
    assert review.decision is None


@pytest.mark.parametrize(
    ("half", "where"),
    [
        ({"notes-0-text": "Datez."}, "#notes-0-section-error"),
        ({"notes-0-section": "results"}, "#notes-0-text-error"),
    ],
)
def test_a_note_says_its_section_and_what_is_asked(
    visitor: Visitor, edition: Edition, half: dict[str, str], where: str
) -> None:
    review = a_submitted(edition)
    visitor.sign_in(an_animator())

    page = visitor.send(visitor.open(address(review)), 422, press="decision=corrections", **half)

    assert page.texts(where)


def test_a_refusal_has_its_reason_and_leaves_a_draft(visitor: Visitor, edition: Edition) -> None:
    review = a_submitted(edition)
    author = review.practice.author
    visitor.sign_in(an_animator())

    page = visitor.send(visitor.open(address(review)), 422, press="decision=refused")
    assert page.texts("#text-error") == ["Dites aux auteurs pourquoi la fiche est refusée."]
    visitor.send(page, press="decision=refused", text="C’est une annonce, pas une pratique.")

    db.session.expire_all()
    assert review.decision is Decision.REFUSED
    assert review.practice.working_state is State.DRAFT
    assert "C’est une annonce, pas une pratique." in letters_to(author.email)[-1].body
    page = visitor.sign_in(author).open(f"/pratiques/{review.practice.slug}/modifier")
    assert "Fiche refusée" in page.text(".asked")


def test_more_notes_are_offered_and_nothing_is_decided(visitor: Visitor, edition: Edition) -> None:
    review = a_submitted(edition)
    page = visitor.sign_in(an_animator()).open(address(review))

    page = visitor.send(page, press="add=notes", text="Gardé à l’écran")

    assert len(page.select("select[name^=notes-]")) == 3
    assert page.texts("#text") == ["Gardé à l’écran"]


def test_of_two_animators_the_second_is_told_and_keeps_their_text(
    visitor: Visitor, edition: Edition
) -> None:
    review = a_submitted(edition)
    first, second = an_animator(name="Dominique"), an_animator("44")
    page = visitor.sign_in(second).open(address(review))
    faster = another(visitor).sign_in(first)
    faster.send(faster.open(address(review)), press="decision=published")

    page = visitor.send(
        page, 409, press="decision=corrections",
        **{"notes-0-section": "results", "notes-0-text": "Datez ce résultat."},
    )  # fmt: skip

    assert "Dominique a décidé avant vous : publiée" in page.text("main")
    assert page.texts("#notes-0-text") == ["Datez ce résultat."]
    db.session.expire_all()
    assert review.decision is Decision.PUBLISHED
    assert review.notes == []


def test_a_sheet_taken_back_is_no_longer_to_decide(visitor: Visitor, edition: Edition) -> None:
    review = a_submitted(edition)
    animator = another(visitor).sign_in(an_animator("44"))
    page = animator.open(address(review))
    visitor.sign_in(review.practice.author)
    preview = visitor.open(f"/pratiques/{review.practice.slug}/apercu")
    visitor.send(preview, form="form[action$=reprise]")

    page = animator.send(page, 409, press="decision=published")

    assert "a repris la fiche pour la modifier" in page.text("main")
    assert animator.open("/animer/pratiques").texts("tbody th") == []


def test_an_author_is_told_when_the_decision_came_first(visitor: Visitor, edition: Edition) -> None:
    review = a_submitted(edition)
    visitor.sign_in(review.practice.author)
    preview = visitor.open(f"/pratiques/{review.practice.slug}/apercu")
    animator = another(visitor).sign_in(an_animator("44"))
    animator.send(animator.open(address(review)), press="decision=published")

    page = visitor.send(preview, 409, form="form[action$=reprise]")

    assert "a déjà rendu sa décision" in page.text("main")


def test_the_queue_is_that_of_the_animator_s_regions_without_their_own_sheets(
    visitor: Visitor, edition: Edition
) -> None:
    regional = an_animator("44")
    a_submitted(edition, title="De la région, plus ancienne")
    a_submitted(edition, title="De la région")
    a_submitted(edition, title="D’ailleurs", region="28", department="76")
    a_submitted(edition, MemberFactory(organization=regional.organization), title="De chez moi")
    moved = an_author()
    a_submitted(edition, moved, title="Écrite avant de changer de structure")
    a_published(edition, title="Déjà décidée")

    def queue(member: object) -> list[str]:
        return visitor.sign_in(member).open("/animer/pratiques").texts("tbody th")  # type: ignore[arg-type]

    assert queue(regional) == [
        "De la région, plus ancienne", "De la région", "Écrite avant de changer de structure",
    ]  # fmt: skip
    assert queue(an_animator("28")) == ["D’ailleurs"]
    assert len(queue(an_animator())) == 5


def test_a_late_review_says_so(visitor: Visitor, edition: Edition) -> None:
    with time_machine.travel(MONDAY - timedelta(days=21)):
        a_submitted(edition)
    animator = an_animator()

    with time_machine.travel(MONDAY):
        page = visitor.sign_in(animator).open("/animer/pratiques")

    assert "En retard" in page.text("tbody")


@pytest.mark.parametrize(
    "case", ["own organization", "author", "other region", "member", "administrator"]
)
def test_nobody_else_reviews(visitor: Visitor, edition: Edition, case: str) -> None:
    author = an_author()
    review = a_submitted(edition, author)
    reader, status = {
        "own organization": (lambda: an_animator(organization=author.organization), 403),
        "author": (lambda: _made_animator(author), 403),
        "other region": (lambda: an_animator("28"), 404),
        "member": (MemberFactory, 403),
        "administrator": (an_administrator, 403),
    }[case]

    visitor.sign_in(reader()).open(address(review), status=status)


def test_a_decision_that_does_not_exist_is_refused(visitor: Visitor, edition: Edition) -> None:
    review = a_submitted(edition)
    page = visitor.sign_in(an_animator()).open(address(review))
    page.select("button[value=published]")[0].set("value", "taken_back")

    visitor.send(page, 400, press="decision=taken_back")


def _made_animator(author):
    db.session.add(MemberRole(member=author, role=Role.ANIMATOR))
    db.session.commit()
    return author


def test_a_sheet_archived_while_it_is_read_awaits_no_decision_until_it_is_back(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    sheet = practice.published.sheet
    sheet.context = "Une année de plus."
    actions.save(practice, sheet, practice.author, now(), lock=practice.lock_version)
    review = actions.submit(practice, now(), lock=practice.lock_version)
    db.session.commit()
    page = visitor.sign_in(an_animator("44")).open(address(review))
    actions.archive(practice, practice.author, now())
    db.session.commit()

    told = visitor.send(page, 409, press="decision=published")

    assert "Cette fiche est archivée" in told.text("main")
    db.session.expire_all()
    assert review.decision is None
    assert visitor.open("/animer/pratiques").texts("tbody th") == []
    late = now() + timedelta(days=30)
    assert actions.remind_reviewers(late) + actions.escalate_reviews(late) == 0
    actions.unarchive(practice)
    db.session.commit()
    assert visitor.open("/animer/pratiques").texts("tbody th") == [practice.title]


def test_a_sheet_whose_contact_left_while_it_was_read_does_not_go_online(
    visitor: Visitor, edition: Edition
) -> None:
    review = a_submitted(edition)
    page = visitor.sign_in(an_animator("44")).open(address(review))
    leave(review.practice.contact.membership, now())
    db.session.commit()

    told = visitor.send(page, 422, press="decision=published")

    assert "Il manque désormais un contact dans la structure" in told.text("main")
    db.session.expire_all()
    assert (review.decision, review.practice.published_version_id) == (None, None)


@pytest.mark.parametrize(("late", "said"), [(0, "aujourd’hui"), (3, "était attendue")])
def test_a_reminder_says_the_day_as_it_is(edition: Edition, late: int, said: str) -> None:
    review, animator = a_submitted(edition), an_animator()
    review.reviewer_id = animator.id
    db.session.commit()
    noon = datetime.combine(review.due_on + timedelta(days=late), time(12), UTC)

    actions.remind_reviewers(noon)
    db.session.commit()

    [letter] = letters_to(animator.email)
    assert said in letter.body
    assert ("aujourd’hui" in letter.subject) is (late == 0)
