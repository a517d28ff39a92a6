"""What an opening must say before the network reads it; and that SQL follows the same ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from intranet.competencies.actions import Asked
from intranet.competencies.models import Need
from intranet.kit.clock import months_after
from intranet.kit.db import every
from intranet.kit.texts import end_of_day
from intranet.openings import policy, queries
from intranet.openings.models import (
    ApplyMode,
    Category,
    Route,
    State,
    Vacancy,
    Wording,
    WorkTime,
)
from intranet.openings.policy import is_neutral, neutral
from intranet.organizations.models import Kind, Organization
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, an_animator
from tests.openings.factories import OpeningFactory

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
SOUND = Wording(
    title="Chargée ou chargé de mission (F/H)",
    missions="Visiter les entreprises et les relier aux développeurs. " * 5,
    municipality_code="54395",
    routes=(Route.TRANSFER,),
    category=Category.A,
    grades=("Attaché",),
    pay_min=31_000,
    pay_max=39_000,
    vacancy=Vacancy.VACANT,
    vacant_on=date(2027, 2, 1),
    recruiting_authority="La présidente",
    job_family="Action économique",
    conditions="Emploi permanent.",
    how_to_apply="Un dossier complet.",
    closes_at=end_of_day(date(2026, 12, 22)),
    asked=(Asked(1, 3), Asked(2, 2), Asked(3, 1)),
)


def faulty_fields(wording: Wording, *, public_employer: bool = False) -> list[str]:
    return [
        field
        for field, _ in policy.faults(wording, public_employer=public_employer, online_at=AT, at=AT)
    ]


@pytest.mark.no_database
def test_a_whole_opening_has_no_fault_whoever_employs() -> None:
    assert faulty_fields(SOUND) == []
    assert faulty_fields(SOUND, public_employer=True) == []


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "CHARGÉ DE MISSION FONCIER (F/H)"}, ["title"]),
        ({"title": "Chargé de mission"}, ["title"]),
        ({"missions": "Visiter les entreprises."}, ["missions"]),
        ({"missions": SOUND.missions + " Écrire à rh@essai.fr"}, ["missions"]),
        ({"profile": "Appeler le 03 83 00 11 22"}, ["profile"]),
        ({"recruiting_authority": "Le président, rh@essai.fr"}, ["recruiting_authority"]),
        ({"benefits": "Appeler le 03 83 00 11 22"}, ["benefits"]),
        ({"how_to_apply": "Au +33 6 12 34 56 78"}, ["how_to_apply"]),
        ({"how_to_apply": ""}, ["how_to_apply"]),
        ({"apply_url": "https://"}, ["apply_url"]),
        ({"apply_url": "ftp://essai.fr"}, ["apply_url"]),
        ({"municipality_code": None}, ["commune"]),
        ({"routes": ()}, ["routes"]),
        ({"work_share": 80}, ["work_share"]),
        ({"work_share": 80, "work_time": WorkTime.PART}, []),
        ({"pay_min": 2_600, "pay_max": 3_000}, ["pay_min", "pay_max"]),
        ({"pay_min": 39_000, "pay_max": 31_000}, ["pay_max"]),
        ({"pay_max": None}, ["pay_max"]),
        ({"pay_min": None, "pay_max": None, "grades": ()}, ["pay_min"]),
        ({"closes_at": None}, ["closes_on"]),
        ({"closes_at": AT - timedelta(minutes=1)}, ["closes_on"]),
        ({"closes_at": end_of_day(date(2026, 11, 28))}, ["closes_on"]),
        ({"closes_at": end_of_day(date(2027, 12, 24))}, ["closes_on"]),
        ({"asked": SOUND.asked[:2]}, ["required"]),
        ({"asked": tuple(Asked(n, 1) for n in range(9))}, ["required"]),
        (
            {"asked": SOUND.asked + tuple(Asked(n + 9, 1, need=Need.DESIRED) for n in range(9))},
            ["desired"],
        ),
        ({"asked": tuple(Asked(n, 1) for n in range(8))}, []),
        ({"asked": SOUND.asked + tuple(Asked(n + 9, 1, need=Need.DESIRED) for n in range(8))}, []),
        ({"title": "ABCD ef gh F/H"}, []),
        ({"missions": "a" * 200}, []),
        ({"missions": "a" * 199}, ["missions"]),
        ({"questions": ("Où ?", "Par rh@essai.fr ?")}, ["question_1"]),
        ({"questions": ("Où ?", "Au 03 83 00 11 22 ?")}, ["question_1"]),
        ({"apply_mode": ApplyMode.EMAIL}, ["apply_email"]),
        ({"apply_mode": ApplyMode.EMAIL, "apply_email": "rh@essai.fr"}, []),
        ({"apply_mode": ApplyMode.HERE, "how_to_apply": ""}, []),
        ({"how_to_apply": "", "apply_url": "https://essai.fr/poste"}, []),
        ({"pay_min": 5_000, "pay_max": 300_000}, []),
        ({"pay_min": 4_999, "pay_max": 300_001}, ["pay_min", "pay_max"]),
        ({"pay_min": 31_000, "pay_max": 31_000}, []),
        ({"pay_min": None}, ["pay_min"]),
        ({"pay_min": None, "pay_max": None}, []),
        ({"grades": ()}, []),
        ({"pay_min": None, "pay_max": None, "grades": (), "pay_note": "Par la loi"}, ["pay_min"]),
        (
            {"pay_min": None, "pay_max": None, "grades": (), "routes": (Route.APPRENTICESHIP,)},
            ["pay_min"],
        ),
        ({"closes_at": AT + timedelta(days=366)}, []),
        ({"closes_at": AT + timedelta(days=366, seconds=1)}, ["closes_on"]),
    ],
)
@pytest.mark.no_database
def test_each_fault_is_told_at_its_field(said: dict[str, object], fields: list[str]) -> None:
    assert faulty_fields(replace(SOUND, **said)) == fields


@pytest.mark.no_database
def test_all_the_faults_are_told_at_once() -> None:
    assert set(faulty_fields(Wording(title="Chef"), public_employer=True)) == {
        "title", "missions", "how_to_apply", "commune", "routes", "pay_min", "closes_on",
        "required", "vacancy", "vacant_on", "recruiting_authority", "job_family", "conditions",
        "category", "grades",
    }  # fmt: skip
    untitled = policy.faults(Wording(title=""), public_employer=False, online_at=AT, at=AT)
    assert dict(untitled)["title"].startswith("Donnez un intitulé")


@pytest.mark.no_database
def test_a_week_is_enough_for_a_private_employer_and_a_month_is_due_by_a_public_one() -> None:
    in_a_week = replace(SOUND, closes_at=end_of_day(date(2026, 11, 29)))
    a_day_short = replace(SOUND, closes_at=end_of_day(date(2026, 12, 21)))

    assert faulty_fields(in_a_week) == []
    assert faulty_fields(a_day_short, public_employer=True) == ["closes_on"]
    urgent = replace(a_day_short, urgent_reason="Absence imprévue")
    assert faulty_fields(urgent, public_employer=True) == []


@pytest.mark.no_database
def test_the_month_of_an_opening_already_online_runs_from_its_publication() -> None:
    later = AT + timedelta(days=25)
    assert policy.faults(SOUND, public_employer=True, online_at=AT, at=later) == []
    over = policy.faults(SOUND, public_employer=True, online_at=AT, at=SOUND.closes_at)
    assert [field for field, _ in over] == ["closes_on"]


@pytest.mark.no_database
def test_what_publishes_asks_what_the_law_and_discretion_ask_of_this_employer() -> None:
    hidden = replace(SOUND, is_confidential=True, category=None)
    town, agency = (Organization(kind=kind, name="Éclosion") for kind in (Kind.EPCI, Kind.AGENCY))

    def told(employer: Organization) -> list[str]:
        said = policy.faults_for(employer, hidden, online_at=AT, at=AT)
        return [field for field, _ in said]

    assert told(town) == ["category", "is_confidential"]
    assert told(agency) == ["apply_mode"]


@pytest.mark.no_database
def test_the_month_of_an_apprentice_has_no_grade_and_its_pay_is_set_by_law() -> None:
    apprentice = replace(
        SOUND, routes=(Route.APPRENTICESHIP,), grades=(), category=None, pay_min=None,
        pay_max=None, pay_note="Rémunération légale",
    )  # fmt: skip
    assert faulty_fields(apprentice, public_employer=True) == []


@pytest.mark.parametrize(
    ("first", "month_after"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
@pytest.mark.no_database
def test_a_month_ends_on_the_same_day_or_on_the_last(first: date, month_after: date) -> None:
    assert months_after(first, 1) == month_after


@pytest.mark.parametrize(
    "title",
    [
        "Chef de projet F/H", "Chef de projet (H / F)", "Chargé·e de mission", "Chargé(e) de mission",
        "Cheffe ou chef de projet", "Directrice/directeur", "Responsable du développement",
        "Manager de commerce", "Conseillère ou conseiller",
    ],
)  # fmt: skip
@pytest.mark.no_database
def test_titles_that_speak_to_all_are_neutral(title: str) -> None:
    assert is_neutral(title)


@pytest.mark.parametrize("title", ["Chargé de mission", "Directeur de l’eau ou du feu", "Chef"])
@pytest.mark.no_database
def test_titles_that_speak_to_some_are_not_neutral_until_mended(title: str) -> None:
    assert not is_neutral(title)
    assert is_neutral(neutral(title))
    assert not is_neutral("")


@pytest.mark.no_database
def test_a_mended_title_still_fits() -> None:
    assert len(neutral("a" * 100)) <= 100


def test_what_one_follows_is_the_same_in_sql_and_in_python() -> None:
    ours = OrganizationFactory()
    readers = [
        MemberFactory(organization=ours),
        a_recruiter(organization=ours),
        a_recruiter(),
        an_animator(organization=ours),
        an_animator(region="44"),
        an_animator(region="53"),
    ]
    openings = [
        OpeningFactory(organization=organization, municipality_code=town, **{trait: True})
        for organization in (ours, OrganizationFactory())
        for town in ("54395", "35238")
        for trait in ("draft", "in_review", "to_correct")
    ]
    openings += [
        OpeningFactory(draft=True, municipality_code="54395", source="essais", source_ref="1"),
        OpeningFactory(publish_at=AT + timedelta(days=1)),
        OpeningFactory(state=State.REJECTED, publish_at=AT),
    ]
    shown = {
        OpeningFactory(publish_at=AT),
        OpeningFactory(state=State.SUSPENDED, publish_at=AT),
        OpeningFactory(closed=True, publish_at=AT),
    }
    for reader in readers:
        found = set(every(queries.readable_by(reader, AT)))
        assert found == shown | {each for each in openings if policy.may_follow(reader, each)}
    assert set(every(queries.readable_by(None, AT))) == shown
