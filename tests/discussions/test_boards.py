"""Every board tells: openings, courses and runs, meetings, stages; nobody hears of one thing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from intranet.courses import actions as courses
from intranet.courses.actions import Dates
from intranet.discussions.actions import follow
from intranet.discussions.commands import tell_news
from intranet.discussions.models import Follow, Frequency, News, Subscription, Topic
from intranet.discussions.queries import news_for
from intranet.events import actions as events
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.openings import actions as openings
from intranet.openings.commands import tell_alerts
from intranet.openings.models import Opening
from intranet.places.models import Municipality, Region
from intranet.tour.models import Stage, StageEvent, Tour
from tests.bookings.factories import registers
from tests.courses.factories import CourseFactory, a_run
from tests.events.factories import a_proposal, an_event, told
from tests.factories import MemberFactory, an_animator
from tests.openings.factories import OpeningFactory, a_trusted_organization, competency
from tests.openings.test_alerts import keep
from tests.practices.factories import a_guide, an_author
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def follows(member: Member, topic: Topic, key: str) -> None:
    follow(member, topic, key, "Suivi")
    db.session.query(Subscription).update({"frequency": Frequency.IMMEDIATE})
    db.session.commit()


def newly(member: Member) -> list[str]:
    """What the bell shows of what happened, the oldest first."""
    found = db.session.scalars(news_for(member)).all()
    return [f"{each.told} : {each.title}" for each in reversed(found)]


def told_by_letter(member: Member) -> int:
    with time_machine.travel(now() + timedelta(hours=1)):
        tell_news(now())
    sent = db.session.query(Letter).filter(
        Letter.recipient == member.email, Letter.key.startswith("news-")
    )
    return sent.count()


def goes_online(**given: object) -> Opening:
    opening = OpeningFactory(
        draft=True, organization=a_trusted_organization(), title="Chef de projet", **given
    )
    openings.send(opening, opening.owner, now(), version=opening.version)
    db.session.commit()
    return opening


def test_an_opening_is_told_to_whoever_follows_what_it_asks_or_where_it_is() -> None:
    by_item, by_place, elsewhere = MemberFactory(), MemberFactory(), MemberFactory()
    follows(by_item, Topic.COMPETENCY, str(competency("D1.1")))
    follows(by_place, Topic.DEPARTMENT, "54")
    follows(elsewhere, Topic.REGION, "53")

    opening = goes_online()

    said = f"Offre publiée : Chef de projet, {opening.employer}"
    assert (newly(by_item), newly(by_place), newly(elsewhere)) == ([said], [said], [])


def test_an_opening_planned_for_later_is_told_when_it_comes_online() -> None:
    member = MemberFactory()
    follows(member, Topic.REGION, "44")
    opening = OpeningFactory(draft=True, organization=a_trusted_organization())
    openings.plan(opening, now() + timedelta(days=2))
    openings.send(opening, opening.owner, now(), version=opening.version)
    db.session.commit()
    assert newly(member) == []

    with time_machine.travel(now() + timedelta(days=3)):
        openings.find_what_came_online(now())
        db.session.commit()

    assert len(newly(member)) == 1


def test_an_employer_who_hides_is_not_found_by_following_them() -> None:
    member, neighbour = MemberFactory(), MemberFactory()
    organization = a_trusted_organization()
    follows(member, Topic.ORGANIZATION, str(organization.id))
    follows(neighbour, Topic.REGION, "44")
    opening = OpeningFactory(draft=True, organization=organization, is_confidential=True)
    openings.send(opening, opening.owner, now(), version=opening.version)
    db.session.commit()

    assert newly(member) == []
    [said] = newly(neighbour)
    assert organization.name not in said


def test_what_an_alert_told_is_not_told_by_the_digest_nor_the_other_way() -> None:
    alerted, follower = MemberFactory(), MemberFactory()
    keep(alerted)
    for member in (alerted, follower):
        follows(member, Topic.REGION, "44")
    goes_online()
    with time_machine.travel(now() + timedelta(hours=1)):
        assert tell_alerts(now()) == 1

    assert (told_by_letter(alerted), told_by_letter(follower)) == (0, 1)
    keep(follower).told_since = now() - timedelta(days=1)
    db.session.commit()
    with time_machine.travel(now() + timedelta(hours=3)):
        assert tell_alerts(now()) == 0


def test_a_course_and_its_runs_are_told_to_whoever_follows_what_it_raises() -> None:
    by_item, by_course = MemberFactory(), MemberFactory()
    follows(by_item, Topic.COMPETENCY, str(competency("D1.1")))
    course = CourseFactory(submitted=True, title="Le foncier", raises={"D1.1": (1, 3)})
    courses.publish(course, an_animator(), now())
    db.session.commit()
    follows(by_course, Topic.THING, f"course:{course.id}")
    nancy, in_days = db.session.get(Municipality, "54395"), today() + timedelta(days=20)

    run = courses.add_run(course, Dates(in_days, in_days, nancy), None, now())
    courses.cancel_run(run, an_animator(), now(), "Trop peu d’inscrits.")
    db.session.commit()

    both = [
        f"Session ouverte : Le foncier, {run.dates}",
        f"Session annulée : Le foncier, {run.dates}",
    ]
    assert newly(by_item) == ["Formation publiée : Le foncier", *both]
    assert newly(by_course) == both


def test_a_run_of_a_course_that_nobody_may_read_is_not_told() -> None:
    member = MemberFactory()
    follows(member, Topic.COMPETENCY, str(competency("D1.1")))
    course = CourseFactory(draft=True, raises={"D1.1": (1, 3)})

    courses.add_run(course, Dates(today(), today()), None, now() - timedelta(days=1))
    db.session.commit()

    assert db.session.query(News).count() == 0
    assert newly(member) == []


def test_a_meeting_is_told_when_it_comes_moves_and_is_called_off() -> None:
    member = MemberFactory()
    follows(member, Topic.REGION, "44")
    host = MemberFactory()
    event = a_proposal(host)
    assert newly(member) == []
    events.publish(event, now())
    events.change(event, told(30), host, now(), lock=event.lock_version)
    events.cancel(event, host, now(), "La salle est prise.")
    db.session.commit()

    assert newly(member) == [
        "Rencontre annoncée : Foncier économique",
        "Rencontre déplacée : Foncier économique",
        "Rencontre annulée : Foncier économique",
    ]


def test_whoever_has_a_seat_learns_that_it_is_off_by_one_letter_alone() -> None:
    seated, follower, host = MemberFactory(), MemberFactory(), MemberFactory()
    event = an_event(host)
    registers(event.bookable, seated)
    for member in (seated, follower):
        follows(member, Topic.THING, f"event:{event.id}")

    events.cancel(event, host, now(), "La salle est prise.")
    db.session.commit()

    assert (told_by_letter(seated), told_by_letter(follower)) == (0, 1)


def test_a_past_meeting_that_is_written_down_is_not_news() -> None:
    follows(MemberFactory(), Topic.REGION, "44")
    an_event(starts_on=today() - timedelta(days=40), hours=[], takes_registrations=False)

    assert db.session.query(News).count() == 0


def a_stage() -> Stage:
    tour = Tour(slug="2027", title="Tour", year=2027)
    stage = Stage(tour=tour, region=db.session.get(Region, "44"), number=1)
    db.session.add(stage)
    db.session.commit()
    return stage


def test_a_stage_is_told_of_its_meetings() -> None:
    member, stage = MemberFactory(), a_stage()
    event = a_proposal(title="Visite d’un parc")
    db.session.add(StageEvent(event_id=event.id, stage_id=stage.id))
    db.session.commit()
    follows(member, Topic.THING, f"stage:{stage.id}")

    events.publish(event, now())
    db.session.commit()

    assert newly(member) == ["Rencontre annoncée : Visite d’un parc"]


@pytest.mark.parametrize("what", ["opening", "course", "run", "event", "stage", "guide"])
def test_each_thing_is_followed_from_its_page(visitor: Visitor, what: str) -> None:
    addresses = {
        "opening": lambda: goes_online().address,
        "course": lambda: CourseFactory().address,
        "run": lambda: a_run(CourseFactory()).course.address,
        "event": lambda: f"/agenda/{an_event().slug}",
        "stage": lambda: f"/tour/{a_stage().region.slug}",
        "guide": lambda: f"/guides/{a_guide(an_author()).slug}",
    }
    page = visitor.sign_in(MemberFactory()).open(addresses[what]())

    visitor.send(page, form=f"[id^=suivre-thing-{what}-] form")

    [followed] = db.session.query(Follow)
    assert followed.key.startswith(f"{what}:")
    assert visitor.open("/moi/abonnements").texts(".follow-list a")
