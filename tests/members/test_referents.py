"""Who speaks for an organization: named on its page, told by a letter, until they leave."""

from __future__ import annotations

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.members import actions
from intranet.members.models import Member
from tests.factories import MemberFactory, OrganizationFactory, an_administrator, an_animator
from tests.letters import letters_to
from tests.visitor import Visitor


def colleagues() -> tuple[Member, Member]:
    first = MemberFactory(name="Anne Première")
    second = MemberFactory(organization=first.organization, name="Basile Second")
    db.session.commit()
    return first, second


def test_a_referent_is_named_from_the_page_of_the_organization(visitor: Visitor) -> None:
    first, second = colleagues()
    where = first.organization
    animator = an_animator(where.region_code, name="Solène Animatrice")
    page = visitor.sign_in(animator).open(where.address)
    page = visitor.open(page.link("Nommer les référents"))
    assert "en tiennent lieu" in page.text("main")

    action = f"form[action$='/referents/{second.membership.id}']"
    page = visitor.send(page, form=action)
    assert "Basile Second parle désormais" in page.text("#messages")
    assert "en tiennent lieu" not in page.text("main")
    assert not actions.name_referent(second.membership, animator, now())
    db.session.commit()

    [letter] = letters_to(second.email)
    assert "Solène Animatrice vous a désigné" in letter.body
    line = db.session.query(SecurityEvent).filter_by(kind=Kind.ROLE_GIVEN).one()
    assert (line.concerns, line.detail) == (second.event_key, "referent")
    assert "Référent" in visitor.sign_in(first).open(where.address).text("#personnes")
    assert letters_to(first.email) == []


def test_whoever_was_named_names_others_and_may_step_down(visitor: Visitor) -> None:
    first, second = colleagues()
    actions.name_referent(second.membership, an_administrator(), now())
    db.session.commit()
    address = f"/annuaire/{first.organization.slug}/referents"
    visitor.sign_in(first).open(address, status=403)
    visitor.sign_in(an_animator("53")).open(address, status=403)
    elsewhere = MemberFactory(organization=OrganizationFactory())
    elsewhere.membership.is_referent = True
    visitor.sign_in(elsewhere).open(address, status=403)

    page = visitor.sign_in(second).open(address)
    visitor.send(page, form=f"form[action$='/{first.membership.id}']")
    page = visitor.open(address)
    shown = visitor.send(page, form=f"form[action$='/{second.membership.id}']")

    assert "Basile Second ne parle plus" in shown.text("#messages")
    db.session.expire_all()
    assert (first.membership.is_referent, second.membership.is_referent) == (True, False)
    visitor.open(address, status=403)


def test_whoever_left_meanwhile_is_not_named(visitor: Visitor) -> None:
    first, second = colleagues()
    page = visitor.sign_in(an_administrator()).open(
        f"/annuaire/{first.organization.slug}/referents"
    )
    left = second.membership
    actions.leave(left, now())
    db.session.commit()

    said = visitor.send(page, form=f"form[action$='/{left.id}']")

    assert "n’est plus de cette structure" in said.text("#messages")
    assert letters_to(second.email) == []


def test_who_leaves_speaks_for_it_no_more() -> None:
    first, _ = colleagues()
    held = first.membership
    actions.name_referent(held, first, now())
    actions.leave(held, now())
    db.session.commit()

    assert held.is_referent is False
    assert letters_to(first.email) == []
    kinds = [line.kind for line in db.session.query(SecurityEvent).order_by(SecurityEvent.number)]
    assert kinds == [Kind.ROLE_GIVEN, Kind.ROLE_WITHDRAWN]
