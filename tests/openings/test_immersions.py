"""One to five days in another territory: offered, found by what one would learn, asked, answered, told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm.attributes import set_committed_value

from intranet.competencies.actions import Said as LevelSaid
from intranet.competencies.actions import declare, discard_evidence
from intranet.competencies.models import AssessmentState, Evidence
from intranet.competencies.queries import in_force
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.actions import close_account
from intranet.members.models import Member, Role
from intranet.openings import queries
from intranet.openings.actions import calling_off, immersions, lapse_unanswered
from intranet.openings.actions.immersions import AlreadyAsked
from intranet.openings.models import (
    Immersion,
    ImmersionRequest,
    RequestAlreadyMoved,
    RequestState,
)
from intranet.openings.queries.immersions import ImmersionSearch
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter
from tests.letters import letters_to, subjects_to
from tests.openings.factories import competency
from tests.openings.moving import SOON, a_request_for, an_immersion, days_over
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")


def knowing(**levels: int) -> Member:
    """A member who says so of D1.1, D1.2, D2.1: `knowing(D11=2)`."""
    member: Member = MemberFactory()
    for code, level in levels.items():
        item = competency(f"{code[:2]}.{code[2]}")
        declare(
            member.id, item, in_force().edition_id, LevelSaid(AssessmentState.LEVEL, level), now()
        )
    db.session.commit()
    return member


def titles(page: Page) -> list[str]:
    return page.texts(".row h3")


def test_a_recruiter_offers_days_and_they_are_listed(visitor: Visitor) -> None:
    host = a_recruiter()
    visitor.sign_in(host)
    form = visitor.open(visitor.open("/offres/immersions").link("Proposer une immersion"))
    first = (today() + SOON).isoformat()
    later = (today() + SOON + timedelta(days=9)).isoformat()  # typed before the first
    typed = {
        "title": "Deux jours auprès de l’équipe foncier",
        "commune": "Nancy (54)",
        "about": "Vous suivez l’équipe.",
        "skills-0-code": "D1.1",
        "skills-0-level": "3",
        "slots-0-starts_on": later,
        "slots-1-starts_on": first,
    }
    page = visitor.send(form, **typed)
    assert visitor.send(form, **typed).url == page.url  # pressed twice
    assert page.texts("h1") == ["Deux jours auprès de l’équipe foncier"]
    assert "1 place libre" in page.text().replace("\u00a0", " ")
    listed = visitor.open("/offres/immersions")
    assert titles(listed) == ["Deux jours auprès de l’équipe foncier"]
    offered = db.session.query(Immersion).one()
    assert (offered.region_code, offered.slots[0].days) == ("44", 2)


def test_what_lacks_is_said_beside_the_field_and_nothing_is_lost(visitor: Visitor) -> None:
    visitor.sign_in(a_recruiter())
    form = visitor.open("/offres/immersions/nouvelle")
    page = visitor.send(form, 422, title="Sans créneau", commune="Nulle-Part-sur-Rien", about="x")
    told = page.text("#erreurs")
    for words in ("Commune inconnue", "au moins une compétence", "au moins un créneau"):
        assert words in told
    title = page.soup.select_one("[name=title]")
    assert title and title["value"] == "Sans créneau"
    past = {"slots-0-starts_on": today().isoformat(), "slots-1-starts_on": "2999-01-01"}
    assert "un jour à venir" in visitor.send(form, 422, **past).text("#erreurs")
    half = visitor.send(form, 422, **{"skills-0-level": "2"}).text("#erreurs")
    assert "Choisissez la compétence de cette ligne." in half and "au moins une" not in half
    half = visitor.send(form, 422, **{"slots-0-places": "3"}).text("#erreurs")
    assert "Choisissez le premier jour" in half and "au moins un créneau" not in half
    assert db.session.query(Immersion).count() == 0


def test_more_lines_are_offered_and_nothing_is_refused_for_asking(visitor: Visitor) -> None:
    visitor.sign_in(a_recruiter())
    form = visitor.open("/offres/immersions/nouvelle")
    page = visitor.send(form, press="add=slots", title="En cours")
    assert not page.select("#erreurs")
    title = page.soup.select_one("[name=title]")
    assert title and title["value"] == "En cours"


def test_the_list_is_narrowed_by_place_and_by_what_one_wants_to_learn(visitor: Visitor) -> None:
    host = a_recruiter()
    an_immersion(host, ("D1.1", 3), title="À Nancy")
    an_immersion(host, ("D1.2", 2), title="À Metz", town="57463")
    an_immersion(host, ("D1.1", 2), title="À Rennes", town="35238")

    def found(asked: str) -> set[str]:
        return set(titles(visitor.open(f"/offres/immersions?{asked}")))

    assert found("") == {"À Nancy", "À Metz", "À Rennes"}
    assert found("competence=D1.1") == {"À Nancy", "À Rennes"}
    assert found("competence=D1.1&niveau=3") == {"À Nancy"}
    assert found("region=44") == {"À Nancy", "À Metz"}
    assert found("departement=57") == {"À Metz"}
    assert found("commune=Nancy&rayon=10") == {"À Nancy"}
    assert found("commune=Nancy&rayon=100") == {"À Nancy", "À Metz"}
    page = visitor.open("/offres/immersions?commune=Nulle-Part&competence=XX")
    assert len([one for one in page.texts(".notice") if "Filtre ignoré" in one]) == 2


def test_what_i_would_gain_comes_first_and_what_i_never_said_gains_nothing(
    visitor: Visitor,
) -> None:
    host = a_recruiter()
    soon, later = today() + SOON, today() + 2 * SOON
    an_immersion(host, ("D1.1", 2), title="Ce que je sais", slots=[(soon, 1, 1)])
    an_immersion(host, ("D2.1", 4), title="Ce que je n’ai pas dit", slots=[(soon, 1, 1)])
    an_immersion(host, ("D1.1", 4), ("D1.2", 1), title="Deux de plus", slots=[(later, 1, 1)])
    visitor.sign_in(knowing(D11=2, D12=1))

    page = visitor.open("/offres/immersions")

    assert titles(page)[0] == "Deux de plus"
    badges = [text.replace("\u00a0", " ") for text in page.texts(".row .badge")]
    assert badges == ["Vous y gagnez 2 niveaux"]
    assert titles(visitor.open("/offres/immersions?tri=date"))[-1] == "Deux de plus"


def test_what_is_full_past_or_closed_leaves_the_list(visitor: Visitor) -> None:
    host = a_recruiter()
    full, closed = an_immersion(host, title="Complète"), an_immersion(host, title="Close")
    past = an_immersion(host, title="Passée")
    request = a_request_for(full, MemberFactory())
    immersions.accept(request, host, now(), "")
    asking = visitor.sign_in(MemberFactory()).open(f"{closed.address}/demande")
    immersions.close(closed, host, now())
    past.slots[0].starts_on = today()
    db.session.commit()
    assert titles(visitor.open("/offres/immersions")) == []
    assert "Complète" in visitor.open(full.address).text()
    late = visitor.send(asking, 409, slot=str(closed.slots[0].id), message="Je viens.")
    assert "n’est plus proposée" in late.text(".notice") and "Je viens." in late.text(".notice")


def test_days_are_asked_accepted_and_each_side_is_told_once(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    offered = an_immersion(host)
    visitor.sign_in(guest)
    form = visitor.open(visitor.open(offered.address).link("Demander ces jours"))
    page = visitor.send(form, slot=str(offered.slots[0].id), message="J’aimerais apprendre.")
    assert "Demandée" in page.text()
    assert subjects_to(host) == [f"Une demande d’immersion : {offered.title}"]
    again = visitor.open(f"{offered.address}/demande")
    assert again.url == page.url  # one request at a time

    visitor.sign_in(host)
    page = visitor.open(visitor.open(offered.address).link(guest.name))
    page = visitor.send(page, press="verdict=accept", reply="Rendez-vous à neuf heures.")
    assert "Acceptée" in page.text()
    [subject] = subjects_to(guest)
    assert subject == f"Votre demande d’immersion est acceptée : {offered.title}"
    db.session.expire_all()
    assert offered.slots[0].left == 0

    visitor.sign_in(guest)
    page = visitor.open(
        visitor.open(visitor.open("/moi/immersions").link(offered.title)).link("La convention")
    )
    for words in (guest.name, offered.organization.name, guest.organization.name, "discrétion"):
        assert words in page.text()


def test_declining_says_why_and_a_declined_member_may_ask_again(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host), guest)
    visitor.sign_in(host)
    page = visitor.open(request.address)
    page = visitor.send(page, 422, press="verdict=decline", reply=" ")
    assert "pourquoi" in page.text("#erreurs")
    visitor.send(page, press="verdict=decline", reply="L’équipe déménage.")
    visitor.sign_in(guest)
    assert "L’équipe déménage." in visitor.open(request.address).text()
    visitor.open(f"{request.immersion.address}/demande")
    assert a_request_for(request.immersion, guest).state is RequestState.ASKED


def test_whoever_spent_days_may_ask_for_others(visitor: Visitor) -> None:
    days = (today() + SOON, 2, 1), (today() + SOON * 2, 2, 1)
    guest, offered = MemberFactory(), an_immersion(a_recruiter(), slots=days)
    spent = a_request_for(offered, guest)
    immersions.accept(spent, offered.author, now(), "")
    db.session.commit()
    with pytest.raises(AlreadyAsked):
        a_request_for(offered, guest, slot=offered.slots[1])
    db.session.rollback()
    days_over(spent)
    visitor.sign_in(guest)
    form = visitor.open(visitor.open(offered.address).link("Demander ces jours"))
    visitor.send(form, slot=str(offered.slots[1].id), message="J’aimerais continuer.")
    [asked] = queries.immersion_requests.standing_of(guest, offered.id, today())
    assert asked.state is RequestState.ASKED and not spent.stands(today())


def test_the_last_place_declines_those_who_wait_for_the_same_days(visitor: Visitor) -> None:
    host, first, second = a_recruiter(), MemberFactory(), MemberFactory()
    offered = an_immersion(
        host, slots=[(today() + SOON, 2, 1), (today() + 2 * SOON, 2, 1)]
    )  # fmt: skip
    chosen, other = a_request_for(offered, first), a_request_for(offered, second)
    elsewhere = a_request_for(offered, MemberFactory(), slot=offered.slots[1])

    immersions.accept(chosen, host, now(), "")
    db.session.commit()

    assert (other.state, elsewhere.state) == (RequestState.DECLINED, RequestState.ASKED)
    assert other.reply == immersions.FULL
    assert subjects_to(second) == [f"Votre demande d’immersion est déclinée : {offered.title}"]


def test_whoever_withdraws_frees_the_place_and_the_host_is_told(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host), guest)
    page = visitor.sign_in(guest).open(request.address)
    assert "prévenue" not in page.text(".confirm"), "nobody is written to of what nobody answered"
    immersions.accept(request, host, now(), "")
    db.session.commit()
    page = visitor.open(request.address)
    assert "La structure sera prévenue" in page.text(".confirm")
    page = visitor.send(page, form="form[action$=retrait]")
    assert "Retirée" in page.text()
    db.session.expire_all()
    assert request.slot.taken == 0
    assert f"Une immersion est annulée : {request.immersion.title}" in subjects_to(host)


def test_whoever_accepted_may_call_it_off_says_why_and_the_place_is_free(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host), guest)
    immersions.accept(request, host, now(), "Rendez-vous à neuf heures.")
    db.session.commit()
    visitor.sign_in(host)
    page = visitor.open(request.address)
    page = visitor.send(page, 422, form="form[action$=annulation]", reply=" ")
    assert "pourquoi" in page.text("#erreurs")
    page = visitor.send(page, form="form[action$=annulation]", reply="L’équipe est malade.")
    assert "Annulée" in page.text()
    db.session.expire_all()
    assert request.slot.taken == 0
    assert subjects_to(guest)[-1] == f"Votre immersion est annulée : {request.immersion.title}"

    visitor.sign_in(guest)
    page = visitor.open(request.address)
    assert "L’équipe est malade." in page.text()
    assert not page.texts("form[action$=retrait], form[action$=annulation]")
    visitor.open(f"{request.address}/convention", status=404)
    assert a_request_for(request.immersion, guest).state is RequestState.ASKED


def test_what_is_called_off_is_still_accepted_and_not_over(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host), guest)
    immersions.accept(request, host, now(), "")
    db.session.commit()
    page = visitor.sign_in(host).open(request.address)
    calling_off.withdraw(request, guest, now())
    db.session.commit()
    page = visitor.send(page, 409, form="form[action$=annulation]", reply="L’équipe est malade.")
    assert guest.name in page.text("[role=alert]")
    assert "L’équipe est malade." in page.text("blockquote")

    again = a_request_for(request.immersion, guest)
    immersions.accept(again, host, now(), "")
    again.slot.starts_on = today() - timedelta(days=1)  # two days: the second is today
    db.session.commit()
    assert visitor.open(again.address).texts("form[action$=annulation]")
    days_over(again)
    assert not visitor.open(again.address).texts("form[action$=annulation]")


@pytest.mark.parametrize(
    ("came", "state", "said"),
    [("non", "Annulée", "annulée"), ("oui", "Interrompue", "interrompue")],
)
def test_either_side_ends_days_that_have_begun_and_says_whether_somebody_came(
    visitor: Visitor, came: str, state: str, said: str
) -> None:
    """Ill on the first morning, one could neither withdraw nor say so."""
    host, guest = a_recruiter(), MemberFactory()
    offered = an_immersion(host, slots=[(today() + SOON, 2, 2)])
    mine, other = a_request_for(offered, guest), a_request_for(offered, MemberFactory())
    for each in (mine, other):
        immersions.accept(each, host, now(), "À neuf heures.")
    page = visitor.sign_in(guest).open(mine.address)
    assert not page.texts("form[action$=annulation]")  # one withdraws until then
    offered.slots[0].starts_on = today()
    db.session.commit()

    page = visitor.open(mine.address)
    assert not page.texts("form[action$=retrait]")
    refused = visitor.send(page, 422, form="form[action$=annulation]", reply=" ").text("#erreurs")
    assert (
        "si ces journées avaient commencé" in refused and "pourquoi vous devez renoncer" in refused
    )
    ending = {"form": "form[action$=annulation]", "begun": came, "reply": "Un empêchement."}
    page = visitor.send(page, **ending)
    assert state in page.text(".page-head") and "Un empêchement." in page.text("main")
    assert subjects_to(host)[-1] == f"Une immersion est {said} : {offered.title}"
    assert bool(page.texts("a[href$=convention]")) is bool(page.texts("a[href$=bilan]"))
    assert bool(page.texts("a[href$=bilan]")) is (came == "oui")

    visitor.send(visitor.sign_in(host).open(other.address), **ending)
    assert subjects_to(other.member)[-1] == f"Votre immersion est {said} : {offered.title}"
    db.session.expire_all()
    assert offered.slots[0].taken == (2 if came == "oui" else 0)
    assert not visitor.sign_in(guest).open(offered.address).texts("a[href$=demandes]")


def test_what_is_told_of_days_cut_short_is_dated_when_they_ended(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host, ("D1.1", 3)), guest)
    immersions.accept(request, host, now(), "")
    request.slot.starts_on = today()
    db.session.commit()
    calling_off.call_off(request, guest, now(), "Un empêchement.", begun=True)
    db.session.commit()
    page = visitor.sign_in(guest).open("/")
    form = visitor.open(page.link("Dire ce que l’immersion"))
    visitor.send(form, feedback="Une matinée.", as_evidence="y", shown=[str(competency("D1.1"))])
    assert db.session.query(Evidence).one().happened_on == today()


def test_two_colleagues_answer_at_once_the_second_reads_who_was_first(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    colleague = a_recruiter(organization=host.organization)
    request = a_request_for(an_immersion(host), guest)
    stale = visitor.sign_in(host).open(request.address)
    visitor.sign_in(colleague)
    visitor.send(visitor.open(request.address), press="verdict=accept")
    visitor.sign_in(host)

    token = visitor.open(request.address).first("[name=csrf_token]").get("value")
    form = stale.first("main form [name=csrf_token]")
    form.set("value", token)
    page = visitor.send(stale, 409, press="verdict=decline", reply="Nous sommes complets.")

    assert colleague.name in page.text("[role=alert]")
    assert "Nous sommes complets." in page.text("blockquote")
    db.session.expire_all()
    assert request.state is RequestState.ACCEPTED


def test_a_slot_that_somebody_asked_for_keeps_its_days(visitor: Visitor) -> None:
    host = a_recruiter()
    offered = an_immersion(host, slots=[(today() + SOON, 2, 1)])
    asked = a_request_for(offered, MemberFactory())
    visitor.sign_in(host)
    form = visitor.open(f"{offered.address}/modifier")
    page = visitor.send(form, 422, **{"slots-0-days": "5"})
    assert "déjà demandé" in page.text("#erreurs")
    page = visitor.send(visitor.open(form.url), 422, commune="Vandœuvre-lès-Nancy (54)")
    assert "gardez la commune" in page.text("#erreurs")
    form = visitor.open(form.url)
    other = (today() + 2 * SOON).isoformat()
    added = {"slots-0-places": "3", "slots-1-starts_on": other, "slots-1-days": "1"}
    visitor.send(form, title="Revue", **added)
    db.session.expire_all()
    assert offered.title == "Revue"
    assert [(slot.days, slot.places) for slot in offered.slots] == [(2, 3), (1, 1)]
    page = visitor.send(form, 409, title="Relue", conditions="Prévoir des bottes.")
    assert "a modifié" in page.text(".notice") and "bottes" in page.text("[name=conditions]")
    visitor.send(page)  # preferred, with all that the page keeps
    db.session.expire_all()
    assert (offered.title, offered.conditions) == ("Relue", "Prévoir des bottes.")
    visitor.send(form, title="Relue", conditions="Prévoir des bottes.")  # pressed twice
    offered.slots[0].taken = offered.slots[0].places
    db.session.commit()
    page = visitor.open(asked.address)  # with no place left there is nothing to accept
    assert "plus de place" in page.text("main") and not page.select("[value=accept]")


def test_days_that_nobody_holds_any_more_are_taken_off(visitor: Visitor) -> None:
    """What was asked stays with whoever asked; the days may be offered again."""
    host, guest = a_recruiter(), MemberFactory()
    first, second = today() + SOON, today() + 2 * SOON
    offered = an_immersion(host, slots=[(first, 2, 1), (second, 1, 1)])
    request = a_request_for(offered, guest)
    form = visitor.sign_in(host).open(f"{offered.address}/modifier")
    off = {"slots-0-starts_on": "", "slots-0-places": ""}
    assert "déjà demandé" in visitor.send(form, 422, **off).text("#erreurs")
    calling_off.withdraw(request, guest, now())
    db.session.commit()

    page = visitor.send(form, **off)

    assert len(page.texts(".slot-list li")) == 1
    assert [
        row.next_on
        for row in queries.immersions.page_found(ImmersionSearch(), today(), None, first=0, count=9)
    ] == [second]
    assert visitor.sign_in(guest).open(request.address).text("main")
    form = visitor.sign_in(host).open(f"{offered.address}/modifier")
    assert form.answers(form.form())["slots-0-starts_on"] == [second.isoformat()]
    again = {"slots-1-starts_on": first.isoformat(), "slots-1-days": "2", "slots-1-places": "3"}
    visitor.send(form, **again)
    db.session.expire_all()
    assert [(slot.starts_on, slot.left) for slot in offered.slots] == [(first, 3), (second, 1)]


def test_feedback_becomes_evidence_only_if_asked_and_is_the_members_own(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    offered = an_immersion(host, ("D1.1", 3), ("D1.2", 2))
    request = a_request_for(offered, guest)
    immersions.accept(request, host, now(), "")
    db.session.commit()
    visitor.sign_in(guest)
    visitor.open(f"{request.address}/bilan", status=403)  # before the days are over
    days_over(request)

    form = visitor.open(visitor.open(request.address).link("Dire ce que ces journées"))
    page = visitor.send(
        form, feedback="J’ai vu une cession.", as_evidence="y", shown=[str(competency("D1.1"))]
    )

    assert page.link("en faire une bonne pratique") == "/pratiques/nouvelle"
    evidence = db.session.query(Evidence).one()
    assert evidence.member_id == guest.id
    assert [(one.competency_id, one.level) for one in evidence.claims] == [(competency("D1.1"), 3)]
    assert evidence.url and evidence.url.endswith(offered.address)
    assert offered.title in visitor.open(page.link("vos preuves")).text()
    visitor.open(f"{request.address}/bilan", status=403)  # once
    visitor.sign_in(host)
    assert "J’ai vu une cession." in visitor.open(request.address).text()

    discard_evidence(evidence)
    db.session.commit()
    db.session.expire_all()
    assert (request.evidence_id, request.feedback) == (None, "J’ai vu une cession.")


def test_feedback_without_consent_leaves_no_evidence(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host), guest)
    immersions.accept(request, host, now(), "")
    days_over(request)
    visitor.sign_in(guest)
    visitor.send(visitor.open(f"{request.address}/bilan"), feedback="Utile.")
    assert db.session.query(Evidence).count() == 0


def test_feedback_sent_twice_at_once_is_kept_once(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host, ("D1.1", 3)), guest)
    immersions.accept(request, host, now(), "")
    days_over(request)
    said = {"shown": [competency("D1.1")], "edition_id": in_force().edition_id}
    immersions.tell(request, "Une fois.", now(), **said)
    set_committed_value(request, "feedback_at", None)  # what the second one read
    with pytest.raises(RequestAlreadyMoved):
        immersions.tell(request, "Deux fois.", now(), **said)
    db.session.refresh(request)
    assert (request.feedback, db.session.query(Evidence).count()) == ("Une fois.", 1)


def test_once_its_author_left_whoever_welcomes_there_is_written_to(visitor: Visitor) -> None:
    host = a_recruiter()
    animator = MemberFactory(organization=host.organization, roles={Role.ANIMATOR})
    a_colleague = MemberFactory(organization=host.organization)
    offered = an_immersion(host)
    host.memberships[0].organization = OrganizationFactory()
    db.session.commit()
    request = a_request_for(offered, MemberFactory())
    told = [subjects_to(each) for each in (animator, host, a_colleague)]
    assert told == [[f"Une demande d’immersion : {offered.title}"], [], []]

    visitor.sign_in(MemberFactory())
    form = visitor.open(f"{offered.address}/demande")
    assert titles(visitor.open("/offres/immersions")) == [offered.title]
    animator.memberships[0].organization = OrganizationFactory()
    db.session.commit()
    assert titles(visitor.open("/offres/immersions")) == []
    page = visitor.send(form, slot=str(offered.slots[0].id), message="Bonjour.")
    assert "Demander ces jours" not in page.text() and "Plus personne" in page.text(".notice")
    visitor.sign_in(request.member)
    assert "se fermera le" in visitor.open(request.address).text(".notice")


def test_nobody_else_reads_a_request(visitor: Visitor) -> None:
    request = a_request_for(an_immersion(a_recruiter()), MemberFactory())
    visitor.sign_in(a_recruiter())
    for path in (request.address, f"{request.address}/convention", f"{request.address}/bilan"):
        visitor.open(path, status=404)


def test_one_does_not_ask_ones_own_organization_nor_a_demonstration(visitor: Visitor) -> None:
    organization = OrganizationFactory()
    host = a_recruiter(organization=organization)
    offered = an_immersion(host)
    visitor.sign_in(MemberFactory(organization=organization))
    visitor.open(f"{offered.address}/demande", status=403)
    offered.is_demo = True
    db.session.commit()
    visitor.sign_in(MemberFactory())
    visitor.open(f"{offered.address}/demande", status=403)


def test_whoever_closes_their_account_frees_their_place() -> None:
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host), guest)
    immersions.accept(request, host, now(), "")
    close_account(guest, now())
    db.session.commit()
    assert calling_off.withdraw_for_the_departed(now()) == 1
    [*_, told] = db.session.query(Letter).filter_by(recipient=host.email).order_by(Letter.id)
    assert told.body.startswith(
        f"Bonjour {host.name},\n\nLa personne que vous attendiez ne viendra"
    )
    assert (request.state, request.slot.taken, request.message) == (RequestState.WITHDRAWN, 0, "")
    assert calling_off.withdraw_for_the_departed(now()) == 0


def test_whoever_closes_their_account_leaves_the_days_they_spent() -> None:
    """Their host was written that they would not come, months after they had."""
    host, guest = a_recruiter(), MemberFactory()
    request = a_request_for(an_immersion(host), guest)
    immersions.accept(request, host, now(), "")
    close_account(guest, now())
    request.slot.starts_on = today() - timedelta(days=request.slot.days)
    db.session.commit()
    assert calling_off.withdraw_for_the_departed(now()) == 0
    assert request.state is RequestState.ACCEPTED


def test_closing_tells_those_who_wait_and_keeps_what_is_accepted(visitor: Visitor) -> None:
    host, one, other = a_recruiter(), MemberFactory(), MemberFactory()
    offered = an_immersion(host, slots=[(today() + SOON, 1, 2)])
    kept, waiting = a_request_for(offered, one), a_request_for(offered, other)
    immersions.accept(kept, host, now(), "")
    db.session.commit()
    page = visitor.sign_in(host).open(offered.address)
    page = visitor.send(page, form="form[action$=cloture]")
    assert "N’est plus proposée" in page.text(".page-state") and "libre" not in page.text(
        ".slot-list"
    )
    db.session.expire_all()
    assert (kept.state, waiting.state) == (RequestState.ACCEPTED, RequestState.DECLINED)


@pytest.mark.parametrize("form", ["csv", "json", "atom"])
def test_the_list_has_other_forms(visitor: Visitor, form: str) -> None:
    an_immersion(a_recruiter(), title="À Nancy")
    an_immersion(a_recruiter(), title="À Rennes", town="35238")
    response = visitor.client.get(f"/offres/immersions.{form}?region=44")
    assert response.status_code == 200
    assert "À Nancy" in (response.text if form != "json" else str(response.json))
    assert "À Rennes" not in response.text


def test_the_list_asks_few_statements_whatever_the_number(visitor: Visitor) -> None:
    host, guest = a_recruiter(), knowing(D11=1)

    def asked() -> list[int]:
        counts: list[int] = []
        for path in ("/offres/immersions", "/moi/immersions", known.address):
            visitor.open(path)
            with counted() as statements:
                visitor.open(path)
            counts.append(len(statements))
        return counts

    known: Any = an_immersion(host)
    a_request_for(known, guest)
    visitor.sign_in(guest)
    few = asked()
    for place in range(4):
        extra = an_immersion(host, ("D1.2", 2), slots=[(today() + timedelta(days=3 + place), 1, 4)])
        a_request_for(extra, guest)
    assert asked() == few
    assert max(few) <= 12, few


def test_hostile_ids_are_not_found(visitor: Visitor) -> None:
    visitor.sign_in(MemberFactory())
    for path in ("/offres/immersions/999999", "/offres/immersions/demandes/999999"):
        visitor.open(path, status=404)
    assert db.session.query(ImmersionRequest).count() == 0


def test_the_page_of_an_item_says_where_to_go_and_learn_it(visitor: Visitor) -> None:
    an_immersion(a_recruiter(), ("D1.1", 3), title="À Nancy")
    page = visitor.open("/referentiel/D1.1")
    assert page.link("À Nancy")
    assert titles(visitor.open(page.link("Toutes les immersions"))) == ["À Nancy"]
    assert "Où aller l’apprendre" not in visitor.open("/referentiel/D1.2").text()
    page = visitor.sign_in(MemberFactory()).open("/referentiel/D1.1")
    assert visitor.open(page.link("où aller l’apprendre")).link("À Nancy")


def test_whoever_left_is_named_neither_on_the_page_nor_in_the_agreement(visitor: Visitor) -> None:
    host, guest = a_recruiter(), MemberFactory()
    colleague = a_recruiter(organization=host.organization)
    request = a_request_for(an_immersion(host), guest)
    visitor.sign_in(guest)
    assert host.name in visitor.open(request.immersion.address).text("main")
    immersions.accept(request, colleague, now(), "Bienvenue.")
    host.memberships[0].organization = OrganizationFactory()
    db.session.commit()

    paper = visitor.open(f"{request.address}/convention").text("main")

    assert colleague.name in paper and host.name not in paper
    assert host.name not in visitor.open(request.immersion.address).text("main")


def test_past_the_last_page_there_is_nothing_rather_than_nobody(visitor: Visitor) -> None:
    an_immersion(a_recruiter())
    for form in ("", ".json"):
        assert visitor.client.get(f"/offres/immersions{form}").status_code == 200
        assert visitor.client.get(f"/offres/immersions{form}?page=2").status_code == 404


def test_days_that_come_without_an_answer_leave_nobody_waiting(visitor: Visitor) -> None:
    """Neither to be withdrawn nor answered, it kept its author from asking for other days."""
    guest = MemberFactory()
    request = a_request_for(an_immersion(a_recruiter()), guest)
    assert lapse_unanswered(now()) == 0
    request.slot.starts_on = today()
    db.session.commit()

    assert [lapse_unanswered(now()), lapse_unanswered(now())] == [1, 0]
    db.session.commit()

    assert request.state is RequestState.DECLINED
    assert subjects_to(guest) == [
        "Votre demande d’immersion est close : " + request.immersion.title
    ]
    assert "Sa réponse" not in letters_to(guest)[-1].body  # there is none to read
    page = visitor.sign_in(guest).open(request.address)
    assert "n’a pas répondu avant ces jours" in page.text("main")
    assert a_request_for(request.immersion, guest).state is RequestState.ASKED
