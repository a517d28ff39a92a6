"""Writing an opening, from its title to the board."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from wtforms.fields.core import UnboundField

from intranet.competencies.models import JobProfile, RequirementSet
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import now, today
from intranet.kit.db import db, every
from intranet.kit.letters import Letter
from intranet.members.actions import close_account
from intranet.members.models import Member
from intranet.openings import actions, queries
from intranet.openings.forms.answers import answers
from intranet.openings.forms.opening import OpeningForm
from intranet.openings.models import Opening, OpeningEvent, Route, State, Wording
from intranet.openings.models.wording import FIELD_LABELS
from intranet.organizations.models import Kind
from tests.factories import MemberFactory, a_recruiter, a_trainer, an_administrator, an_animator
from tests.letters import letters_to
from tests.openings.factories import MISSIONS, OpeningFactory, a_trusted_organization, asking
from tests.visitor import Page, Visitor

# What is said each time, of the sending rather than of the opening.
OF_ONE_SENDING = {"version", "publish_on", "double_reason", "job_sheet", "without_job_sheet"}


def whole(**said: Any) -> dict[str, Any]:
    """What a private employer says in full."""
    return {
        "title": "Chargée ou chargé de mission (F/H)",
        "missions": MISSIONS,
        "commune": "Nancy (54)",
        "routes": ["private_contract"],
        "pay_min": "31 000 €",
        "pay_max": "39000",
        "closes_on": (today() + timedelta(days=40)).isoformat(),
        "how_to_apply": "Un dossier complet.",
        "required-0-code": "D1.1",
        "required-0-level": "3",
        "required-1-code": "D1.2",
        "required-1-level": "2",
        "required-2-code": "D2.1",
        "required-2-level": "1",
    } | said


PUBLIC = {
    "category": "A",
    "grades": "Attaché, Ingénieur ; Attaché principal",
    "vacancy": "vacant",
    "vacant_on": "2027-02-01",
    "recruiting_authority": "La présidente",
    "job_family": "Action économique",
    "conditions": "Emploi permanent.",
}


@pytest.mark.no_database
def test_each_part_of_an_opening_is_asked_shown_again_and_has_a_name() -> None:
    """What the form asked and did not show again, the next edit would empty, unsaid."""
    said = Wording(title="Chargée de mission", questions=("Pourquoi ?",) * 3)
    shown = answers(said, Catalogue(0, "", {}, {}), None).keys()
    asked = {
        name for name in dir(OpeningForm) if isinstance(getattr(OpeningForm, name), UnboundField)
    }
    assert asked - OF_ONE_SENDING == shown

    parts = {part.name for part in fields(Wording)}
    assert parts - shown == {
        "job_profile_id",
        "municipality_code",
        "closes_at",
        "questions",
        "asked",
    }
    assert parts == FIELD_LABELS.keys()


@pytest.fixture
def recruiter(edition: object) -> Member:
    return a_recruiter(organization=a_trusted_organization(kind=Kind.AGENCY))


@pytest.fixture
def form(visitor: Visitor, recruiter: Member) -> Page:
    return visitor.sign_in(recruiter).open("/offres/nouvelle")


def written() -> Opening:
    return db.session.scalars(select(Opening)).one()


@pytest.mark.parametrize(
    ("who", "status"),
    [(MemberFactory, 403), (a_trainer, 403), (a_recruiter, 200), (an_animator, 200)],
    ids=["developer", "trainer", "recruiter", "animator"],
)
def test_only_those_who_recruit_or_animate_may_write(
    visitor: Visitor, edition: object, who: Any, status: int
) -> None:
    visitor.sign_in(who()).open("/offres/nouvelle", status=status)


def test_a_visitor_is_asked_who_they_are(visitor: Visitor, edition: object) -> None:
    assert visitor._ask(302, "/offres/nouvelle").response.location.startswith("/connexion")


def test_a_recruiter_publishes_and_a_developer_finds_it_at_once(
    visitor: Visitor, form: Page
) -> None:
    page = visitor.send(form, press="publish=1", **whole(title="Responsable foncier (F/H)"))

    assert page.texts("h1") == ["Responsable foncier (F/H)"]
    assert "en ligne" in page.text("[role=status]")
    opening = written()
    assert opening.state is State.PUBLISHED
    assert (opening.pay_min, opening.pay_max) == (31_000, 39_000)
    assert opening.region_code == "44"
    assert opening.latitude
    assert opening.employer_kind is Kind.AGENCY
    assert opening.routes == [Route.PRIVATE_CONTRACT]
    visitor.sign_in(MemberFactory())
    for query in ("q=foncier", "region=44", "commune=Nancy&rayon=25", "competence=D1.1&niveau=3"):
        assert visitor.open(f"/offres?{query}").texts("article h3") == ["Responsable foncier (F/H)"]


def test_the_title_alone_makes_a_draft(visitor: Visitor, form: Page) -> None:
    page = visitor.send(form, press="draft=1", title="Chef")

    assert page.texts("h1") == ["Reprendre l’offre"]
    assert "Brouillon enregistré à" in page.text("[role=status]")
    assert written().state is State.DRAFT
    visitor.open("/offres")
    assert visitor.open("/offres").texts("article") == []
    assert visitor.send(form, 422, press="draft=1", title="").texts(".field-error") == [
        "Donnez un intitulé : il suffit pour un brouillon."
    ]


def test_a_draft_keeps_everything_and_gives_it_back(visitor: Visitor, form: Page) -> None:
    page = visitor.send(
        form, press="draft=1",
        **whole(**{
            "desired-0-code": "D2.1", "required-2-code": "", "required-2-level": "",
            "desired-0-level": "4", "required-0-weight": "3", "required-0-is_mandatory": "y", "closes_time": "17:30",
            "telework_days": "0", "experience": "expert", "start_on": "2027-03-01", "end_on": "2030-02-28",
            "benefits": "Titres-restaurant",
        }),
    )  # fmt: skip
    kept = page.answers(page.form())
    for name, value in {
        "title": "Chargée ou chargé de mission (F/H)", "commune": "Nancy (54)", "pay_min": "31000",
        "routes": "private_contract", "closes_time": "17:30", "telework_days": "0",
        "experience": "expert", "required-0-code": "D1.1", "required-0-level": "3",
        "required-0-weight": "3", "required-0-is_mandatory": "y", "required-1-code": "D1.2", "desired-0-code": "D2.1",
        "desired-0-level": "4", "start_on": "2027-03-01", "end_on": "2030-02-28",
        "benefits": "Titres-restaurant",
    }.items():  # fmt: skip
        assert kept[name] == [value], name


def test_the_preview_is_the_page_itself(visitor: Visitor, form: Page) -> None:
    page = visitor.send(form, press="preview=1", title="Chef de projet")
    assert page.texts("h1") == ["Chef de projet"]
    assert "tel qu’il apparaîtra" in page.text("main")


def test_publishing_says_all_that_is_missing_beside_the_fields_and_writes_nothing(
    visitor: Visitor, form: Page
) -> None:
    page = visitor.send(
        form, 422, press="publish=1", title="Chef de projet", missions="Trop court, à rh@essais.fr",
        profile="Un profil à garder", commune="Nulleville", pay_min="beaucoup",
    )  # fmt: skip

    summary = page.text("#erreurs")
    for label in (
        "Intitulé du poste", "Missions", "Commune du lieu de travail", "Modalités d’accès",
        "Rémunération, à partir de", "Date limite de candidature", "Comment candidater",
        "Compétences attendues",
    ):  # fmt: skip
        assert label in summary, label
    for link in page.soup.select("#erreurs a"):
        assert page.select(str(link["href"])), link
    assert page.soup.select_one("#profile").get_text(strip=True) == "Un profil à garder"  # type: ignore[union-attr]
    assert page.answers(page.form())["pay_min"] == ["beaucoup"]
    assert not db.session.scalar(select(Opening.id))
    assert not db.session.scalar(select(RequirementSet.id).where(RequirementSet.owner == "opening"))


def test_one_click_mends_a_title_that_forgets_half_of_the_readers(
    visitor: Visitor, form: Page
) -> None:
    refused = visitor.send(form, 422, press="publish=1", **whole(title="Chargé de mission"))
    mended = visitor.send(refused, press="fix=title")
    assert mended.answers(mended.form())["title"] == ["Chargé de mission (F/H)"]
    assert mended.answers(mended.form())["commune"] == ["Nancy (54)"]
    assert visitor.send(mended, press="publish=1").texts("h1") == ["Chargé de mission (F/H)"]


def test_more_lines_are_offered_without_losing_what_was_typed(visitor: Visitor, form: Page) -> None:
    assert len(form.select("[name^=required][name$=code]")) == 3
    page = visitor.send(form, press="add=required", **whole())
    assert len(page.select("[name^=required][name$=code]")) == 6
    assert page.answers(page.form())["required-2-code"] == ["D2.1"]
    assert not db.session.scalar(select(Opening.id))


def test_a_competency_without_its_level_or_twice_is_refused(visitor: Visitor, form: Page) -> None:
    page = visitor.send(form, 422, press="draft=1", **whole(**{"required-0-level": ""}))
    assert "Choisissez le niveau attendu." in page.text("#erreurs")
    page = visitor.send(
        form, 422, press="draft=1", **whole(**{"desired-0-code": "D1.1", "desired-0-level": "1"})
    )
    assert "demandée deux fois : D1.1" in page.text("#erreurs").replace("\xa0", " ")
    page = visitor.send(form, 422, press="draft=1", **whole(**{"desired-1-level": "2"}))
    assert "Choisissez la compétence de cette ligne." in page.text("#erreurs")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "a" * 101}, {"missions": "a" * 6001}, {"closes_on": "2026-02-31"},
        {"kind": "roi"}, {"routes": ["avion"]}, {"telework_days": "9"}, {"positions": "0"},
        {"pay_min": "9" * 30}, {"apply_url": "javascript:alert(1)"}, {"required-0-code": "ZZ"},
        {"required-0-level": "7"}, {"job_profile": "999"}, {"closes_time": "25:00"},
        {"start_on": "demain"}, {"closes_on": "9999-12-31"},
        {"start_on": "0001-01-01"}, {"start_on": "2027-02-01", "end_on": "2027-01-31"}, {"pay_min": "40000", "pay_max": "30000"}, {"pay_min": "-3"},
    ],
    ids=str,
)  # fmt: skip
def test_what_makes_no_sense_is_refused_even_in_a_draft(
    visitor: Visitor, form: Page, wrong: dict[str, Any]
) -> None:
    page = visitor.send(form, 422, press="draft=1", **whole(**wrong))
    assert page.texts("#erreurs li")
    assert not db.session.scalar(select(Opening.id))


def test_a_public_employer_says_what_the_law_asks(visitor: Visitor, edition: object) -> None:
    visitor.sign_in(a_recruiter(organization=a_trusted_organization()))
    form = visitor.open("/offres/nouvelle")

    soon = (today() + timedelta(days=10)).isoformat()
    refused = visitor.send(form, 422, press="publish=1", **whole(closes_on=soon))
    for label in (
        "Motif",
        "Autorité de recrutement",
        "Métier de référence",
        "Catégorie",
        "un mois",
    ):
        assert label in refused.text("#erreurs")

    page = visitor.send(
        refused, press="publish=1", closes_on=(today() + timedelta(days=40)).isoformat(), **PUBLIC
    )
    assert "Attaché, Ingénieur, Attaché principal" in page.text(".facts")


def test_the_first_opening_of_an_organization_waits_for_an_animator(
    visitor: Visitor, edition: object
) -> None:
    animator, elsewhere = an_animator(region="44"), an_animator(region="53")
    running, recruiter = an_administrator(), a_recruiter()
    recruiter.organization.kind = Kind.AGENCY
    db.session.commit()
    visitor.sign_in(recruiter)

    page = visitor.send(visitor.open("/offres/nouvelle"), press="publish=1", **whole())

    assert "un animateur du réseau la relit" in page.text("[role=status]").lower()
    assert written().state is State.IN_REVIEW
    letters = db.session.scalars(select(Letter)).all()
    assert [letter.recipient for letter in letters] == [animator.email]
    assert elsewhere.email not in [letter.recipient for letter in letters]
    assert f"http://localhost/offres/{written().id}" in letters[0].body
    assert every(queries.unattended()) == []

    close_account(animator, now())
    opening = written()
    opening.state = State.DRAFT
    db.session.commit()
    actions.send(opening, recruiter, now(), version=opening.version)
    [told] = letters_to(running)
    assert "attend une relecture" in told.body
    assert opening.title not in told.body  # who runs the site reads no draft
    assert every(queries.unattended()) == [opening]
    opening.state, opening.is_confidential = State.DRAFT, True
    db.session.commit()
    actions.send(opening, recruiter, now(), version=opening.version)
    unnamed = letters_to(running)[-1]
    listed = visitor.sign_in(running).open("/")
    for told_to_them in (unnamed.subject, unnamed.body, listed.text("main")):
        assert "confidentiel" in told_to_them
        assert recruiter.organization.name not in told_to_them
    visitor.sign_in(MemberFactory())
    assert visitor.open("/offres").texts("article") == []
    visitor.open(f"/offres/{written().id}", status=404)


def test_a_kept_draft_is_published_from_its_page_or_says_what_it_lacks(
    visitor: Visitor, recruiter: Member
) -> None:
    visitor.sign_in(recruiter)
    empty = OpeningFactory(draft=True, organization=recruiter.organization, missions="")
    page = visitor.open(f"/offres/{empty.id}")
    refused = visitor.send(page, 422, form="form[action$=publication]")
    assert "Missions" in refused.text("#erreurs")
    assert refused.form().get("action") in {None, f"/offres/{empty.id}/modifier"}

    sound = OpeningFactory(
        draft=True, organization=recruiter.organization, pay_min=31_000, pay_max=39_000
    )
    page = visitor.open(f"/offres/{sound.id}")
    assert "en ligne" in visitor.send(page, form="form[action$=publication]").text("[role=status]")


def test_an_online_opening_is_reworded_and_found_by_its_new_words(
    visitor: Visitor, form: Page
) -> None:
    visitor.send(form, press="publish=1", **whole())
    opening = written()
    page = visitor.open(f"/offres/{opening.id}/modifier")

    refused = visitor.send(page, 422, missions="Court")
    assert "Missions" in refused.text("#erreurs")
    page = visitor.send(refused, missions=MISSIONS + "Cartographie des friches.")

    assert "modifications" in page.text("[role=status]")
    assert len(visitor.open("/offres?q=friches").texts("article")) == 1
    last = db.session.scalars(select(OpeningEvent).order_by(OpeningEvent.id.desc())).first()
    assert last
    assert last.changes == ["missions"]
    assert last.to_state is State.PUBLISHED


def test_who_writes_second_is_told_keeps_their_text_and_may_insist(
    visitor: Visitor, recruiter: Member
) -> None:
    draft = OpeningFactory(draft=True, organization=recruiter.organization)
    other = a_recruiter(organization=recruiter.organization, name="Nadia Belkacem")
    visitor.sign_in(recruiter)
    mine = visitor.open(f"/offres/{draft.id}/modifier")
    visitor.sign_in(other)
    visitor.send(visitor.open(f"/offres/{draft.id}/modifier"), press="draft=1", title="De Nadia")

    visitor.sign_in(recruiter)
    page = visitor.send(mine, 409, press="draft=1", title="De moi")
    assert "Nadia Belkacem" in page.text(".notice")
    assert page.answers(page.form())["title"] == ["De moi"]
    assert db.session.get_one(Opening, draft.id).title == "De Nadia"

    visitor.send(page, press="draft=1")
    db.session.expire_all()
    assert db.session.get_one(Opening, draft.id).title == "De moi"


def test_a_draft_is_thrown_away_with_all_it_asked(visitor: Visitor, recruiter: Member) -> None:
    draft = OpeningFactory(draft=True, organization=recruiter.organization)
    visitor.sign_in(recruiter)
    shown = visitor.open(f"/offres/{draft.id}")
    page = visitor.send(shown, form="form[action$=suppression]")
    assert page.texts("h1") == ["Offres de mobilité"]
    assert not db.session.scalar(select(Opening.id))
    visitor.open(shown.url, status=404)


def test_a_job_profile_fills_the_form_in(visitor: Visitor, recruiter: Member) -> None:
    asked = asking(("D1.1", 3), ("D2.1", 2))
    db.session.add(
        JobProfile(
            slug="developpeur",
            title="Développeur économique",
            requirement_set=asked,
            summary="Ce poste suit les entreprises.",
        )
    )
    db.session.commit()
    page = visitor.sign_in(recruiter).open("/offres/nouvelle?metier=developpeur")
    kept = page.answers(page.form())
    assert kept["title"] == ["Développeur économique (F/H)"]
    assert kept["missions"] == ["Ce poste suit les entreprises."]
    assert kept["required-0-code"] == ["D1.1"]
    assert kept["required-0-level"] == ["3"]
    visitor.open("/offres/nouvelle?metier=inconnu")


def test_leaving_an_organization_takes_its_openings_away(
    visitor: Visitor, recruiter: Member
) -> None:
    from intranet.members.models import MembershipState

    opening = OpeningFactory(draft=True, organization=recruiter.organization, owner=recruiter)
    visitor.sign_in(recruiter).open(f"/offres/{opening.id}/modifier")
    left = recruiter.membership
    assert left
    left.state, left.ended_on = MembershipState.ENDED, today()
    db.session.commit()
    visitor.open(f"/offres/{opening.id}/modifier", status=404)
    visitor.open("/offres/nouvelle", status=403)
