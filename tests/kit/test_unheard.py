"""What was typed is given back where a form could not be heard: the session ended, its token is old."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from intranet.competencies.models import Edition
from intranet.discussions.models import Comment
from intranet.kit import unheard
from intranet.kit.db import db
from intranet.members import passwords
from intranet.members.models import SignIn
from intranet.openings.models import Opening
from intranet.practices import actions
from intranet.practices.models import Practice
from tests.factories import MemberFactory, a_recruiter
from tests.members.factories import PASSWORD
from tests.practices.factories import a_published
from tests.visitor import Page, Visitor

ASKED = "Qui paie l’ingénierie,\nla région ou nous & nos <voisins> ?"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
BY_ITSELF = FROM_HERE | {"HX-Request-Type": "partial", "HX-Source": "div#saved"}


@pytest.fixture
def practice(edition: Edition) -> Practice:
    return a_published(edition)


def asking(visitor: Visitor, practice: Practice) -> Page:
    return visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}/questions")


def end_sessions() -> None:
    db.session.query(SignIn).delete()
    db.session.commit()


def forget_token(visitor: Visitor) -> None:
    """As signing in, or out, does: it begins another session of the browser."""
    with visitor.client.session_transaction() as cookie:
        del cookie["csrf_token"]


def given_back(page: Page) -> dict[str, str]:
    labels, texts = page.texts("#typed ~ .field label"), page.select("#typed ~ .field textarea")
    return dict(zip(labels, ["".join(text.itertext()).lstrip("\n") for text in texts], strict=True))


def asked() -> list[str]:
    return [said.body for said in db.session.query(Comment).order_by(Comment.id)]


def test_what_was_written_when_the_session_ended_is_sent_once_one_is_signed_in_again(
    visitor: Visitor, practice: Practice
) -> None:
    page = asking(visitor, practice)
    end_sessions()

    page = visitor.send(page, form=".remark-form", status=401, kind="question", body=ASKED)

    assert page.texts("h1") == ["Session terminée"]
    assert given_back(page) == {"Votre texte": ASKED}
    assert page.response.headers["Cache-Control"] == "private, no-store"
    assert asked() == []

    visitor.sign_in(MemberFactory())
    forget_token(visitor)
    page = visitor.send(page, form="main form", status=400)  # the token of another session
    assert page.texts("h1") == ["Formulaire expiré"]
    assert given_back(page) == {"Votre texte": ASKED}
    page = visitor.send(page, form="main form")

    assert "Qui paie l’ingénierie" in page.text("#discussion")
    assert [said.replace("\r", "") for said in asked()] == [ASKED]


def test_where_nothing_was_typed_one_signs_in_as_ever(visitor: Visitor, practice: Practice) -> None:
    page = asking(visitor, practice)
    end_sessions()
    assert visitor.send(page, form=".remark-form").texts("h1") == ["Se connecter"]

    forget_token(visitor)  # as signing out in another tab does
    refused = visitor.send(page, form=".remark-form", status=400)
    assert refused.texts("h1") == ["Session terminée"]
    onward = [link.get("href") for link in refused.select("main a[href^='/connexion']")]
    assert onward == [f"/connexion?suite={page.url}"]


def test_what_a_page_saves_by_itself_is_told_beside_what_is_written(
    visitor: Visitor, practice: Practice
) -> None:
    asking(visitor, practice)
    end_sessions()
    answer = visitor.client.post(
        f"/pratiques/{practice.slug}/enregistrement", data={"title": "Un titre"}, headers=BY_ITSELF
    )
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (400, "#told")
    assert "HX-Redirect" not in answer.headers
    assert "ce que vous écrivez ne sera pas perdu" in answer.text
    assert "<main" not in answer.text


@pytest.mark.no_database
def test_a_field_that_asked_for_suggestions_is_left_alone(visitor: Visitor) -> None:
    headers = BY_ITSELF | {"HX-Source": "input#commune"}
    answer = visitor.client.get("/moi", headers=headers)
    assert (answer.status_code, answer.text) == (204, "")


def test_what_somebody_was_writing_of_a_thing_that_is_gone_is_given_back(
    visitor: Visitor, practice: Practice
) -> None:
    page = asking(visitor, practice)
    form = page.form(".remark-form")
    form.set("action", "/pratiques/retiree-entre-temps/questions")
    page = visitor.send(page, form=".remark-form", status=404, kind="question", body=ASKED)
    assert given_back(page) == {"Votre texte": ASKED}
    assert not page.select("main form"), "sent again, it would find nothing either"


def test_no_page_repeats_a_password(visitor: Visitor) -> None:
    member = MemberFactory(password_hash=passwords.kept(PASSWORD))
    page = visitor.sign_in(member).open("/moi/mot-de-passe")
    forget_token(visitor)
    typed = {name: PASSWORD for name in page.answers(page.form()) if name != "csrf_token"}
    page = visitor.send(page, status=400, **typed)
    assert PASSWORD not in page.html
    assert not page.select("#typed, main form")
    assert page.link("Revenir à la page") == "/moi/mot-de-passe"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://ailleurs.example"},
    ],
)
def test_another_site_has_nothing_of_its_own_read_here(
    visitor: Visitor, practice: Practice, said: dict[str, str]
) -> None:
    asking(visitor, practice)
    address = f"/pratiques/{practice.slug}/questions"
    answer = visitor.client.post(address, data={"body": ASKED}, headers=said)
    assert answer.status_code in {400, 403}
    assert "Qui paie" not in answer.text
    old = visitor.client.post(address, data={"body": ASKED}, headers={"Origin": "http://localhost"})
    assert "Qui paie" in old.text, "a browser that says where from alone"


@pytest.mark.parametrize(
    "names", [["code"], ["sealed", "code"], ["proof-current"], ["code", "suite"]]
)
@pytest.mark.no_database
def test_nor_a_code_wherever_it_is_asked(app: Flask, names: list[str]) -> None:
    typed = dict.fromkeys(names, "123456")
    with app.test_request_context(method="POST", data=typed, headers=FROM_HERE):
        assert unheard.as_shown()["typed"] == []
        assert unheard.as_shown()["along"] is None


def test_after_a_failure_of_ours_what_was_typed_is_copied_and_not_sent_twice(
    visitor: Visitor,
    practice: Practice,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = asking(visitor, practice)

    def fail(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(actions, "ask", fail)
    monkeypatch.setitem(visitor.client.application.config, "PROPAGATE_EXCEPTIONS", False)
    page = visitor.send(page, form=".remark-form", status=500, kind="question", body=ASKED)
    assert "failed on POST /pratiques/<slug>/" in caplog.text, "no word of an address is in the log"
    assert practice.slug not in caplog.text
    assert given_back(page) == {"Votre texte": ASKED}
    assert not page.select("main form")


def test_a_form_that_may_bring_a_file_and_brings_none_is_sent_again(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.sign_in(a_recruiter()).open("/offres/nouvelle")
    forget_token(visitor)
    page = visitor.send(page, status=400, press="draft", title="Chef de projet (F/H)")
    page = visitor.send(page, form="main form")
    assert db.session.query(Opening).one().title == "Chef de projet (F/H)"


def test_a_form_that_came_with_a_file_is_not_sent_again_without_it(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.sign_in(a_recruiter()).open("/offres/nouvelle")
    forget_token(visitor)
    sheet = (io.BytesIO(b"%PDF-1.7"), "fiche.pdf")
    page = visitor.send(page, status=400, missions=ASKED, job_sheet=sheet)
    assert given_back(page)["Missions"] == ASKED
    assert not page.select("main form")
    assert "copiez-le" in page.text("#error-text")
