"""The second factor: an application of codes and codes on paper, without a line of JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import unquote

import pytest
import time_machine

from intranet.allowances import SECOND_FACTOR
from intranet.kit import limits
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members import actions, codes, passwords
from intranet.members.models import CodeApp, HalfSignIn, Member, RecoveryCode, SignIn
from tests.factories import MemberFactory
from tests.letters import letters_to
from tests.members.factories import PASSWORD, signed_in, used_up
from tests.members.keys import SECRET, code_at, events, with_application, with_recovery_code
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")


def somebody(**given: object) -> Member:
    return MemberFactory(email="deja@exemple.fr", password_hash=passwords.kept(PASSWORD), **given)


def elsewhere(visitor: Visitor) -> Visitor:
    return Visitor(visitor.client.application.test_client())


def is_in(visitor: Visitor) -> bool:
    return visitor.open("/moi").texts("h1") == ["Mon profil"]


def secret_of(page: Page) -> str:
    return page.text(".own-secret").replace(" ", "")


def test_an_application_is_added_by_its_first_code_and_codes_on_paper_are_shown_once(
    visitor: Visitor,
) -> None:
    member = somebody()
    visitor.sign_in(member)
    other = elsewhere(visitor).sign_in(member)
    page = visitor.open("/moi/protection/application")
    assert page.select("svg.own-code path")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert db.session.query(CodeApp).count() == 0, "looking writes nothing"
    page = visitor.send(page, code=code_at(now(), secret_of(page)))
    shown = page.texts(".own-codes code")
    assert len(set(shown)) == codes.HOW_MANY
    assert page.response.headers["Cache-Control"] == "no-store"
    [file] = page.soup.select("a[download]")
    assert all(code in unquote(str(file["href"])) for code in shown)
    kept = db.session.scalars(db.select(RecoveryCode.code_hash)).all()
    assert not any(code[:4] in row for code in shown for row in kept)
    assert "Vos codes de secours" not in visitor.open("/moi/protection").texts("h1")
    assert shown[0] not in visitor.open("/moi/protection").html
    assert not is_in(other), "the other sessions are closed"
    assert "mieux protégé" in letters_to(member.email)[-1].subject
    [app] = db.session.scalars(db.select(CodeApp))
    assert secret_of_row(app) not in app.sealed_secret


def secret_of_row(app: CodeApp) -> str:
    return actions.unseal_secret(app.member_id, app.sealed_secret)


def test_a_wrong_first_code_keeps_the_same_secret(visitor: Visitor) -> None:
    visitor.sign_in(somebody())
    page = visitor.open("/moi/protection/application")
    again = visitor.send(page, 422, code="000000" if code_at(now()) != "000000" else "111111")
    assert "ne convient pas" in again.text("#erreurs")
    assert secret_of(again) == secret_of(page)
    visitor.send(again, code=code_at(now(), secret_of(page)))
    assert db.session.query(CodeApp).count() == 1


def test_a_secret_sealed_for_somebody_else_is_not_taken(visitor: Visitor) -> None:
    theirs = actions.seal_secret(MemberFactory(), SECRET[::-1])
    visitor.sign_in(somebody())
    page = visitor.open("/moi/protection/application")
    page = visitor.send(page, 422, sealed=theirs, code=code_at(now(), SECRET[::-1]))
    assert "ne valait plus" in page.text("#erreurs")


def test_the_password_alone_opens_nothing_then_the_code_opens(visitor: Visitor) -> None:
    with_application(somebody())
    page = signed_in(visitor, "deja@exemple.fr")
    assert page.texts("h1") == ["Confirmer que c’est vous"]
    assert [field.get("autocomplete") for field in page.select("main [name=code]")] == [
        "one-time-code"
    ]
    assert db.session.query(SignIn).count() == 0
    with visitor.client.session_transaction() as cookie:
        half = cookie["halfway"]
        assert "_user_id" not in cookie
    thief = elsewhere(visitor)
    with thief.client.session_transaction() as cookie:
        cookie["_user_id"] = half
    assert not is_in(thief), "half a session is no session, wherever the token is put"
    visitor.send(page, code=code_at(now()))
    assert is_in(visitor)
    assert db.session.query(HalfSignIn).count() == 0


def test_one_is_led_back_where_one_wanted_to_go(visitor: Visitor) -> None:
    with_application(somebody())
    page = visitor.send(visitor.open("/moi/sessions"), email="deja@exemple.fr", password=PASSWORD)
    page = visitor.send(page, code=code_at(now()))
    assert page.url == "/moi/sessions"


def test_a_code_works_once_and_those_before_it_no_more(visitor: Visitor) -> None:
    with_application(somebody())
    with time_machine.travel(now(), tick=False) as clock:
        code, before = code_at(now()), code_at(now() - timedelta(seconds=30))
        visitor.send(signed_in(visitor, "deja@exemple.fr"), code=code)
        other = elsewhere(visitor)
        page = signed_in(other, "deja@exemple.fr")
        for spent in (code, before):
            page = other.send(page, 422, code=spent)
            assert "a déjà servi" in page.text("#erreurs")
        clock.shift(timedelta(seconds=30))
        other.send(page, code=f" {code_at(now())[:3]} {code_at(now())[3:]} ")
        assert is_in(other)


def test_a_code_one_step_late_is_taken_and_two_steps_late_is_not(visitor: Visitor) -> None:
    with_application(somebody())
    with time_machine.travel(now(), tick=False) as clock:
        page, code = signed_in(visitor, "deja@exemple.fr"), code_at(now())
        clock.shift(timedelta(seconds=60))
        page = visitor.send(page, 422, code=code)
        late = code_at(now() - timedelta(seconds=30))
        visitor.send(page, code=late)
        assert is_in(visitor)


def test_half_a_session_ends_after_ten_minutes(visitor: Visitor) -> None:
    with_application(somebody())
    with time_machine.travel(now(), tick=False) as clock:
        page = signed_in(visitor, "deja@exemple.fr")
        clock.shift(timedelta(minutes=10, seconds=1))
        page = visitor.send(page, code=code_at(now()))
        assert page.texts("h1") == ["Se connecter"]
        assert "plus de 10 minutes" in page.text("#messages")
        assert actions.forget_old(now()) == 1


def test_after_five_wrong_codes_even_the_right_one_waits_from_anywhere(visitor: Visitor) -> None:
    member = with_application(somebody())
    with time_machine.travel("2026-03-03T09:00:30Z", tick=False) as clock:
        page = signed_in(visitor, "deja@exemple.fr")
        for _ in range(5):
            page = visitor.send(page, 422, code="12345")
        page = visitor.send(page, 429, code=code_at(now()))
        assert "trop de codes faux" in page.text("#erreurs")
        assert "Réessayez à partir de 10 h 05." in page.text("#erreurs")
        other = elsewhere(visitor)
        other.send(signed_in(other, "deja@exemple.fr"), 429, code=code_at(now()))
        clock.shift(timedelta(minutes=5))
        used_up(SECOND_FACTOR[2], str(member.id))
        page = other.send(other.open("/connexion/confirmation"), 429, code=code_at(now()))
        assert "Réessayez demain." in page.text("#erreurs")
        limits.forgive((SECOND_FACTOR[2], str(member.id)))
        other.send(other.open("/connexion/confirmation"), code=code_at(now()))
        assert is_in(other)


def test_right_codes_are_not_counted(visitor: Visitor) -> None:
    with_application(somebody())
    with time_machine.travel("2026-03-03T09:00:30Z", tick=False) as clock:
        for _ in range(7):
            one = elsewhere(visitor)
            one.send(signed_in(one, "deja@exemple.fr"), code=code_at(now()))
            clock.shift(timedelta(seconds=30))


def test_twenty_codes_an_hour_and_fifty_a_day_are_judged() -> None:
    tries = [(limit, "7") for limit in SECOND_FACTOR]
    judged = []
    with time_machine.travel("2026-03-03T00:00:30Z", tick=False) as clock:
        for _ in range(4):
            judged.append(0)
            for _ in range(12):
                judged[-1] += sum(not limits.over(*tries) for _ in range(6))
                clock.shift(timedelta(minutes=5))
    assert judged == [20, 20, 10, 0]


def test_a_code_on_paper_opens_once_and_is_told(visitor: Visitor) -> None:
    member = with_application(somebody())
    code = with_recovery_code(member)
    page = signed_in(visitor, "deja@exemple.fr")
    page = visitor.open(page.link("Utiliser un code de secours"))
    visitor.send(page, code=code.lower().replace("-", " "))
    assert is_in(visitor)
    told = letters_to(member.email)[-1]
    assert told.subject == "Un code de secours a servi" and "aucun" in told.body
    assert "Faire dix nouveaux codes" in visitor.open("/moi/sessions").texts(".notice a")
    other = elsewhere(visitor)
    other.send(signed_in(other, "deja@exemple.fr"), 422, code=code)


def test_a_code_on_paper_of_somebody_else_opens_nothing(visitor: Visitor) -> None:
    with_application(somebody())
    theirs = with_recovery_code(with_application(MemberFactory()))
    visitor.send(signed_in(visitor, "deja@exemple.fr"), 422, code=theirs)


def test_letters_misread_for_figures_are_understood() -> None:
    assert codes.as_kept("o1li-ABCD") == codes.as_kept("01 11 abcd")
    made = codes.new_recovery_codes()
    assert all(
        re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}", code) for code in made
    )
    assert 32 ** len(codes.as_kept(made[0])) >= 2**112, "so that SHA-256 is enough (ASVS 6.5.2)"


def test_new_codes_on_paper_replace_the_old_ones(visitor: Visitor) -> None:
    member = with_application(somebody())
    old = with_recovery_code(member)
    visitor.sign_in(member)
    page = visitor.send(
        visitor.open("/moi/protection"), form="form[action='/moi/protection/codes']"
    )
    new = page.texts(".own-codes code")
    assert letters_to(member.email)[-1].subject == "Vos codes de secours ont changé"
    other = elsewhere(visitor)
    page = other.send(signed_in(other, "deja@exemple.fr"), 422, code=old)
    other.send(page, code=new[3])
    assert "9 codes sur 10" in other.open("/moi/protection").text().replace("\xa0", " ")
    assert not other.open("/moi/sessions").select(".notice")


def test_removing_the_last_factor_leaves_the_password_alone(visitor: Visitor) -> None:
    member = with_application(somebody())
    with_recovery_code(member)
    visitor.sign_in(member)
    other = elsewhere(visitor).sign_in(member)
    page = visitor.open("/moi/protection")
    visitor.send(page, form="form[action='/moi/protection/application/retrait']")
    assert db.session.query(RecoveryCode).count() == 0
    assert "C’était le dernier" in letters_to(member.email)[-1].body
    assert not is_in(other)
    signed_in(other, "deja@exemple.fr")
    assert is_in(other)


def test_no_password_is_said_to_guard_an_account_that_has_none(visitor: Visitor) -> None:
    """It was opened by a provider."""
    member = with_application(MemberFactory(email="deja@exemple.fr"))
    page = visitor.sign_in(member).open("/moi/protection")
    page = visitor.send(page, form="form[action='/moi/protection/application/retrait']")
    assert "Votre fournisseur d’identité est seul" in page.text(".page-state")
    assert "votre fournisseur d’identité garde seul" in letters_to(member.email)[-1].body


@pytest.mark.parametrize("address", ["/moi/protection/application", "/moi/protection/cles"])
def test_ten_minutes_later_the_password_is_asked_again_and_one_is_led_back(
    visitor: Visitor, address: str
) -> None:
    member = somebody()
    with time_machine.travel(now(), tick=False) as clock:
        visitor.sign_in(member)
        visitor.open(address)
        clock.shift(timedelta(minutes=10))
        page = visitor.open(address)
        assert page.texts("h1") == ["Redonner votre mot de passe"]
        page = visitor.send(page, 422, current="pas le bon du tout")
        page = visitor.send(page, current=PASSWORD)
        assert page.url == address
        clock.shift(timedelta(minutes=9))
        assert visitor.open(address).url == address


def test_nothing_is_removed_without_the_password_given_lately(visitor: Visitor) -> None:
    member = with_application(somebody())
    with time_machine.travel(now(), tick=False) as clock:
        visitor.sign_in(member)
        clock.shift(timedelta(minutes=11))
        page = visitor.open("/moi/protection")
        for form in visitor.open("/moi/protection").soup.select("main form[method=post]"):
            led = visitor.send(page, form=f"form[action='{form['action']}']")
            assert led.texts("h1") == ["Redonner votre mot de passe"]
        assert db.session.query(CodeApp).count() == 1
        page = visitor.send(page, form="form[action$='/application/retrait']")
        page = visitor.send(page, **{"proof-current": PASSWORD})
        assert page.url == "/moi/protection", "what was asked is done, without asking for it anew"
    assert db.session.query(CodeApp).count() == 0


def test_the_tries_are_counted_in_the_middle_of_a_form_too(visitor: Visitor) -> None:
    member = with_application(somebody())
    with time_machine.travel(now(), tick=False) as clock:
        visitor.sign_in(member)
        clock.shift(timedelta(minutes=11))
        page = visitor.open("/moi/protection")
        page = visitor.send(page, form="form[action$='/application/retrait']")
        with patch.object(passwords, "matches", return_value=False):
            for _ in range(10):
                page = visitor.send(page, 422, **{"proof-current": "non"})
        visitor.send(page, 429, **{"proof-current": PASSWORD})
    assert db.session.query(CodeApp).count() == 1


def test_whoever_found_a_browser_open_cannot_try_passwords_for_ever(visitor: Visitor) -> None:
    visitor.sign_in(somebody())
    with time_machine.travel(now(), tick=False):
        for address, refused in (
            ("/moi/confirmation", {"current": "non"}),
            ("/moi/mot-de-passe", {"current": "non", "password": "canard vert bouteille 9"}),
        ):
            with patch.object(passwords, "matches", return_value=False):
                for _ in range(5):
                    visitor.send(visitor.open(address), 422, **refused)
        visitor.send(visitor.open("/moi/fermeture"), 429, current=PASSWORD, sure="y")
        visitor.send(visitor.open("/moi/confirmation"), 429, current=PASSWORD)
        address = visitor.open("/moi/adresse")
        visitor.send(address, 429, email="autre@exemple.fr", current=PASSWORD)
    assert {line.detail for line in events(Kind.SIGN_IN_FAILED)} >= {"again"}


def test_a_new_password_by_letter_does_not_take_the_second_factor_away(visitor: Visitor) -> None:
    from tests.members.factories import last_link

    with_application(somebody())
    visitor.send(visitor.open("/mot-de-passe"), email="deja@exemple.fr")
    visitor.send(visitor.open(last_link("deja@exemple.fr")), password="canard vert bouteille 9")
    page = signed_in(visitor, "deja@exemple.fr", "canard vert bouteille 9")
    assert page.texts("h1") == ["Confirmer que c’est vous"]


def test_a_demonstration_account_is_everybodys_and_takes_no_factor(visitor: Visitor) -> None:
    visitor.sign_in(somebody(is_demo=True))
    page = visitor.open("/moi/protection")
    assert "Compte de démonstration" in page.text()
    assert not page.select("main .actions a")
    visitor.open("/moi/protection/application", status=403)
    visitor.open("/moi/protection/cles", status=403)


def test_closing_the_account_erases_its_factors(visitor: Visitor) -> None:
    member = with_application(somebody())
    with_recovery_code(member)
    actions.begin_halfway(member, now())
    actions.close_account(member, now())
    db.session.commit()
    for row in (CodeApp, RecoveryCode, HalfSignIn):
        assert db.session.query(row).count() == 0, row


def test_the_journal_tells_each_of_it_once(visitor: Visitor) -> None:
    member = with_application(somebody())
    paper = with_recovery_code(member)
    with time_machine.travel(now(), tick=False):
        page = signed_in(visitor, "deja@exemple.fr")
        visitor.send(visitor.send(page, 422, code="1"), code=paper)
        page = visitor.open("/moi/protection")
        visitor.send(page, form="form[action='/moi/protection/codes']")
        visitor.send(page, form="form[action='/moi/protection/application/retrait']")
        page = visitor.open("/moi/protection/application")
        visitor.send(page, code=code_at(now(), secret_of(page)))
    told = [line.kind for line in events(*Kind)]
    assert told == [
        Kind.FACTOR_FAILED,
        Kind.RECOVERY_CODE_USED,
        Kind.SIGNED_IN,
        Kind.RECOVERY_CODES_RENEWED,
        Kind.FACTOR_REMOVED,
        Kind.FACTOR_ADDED,
    ]
