"""Mentors: found near first, asked, accepted, renewed, ended; each place given once, names kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from intranet.career import queries
from intranet.career.actions import mentoring
from intranet.career.commands import look_after_mentoring
from intranet.career.models import Mentoring, MentoringState, MentorIsFull
from intranet.competencies.models import Assessment
from intranet.competencies.queries import levels_of
from intranet.kit.clock import months_after, now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.organizations.models import Kind
from tests.career.factories import a_mentor, an_accompaniment, says
from tests.competencies.factories import attests
from tests.factories import MemberFactory, OrganizationFactory
from tests.letters import subjects_to
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")

NANCY, METZ = (48.69, 6.18), (49.11, 6.17)


def at(place: tuple[float, float], **given: Any) -> Any:
    latitude, longitude = place
    return OrganizationFactory(latitude=latitude, longitude=longitude, **given)


def names(page: Page) -> list[str]:
    return page.texts(".guide h3")


def test_the_nearest_come_first_and_only_those_who_offer(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = at(NANCY, siren="200000001")
    seeker = says(MemberFactory(organization=here), D11=1)
    abroad = a_mentor(organization=at((43.3, 5.4), region_code="93", department_code="13"))
    region = a_mentor(organization=at(METZ, department_code="57"))
    county = a_mentor(organization=at((48.7, 6.2)))
    same = a_mentor(organization=OrganizationFactory(kind=Kind.CCI, municipality_code="54395"))
    agency = db.session.get_one(type(here), same.organization_id)
    agency.municipality.epci_siren = "200000001"
    says(MemberFactory(), offers=True, D11=3)  # who does not agree to be asked
    a_mentor(D11=2)  # who does not hold it well enough
    a_mentor(D12=3)
    db.session.commit()
    visitor.sign_in(seeker)

    page = visitor.open("/parcours/transmission/D1.1")

    assert names(page) == [same.name, county.name, region.name, abroad.name]
    told = page.text().replace("\u00a0", " ")
    assert "4 personnes" in told
    monkeypatch.setattr("intranet.career.views.mentoring.PER_PAGE", 3)  # counted, beyond a page
    page = visitor.open("/parcours/transmission/D1.1")
    assert len(names(page)) == 3
    assert page.text("#guides-count").startswith("4 personnes")
    assert "Même intercommunalité" in told
    assert "Même région, 47 km" in told


def test_the_page_of_an_item_leads_there_and_costs_it_nothing(visitor: Visitor) -> None:
    visitor.sign_in(a_mentor())
    page = visitor.open("/referentiel/D1.1")
    assert page.link("Demander à quelqu’un") == "/parcours/transmission/D1.1"


def test_levels_in_sql_are_those_of_the_one_rule() -> None:
    one, other = says(MemberFactory(), D11=2, D12=3), says(MemberFactory(), D11=4, D21=1)
    attests(one, "D1.1", 4, by=other)
    attests(one, "D1.2", 4, by=other, revoked_at=now())
    attests(other, "D1.1", 3, by=one)
    attests(other, "D2.1", 4, by=one, expires_at=now() - timedelta(hours=1))

    ids = [one.id, other.id]
    found = db.session.execute(
        queries.passing_on.levels_in_force(now(), Assessment.member_id.in_(ids))
    )

    expected = {
        (member_id, item): level.effective
        for member_id, items in levels_of(ids, now()).items()
        for item, level in items.items()
    }
    assert {(row.member_id, row.competency_id): row.level for row in found} == expected


def test_somebody_asks_is_accepted_and_only_then_reads_an_address(visitor: Visitor) -> None:
    mentor, seeker = a_mentor(), says(MemberFactory(), D11=1)
    visitor.sign_in(seeker)
    listed = visitor.open("/parcours/transmission/D1.1")
    form = visitor.open(listed.link(mentor.name))
    assert [choice.attrib["value"] for choice in form.select("[name=level]")] == ["2", "3"]
    page = visitor.send(form, level="3", message="Apprendre à lire un tissu économique.")
    assert mentor.email not in page.html
    assert subjects_to(mentor) == [
        f"{seeker.name} vous demande de transmettre : Diagnostiquer le tissu économique"
    ]
    [written] = db.session.query(Letter).filter_by(recipient=mentor.email)
    assert seeker.email not in written.body

    visitor.sign_in(mentor)
    page = visitor.open(visitor.open("/parcours/transmission").link(seeker.name))
    assert seeker.email not in page.html
    page = visitor.send(page, press="verdict=accept", reply="Jeudi à neuf heures ?")
    assert seeker.email in page.html
    asked = db.session.query(Mentoring).one()
    assert asked.ends_on == months_after(today(), 6)
    visitor.sign_in(seeker)
    page = visitor.open(asked.address)
    assert mentor.email in page.html
    assert "Jeudi à neuf heures ?" in page.text()


def test_nobody_asks_for_what_they_have_nor_twice_nor_themselves(visitor: Visitor) -> None:
    mentor, able = a_mentor(), says(MemberFactory(), D11=3)
    visitor.sign_in(able)
    address = f"/parcours/transmission/D1.1/{mentor.id}"
    visitor.open(address, status=403)
    visitor.sign_in(mentor).open(address, status=404)
    seeker = MemberFactory()
    asked = an_accompaniment(mentor, seeker)
    other = a_mentor()
    visitor.sign_in(seeker)
    page = visitor.open(f"/parcours/transmission/D1.1/{other.id}")
    assert page.url == asked.address
    visitor.send(page, form="form[action$=retrait]")
    assert subjects_to(mentor)[-1].startswith("Une demande d’accompagnement est retirée")
    again = visitor.send(page, 409, form="form[action$=retrait]")
    assert f"Déjà fait par {seeker.name}" in again.text()
    assert other.name in visitor.open(f"/parcours/transmission/D1.1/{other.id}").text()
    visitor.open("/parcours/transmission/NULLE.PART", status=404)
    visitor.open("/parcours/transmission/D1.1/999999", status=404)
    visitor.open("/parcours/transmission/D1", status=404)


def test_declining_says_why_frees_the_place_and_leads_to_others(visitor: Visitor) -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    asked = an_accompaniment(mentor, seeker)
    visitor.sign_in(mentor)
    page = visitor.send(visitor.open(asked.address), 422, press="verdict=decline", reply=" ")
    assert "pourquoi" in page.text("#erreurs")
    visitor.send(page, press="verdict=decline", reply="Je change de poste.")
    db.session.expire_all()
    assert asked.state is MentoringState.DECLINED
    assert queries.mentoring.conditions_of(mentor.id).taken == 0
    visitor.sign_in(seeker)
    assert "Je change de poste." in visitor.open(asked.address).text()
    assert an_accompaniment(mentor, seeker).state is MentoringState.ASKED


def test_a_mentor_says_how_many_and_is_asked_no_more_beyond(visitor: Visitor) -> None:
    mentor = a_mentor()
    visitor.sign_in(mentor)
    page = visitor.open("/parcours/transmission")
    visitor.send(page, 422, capacity="6")
    visitor.send(page, capacity="1", words="Une visite ensemble, puis un appel.")
    an_accompaniment(mentor, MemberFactory())
    visitor.sign_in(says(MemberFactory(), D11=0))
    page = visitor.open("/parcours/transmission/D1.1")
    assert "complet pour l’instant" in page.text()
    assert "Une visite ensemble" in page.text()
    assert not page.select(f"a[href$='/D1.1/{mentor.id}']")
    with pytest.raises(MentorIsFull):
        an_accompaniment(mentor, MemberFactory())
    db.session.rollback()
    visitor.sign_in(mentor)
    visitor.send(visitor.open("/parcours/transmission"), capacity="2", paused="y")
    visitor.sign_in(MemberFactory())
    assert names(visitor.open("/parcours/transmission/D1.1")) == []


def test_lowering_the_number_puts_nobody_out() -> None:
    mentor = a_mentor()
    asked = [an_accompaniment(mentor, MemberFactory()) for _ in range(2)]
    mentoring.set_conditions(mentor, now(), capacity=1, words="", paused=False)
    db.session.commit()
    found = queries.mentoring.conditions_of(mentor.id)
    assert (found.taken, found.left) == (2, 0)
    assert all(each.state is MentoringState.ASKED for each in asked)


def test_the_last_place_goes_while_one_writes_and_the_message_is_given_back(
    visitor: Visitor,
) -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    mentoring.set_conditions(mentor, now(), capacity=1, words="", paused=False)
    db.session.commit()
    visitor.sign_in(seeker)
    form = visitor.open(f"/parcours/transmission/D1.1/{mentor.id}")
    an_accompaniment(mentor, MemberFactory())
    page = visitor.send(form, 409, level="2", message="Mon long message.")
    assert "Mon long message." in page.text("blockquote")


def test_it_is_renewed_once_a_term_by_the_mentor_and_ends_by_itself(visitor: Visitor) -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    asked = an_accompaniment(mentor, seeker)
    mentoring.accept(asked, mentor, now(), "")
    db.session.commit()
    term = asked.ends_on
    assert term
    visitor.sign_in(mentor)
    assert not visitor.open(asked.address).select("form[action$=prolongation]")
    asked.ends_on = today() + timedelta(days=10)
    db.session.commit()
    look_after_mentoring(now())
    look_after_mentoring(now())
    assert len([one for one in subjects_to(seeker) if "arrive à son terme" in one]) == 1
    page = visitor.open(asked.address)
    visitor.send(page, form="form[action$=prolongation]")
    db.session.expire_all()
    later = asked.ends_on
    assert (later - today()).days > 180
    visitor.send(page, 409, form="form[action$=prolongation]")  # the same button, pressed again
    db.session.expire_all()
    assert (asked.ends_on, asked.renewals) == (later, 1)

    asked.ends_on = today() - timedelta(days=1)
    db.session.commit()
    look_after_mentoring(now())
    assert asked.state is MentoringState.ENDED
    assert queries.mentoring.conditions_of(mentor.id).taken == 0


def test_the_six_months_count_from_the_day_in_paris() -> None:
    asked = an_accompaniment(mentor := a_mentor(), MemberFactory())
    mentoring.accept(asked, mentor, datetime(2026, 11, 26, 22, 30, tzinfo=UTC), "")
    assert asked.ends_on == date(2027, 5, 26)  # where that instant of the night would be the 27th


def test_what_it_brought_is_told_once_with_ones_own_level(visitor: Visitor) -> None:
    mentor, seeker = a_mentor(), says(MemberFactory(), D11=1)
    asked = an_accompaniment(mentor, seeker)
    mentoring.accept(asked, mentor, now(), "")
    db.session.commit()
    visitor.sign_in(seeker)
    page = visitor.send(visitor.open(asked.address), form="form[action$=fin]")
    assert page.url.endswith("/bilan")
    visitor.send(page, 422, words="Sans dire si cela a aidé.")
    page = visitor.send(page, helped="yes", words="Je sais conduire une visite.", level="2")
    assert "Je sais conduire une visite." in page.text()
    level = levels_of([seeker.id], now())[seeker.id][asked.competency_id]
    assert level.declared == 2
    visitor.open(f"{asked.address}/bilan", status=403)
    assert f"{seeker.name} dit ce que votre accompagnement a apporté" in subjects_to(mentor)


def test_two_answers_at_once_the_second_reads_who_was_first(visitor: Visitor) -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    asked = an_accompaniment(mentor, seeker)
    visitor.sign_in(mentor)
    stale = visitor.open(asked.address)
    mentoring.withdraw(asked, seeker, now())
    db.session.commit()
    page = visitor.send(stale, 409, press="verdict=accept", reply="Avec plaisir.")
    assert seeker.name in page.text("[role=alert]")
    assert "Avec plaisir." in page.text("blockquote")


def test_a_request_nobody_answers_lapses_and_frees_its_place() -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    asked = an_accompaniment(mentor, seeker, at=now() - timedelta(days=22))
    look_after_mentoring(now())
    look_after_mentoring(now())
    assert asked.state is MentoringState.LAPSED
    assert queries.mentoring.conditions_of(mentor.id).taken == 0
    assert len(subjects_to(seeker)) == 1


def test_what_awaits_is_in_the_list_of_things_to_do(visitor: Visitor) -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    an_accompaniment(mentor, seeker)
    visitor.sign_in(mentor)
    assert (
        f"Répondre à {seeker.name}, qui vous demande de l’accompagner" in visitor.open("/").text()
    )


def test_the_pages_ask_the_same_number_of_statements_whatever_their_lines(visitor: Visitor) -> None:
    mentor, seeker = a_mentor(), says(MemberFactory(), D11=1)
    an_accompaniment(mentor, MemberFactory())
    visitor.sign_in(seeker)
    asked = []
    for _ in range(2):
        with counted() as statements:
            visitor.open("/parcours/transmission/D1.1")
        asked.append(len(statements))
        for _ in range(6):
            a_mentor()
    assert asked[0] == asked[1] <= 8
    visitor.sign_in(mentor)
    mentoring.set_conditions(mentor, now(), capacity=5, words="", paused=False)
    for _ in range(2):
        with counted() as statements:
            visitor.open("/parcours/transmission")
        asked.append(len(statements))
        an_accompaniment(mentor, MemberFactory())
    assert asked[2] == asked[3] <= 9
