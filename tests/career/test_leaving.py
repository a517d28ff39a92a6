"""What is mine is carried away and erased; whoever was beside me is told, and nobody is named."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.career import queries
from intranet.career.actions import mentoring
from intranet.career.models import Mentoring, MentoringState, Pair, PairState, PairWish
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.actions import close_account
from intranet.members.models import Member
from tests.career.factories import a_mentor, an_accompaniment, two_who_mirror_each_other, wishes
from tests.career.lacking import a_wish
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def under_way(mentor: Member, mentee: Member) -> Mentoring:
    asked = an_accompaniment(mentor, mentee)
    mentoring.accept(asked, mentor, now(), "Avec plaisir, venez jeudi.")
    db.session.commit()
    return asked


def test_closing_an_account_ends_mentoring_and_the_other_is_told_without_a_name() -> None:
    mentor, seeker, waiting = a_mentor(), MemberFactory(), MemberFactory()
    found, asked = under_way(mentor, seeker), an_accompaniment(mentor, waiting, "D1.2")
    name, email = mentor.name, mentor.email
    close_account(mentor, now())
    db.session.commit()

    db.session.expire_all()
    assert (found.state, asked.state) == (MentoringState.ENDED, MentoringState.DECLINED)
    assert found.reply == ""
    for person in (seeker, waiting):
        [told] = letters_to(person)
        assert "s’arrête" in told.subject
        assert name not in told.body
        assert email not in told.body
    assert queries.mentoring.guides(found.competency_id, seeker, now()) == []


def test_a_mentor_who_had_not_answered_is_not_told_of_somebody_they_accompanied() -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    an_accompaniment(mentor, seeker)
    close_account(seeker, now())
    assert "La personne qui vous demandait de l’accompagner" in letters_to(mentor)[-1].body


def test_whoever_was_accompanied_leaves_their_place_and_none_of_their_words() -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    found = under_way(mentor, seeker)
    close_account(seeker, now())
    db.session.commit()
    db.session.expire_all()
    assert (found.message, found.words, found.level_from) == ("", "", None)
    assert queries.mentoring.conditions_of(mentor.id).taken == 0
    assert not [each for each in letters_to(mentor) if "J’aimerais" in each.body]


def test_erasing_ones_levels_ends_a_pair_and_what_one_offered(visitor: Visitor) -> None:
    one, other = two_who_mirror_each_other()
    wishes(one)
    pair = wishes(other)
    assert pair
    visitor.sign_in(one)
    visitor.send(visitor.open("/moi/donnees/effacement"), sure="y")
    db.session.expire_all()
    assert db.session.get_one(Pair, pair.id).state is PairState.DECLINED
    assert db.session.get(PairWish, one.id) is None
    assert letters_to(other)[-1].subject == "Le binôme proposé ne se fera pas"


def test_all_of_it_is_in_the_file_of_my_data_and_nobody_else_is_named(visitor: Visitor) -> None:
    mentor, seeker = a_mentor(), MemberFactory()
    under_way(mentor, seeker)
    visitor.sign_in(seeker)
    answer = visitor.client.get("/moi/donnees.json")
    held: Any = answer.get_json()["accompagnements_et_binomes"]
    [one] = held["accompagnements"]
    assert (one["je"], one["competence"], one["etat"]) == ("apprends", "D1.1", "accepted")
    assert one["mon_message"] == "J’aimerais apprendre en vous suivant."
    assert mentor.name not in answer.text
    assert "venez jeudi" not in answer.text


def test_whoever_leaves_their_structure_is_led_to_nothing_that_is_refused(
    visitor: Visitor,
) -> None:
    mentor = a_mentor()
    a_wish(mentor)
    visitor.sign_in(mentor)
    visitor.send(visitor.open("/moi"), form="form[action='/moi/structure/depart']")

    for address in ("/", "/moi", "/parcours", "/parcours/transmission"):
        page = visitor.open(address)
        for link in page.soup.select("main a[href^='/']"):
            assert visitor.client.get(link["href"]).status_code < 400, (address, link["href"])
