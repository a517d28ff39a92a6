"""Who changes a stage of the Tour, who notes what is told there, who makes a sheet of it."""

from __future__ import annotations

import pytest

from intranet.events.models import Event, Organizer, Speaker, Talk
from intranet.members.models import Role
from intranet.places.models import Region
from intranet.tour import policy
from intranet.tour.models import HostRole, Stage, StageHost
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
HOST, MEMBER, NEWCOMER, SPEAKER = at_work(1), at_work(2), newcomer(3), at_work(4)
REGIONAL, OTHER_REGION = (
    at_work(number, Role.ANIMATOR, region=code) for number, code in ((5, "44"), (6, "53"))
)
NATIONAL, HOLDER = at_work(7, Role.ANIMATOR), at_work(8)
READERS = (HOST, MEMBER, NEWCOMER, SPEAKER, REGIONAL, OTHER_REGION, NATIONAL, HOLDER)
STAGE = Stage(
    region_code="44",
    hosts=[StageHost(organization_id=HOST.id, role=HostRole.CCI)],
)


def test_who_animates_its_region_changes_a_stage_and_its_hosts_note_what_is_told_there() -> None:
    assert {by for by in READERS if policy.may_edit(by, STAGE)} == {REGIONAL, NATIONAL}
    assert {by for by in READERS if policy.is_host(by, STAGE)} == {HOST}
    for may in (policy.may_capture, policy.may_gather):
        assert {by for by in READERS if may(by, STAGE)} == {HOST, REGIONAL, NATIONAL}


def test_who_speaks_and_who_holds_the_meeting_make_a_sheet_for_their_structure() -> None:
    talk = Talk(
        event=Event(
            regions=[Region(code="44")],
            organizers=[Organizer(name="Hôte", organization_id=HOLDER.id)],
        ),
        speakers=[Speaker(member_id=SPEAKER.id, name="Mia")],
    )
    making = {by for by in READERS if policy.may_make_a_sheet(by, talk)}
    assert making == {SPEAKER, HOLDER, REGIONAL, NATIONAL}
    assert not policy.may_make_a_sheet(newcomer(SPEAKER.id), talk)
