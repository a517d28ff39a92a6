"""Many save the same sheet, or name the same expert, at the very same moment: nothing is lost nor doubled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.competencies.models import Edition
from intranet.discussions.models import Comment, CommentKind
from intranet.kit.clock import now, today
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.practices import actions
from intranet.practices.models import (
    AlreadyDecided,
    ChangedMeanwhile,
    Guide,
    Kind,
    Practice,
    Review,
    SameFields,
    Sheet,
    Theme,
    ThemeExpert,
    Told,
)
from intranet.practices.views.loading import loaded
from tests.factories import MemberFactory, OrganizationFactory, an_animator
from tests.practices.factories import (
    a_draft,
    a_published,
    a_submitted,
    a_theme,
    an_author,
    an_opinion_asked,
)
from tests.races import at_once

pytestmark = pytest.mark.live
MANY = 20


def twenty_save(site: Flask, name: str) -> tuple[list[str], Practice]:
    """All from one page; each changes the field `name`, or one of their own where there is none."""
    with site.app_context():
        author = an_author(OrganizationFactory(region_code=None, department_code=None))
        practice = a_draft(author)
        ids = practice.id, author.id, practice.lock_version, practice.current.id
    ready, ends = Barrier(MANY), list[str]()

    def act(number: int) -> None:
        with site.app_context():
            practice_id, author_id, lock, base_id = ids
            found = db.session.get_one(Practice, practice_id)
            author = db.session.get_one(Member, author_id)
            kept = found.current.sheet.kept()
            if name == "approach":
                kept["approach"] = [*kept["approach"], f"Étape de {number}"]
            else:
                kept[name] = f"Texte de {number}"
            db.session.rollback()
            ready.wait(timeout=20)
            found = db.session.get_one(Practice, practice_id)
            try:
                actions.save(found, Sheet.read(kept), author, now(), lock=lock, base_id=base_id)
                db.session.commit()
                ends.append("saved")
            except SameFields as lost:
                db.session.rollback()
                ends.append(f"shown beside: {lost.values[name] == kept[name]}")

    threads = [Thread(target=act, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends, practice


def test_of_twenty_in_the_same_field_one_wins(site: Flask) -> None:
    ends, practice = twenty_save(site, "context")

    assert sorted(set(ends)) == ["saved", "shown beside: True"]
    assert ends.count("saved") == 1
    with site.app_context():
        found = db.session.get_one(Practice, practice.id)
        assert found.current.sheet.context.startswith("Texte de ")
        assert found.lock_version == 2


def test_of_twenty_who_each_add_a_step_none_is_lost(site: Flask) -> None:
    ends, practice = twenty_save(site, "approach")

    assert ends == ["saved"] * MANY
    with site.app_context():
        found = db.session.get_one(Practice, practice.id)
        assert sorted(found.current.sheet.approach) == sorted(
            f"Étape de {number}" for number in range(MANY)
        )


def test_an_expert_named_twice_at_once_is_named_once(site: Flask) -> None:
    with site.app_context():
        theme = Theme(slug="foncier", label="Foncier")
        db.session.add(theme)
        expert, namer = MemberFactory(), an_animator()
        db.session.commit()
        theme_id, expert_id, namer_id = theme.id, expert.id, namer.id

    def name() -> None:
        expert, namer = (db.session.get_one(Member, each) for each in (expert_id, namer_id))
        actions.name_expert(theme_id, expert, namer, now())

    ends = at_once(site, *[name] * 4)

    assert ends == {"done": 4}
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(ThemeExpert)) == 1


def test_two_sheets_are_not_merged_into_one_another(site: Flask) -> None:
    with site.app_context():
        edition, author = db.session.query(Edition).one(), an_author()
        one, other = (a_published(edition, author, title=each).id for each in ("Une", "Autre"))
        animator_id = an_animator().id

    def merging(gone_id: int, kept_id: int) -> Callable[[], None]:
        def act() -> None:
            gone, kept = (db.session.get_one(Practice, each) for each in (gone_id, kept_id))
            by = db.session.get_one(Member, animator_id)
            actions.merge(gone, kept, by, now(), lock=gone.lock_version)

        return act

    ends = at_once(site, merging(one, other), merging(other, one), holding=(1, 1))

    assert ends == {"done": 1, ChangedMeanwhile.__name__: 1}


def test_two_who_begin_a_guide_of_one_title_have_two_addresses(site: Flask) -> None:
    with site.app_context():
        people = [MemberFactory(organization=OrganizationFactory()).id for _ in range(2)]

    def begins(member_id: int) -> Callable[[], object]:
        def act() -> None:
            member = db.session.get_one(Member, member_id)
            actions.begin_guide(member, "Accueillir", "", of_network=False)

        return act

    assert at_once(site, *map(begins, people), holding=(2, 2)) == {"done": 2}
    with site.app_context():
        found = set(db.session.scalars(select(Guide.slug)))
        assert found == {"accueillir", "accueillir-2"}


def test_a_sheet_begun_by_two_clicks_is_one_and_another_once_it_is_written_in(site: Flask) -> None:
    with site.app_context():
        author_id = MemberFactory().id

    def begins() -> None:
        author = db.session.get_one(Member, author_id)
        actions.begin_once(author, "Accueillir la nuit", Kind.PRACTICE, now())

    assert at_once(site, begins, begins, holding=(1, 1)) == {"done": 2}
    with site.app_context():
        begun = db.session.query(Practice).one()
        begun.lock_version = 2  # as each writing leaves it
        db.session.commit()
        begins()
        assert db.session.query(Practice).count() == 2


def test_two_sheets_of_one_title_published_at_once_have_two_addresses(site: Flask) -> None:
    with site.app_context():
        edition, animator_id = db.session.query(Edition).one(), an_animator().id
        both = [a_submitted(edition, an_author(), title="Accueillir").id for _ in range(2)]

    def publishes(review_id: int) -> Callable[[], None]:
        def act() -> None:
            animator = db.session.get_one(Member, animator_id)
            actions.publish(db.session.get_one(Review, review_id), animator, now())

        return act

    assert at_once(site, *map(publishes, both), holding=(3, 3)) == {"done": 2}
    with site.app_context():
        assert set(db.session.scalars(select(Practice.slug))) == {"accueillir", "accueillir-2"}


def test_an_expert_whom_two_clicks_ask_is_asked_and_written_to_once(site: Flask) -> None:
    with site.app_context():
        practice = a_published(db.session.query(Edition).one(), an_author())
        expert, asker = MemberFactory(), an_animator()
        actions.name_expert(a_theme().id, expert, asker, now())
        db.session.commit()
        practice_id, expert_id, asker_id = practice.id, expert.id, asker.id
        expert_address = expert.email

    def asks() -> None:
        practice = db.session.get_one(Practice, practice_id)
        expert, asker = (db.session.get_one(Member, each) for each in (expert_id, asker_id))
        actions.ask_opinions(practice, [expert], asker, today() + timedelta(days=15), now())

    assert at_once(site, asks, asks, holding=(1, 1)) == {"done": 2}
    with site.app_context():
        assert db.session.query(Review).filter_by(reviewer_id=expert_id).count() == 1
        asked = Letter.key.startswith("practice-opinion:")
        told = db.session.query(Letter).filter_by(recipient=expert_address).filter(asked)
        assert told.count() == 1


def test_a_sheet_verified_while_its_day_is_told_is_told_of_its_next_day_too(site: Flask) -> None:
    with site.app_context():
        practice = a_published(db.session.scalars(select(Edition)).one())
        practice.verify_on = today()
        db.session.commit()
        practice_id, contact_id = practice.id, practice.contact_id

    def says() -> None:
        found = db.session.get_one(Practice, practice_id)
        actions.truth.verify(found, db.session.get_one(Member, contact_id), now())

    ends = at_once(site, says, lambda: actions.truth.tell_to_verify(now()), holding=(1, 1))

    assert ends == {"done": 2}
    with site.app_context():
        found = db.session.get_one(Practice, practice_id)
        assert found.verify_on and found.verify_on > today()
        assert found.verify_told == Told.NOTHING


def test_nothing_is_written_of_a_sheet_at_the_instant_it_is_withdrawn(site: Flask) -> None:
    with site.app_context():
        practice = a_published(db.session.query(Edition).one(), an_author())
        asked = an_opinion_asked(practice)
        practice_id, slug, asked_id, animator_id = (
            practice.id,
            practice.slug,
            asked.id,
            an_animator().id,
        )
    is_begun = Event()

    def withdraws() -> None:
        hold_row(Practice, practice_id)
        is_begun.set()
        practice, by = (
            db.session.get_one(Practice, practice_id),
            db.session.get_one(Member, animator_id),
        )
        actions.withdraw(practice, by, now(), reason="Non", lock=practice.lock_version)

    def speaks() -> None:
        is_begun.wait(20)
        by = db.session.get_one(Review, asked_id).reviewer
        actions.ask(loaded(slug, by), by, CommentKind.QUESTION, "Combien ?", now())

    def gives_an_opinion() -> None:
        is_begun.wait(20)
        asked = db.session.get_one(Review, asked_id)
        actions.give_opinion(asked, asked.reviewer, now(), scores={"proof": 3}, text="Bien.")

    ends = at_once(site, withdraws, speaks, gives_an_opinion, holding=(2, 0, 0))

    assert ends == {"done": 1, "Gone": 1, AlreadyDecided.__name__: 1}
    with site.app_context():
        assert db.session.query(Comment).count() == 0
        assert db.session.query(Letter).filter(Letter.key.contains("-given:")).count() == 0
