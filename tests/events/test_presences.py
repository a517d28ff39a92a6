"""From a certificate of presence to a line of one’s evidence: asked for, once, and no more than was heard."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.bookings import actions as documents
from intranet.bookings.models import Certificate
from intranet.competencies.models import ClaimState, Edition, Evidence, Visibility
from intranet.competencies.queries import in_force
from intranet.events import actions
from intranet.events.models import Event, Talk
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from tests.bookings.proofs import facts
from tests.events.factories import a_presence
from tests.factories import MemberFactory
from tests.races import at_once
from tests.visitor import Visitor


@pytest.fixture
def somebody(edition: Edition) -> Member:
    member: Member = MemberFactory()
    return member


def shown() -> list[Evidence]:
    db.session.expire_all()
    return list(db.session.scalars(select(Evidence).order_by(Evidence.id)))


def levels(evidence: Evidence) -> dict[str, tuple[int, ClaimState]]:
    items = in_force().items
    return {items[one.competency_id].code: (one.level, one.state) for one in evidence.claims}


def test_the_holder_says_what_they_followed_and_it_shows_a_first_level_as_drafts(
    visitor: Visitor, somebody: Member
) -> None:
    certificate, talks = a_presence(somebody)
    visitor.sign_in(somebody)
    page = visitor.open(visitor.open(certificate.address).link("En faire une preuve"))
    assert shown() == []
    offered = page.soup.select("[name=talks]")
    assert [box["value"] for box in offered] == [str(talk.id) for talk in talks[:3]]  # the morning
    assert [box.has_attr("checked") for box in offered] == [False, False, True]

    page = visitor.send(page, talks=[str(talks[0].id), str(talks[2].id)], visibility="me")

    [evidence] = shown()
    assert evidence.url == f"http://localhost{certificate.address}"
    assert evidence.visibility is Visibility.ME
    assert levels(evidence) == {"D1.1": (1, ClaimState.DRAFT), "D2.1": (1, ClaimState.DRAFT)}
    assert "Les friches" in evidence.about and "Les visites" not in evidence.about
    assert page.url.startswith(f"/moi/preuves/{evidence.id}")
    visitor.send(page, form="main form[method=post]")  # it may be changed like any other


def test_it_is_joined_once(visitor: Visitor, somebody: Member) -> None:
    certificate, _ = a_presence(somebody)
    page = visitor.sign_in(somebody).open(f"{certificate.address}/preuve")
    visitor.send(page)
    again = visitor.send(page)
    assert "déjà dans vos preuves" in again.text("[role=status]")
    assert len(shown()) == 1


def test_what_is_not_ones_own_or_holds_no_more_is_not_there(
    visitor: Visitor, somebody: Member
) -> None:
    by = MemberFactory()
    certificate, _ = a_presence(somebody, by)
    address = f"{certificate.address}/preuve"
    visitor.sign_in(by).open(address, status=404)
    assert "En faire une preuve" not in visitor.open(certificate.address).html
    documents.revoke(certificate, by, now(), reason="Erreur de nom.")
    db.session.commit()
    visitor.sign_in(somebody).open(address, status=404)


def test_a_presentation_of_another_hour_is_not_taken(visitor: Visitor, somebody: Member) -> None:
    certificate, talks = a_presence(somebody)
    page = visitor.sign_in(somebody).open(f"{certificate.address}/preuve")
    sent = {"talks": str(talks[3].id), "csrf_token": page.first("main [name=csrf_token]").attrib["value"]}  # fmt: skip
    assert visitor.client.post(page.url, data=sent).status_code == 422
    assert shown() == []


def joined(certificate: Certificate, talks: list[Talk]) -> Evidence:
    event = talks[0].event
    evidence, _ = actions.show_presence(certificate, event, talks[:1], Visibility.NETWORK)
    db.session.commit()
    return evidence


def test_a_certificate_that_is_revoked_expires_what_was_shown(somebody: Member) -> None:
    by = MemberFactory()
    certificate, talks = a_presence(somebody, by)
    joined(certificate, talks)
    documents.revoke(certificate, by, now(), reason="Erreur de nom.")
    db.session.commit()
    [evidence] = shown()
    assert evidence.has_expired(today())
    assert [one.state for one in evidence.claims] == [ClaimState.DRAFT]


def test_replaced_it_leads_to_the_new_one_and_withdrawn_nothing_stays(somebody: Member) -> None:
    by = MemberFactory()
    certificate, talks = a_presence(somebody, by)
    joined(certificate, talks)
    assert certificate.registration
    new = documents.replace(certificate, facts(certificate.registration), by, now(), reason="Nom.")
    db.session.commit()
    assert [one.url for one in shown()] == [f"http://localhost{new.address}"]
    documents.withdraw(new, now())
    db.session.commit()
    assert shown() == []


@pytest.mark.live
def test_clicked_many_times_at_once_it_is_one_line(site: Flask) -> None:
    with site.app_context():
        certificate, talks = a_presence(MemberFactory())
        certificate_id, event_id = certificate.id, talks[0].event_id

    def clicks() -> object:
        certificate = db.session.get_one(Certificate, certificate_id)
        event = db.session.get_one(Event, event_id)
        return actions.show_presence(certificate, event, event.talks[:1], Visibility.ME)

    assert at_once(site, *[clicks] * 5) == {"done": 5}
    with site.app_context():
        assert db.session.scalar(select(func.count(Evidence.id))) == 1
