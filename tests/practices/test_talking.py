"""Questions, experience and corrections at the sheet itself: answered, gathered, reported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy.orm.attributes import set_committed_value

from intranet.competencies.models import Edition
from intranet.discussions import actions as discussions
from intranet.discussions.models import Comment, CommentKind, CommentReport, News, Verb
from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members import actions as members
from intranet.members.models import Member
from intranet.practices import actions
from intranet.practices.commands import see_to_duties
from intranet.practices.models import Practice, ReportReason
from intranet.practices.queries import late_before
from tests.factories import MemberFactory, an_animator
from tests.letters import letters_to
from tests.practices.factories import a_published
from tests.sql import counted
from tests.visitor import Visitor

ASKING, ANSWERING = ".remark-form", ".reply form"


def asks(practice: Practice, body: str = "Combien cela coûte-t-il ?") -> Comment:
    said = actions.ask(practice, MemberFactory(), CommentKind.QUESTION, body, now())
    db.session.commit()
    return said


def letters(kind: str) -> list[Letter]:
    theirs = db.session.query(Letter).filter(Letter.key.startswith(f"practice-{kind}:"))
    return theirs.order_by(Letter.id).all()


def test_a_question_is_asked_at_the_sheet_answered_by_its_owner_and_marked(
    visitor: Visitor, edition: Edition
) -> None:
    practice, asker = a_published(edition), MemberFactory()
    sheet = visitor.sign_in(asker).open(f"/pratiques/{practice.slug}")
    sheet = visitor.open(sheet.link("Lire ce qu’en disent les membres"))

    page = visitor.send(sheet, form=ASKING, body="Combien cela coûte-t-il ?")

    assert "Sans réponse" in page.text("#discussion")
    [told] = letters("asked")
    assert told.recipient == practice.contact.email
    visitor.open("/pratiques/questions-ouvertes?page=2", status=404)
    open_ones = visitor.open("/pratiques/questions-ouvertes")
    assert "Combien cela coûte-t-il" in open_ones.text()

    visitor.sign_in(practice.author)
    page = visitor.open(f"/pratiques/{practice.slug}/questions")
    page = visitor.send(page, form=ANSWERING, **{body_of(page): "60 000 € par an."})

    assert "Répondu" in page.text("#discussion")
    assert letters("answered")[0].recipient == asker.email
    assert "Aucune question n’attend" in visitor.open("/pratiques/questions-ouvertes").text()
    verbs = [each.verb for each in db.session.query(News).order_by(News.id)]
    assert verbs == [Verb.PUBLISHED, Verb.ASKED, Verb.ANSWERED]


def test_what_is_sent_again_is_said_once_until_an_hour_has_passed(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    page = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}/questions")

    def asked(at: datetime, body: str = "Combien cela coûte-t-il ?") -> int:
        with time_machine.travel(at, tick=False):
            visitor.send(page, form=ASKING, body=body)
        return db.session.query(Comment).count()

    begun = now()
    assert asked(begun) == 1
    assert asked(begun + timedelta(minutes=59)) == 1
    assert len(letters("asked")) == 1
    assert asked(begun + timedelta(minutes=59), "Et combien de temps ?") == 2
    assert asked(begun + timedelta(minutes=61)) == 3


def body_of(page: object) -> str:
    return next(name for name in page.answers(page.form(ANSWERING)) if name.endswith("body"))


def test_who_asked_says_which_answer_of_others_is_the_answer(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    question = asks(practice)
    visitor.sign_in(MemberFactory())
    page = visitor.open(f"/pratiques/{practice.slug}/questions")
    page = visitor.send(page, form=ANSWERING, **{body_of(page): "Chez nous, 40 000 €."})
    assert "Sans réponse" in page.text("#discussion")
    assert not page.select(".answer form[action$=reponse]")

    page = visitor.sign_in(question.author).open(f"/pratiques/{practice.slug}/questions")
    page = visitor.send(page, form=".answer form[action$=reponse]")

    assert "La réponse" in page.text(".answer")
    assert not page.select(".answer form[action$=reponse]")


def test_with_htmx_the_discussion_alone_comes_back(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    sheet = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}")
    held = sheet.soup.select_one("#discussion")
    sheet.swap("#discussion", visitor.open(held["hx-get"], into="discussion"))
    asked = sheet.answers(sheet.form(ASKING)) | {"body": "Et après ?"}
    answer = visitor.client.post(
        f"/pratiques/{practice.slug}/questions",
        data=asked,
        headers={"HX-Request-Type": "partial", "HX-Target": "section#discussion"},
    )
    assert "Et après" in answer.text
    assert "<main" not in answer.text


def test_an_empty_text_is_refused_and_what_was_hidden_is_not_answered(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    question = asks(practice)
    visitor.sign_in(MemberFactory())
    page = visitor.open(f"/pratiques/{practice.slug}/questions")
    assert "Écrivez votre texte" in visitor.send(page, 422, form=ASKING, body=" ").text()
    refused = visitor.send(page, 422, form=ANSWERING, **{body_of(page): " "})
    assert "Écrivez votre réponse" in refused.text(".reply")
    question.hidden_at = now()
    question.hidden_by_id = practice.author.id
    db.session.commit()
    kept = visitor.send(page, 409, form=ANSWERING, **{body_of(page): "Ma réponse"})
    assert kept.answers(kept.form(ASKING))["body"] == ["Ma réponse"]


def test_an_archived_sheet_is_only_read_and_a_visitor_reads_nothing(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    asks(practice)
    assert "Combien" not in visitor.open(f"/pratiques/{practice.slug}").text()
    asking = visitor.sign_in(MemberFactory()).open(f"/pratiques/{practice.slug}/questions")
    practice.archived_on = today()
    db.session.commit()

    page = visitor.open(f"/pratiques/{practice.slug}/questions")

    assert "archivée" in page.text("#discussion")
    assert not page.select(f"{ASKING}, .reply")
    told = visitor.send(asking, 409, form=ASKING, body="Trop tard").text("main")
    assert "Cette fiche est archivée" in told
    assert "Trop tard" in told
    assert "Aucune question" in visitor.open("/pratiques/questions-ouvertes").text()


def test_five_working_days_without_an_answer_are_the_animators_to_do(edition: Edition) -> None:
    friday = datetime(2026, 11, 20, 9, tzinfo=UTC)
    with time_machine.travel(friday):
        practice = a_published(edition)
        asks(practice)
    animator, elsewhere = an_animator("44"), an_animator("53")

    def tasks(member: object, on: datetime) -> list[str]:
        return [task.label for task in tasks_of(member, on) if "question" in task.label]

    on_the_fifth, after = (
        datetime(2026, 11, 27, 9, tzinfo=UTC),
        datetime(2026, 11, 30, 9, tzinfo=UTC),
    )
    assert tasks(animator, on_the_fifth) == []
    assert len(tasks(animator, after)) == 1
    assert tasks(elsewhere, after) == []
    assert len(tasks(practice.contact, on_the_fifth)) == 1
    assert late_before(after) == datetime(2026, 11, 22, 23, tzinfo=UTC)


def test_what_awaited_somebody_who_left_awaits_a_colleague_and_never_who_asked(
    edition: Edition,
) -> None:
    practice = a_published(edition)
    asker, colleague = (MemberFactory(organization=practice.owner) for _ in range(2))
    actions.ask(practice, asker, CommentKind.QUESTION, "Combien ?", now())
    actions.report(practice, MemberFactory(), ReportReason.DEAD_LINK, "", now())
    members.leave(practice.contact.membership, now())
    db.session.commit()

    def awaits(member: Member) -> list[str]:
        db.session.expire_all()
        return [each.label for each in tasks_of(member, now()) if practice.title in each.label]

    see_to_duties(now())
    assert any("question" in label for label in awaits(colleague))
    assert not any("question" in label for label in awaits(asker))
    assert any("signalement" in label for label in awaits(asker))  # a referent, as the first there
    members.leave(colleague.membership, now())
    db.session.commit()
    see_to_duties(now())
    assert db.session.query(Comment).one().awaited == colleague  # nobody else is there
    animator = an_animator()
    assert not any("signalement" in label for label in awaits(animator))
    members.leave(asker.membership, now())
    actions.report(practice, MemberFactory(), ReportReason.STALE, "", now())
    db.session.commit()
    assert sum("signalement" in label for label in awaits(animator)) == 2
    assert letters("report")[-1].recipient == animator.email


def test_a_remark_is_reported_once_and_an_animator_hides_it_or_leaves_it(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    question = asks(practice)
    visitor.sign_in(MemberFactory())
    for _ in range(2):
        form = visitor.open(f"/discussions/{question.id}/signalement")
        assert form.link("Revenir à la discussion").endswith(f"/questions#remarque-{question.id}")
        visitor.send(form, form="main form", text="Publicité.")
    assert db.session.query(CommentReport).count() == 1
    animator = an_animator()
    assert any("signalée" in task.label for task in tasks_of(animator, now()))

    page = visitor.sign_in(animator).open("/animer/remarques")
    assert page.link(practice.title).endswith(f"/questions#remarque-{question.id}")
    visitor.send(page, form="form[action$=masquer]")

    assert "Aucune remarque signalée" in visitor.open("/animer/remarques").text()
    assert "Remarque masquée" in visitor.open(f"/pratiques/{practice.slug}/questions").text()
    given_back = letters_to(question.author)[-1]
    assert given_back.subject == f"Remarque masquée : {practice.title}"
    assert question.body in given_back.body


def test_a_remark_is_looked_after_in_the_region_of_its_sheet(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    question = asks(practice)
    discussions.report(question, MemberFactory(), "Publicité.")
    db.session.commit()
    here, elsewhere = an_animator("44"), an_animator("53")

    page = visitor.sign_in(elsewhere).open("/animer/remarques")
    assert "Aucune remarque signalée" in page.text()
    assert not any("signalée" in task.label for task in tasks_of(elsewhere, now()))
    page = visitor.open(f"/pratiques/{practice.slug}/questions")
    assert page.soup.select("form[action$=masquer]") == []
    token = page.first("[name=csrf_token]").get("value")
    for verb in ("masquer", "montrer", "maintien"):
        address = f"/discussions/{question.id}/{verb}"
        assert visitor.client.post(address, data={"csrf_token": token}).status_code == 403

    page = visitor.sign_in(here).open("/animer/remarques")
    visitor.send(page, form="form[action$=maintien]")
    assert "Aucune remarque signalée" in visitor.open("/animer/remarques").text()


def test_an_animator_neither_reads_who_reported_their_words_nor_lets_them_stand(
    visitor: Visitor, edition: Edition
) -> None:
    practice, animator = a_published(edition), an_animator("44")
    said = actions.ask(practice, animator, CommentKind.QUESTION, "Des mots à moi ?", now())
    db.session.flush()
    discussions.report(said, MemberFactory(name="Qui Signale"), "Hors sujet.")
    db.session.commit()

    page = visitor.sign_in(animator).open("/animer/remarques")
    assert "Qui Signale" not in page.html
    page = visitor.open(f"/pratiques/{practice.slug}/questions")
    token = page.first("[name=csrf_token]").get("value")
    kept = visitor.client.post(f"/discussions/{said.id}/maintien", data={"csrf_token": token})
    assert kept.status_code == 403
    assert "Qui Signale" in visitor.sign_in(an_animator("44")).open("/animer/remarques").html


def test_hidden_by_two_at_once_a_remark_says_who_was_first(edition: Edition) -> None:
    said, (first, second) = asks(a_published(edition)), (an_animator(), an_animator())
    discussions.hide(said, first, now())
    set_committed_value(said, "hidden_at", None)  # what the second one read
    discussions.hide(said, second, now())
    db.session.expire_all()
    assert said.hidden_by == first


def test_a_discussion_costs_the_same_however_long(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    asks(practice)
    visitor.sign_in(MemberFactory())
    address = f"/pratiques/{practice.slug}/questions"
    visitor.open(address)
    with counted() as few:
        visitor.open(address)
    for _ in range(5):
        asks(practice)
    with counted() as many:
        visitor.open(address)
    assert len(few) == len(many)


def test_a_question_whose_answer_is_hidden_waits_again(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    question = asks(practice)
    said = actions.answer(practice, practice.author, question.id, "Rien du tout.", now())
    db.session.commit()
    assert question.answered_at

    discussions.hide(said, an_animator(), now())
    db.session.commit()

    assert (question.answered_at, question.answer_id) == (None, None)
    visitor.sign_in(MemberFactory())
    assert question.body in visitor.open("/pratiques/questions-ouvertes").text()


def test_whoever_left_is_not_said_to_be_awaited(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    left, substitute = practice.contact, MemberFactory(organization=practice.owner)
    left.name = "Anne Partie"
    asks(practice)
    assert [each.label for each in tasks_of(left, now()) if "question" in each.label]
    reader = visitor.sign_in(MemberFactory())
    assert "Anne Partie est attendue" in reader.open("/pratiques/questions-ouvertes").text("main")

    members.leave(left.membership, now())
    db.session.commit()
    assert "Personne ne répond" in reader.open("/pratiques/questions-ouvertes").text("main")
    assert not [each.label for each in tasks_of(left, now()) if "question" in each.label]
    practice.substitute_id = substitute.id
    db.session.commit()
    said = reader.open("/pratiques/questions-ouvertes").text("main")
    assert f"{substitute.name} est attendue" in said
