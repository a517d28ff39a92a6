"""What the clock owes people: each reminder once, drafts not lost, silence ended, endings asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from intranet.discussions.models import News, Verb
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import leave
from intranet.members.models import Member
from intranet.openings import actions
from intranet.openings.commands import see_to_duties
from intranet.openings.models import (
    ApplicationState,
    ApplyMode,
    CloseReason,
    JobApplication,
    Opening,
    RefusalReason,
    State,
)
from intranet.openings.policy import Step
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, an_animator
from tests.openings.desks import put
from tests.openings.factories import OpeningFactory, an_application
from tests.visitor import Visitor

S = ApplicationState


def in_days(days: float) -> datetime:
    return now() + timedelta(days=days)


def an_opening(**given: Any) -> Opening:
    organization = OrganizationFactory(trusted_at=now())
    owner = a_recruiter(organization=organization)
    given = {"closes_at": in_days(100)} | given
    made: Opening = OpeningFactory(
        organization=organization, owner=owner, apply_mode=ApplyMode.HERE, **given
    )
    return made


@pytest.fixture
def opening(edition: object) -> Opening:
    return an_opening(last_confirmed_at=in_days(90))


@pytest.fixture
def application(opening: Opening) -> JobApplication:
    return an_application(opening, MemberFactory())


def run(at: datetime) -> None:
    """As the timer does, twice: the second does nothing more."""
    see_to_duties(at)
    db.session.expire_all()
    before = db.session.query(Letter).count()
    assert see_to_duties(at) == 0
    assert db.session.query(Letter).count() == before


def subjects(member: Member | None, since: int = 0) -> list[str]:
    assert member
    found = db.session.query(Letter).filter_by(recipient=member.email).order_by(Letter.id).all()
    return [letter.subject.replace("\u00a0", " ").partition(" : ")[0] for letter in found][since:]


def link_in(letter: Letter) -> str:
    """The address of the site that a letter leads to."""
    return (letter.secret_link or letter.body).rpartition("http://localhost")[2].strip()


def last_letter(member: Member) -> Letter:
    found = db.session.query(Letter).filter_by(recipient=member.email).order_by(Letter.id).all()
    return found[-1]


def test_recruiters_are_reminded_twice_then_the_candidate_is_told_not_to_wait(
    opening: Opening, application: JobApplication
) -> None:
    run(in_days(14))
    assert subjects(opening.owner) == ["Nouvelle candidature"]
    run(in_days(15.1))
    assert subjects(opening.owner, 1) == ["Une réponse est attendue"]
    run(in_days(30.1))
    assert subjects(opening.owner, 2) == ["Sans réponse depuis 30 jours"]
    run(in_days(59))
    assert application.state is S.SUBMITTED
    run(in_days(60.1))
    db.session.refresh(application)
    assert (application.state, application.refusal_reason) == (S.REFUSED, RefusalReason.SILENCE)
    assert application.first_answer_at is None  # the clock does not answer for the employer
    assert subjects(application.applicant, 1) == ["Votre candidature est close, sans réponse"]


def test_what_waited_long_before_the_first_run_is_not_closed_at_once(
    opening: Opening, application: JobApplication
) -> None:
    run(in_days(70))
    assert subjects(opening.owner, 1) == ["Sans réponse depuis 30 jours"]
    assert application.state is S.SUBMITTED
    run(in_days(84))
    assert application.state is S.SUBMITTED
    run(in_days(85.1))
    db.session.refresh(application)
    assert application.state is S.REFUSED


def test_a_first_answer_ends_the_reminders_and_reading_does_not(
    opening: Opening, application: JobApplication
) -> None:
    owner = opening.owner
    actions.answer(
        application, Step.TAKE_UP, actions.Answer(), owner, now(), version=application.version
    )
    db.session.commit()
    run(in_days(15.1))
    assert subjects(owner, 1) == ["Une réponse est attendue"]
    said = actions.Answer(message="Bravo.")
    actions.answer(application, Step.SHORTLIST, said, owner, now(), version=application.version)
    db.session.commit()
    run(in_days(61))
    assert subjects(owner, 2) == []


def test_several_who_wait_make_one_letter(opening: Opening, application: JobApplication) -> None:
    an_application(opening, MemberFactory())
    run(in_days(15.1))
    assert subjects(opening.owner, 2) == ["Une réponse est attendue"]
    assert "2 candidatures" in last_letter(opening.owner).body.replace("\u00a0", " ")


def test_once_the_owner_left_the_others_are_told_then_the_animators(
    opening: Opening, application: JobApplication
) -> None:
    second, animator = a_recruiter(organization=opening.organization), an_animator()
    membership = opening.owner.membership
    assert membership
    leave(membership, now())
    db.session.commit()
    run(in_days(15.1))
    assert subjects(second) == ["Une réponse est attendue"]
    assert subjects(animator) == []
    second.closed_at = now()
    db.session.commit()
    run(in_days(30.1))
    assert subjects(animator) == ["Sans réponse depuis 30 jours"]
    assert "/candidatures" not in last_letter(animator).body  # theirs to read it is not


def test_silence_is_said_to_the_candidate_and_may_still_be_broken(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    run(in_days(31))
    run(in_days(61))
    assert application.applicant
    page = visitor.sign_in(application.applicant).open(f"/moi/candidatures/{application.uuid}")
    assert "l’employeur n’a pas répondu" in page.text()
    assert "Close sans réponse" in page.text()
    assert "Close sans réponse" in visitor.open("/moi/candidatures").text()
    said = actions.Answer(message="Nous revenons vers vous.")
    owner, at = opening.owner, in_days(62)
    actions.answer(application, Step.TAKE_BACK, said, owner, at, version=application.version)
    assert (application.state, application.first_answer_at) == (S.IN_REVIEW, at)
    assert not application.is_unanswered


def test_no_recruiter_refuses_by_silence(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    address = f"/offres/{opening.id}/candidatures/{application.uuid}/refus"
    page = visitor.sign_in(opening.owner).open(address)
    assert page.soup.select("[value=other]") and not page.soup.select("[value=silence]")


def test_a_draft_is_remembered_three_days_before_the_closing(opening: Opening) -> None:
    member = MemberFactory()
    an_application(opening, member, sent=False)
    opening.last_confirmed_at = in_days(90)
    db.session.commit()
    run(in_days(96))
    assert subjects(member) == []
    run(in_days(97.5))
    assert subjects(member) == ["Votre candidature n’est pas envoyée"]
    actions.extend(
        opening, opening.owner, in_days(98), closes_at=in_days(110), reason="Peu de candidatures",
        version=opening.version,
    )  # fmt: skip
    db.session.commit()
    run(in_days(106))
    assert subjects(member, 1) == ["Offre prolongée"]
    run(in_days(107.5))
    assert subjects(member, 2) == ["Votre candidature n’est pas envoyée"]


def close_by_date(opening: Opening) -> datetime:
    """What the timer writes the night after its last day."""
    at = (opening.closes_at or now()) + timedelta(hours=1)
    actions.close_overdue(at)
    db.session.commit()
    return at


def test_a_draft_too_late_is_readable_a_month_and_lives_again_with_the_opening(
    visitor: Visitor, opening: Opening
) -> None:
    member = MemberFactory()
    draft = an_application(opening, member, sent=False, message="Un texte à garder.")
    opening.closes_at = in_days(-0.1)
    db.session.commit()
    at = close_by_date(opening)
    run(at)
    db.session.refresh(draft)
    assert draft.state is S.EXPIRED
    page = visitor.sign_in(member).open(f"/offres/{opening.id}/candidater", status=409)
    assert page.texts("textarea") == ["Un texte à garder."]
    assert "Non envoyée à temps" in visitor.open("/moi/candidatures").text()
    visitor.open(f"/offres/{opening.id}")

    sent = an_application(opening, MemberFactory())
    assert sent.applicant and opening.closed_at
    mine = visitor.sign_in(sent.applicant).open(f"/moi/candidatures/{sent.uuid}")
    assert "clôturée le" in mine.text("dl")
    visitor.sign_in(member)
    closes_at, version = at + timedelta(days=20), opening.version
    actions.reopen(opening, opening.owner, at, closes_at=closes_at, version=version)
    db.session.commit()
    assert "Votre brouillon peut être envoyé." in last_letter(member).body
    assert "La vôtre suit son cours." in last_letter(sent.applicant).body
    page = visitor.open(f"/offres/{opening.id}/candidater")
    assert page.texts("textarea[name=message]") == ["Un texte à garder."]

    at = close_by_date(opening)
    run(at)
    run(at + timedelta(days=29))
    assert db.session.query(JobApplication).filter_by(applicant_id=member.id).count() == 1
    run(at + timedelta(days=31))
    assert db.session.query(JobApplication).filter_by(applicant_id=member.id).count() == 0


@pytest.mark.parametrize(
    ("change", "to_both"),
    [
        (lambda o: actions.suspend(o, o.owner, now(), version=o.version), "Offre suspendue"),
        (
            lambda o: actions.extend(
                o, o.owner, now(), closes_at=in_days(120), reason="Congés", version=o.version
            ),
            "Offre prolongée",
        ),
        (
            lambda o: actions.close(
                o, o.owner, now(), reason=CloseReason.FILLED_OUTSIDE, version=o.version
            ),
            "Offre clôturée",
        ),
    ],
)
def test_those_who_wait_and_those_who_write_are_told_of_a_change(
    opening: Opening, application: JobApplication, change: Callable[[Opening], None], to_both: str
) -> None:
    writer = MemberFactory()
    an_application(opening, writer, sent=False)
    gone = an_application(opening, MemberFactory())
    assert gone.applicant
    actions.withdraw(gone, gone.applicant, now(), version=gone.version)
    change(opening)
    db.session.commit()
    assert subjects(writer) == [to_both]
    assert subjects(application.applicant, 1) == [to_both]
    assert to_both not in subjects(gone.applicant)


def test_another_date_by_the_form_is_told_as_an_extension_is(
    opening: Opening, application: JobApplication
) -> None:
    writer = MemberFactory()
    an_application(opening, writer, sent=False)

    def close_in(days: float) -> None:
        said = replace(actions.wording_of(opening), closes_at=in_days(days))
        actions.reword(opening, said, opening.owner, now(), version=opening.version)
        db.session.commit()

    close_in(120)
    assert subjects(writer) == subjects(application.applicant, 1) == ["Offre prolongée"]
    told = db.session.query(News).filter_by(verb=Verb.MOVED)
    assert told.count() == 1
    close_in(60)
    assert subjects(writer, 1) == ["Date limite avancée"]
    assert subjects(application.applicant, 2) == []
    assert told.count() == 1


def test_giving_up_once_the_date_is_past_is_told_too(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    opening.closes_at = in_days(-0.1)
    db.session.commit()
    at = close_by_date(opening)
    run(at + timedelta(days=14.1))
    visitor.send(visitor.open(link_in(last_letter(opening.owner))), reason="cancelled")
    assert subjects(application.applicant)[-1] == "Le recrutement est abandonné"


def test_giving_up_is_told_once_to_each(opening: Opening, application: JobApplication) -> None:
    writer = MemberFactory()
    an_application(opening, writer, sent=False)
    said = {"reason": CloseReason.CANCELLED, "version": opening.version}
    actions.close(opening, opening.owner, now(), **said)
    db.session.commit()
    assert subjects(writer) == ["Offre clôturée"]
    assert subjects(application.applicant, 1) == ["Le recrutement est abandonné"]


def test_nobody_said_it_is_still_open_a_link_asks_and_one_click_keeps_it(
    visitor: Visitor, edition: object
) -> None:
    opening = an_opening(last_confirmed_at=in_days(-82))
    run(now())
    assert subjects(opening.owner) == []
    run(in_days(2))
    assert subjects(opening.owner) == ["Toujours ouverte ? " + opening.title]
    opening.last_confirmed_at = in_days(-91)
    db.session.commit()
    run(now())
    assert len(subjects(opening.owner)) == 2
    address = link_in(last_letter(opening.owner))
    assert address not in last_letter(opening.owner).body  # whoever holds it answers for them
    page = visitor.open(address)
    assert not opening.is_live(now())  # a GET, which any scanner of letters does, changes nothing
    page = visitor.send(page)
    db.session.refresh(opening)
    assert opening.is_live(now())
    assert "n’est plus à confirmer" not in visitor.open(address).text()
    run(now())
    assert len(subjects(opening.owner)) == 2


def test_where_nobody_recruits_any_more_an_animator_may_close_it(
    visitor: Visitor, edition: object
) -> None:
    opening = an_opening(last_confirmed_at=in_days(-91))
    animator, membership = an_animator(), opening.owner.membership
    assert membership
    leave(membership, now())
    db.session.commit()
    run(now())
    page = visitor.sign_in(animator).open(link_in(last_letter(animator)))
    assert "Plus personne ne recrute" in page.text()
    visitor.open(page.link("Clôturer l’offre"))


def test_a_link_stops_with_the_right_it_stands_for(visitor: Visitor, edition: object) -> None:
    opening = an_opening(last_confirmed_at=in_days(-91))
    run(now())
    address = link_in(last_letter(opening.owner))
    visitor.open(address)
    membership = opening.owner.membership
    assert membership
    leave(membership, now())
    db.session.commit()
    visitor.open(address, status=404)
    visitor.open("/offres/toujours-ouverte/inventé", status=404)


@pytest.mark.parametrize(
    ("answer", "reason", "filled"),
    [
        ("filled_in_network", CloseReason.FILLED_IN_NETWORK, 1),
        ("unsuccessful", CloseReason.UNSUCCESSFUL, 0),
        ("undecided", CloseReason.EXPIRED, 0),
    ],
)
def test_two_weeks_after_the_end_one_is_asked_how_it_ended(
    visitor: Visitor, edition: object, answer: str, reason: CloseReason, filled: int
) -> None:
    opening = an_opening(closes_at=in_days(-0.1))
    at = close_by_date(opening)
    run(at + timedelta(days=13))
    assert subjects(opening.owner) == ["Votre offre est clôturée"]
    run(at + timedelta(days=14.1))
    assert subjects(opening.owner, 1) == ["Le poste est-il pourvu ? " + opening.title]
    assert "en sera prévenue" in last_letter(opening.owner).body
    address = link_in(last_letter(opening.owner))
    form = visitor.open(address)
    visitor.send(form, 422)
    page = visitor.send(form, reason=answer, channels=["apec", "csp"])
    assert "Merci" in page.text()
    db.session.refresh(opening)
    assert (opening.close_reason, opening.filled) == (reason, filled)
    assert (opening.state, opening.channels) == (State.CLOSED, ["csp", "apec"])
    assert ("déjà répondu" in visitor.open(address).text()) is (answer != "undecided")


def test_what_was_opened_again_is_asked_about_at_its_second_end(
    visitor: Visitor, edition: object
) -> None:
    opening = an_opening(closes_at=in_days(-0.1))
    at = close_by_date(opening)
    run(at + timedelta(days=14.1))
    visitor.send(visitor.open(link_in(last_letter(opening.owner))), reason="unsuccessful")
    db.session.refresh(opening)
    actions.reopen(
        opening, opening.owner, at, closes_at=at + timedelta(days=20), version=opening.version
    )
    db.session.commit()

    at = close_by_date(opening)
    run(at + timedelta(days=14.1))

    asked = [each for each in subjects(opening.owner) if each.startswith("Le poste est-il pourvu")]
    assert len(asked) == 2
    assert "déjà répondu" not in visitor.open(link_in(last_letter(opening.owner))).text()


def test_a_draft_waits_while_its_opening_is_suspended(visitor: Visitor, opening: Opening) -> None:
    """As the letter says: it is neither too late nor lost, and the list leads to its text."""
    member = MemberFactory()
    an_application(opening, member, sent=False, message="Un texte à garder.")
    actions.suspend(opening, opening.owner, now(), version=opening.version)
    db.session.commit()

    mine = visitor.sign_in(member).open("/moi/candidatures")
    assert "l’offre est suspendue" in mine.text(".row") and "à temps" not in mine.text(".row")
    page = visitor.open(mine.link(opening.title), status=409)
    assert "si l’offre reprend" in page.text("main") and "Trop tard" not in page.text("main")
    assert page.texts("textarea") == ["Un texte à garder."]


def test_whoever_is_offered_the_post_is_not_told_to_wait_once_it_is_filled(
    opening: Opening,
) -> None:
    application = put(an_application(opening, MemberFactory()), Step.SHORTLIST, Step.OFFER)
    reason = CloseReason.FILLED_IN_NETWORK
    actions.close(opening, opening.owner, now(), reason=reason, version=opening.version)
    db.session.commit()
    assert application.applicant
    said = last_letter(application.applicant).body
    assert "toujours proposé" in said and "doit toujours" not in said


def test_whoever_closed_it_has_said_how_it_ended(visitor: Visitor, opening: Opening) -> None:
    form = visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/cloture")
    visitor.send(form, reason="filled_outside", channels=["apec"])
    db.session.refresh(opening)
    assert opening.channels == ["apec"]
    run(in_days(20))
    assert subjects(opening.owner) == []


def test_a_run_that_is_stopped_is_taken_up_where_it_was(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [an_application(opening, MemberFactory()) for _ in range(5)]
    monkeypatch.setattr("intranet.openings.actions.reminders.AT_ONCE", 2)
    assert actions.call_for_answers(in_days(15.1)) == 2
    db.session.commit()
    actions.call_for_answers(in_days(15.1))
    db.session.rollback()  # stopped before it was written
    run(in_days(15.1))
    assert subjects(opening.owner, len(waiting)) == ["Une réponse est attendue"] * 3
