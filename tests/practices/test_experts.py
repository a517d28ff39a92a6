"""Reviews that wait, experts who are asked, minor corrections, and the level of proof they make."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from intranet.competencies.models import Edition
from intranet.home.queries.tasks import tasks_of
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.actions import close_account, leave
from intranet.members.models import Member, MemberRole
from intranet.practices import actions, queries
from intranet.practices.commands import see_to_duties
from intranet.practices.models import (
    Evidence,
    NotMinor,
    Practice,
    Replication,
    ReuseStage,
    Review,
    Sheet,
    Theme,
    same_text,
    why_not_minor,
)
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.letters import letters_to
from tests.practices.factories import (
    a_complete_sheet,
    a_finished_draft,
    a_minor_correction,
    a_published,
    a_submitted,
    a_theme,
    an_author,
    an_opinion_asked,
)
from tests.visitor import Page, Visitor

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCORES = {"clarity": "3", "proof": "2", "transfer": "3", "novelty": "1", "text": "Solide."}


def keys_to(member: Member, start: str) -> list[str]:
    db.session.expire_all()
    letters = every(select(Letter).where(Letter.recipient == member.email).order_by(Letter.id))
    return [found.key for found in letters if found.key.startswith(start)]


def form_of(visitor: Visitor, practice: Practice) -> Page:
    return visitor.open(f"/pratiques/{practice.slug}/modifier")


def an_expert(**given: object) -> Member:
    member = MemberFactory(**given)
    theme = db.session.query(Theme).first()
    assert theme
    actions.name_expert(theme.id, member, an_animator(), now())
    db.session.commit()
    return member


def a_given_opinion(visitor: Visitor, practice: Practice, animator: Member) -> Review:
    """Asked by the animator from the page of the sheet, and given by an expert."""
    expert = an_expert()
    page = visitor.sign_in(animator).open(f"/pratiques/{practice.slug}")
    page = visitor.open(page.link("Demander l’avis d’experts"))
    visitor.send(page, experts=[str(expert.id)])
    [asked] = every(select(Review).where(Review.level == 2))
    visitor.sign_in(expert).send(visitor.open(f"/pratiques/avis/{asked.id}"), **SCORES)
    db.session.expire_all()
    return asked


def test_a_review_is_reminded_after_five_working_days_and_goes_up_after_ten(
    edition: Edition,
) -> None:
    with time_machine.travel(MONDAY):
        regional, national = an_animator("44"), an_animator()
        review = a_submitted(edition)
    assert review.reviewer_id == regional.id
    assert review.due_on == date(2026, 3, 9)

    told, waits = [], []
    for day in (4, 7, 8, 11, 14, 15):
        see_to_duties(MONDAY + timedelta(days=day))
        reminded = keys_to(regional, "practice-review-reminder")
        told.append((len(reminded), len(keys_to(national, "practice-review-national"))))
        if review.reviewer_id == regional.id:
            awaiting = tasks_of(regional, MONDAY + timedelta(days=day))
            waits += [task.when for task in awaiting if task.label.startswith("Relire la fiche")]
    assert waits == ["à rendre dans 3\u00a0jours", "à rendre aujourd’hui", "attendue hier", "attendue il y a 4\u00a0jours"]  # fmt: skip
    assert told == [(0, 0), (1, 0), (1, 0), (1, 0), (1, 1), (1, 1)]
    assert review.reviewer_id == national.id


def test_a_reader_who_animates_no_more_is_reminded_of_nothing_and_another_is(
    edition: Edition,
) -> None:
    with time_machine.travel(MONDAY):
        gone, national = an_animator("44"), an_animator()
        a_submitted(edition)
    db.session.query(MemberRole).filter_by(member_id=gone.id).delete()
    db.session.commit()
    db.session.expire_all()

    see_to_duties(MONDAY + timedelta(days=7))

    assert keys_to(gone, "practice-review-reminder") == []
    assert len(keys_to(national, "practice-review-reminder")) == 1


def test_corrections_asked_of_people_who_all_left_are_their_referents_to_make(
    edition: Edition,
) -> None:
    review = a_submitted(edition)
    practice, referent = review.practice, MemberFactory(organization=review.practice.owner)
    leave(practice.author.membership, now())
    db.session.commit()
    db.session.expire_all()
    actions.ask_corrections(review, an_animator(), now(), text="", notes={"results": "Datez."})
    db.session.commit()

    assert len(keys_to(referent, "practice-corrections")) == 1
    assert db.session.scalars(queries.corrections_asked_of(referent)).all() == [practice]


def test_a_missed_run_of_reviews_loses_nothing(edition: Edition) -> None:
    with time_machine.travel(MONDAY):
        regional, national = an_animator("44"), an_animator()
        a_submitted(edition)

    see_to_duties(MONDAY + timedelta(days=40))

    assert len(keys_to(regional, "practice-review-reminder")) == 1
    assert len(keys_to(national, "practice-review-national")) == 1


def test_what_was_asked_is_ticked_as_it_is_done_and_the_reviewer_reads_it(
    visitor: Visitor, edition: Edition
) -> None:
    animator = an_animator("44")
    review = a_submitted(edition)
    asked = {"results": "Datez ce résultat.", "context": "Dites l’année."}
    actions.ask_corrections(review, animator, now(), text="", notes=asked)
    db.session.commit()
    practice = review.practice
    page = form_of(visitor.sign_in(practice.author), practice)
    done = next(note for note in review.notes if note.section == "results")

    visitor.send(page, press="submit", resolved=[str(done.id)])

    db.session.expire_all()
    page = visitor.sign_in(animator).open(f"/animer/pratiques/{practice.last_review.id}")
    assert page.texts(".asked dt") == ["Résultats Fait", "Contexte Pas encore"]


def test_an_expert_is_named_by_the_address_of_a_member(visitor: Visitor, edition: Edition) -> None:
    a_published(edition)
    member, theme = MemberFactory(name="Dominique"), db.session.query(Theme).first()
    page = visitor.sign_in(an_animator()).open("/animer/experts")

    page = visitor.send(page, 422, theme=str(theme.id), email="personne@essais.example")
    assert "Aucun membre en poste" in page.text("#email-error")
    page = visitor.send(page, theme=str(theme.id), email=member.email)
    assert "Dominique" in page.text("tbody")
    page = visitor.send(page, form="tbody form")
    assert page.texts("tbody") == []

    visitor.send(page, theme=str(theme.id), email=member.email)
    assert keys_to(member, "practice-expert:")
    mine = visitor.sign_in(member).open("/moi")
    assert theme.label in mine.text("#expertises")
    mine = visitor.send(mine, form="#expertises form")
    assert mine.texts("#expertises") == []
    assert db.session.scalars(queries.experts()).all() == []


def test_an_animator_names_others_and_never_themselves(visitor: Visitor, edition: Edition) -> None:
    a_published(edition)
    animator, theme = an_animator(), db.session.query(Theme).first()
    page = visitor.sign_in(animator).open("/animer/experts")

    page = visitor.send(page, 422, theme=str(theme.id), email=animator.email)
    assert "Personne ne se nomme soi-même" in page.text("#email-error")

    actions.name_expert(theme.id, animator, an_animator(), now())
    db.session.commit()
    page = visitor.send(visitor.open("/animer/experts"), form="tbody form")
    assert page.texts("tbody") == []


def test_an_expert_is_named_where_they_work_and_asked_everywhere(
    visitor: Visitor, edition: Edition
) -> None:
    a_published(edition)
    theirs, theme = an_expert(name="D’ici"), db.session.query(Theme).first()
    page = visitor.sign_in(an_animator("53")).open("/animer/experts")
    assert "D’ici" in page.text("tbody")
    assert page.soup.select("tbody form") == []
    other = MemberFactory()
    for email in (other.email, "personne@essais.example"):
        refused = visitor.send(page, 422, theme=str(theme.id), email=email)
        assert "Aucun membre en poste où vous animez" in refused.text("#email-error")
    token = page.first("[name=csrf_token]").get("value")
    address = f"/animer/experts/{theme.id}/{theirs.id}"
    assert visitor.client.post(address, data={"csrf_token": token}).status_code == 403

    page = visitor.sign_in(an_animator("44")).open("/animer/experts")
    page = visitor.send(page, theme=str(theme.id), email=other.email)
    assert len(page.soup.select("tbody form")) == 2


def test_an_opinion_is_bound_to_the_version_that_was_read(
    visitor: Visitor, edition: Edition
) -> None:
    animator, practice = an_animator("44"), a_published(edition)
    asked = a_given_opinion(visitor, practice, animator)

    assert asked.total == 9
    assert practice.evidence == Evidence.EXPERT
    assert len(keys_to(practice.contact, "practice-opinion-given")) == 1
    assert len(keys_to(animator, "practice-opinion-given")) == 1
    page = visitor.open(f"/pratiques/{practice.slug}")
    assert "Avis d’expert (v1)" in page.text("main")
    assert "un avis d’expert sur la version en ligne" in page.text("main")

    assert "Clarté 3 sur 3" not in page.text("main")  # members read the total alone
    page = visitor.sign_in(practice.author).open(page.url)
    assert "Clarté 3 sur 3" in page.text("main")
    visitor.send(form_of(visitor, practice), press="submit", context="Un tout autre contexte.")
    db.session.expire_all()
    actions.publish(practice.last_review, animator, now())
    db.session.commit()

    page = visitor.open(f"/pratiques/{practice.slug}")
    assert "Avis sur une version antérieure (v1)" in page.text("main")
    assert practice.evidence == Evidence.MEASURED


def test_an_opinion_taken_back_no_longer_counts(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    asked = a_given_opinion(visitor, practice, an_animator("44"))

    page = visitor.sign_in(asked.reviewer).open(f"/pratiques/avis/{asked.id}")
    visitor.send(page, form="form[action$=retrait]")

    db.session.expire_all()
    assert practice.evidence == Evidence.MEASURED
    assert "Avis d’expert (" not in visitor.open(f"/pratiques/{practice.slug}").text("main")


def test_an_expert_who_will_give_none_says_so_and_whoever_asked_learns_it(
    visitor: Visitor, edition: Edition
) -> None:
    practice, animator, expert = a_published(edition), an_animator("44"), an_expert()
    actions.ask_opinions(practice, [expert], animator, now().date(), now())
    db.session.commit()
    page = visitor.sign_in(expert).open("/")
    page = visitor.open(page.link("Donner votre avis d’expert"))

    visitor.send(page, form="form[action$=retrait]")

    assert "ne pas pouvoir le donner" in letters_to(animator.email)[-1].body
    actions.ask_opinions(practice, [expert], animator, now().date(), now())
    db.session.commit()
    page = visitor.sign_in(animator).open(f"{practice.address}/avis")
    visitor.send(page, form="form[action$=retrait]")
    assert "n’est plus demandé" in letters_to(expert.email)[-1].subject
    visitor.sign_in(expert)
    assert "Donner votre avis d’expert" not in visitor.open("/").text("main")


def test_nobody_of_the_owner_is_offered_as_an_expert(visitor: Visitor, edition: Edition) -> None:
    practice, animator = a_published(edition), an_animator("44")
    an_expert(name="De la maison", organization=practice.owner)
    an_expert(name="D’ailleurs")

    page = visitor.sign_in(animator).open(f"/pratiques/{practice.slug}/avis")

    assert page.texts("#experts .choice") == ["D’ailleurs"]
    page = visitor.send(page, 422)
    assert "Choisissez de un à 3 experts" in page.text("#experts-error")


def test_who_published_a_sheet_gives_no_opinion_on_it(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    publisher, theme = practice.last_review.decided_by, db.session.query(Theme).first()
    actions.name_expert(theme.id, publisher, an_animator(), now())
    an_expert(name="D’ailleurs")

    page = visitor.sign_in(an_animator("44")).open(f"/pratiques/{practice.slug}/avis")

    assert page.texts("#experts .choice") == ["D’ailleurs"]


def test_an_opinion_is_asked_with_its_day_and_that_of_its_reminder(
    visitor: Visitor, edition: Edition
) -> None:
    with time_machine.travel(MONDAY):
        practice, animator = a_published(edition), an_animator("44")
        expert = an_expert()
        page = visitor.sign_in(animator).open(f"/pratiques/{practice.slug}/avis")
        page = visitor.send(page, experts=[str(expert.id)], due_on="2026-03-20")
        assert "attendu pour le 20 mars 2026. Relance prévue le 17 mars 2026." in page.text(
            ".opinion"
        )
        hurried = an_expert()
        page = visitor.open(f"/pratiques/{practice.slug}/avis")
        page = visitor.send(page, experts=[str(hurried.id)], due_on="2026-03-03")
        page = visitor.open(f"/pratiques/{practice.slug}/avis")
        others = [str(an_expert().id) for _ in range(2)]
        refused = visitor.send(visitor.open(page.url), 422, experts=others, due_on="2026-03-20")
        assert "Choisissez un seul expert." in refused.text("#experts-error")
        # Soon due, one is not reminded of what was asked a moment ago.
        assert "Relance prévue le 3 mars 2026." in page.text("main")
        see_to_duties(MONDAY)
    assert keys_to(hurried, "practice-review-reminder") == []

    for day in (1, 14, 15, 16):
        see_to_duties(MONDAY + timedelta(days=day))
    assert len(keys_to(expert, "practice-review-reminder")) == 1
    assert len(keys_to(hurried, "practice-review-reminder")) == 1
    assert "Donner votre avis d’expert" in visitor.sign_in(expert).open("/").text("main")


def test_reproduced_elsewhere_it_is_at_the_top(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    again = Replication(
        practice_id=practice.id, organization_id=OrganizationFactory().id, version_number=1,
        stage=ReuseStage.PLANNED,
    )  # fmt: skip
    db.session.add(again)
    db.session.commit()
    see_to_duties(now())
    assert practice.evidence == Evidence.MEASURED

    again.stage = ReuseStage.DONE
    db.session.commit()
    see_to_duties(now())

    assert practice.evidence == Evidence.REPRODUCED
    page = visitor.open(f"/pratiques/{practice.slug}")
    assert "au moins une autre structure l’a reprise" in page.text("main")


def test_a_minor_correction_is_online_at_once_and_verifies_nothing(
    visitor: Visitor, edition: Edition
) -> None:
    with time_machine.travel(MONDAY):
        practice = a_published(edition)
        a_colleague = MemberFactory(organization=practice.owner)
    verified_on = practice.verified_on
    page = form_of(visitor.sign_in(practice.author), practice)

    page = visitor.send(
        page, press="minor",
        **{"sources-0-title": "Le bilan", "sources-0-url": "https://bilan.example"},
    )  # fmt: skip

    assert "https://bilan.example" in page.html
    db.session.expire_all()
    assert practice.published.number == 2
    assert practice.published.is_minor
    assert practice.verified_on == verified_on
    assert practice.working_version_id is None
    form = form_of(visitor, practice)
    visitor.send(form, press="minor", substitute=str(a_colleague.id))  # the contact alone
    db.session.expire_all()
    assert (practice.substitute_id, practice.published.number) == (a_colleague.id, 2)
    assert "Rien n’a changé" in visitor.send(form_of(visitor, practice), 422, press="minor").text()


def test_what_is_not_minor_is_refused_and_kept(visitor: Visitor, edition: Edition) -> None:
    practice = a_published(edition)
    page = form_of(visitor.sign_in(practice.author), practice)

    page = visitor.send(page, 422, press="minor", context="Tout autre chose. " * 20)

    assert "soumettez la fiche à la relecture" in page.text(".error-summary")
    assert page.text("#context").startswith("Tout autre chose.")
    db.session.expire_all()
    assert practice.published.number == 1


@pytest.mark.parametrize(
    ("change", "is_minor"),
    [
        ({"lead": "L’agglomération consacre un emploi à la visite de ses entreprises."}, True),
        ({"cost_yearly": "61 000 € par an"}, False),
        ({"themes": ["autre"]}, False),
        ({"context": "Rien de ce qui était écrit avant n’est resté."}, False),
        ({}, False),
    ],
)
def test_a_twentieth_of_the_text_is_minor(
    edition: Edition, change: dict[str, object], is_minor: bool
) -> None:
    before = Sheet.read(a_complete_sheet(edition).kept())
    after = Sheet.read(before.kept() | change)
    assert (why_not_minor(before, after) is None) is is_minor


def test_an_opinion_outlives_a_minor_correction_of_its_links(
    visitor: Visitor, edition: Edition
) -> None:
    practice = a_published(edition)
    a_given_opinion(visitor, practice, an_animator("44"))

    a_minor_correction(edition, practice)

    assert practice.evidence == Evidence.EXPERT
    assert "Avis d’expert (v1)" in visitor.open(f"/pratiques/{practice.slug}").text("main")


@pytest.mark.parametrize(("button", "number"), [("keep", 2), ("revert", 3)])
def test_an_animator_reads_each_minor_correction_and_may_take_it_back(
    visitor: Visitor, edition: Edition, button: str, number: int
) -> None:
    practice, animator = a_published(edition), an_animator("44")
    a_minor_correction(edition, practice)
    page = visitor.sign_in(animator).open("/")
    page = visitor.open(page.link("Lire 1 correction mineure"))
    assert "Le bilan" in page.text("ins")

    page = visitor.send(page, press=button)

    assert "Aucune correction à lire" in page.text("main")
    db.session.expire_all()
    assert practice.published.number == number
    assert bool(practice.published.sheet.sources) is (button == "keep")
    told = db.session.query(Letter).filter(Letter.key.startswith("practice-reverted"))
    assert [each.recipient for each in told] == [practice.author.email][: button == "revert"]


def test_no_minor_correction_while_a_revision_is_under_way(edition: Edition) -> None:
    author = an_author()
    practice = a_published(edition, author)
    sheet = practice.published.sheet
    actions.save(practice, sheet, author, now(), lock=practice.lock_version)
    sheet.sources = [{"title": "Un lien", "url": "https://x.example", "date": ""}]

    with pytest.raises(NotMinor):
        actions.correct(practice, sheet, author, now(), lock=practice.lock_version)


def test_a_draft_has_no_minor_correction(visitor: Visitor, edition: Edition) -> None:
    practice = a_finished_draft(edition)
    page = form_of(visitor.sign_in(practice.author), practice)
    assert page.select("button[name=minor]") == []


def test_the_name_of_a_document_is_corrected_without_a_review(edition: Edition) -> None:
    document = {"id": 1, "label": "", "name": "v2_def.pdf", "size": 10}
    before, after = a_complete_sheet(edition), a_complete_sheet(edition)
    before.documents, after.documents = [document], [document | {"label": "Grille"}]

    assert why_not_minor(before, after) is None
    assert same_text(before, after)
    after.documents = [document | {"id": 2}]
    assert "se relisent" in (why_not_minor(before, after) or "")


def test_an_expert_who_joins_its_owner_is_asked_no_more(edition: Edition) -> None:
    practice, expert, animator = a_published(edition), MemberFactory(), an_animator()
    actions.name_expert(a_theme().id, expert, animator, now())
    actions.ask_opinions(practice, [expert], animator, today(), now())
    db.session.commit()
    assert db.session.scalars(queries.opinions_to_give(expert)).all()

    expert.membership.organization_id = practice.owner_id
    db.session.commit()

    assert db.session.scalars(queries.opinions_to_give(expert)).all() == []
    actions.remind_reviewers(now())
    assert keys_to(expert, "practice-review-reminder") == []

    assert [actions.give_back_opinions(now()) for _ in range(2)] == [1, 0]
    [told] = letters_to(animator)
    assert "travaille désormais pour la structure qui en répond" in told.body


def test_whoever_asked_an_expert_who_closes_their_account_is_told_once(edition: Edition) -> None:
    asked = an_opinion_asked(a_published(edition))
    asker = db.session.get(Member, asked.asked_by_id)
    close_account(asked.reviewer, now())
    db.session.commit()

    assert [actions.give_back_opinions(now()) for _ in range(2)] == [1, 0]

    assert len(keys_to(asker, "practice-opinion-lost")) == 1
    assert every(queries.opinions_on(asked.practice)) == []


def test_a_minor_correction_that_another_followed_is_no_more_taken_back(
    visitor: Visitor, edition: Edition
) -> None:
    first = a_minor_correction(edition)
    second = a_minor_correction(edition, first.practice)

    page = visitor.sign_in(an_animator()).open("/animer/pratiques/corrections")

    taken_back = "form[action$='/{}'] button[name=revert]"
    assert page.texts(taken_back.format(first.id)) == []
    assert page.texts(taken_back.format(second.id)) == ["Revenir à la version d’avant"]
