"""An account closes while something else happens to it: both are done, and the site keeps an administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from intranet.competencies import actions as competencies
from intranet.competencies.models import Assessment, EvidenceClaim
from intranet.discussions import actions as discussions
from intranet.discussions.models import News, NewsMark, Verb
from intranet.kit.clock import now, today
from intranet.kit.db import db, one_or_404
from intranet.kit.journal import Kind, SecurityEvent
from intranet.kit.letters import Letter
from intranet.members import queries
from intranet.members.actions import (
    ask_for_a_new_password,
    change_password,
    choose_password,
    close_account,
    open_session,
)
from intranet.members.actions.inactivity import warn_inactive
from intranet.members.models import LastAdministrator, LinkIsSpent, Member, Purpose
from tests.competencies.evidence import about, some_evidence
from tests.factories import MemberFactory, an_administrator
from tests.races import at_once

pytestmark = pytest.mark.live


def closing(member_id: int) -> Callable[[], None]:
    return lambda: close_account(db.session.get_one(Member, member_id), now())


def kept_in(tokens: list[str]) -> Callable[[str], str]:
    def address(token: str) -> str:
        tokens.append(token)
        return f"https://passerelles.example/{token}"

    return address


def test_of_the_last_two_administrators_who_close_at_once_one_stays(site: Flask) -> None:
    with site.app_context():
        one, other = an_administrator().id, an_administrator().id

    ends = at_once(site, closing(one), closing(other), holding=(1, 1))

    assert ends == {"done": 1, LastAdministrator.__name__: 1}


def test_an_account_that_is_closed_twice_at_once_is_told_once(site: Flask) -> None:
    with site.app_context():
        member_id = MemberFactory().id

    def closes() -> None:
        member = db.session.get_one(Member, member_id)
        assert member.roles is not None  # read by the page that is sent
        close_account(member, now())

    assert at_once(site, closes, closes, holding=(1, 1)) == {"done": 2}
    with site.app_context():
        kinds = [each.kind for each in db.session.query(SecurityEvent)]
        assert kinds == [Kind.ACCOUNT_CLOSED]


@pytest.mark.parametrize("by_link", [True, False], ids=["by a link", "from the profile"])
def test_no_password_is_chosen_for_an_account_that_closes(site: Flask, by_link: bool) -> None:
    addresses: list[str] = []
    with site.app_context():
        member = MemberFactory(password_hash=None)
        ask_for_a_new_password(member.email, now(), kept_in(addresses))
        db.session.commit()
        member_id, written = member.id, db.session.query(Letter).count()

    def chooses() -> None:
        if by_link:
            link = one_or_404(queries.usable_link(addresses[0], Purpose.RESET, now()))
            assert link.member and link.member.name
            choose_password(link, "une phrase de passe assez longue", now())
        else:
            mine = db.session.get_one(Member, member_id)
            assert mine.name
            change_password(mine, "une phrase de passe assez longue", now(), token="")

    ends = at_once(site, chooses, closing(member_id), holding=(1, 1))

    assert ends["done"] >= 1 and set(ends) <= {"done", LinkIsSpent.__name__, "NotFound"}
    with site.app_context():
        closed = db.session.get_one(Member, member_id)
        assert closed.closed_at and closed.password_hash is None
        assert db.session.query(Letter).count() <= written + 1


def test_whoever_comes_back_while_they_are_warned_is_warned_of_nothing_any_more(
    site: Flask,
) -> None:
    with site.app_context():
        member_id = MemberFactory(last_seen_on=today() - timedelta(days=700)).id

    def comes_back() -> None:
        open_session(db.session.get_one(Member, member_id), now(), browser="essais")

    def warns() -> int:
        return warn_inactive(now(), months=24, told=0)

    assert at_once(site, comes_back, warns, holding=(1, 1)) == {"done": 2}
    with site.app_context():
        member = db.session.get_one(Member, member_id)
        assert (member.last_seen_on, member.warned_at, member.warnings) == (today(), None, 0)


def test_whoever_marks_all_as_read_in_another_window_closes_their_account(site: Flask) -> None:
    with site.app_context():
        member = MemberFactory()
        about = {"family": "practices", "subject": ("practice", 1), "title": "", "address": "/"}
        discussions.announce("une", Verb.PUBLISHED, **about, by=None, at=now())
        discussions.mark(member, db.session.query(News).one(), now(), read=True)
        db.session.commit()
        member_id = member.id

    def marks() -> None:
        discussions.mark_all(db.session.get_one(Member, member_id), 5, now())

    assert at_once(site, marks, closing(member_id), holding=(1, 4)) == {"done": 2}
    with site.app_context():
        assert db.session.query(NewsMark).count() == 0


@pytest.mark.parametrize("leaves", [closing, lambda who: lambda: competencies.erase(who, now())])
def test_a_level_is_attested_while_its_owner_erases_it(
    site: Flask, leaves: Callable[[int], Callable[[], None]]
) -> None:
    with site.app_context():
        member, colleague = MemberFactory(), MemberFactory()
        claim = some_evidence(member, asked_of=colleague).claims[0]
        claim_id, member_id, colleague_id = claim.id, member.id, colleague.id

    def attests() -> None:
        asked = db.session.get_one(EvidenceClaim, claim_id)
        by = db.session.get_one(Member, colleague_id)
        competencies.endorse(asked, by, asked.asked_at, about(asked), now(), note="")

    ends = at_once(site, attests, leaves(member_id), holding=(1, 2))

    assert ends["done"] >= 1
    assert set(ends) <= {"done", "NotAwaited", "NoResultFound"}  # erased before, or meanwhile
    with site.app_context():
        assert db.session.query(Assessment).count() == 0
