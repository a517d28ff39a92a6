"""What opens an account is found for its owner alone, by its own word, and up to its last instant.

A door tried where one person alone has something proves nothing of whose it is: here are two.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, select

from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members import actions, queries
from intranet.members.actions.memberships import ask_again
from intranet.members.models import (
    AlreadyLinked,
    Arrival,
    CodeApp,
    FactorLoss,
    HalfSignIn,
    Identity,
    LastAdministrator,
    LinkIsSpent,
    Member,
    MemberRole,
    Membership,
    MembershipState,
    NotAwaited,
    Passkey,
    ProviderSession,
    Purpose,
    RecoveryCode,
    Role,
    SignIn,
    SingleUseLink,
)
from intranet.members.openid import Vouched
from intranet.members.passkeys import Registered
from tests.factories import MemberFactory, OrganizationFactory, an_administrator, an_animator
from tests.members.factories import a_request
from tests.members.keys import code_at, with_application, with_recovery_code

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


def kept_of(*members: Member) -> list[Any]:
    """Every row that is somebody’s, as it is written."""
    numbers, words = [one.id for one in members], [one.name for one in members]
    asked = [select(Arrival.__table__).where(Arrival.name.in_(words))]
    for model in (
        CodeApp, HalfSignIn, FactorLoss, Identity, MemberRole, Membership,
        Passkey, ProviderSession, RecoveryCode, SignIn, SingleUseLink,
    ):  # fmt: skip
        asked.append(select(model.__table__).where(model.member_id.in_(numbers)))  # noqa: PERF401
    return [sorted(map(repr, db.session.execute(query))) for query in asked]


def test_what_one_does_to_an_account_leaves_the_others_alone(ada: Member) -> None:
    leo, mia = (found(queries.of_address(f"{word}@exemple.fr"))[0] for word in ("leo", "mia"))
    others = (leo, mia)
    for one in (leo, ada, mia):
        db.session.add(Membership(member_id=one.id, organization_id=mia.organization_id))
        one.name = one.email.partition("@")[0]
    said_no = {"state": MembershipState.REFUSED, "reason": "Non."}
    refused = Membership(member_id=ada.id, organization_id=leo.organization_id, **said_no)
    db.session.add(refused)
    for role in (Role.RECRUITER, Role.TRAINER):
        db.session.add(MemberRole(member=leo, role=role, organization_id=ada.organization_id))
    db.session.add(MemberRole(member=ada, role=Role.ADMINISTRATOR))
    db.session.commit()
    before, at = kept_of(*others), now()
    arrival = found(queries.arrival_of("ada", at))[0]
    said = {"name": "", "email": "", "is_verified": True, "is_strong": False, "proven_at": None}
    vouched = Vouched(issuer="https://id.example", subject="ada", **said, id_token="")
    with pytest.raises(
        AlreadyLinked
    ):  # what arrived is used up, and the identity is theirs already
        actions.link(arrival, ada, at, token="")
    with pytest.raises(LinkIsSpent):
        actions.take_address(
            found(queries.usable_link("leo", Purpose.RESET, at))[0], ada, at, token=""
        )
    assert not actions.close_session_named(ada, queries.hashed("leo")[:12])
    assert actions.leave_provider("leo", ada) is None
    for act in (
        lambda: actions.open_session(ada, at, browser=""),
        lambda: actions.recognise(vouched, at),
        lambda: actions.leave_provider("ada", ada),
        lambda: actions.ask_for_address(ada, "nouvelle@exemple.fr", at, str),
        lambda: actions.spend_code(ada, code_at(at), at),
        lambda: actions.renew_codes(ada, at),
        lambda: actions.remove_code_app(ada, at, token=""),
        lambda: actions.take_factors_away(ada, None, "Téléphone noyé.", at),
        lambda: actions.change_password(ada, "canard vert bouteille 9", at, token=""),
        lambda: actions.change_address(ada, "autre@exemple.fr", at),
    ):
        act()
        assert kept_of(*others) == before, act
    new = Registered("neuve", "", 0, [])
    assert len(actions.add_passkey(ada, new, "Neuve", at, token="")) == 10, "none is theirs yet"
    with pytest.raises(LastAdministrator):
        actions.close_account(ada, at)
    db.session.add(MemberRole(member=mia, role=Role.ADMINISTRATOR))
    db.session.flush()
    before = kept_of(*others)
    actions.close_account(ada, at)
    assert kept_of(*others) == before
    assert (refused.state, refused.ended_on) == (MembershipState.REFUSED, None)
    assert ada.event_key is None


def test_a_role_is_asked_for_once_where_one_works_and_granted_there(ada: Member) -> None:
    leo, at, works = found(queries.of_address("leo@exemple.fr"))[0], now(), ada.memberships[0]
    there = works.organization_id
    db.session.add(MemberRole(member=leo, role=Role.TRAINER, organization_id=there))
    for role in (Role.TRAINER, Role.RECRUITER):
        db.session.add(MemberRole(member=ada, role=role, organization_id=leo.organization_id))
    db.session.commit()
    waits = a_request(leo.memberships[0].organization, member=ada)
    with pytest.raises(NotAwaited):
        actions.ask_for_roles(waits, at, roles=[Role.TRAINER])
    actions.ask_for_roles(works, at, roles=[Role.TRAINER])
    with pytest.raises(NotAwaited):
        actions.ask_for_roles(works, at, roles=[Role.RECRUITER])
    actions.decide_on_roles(works, leo, at, roles=[Role.TRAINER], reason="")
    assert [held.role for held in ada.roles if held.organization_id == there] == [Role.TRAINER]
    actions.withdraw(waits)
    ask_again(ada, at)
    assert ada.asked_membership and ada.asked_membership.asked_roles == ["trainer"]
