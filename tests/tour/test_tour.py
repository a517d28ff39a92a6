"""The Tour: its map, its eighteen stages, and what the animators may say of one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from intranet.competencies.models import Edition
from intranet.content import tour as content
from intranet.events.models import Event, Happening
from intranet.kit.clock import today
from intranet.kit.db import db, every
from intranet.kit.texts import fold
from intranet.organizations.models import Kind, Organization
from intranet.practices.views import aside
from intranet.tour import queries
from intranet.tour.models import (
    Figure,
    HostRole,
    Lifecycle,
    Partnership,
    Stage,
    StageHost,
    Tour,
    lacking,
)
from tests.factories import MemberFactory, OrganizationFactory, an_administrator, an_animator
from tests.practices.factories import a_published
from tests.sql import counted
from tests.visitor import Page, Visitor

IN_A_MONTH = today() + timedelta(days=30)


@pytest.fixture
def tour(clean_database: None) -> Tour:
    """It was loaded, once for all the tests that begin from it."""
    return db.session.scalars(select(Tour)).one()


@pytest.fixture
def hosts() -> dict[str, Organization]:
    return {
        "cci": OrganizationFactory(name="CCI des Essais", kind=Kind.CCI),
        "epci": OrganizationFactory(name="CC des Essais"),
        "elsewhere": OrganizationFactory(name="CC d’Ailleurs", region_code="28"),
    }


def stage() -> Stage:
    db.session.expire_all()
    return db.session.scalars(select(Stage).where(Stage.region_code == "44")).one()


def form_of(visitor: Visitor) -> Page:
    return visitor.open("/tour/grand-est/modifier")


def announced(visitor: Visitor, hosts: dict[str, Organization], **said: str) -> Page:
    answers = {
        "lifecycle": "announced",
        "starts_on": IN_A_MONTH.isoformat(),
        "place": "Nancy",
        "hosts-0-organization": str(hosts["cci"].id),
        "hosts-1-organization": str(hosts["epci"].id),
    }
    return visitor.send(form_of(visitor), **(answers | said))


@pytest.mark.usefixtures("tour")
def test_eighteen_stages_and_none_is_invented(visitor: Visitor) -> None:
    page = visitor.open("/tour")

    assert len(page.texts(".stages > li")) == 18
    assert set(page.texts(".stage-standing")) == {"À programmer : sans date ni hôte pour l’instant"}
    assert "Aucune n’a encore de date" in page.text(".page-state")


@pytest.mark.usefixtures("tour")
def test_the_map_counts_the_sheets_of_each_region_and_has_its_table(
    visitor: Visitor, edition: Edition
) -> None:
    a_published(edition)
    a_published(edition, other_regions=["04"])

    page = visitor.open("/tour")

    rows = dict(
        zip(page.texts(".chart-table tbody th"), page.texts(".chart-table td"), strict=True)
    )
    assert len(rows) == 18
    assert (rows["Grand Est"], rows["La Réunion"], rows["Bretagne"]) == ("2", "1", "0")
    assert page.text(".chart-title").startswith("2 régions sur 18 ont déjà des fiches")
    assert visitor.open(page.link("La Réunion")).texts("h1") == ["La Réunion"]


@pytest.mark.usefixtures("tour")
def test_both_published_counts_are_shown_with_their_sources(visitor: Visitor) -> None:
    figures = visitor.open("/tour").text(".figures")

    assert "183" in figures
    assert "Plus de 550, entre 1 250 intercommunalités et 126 CCI" in figures
    assert figures.count("Source :") == 6


@pytest.mark.usefixtures("tour")
def test_a_region_tells_its_stage_its_sheets_its_partnerships_and_its_meetings(
    visitor: Visitor,
    edition: Edition,
    hosts: dict[str, Organization],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aside, "MOST_OF_REGION", 1)  # as many as are read, not as there are
    a_published(edition)
    a_published(edition, title="Visiter les usines")

    page = visitor.open("/tour/grand-est")
    assert page.texts("[data-board=practices] > p")[0] == "2 fiches"

    assert "sans date ni hôte" in page.text(".page-state")
    assert "Visiter les usines" in page.texts("article h3")
    assert "Contrat local de réciprocité Grand Nancy - Bassin de Pompey" in page.texts("article h3")
    assert "Rencontres régionales du pacte productif (AdCF)" in page.texts("article h3")
    assert page.link("CCI des Essais") == f"/annuaire/{hosts['cci'].slug}"
    assert "310 entreprises" in page.text("main")


@pytest.mark.usefixtures("tour")
def test_a_region_about_which_nothing_is_known_says_so(visitor: Visitor) -> None:
    page = visitor.open("/tour/mayotte")

    assert "Aucune fiche ne raconte encore cette région" in page.text("main")
    assert "Aucun partenariat" in page.text("main")
    assert "Aucune rencontre" in page.text("main")


@pytest.mark.parametrize("region", ["atlantide", "wallis-et-futuna", "44"])
def test_a_region_without_a_stage_is_not_a_page(visitor: Visitor, tour: Tour, region: str) -> None:
    visitor.open(f"/tour/{region}", status=404)


def test_before_any_edition_there_is_no_tour(visitor: Visitor) -> None:
    visitor.open("/tour", status=404)


@pytest.mark.usefixtures("tour")
def test_an_announced_stage_has_its_hosts_and_its_day_and_is_in_the_agenda(
    visitor: Visitor, hosts: dict[str, Organization]
) -> None:
    visitor.sign_in(an_animator("44"))

    page = announced(visitor, hosts)

    assert page.texts("[role=status]") == ["L’étape est à jour."]
    assert [(host.organization_id, host.role) for host in stage().hosts] == [
        (hosts["cci"].id, HostRole.CCI),
        (hosts["epci"].id, HostRole.INTERCOMMUNALITY),
    ]
    event = stage().event
    assert event is not None
    assert event.starts_on == IN_A_MONTH
    assert "Tour de France CCI-intercommunalités : étape Grand Est" in visitor.open(
        "/agenda?region=44"
    ).texts("article h3")
    assert db.session.scalars(queries.next_stage(today())).unique().all() == [stage()]
    assert "Prochaine étape : Grand Est" in visitor.open("/tour").text(".page-state")


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize(
    ("said", "where", "words"),
    [
        ({"starts_on": ""}, "#starts_on-error", "Une étape annoncée a une date."),
        ({"hosts-1-organization": ""}, "#hosts-error", "Il manque une intercommunalité"),
        ({"hosts-0-organization": ""}, "#hosts-error", "Il manque une CCI"),
        ({"starts_on": "2019-06-12"}, "#starts_on-error", "Cette date est passée"),
        ({"starts_on": "31/02/2027"}, "#starts_on-error", "date"),
        ({"starts_on": "2207-06-12"}, "#starts_on-error", "Vérifiez l’année"),
        ({"lifecycle": "held"}, "#starts_on-error", "n’est pas encore passée"),
        ({"lifecycle": "reported", "starts_on": "2019-06-12"}, "#summary-error", "compte rendu"),
    ],
)
def test_a_stage_is_not_said_further_than_it_is(
    visitor: Visitor, hosts: dict[str, Organization], said: dict[str, str], where: str, words: str
) -> None:
    page = form_of(visitor.sign_in(an_animator("44")))
    answers = {
        "lifecycle": "announced",
        "starts_on": IN_A_MONTH.isoformat(),
        "place": "Gardé à l’écran",
        "hosts-0-organization": str(hosts["cci"].id),
        "hosts-1-organization": str(hosts["epci"].id),
    }

    page = visitor.send(page, 422, **(answers | said))

    assert words in page.text(where)
    assert page.first("#place").attrib["value"] == "Gardé à l’écran"
    assert stage().lifecycle is Lifecycle.IDEA
    assert stage().hosts == []
    assert stage().event is None


@pytest.mark.usefixtures("tour")
def test_hosts_are_of_the_region(visitor: Visitor, hosts: dict[str, Organization]) -> None:
    page = form_of(visitor.sign_in(an_animator("44")))

    page = visitor.send(page, 422, **{"hosts-0-organization": str(hosts["elsewhere"].id)})

    assert page.texts("#hosts-0-organization-error")


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize(
    ("lifecycle", "happening", "day"),
    [
        ("postponed", Happening.POSTPONED, None),
        ("cancelled", Happening.CANCELLED, IN_A_MONTH),
    ],
)
def test_the_agenda_follows_what_becomes_of_a_stage(
    visitor: Visitor,
    hosts: dict[str, Organization],
    lifecycle: str,
    happening: Happening,
    day: date | None,
) -> None:
    visitor.sign_in(an_animator("44"))
    announced(visitor, hosts)

    visitor.send(form_of(visitor), lifecycle=lifecycle)

    event = stage().event
    assert event is not None
    assert (event.happening, event.starts_on) == (happening, day)
    assert db.session.scalar(select(func.count()).select_from(Event)) == 3


@pytest.mark.usefixtures("tour")
def test_the_hours_of_its_meeting_follow_a_stage_to_another_day(
    visitor: Visitor, hosts: dict[str, Organization]
) -> None:
    visitor.sign_in(an_animator("44"))
    announced(visitor, hosts)
    event = stage().event
    assert event is not None
    second = IN_A_MONTH + timedelta(days=1)
    said = {"ends_on": second, "hours-0-on": IN_A_MONTH, "hours-0-starts": "09:00", "hours-0-ends": "12:00"}  # fmt: skip
    page = visitor.open(f"{event.address}/modifier")
    visitor.send(page, **{name: str(value) for name, value in said.items()})

    later = IN_A_MONTH + timedelta(days=7)
    visitor.send(form_of(visitor), starts_on=later.isoformat())

    event = stage().event
    assert event is not None
    assert event.bookable is not None
    assert (event.starts_on, event.ends_on) == (later, later + timedelta(days=1))
    assert [slot.starts_local.date() for slot in event.bookable.slots] == [later]


@pytest.mark.usefixtures("tour")
def test_of_two_animators_the_second_is_told_and_keeps_what_was_typed(
    visitor: Visitor, hosts: dict[str, Organization]
) -> None:
    page = form_of(visitor.sign_in(an_animator("44")))
    faster = Visitor(visitor.client.application.test_client()).sign_in(an_animator())
    announced(faster, hosts)

    page = visitor.send(page, 409, place="Metz", title="Mon titre")

    assert "L’étape a changé pendant que vous écriviez" in page.text("main")
    assert page.first("#title").attrib["value"] == "Mon titre"
    assert stage().place == "Nancy"
    visitor.send(page)
    assert stage().place == "Metz"


@pytest.mark.usefixtures("tour")
def test_a_form_without_its_lock_is_refused(visitor: Visitor) -> None:
    page = form_of(visitor.sign_in(an_animator("44")))
    page.remove("main [name=lock_version]")

    visitor.send(page, 400, place="Metz")


@pytest.mark.usefixtures("tour")
def test_more_hosts_are_offered_and_nothing_is_written(visitor: Visitor) -> None:
    for name in ("CC Vosges du Nord", "CA Étampoise", "CC de Zeta"):
        OrganizationFactory(name=name)
    page = form_of(visitor.sign_in(an_animator("44")))

    page = visitor.send(page, press="add=hosts", place="Metz")

    assert len(page.select("select[name^=hosts-]")) == 4
    offered = page.texts("#hosts-0-organization option")[1:]
    assert offered == sorted(offered, key=fold)
    assert stage().place == ""


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("elsewhere", 403), ("administrator", 403), ("national", 200)],
)
def test_a_stage_is_changed_by_the_animators_of_its_region(
    visitor: Visitor, who: str, status: int
) -> None:
    made = {
        "member": MemberFactory, "elsewhere": lambda: an_animator("28"),
        "administrator": an_administrator, "national": an_animator,
    }[who]()  # fmt: skip

    visitor.sign_in(made).open("/tour/grand-est/modifier", status=status)


def test_an_organization_shows_its_known_partnerships(visitor: Visitor, edition: Edition) -> None:
    OrganizationFactory(slug="cci-france", name="CCI France", kind=Kind.FEDERATION)
    content.load()
    db.session.commit()

    page = visitor.open("/annuaire/cci-france")

    assert "Convention nationale AdCF - CCI France" in page.text(".panel")


def test_loaded_twice_nothing_changes(tour: Tour) -> None:
    tables = (Stage, StageHost, Partnership, Figure, Event)
    before = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    assert before == [18, 0, 12, 6, 2]

    content.load()
    db.session.commit()

    assert before == [
        db.session.scalar(select(func.count()).select_from(table)) for table in tables
    ]
    assert all(partnership.sources for partnership in every(select(Partnership)))


@pytest.mark.no_database
def test_a_stage_says_what_it_lacks() -> None:
    on, both = date(2027, 3, 1), {HostRole.CCI, HostRole.INTERCOMMUNALITY}
    assert lacking(Lifecycle.IDEA, set(), None, "", on) == {}
    assert lacking(Lifecycle.HOSTS_CONFIRMED, both, None, "", on) == {}
    assert set(lacking(Lifecycle.HELD, set(), None, "", on)) == {"hosts", "starts_on"}
    assert lacking(Lifecycle.ANNOUNCED, both, on, "", on) == {}
    assert lacking(Lifecycle.REPORTED, both, on, "Raconté.", on) == {}


@pytest.mark.usefixtures("tour")
@pytest.mark.parametrize("url", ["/tour", "/tour/grand-est"])
@pytest.mark.parametrize("is_member", [False, True])
def test_a_page_asks_at_most_eight_statements(
    visitor: Visitor, edition: Edition, url: str, is_member: bool
) -> None:
    a_published(edition)
    if is_member:
        visitor.sign_in(MemberFactory())
    visitor.open(url)

    with counted() as statements:
        visitor.open(url)

    assert len(statements) <= 8, "\n".join(statements)


@pytest.mark.usefixtures("tour")
def test_an_announced_stage_that_is_to_programme_again_leaves_its_day_in_the_agenda(
    visitor: Visitor, hosts: dict[str, Organization]
) -> None:
    visitor.sign_in(an_animator("44"))
    announced(visitor, hosts)

    visitor.send(form_of(visitor), lifecycle="idea", starts_on="")

    event = stage().event
    assert event is not None
    assert (event.happening, event.starts_on) == (Happening.POSTPONED, None)


@pytest.mark.usefixtures("tour")
def test_a_cancelled_stage_that_is_announced_again_is_another_meeting(
    visitor: Visitor, hosts: dict[str, Organization]
) -> None:
    visitor.sign_in(an_animator("44"))
    announced(visitor, hosts)
    visitor.send(form_of(visitor), lifecycle="cancelled")
    called_off = stage().event
    assert "elle était prévue le" in visitor.open("/tour").text(".stages")

    visitor.send(form_of(visitor), lifecycle="announced")

    event = stage().event
    assert event is not None and called_off is not None
    assert (event.happening, event.starts_on) == (Happening.SCHEDULED, IN_A_MONTH)
    assert (called_off.happening, called_off.slug) != (event.happening, event.slug)
    visitor.open(f"/agenda/{event.slug}")


@pytest.mark.usefixtures("tour")
def test_the_next_stage_is_the_soonest_and_those_held_have_had_their_day(
    visitor: Visitor, hosts: dict[str, Organization]
) -> None:
    later, sooner, held = every(select(Stage).order_by(Stage.number).limit(3))
    for one, days in ((later, 60), (sooner, 20)):
        one.lifecycle, one.starts_on = Lifecycle.ANNOUNCED, today() + timedelta(days=days)
    db.session.commit()
    name = sooner.region.name
    assert f"Prochaine étape : {name}" in visitor.open("/tour").text(".page-state")

    for one in (later, sooner):
        one.lifecycle, one.starts_on = Lifecycle.IDEA, None
    held.lifecycle, held.starts_on = Lifecycle.REPORTED, today() - timedelta(days=9)
    db.session.commit()

    page = visitor.open("/tour")
    assert "1 a été tenue" in page.text(".page-state")
    assert "aucune étape n’est encore annoncée" not in page.text("#carte")


@pytest.mark.usefixtures("tour")
def test_a_host_that_closed_since_stays_a_host_of_its_stage(
    visitor: Visitor, hosts: dict[str, Organization]
) -> None:
    visitor.sign_in(an_animator("44"))
    announced(visitor, hosts)
    hosts["epci"].closed_on = today()
    db.session.commit()

    visitor.send(form_of(visitor), place="Metz")

    assert {host.organization_id for host in stage().hosts} == {
        hosts["cci"].id,
        hosts["epci"].id,
    }
