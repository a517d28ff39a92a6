"""Where members say their levels, and who can be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intranet.competencies import actions, queries
from intranet.competencies.models import Assessment, AssessmentState
from intranet.competencies.queries import Catalogue
from intranet.content import levels
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import says, takes_back
from tests.factories import MemberFactory
from tests.visitor import Visitor


@pytest.fixture
def member(clean_database: None, catalogue: Catalogue) -> Member:
    return MemberFactory(can_be_asked=True)


def levels_of(member: Member) -> dict[str, int | None]:
    by_id = {item.competency_id: item.code for item in queries.in_force().assessable}
    return {
        by_id[found]: level
        for found, level in queries.known_levels(member.id, now() + timedelta(minutes=1)).items()
    }


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Assessment)) or 0


def test_a_member_says_their_level_on_the_page_of_an_item(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    after = visitor.send(page, form="#levels form", level="2")

    assert levels_of(member) == {"D1.1": 2}
    assert "Vous avez déclaré 2 le" in after.text(".declared")
    assert after.text(".anchor[data-mine]").startswith("Niveau 2")
    assert "votre niveau" in after.text(".anchor[data-mine]")
    assert after.url == "/referentiel/D1.1"


def test_the_level_is_said_in_place_with_htmx(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")
    token = page.first("#levels input[name=csrf_token]").attrib["value"]
    answer = visitor.client.post(
        "/referentiel/D1.1/niveau",
        data={"csrf_token": token, "level": "3", "offers_help": "y"},
        headers={"HX-Request-Type": "partial", "HX-Target": "section#levels"},
    )

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="levels"')
    assert "Votre réponse est enregistrée" in answer.text
    assert levels_of(member) == {"D1.1": 3}


def test_the_three_other_answers_are_told_apart(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    page = visitor.send(page, form="#levels form", level="0")
    assert levels_of(member) == {"D1.1": 0}
    page = visitor.send(page, form="#levels form", level="sans-objet")
    assert levels_of(member) == {"D1.1": None}
    page = visitor.send(page, form="#levels form", level="")
    assert levels_of(member) == {}

    before = page.texts(".declared-before li")
    assert [words.partition(" le ")[0] for words in before] == ["Vous avez répondu « sans objet »", "Vous avez déclaré 0"]  # fmt: skip
    assert page.text(".declared").startswith("Vous avez retiré votre réponse le")
    assert rows() == 3


def test_saying_the_same_again_adds_nothing(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    page = visitor.send(page, form="#levels form", level="2")
    visitor.send(page, form="#levels form", level="2")

    assert rows() == 1


def test_a_level_off_the_scale_is_refused_beside_the_field(
    visitor: Visitor, member: Member
) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    after = visitor.send(page, 422, form="#levels form", level="7")

    assert after.texts("#levels .field-error")
    assert rows() == 0


def test_a_refusal_in_place_is_the_same_part_of_the_page(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")
    token = page.first("#levels input[name=csrf_token]").attrib["value"]

    answer = visitor.client.post(
        "/referentiel/D1.1/niveau",
        data={"csrf_token": token},
        headers={"HX-Request-Type": "partial", "HX-Target": "section#levels"},
    )

    assert answer.status_code == 422
    assert answer.text.lstrip().startswith('<section id="levels"')
    assert rows() == 0


def test_a_visitor_is_asked_to_sign_in(visitor: Visitor, member: Member) -> None:
    page = visitor.open("/referentiel/D1.1")

    assert not page.select("#levels form")
    assert page.link("Connectez-vous").startswith("/connexion?suite=/referentiel/D1.1")
    assert visitor.client.get("/moi/competences").status_code == 302


def test_a_domain_and_an_unknown_code_have_no_level(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")
    token = page.first("#levels input[name=csrf_token]").attrib["value"]

    for code in ("D1", "D9.9"):
        data = {"csrf_token": token, "level": "2"}
        assert visitor.client.post(f"/referentiel/{code}/niveau", data=data).status_code == 404


def test_the_last_answer_counts_whatever_the_order_they_were_written_in(member: Member) -> None:
    says(member, "D1.1", 3)
    says(member, "D1.1", 1, at=now() - timedelta(days=90))

    assert levels_of(member) == {"D1.1": 3}


def test_unknown_is_not_zero(member: Member) -> None:
    says(member, "D1.1", 0)
    says(member, "D1.2", None)
    says(member, "D1.3", 4)
    takes_back(member, "D1.3", at=now() + timedelta(seconds=1))

    assert levels_of(member) == {"D1.1": 0, "D1.2": None}


def test_all_levels_are_said_on_one_page(visitor: Visitor, member: Member) -> None:
    catalogue = queries.in_force()
    first, second = (f"level_{catalogue.by_code[code].competency_id}" for code in ("D1.1", "D2.1"))
    page = visitor.sign_in(member).open("/moi/competences/toutes")
    count = len(catalogue.assessable)
    assert page.text(".page-state") == f"0 sur {count}"

    after = visitor.send(page, press="domaine=D2", **{first: "3", second: "sans-objet"})

    assert levels_of(member) == {"D1.1": 3, "D2.1": None}
    assert after.text(".page-state") == f"2 sur {count}"
    assert after.first("progress").attrib["value"] == "2"
    assert after.first(f"select[name={first}] option[selected]").attrib["value"] == "3"
    assert "2\u00a0réponses sont enregistrées" in after.soup.select_one("#messages").text


def test_each_domain_has_its_button_and_comes_back_to_its_place(
    visitor: Visitor, member: Member
) -> None:
    page = visitor.sign_in(member).open("/moi/competences/toutes")
    token = page.first("form.mine input[name=csrf_token]").attrib["value"]
    sent = {name: values[0] for name, values in page.answers(page.form("form.mine")).items() if values}  # fmt: skip

    answer = visitor.client.post("/moi/competences/toutes", data=sent | {"csrf_token": token, "domaine": "D3"})  # fmt: skip

    assert len(page.select("form.mine button[name=domaine]")) == 8
    assert answer.location == "/moi/competences/toutes#D3"
    assert rows() == 0


def test_an_old_page_does_not_take_back_what_another_tab_said(
    visitor: Visitor, member: Member
) -> None:
    catalogue = queries.in_force()
    other = f"level_{catalogue.by_code['D2.1'].competency_id}"
    page = visitor.sign_in(member).open("/moi/competences/toutes")
    assert "0 compétence renseignée sur" in page.text(".progress")
    says(member, "D1.1", 3)

    visitor.send(page, press="domaine=D2", **{other: "1"})

    assert levels_of(member) == {"D1.1": 3, "D2.1": 1}


def test_a_wrong_level_keeps_every_answer_and_writes_none(visitor: Visitor, member: Member) -> None:
    catalogue = queries.in_force()
    right, wrong = (f"level_{catalogue.by_code[code].competency_id}" for code in ("D1.1", "D1.2"))
    page = visitor.sign_in(member).open("/moi/competences/toutes")

    after = visitor.send(page, 422, **{right: "3", wrong: "9"})

    assert after.first(f"select[name={right}] option[selected]").attrib["value"] == "3"
    assert "D1.2" in after.text(".error-summary")
    assert rows() == 0


def test_help_is_offered_by_those_who_master_and_agree_to_be_asked(
    visitor: Visitor, member: Member
) -> None:
    says(member, "D1.1", 4, offers_help=True)
    says(MemberFactory(name="Trop tôt", can_be_asked=True), "D1.1", 2, offers_help=True)
    says(MemberFactory(name="Se tait", can_be_asked=True), "D1.1", 4)
    says(MemberFactory(name="Refuse", can_be_asked=False), "D1.1", 4, offers_help=True)
    says(MemberFactory(name="Compte fermé", can_be_asked=True, closed_at=now()), "D1.1", 4, offers_help=True)  # fmt: skip

    page = visitor.sign_in(MemberFactory()).open("/referentiel/D1.1")

    assert page.texts(".who-helps li strong") == [member.name]
    assert "1 personne à qui demander" in page.text(".who-helps h2")


def test_one_is_not_told_to_ask_oneself(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 4, offers_help=True)

    page = visitor.sign_in(member).open("/referentiel/D1.1")

    assert "Personne d’autre que vous" in page.text(".who-helps")


def test_who_takes_back_their_level_is_no_longer_asked(visitor: Visitor, member: Member) -> None:
    says(member, "D1.1", 4, offers_help=True)
    takes_back(member, "D1.1", at=now() + timedelta(seconds=1))

    voices = queries.voices_on(queries.in_force().by_code["D1.1"].competency_id, None)
    assert (voices.mentors, voices.mine) == ([], [])


@pytest.mark.parametrize(("helpers", "shown"), [(4, False), (5, True)])
def test_a_visitor_reads_a_count_never_a_name_nor_a_small_number(
    visitor: Visitor, member: Member, helpers: int, shown: bool
) -> None:
    for number in range(helpers):
        one = MemberFactory(name=f"Personne {number}", can_be_asked=True)
        says(one, "D1.1", 3, offers_help=True)

    words = visitor.open("/referentiel/D1.1").text(".who-helps")

    assert "Personne" not in words
    assert (f"{helpers} membres du réseau" in words) is shown


def test_nobody_yet_says_how_to_be_the_first(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    assert "Personne ne s’est encore proposé" in page.text(".who-helps")


def test_help_goes_with_a_level(member: Member) -> None:
    catalogue = queries.in_force()
    competency_id = catalogue.by_code["D1.1"].competency_id

    said = actions.Said(AssessmentState.LEVEL, 3, offers_help=True)
    actions.declare(member.id, competency_id, catalogue.edition_id, said, now())
    said = actions.Said(AssessmentState.LEVEL, 3)
    actions.declare(member.id, competency_id, catalogue.edition_id, said, now())

    assert rows() == 2
    assert queries.answers_of(member.id)[competency_id].offers_help is False


def test_the_demonstration_accounts_say_some_levels_once(visitor: Visitor, member: Member) -> None:
    demo = MemberFactory(email="developpeur@demo.example", is_demo=True)

    levels.load()
    written = rows()
    levels.load()

    assert levels_of(demo)["D3.2"] == 3
    assert levels_of(demo)["D2.5"] is None
    assert rows() == written > 10


def test_interest_is_said_on_the_page_of_an_item_too(visitor: Visitor, member: Member) -> None:
    page = visitor.sign_in(member).open("/referentiel/D1.1")

    page = visitor.send(page, form="#levels form", level="2", interest="3")
    visitor.send(page, form="#levels form", level="3")

    item = queries.in_force().by_code["D1.1"].competency_id
    answer = queries.answers_of(member.id)[item]
    assert (answer.level, answer.interest) == (3, 3)
