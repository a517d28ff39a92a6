"""Who proposes a meeting, who publishes it, who speaks there, and who opens the slides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intranet.bookings.models import CertificateKind
from intranet.events import policy
from intranet.events.models import (
    CALLED_OFF,
    IN_PROGRAMME,
    Event,
    Happening,
    MaterialReach,
    Moderation,
    Organizer,
    Speaker,
    Talk,
    TalkState,
)
from intranet.kit.clock import now
from intranet.members.models import Member, Role
from intranet.places.models import Region
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
AUTHOR, HOST, MEMBER, NEWCOMER = at_work(1), at_work(2), at_work(3), newcomer(4)
REGIONAL, OTHER_REGION = (
    at_work(number, Role.ANIMATOR, region=code) for number, code in ((5, "44"), (6, "53"))
)
NATIONAL, SPEAKER, PROPOSER = at_work(7, Role.ANIMATOR), at_work(8), at_work(9)
READERS = (
    AUTHOR, HOST, MEMBER, NEWCOMER, REGIONAL, OTHER_REGION, NATIONAL, SPEAKER, PROPOSER,
)  # fmt: skip
AT_WORK = set(READERS) - {NEWCOMER}
HOLDERS, ANIMATORS = {AUTHOR, HOST}, {REGIONAL, NATIONAL}
NOBODY: set[Member] = set()
DAY = date(2027, 3, 4)
DATES = {
    Moderation.DRAFT: (),
    Moderation.SUBMITTED: ("submitted_at",),
    Moderation.REFUSED: ("submitted_at", "refused_at"),
    Moderation.PUBLISHED: ("submitted_at", "published_at"),
}


def a_meeting(moderation: Moderation, happening: Happening = Happening.SCHEDULED) -> Event:
    return Event(
        author_id=AUTHOR.id,
        regions=[Region(code="44")],
        organizers=[Organizer(name="Hôte", organization_id=HOST.id)],
        starts_on=DAY,
        happening=happening,
        **dict.fromkeys(DATES[moderation], now()),
    )


def a_talk(state: TalkState, *, consented: bool = True) -> Talk:
    agreed = now() if consented else None
    return Talk(
        event=a_meeting(Moderation.PUBLISHED),
        state=state,
        proposed_by_id=PROPOSER.id,
        speakers=[Speaker(member_id=SPEAKER.id, name="Mia", consented_at=agreed)],
    )


def test_a_meeting_is_proposed_by_who_works_for_a_structure() -> None:
    assert {by for by in READERS if policy.may_propose(by)} == AT_WORK


def test_a_meeting_of_no_region_is_looked_after_by_national_animators() -> None:
    event = a_meeting(Moderation.DRAFT)
    assert {by for by in READERS if policy.looks_after(by, event)} == ANIMATORS
    event.regions.append(Region(code="53"))
    assert {by for by in READERS if policy.looks_after(by, event)} == ANIMATORS | {OTHER_REGION}
    event.regions = []
    assert {by for by in READERS if policy.looks_after(by, event)} == {NATIONAL}


def test_whoever_wrote_it_or_receives_it_holds_it_as_long_as_they_work() -> None:
    event = a_meeting(Moderation.DRAFT)
    assert {by for by in READERS if policy.holds(by, event)} == HOLDERS
    assert {by for by in READERS if policy.may_organize(by, event)} == HOLDERS | ANIMATORS
    assert not policy.holds(newcomer(AUTHOR.id), event)
    assert not policy.may_organize(newcomer(AUTHOR.id), event)


@pytest.mark.parametrize("moderation", Moderation)
def test_who_holds_it_submits_it_and_who_looks_after_the_region_decides(
    moderation: Moderation,
) -> None:
    event = a_meeting(moderation)
    assert event.moderation is moderation
    waits = moderation in {Moderation.DRAFT, Moderation.REFUSED}
    submitting = HOLDERS | ANIMATORS if waits else NOBODY
    assert {by for by in READERS if policy.may_submit(by, event)} == submitting
    publishing = NOBODY if moderation is Moderation.PUBLISHED else ANIMATORS
    assert {by for by in READERS if policy.may_publish(by, event)} == publishing
    refusing = ANIMATORS if moderation is Moderation.SUBMITTED else NOBODY
    assert {by for by in READERS if policy.may_refuse(by, event)} == refusing


@pytest.mark.parametrize("moderation", Moderation)
def test_who_holds_what_was_published_attests_presence_and_nothing_of_what_nobody_published(
    moderation: Moderation,
) -> None:
    event, presence = a_meeting(moderation), {CertificateKind.PRESENCE}
    attesting = HOLDERS | ANIMATORS if moderation is Moderation.PUBLISHED else NOBODY
    assert {by for by in READERS if policy.may_certify(by, event) == presence} == attesting
    assert {by for by in READERS if policy.may_certify(by, event)} == attesting


def test_what_is_published_is_called_off_until_its_last_day_and_the_rest_never() -> None:
    event = a_meeting(Moderation.PUBLISHED)
    assert {by for by in READERS if policy.may_call_off(by, event, DAY)} == HOLDERS | ANIMATORS
    assert not policy.may_call_off(AUTHOR, event, DAY + timedelta(days=1))
    event.starts_on, event.happening = None, Happening.HELD
    assert not policy.may_call_off(AUTHOR, event, DAY)
    for moderation in (Moderation.DRAFT, Moderation.SUBMITTED, Moderation.REFUSED):
        assert not policy.may_call_off(AUTHOR, a_meeting(moderation), DAY)


@pytest.mark.parametrize("happening", Happening)
def test_what_is_cancelled_is_written_no_more(happening: Happening) -> None:
    event = a_meeting(Moderation.PUBLISHED, happening)
    writing = NOBODY if happening is Happening.CANCELLED else HOLDERS | ANIMATORS
    assert {by for by in READERS if policy.may_edit(by, event)} == writing


def test_anyone_at_work_proposes_to_speak_at_what_is_published_to_come_and_not_called_off() -> None:
    for happening in Happening:
        event = a_meeting(Moderation.PUBLISHED, happening)
        closed = happening in {*CALLED_OFF, Happening.HELD}
        speaking = HOLDERS | ANIMATORS if closed else AT_WORK
        assert {by for by in READERS if policy.may_propose_talk(by, event, DAY)} == speaking
    hidden, past = a_meeting(Moderation.SUBMITTED), a_meeting(Moderation.PUBLISHED)
    for event, on in ((hidden, DAY), (past, DAY + timedelta(days=1))):
        proposing = {by for by in READERS if policy.may_propose_talk(by, event, on)}
        assert proposing == HOLDERS | ANIMATORS


@pytest.mark.parametrize("state", TalkState)
def test_a_talk_is_read_by_all_once_in_the_programme_and_before_by_who_speaks_or_holds(
    state: TalkState,
) -> None:
    talk = a_talk(state)
    concerned = {SPEAKER, PROPOSER} | HOLDERS | ANIMATORS
    assert {by for by in READERS if policy.may_withdraw(by, talk)} == {SPEAKER, PROPOSER}
    assert {by for by in READERS if policy.may_add_material(by, talk)} == concerned
    reading = set(READERS) | {None} if state in IN_PROGRAMME else concerned
    assert {by for by in (*READERS, None) if policy.may_read_talk(by, talk)} == reading


def test_slides_are_opened_within_their_reach_while_all_who_speak_consent() -> None:
    everybody = (*READERS, None)
    concerned = {SPEAKER, PROPOSER} | HOLDERS | ANIMATORS

    def opening(
        talk: Talk, reach: MaterialReach, *, registered: bool = False
    ) -> set[Member | None]:
        return {by for by in everybody if policy.may_open(by, talk, reach, registered=registered)}

    shown = a_talk(TalkState.PUBLISHED)
    assert opening(shown, MaterialReach.EVERYONE) == set(everybody)
    assert opening(shown, MaterialReach.NETWORK) == AT_WORK
    assert opening(shown, MaterialReach.REGISTERED) == concerned
    assert opening(shown, MaterialReach.REGISTERED, registered=True) == AT_WORK
    assert opening(shown, MaterialReach.ORGANIZERS, registered=True) == concerned
    for hidden in (a_talk(TalkState.GIVEN), a_talk(TalkState.PUBLISHED, consented=False)):
        assert opening(hidden, MaterialReach.EVERYONE) == concerned
