"""A team reads its levels together: those who consented, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from time import process_time

import pytest
from sqlalchemy import select, update

from intranet.competencies import actions, queries
from intranet.competencies.levels import Mode, counted
from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    Edition,
    TeamConsent,
)
from intranet.content.scale import together
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.actions import ask_to_join, leave
from intranet.members.models import Member
from intranet.organizations.models import EmailDomain, Organization
from tests.competencies.factories import says, takes_back
from tests.factories import MemberFactory, OrganizationFactory
from tests.sql import counted as counted_statements
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def organization() -> Organization:
    return OrganizationFactory()


def colleague(organization: Organization, name: str, *, consents: bool = True) -> Member:
    member = MemberFactory(organization=organization, name=name)
    if consents:
        actions.consent(member.id, organization.id, now())
        db.session.commit()
    return member


def row(page: Page, name: str) -> list[str]:
    """What the cells of a person say, in the order of the items."""
    for line in page.soup.select(".heat tbody tr"):
        if line.th and line.th.get_text(strip=True) == name:
            return [str(cell["data-level"]) for cell in line.select("td")]
    raise AssertionError(f"{name} is not in {page.texts('.heat th')}")


def test_who_has_not_consented_is_invited_and_sees_nobody(
    visitor: Visitor, organization: Organization
) -> None:
    says(colleague(organization, "Inès Aubry"), "D1.1", 4)
    me = colleague(organization, "Camille", consents=False)

    page = visitor.sign_in(me).open("/moi/equipe")

    assert "1 collègue a déjà donné son accord" in page.text().replace("\u00a0", " ")
    assert "Inès Aubry" not in page.html
    visitor.open("/moi/equipe.csv", status=403)


def test_consenting_shows_the_others_and_shows_oneself_to_them(
    visitor: Visitor, organization: Organization
) -> None:
    ines, me = colleague(organization, "Inès Aubry"), colleague(organization, "Camille", consents=False)  # fmt: skip
    says(ines, "D1.1", 4)
    says(ines, "D1.2", None)
    says(me, "D1.1", 0)

    page = visitor.sign_in(me).open("/moi/equipe")
    page = visitor.send(page, form="form[action$=accord]")

    assert row(page, "Inès Aubry")[:2] == ["4", "na"]
    assert row(page, "Camille")[:2] == ["0", "unknown"]
    assert "Camille" in visitor.sign_in(ines).open("/moi/equipe").text("#D1 .heat")


def test_those_without_consent_are_counted_and_never_named(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille")
    says(colleague(organization, "Paul Hennequin", consents=False), "D1.1", 4)

    page = visitor.sign_in(me).open("/moi/equipe")

    assert row(page, "1 autre") == ["hidden"]
    told = page.text(".page-state").replace("\u00a0", " ")
    assert "1 personne avec son accord, 1 collègue sans" in told
    assert "Paul Hennequin" not in page.html
    assert "Paul Hennequin" not in visitor.open("/moi/equipe.csv").html


def test_another_organization_is_another_team(visitor: Visitor, organization: Organization) -> None:
    me = colleague(organization, "Camille")
    colleague(OrganizationFactory(), "Yann Tessier")

    page = visitor.sign_in(me).open("/moi/equipe")

    assert "Yann Tessier" not in page.html


def test_taking_back_ones_consent_hides_one_at_once_and_is_remembered(
    visitor: Visitor, organization: Organization
) -> None:
    ines, me = colleague(organization, "Inès Aubry"), colleague(organization, "Camille")

    page = visitor.sign_in(me).open("/moi/equipe")
    page = visitor.send(page, form="form[action$=retrait]")

    assert "Partager mes niveaux" in page.text()
    assert ", a pris fin le" in page.text(".consents")
    assert "Camille" not in visitor.sign_in(ines).open("/moi/equipe").text("#team")
    page = visitor.sign_in(me).open("/moi/equipe")
    visitor.send(page, form="form[action$=accord]")
    assert len(db.session.scalars(select(TeamConsent).filter_by(member_id=me.id)).all()) == 2


def test_consenting_twice_is_consenting_once(organization: Organization) -> None:
    me = colleague(organization, "Camille")

    actions.consent(me.id, organization.id, now())

    assert len(db.session.scalars(select(TeamConsent)).all()) == 1


def test_consent_ends_with_the_stay_and_does_not_come_back_with_the_person(
    organization: Organization,
) -> None:
    ines, me = colleague(organization, "Inès Aubry"), colleague(organization, "Camille")
    db.session.add(EmailDomain(domain="essais.example", organization_id=organization.id))
    assert me.membership
    leave(me.membership, now())
    db.session.commit()
    assert [one.name for one in queries.colleagues_of(organization.id)] == ["Inès Aubry"]

    ask_to_join(me, organization, now() + timedelta(seconds=1))
    db.session.commit()

    seen = {one.member_id: one.consents for one in queries.colleagues_of(organization.id)}
    assert seen == {ines.id: True, me.id: False}
    actions.consent(me.id, organization.id, now() + timedelta(seconds=2))
    assert all(one.consents for one in queries.colleagues_of(organization.id))


def test_consents_are_carried_away_and_erased_with_the_levels(
    visitor: Visitor, organization: Organization
) -> None:
    me = colleague(organization, "Camille")
    visitor.sign_in(me)

    carried = visitor.client.get("/moi/donnees.json").json
    actions.erase(me.id, now())
    db.session.commit()

    assert carried
    [given] = carried["accords_d_equipe"]
    assert (given["structure"], given["en_vigueur"]) == (organization.name, True)
    assert not queries.consents_of(me.id)


def test_the_end_of_an_outlived_consent_is_written_in_its_history(
    organization: Organization,
) -> None:
    ines, me = colleague(organization, "Inès Aubry"), colleague(organization, "Camille")
    assert me.membership
    leave(me.membership, now())

    actions.end_outlived_consents(now())

    ended = {one.member_id: one.withdrawn_at for one in db.session.scalars(select(TeamConsent))}
    assert ended[me.id]
    assert ended[ines.id] is None


def test_a_newcomer_without_organization_is_told_to_join_one(visitor: Visitor) -> None:
    alone = MemberFactory(name="Arrivant")
    assert alone.membership
    leave(alone.membership, now())
    db.session.commit()

    page = visitor.sign_in(alone).open("/moi/equipe")

    assert "Rejoignez celle où vous travaillez" in page.text()


def test_the_page_says_what_rests_on_one_person_what_lacks_and_what_nobody_said(
    visitor: Visitor, organization: Organization
) -> None:
    ines, me = colleague(organization, "Inès Aubry"), colleague(organization, "Camille")
    says(ines, "D1.1", 3)
    says(me, "D1.1", 2)
    says(me, "D1.2", 1)

    page = visitor.sign_in(me).open("/moi/equipe")

    alone, absent, unknown = page.texts(".attention > section")
    assert "Diagnostiquer le tissu économique" in alone and "Inès Aubry" in alone
    assert "Organiser une veille" in absent
    assert "Élaborer des programmes" in unknown


def test_the_attested_mode_counts_the_word_of_others_alone(
    visitor: Visitor, organization: Organization
) -> None:
    ines, me = colleague(organization, "Inès Aubry"), colleague(organization, "Camille")
    says(me, "D1.1", 2)
    says(me, "D1.2", 4)
    vouch(ines, me, "D1.1", 3)

    page = visitor.sign_in(me).open("/moi/equipe?mode=atteste")

    assert row(page, "Camille")[:2] == ["3", "unknown"]
    assert row(visitor.open("/moi/equipe"), "Camille")[:2] == ["3", "4"]


def vouch(author: Member, member: Member, code: str, level: int) -> None:
    catalogue = queries.in_force()
    db.session.add(
        Assessment(
            member_id=member.id,
            author_id=author.id,
            competency_id=catalogue.by_code[code].competency_id,
            edition_id=catalogue.edition_id,
            kind=AssessmentKind.PEER,
            level=level,
            at=now(),
        )
    )
    db.session.commit()


def test_one_domain_can_be_read_alone_and_a_wrong_one_is_told(
    visitor: Visitor, organization: Organization
) -> None:
    visitor.sign_in(colleague(organization, "Camille"))

    page = visitor.open("/moi/equipe?domaine=D2")

    assert page.texts(".heat-domain h3") == ["D2 Conduire des projets"]
    wrong = visitor.open("/moi/equipe?domaine=ailleurs&mode=secret")
    assert len(wrong.texts(".notice")) == 2
    assert len(wrong.select(".heat-domain")) == 2


def test_the_csv_says_what_the_page_says(visitor: Visitor, organization: Organization) -> None:
    me = colleague(organization, "Camille")
    says(me, "D1.1", 0)
    says(me, "D1.2", None)

    visitor.sign_in(me)
    rows = visitor.open("/moi/equipe.csv?domaine=D1").html.lstrip("\ufeff").splitlines()

    assert rows[0] == "Nom;Adresse;Fonction;D1.1;D1.2"
    assert rows[1].startswith("Camille;")
    assert rows[1].endswith(";0;sans objet")


def test_a_fragment_is_the_page_without_its_frame(
    visitor: Visitor, organization: Organization
) -> None:
    visitor.sign_in(colleague(organization, "Camille"))

    page, fragment = (
        visitor.open("/moi/equipe"),
        visitor.open("/moi/equipe?domaine=D1", into="team"),
    )
    page.swap("#team", fragment)

    assert page.texts(".heat-domain h3") == ["D1 Observer le territoire"]


@pytest.mark.parametrize("mode", Mode)
def test_read_by_the_thousand_levels_are_those_read_one_by_one(
    edition: Edition, mode: Mode
) -> None:
    items = [item.competency_id for item in queries.in_force().assessable]
    team = together.large_team(12, edition, items, seed=4)
    someone = db.session.get_one(Member, team[0])
    takes_back(someone, "D1.1", now())

    found = queries.known_levels_of(team, now(), mode)

    one_by_one = queries.levels_of(team, now())
    assert found == {member_id: counted(levels, mode) for member_id, levels in one_by_one.items()}


def test_as_many_statements_for_five_people_as_for_fifty(
    visitor: Visitor, edition: Edition
) -> None:
    items = [item.competency_id for item in queries.in_force().assessable]
    asked = []
    for size in (5, 50):
        team = together.large_team(size, edition, items)
        db.session.commit()
        visitor.sign_in(db.session.get_one(Member, team[0]))
        visitor.open("/moi/equipe")
        with counted_statements() as statements:
            page = visitor.open("/moi/equipe")
        assert len(page.soup.select(".heat")[0].select("tbody tr")) == size
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 12


def test_two_hundred_people_by_five_hundred_items_are_drawn_within_two_seconds(
    visitor: Visitor,
) -> None:
    """Of processor time: the machine that tests may have other things to do."""
    wide = together.wide_edition(500)
    db.session.execute(update(Edition).where(Edition.id != wide.id).values(state="retired"))
    items = [item.competency_id for item in queries.in_force().assessable]
    team = together.large_team(200, wide, items)
    db.session.commit()
    client = visitor.sign_in(db.session.get_one(Member, team[0])).client
    client.get("/moi/equipe")

    with counted_statements() as statements:
        before = process_time()
        answer = client.get("/moi/equipe")
        spent = process_time() - before

    assert answer.text.count("<td data-level=") == 200 * 500
    assert len(statements) <= 12
    assert spent < 2
