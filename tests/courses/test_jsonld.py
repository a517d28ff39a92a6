"""A course as programs read it: what stands on its page, and nothing that is not public."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from intranet.bookings.models import Registration, RegistrationState
from intranet.competencies.actions import Joined, join
from intranet.competencies.models import LinkRole
from intranet.competencies.queries import in_force
from intranet.courses.models import Course, Mode
from intranet.kit.db import db
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory, an_animator
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def told(visitor: Visitor, course: Course) -> Any:
    script = visitor.open(course.address).soup.select_one("script[type='application/ld+json']")
    return json.loads(script.string) if script else None


def test_a_course_says_what_it_teaches_and_when_next(visitor: Visitor) -> None:
    course = CourseFactory(title="Accueillir", mode=Mode.MIXED, certified=True)  # fmt: skip
    ids = {code: in_force().by_code[code].competency_id for code in ("D1.1", "D1.2")}
    taught = Joined(ids["D1.1"], 3, 1, LinkRole.TEACHES)
    expected = Joined(ids["D1.2"], 2, None, LinkRole.PRESUPPOSES)
    join("course", course.id, in_force().edition_id, [taught, expected])
    run = a_run(course, 20, seats=12, venue="Salle Majorelle")
    db.session.add(Registration(bookable_id=run.bookable_id, member=MemberFactory(), state=RegistrationState.CONFIRMED, rank=1))  # fmt: skip
    db.session.commit()
    a_run(course, -20)

    said = told(visitor, course)

    assert (said["@type"], said["name"], said["provider"]["name"]) == ("Course", "Accueillir", course.provider.name)  # fmt: skip
    assert said["teaches"][0]["termCode"] == "D1.1"
    assert [one["termCode"] for one in said["competencyRequired"]] == ["D1.2"]
    assert said["educationalCredentialAwarded"]["identifier"] == course.certification.code
    (instance,) = said["hasCourseInstance"]
    assert (instance["startDate"], instance["endDate"]) == (f"{run.starts_on}", f"{run.ends_on}")
    assert (instance["courseMode"], instance["courseWorkload"]) == ("Blended", "PT14H")
    assert (instance["maximumAttendeeCapacity"], instance["remainingAttendeeCapacity"]) == (12, 11)
    assert instance["location"]["address"]["addressLocality"] == "Nancy"
    assert instance["offers"] == {"@type": "Offer", "price": "620.00", "priceCurrency": "EUR", "category": "Paid", "url": said["url"]}  # fmt: skip


def test_a_draft_a_demonstration_and_a_closed_site_say_nothing(visitor: Visitor, app: Flask) -> None:  # fmt: skip
    draft, demo, course = CourseFactory(submitted=True), CourseFactory(is_demo=True), CourseFactory()  # fmt: skip
    visitor.sign_in(an_animator())

    assert told(visitor, course)
    assert told(visitor, draft) is None
    assert told(visitor, demo) is None
    app.config["SITE_IS_PUBLIC"] = False
    try:
        assert told(visitor, course) is None
    finally:
        app.config["SITE_IS_PUBLIC"] = True


def test_what_is_typed_cannot_close_the_script(visitor: Visitor) -> None:
    course = CourseFactory(title="</script><b>x", objectives="</script>")

    assert told(visitor, course)["name"] == "</script><b>x"
