"""The word of a list: written once in a transaction that changes it, whatever is read meanwhile."""

from __future__ import annotations

from intranet.courses.queries.shelf import shelf
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member, PeopleStamp
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory
from tests.sql import counted


def closes(*members: Member) -> None:
    for member in members:
        member.closed_at = now()
        db.session.flush()


def test_several_changes_of_a_transaction_write_one_word() -> None:
    some = MemberFactory.create_batch(3)
    db.session.commit()
    before = PeopleStamp.reads()
    with counted() as statements:
        closes(*some)
        db.session.commit()
    assert len([one for one in statements if "people_stamp" in one]) == 1
    assert PeopleStamp.reads() not in {None, before}


def test_each_change_is_read_under_another_word_before_it_is_committed() -> None:
    one, another = MemberFactory.create_batch(2)
    db.session.commit()
    words = [PeopleStamp.reads()]
    for member in (one, another):
        closes(member)
        words.append(PeopleStamp.reads())
    assert len(set(words)) == 3
    db.session.commit()
    assert PeopleStamp.reads() not in {None, *words}, (
        "what was kept before may lack what others did"
    )


def test_what_a_savepoint_takes_back_is_read_under_another_word() -> None:
    one, another = MemberFactory.create_batch(2)
    db.session.commit()
    closes(one)
    words = [PeopleStamp.reads()]
    with db.session.begin_nested() as savepoint:
        closes(another)
        words.append(PeopleStamp.reads())
        savepoint.rollback()
    words.append(PeopleStamp.reads())
    db.session.commit()
    assert len(set(words)) == 3
    assert PeopleStamp.reads() not in {None, *words}, "the first change is still one"


def test_a_transaction_taken_back_leaves_the_word() -> None:
    member = MemberFactory()
    db.session.commit()
    before = PeopleStamp.reads()
    closes(member)
    db.session.rollback()
    assert PeopleStamp.reads() == before
    db.session.commit()
    assert PeopleStamp.reads() == before


def test_a_statement_that_reads_a_word_with_the_rest_heeds_this_transaction() -> None:
    course = CourseFactory()
    db.session.commit()
    _, before = shelf(now())
    course.title = "Un autre titre"
    db.session.flush()
    assert shelf(now())[1] not in {None, before}
