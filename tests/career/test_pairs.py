"""Pairs: whose strengths mirror my gaps, nearby; no name until both accept; declined, never again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.career import queries
from intranet.career.actions import pairs
from intranet.career.commands import look_after_mentoring
from intranet.career.models import Pair, PairState, PairWish
from intranet.competencies.models import Competency, Edition
from intranet.competencies.queries import in_force
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members import actions as members
from intranet.members.models import Member
from tests.career.factories import says, two_who_mirror_each_other, wishes
from tests.factories import MemberFactory, OrganizationFactory
from tests.letters import letters_to
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def a_pair_of(one: Member, other: Member) -> Pair:
    wishes(one)
    found = wishes(other)
    assert found
    return found


def agreed(pair: Pair) -> Pair:
    for member in (pair.one, pair.other):
        pairs.answer(pair, member, now(), accepts=True)
    db.session.commit()
    return pair


def items() -> list[int]:
    return [item.competency_id for item in in_force().assessable]


def test_two_neighbours_are_told_of_each_other_with_no_name(visitor: Visitor) -> None:
    one, other = two_who_mirror_each_other()
    visitor.sign_in(one)
    page = visitor.send(visitor.open("/parcours/binome"), form="form[action$=souhait]")
    assert "Un courriel vous préviendra" in page.text("body")
    visitor.sign_in(other)
    page = visitor.send(visitor.open("/parcours/binome"), form="form[action$=souhait]")

    assert page.texts("h1") == ["Un binôme est possible"]
    assert "Vous transmettez D1.2" in page.text()
    assert "Vous apprenez D1.1" in page.text()
    for told in (page.html, *(letter.body for letter in letters_to(other))):
        assert one.name not in told
        assert one.email not in told
        assert one.organization.name not in told
    assert [each.subject for each in letters_to(one)] == [
        "Un binôme est possible près de chez vous"
    ]


def test_names_are_read_once_both_accepted_then_a_half_day_is_chosen(visitor: Visitor) -> None:
    one, other = two_who_mirror_each_other()
    pair = a_pair_of(one, other)
    visitor.sign_in(one)
    page = visitor.send(visitor.open(pair.address), press="verdict=accept")
    assert other.name not in page.html
    visitor.sign_in(other)
    page = visitor.send(visitor.open(pair.address), press="verdict=accept")
    assert page.texts("h1") == [f"En binôme avec {one.name}"]
    assert one.email in page.html

    visitor.send(page, 422, form="form[action$=jour]", on="2020-01-01", where="Chez nous")
    soon = (today() + timedelta(days=9)).isoformat()
    day = {"on": soon, "half": "morning", "where": "À l’agence"}
    page = visitor.send(page, form="form[action$=jour]", **day)
    assert not page.select("form[action$=accord]")  # one does not agree with oneself
    assert "propose une demi-journée" in letters_to(one)[-1].subject
    visitor.sign_in(one)
    page = visitor.send(visitor.open(pair.address), form="form[action$=accord]")
    assert "La demi-journée fixée" in page.text()
    assert letters_to(other)[-1].subject.startswith(f"C’est entendu avec {one.name}")
    assert "est terminé" in visitor.send(page, form="form[action$=fin]").text("[role=status]")
    assert letters_to(other)[-1].subject == "Votre binôme est terminé"
    assert "Rien de votre envoi" in visitor.send(page, 409, form="form[action$=fin]").text()


def test_a_day_changed_meanwhile_is_not_agreed_to(visitor: Visitor) -> None:
    one, other = two_who_mirror_each_other()
    pair = agreed(a_pair_of(one, other))
    visitor.sign_in(one)
    soon = today() + timedelta(days=9)
    form = visitor.open(pair.address)
    visitor.send(
        form, form="form[action$=jour]", on=soon.isoformat(), half="morning", where="Chez nous"
    )
    visitor.sign_in(other)
    stale = visitor.open(pair.address)
    db.session.expire_all()
    later = pairs.Day(soon + timedelta(days=7), pairs.HalfDay.AFTERNOON, "Chez nous")
    pairs.propose_day(pair, one, later, now(), version=pair.version)
    db.session.commit()
    page = visitor.send(stale, 409, form="form[action$=accord]")
    assert "après-midi" in page.text()
    db.session.expire_all()
    assert pair.day_agreed_at is None


def test_a_day_that_has_gone_by_is_not_agreed_to_and_asks_for_nothing(visitor: Visitor) -> None:
    one, other = two_who_mirror_each_other()
    pair = agreed(a_pair_of(one, other))
    day = pairs.Day(today() + timedelta(days=9), pairs.HalfDay.AFTERNOON, "Chez nous")
    pairs.propose_day(pair, one, day, now(), version=pair.version)
    db.session.commit()
    stale = visitor.sign_in(other).open(pair.address)
    assert "demi-journée est proposée" in visitor.open("/").text()
    pair.day_on = today() - timedelta(days=1)
    db.session.commit()

    assert "demi-journée est proposée" not in visitor.open("/").text()
    page = visitor.send(stale, 409, form="form[action$=accord]")
    assert "restée sans réponse" in page.text() and not page.select("form[action$=accord]")
    assert page.select("form[action$=jour]")


def test_whoever_declines_is_not_named_and_the_pair_is_never_shown_again(visitor: Visitor) -> None:
    one, other = two_who_mirror_each_other()
    pair = a_pair_of(one, other)
    pairs.answer(pair, other, now(), accepts=True)
    db.session.commit()
    visitor.sign_in(one)
    stale = visitor.open(pair.address)
    visitor.send(stale, press="verdict=decline")
    visitor.open(pair.address, status=404)
    said = visitor.send(stale, 409, press="verdict=accept")
    assert "Cette proposition n’est plus possible" in said.text()
    assert said.texts("h1") == visitor.open("/parcours/binome").texts("h1")
    assert [each.subject for each in letters_to(other)][-1] == "Le binôme proposé ne se fera pas"
    assert one.name not in letters_to(other)[-1].body
    visitor.sign_in(other)
    visitor.open(pair.address, status=404)
    later = now() + timedelta(days=30)
    look_after_mentoring(later)
    assert db.session.query(Pair).count() == 1
    assert queries.pairs.mirror_of(one, later, items()) is None


def test_only_neighbours_who_agreed_and_mirror_each_other_both_ways() -> None:
    here = OrganizationFactory(latitude=48.69, longitude=6.18)
    one, _silent = two_who_mirror_each_other(MemberFactory(organization=here))
    far = OrganizationFactory(
        latitude=47.2, longitude=6.0, department_code="25", region_code="27"
    )  # fmt: skip
    wishes(says(MemberFactory(organization=far), offers=True, D12=3, D11=1))
    wishes(says(MemberFactory(organization=here), D12=3, D11=1))  # not ready to pass it on
    wishes(says(MemberFactory(organization=here), offers=True, D12=3, D11=3))  # no gap
    wishes(says(MemberFactory(organization=here), offers=True, D12=2, D11=1))  # nothing to give
    indifferent = says(MemberFactory(organization=here), offers=True, D12=3)
    wishes(says(indifferent, D11=0, interest=0))
    assert wishes(one) is None

    near = OrganizationFactory(
        latitude=48.3, longitude=6.4, department_code="88", region_code="44"
    )  # fmt: skip
    keen = says(MemberFactory(organization=near), offers=True, D12=4)
    found = wishes(says(keen, D11=2, interest=2))
    assert found
    assert {found.one_id, found.other_id} == {one.id, keen.id}
    assert found.distance_km == 46


def test_the_best_is_who_gives_and_takes_most_then_the_nearest_in_one_statement() -> None:
    one = says(MemberFactory(), offers=True, D11=3, D21=4)
    says(one, D12=1)
    thin = says(MemberFactory(), offers=True, D12=3)
    says(thin, D11=1)
    wishes(thin)
    full = says(MemberFactory(), offers=True, D12=3)
    says(full, D11=1, D21=0)
    wishes(full)
    known = items()
    with counted() as statements:
        found = queries.pairs.mirror_of(one, now(), known)
    assert found
    assert found.gives == in_force().by_code["D2.1"].competency_id  # the widest apart
    assert found.takes == in_force().by_code["D1.2"].competency_id
    assert len([each for each in statements if "mirrored" in each]) == 1


def test_one_pair_at_a_time_and_silence_ends_it() -> None:
    one, other = two_who_mirror_each_other()
    pair = a_pair_of(one, other)
    third = says(MemberFactory(), offers=True, D12=3)
    says(third, D11=1)
    assert wishes(third) is None  # one is held
    pairs.answer(pair, one, now(), accepts=True)
    db.session.commit()
    later = now() + timedelta(days=22)
    look_after_mentoring(later)
    look_after_mentoring(later)
    db.session.expire_all()
    assert pair.state is PairState.DECLINED
    assert db.session.get(PairWish, other.id) is None
    assert letters_to(other)[-1].subject == "On ne vous cherche plus de binôme"
    held = db.session.get_one(PairWish, one.id).pair_id
    assert held
    assert {third.id, one.id} == {(found := db.session.get_one(Pair, held)).one_id, found.other_id}


def test_leaving_the_search_ends_what_is_under_way(visitor: Visitor) -> None:
    one, other = two_who_mirror_each_other()
    pair = agreed(a_pair_of(one, other))
    visitor.sign_in(one)
    visitor.send(visitor.open("/parcours/binome"), form="form[action$=retrait]")
    db.session.expire_all()
    assert pair.state is PairState.ENDED
    assert db.session.get(PairWish, one.id) is None
    assert db.session.get_one(PairWish, other.id).pair_id is None
    assert letters_to(other)[-1].subject == "Votre binôme est terminé"
    members.leave(other.membership, now())  # and is not kept in the search that finds nobody
    db.session.commit()
    page = visitor.sign_in(other).open("/parcours/binome")
    assert "Personne ne vous cherche" in page.text(".page-state")
    visitor.send(page, form="form[action$=retrait]")
    assert db.session.get(PairWish, other.id) is None


def test_a_pair_outlives_the_competency_that_the_referential_drops(visitor: Visitor) -> None:
    one, other = two_who_mirror_each_other()
    pair = agreed(a_pair_of(one, other))
    framework = db.session.query(Edition).first().framework_id
    dropped = Competency(framework_id=framework, uri="urn:retirée")
    db.session.add(dropped)
    db.session.flush()
    pair.one_gives_id = dropped.id
    db.session.commit()
    assert (
        "une compétence que le référentiel n’a plus"
        in visitor.sign_in(one).open("/parcours/binome").text()
    )
    visitor.open(pair.address)
    pairs.stop(pair, one, now())
    assert "« une compétence que le référentiel n’a plus »" in letters_to(other)[-1].body


def test_a_pair_is_nothing_to_anybody_else(visitor: Visitor) -> None:
    pair = a_pair_of(*two_who_mirror_each_other())
    visitor.sign_in(MemberFactory())
    visitor.open(pair.address, status=404)
    assert "Répondre : un binôme vous est proposé" not in visitor.open("/").text()
    visitor.sign_in(pair.one)
    assert "Répondre : un binôme vous est proposé" in visitor.open("/").text()
