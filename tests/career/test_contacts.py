"""Beside an opening: who does this job and accepts a question, by their own word."""

from __future__ import annotations

import pytest

from intranet.career.models import JobContact, JobQuestion
from intranet.competencies.actions import Asked, require
from intranet.competencies.models import JobProfile, Owner
from intranet.competencies.queries import in_force
from intranet.kit.db import db
from intranet.kit.letters import Letter
from tests.career.factories import a_contact
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory
from tests.visitor import Visitor


@pytest.fixture
def profile(edition: object) -> JobProfile:
    catalogue = in_force()
    item = catalogue.by_code["D1.1"].competency_id
    asked = require(Owner.JOB_PROFILE, catalogue.edition_id, [Asked(item, 2)])
    found = JobProfile(slug="metier", title="Développeuse de territoire", requirement_set=asked)
    db.session.add(found)
    db.session.commit()
    return found


def test_somebody_agrees_then_is_named_beside_an_opening_and_written_to_once(
    visitor: Visitor, profile: JobProfile
) -> None:
    expert, curious = MemberFactory(), MemberFactory()
    visitor.sign_in(expert)
    visitor.send(
        visitor.open("/parcours/transmission"), form="form[action$=metier]", job=profile.slug
    )
    opening = OpeningFactory(job_profile=profile)
    visitor.sign_in(curious)
    page = visitor.open(f"/offres/{opening.id}")
    place = page.soup.select_one("#contacts")
    assert place
    page.swap("#contacts", visitor.open(str(place["hx-get"]), into="contacts"))
    told = page.text("#contacts").replace("\u00a0", " ")
    assert "1 personne du réseau exerce ce métier et accepte une question" in told
    assert expert.email not in page.html

    form = visitor.open(page.link("Poser une question"))
    visitor.send(form, 422, question=" ")
    page = visitor.send(form, question="Combien de visites par semaine ?")
    assert "Question envoyée" in page.text()
    [letter] = db.session.query(Letter).filter_by(recipient=expert.email)
    assert "Combien de visites par semaine ?" in letter.body
    assert curious.email in letter.body
    again = visitor.open(f"/parcours/metiers/metier/contacts/{expert.id}")
    assert "Votre question est partie" in again.text()
    assert db.session.query(JobQuestion).count() == 1


def test_nobody_is_named_who_has_not_agreed_or_no_longer_does(
    visitor: Visitor, profile: JobProfile
) -> None:
    silent, expert = MemberFactory(), a_contact(MemberFactory())
    visitor.sign_in(MemberFactory())
    page = visitor.open("/parcours/metiers/metier/contacts")
    assert expert.name in page.text()
    assert silent.name not in page.text()
    visitor.open(f"/parcours/metiers/metier/contacts/{silent.id}", status=404)
    visitor.sign_in(expert)
    visitor.send(visitor.open("/parcours/transmission"), form="form[action$=metier]", job="")
    assert db.session.query(JobContact).count() == 0
    visitor.sign_in(silent)
    visitor.open(f"/parcours/metiers/metier/contacts/{expert.id}", status=404)


def test_a_visitor_reads_neither_names_nor_a_count(visitor: Visitor, profile: JobProfile) -> None:
    a_contact(MemberFactory())
    opening = OpeningFactory(job_profile=profile)
    page = visitor.open(f"/offres/{opening.id}")
    assert not page.select("#contacts")
