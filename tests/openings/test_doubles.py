"""The same post published twice: said before it goes online, and possible with a reason."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.models import Opening, OpeningEvent, State
from intranet.openings.queries.doubles import said_by
from intranet.organizations.models import Kind
from tests.factories import a_recruiter
from tests.openings.factories import OpeningFactory, a_trusted_organization
from tests.openings.test_writing import whole
from tests.visitor import Visitor

TITLE = "Chargée ou chargé de mission commerce (F/H)"


@pytest.fixture
def recruiter(edition: object) -> Member:
    return a_recruiter(organization=a_trusted_organization(kind=Kind.AGENCY))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TITLE, "CHARGÉ DE MISSION, commerce – H/F", True),
        (TITLE, "Chargés de missions commerces", True),
        (TITLE, "Chargée de mission foncier (F/H)", False),
        ("Développeuse économique", "Développeuse économique et touristique", False),
    ],
)
@pytest.mark.no_database
def test_titles_are_compared_by_their_words(one: str, other: str, same: bool) -> None:
    assert (said_by(one) == said_by(other)) is same


def test_a_double_is_shown_with_its_link_before_it_goes_online(
    visitor: Visitor, recruiter: Member
) -> None:
    there = OpeningFactory(organization=recruiter.organization, title=TITLE)
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    parts = [f"#{part.get('id')}" for part in form.select("fieldset.form-section")]
    assert [link.get("href") for link in form.select(".form-parts a")] == parts
    page = visitor.send(
        form, 422, press="publish=1", **whole(title="Chargé de mission commerce F/H")
    )

    assert "Cette offre est peut-être déjà publiée" in page.text()
    assert page.link(TITLE) == there.address
    assert db.session.query(Opening).count() == 1
    page = visitor.send(page, press="publish=1", double_reason="Un second poste, à mi-temps.")
    assert "en ligne" in page.text("[role=status]")
    told = [event.reason for event in db.session.query(OpeningEvent)]
    assert told[-1] == "Un second poste, à mi-temps."


def test_a_draft_that_became_a_double_is_stopped_too(visitor: Visitor, recruiter: Member) -> None:
    visitor.sign_in(recruiter)
    form = visitor.open("/offres/nouvelle")
    visitor.send(form, press="draft=1", **whole(title=TITLE))
    draft = db.session.query(Opening).one()
    page = visitor.open(draft.address)
    OpeningFactory(organization=recruiter.organization, title=TITLE)
    page = visitor.send(page, 422, form="form[action$=publication]")
    assert "dites en quoi ce poste est différent" in page.text()
    assert draft.state is State.DRAFT


def test_another_place_another_employer_or_what_is_over_is_no_double(recruiter: Member) -> None:
    mine, at = recruiter.organization_id or 0, now()
    OpeningFactory(title=TITLE)
    OpeningFactory(title=TITLE, organization=recruiter.organization, municipality_code="35238")
    OpeningFactory(title=TITLE, organization=recruiter.organization, over=True)
    OpeningFactory(title=TITLE, organization=recruiter.organization, draft=True)
    assert not queries.doubles_of(mine, "54395", TITLE, at)
    live = OpeningFactory(title=TITLE, organization=recruiter.organization)
    assert queries.doubles_of(mine, "54395", TITLE, at) == [live]
    assert not queries.doubles_of(mine, "54395", TITLE, at, but=live.id)


def test_one_post_of_another_board_is_here_once(edition: object) -> None:
    OpeningFactory(source="csp", source_ref="2026-1")
    OpeningFactory(source="et", source_ref="2026-1")
    OpeningFactory()
    OpeningFactory()  # without a reference there may be many
    with pytest.raises(IntegrityError):
        OpeningFactory(source="csp", source_ref="2026-1")
