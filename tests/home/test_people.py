"""The directory of people: who asked to be in it, for the network alone, and what each chose to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from intranet.competencies.actions import Said, declare
from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState, Edition
from intranet.competencies.queries import in_force
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.actions import close_account, leave, let_be_found
from intranet.members.models import ROLE_LABELS, Member, MemberRole, Role
from intranet.organizations.models import Kind
from tests.competencies.factories import attests
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, a_trainer, an_animator
from tests.members.factories import a_newcomer
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")


def a_listed(name: str, **given: object) -> Member:
    member: Member = MemberFactory(name=name, is_listed=True, **given)
    let_be_found(member)
    db.session.commit()
    return member


def helps(member: Member, code: str = "D1.1", level: int = 3, *, offers: bool = True) -> None:
    catalogue = in_force()
    said = Said(AssessmentState.LEVEL, level, offers_help=offers)
    item = catalogue.by_code[code].competency_id
    declare(member.id, item, catalogue.edition_id, said, now())
    db.session.commit()


def names(page: Page) -> Sequence[str]:
    return page.texts(".row h3")


def test_only_who_asked_to_be_there_is_there(visitor: Visitor) -> None:
    listed, hidden = a_listed("Ada Lovelace"), MemberFactory(name="Grace Hopper")
    visitor.sign_in(MemberFactory())

    assert names(visitor.open("/annuaire/personnes")) == ["Ada Lovelace"]
    assert visitor.open(listed.address).texts("h1") == ["Ada Lovelace"]
    visitor.open(hidden.address, status=404)
    assert "Grace" not in visitor.open("/recherche?q=grace").text(".page-body")
    assert visitor.open("/recherche?q=lovelace").link("Ada").endswith(listed.address)


def test_it_is_for_the_network_alone(visitor: Visitor) -> None:
    member = a_listed("Ada Lovelace")
    answer = visitor.client.get(member.address)
    assert "/connexion" in answer.headers["Location"]
    assert "Personnes" not in visitor.open("/annuaire").texts(".views a")
    visitor.sign_in(a_newcomer())
    for address in ("/annuaire/personnes", member.address):
        visitor.open(address, status=403)
    page = visitor.open("/recherche?q=lovelace")
    assert "Ada" not in page.text(".page-body")
    for reader in (MemberFactory(), a_recruiter(), a_trainer(), an_animator()):
        visitor.sign_in(reader)
        assert visitor.open("/annuaire").texts(".views a") == ["Structures", "Personnes"]
        assert names(visitor.open("/annuaire/personnes")) == ["Ada Lovelace"]


def test_one_asks_for_it_in_ones_profile_and_takes_it_back(visitor: Visitor) -> None:
    member, reader = MemberFactory(name="Ada Lovelace"), MemberFactory()

    page = visitor.sign_in(member).open("/moi/profil")
    box = page.soup.select_one("#is_listed")
    assert box is not None
    assert "checked" not in box.attrs
    page = visitor.send(page, is_listed="y")
    assert visitor.open(page.link("oui, voir ma page")).texts("h1") == ["Ada Lovelace"]
    assert names(visitor.sign_in(reader).open("/annuaire/personnes?q=ada")) == ["Ada Lovelace"]

    page = visitor.sign_in(member).open("/moi/profil")
    form = page.form()
    sent = page.answers(form) | {}
    sent.pop("is_listed", None)
    visitor.client.post("/moi/profil", data=sent)
    assert names(visitor.sign_in(reader).open("/annuaire/personnes")) == []
    assert "Ada" not in visitor.open("/recherche?q=lovelace").text(".page-body")


def test_whoever_leaves_or_closes_their_account_is_no_longer_there(visitor: Visitor) -> None:
    gone, closed = a_listed("Ada Lovelace"), a_listed("Grace Hopper")
    assert gone.membership
    leave(gone.membership, now())
    close_account(closed, now())
    db.session.commit()

    visitor.sign_in(MemberFactory())
    assert names(visitor.open("/annuaire/personnes")) == []
    for one in (gone, closed):
        visitor.open(one.address, status=404)
    for typed in ("lovelace", "hopper"):
        assert not visitor.open(f"/recherche?q={typed}").texts(".row")


def test_contacts_and_help_are_shown_of_those_who_agree_to_be_asked(visitor: Visitor) -> None:
    asked = a_listed("Ada Lovelace", can_be_asked=True, about="Je suis les *industriels*.")
    silent = a_listed("Grace Hopper")
    for member in (asked, silent):
        helps(member)
    visitor.sign_in(MemberFactory())

    page = visitor.open(asked.address)
    assert page.select(f'a[href="mailto:{asked.email}"]')
    assert "D1.1" in page.text(".own-part")
    assert "industriels" in page.text(".prose")
    other = visitor.open(silent.address)
    assert silent.email not in other.html
    assert "D1.1" not in other.html
    assert names(visitor.open("/annuaire/personnes?competence=D1.1")) == ["Ada Lovelace"]


def test_help_is_offered_from_the_third_level_as_long_as_one_offers_it(visitor: Visitor) -> None:
    novice, former = (a_listed(name, can_be_asked=True) for name in ("Ada L.", "Grace H."))
    helps(novice, level=2)
    helps(former)
    helps(former, offers=False)
    visitor.sign_in(MemberFactory())
    assert names(visitor.open("/annuaire/personnes?competence=D1.1")) == []


def test_people_are_found_by_words_place_role_and_nature(visitor: Visitor) -> None:
    brest = OrganizationFactory(
        name="CCI de la Rade", kind=Kind.CCI, region_code="53", department_code="29",
        latitude=48.39, longitude=-4.49,
    )  # fmt: skip
    nancy = OrganizationFactory(name="CC des Lacs", latitude=48.69, longitude=6.18)
    a_listed("Ada Lovelace", organization=brest, roles={Role.TRAINER})
    a_listed("Grace Hopper", organization=nancy)
    visitor.sign_in(MemberFactory())

    for query, found in {
        "q=love": ["Ada Lovelace"],
        "q=rade": ["Ada Lovelace"],
        "q=formateur": ["Ada Lovelace"],
        "q=LOVELACE+ada": ["Ada Lovelace"],
        "region=53": ["Ada Lovelace"],
        "departement=54": ["Grace Hopper"],
        "role=trainer": ["Ada Lovelace"],
        "type=cci": ["Ada Lovelace"],
        "commune=Nancy&rayon=25": ["Grace Hopper"],
        "q=zzz": [],
        "": ["Grace Hopper", "Ada Lovelace"],
    }.items():
        assert sorted(names(visitor.open(f"/annuaire/personnes?{query}"))) == sorted(found), query


def test_a_facet_counts_without_its_own_filter(visitor: Visitor) -> None:
    a_listed("Ada Lovelace", organization=OrganizationFactory(kind=Kind.CCI))
    a_listed("Grace Hopper")
    page = visitor.sign_in(MemberFactory()).open("/annuaire/personnes?type=cci")
    said = " ".join(page.texts("fieldset.facet label"))
    assert "Intercommunalité 1" in said
    assert page.text("#results-count") == "1 personne"


@pytest.mark.parametrize(
    "query", ["commune=Nulle+part", "role=roi", "competence=Z9", "rayon=3", "departement=999"]
)
def test_what_is_not_known_is_ignored_and_said(visitor: Visitor, query: str) -> None:
    a_listed("Ada Lovelace")
    page = visitor.sign_in(MemberFactory()).open(f"/annuaire/personnes?{query}")
    assert names(page) == ["Ada Lovelace"]
    assert "Filtre ignoré" in page.text("#results")


@pytest.mark.parametrize("address", ["0", "999999999", "2147483648", "abc"])
def test_nobody_is_not_found(visitor: Visitor, address: str) -> None:
    visitor.sign_in(MemberFactory()).open(f"/annuaire/personnes/{address}", status=404)


def test_the_list_asks_as_much_for_one_as_for_many(visitor: Visitor, edition: Edition) -> None:
    reader = MemberFactory()
    asked = []
    for _ in range(2):
        for number in range(6):
            helps(a_listed(f"Ada L. {number}", can_be_asked=True))
        visitor.sign_in(reader).open("/annuaire/personnes")
        with counted() as statements:
            visitor.open("/annuaire/personnes?competence=D1.1&region=44")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 9, statements
    with counted() as statements:
        visitor.open("/annuaire/personnes?competence=D1.1&region=44")
    assert len(statements) <= 5, statements


def test_what_is_counted_and_drawn_of_people_changes_at_once(visitor: Visitor) -> None:
    ada = a_listed("Ada Lovelace")
    visitor.sign_in(MemberFactory())

    def told() -> str:
        page = visitor.open("/annuaire/personnes")
        return " ".join([*page.texts("#results"), *page.texts(".filter-form .facet")])

    assert told() == told()
    assert "1 personne" in told()
    grace = a_listed("Grace Hopper")
    assert "2 personnes" in told()
    ada.roles.append(MemberRole(role=Role.TRAINER, organization_id=ada.organization_id))
    db.session.commit()
    assert ROLE_LABELS[Role.TRAINER] in told()
    ada.name = "Augusta Lovelace"
    db.session.commit()
    assert "Augusta Lovelace" in told()
    assert grace.organization
    grace.organization.name = "Syndicat des essais"
    db.session.commit()
    assert "Syndicat des essais" in told()
    helps(let_be_asked(grace))
    assert "D1.1" in told()
    leave(grace.membership, now())
    db.session.commit()
    assert "1 personne" in told()
    ada.is_listed = False
    db.session.commit()
    assert "Personne ne correspond" in told()


def test_who_helps_changes_as_soon_as_somebody_says_so(visitor: Visitor, edition: Edition) -> None:
    ada = let_be_asked(a_listed("Ada Lovelace"))
    grace = let_be_asked(a_listed("Grace Hopper"))
    visitor.sign_in(MemberFactory())

    def told() -> Sequence[str]:
        page = visitor.open("/annuaire/personnes?competence=D1.1")
        counted = page.text("#results-count").replace("\xa0", " ")
        assert counted.startswith(str(len(names(page)) or "Aucun"))
        return names(page)

    assert told() == []
    helps(ada)
    helps(grace)
    assert told() == told() == ["Ada Lovelace", "Grace Hopper"]
    helps(ada, "D1.2")
    assert "D1.2" in visitor.open("/annuaire/personnes?competence=D1.1").text("#results")
    ada.name = "Zélie Lovelace"
    db.session.commit()
    assert told() == ["Grace Hopper", "Zélie Lovelace"]
    helps(grace, offers=False)
    assert told() == ["Zélie Lovelace"]
    ada.can_be_asked = False
    db.session.commit()
    assert told() == []


def test_who_helps_by_an_attested_level_leaves_when_it_is_revoked_or_expires(
    visitor: Visitor, edition: Edition
) -> None:
    """Exactly then: neither with the next word said of the item, nor a minute later."""
    start = now() + timedelta(minutes=1)
    ends = start + timedelta(hours=1)
    for name in ("Ada Lovelace", "Grace Hopper", "Hedy Lamarr"):
        one = let_be_asked(a_listed(name))
        helps(one, level=2)
        attests(one, "D1.1", 3, expires_at=ends if name.startswith("Grace") else None)
    visitor.sign_in(MemberFactory())

    def told(at: datetime) -> Sequence[str]:
        with time_machine.travel(at, tick=False):
            return names(visitor.open("/annuaire/personnes?competence=D1.1"))

    assert told(start) == ["Ada Lovelace", "Grace Hopper", "Hedy Lamarr"]
    ada = db.session.scalars(select(Member.id).where(Member.name == "Ada Lovelace")).one()
    db.session.execute(
        update(Assessment)
        .where(Assessment.member_id == ada, Assessment.kind == AssessmentKind.PEER)
        .values(revoked_at=start)
    )
    db.session.commit()
    assert told(start) == ["Grace Hopper", "Hedy Lamarr"]
    assert told(ends - timedelta(seconds=1)) == ["Grace Hopper", "Hedy Lamarr"]
    assert told(ends + timedelta(seconds=1)) == ["Hedy Lamarr"]


def let_be_asked(member: Member) -> Member:
    member.can_be_asked = True
    db.session.commit()
    return member
