"""Answering: each step, who may take it, two recruiters at once, the last post, who sees the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.home.queries.tasks import tasks_of
from intranet.kit import links
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.texts import moment
from intranet.openings import actions, policy, queries
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    ApplicationState,
    CloseReason,
    JobApplication,
    Opening,
    State,
)
from intranet.openings.policy import MOVES, Step
from intranet.organizations.models import Kind
from tests.factories import MemberFactory, a_recruiter
from tests.letters import letters_to
from tests.openings.desks import an_opening, another_recruiter, at_desk, fresh, mine, put, told
from tests.openings.factories import an_application
from tests.sql import counted
from tests.visitor import Visitor

S = ApplicationState


@pytest.fixture
def opening(edition: object) -> Opening:
    return an_opening()


@pytest.fixture
def application(opening: Opening) -> JobApplication:
    return an_application(opening, MemberFactory(), message="Un message à lire.")


def test_opening_it_says_when_it_was_read_and_changes_nothing_else(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    version = application.version
    at_desk(visitor, application, opening.owner)
    seen_at = fresh(application).first_viewed_at
    assert seen_at and application.state is S.SUBMITTED and application.version == version
    at_desk(visitor, application, another_recruiter(opening))
    assert fresh(application).first_viewed_at == seen_at


def test_what_is_put_away_leaves_the_list_and_comes_back_with_the_next_step(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    name, away = application.name_at_desk, "form[action$=rangement]"
    visitor.send(at_desk(visitor, application, opening.owner), form=away)
    page = visitor.open(f"/offres/{opening.id}/candidatures")
    assert "Toutes les candidatures sont rangées" in page.text() and name not in page.text()
    page = visitor.open(visitor.open(page.link("Rangées (1)")).link(name))
    page = visitor.send(page, form=away)
    assert "Ranger" in page.text() and fresh(application).archived_at is None
    visitor.send(page, form=away)
    actions.write_message(application, application.applicant, "Un mot.", now())
    assert fresh(application).archived_at is None
    actions.put_away(application, opening.owner, now())
    put(fresh(application), Step.SHORTLIST, Step.OFFER)
    assert application.archived_at is None and application.archived_by_id is None
    assert not at_desk(visitor, application, opening.owner).select(away)
    with pytest.raises(ApplicationAlreadyMoved):
        actions.put_away(application, opening.owner, now())


def test_a_candidate_goes_from_the_study_to_the_post(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    page = at_desk(visitor, application, opening.owner)
    page = visitor.send(page, form="form[action$=etude]")
    page = visitor.send(visitor.open(page.link("Présélectionner")), message="Bravo.")
    form = visitor.open(page.link("Proposer un entretien"))
    visitor.send(form, 422, on=today().isoformat(), at="00:00", place="Mairie")
    on = (today() + timedelta(days=9)).isoformat()
    page = visitor.send(form, on=on, at="14:30", place="12 rue des Essais")
    assert "à 14 h 30, 12 rue des Essais" in page.text().replace("\u00a0", " ")
    agenda = visitor.open(page.link("Ajouter à mon agenda"))
    assert agenda.response.mimetype == "text/calendar"
    assert "LOCATION:12 rue des Essais" in agenda.html
    assert "SEQUENCE:1" in agenda.html and "STATUS:CONFIRMED" in agenda.html
    page = visitor.send(
        visitor.open(page.link("Modifier l’entretien")), on=on, at="16:00", place="Visio"
    )
    assert "SEQUENCE:2" in visitor.open(page.link("Ajouter à mon agenda")).html
    visitor.sign_in(MemberFactory()).open(agenda.url, status=404)
    visitor.sign_in(opening.owner)
    form = visitor.open(page.link("Proposer le poste"))
    assert "à 16 h 00 n’a plus lieu" in form.text().replace("\u00a0", " ")
    page = visitor.send(form, message="Bienvenue.")
    assert fresh(application).state is S.OFFERED

    assert application.applicant
    page = visitor.sign_in(application.applicant).open(f"/moi/candidatures/{application.uuid}")
    assert "Bienvenue." in page.text()
    off = visitor.open(page.link("Ôter de mon agenda")).html
    assert "SEQUENCE:3" in off and "STATUS:CANCELLED" in off
    bodies = [each.body.replace("\u00a0", " ") for each in letters_to(application.applicant)]
    assert "Au lieu de ce qui était prévu" in bodies[-2] and "à 16 h 00" in bodies[-2]
    assert "L’entretien prévu le" in bodies[-1]
    visitor.send(page, form="form[action$=reponse]")
    assert (fresh(application).state, opening.filled) == (S.ACCEPTED, 1)
    assert not opening.is_live(now())
    assert [subject.partition(" : ")[0] for subject in told(application.applicant)] == [
        "Candidature reçue",
        "Votre candidature est présélectionnée",
        "Un entretien vous est proposé",
        "Votre entretien est modifié",
        "Le poste vous est proposé",
        "Vous avez accepté le poste",
    ]
    assert "Pourvue" in visitor.open(f"/offres/{opening.id}").text()


def test_two_recruiters_at_once_one_wins_and_the_other_keeps_the_note(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    second = another_recruiter(opening)
    form = visitor.open(at_desk(visitor, application, second).link("Ne pas retenir"))
    put(application, Step.SHORTLIST)
    page = visitor.send(form, 409, reason="experience", message="Une note longue à écrire.")
    assert f"Déjà traitée par {opening.owner.name}" in page.text()
    assert "présélectionnée" in page.text()
    assert "Une note longue à écrire." in page.text()
    assert fresh(application).state is S.SHORTLISTED


def test_of_two_decisions_on_the_same_version_one_counts(application: JobApplication) -> None:
    version, owner = application.version, application.opening.owner
    said = actions.Answer()
    actions.answer(application, Step.TAKE_UP, said, owner, now(), version=version)
    with pytest.raises(ApplicationAlreadyMoved):
        actions.answer(application, Step.SHORTLIST, said, owner, now(), version=version)


def test_no_step_is_taken_from_where_it_may_not_start(application: JobApplication) -> None:
    """Nothing moves what was withdrawn."""
    owner, version = application.opening.owner, application.version
    for step in Step:
        assert S.WITHDRAWN not in MOVES[step].origins
        if S.SUBMITTED not in MOVES[step].origins:
            with pytest.raises(ApplicationAlreadyMoved):
                actions.advance(application, step, owner, now(), version=version)


def test_a_withdrawn_one_is_said_to_be_withdrawn(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    form = visitor.open(at_desk(visitor, application, opening.owner).link("Présélectionner"))
    assert application.applicant
    actions.withdraw(application, application.applicant, now(), version=application.version)
    db.session.commit()
    page = visitor.send(form, 409, message="Bravo.")
    assert "retirée par la personne" in page.text()


def test_withdrawing_a_refused_one_is_answered_kindly(
    visitor: Visitor, application: JobApplication
) -> None:
    assert application.applicant
    page = visitor.sign_in(application.applicant).open(f"/moi/candidatures/{application.uuid}")
    put(application, Step.REFUSE)
    page = visitor.send(page, 409, form="form[action$=retrait]")
    assert "Une réponse est arrivée avant votre demande" in page.text()
    assert fresh(application).state is S.REFUSED


def test_withdrawing_twice_says_that_it_was_done(
    visitor: Visitor, application: JobApplication
) -> None:
    assert application.applicant
    page = visitor.sign_in(application.applicant).open(f"/moi/candidatures/{application.uuid}")
    visitor.send(page, form="form[action$=retrait]")
    page = visitor.send(page, 409, form="form[action$=retrait]")
    told = page.text(".notice[role=alert]").replace("\u00a0", " ")
    assert "C’était déjà fait : vous avez retiré votre candidature" in told


def test_the_last_post_goes_to_one(visitor: Visitor, opening: Opening) -> None:
    first, second = (an_application(opening, MemberFactory()) for _ in range(2))
    for each in (first, second):
        put(each, Step.SHORTLIST, Step.OFFER)
    assert second.applicant
    page = visitor.sign_in(second.applicant).open(f"/moi/candidatures/{second.uuid}")
    put(first, Step.ACCEPT)
    page = visitor.send(page, 409, form="form[action$=reponse]")
    assert "viennent d’être pourvus" in page.text()
    assert (fresh(second).state, opening.filled) == (S.OFFERED, 1)


def test_who_was_offered_the_post_says_yes_after_it_was_closed_as_filled(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    """Their post is counted already: one, whoever says it first, and no more."""
    late = an_application(opening, MemberFactory())
    for each in (application, late):
        put(each, Step.SHORTLIST, Step.OFFER)
    closed = visitor.sign_in(opening.owner).open(f"{opening.address}/cloture")
    visitor.send(closed, reason="filled_in_network")

    page = visitor.send(mine(visitor, application), form="form[action$=reponse]")

    assert "Vous avez accepté le poste" in page.text()
    assert (fresh(application).state, opening.filled) == (S.ACCEPTED, 1)
    stale = {"form": "form[action$=reponse]", "answer": "accept"}
    lost = visitor.send(mine(visitor, late), 409, **stale)
    assert "viennent d’être pourvus" in lost.text("[role=alert]")
    assert (fresh(late).state, opening.filled) == (S.OFFERED, 1)
    assert "Accepter le poste" not in mine(visitor, late).text()


def test_no_refusal_is_prepared_for_whoever_the_post_is_offered_to(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    other = an_application(opening, MemberFactory())
    put(application, Step.SHORTLIST, Step.OFFER)
    closed = visitor.sign_in(opening.owner).open(f"{opening.address}/cloture")
    visitor.send(closed, reason="filled_in_network")

    desk = visitor.open(f"{opening.address}/candidatures")

    assert "1 personne attend" in desk.text(".notice[data-tone=warn]").replace("\u00a0", " ")
    sent = [field.get("value") for field in desk.select("form.post input[name=chosen]")]
    assert sent == [f"{other.uuid}@{other.version}"]
    labels = [task.label for task in tasks_of(opening.owner, now())]
    assert not any(label.startswith("Répondre à") for label in labels)  # they owe their answer


def test_whoever_closes_as_the_post_is_accepted_reads_that_it_was(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    """And its history, which animators read, names no candidate."""
    put(application, Step.SHORTLIST, Step.OFFER)
    stale = visitor.sign_in(opening.owner).open(f"{opening.address}/cloture")
    put(application, Step.ACCEPT)

    page = visitor.send(stale, 409, reason="cancelled")

    assert "le site. L’offre est maintenant : modifiée" in page.text("[role=alert]").replace(
        "\u00a0", " "
    )
    assert page.texts(".timeline-title")[0] == "Un poste est accepté sur Passerelles"


def test_on_hold_means_a_promised_date(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    form = visitor.open(at_desk(visitor, application, opening.owner).link("Mettre en attente"))
    visitor.send(form, 422, message="", promised_on=today().isoformat())
    on = today() + timedelta(days=10)
    visitor.send(form, message="Le jury se réunit.", promised_on=on.isoformat())
    assert (fresh(application).state, application.promised_on) == (S.ON_HOLD, on)
    later = now() + timedelta(days=11)
    labels = [task.label for task in tasks_of(opening.owner, later)]
    assert any("comme promis" in label for label in labels)


@pytest.mark.parametrize("shared", [True, False])
def test_a_reason_is_told_only_where_it_is_shared(
    visitor: Visitor, opening: Opening, application: JobApplication, shared: bool
) -> None:
    form = visitor.open(at_desk(visitor, application, opening.owner).link("Ne pas retenir"))
    visitor.send(form, 422, message="Merci.")
    said = {"shares_reason": "y"} if shared else {"shares_reason": []}
    visitor.send(form, reason="status", message="Merci de votre intérêt.", **said)
    assert application.applicant
    page = visitor.sign_in(application.applicant).open(f"/moi/candidatures/{application.uuid}")
    assert "Merci de votre intérêt." in page.text()
    assert ("Le statut ne permet pas" in page.text()) is shared


def test_a_refusal_is_taken_back_by_the_owner_within_a_month(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    put(application, Step.REFUSE)
    page = at_desk(visitor, application, another_recruiter(opening))
    assert "Reprendre la candidature" not in page.text()
    page = at_desk(visitor, application, opening.owner)
    form = visitor.open(page.link("Reprendre la candidature"))
    visitor.send(form, message="Un désistement nous fait revenir vers vous.")
    assert fresh(application).state is S.IN_REVIEW
    put(application, Step.REFUSE)
    assert policy.steps_for(opening.owner, application, now() + timedelta(days=31)) == []


def test_a_hire_that_falls_through_frees_the_post(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    put(application, Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
    assert not opening.is_live(now())
    page = at_desk(visitor, application, opening.owner)
    form = visitor.open(page.link("Annuler l’embauche"))
    visitor.send(form, message="Votre employeur ne vous laisse pas partir.")
    assert (fresh(application).state, opening.filled) == (S.IN_REVIEW, 0)
    assert opening.is_live(now())
    assert told(application.applicant)[-1].startswith("L’embauche est annulée")


def test_a_hire_that_falls_through_takes_no_post_from_the_next(
    opening: Opening, application: JobApplication
) -> None:
    """Filled, opened again, filled by somebody else; then the first hire is cancelled."""
    put(application, Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
    at, filled = now(), CloseReason.FILLED_IN_NETWORK
    actions.close(opening, opening.owner, at, reason=filled, version=opening.version)
    later = at + timedelta(days=20)
    actions.reopen(opening, opening.owner, at, closes_at=later, version=opening.version)
    assert opening.filled == 0
    db.session.commit()
    put(an_application(opening, MemberFactory()), Step.SHORTLIST, Step.OFFER, Step.ACCEPT)

    put(application, Step.TAKE_BACK)

    assert (fresh(application).state, opening.filled) == (S.IN_REVIEW, 1)


def test_whoever_was_hired_still_holds_their_post_once_it_is_opened_again(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    opening.positions = 3
    put(application, Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
    assert "2 sur 3" in visitor.open(opening.address).text("dl").replace("\u00a0", " ")
    at = now()
    actions.close(
        opening, opening.owner, at, reason=CloseReason.FILLED_OUTSIDE, version=opening.version
    )
    later = at + timedelta(days=20)
    actions.reopen(opening, opening.owner, at, closes_at=later, version=opening.version)
    assert opening.filled == 1


def test_one_more_is_looked_for_where_all_were_hired_and_owes_their_own_answer(
    opening: Opening, application: JobApplication
) -> None:
    opening.positions = 2
    hired = [application, an_application(opening, MemberFactory())]
    for each in hired:
        put(each, Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
    at, offered = now(), an_application(opening, MemberFactory())
    put(offered, Step.SHORTLIST)
    later = at + timedelta(days=20)
    actions.reopen(opening, opening.owner, at, closes_at=later, version=opening.version)
    assert opening.left == 1  # two hold theirs
    put(offered, Step.OFFER)
    why = CloseReason.UNSUCCESSFUL
    actions.close(opening, opening.owner, at, reason=why, version=opening.version)
    db.session.commit()
    labels = [task.label for task in tasks_of(opening.owner, now())]
    assert not any(label.startswith("Répondre à") for label in labels)


def test_an_interview_after_another_that_was_held_moves_none(
    opening: Opening, application: JobApplication
) -> None:
    put(application, Step.SHORTLIST)
    for days in (3, 12):
        met = now() + timedelta(days=days)
        said = actions.Answer(interview_at=met, interview_place="Mairie")
        at = met - timedelta(days=2)  # the second is asked for once the first was held
        version = application.version
        actions.answer(application, Step.MEET, said, opening.owner, at, version=version)
    db.session.commit()
    letter = letters_to(application.applicant)[-1]
    assert letter.subject.startswith("Un entretien vous est proposé")
    assert "Au lieu" not in letter.body


def test_only_the_owner_offers_the_post_unless_they_left(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    put(application, Step.SHORTLIST)
    other = another_recruiter(opening)
    page = at_desk(visitor, application, other)
    assert "Proposer le poste" not in page.text()
    address = f"/offres/{opening.id}/candidatures/{application.uuid}/proposition"
    visitor.open(address, status=403)
    assert not policy.answers_for(other, opening)
    opening.owner = MemberFactory()
    db.session.commit()
    visitor.open(address)


def test_a_public_employer_waits_a_month_and_reads_everybody(
    visitor: Visitor, edition: object
) -> None:
    opening = an_opening(kind=Kind.EPCI)
    chosen, unread = (an_application(opening, MemberFactory()) for _ in range(2))
    put(chosen, Step.SHORTLIST)
    form = visitor.open(at_desk(visitor, chosen, opening.owner).link("Proposer le poste"))
    assert "un mois avant" in form.text()
    assert "un mois avant" in visitor.send(form, 409).text()
    opening.first_published_at = now() - timedelta(days=40)
    db.session.commit()
    assert "certaines n’ont pas été lues" in visitor.send(form, 409).text()
    put(unread, Step.TAKE_UP)
    visitor.send(form)
    assert fresh(chosen).state is S.OFFERED


def test_whoever_applied_sees_nothing_of_the_others(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    recruiter = another_recruiter(opening)
    assert at_desk(visitor, application, recruiter)
    mine = an_application(opening, recruiter)
    address = f"/offres/{opening.id}/candidatures"
    for url in (address, f"{address}/{application.uuid}", f"{address}/{application.uuid}/refus"):
        visitor.open(url, status=404)
    assert "Candidatures (" not in visitor.open(f"/offres/{opening.id}").text()
    actions.withdraw(mine, recruiter, now(), version=mine.version)
    db.session.commit()
    visitor.open(address, status=404)


def test_the_two_rules_of_the_desk_are_one(opening: Opening, application: JobApplication) -> None:
    applied = another_recruiter(opening)
    an_application(opening, applied)
    people = [
        opening.owner, another_recruiter(opening), applied, MemberFactory(), a_recruiter(),
        MemberFactory(organization=opening.organization), application.applicant,
    ]  # fmt: skip
    for member in people:
        assert member
        has = policy.has_desk(member, opening, applied=queries.has_applied(member, opening.id))
        assert (application in every(queries.on_the_desk_of(member))) is has


def test_notes_stay_between_recruiters(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    page = at_desk(visitor, application, opening.owner)
    visitor.send(page, 422, form="form[action$=notes]", body=" ")
    page = visitor.send(page, form="form[action$=notes]", body="À rappeler jeudi.")
    assert "À rappeler jeudi." in page.text()
    assert application.applicant
    page = visitor.sign_in(application.applicant).open(f"/moi/candidatures/{application.uuid}")
    assert "rappeler" not in page.text()


def test_giving_up_a_recruitment_tells_everybody_who_waits(
    opening: Opening, application: JobApplication
) -> None:
    refused = put(an_application(opening, MemberFactory()), Step.REFUSE)
    reason = CloseReason.CANCELLED
    actions.close(opening, opening.owner, now(), reason=reason, version=opening.version)
    db.session.commit()
    assert (application.state, refused.state) == (S.OPENING_CANCELLED, S.REFUSED)
    assert told(application.applicant)[-1].startswith("Le recrutement est abandonné")


def test_giving_up_takes_back_what_was_offered(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    put(application, Step.SHORTLIST, Step.OFFER)
    page = mine(visitor, application)
    reason = CloseReason.CANCELLED
    actions.close(opening, opening.owner, now(), reason=reason, version=opening.version)
    db.session.commit()
    assert application.state is S.OPENING_CANCELLED
    assert "ne vous est plus proposé" in letters_to(application.applicant)[-1].body
    visitor.send(page, 409, form="form[action$=reponse]")
    assert (fresh(application).state, opening.filled) == (S.OPENING_CANCELLED, 0)


def test_a_post_that_is_filled_elsewhere_is_not_offered_to_accept(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    put(application, Step.SHORTLIST, Step.OFFER)
    assert "Accepter le poste" in mine(visitor, application).text()
    reason = CloseReason.FILLED_OUTSIDE
    actions.close(opening, opening.owner, now(), reason=reason, version=opening.version)
    db.session.commit()
    page = mine(visitor, application)
    assert "Accepter le poste" not in page.text() and "sont pourvus" in page.text()
    assert "vous doit toujours" in letters_to(application.applicant)[-1].body


def test_what_waits_is_in_the_things_to_do(opening: Opening, application: JobApplication) -> None:
    labels = {task.label.replace("\u00a0", " ") for task in tasks_of(opening.owner, now())}
    assert f"Étudier 1 candidature à « {opening.title} »" in labels
    assert application.applicant
    other = an_opening(title="Une autre (F/H)")
    an_application(other, application.applicant, sent=False)
    put(application, Step.SHORTLIST, Step.OFFER)
    labels = {task.label: task.when for task in tasks_of(application.applicant, now())}
    until = labels["Terminer votre candidature à « Une autre (F/H) »"]
    assert other.closes_at and until == f"jusqu’au {moment(other.closes_at)}"
    assert f"Répondre : le poste « {opening.title} » vous est proposé" in labels
    assert not any("Étudier" in task.label for task in tasks_of(opening.owner, now()))


def test_what_is_filled_is_not_said_to_be_still_open(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    """It is on the board no more: neither a word nor more time brings it back."""
    opening.last_confirmed_at = now() - timedelta(days=88)
    db.session.commit()
    asked = [task.label for task in tasks_of(opening.owner, now()) if opening.title in task.label]
    put(application, Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
    page = visitor.sign_in(opening.owner).open(opening.address)

    assert "Pourvue" in page.text()
    assert not {"Toujours ouverte", "Prolonger"} & {*page.texts("button"), *page.texts("main a")}
    left = [task.label for task in tasks_of(opening.owner, now()) if opening.title in task.label]
    assert len(asked) > len(left)
    word = links.signed(actions.STILL_OPEN, opening.id, opening.owner_id)
    assert "elle est pourvue" in visitor.open(f"/offres/toujours-ouverte/{word}").text()


def test_nobody_is_forgotten_once_the_post_is_filled(
    opening: Opening, application: JobApplication
) -> None:
    put(an_application(opening, MemberFactory()), Step.SHORTLIST, Step.OFFER, Step.ACCEPT)
    put(application, Step.TAKE_UP)
    expected = f"Répondre à 1 candidature : « {opening.title} » est pourvue"

    def labels() -> set[str]:
        return {task.label.replace("\u00a0", " ") for task in tasks_of(opening.owner, now())}

    assert expected in labels()
    opening.filled, opening.state = 0, State.CLOSED
    opening.closed_at, opening.close_reason = now(), CloseReason.UNSUCCESSFUL
    db.session.commit()
    assert expected.replace("pourvue", "close, infructueuse") in labels()
    put(application, Step.REFUSE)
    assert not [label for label in labels() if label.startswith("Répondre à")]


def test_neither_the_way_to_apply_nor_the_delay_promised_changes_once_somebody_has(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    form = visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/modifier")
    page = visitor.send(form, 422, apply_mode="elsewhere")
    assert "la façon de candidater ne change plus" in page.text()
    opening.pledged_days = 7
    db.session.commit()
    for later in ("21", ""):
        page = visitor.send(visitor.open(form.url), 422, pledged_days=later)
        assert "le délai de réponse ne s’allonge plus" in page.text()


def test_the_desk_asks_the_same_number_of_statements_for_one_or_ten(
    visitor: Visitor, opening: Opening, application: JobApplication
) -> None:
    visitor.sign_in(opening.owner).open(f"/offres/{opening.id}/candidatures")
    db.session.expire_all()
    with counted() as few:
        visitor.open(f"/offres/{opening.id}/candidatures")
    for _ in range(9):
        an_application(opening, MemberFactory())
    db.session.expire_all()
    with counted() as many:
        visitor.open(f"/offres/{opening.id}/candidatures")
    assert len(many) == len(few) <= 8
