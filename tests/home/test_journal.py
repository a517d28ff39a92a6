"""The journal on its pages: administrators read it whole, each member what is about them."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask

from intranet.kit import journal
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.members import actions, passwords
from intranet.members.models import Member, Role
from tests.factories import MemberFactory, OrganizationFactory, an_administrator, an_animator
from tests.members.factories import PASSWORD, a_request, signed_in
from tests.sql import counted
from tests.visitor import Visitor


def kinds() -> list[Kind]:
    lines = db.select(SecurityEvent.kind).order_by(SecurityEvent.number)
    return list(db.session.scalars(lines))


def claude(**given: object) -> Member:
    return MemberFactory(
        name="Claude Martin",
        email="claude@exemple.fr",
        password_hash=passwords.kept(PASSWORD),
        **given,
    )


def test_coming_in_going_out_and_failing_are_told_once_each(
    visitor: Visitor, edition: object
) -> None:
    member = claude()
    db.session.commit()
    signed_in(visitor, "claude@exemple.fr", "pas le bon du tout", status=422)
    signed_in(visitor, "personne@exemple.fr", "pas le bon du tout", status=422)
    home = signed_in(visitor, "claude@exemple.fr")
    visitor.send(home, form="form[action='/deconnexion']")
    known, unknown, came, left = db.session.scalars(
        db.select(SecurityEvent).order_by(SecurityEvent.number)
    )
    assert (known.kind, known.concerns, known.person) == (
        Kind.SIGN_IN_FAILED,
        member.event_key,
        None,
    )
    assert unknown.typed == journal.hash_of_address("personne@exemple.fr")
    assert (came.kind, came.person, came.network) == (
        Kind.SIGNED_IN,
        member.event_key,
        "127.0.0.0/24",
    )
    assert left.kind is Kind.SIGNED_OUT


def test_a_flood_of_tries_is_told_once(visitor: Visitor) -> None:
    claude()
    db.session.commit()
    with time_machine.travel(now(), tick=False):  # they are counted by five minutes of the clock
        for number in range(14):
            signed_in(visitor, "claude@exemple.fr", "faux", status=422 if number < 10 else 429)
    assert kinds() == [Kind.SIGN_IN_FAILED] * 10 + [Kind.SIGN_IN_LIMITED]


def test_being_admitted_with_a_role_is_told_of_both(visitor: Visitor) -> None:
    request = a_request(OrganizationFactory(), Role.RECRUITER)
    animator = an_animator()
    actions.admit(request, animator, now(), roles=[Role.RECRUITER])
    db.session.commit()
    page = visitor.sign_in(an_administrator()).open("/animer/journal")
    assert "Rôle donné : recruteur" in page.text()
    assert "Rattachement admis" in page.text()
    assert animator.name in page.text()
    own = visitor.sign_in(request.member).open("/moi/activite")
    assert "Rattachement admis" in own.text()


def test_ones_activity_never_says_that_the_site_mistook_a_code(visitor: Visitor) -> None:
    member = MemberFactory()
    for kind, detail in (
        (Kind.FACTOR_FAILED, "code"),
        (Kind.FACTOR_FAILED, "again"),
        (Kind.SIGN_IN_FAILED, ""),
    ):
        journal.note(kind, concerns=member, detail=detail)
    db.session.commit()
    page = visitor.sign_in(member).open("/moi/activite")
    assert page.texts("td:nth-of-type(2)") == [
        "quelqu’un qui a donné votre adresse",
        "quelqu’un, dans une de vos sessions",
        "quelqu’un qui a franchi la première étape",
    ]


def test_the_journal_is_searched_by_act_person_and_day(visitor: Visitor) -> None:
    member = claude()
    journal.note(Kind.SIGNED_IN, by=member)
    journal.note(Kind.SIGN_IN_FAILED, typed="autre@exemple.fr")
    db.session.commit()
    visitor.sign_in(an_administrator())
    for query, count in (
        ("", "2 lignes"),
        ("?q=claude", "1 ligne"),
        ("?q=CLAUDE@exemple.fr", "1 ligne"),
        ("?q=autre@exemple.fr", "1 ligne"),
        ("?q=personne", "Aucun résultat"),
        ("?acte=signed_in", "1 ligne"),
        ("?acte=nimporte", "2 lignes"),
        (f"?du={(now() + timedelta(days=2)).date()}", "Aucun résultat"),
        (f"?au={(now() - timedelta(days=2)).date()}", "Aucun résultat"),
        ("?au=9999-12-31&du=0001-01-01", "2 lignes"),
    ):
        assert visitor.open(f"/animer/journal{query}").text("#results-count") == count, query


def test_a_closed_account_stays_in_the_chain_as_nobody(visitor: Visitor) -> None:
    member = claude()
    db.session.commit()
    signed_in(visitor, "claude@exemple.fr")
    actions.close_account(member, now())
    db.session.commit()
    page = visitor.sign_in(an_administrator()).open("/animer/journal?acte=account_closed")
    assert "une personne partie" in page.text()
    assert "Claude" not in page.text()
    assert journal.verify().fault is None


def test_the_number_of_statements_does_not_grow_with_the_lines(visitor: Visitor) -> None:
    administrator = an_administrator()
    visitor.sign_in(administrator)

    def cost(path: str) -> int:
        with counted() as statements:
            visitor.open(path)
        return len(statements)

    journal.note(Kind.SIGNED_IN, by=administrator)
    db.session.commit()
    before = [cost("/animer/journal"), cost("/moi/activite")]
    for _ in range(8):
        journal.note(Kind.ROLE_GIVEN, by=administrator, concerns=MemberFactory())
    db.session.commit()
    assert [cost("/animer/journal"), cost("/moi/activite")] == before


def test_the_command_says_whether_the_chain_is_whole(app: Flask) -> None:
    journal.note(Kind.SIGNED_IN, by=MemberFactory())
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["journal", "verify"])
    assert done.output == "Le journal est entier : 1\u00a0ligne.\n"
