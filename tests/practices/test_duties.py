"""What awaits whom, as the dashboards ask it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine

from intranet.competencies.models import Edition
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.practices import actions, queries
from tests.factories import MemberFactory, an_animator
from tests.practices.factories import a_draft, a_published, a_submitted, an_author


def test_corrections_are_asked_until_the_sheet_is_submitted_again(edition: Edition) -> None:
    author, animator = an_author(), an_animator("44")
    review = a_submitted(edition, author)
    practice = review.practice
    assert every(queries.corrections_asked_of(author)) == []

    actions.ask_corrections(review, animator, now(), text="", notes={"results": "Datez."})
    db.session.commit()
    assert every(queries.corrections_asked_of(author)) == [practice]

    sheet = practice.working.sheet
    actions.save(practice, sheet, author, now(), lock=practice.lock_version)
    assert every(queries.corrections_asked_of(author)) == [practice]
    actions.submit(practice, now(), lock=practice.lock_version)
    db.session.commit()
    assert every(queries.corrections_asked_of(author)) == []


def test_drafts_are_those_one_writes_or_answers_for(edition: Edition) -> None:
    author = an_author()
    colleague = MemberFactory(organization=author.organization)
    practice = a_draft(author)

    assert every(queries.drafts_of(author)) == [practice]
    assert every(queries.drafts_of(colleague)) == []
    practice.substitute_id = colleague.id
    db.session.commit()
    assert every(queries.drafts_of(colleague)) == [practice]


def test_a_sheet_is_to_verify_once_its_cycle_has_run(edition: Edition) -> None:
    with time_machine.travel(datetime(2025, 6, 1, 9, tzinfo=UTC)):
        practice = a_published(edition)

    author, due = practice.author, practice.verify_on
    assert every(queries.to_verify_by(author, due - timedelta(days=1))) == []
    assert every(queries.to_verify_by(author, due)) == [practice]
    assert every(queries.to_verify_by(an_author(), due)) == []


def test_the_front_page_counts_what_the_list_shows(edition: Edition) -> None:
    first, second = a_published(edition), a_published(edition, other_regions=["28"])
    a_draft()

    assert db.session.scalar(queries.published_count(today())) == 2
    assert every(queries.latest_published()) == [second, first]
    assert queries.counts_by_region(now()) == {"44": 2, "28": 1}
    # What the door and the map count is what the list they lead to shows, to the day.
    for later, shown in ((179, 2), (180, 0)):
        on = second.verify_on + timedelta(days=later)
        at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        listed = queries.found(queries.Wanted(), at)
        assert (listed.total, db.session.scalar(queries.published_count(on))) == (shown, shown)
        assert queries.counts_by_region(at).get("44", 0) == shown
        assert len(every(queries.told_of_region("44", on))) == shown


def test_a_review_goes_to_the_animator_who_has_the_fewest(edition: Edition) -> None:
    busy, free = an_animator("44"), an_animator("44")
    assert a_submitted(edition).reviewer_id == busy.id
    assert a_submitted(edition).reviewer_id == free.id


def test_a_review_without_any_animator_waits_for_whoever_comes(edition: Edition) -> None:
    review = a_submitted(edition)

    assert review.reviewer_id is None
    assert every(queries.awaiting_review_by(an_animator())) == [review]
    assert review.due_on > today()
