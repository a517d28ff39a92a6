"""What opens an account is found for its owner alone, by its own word, and up to its last instant.

A door tried where one person alone has something proves nothing of whose it is: here are two.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select

from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members import actions, queries
from intranet.members.models import (
    Arrival,
    FactorLoss,
    HalfSignIn,
    Identity,
    Member,
    MembershipState,
    Passkey,
    ProviderSession,
    Purpose,
    SignIn,
    SingleUseLink,
)
from tests.factories import MemberFactory, OrganizationFactory, an_administrator, an_animator
from tests.members.factories import a_request
from tests.members.keys import with_application, with_recovery_code

ENDS = now() + timedelta(hours=1)
JUST_BEFORE = ENDS - timedelta(microseconds=1)


def somebody(word: str) -> Member:
    """With one of everything, under a word of theirs, until the same instant."""
    member = with_application(MemberFactory(email=f"{word}@exemple.fr"))
    with_recovery_code(member)
    hashed, theirs = queries.hashed(word), {"member_id": member.id}
    lasts = {"token_hash": hashed, "ends_at": ENDS}
    said = {"issuer": "https://id.example", "subject": word, "email": f"{word}@exemple.fr"}
    arrived = {"name": word, "is_verified": False, "id_token": "", "ends_at": ENDS}
    known = {"started_at": now(), "seen_at": now(), "proven_at": now(), "lapses_at": ENDS}
    db.session.add_all(
        [
            SignIn(**lasts, **theirs, **known),
            HalfSignIn(**lasts, **theirs),
            ProviderSession(**lasts, **theirs, id_token=""),
            SingleUseLink(**lasts, **theirs, purpose=Purpose.RESET),
            Passkey(**theirs, name=word, credential_id=word, public_key="", added_at=now()),
            FactorLoss(**theirs, happened_at=now(), reason=word),
            Identity(**theirs, **said, linked_at=now()),
            Arrival(**arrived, **said, token_hash=hashed),
            Arrival(
                **arrived,
                **said,
                token_hash=queries.hashed(f"browser of {word}"),
                letter_hash=queries.hashed(f"letter to {word}"),
            ),
        ]
    )
    db.session.commit()
    return member


@pytest.fixture
def ada(clean_database: None) -> Member:
    """The other one comes first: whoever takes the first row takes theirs."""
    somebody("leo")
    found = somebody("ada")
    somebody("mia")
    return found


def found(query: Select[Any], **given: Any) -> list[Any]:
    return list(db.session.scalars(query, given).unique())


def test_what_is_somebodys_is_found_for_them_alone(ada: Member) -> None:
    for query in (
        queries.open_sessions_of(ada, now()),
        queries.passkeys_of(ada),
        queries.code_app_of(ada),
        queries.losses_of(ada),
        queries.identities_of(ada),
        queries.memberships_of(ada),
    ):
        assert [row.member_id for row in found(query)] == [ada.id], query
    assert db.session.scalar(queries.codes_left(ada)) == 1
    assert found(queries.passkey_called("ada"))[0].member_id == ada.id


def opened(at: datetime) -> list[bool]:
    """By the word of one of them, or of its letter: whether each still opens something of theirs."""
    rows = (
        found(queries.signed_in_by(), **queries.proof("ada", at)),
        found(queries.halfway_by("ada", at)),
        found(queries.usable_link("ada", Purpose.RESET, at)),
        found(queries.arrival_of("ada", at)),
        found(queries.arrival_by_letter("letter to ada", at)),
    )
    whose = [[getattr(one, "email", None) or one.member.email for one in each] for each in rows]
    assert all(each in ([], ["ada@exemple.fr"]) for each in whose), whose
    return [bool(each) for each in whose]


def test_a_word_opens_what_is_its_owners_until_the_instant_it_ends(ada: Member) -> None:
    assert opened(JUST_BEFORE) == [True] * 5
    assert opened(ENDS) == [False] * 5
    assert len(found(queries.open_sessions_of(ada, JUST_BEFORE))) == 1
    assert found(queries.open_sessions_of(ada, ENDS)) == []
    assert not found(queries.usable_link("ada", Purpose.CONFIRM, now())), "made for another use"
    assert not found(queries.arrival_of("browser of ada", now())), "the letter alone opens it"
    assert not found(queries.arrival_by_letter("ada", now()))


@pytest.mark.parametrize("which", ["ends_at", "lapses_at"])
def test_a_session_ends_by_age_as_by_want_of_use_and_is_then_forgotten(
    ada: Member, which: str
) -> None:
    for row in db.session.query(SignIn):
        setattr(row, which, ENDS - timedelta(minutes=1))
    db.session.commit()
    assert opened(ENDS - timedelta(minutes=1))[0] is False
    assert found(queries.open_sessions_of(ada, ENDS - timedelta(minutes=1))) == []
    assert actions.forget_old(ENDS - timedelta(minutes=1, microseconds=1)) == 0
    assert queries.count_closed_by_time(ENDS - timedelta(minutes=1)) == 3
    assert actions.forget_old(ENDS - timedelta(minutes=1)) == 3, "theirs, and nothing that opens"
    assert queries.count_closed_by_time(ENDS) == actions.forget_old(ENDS) == 15


def test_nothing_opens_a_closed_account(ada: Member) -> None:
    ada.closed_at = now()
    db.session.commit()
    assert opened(now())[:2] == [False, False]
    assert db.session.scalar(queries.of_address("ada@exemple.fr")) is None
    assert found(queries.open_account(ada.id)) == []
    assert ada not in found(queries.admitted())
    ada.closed_at = None
    left(ada)
    db.session.commit()
    assert ada not in found(queries.admitted())


def left(member: Member) -> Member:
    """They work there no more; their roles are to be taken back one day."""
    works = member.memberships[0]
    works.state, works.ended_on = MembershipState.ENDED, today()
    return member


def test_who_works_somewhere_was_admitted_there_and_has_an_open_account(
    clean_database: None,
) -> None:
    there = OrganizationFactory()
    ada = MemberFactory(name="Ada", organization=there)
    MemberFactory(organization=OrganizationFactory())
    MemberFactory(organization=there, closed_at=now())
    left(MemberFactory(organization=there))
    a_request(there)
    assert [one.member for one in found(queries.people_of(there.id))] == [ada]
    assert queries.names_of_people(there.id, 9) == [(ada.id, "Ada")]
    assert db.session.scalar(queries.count_of_people(there.id)) == 1


def test_letters_go_to_whoever_answers_for_a_region_now(clean_database: None) -> None:
    MemberFactory()
    regional, national, admin = an_animator("44"), an_animator(), an_administrator()
    an_animator("53")
    left(an_animator("44"))
    for one in (an_animator("44"), an_administrator()):
        one.closed_at = now()
    db.session.commit()
    assert found(queries.animators_of("44")) == [regional, national]
    assert found(queries.animators_of(None)) == [national]
    assert found(queries.administrators()) == [admin]
