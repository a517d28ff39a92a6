"""Reviewing, closing, opening again: what happens, who is told, and who comes second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.kit.clock import in_paris, now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.kit.search import SearchEntry
from intranet.kit.texts import day
from intranet.openings import actions
from intranet.openings.models import (
    AlreadyMoved,
    CloseReason,
    Opening,
    OpeningEvent,
    State,
)
from intranet.organizations.models import Kind
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, an_animator
from tests.openings.factories import OpeningFactory, found_by_words
from tests.sql import sent_alone
from tests.visitor import Page, Visitor

SOUND = {"pay_min": 31_000, "pay_max": 39_000}
REVIEW = "form[action$=relecture]"


def state_of(opening: Opening) -> State:
    db.session.expire_all()
    return db.session.get_one(Opening, opening.id).state


def sent_for_review(**given: object) -> Opening:
    """By a private employer, whole."""
    organization = OrganizationFactory(kind=Kind.AGENCY)
    opening: Opening = OpeningFactory(in_review=True, organization=organization, **SOUND, **given)
    return opening


def reviewed(visitor: Visitor, opening: Opening) -> Page:
    return visitor.open(f"/offres/{opening.id}")


def test_the_queue_is_for_animators_and_holds_their_region(
    visitor: Visitor, edition: object
) -> None:
    here, elsewhere = sent_for_review(), sent_for_review(municipality_code="35238")
    visitor.sign_in(a_recruiter()).open("/animer/offres", status=403)
    visitor.sign_in(an_animator(region="44"))
    assert visitor.open("/animer/offres").texts("article h3") == [here.title]
    visitor.sign_in(an_animator())
    assert visitor.open("/animer/offres").texts("article h3") == [here.title, elsewhere.title]
    visitor.sign_in(an_animator(region="94"))
    assert visitor.open("/animer/offres").texts(".empty-title") == ["Rien à relire"]


def test_a_review_is_given_in_few_statements(visitor: Visitor, edition: object) -> None:
    """On SQLite they all stand behind the lock of whoever writes: everybody else waits for them."""
    opening = sent_for_review()
    page = reviewed(visitor.sign_in(an_animator()), opening)

    statements = sent_alone(visitor, page, REVIEW, verdict="publish")

    assert state_of(opening) is State.PUBLISHED
    assert len(statements) <= 27, statements


def test_an_animator_publishes_and_the_organization_is_trusted_from_then_on(
    visitor: Visitor, edition: object
) -> None:
    opening = sent_for_review()
    visitor.sign_in(an_animator(region="44"))

    page = visitor.send(reviewed(visitor, opening), form=REVIEW, press="verdict=publish")

    assert "en ligne" in page.text("[role=status]")
    assert state_of(opening) is State.PUBLISHED
    assert opening.organization.trusted_at
    [letter] = db.session.scalars(select(Letter)).all()
    assert letter.recipient == opening.owner.email
    assert letter.subject.startswith("Votre offre est en ligne")
    visitor.sign_in(MemberFactory())
    assert len(visitor.open("/offres").texts("article")) == 1
    page = visitor.sign_in(an_animator(region="44")).open(opening.address)
    page = visitor.send(page, form="form[action$=relecture-des-suivantes]")
    assert "seront relues" in page.text("[role=status]")
    assert not opening.organization.trusted_at
    assert not page.select("form[action$=relecture-des-suivantes]")


def test_what_is_planned_is_said_to_come_and_not_to_be_there(
    visitor: Visitor, edition: object
) -> None:
    opening = sent_for_review()
    opening.publish_at = now() + timedelta(days=10)
    db.session.commit()
    visitor.sign_in(an_animator())

    page = visitor.send(reviewed(visitor, opening), form=REVIEW, press="verdict=publish")

    assert "sera en ligne le" in page.text("[role=status]")
    [letter] = db.session.scalars(select(Letter)).all()
    assert letter.subject.startswith("Votre offre est acceptée")
    assert "elle sera en ligne le" in letter.body and "dès maintenant" not in letter.body


def test_a_correction_is_asked_with_its_reason_made_and_sent_again(
    visitor: Visitor, edition: object
) -> None:
    opening = sent_for_review()
    animator = an_animator()
    visitor.sign_in(animator)
    refused = visitor.send(reviewed(visitor, opening), 422, form=REVIEW, press="verdict=changes")
    assert refused.texts("#comment-error") == [
        "Dites ce qui est à corriger, ou pourquoi l’offre est refusée."
    ]
    visitor.send(refused, form=REVIEW, press="verdict=changes", comment="Précisez le foncier.")

    assert state_of(opening) is State.CHANGES_REQUESTED
    [letter] = db.session.scalars(select(Letter)).all()
    assert "Précisez le foncier." in letter.body
    assert "/modifier" in letter.body

    visitor.sign_in(a_recruiter(organization=opening.organization))
    page = visitor.open(f"/offres/{opening.id}")
    assert "Précisez le foncier." in page.text(".notice")
    form = visitor.open(f"/offres/{opening.id}/modifier")
    saved = visitor.send(form, press="preview=1", missions="Vous visitez les entreprises. " * 12)
    assert saved.texts(".notice blockquote") == ["Précisez le foncier."], "still what is asked"
    form = visitor.open(f"/offres/{opening.id}/modifier")
    visitor.send(form, press="publish=1")
    assert state_of(opening) is State.IN_REVIEW


def test_a_refusal_is_for_good(visitor: Visitor, edition: object) -> None:
    opening = sent_for_review()
    visitor.sign_in(an_animator())
    visitor.send(
        reviewed(visitor, opening), form=REVIEW, press="verdict=reject", comment="Hors sujet."
    )
    assert state_of(opening) is State.REJECTED
    visitor.sign_in(a_recruiter(organization=opening.organization))
    assert "Hors sujet." in visitor.open(f"/offres/{opening.id}").text(".notice")
    visitor.open(f"/offres/{opening.id}/modifier", status=403)


def test_what_waited_too_long_is_given_back_rather_than_published(
    visitor: Visitor, edition: object
) -> None:
    opening = sent_for_review(closes_at=now() + timedelta(days=3))
    visitor.sign_in(an_animator())
    page = visitor.send(reviewed(visitor, opening), 422, form=REVIEW, press="verdict=publish")
    assert "7 jours" in page.text("#erreurs")
    assert state_of(opening) is State.IN_REVIEW


def test_nobody_reviews_their_own(visitor: Visitor, edition: object) -> None:
    author = an_animator()
    opening = sent_for_review(owner=author)
    page = visitor.sign_in(author).open(f"/offres/{opening.id}")
    assert not page.select(REVIEW)
    token = page.first("[name=csrf_token]").attrib["value"]
    answer = {"csrf_token": token, "version": opening.version, "verdict": "publish"}
    visitor._ask(403, f"/offres/{opening.id}/relecture", method="POST", data=answer)


def test_the_second_animator_is_told_who_was_first_and_keeps_their_words(
    visitor: Visitor, edition: object
) -> None:
    opening = sent_for_review()
    second, first = an_animator(), an_animator(name="Solène Kerdoncuff")
    visitor.sign_in(second)
    page = reviewed(visitor, opening)
    visitor.sign_in(first)
    visitor.send(reviewed(visitor, opening), form=REVIEW, press="verdict=publish")

    visitor.sign_in(second)
    late = visitor.send(page, 409, form=REVIEW, press="verdict=reject", comment="Mes raisons.")

    notice = late.text(".notice[data-tone=bad]")
    assert "Solène Kerdoncuff" in notice
    assert "en ligne" in notice
    assert "Mes raisons." in notice
    assert state_of(opening) is State.PUBLISHED


def test_of_two_at_the_same_second_exactly_one_moves_it(edition: object) -> None:
    """Both read version 1; the conditional update lets one through, whatever its order."""
    opening = sent_for_review()
    animator, at = an_animator(), now()
    actions.approve(opening, animator, at, version=1)
    with pytest.raises(AlreadyMoved):
        actions.reject(opening, animator, at, comment="Non", version=1)
    with pytest.raises(AlreadyMoved):
        actions.close(opening, animator, at, reason=CloseReason.CANCELLED, version=1)
    assert opening.state is State.PUBLISHED


def test_closing_says_why_and_leaves_the_board_at_once(visitor: Visitor, edition: object) -> None:
    opening = found_by_words()
    visitor.sign_in(a_recruiter(organization=opening.organization))
    form = visitor.open(visitor.open(f"/offres/{opening.id}").link("Clôturer l’offre"))

    assert visitor.send(form, 422).texts("#reason .field-error") == ["Choisissez un motif."]
    page = visitor.send(form, reason="filled_in_network", comment="Une collègue de Metz")

    assert "Cette offre est clôturée" in page.text("main")
    db.session.expire_all()
    assert opening.state is State.CLOSED
    assert opening.filled == opening.positions
    assert visitor.open("/offres").texts("article") == []
    assert not db.session.scalar(select(SearchEntry.id).where(SearchEntry.kind == "opening"))
    event = db.session.scalars(select(OpeningEvent)).one()
    assert event.reason.endswith("Une collègue de Metz")


@pytest.mark.parametrize("trait", ["over", "closed"])
def test_an_ended_opening_is_opened_again_at_the_same_address(
    visitor: Visitor, edition: object, trait: str
) -> None:
    organization = OrganizationFactory(kind=Kind.AGENCY)
    opening = OpeningFactory(organization=organization, **{trait: True}, **SOUND)
    visitor.sign_in(a_recruiter(organization=organization))
    form = visitor.open(visitor.open(f"/offres/{opening.id}").link("Rouvrir l’offre"))

    assert visitor.send(form, 422).texts("#closes_on-error") == [
        "Choisissez la nouvelle date limite."
    ]
    soon = visitor.send(form, 422, closes_on=(today() + timedelta(days=2)).isoformat())
    assert "7 jours" in soon.text("#closes_on-error")
    page = visitor.send(soon, closes_on=(today() + timedelta(days=20)).isoformat())

    assert "de nouveau en ligne" in page.text("[role=status]")
    assert page.url == f"/offres/{opening.id}"
    db.session.expire_all()
    assert opening.is_live(now())


def test_what_was_planned_then_closed_is_opened_again_at_once(
    visitor: Visitor, edition: object
) -> None:
    """The day that was planned may come after its new end: it is off."""
    later = now() + timedelta(days=50)
    organization = OrganizationFactory(kind=Kind.AGENCY)
    opening = OpeningFactory(
        organization=organization, closed=True, publish_at=later, last_confirmed_at=later,
        closes_at=later + timedelta(days=30), **SOUND,
    )  # fmt: skip
    visitor.sign_in(opening.owner)
    form = visitor.open(visitor.open(opening.address).link("Rouvrir l’offre"))

    page = visitor.send(form, closes_on=(today() + timedelta(days=20)).isoformat())

    assert "de nouveau en ligne" in page.text("[role=status]")
    db.session.expire_all()
    assert opening.is_live(now())
    assert opening.first_published_at == opening.publish_at


def test_after_a_month_it_is_not_opened_again(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory(long_over=True)
    visitor.sign_in(a_recruiter(organization=opening.organization))
    visitor.open(f"/offres/{opening.id}/reouverture", status=403)


def test_only_those_concerned_close(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    for other in (MemberFactory(), a_recruiter(), an_animator(region="53")):
        visitor.sign_in(other).open(f"/offres/{opening.id}/cloture", status=403)
    visitor.sign_in(an_animator(region="44")).open(f"/offres/{opening.id}/cloture")


def test_the_clock_closes_what_is_over_once_and_tells_its_owner(edition: object) -> None:
    over = found_by_words(over=True)
    live = found_by_words()

    assert actions.close_overdue(now()) == 1
    assert actions.close_overdue(now()) == 0
    db.session.commit()

    assert state_of(over) is State.CLOSED
    assert state_of(live) is State.PUBLISHED
    assert over.close_reason is CloseReason.EXPIRED
    assert over.closed_at == over.closes_at
    [letter] = db.session.scalars(select(Letter)).all()
    # From the day it was over, and not from the passage that writes so.
    assert over.closed_at
    until = in_paris(over.closed_at).date() + timedelta(days=30)
    assert f"reste lisible jusqu’au {day(until)}" in letter.body
    assert letter.recipient == over.owner.email
    assert db.session.scalars(select(SearchEntry.object_id)).all() == [live.id]


def test_whoever_comes_second_is_given_back_all_that_they_wrote(
    visitor: Visitor, edition: object
) -> None:
    opening, read = OpeningFactory(), sent_for_review()
    visitor.sign_in(opening.owner)
    stale = visitor.open(f"{opening.address}/prolongation")
    visitor.send(visitor.open(opening.address), form="form[action$=confirmation]")
    on = (today() + timedelta(days=60)).isoformat()
    page = visitor.send(stale, 409, closes_on=on, reason="Congés de la direction")
    assert page.texts("[role=alert] blockquote") == ["Congés de la direction"]

    stale = reviewed(visitor.sign_in(an_animator()), read)
    visitor.send(reviewed(visitor, read), form=REVIEW, press="verdict=publish")
    wrote = {"remarks-0-field": "title", "remarks-0-text": "Trop long", "comment": "Bravo"}
    page = visitor.send(stale, 409, form=REVIEW, press="verdict=changes", **wrote)
    assert "Bravo Trop long" in page.text("[role=alert] blockquote")


def test_a_page_left_open_cannot_close_what_was_reopened(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    recruiter = a_recruiter(organization=opening.organization)
    visitor.sign_in(recruiter)
    stale = visitor.open(f"/offres/{opening.id}/cloture")
    visitor.send(visitor.open(f"/offres/{opening.id}"), form="form[action$=confirmation]")

    page = visitor.send(stale, 409, reason="cancelled", comment="Mon mot")

    assert "Mon mot" in page.text(".notice[data-tone=bad]")
    assert state_of(opening) is State.PUBLISHED
