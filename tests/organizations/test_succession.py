"""Structures close; where another takes their place, what is theirs passes to it, and people follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from intranet.competencies.models import Edition
from intranet.discussions.actions import follow
from intranet.discussions.models import Follow, Topic
from intranet.events.models import Happening
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.members import actions as members
from intranet.members.models import Member, MembershipState, Role
from intranet.openings.actions import immersions, succession
from intranet.openings.models import ImmersionRequest, RequestState, SharedPost
from intranet.organizations import actions, policy
from intranet.organizations.models import AlreadyClosed, EmailDomain, Organization
from tests.courses.factories import CourseFactory
from tests.events.factories import an_event, hours
from tests.factories import MemberFactory, a_recruiter, an_administrator, an_animator
from tests.letters import letters_to, subjects_to
from tests.openings.factories import OpeningFactory
from tests.openings.moving import a_request_for, an_immersion, two_part_time
from tests.organizations.factories import entered
from tests.people import at_work
from tests.practices.factories import a_published
from tests.races import at_once
from tests.visitor import Page, Visitor


@pytest.fixture
def former(clean_database: None) -> Organization:
    return entered("CC des Deux Vals", siren="200000123", domains=("deuxvals.example",))


@pytest.fixture
def successor(former: Organization) -> Organization:
    return entered("CA du Grand Val", siren="245400676")


def closing(visitor: Visitor, former: Organization, status: int = 200, **answers: Any) -> Page:
    page = visitor.open(visitor.open(former.address).link("Fermer cette structure"))
    return visitor.send(page, status, **answers)


def test_people_follow_with_their_roles_and_are_told(
    visitor: Visitor, former: Organization, successor: Organization
) -> None:
    recruiter = a_recruiter(organization=former, name="Lise Recruteuse")
    members.name_referent(recruiter.membership, recruiter, now())
    waiting = MemberFactory(organization=None)
    members.ask_to_join(waiting, former, now())
    both = MemberFactory(organization=former)
    members.ask_to_join(both, successor, now())
    there = MemberFactory(organization=successor)
    members.ask_to_join(there, former, now())
    db.session.commit()
    page = closing(visitor.sign_in(an_animator("44")), former, successor="CA du Grand Val")
    assert page.url == successor.address
    assert "Lise Recruteuse" in page.text("#personnes")

    db.session.expire_all()
    assert [(one.state, one.organization_id) for one in recruiter.memberships] == [
        (MembershipState.ENDED, former.id), (MembershipState.ADMITTED, successor.id),
    ]  # fmt: skip
    assert recruiter.is_recruiter and recruiter.membership.is_referent
    assert waiting.asked_membership and waiting.asked_membership.organization is successor
    assert both.organization is successor and both.asked_membership is None
    [letter] = letters_to(recruiter)
    assert "Vous travaillez désormais pour CA du Grand Val" in letter.body
    assert subjects_to(waiting)[-1] == "CC des Deux Vals a fermé, CA du Grand Val prend sa place"
    assert there.asked_membership is None
    assert "Vous y travaillez déjà" in letters_to(there)[-1].body
    assert db.session.get(EmailDomain, "deuxvals.example").organization_id == successor.id

    gone = visitor.open(former.address)
    assert "Structure fermée" in gone.text("main")
    assert "Rejoindre" not in gone.text("main") and "Suivre" not in gone.text("main")
    assert visitor.open(gone.link("CA du Grand Val")).url == successor.address
    assert visitor.open("/annuaire?q=deux+vals").texts(".row h3") == []


def test_what_was_its_own_is_its_successor_s(
    visitor: Visitor, former: Organization, successor: Organization, edition: Edition
) -> None:
    opening = OpeningFactory(organization=former, title="Chef de projet")
    opening.source, opening.source_ref = f"structure-{former.id}", "12"  # brought by a file
    course = CourseFactory(provider=former)
    course.partners.append(successor)
    practice = a_published(edition, MemberFactory(organization=former))
    theirs = a_published(edition, MemberFactory(organization=successor))
    practice.import_ref = theirs.import_ref = course.reference = "1"  # both number their own
    CourseFactory(provider=successor, reference="1")
    for follower in (reader := MemberFactory(), MemberFactory(organization=former)):
        follow(follower, Topic.ORGANIZATION, str(former.id), former.name)
    follow(reader, Topic.ORGANIZATION, str(successor.id), successor.name)
    db.session.commit()
    visitor.sign_in(an_administrator())
    asking = visitor.open(visitor.open(former.address).link("Fermer cette structure"))
    assert "3 personnes, 1 offre, 1 formation et 1 bonne pratique" in asking.text("main")
    assert "CC des Deux Vals" in visitor.open("/offres").text("#results")  # and may be kept
    visitor.send(asking, successor="245400676")

    db.session.expire_all()
    assert opening.organization is course.provider is practice.owner is successor
    assert list(course.partners) == []
    assert opening.source == f"structure-{successor.id}"
    assert (practice.import_ref, theirs.import_ref, course.reference) == (None, "1", None)
    assert "CA du Grand Val" in visitor.open("/offres").text("#results")
    kept = visitor.open(f"/offres?structure={former.slug}")  # an alert, a feed of that time
    assert kept.texts("#results .row h3") == [opening.title]
    for board in ("/formations?organisme=", "/pratiques?structure="):
        assert visitor.open(f"{board}{former.slug}").url == f"{board}{successor.slug}"
    assert "CA du Grand Val" in visitor.open("/recherche?q=chef+de+projet").text("main")
    assert "Modifier" in visitor.sign_in(opening.owner).open(opening.address).text("main")
    followed = db.session.query(Follow).filter_by(member_id=reader.id).one()
    assert (followed.key, followed.label) == (str(successor.id), "CA du Grand Val")
    assert db.session.query(Follow).filter_by(key=str(former.id)).count() == 0


def test_what_was_between_the_two_is_over(
    visitor: Visitor, former: Organization, successor: Organization, edition: Edition
) -> None:
    one, other = two_part_time()
    one.organization, other.organization = former, successor
    pair = SharedPost(one_id=one.id, other_id=other.id, distance_km=4)
    db.session.add(pair)
    host, guest = a_recruiter(organization=former), a_recruiter(organization=successor)
    asked = a_request_for(an_immersion(host), guest)
    closing(visitor.sign_in(an_administrator()), former, successor="CA du Grand Val")

    db.session.expire_all()
    assert asked.state is RequestState.DECLINED
    page = visitor.sign_in(guest).open(asked.address)
    assert "Vous travaillez désormais dans la même structure" in page.text("main")
    assert "mutualisé" not in visitor.open("/").text("main")
    page = visitor.open(pair.address)
    assert "d’un même employeur" in page.text("main") and not page.select("main form")


def test_without_a_successor_people_leave_and_nothing_may_stay_online(
    visitor: Visitor, former: Organization, edition: Edition
) -> None:
    opening = OpeningFactory(organization=former)
    visitor.sign_in(an_animator("44"))
    page = closing(visitor, former, 422)
    assert "Nommez la structure qui reprend" in page.text(".field-error")
    assert opening.owner.organization is former

    db.session.delete(opening)
    an_event(host=former, in_days=-3, hours=[hours(-3)])  # over, though later than the closing
    an_event(host=former).happening = Happening.CANCELLED
    days = an_immersion(opening.owner, slots=[(today() + timedelta(20), 2, 3)])
    kept, asked = (a_request_for(days, MemberFactory()) for _ in range(2))
    immersions.accept(kept, opening.owner, now(), "")
    db.session.commit()
    page = closing(visitor, former, closed_on=(today() - timedelta(9)).isoformat())
    assert "Structure fermée le" in page.text("main")
    db.session.expire_all()
    assert (kept.state, asked.state) == (RequestState.CANCELLED, RequestState.DECLINED)
    assert opening.owner.membership is None and not opening.owner.was_granted(Role.RECRUITER)
    assert "Votre rattachement a pris fin" in letters_to(opening.owner)[-1].body

    visitor.send(page, form="form[action$='/reouverture']")
    assert visitor.open("/annuaire?q=deux+vals").texts(".row h3") == ["CC des Deux Vals"]
    assert "Fermer cette structure" in visitor.open(former.address).text("main")


@pytest.mark.parametrize("has_successor", [True, False])
def test_what_is_taken_back_as_a_structure_closes_stays_so(
    visitor: Visitor, former: Organization, successor: Organization, edition: Edition, has_successor: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    host = a_recruiter(organization=former)
    days = an_immersion(host, slots=[(today() + timedelta(20), 2, 3)])
    guests = [MemberFactory(organization=successor) for _ in range(2)]
    kept, asked = (a_request_for(days, guest) for guest in guests)
    immersions.accept(kept, host, now(), "")
    db.session.commit()

    def then_withdrawn(query: Any) -> Any:
        found = every(query)
        for each in found:
            if isinstance(each, ImmersionRequest):
                off = update(ImmersionRequest).where(ImmersionRequest.id == each.id)
                db.session.execute(
                    off.values(state=RequestState.WITHDRAWN, decided_at=now()),
                    execution_options={"synchronize_session": False},
                )
        return found

    for room in (immersions, succession):
        monkeypatch.setattr(room, "every", then_withdrawn)
    answers = {"successor": "CA du Grand Val"} if has_successor else {}
    closing(visitor.sign_in(an_administrator()), former, **answers)
    db.session.expire_all()
    accepted = RequestState.ACCEPTED if has_successor else RequestState.WITHDRAWN
    assert (kept.state, asked.state) == (accepted, RequestState.WITHDRAWN)
    assert days.slots[0].taken == 1


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"successor": "Nulle part"}, "Aucune structure n’a ce nom"),
        ({"successor": "CC des Deux Vals"}, "C’est la structure qui ferme"),
        ({"successor": "val"}, "ou son SIREN : CA du Grand Val (245400676) ; CC des Deux Vals"),
        ({"successor": "grand val"}, "Écrivez son nom entier"),
        ({"successor": "CA des Trois-Rives"}, "L’une est fictive, l’autre non"),
        ({"successor": "CC du Val d’Armor"}, "Vous n’animez pas sa région"),
        ({"closed_on": ""}, "Dites depuis quand"),
        ({"closed_on": "1026-01-01"}, "Vérifiez l’année"),
        ({"closed_on": (today() + timedelta(2)).isoformat()}, "Fermez-la le jour venu"),
    ],
)
def test_a_mistake_is_told_where_it_is(
    visitor: Visitor, former: Organization, successor: Organization, answers: dict[str, str], sentence: str
) -> None:  # fmt: skip
    entered("CC du Val d’Armor", region_code="53")
    entered("CA des Trois-Rives", is_demo=True)
    page = closing(visitor.sign_in(an_animator("44")), former, 422, **answers)
    assert sentence in page.text(".field-error")
    assert former.closed_on is None


PASSES_ON = {
    "membership.organization_id", "member_role.organization_id", "email_domain.organization_id",
    "opening.organization_id", "opening_template.organization_id", "immersion.organization_id",
    "swap_wish.organization_id", "course.provider_id", "course_partner.organization_id",
    "course_file.organization_id", "checklist_line.organization_id", "practice.owner_id",
    "guide.owner_id", "sheet_batch.organization_id", "practice_transfer.giver_id",
    "practice_transfer.taker_id", "replication.organization_id", "organizer.organization_id",
    "stage_host.organization_id",
}  # fmt: skip
STAYS = {
    "organization.successor_id", "team_consent.organization_id", "proposal.organization_id",
    "opinion.organization_id", "provider_identity.organization_id",
    "quality_certificate.organization_id", "speaker.organization_id", "party.organization_id",
    "registration_group.organization_id", "registration.employer_id", "practice.described_id",
}  # fmt: skip


@pytest.mark.no_database
def test_of_each_table_it_was_said_whether_it_passes_on() -> None:
    """docs/decisions/0049 says why, actions/succession.py of its domain does."""
    naming = {
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "organization.id"
    }
    assert naming == PASSES_ON | STAYS


@pytest.mark.no_database
def test_whoever_closes_one_answers_for_the_other_too() -> None:
    here, there, gone = (
        Organization(id=1, region_code="44"),
        Organization(id=2, region_code="53"),
        Organization(id=3, region_code="44", closed_on=today()),
    )
    animator = at_work(5, Role.ANIMATOR, region="44")
    assert policy.may_close(animator, here) and policy.may_take_over(animator, here)
    assert not policy.may_take_over(animator, there)
    assert policy.may_reopen(animator, gone) and not policy.may_close(animator, gone)
    assert not policy.may_close(at_work(6), here) and not policy.may_close(None, here)


def test_of_two_that_would_take_each_other_s_place_one_stays(site: Flask) -> None:
    with site.app_context():
        pair = entered("CC des Deux Vals").id, entered("CA du Grand Val").id
        number = an_administrator().id
        db.session.commit()

    def closing_of(gone: int, stays: int) -> Callable[[], None]:
        def close() -> None:
            former, successor = (db.session.get_one(Organization, one) for one in (gone, stays))
            by = db.session.get_one(Member, number)
            actions.close(actions.Closing(former, successor, today(), by, now()))

        return close

    ends = at_once(site, closing_of(*pair), closing_of(*reversed(pair)), holding=(1, 1))
    assert ends == {"done": 1, "AlreadyClosed": 1}
    with site.app_context():
        there = [db.session.get_one(Organization, one).closed_on is None for one in pair]
        assert there.count(True) == 1


def test_whoever_leaves_at_that_very_moment_stops_no_closing(site: Flask) -> None:
    with site.app_context():
        house = entered("CC des Deux Vals")
        former, number = house.id, an_administrator().id
        leaving = MemberFactory(organization=house).id
        db.session.commit()

    def close() -> None:
        by = db.session.get_one(Member, number)
        house = db.session.get_one(Organization, former)
        actions.close(actions.Closing(house, None, today(), by, now()))

    def leave() -> None:
        works = db.session.get_one(Member, leaving).membership
        if works:
            members.leave(works, now())

    at_once(site, close, leave, holding=(99, 1))
    with site.app_context():
        assert db.session.get_one(Organization, former).closed_on
        assert db.session.get_one(Member, leaving).membership is None


def test_nobody_joins_a_structure_at_the_moment_it_closes(former: Organization) -> None:
    newcomer = MemberFactory(organization=None)
    actions.close(actions.Closing(former, None, today(), an_administrator(), now()))
    with pytest.raises(AlreadyClosed):
        members.ask_to_join(newcomer, former, now())
