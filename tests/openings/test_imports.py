"""Openings brought by a file: read line by line, applied once, taken back once, and never a 500."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage

from intranet.kit.clock import PARIS, now, today
from intranet.kit.db import db
from intranet.kit.texts import end_of_day
from intranet.members.models import Member
from intranet.openings import actions, exchange
from intranet.openings.models import (
    ApplyMode,
    CloseReason,
    Experience,
    ImportFormat,
    Opening,
    OpeningImport,
    Route,
    State,
    WorkTime,
)
from intranet.organizations.models import Kind, Organization
from tests.factories import a_recruiter, an_animator
from tests.openings.factories import MISSIONS, OpeningFactory, a_trusted_organization, an_import
from tests.sql import counted
from tests.visitor import Page, Visitor

SOON = f"{today() + timedelta(days=40):%d/%m/%Y}"
WHOLE = {
    "Référence": "2026-1",
    "Employeur": "Agence des Lacs",
    "Intitulé du poste": "Responsable commerce (F/H)",
    "Missions": MISSIONS.strip(),
    "Commune": "Nancy (54)",
    "Modalités d’accès": "Contrat de droit privé",
    "Rémunération minimale": "31 000 €",
    "Rémunération maximale": "39000",
    "Compétences et niveaux attendus": "D1.1:3!, D1.2:2*3; D2.1:1",
    "Date limite": SOON,
    "Adresse pour candidater": "https://recrutement.example.fr/1",
}


@pytest.fixture
def employer(edition: object) -> Organization:
    made: Organization = a_trusted_organization(
        name="Agence des Lacs", kind=Kind.AGENCY, siren="123456782", region_code="44",
        department_code="54",
    )  # fmt: skip
    return made


@pytest.fixture
def animator(employer: Organization) -> Member:
    return an_animator("44")


def csv_of(*lines: dict[str, str]) -> bytes:
    headers = list(dict.fromkeys(name for line in lines for name in line))
    quoted = [[f'"{line.get(name, "")}"' for name in headers] for line in lines]
    return "\r\n".join(";".join(row) for row in [headers, *quoted]).encode("utf-8-sig")


def xlsx_of(*lines: dict[str, Any]) -> bytes:
    book, body = Workbook(), io.BytesIO()
    headers = list(dict.fromkeys(name for line in lines for name in line))
    book.active.append(headers)  # type: ignore[union-attr]
    for line in lines:
        book.active.append([line.get(name) for name in headers])  # type: ignore[union-attr]
    book.save(body)
    return body.getvalue()


def bring(visitor: Visitor, body: bytes, kind: str = "csv", status: int = 200, **said: Any) -> Page:
    form = visitor.open("/animer/offres/importer")
    sent = FileStorage(io.BytesIO(body), f"offres.{kind}")
    return visitor.send(form, status, file=sent, format=kind, **said)


def outcomes(page: Page) -> list[str]:
    return page.texts("td[data-label=Résultat]")


def apply(visitor: Visitor, page: Page) -> Page:
    return visitor.send(page, form="form[action$=application]")


def imported() -> Opening:
    db.session.expire_all()
    return db.session.scalars(select(Opening).where(Opening.source_ref != "")).one()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("csv", csv_of(WHOLE)),
        ("xlsx", xlsx_of(WHOLE)),
        ("json", json.dumps({"items": [WHOLE | {"Rémunération maximale": 39000.0}]}).encode()),
    ],
    ids=["csv", "xlsx", "json"],
)
def test_each_format_says_the_same_opening_and_twice_changes_nothing(
    visitor: Visitor, animator: Member, kind: str, body: bytes
) -> None:
    visitor.sign_in(animator)
    page = bring(visitor, body, kind, publishes="y")
    assert outcomes(page) == ["Créée"]
    assert db.session.query(Opening).count() == 0  # nothing is written before it is confirmed

    page = apply(visitor, page)
    assert "C’est fait : 1 offre" in page.text("[role=status]")
    made = imported()
    assert (made.state, made.apply_mode) == (State.PUBLISHED, ApplyMode.ELSEWHERE)
    assert (made.pay_min, made.pay_max, made.routes) == (31_000, 39_000, [Route.PRIVATE_CONTRACT])
    assert made.apply_url == "https://recrutement.example.fr/1"
    assert made.requirement_set
    assert sorted((one.level, one.weight) for one in made.requirement_set.requirements) == [
        (1, 1), (2, 3), (3, 1),
    ]  # fmt: skip
    assert visitor.open("/offres?q=commerce").texts("article h3") == ["Responsable commerce (F/H)"]

    again = bring(visitor, body, kind)
    assert outcomes(again) == ["Inchangée"]
    assert "Il n’y a rien à écrire" in again.text()


@pytest.mark.parametrize("kind", list(ImportFormat))
def test_what_we_write_is_read_back_as_it_was(
    app: Flask, visitor: Visitor, animator: Member, kind: ImportFormat
) -> None:
    noon = datetime.combine(today() + timedelta(days=60), time(12), PARIS)
    said = {
        "missions": MISSIONS.strip(), "routes": [Route.PRIVATE_CONTRACT, Route.VTE],
        "end_on": today() + timedelta(days=400), "benefits": "Titres-restaurant",
        "work_time": WorkTime.PART, "work_share": 80, "experience": Experience.CONFIRMED,
    }  # fmt: skip
    OpeningFactory(closes_at=noon, **said)
    OpeningFactory(closes_at=end_of_day(noon.date()), **said)
    done = app.test_cli_runner().invoke(args=["openings", "export", "--format", kind.value])
    told = exchange.read(kind, done.stdout_bytes).lines[0].said
    for key, words in {
        "work_share": "80",
        "experience": "Confirmé",
        "benefits": "Titres-restaurant",
    }.items():
        assert told[key] == words
    page = bring(visitor.sign_in(animator), done.stdout_bytes, kind.value)
    assert outcomes(page) == ["Inchangée", "Inchangée"], page.texts("td[data-label=Détail]")


def test_a_changed_line_changes_its_opening_alone_and_says_what(
    visitor: Visitor, animator: Member
) -> None:
    visitor.sign_in(animator)
    two = WHOLE | {"Référence": "2026-2", "Intitulé du poste": "Responsable foncier (F/H)"}
    apply(visitor, bring(visitor, csv_of(WHOLE, two), publishes="y"))
    astray = two | {"Commune": "Nulleville"}
    page = bring(visitor, csv_of(WHOLE | {"Rémunération maximale": "42000"}, astray))

    assert outcomes(page) == ["Modifiée", "Inchangée"]
    told = page.text("tr:nth-of-type(2) td[data-label=Détail]")
    assert "Commune « Nulleville » inconnue" in told and "brouillon" not in told  # it is online
    assert "rémunération" in page.text("tr:nth-of-type(1) td[data-label=Détail]")
    apply(visitor, page)
    pays = db.session.scalars(select(Opening.pay_max).order_by(Opening.source_ref)).all()
    assert pays == [42_000, 39_000]


def test_a_draft_planned_here_is_not_closed_by_a_file_before_it_is_online(
    visitor: Visitor, animator: Member
) -> None:
    """The line is refused, with its reason; the others are written."""
    visitor.sign_in(animator)
    apply(visitor, bring(visitor, csv_of(WHOLE)))
    planned = imported()
    planned.publish_at = now() + timedelta(days=20)
    db.session.commit()
    sooner = f"{now() + timedelta(days=12):%d/%m/%Y}"
    two = WHOLE | {"Référence": "2026-2", "Intitulé du poste": "Responsable foncier (F/H)"}
    page = bring(visitor, csv_of(WHOLE | {"Date limite": sooner}, two))

    assert outcomes(page) == ["Refusée", "Créée"]
    assert "avant sa mise en ligne" in page.text("tr:nth-of-type(1) td[data-label=Détail]")
    assert "C’est fait : 1 offre" in apply(visitor, page).text("[role=status]")


@pytest.mark.parametrize("since", ["hired", "planned"])
def test_what_happened_since_is_not_undone_with_the_file(
    visitor: Visitor, animator: Member, since: str
) -> None:
    """Two hired of two posts, that the file had found to be one; a day planned after the former end."""
    visitor.sign_in(animator)
    apply(visitor, bring(visitor, csv_of(WHOLE)))
    later = f"{today() + timedelta(days=90):%d/%m/%Y}"
    more = WHOLE | {"Nombre de postes": "2", "Date limite": later}
    page = apply(visitor, bring(visitor, csv_of(more)))
    opening = imported()
    if since == "hired":
        opening.filled = 2
    else:
        opening.publish_at = now() + timedelta(days=80)
    db.session.commit()

    done = visitor.send(page, form="form[action$=annulation]")

    assert "1 offre a changé depuis" in done.text("[role=status]").replace("\u00a0", " ")
    assert imported().positions == 2


def test_a_file_made_with_our_former_header_is_still_read(
    visitor: Visitor, animator: Member, employer: Organization
) -> None:
    said = {
        {"Compétences et niveaux attendus": "Compétences indispensables"}.get(key, key): value
        for key, value in WHOLE.items()
    }
    apply(visitor.sign_in(animator), bring(visitor, csv_of(said), publishes="y"))

    asked = imported().requirement_set
    assert asked
    assert [(each.level, each.is_mandatory) for each in asked.requirements] == [
        (3, True), (2, False), (1, False),
    ]  # fmt: skip


def test_what_is_not_complete_stays_a_draft_that_an_animator_finishes(
    visitor: Visitor, animator: Member, employer: Organization
) -> None:
    visitor.sign_in(animator)
    page = bring(visitor, csv_of(WHOLE | {"Compétences et niveaux attendus": ""}), publishes="y")
    assert "Restera en brouillon : 1 point à compléter" in page.text()
    apply(visitor, page)
    made = imported()
    assert made.state is State.DRAFT
    form = visitor.open(f"{made.address}/modifier")
    said = {
        f"required-{place}-{name}": value
        for place, (code, level) in enumerate((("D1.1", "3"), ("D1.2", "2"), ("D2.1", "1")))
        for name, value in (("code", code), ("level", level))
    }
    visitor.send(form, press="publish=1", **said)
    assert imported().state is State.PUBLISHED
    stranger = Visitor(visitor.client.application.test_client()).sign_in(an_animator("53"))
    stranger.open(f"{made.address}/modifier", status=403)


def test_the_first_opening_of_an_employer_goes_through_another_animator(
    visitor: Visitor, animator: Member, employer: Organization
) -> None:
    employer.trusted_at = None
    db.session.commit()
    visitor.sign_in(animator)
    apply(visitor, bring(visitor, csv_of(WHOLE), publishes="y"))
    made = imported()
    assert made.state is State.IN_REVIEW
    assert not visitor.open(made.address).select("[name=verdict]")  # four eyes


CSP = (
    "Organisme de rattachement;Référence;Intitulé du poste;Employeur;Métier;Lieu d'affectation;"
    "Nature de l'emploi;Catégorie;Date de fin de publication par défaut;Compétences attendues\n"
    f"Fonction publique territoriale;2026-777;Chargé de mission commerce;AGENCE DES LACS;Action éco;"
    f"Nancy;Emploi ouvert aux titulaires et aux contractuels;Catégorie A (cadre);{SOON};Écoute\n"
    f"Fonction publique de l'État;2026-778;Gardien;Ministère inconnu;Sécurité;Paris;"
    f"Emploi ouvert uniquement aux contractuels;Catégorie C;{SOON};Force\n"
)


def test_the_open_data_of_choisir_le_service_public_is_read_as_it_comes(
    visitor: Visitor, animator: Member
) -> None:
    visitor.sign_in(animator)
    page = bring(visitor, CSP.encode("cp1252"))
    assert outcomes(page) == ["Créée", "Refusée"]
    assert "L’employeur « Ministère inconnu » n’est pas dans l’annuaire" in page.text()
    apply(visitor, page)
    made = imported()
    assert (made.source, made.source_ref, made.csp_reference) == ("csp", "2026-777", "2026-777")
    assert made.routes == [Route.TRANSFER, Route.DETACHMENT, Route.PUBLIC_CONTRACT]
    assert made.category == "A"
    assert made.municipality_code == "54395"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"Référence": ""}, "sans référence"),
        ({"Référence": "x" * 121}, "référence de plus de 120 caractères"),
        ({"Intitulé du poste": ""}, "sans intitulé"),
        ({"Intitulé du poste": "x" * 101}, "intitulé de plus de 100 caractères"),
        ({"Employeur": "Personne"}, "n’est pas dans l’annuaire"),
        ({"Employeur": ""}, "l’employeur manque"),
        ({"Date limite": "31/02/2027"}, "n’est pas une date"),
        ({"Date limite": "01/01/2020"}, "sa date limite est passée"),
        ({"Modalités d’accès": "avion"}, "modalité d’accès « avion » inconnue"),
        ({"Catégorie": "Z"}, "catégorie « Z » inconnue"),
        ({"Rémunération minimale": "beaucoup"}, "n’est pas un nombre"),
        ({"Rémunération minimale": "50000"}, "le bas de la rémunération est au-dessus du haut"),
        ({"Compétences et niveaux attendus": "D9.9:3"}, "« D9.9 » n’est pas dans le référentiel"),
        ({"Compétences et niveaux attendus": "D1.1"}, "écrivez son code et son niveau"),
        ({"Compétences et niveaux attendus": "D1.1:9"}, "un niveau de 1 à 4"),
        ({"Compétences souhaitées": "D2.1:2!"}, "une compétence souhaitée n’est pas indispensable"),
        (
            {"Adresse pour candidater": "javascript:alert(1)"},
            "donnez une adresse complète, qui commence par https://",
        ),
        ({"Nombre de postes": "999"}, "n’est pas entre 1 et 50"),
        ({"Quotité": "5 %"}, "n’est pas entre 10 et 100"),
        (
            {"Prise de poste": "01/02/2027", "Fin du contrat": "31/01/2027"},
            "la fin du contrat vient avant la prise de poste",
        ),
        ({"Missions": "x" * 6001}, "missions de plus de 6000 caractères"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_by_its_number_and_harms_no_other(
    visitor: Visitor, animator: Member, said: dict[str, str], why: str
) -> None:
    sound = WHOLE | {"Référence": "autre", "Intitulé du poste": "Responsable foncier (F/H)"}
    page = bring(visitor.sign_in(animator), csv_of(sound, WHOLE | said))
    assert outcomes(page) == ["Créée", "Refusée"]
    [_, detail] = page.texts("td[data-label=Détail]")
    said_there = detail.replace("\u00a0", " ").replace("\u202f", " ")
    assert not said_there[0].islower()
    assert why.lower() in said_there.lower()
    assert page.texts("td[data-label=Ligne]") == ["2", "3"]
    apply(visitor, page)
    assert imported().source_ref == "autre"


def test_one_reference_twice_another_region_and_what_people_changed_here_are_refused(
    visitor: Visitor, animator: Member, employer: Organization
) -> None:
    visitor.sign_in(animator)
    assert outcomes(bring(visitor, csv_of(WHOLE, WHOLE))) == ["Créée", "Refusée"]
    elsewhere = Visitor(visitor.client.application.test_client()).sign_in(an_animator("53"))
    assert "région que vous animez" in bring(elsewhere, csv_of(WHOLE)).text()

    apply(visitor, bring(visitor, csv_of(WHOLE), publishes="y"))
    recruiter = Visitor(visitor.client.application.test_client())
    recruiter.sign_in(a_recruiter(organization=employer))
    recruiter.send(recruiter.open(f"{imported().address}/modifier"), pay_max="45000")
    page = bring(visitor, csv_of(WHOLE | {"Rémunération maximale": "42000"}))
    assert "modifiée ici depuis : rien n’est écrasé" in page.text().replace("\u00a0", " ")


def test_what_a_file_long_gone_brought_is_not_overwritten(
    visitor: Visitor, animator: Member
) -> None:
    visitor.sign_in(animator)
    apply(visitor, bring(visitor, csv_of(WHOLE)))
    db.session.execute(delete(OpeningImport))
    db.session.commit()
    page = bring(visitor, csv_of(WHOLE | {"Rémunération maximale": "42000"}))
    assert "n’est plus gardé : modifiez l’offre ici" in page.text().replace("\u00a0", " ")
    assert outcomes(bring(visitor, csv_of(WHOLE))) == ["Inchangée"]


def test_taken_back_everything_is_as_before(visitor: Visitor, animator: Member) -> None:
    visitor.sign_in(animator)
    first = apply(visitor, bring(visitor, csv_of(WHOLE), publishes="y"))
    draft = WHOLE | {"Référence": "2", "Intitulé du poste": "Chef de projet (F/H)", "Missions": ""}
    changed = WHOLE | {"Rémunération maximale": "42000"}
    second = apply(visitor, bring(visitor, csv_of(changed, draft)))
    assert db.session.query(Opening).count() == 2
    kept = db.session.scalars(select(OpeningImport).order_by(OpeningImport.id.desc())).first()
    assert kept
    older = deepcopy(kept.did)  # as the version before « Avantages » kept it
    for said in (older[key][when] for key in older for when in ("before", "after")):
        (said or {}).pop("benefits", None)
    kept.did = older
    db.session.commit()
    assert outcomes(bring(visitor, csv_of(WHOLE))) == ["Modifiée"]

    page = visitor.send(second, form="form[action$=annulation]")
    assert "2 offres remises comme avant" in page.text("[role=status]")
    assert imported().pay_max == 39_000
    assert not page.select("form[action$=annulation]")
    visitor.send(first, form="form[action$=annulation]")
    assert (imported().state, imported().close_reason) == (State.CLOSED, CloseReason.CANCELLED)
    assert "close ici" in bring(visitor, csv_of(WHOLE)).text("td[data-label=Détail]")


def test_what_is_no_longer_of_ones_region_is_not_taken_back(
    visitor: Visitor, animator: Member
) -> None:
    visitor.sign_in(animator)
    page = apply(visitor, bring(visitor, csv_of(WHOLE), publishes="y"))
    [role] = animator.roles
    role.region_code = "53"
    db.session.commit()

    page = visitor.send(page, form="form[action$=annulation]")

    assert "n’est plus de vos régions" in page.text("[role=status]")
    assert imported().state is State.PUBLISHED


def test_what_changed_since_is_left_as_it_is(visitor: Visitor, animator: Member) -> None:
    visitor.sign_in(animator)
    page = apply(visitor, bring(visitor, csv_of(WHOLE | {"Missions": ""})))
    visitor.send(
        visitor.open(f"{imported().address}/modifier"), press="draft=1", title="Autre (F/H)"
    )
    page = visitor.send(page, form="form[action$=annulation]")
    assert "1 offre a changé depuis" in page.text("[role=status]")
    assert imported().title == "Autre (F/H)"


def test_a_file_is_applied_once_and_read_by_who_brought_it(
    visitor: Visitor, animator: Member
) -> None:
    visitor.sign_in(animator)
    page = bring(visitor, csv_of(WHOLE))
    apply(visitor, page)
    again = visitor.send(page, 409, form="form[action$=application]")
    assert "rien de votre envoi n’a été écrit" in again.text().replace("\u00a0", " ")
    assert db.session.query(Opening).count() == 1
    other = Visitor(visitor.client.application.test_client()).sign_in(an_animator())
    other.open(page.url, status=404)


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("csv", b""),
        ("csv", b"\x00\x01\x02"),
        ("csv", xlsx_of(WHOLE)),
        ("csv", "Référence;Référence;Intitulé\n1;2;3".encode()),
        ("csv", b"Nom;Prenom\nA;B"),
        ("csv", 'Référence;Intitulé\n"jamais refermé;x'.encode()),
        ("xlsx", b"PK\x03\x04 nothing"),
        ("xlsx", csv_of(WHOLE)),
        ("xlsx", BOMB),
        ("json", b"{"),
        ("json", b"[" * 100_000),
        ("json", b'{"items": 3}'),
        ("json", b"[]"),
        ("json", b'[{"R\xe9f\xe9rence": 1}]'),
        ("json", b"[NaN]"),
        ("json", '[{"Référence": "A", "Intitulé": 1e999}]'.encode()),
        ("json", b'["pas un objet"]'),
    ],
)
def test_a_hostile_or_foreign_file_is_refused_in_a_sentence(
    visitor: Visitor, animator: Member, kind: str, body: bytes
) -> None:
    page = bring(visitor.sign_in(animator), body, kind, status=422)
    assert page.texts(".field-error")
    assert not db.session.query(Opening).count()


def test_signs_that_no_database_keeps_are_taken_away(visitor: Visitor, animator: Member) -> None:
    odd = WHOLE | {
        "Profil recherché": "Un\u0000 profil \ud800",
        "Conditions d’exercice": {"a": [1]},
    }
    body = json.dumps([odd]).encode()
    apply(visitor.sign_in(animator), bring(visitor, body, "json"))
    assert imported().profile == "Un profil"


def test_a_formula_is_named_and_never_run(visitor: Visitor, animator: Member) -> None:
    page = bring(visitor.sign_in(animator), xlsx_of(WHOLE | {"Missions": "=1+1"}), "xlsx")
    assert "contient une formule" in page.text()
    assert outcomes(page) == ["Refusée"]


def test_what_is_exported_is_read_back_as_it_is(
    app: Flask, visitor: Visitor, animator: Member, employer: Organization
) -> None:
    apply(visitor.sign_in(animator), bring(visitor, csv_of(WHOLE), publishes="y"))
    hidden = OpeningFactory(is_confidential=True, municipality_code="54547")
    for kind in ImportFormat:
        done = app.test_cli_runner().invoke(args=["openings", "export", "--format", kind.value])
        assert done.exit_code == 0
        sheet = exchange.read(kind, done.stdout_bytes)
        told = {line.said["reference"]: line.said for line in sheet.lines}
        assert told["2026-1"]["required"] == "D1.1:3!, D1.2:2*3, D2.1:1"
        assert told[hidden.reference]["employer"] == "Employeur confidentiel"
        assert "Vandœuvre" not in str(told)
        again = actions.plan_of(kind, done.stdout_bytes, animator, hidden.created_at)
        assert [row.outcome for row in again.rows if row.reference == "2026-1"] == ["left"]


def test_from_a_terminal_a_file_with_one_bad_line_is_refused_whole(
    app: Flask, animator: Member, tmp_path: Path
) -> None:
    file = tmp_path / "offres.csv"
    file.write_bytes(csv_of(WHOLE, WHOLE | {"Référence": "2", "Date limite": "demain"}))
    email = animator.email
    words = ["openings", "import", str(file), "--format", "csv", "--by", email]
    refused = app.test_cli_runner().invoke(args=words)
    assert refused.exit_code == 1
    assert "ligne 3 : refusée" in refused.stderr
    assert db.session.query(Opening).count() == 0
    file.write_bytes(csv_of(WHOLE))
    assert (
        "donnerait : 1\u00a0offre créée"
        in app.test_cli_runner().invoke(args=[*words, "--dry-run"]).stdout
    )
    assert db.session.query(Opening).count() == 0
    assert app.test_cli_runner().invoke(args=[*words, "--publish"]).exit_code == 0
    assert imported().state is State.PUBLISHED
    wrong = app.test_cli_runner().invoke(args=[*words[:-1], "personne@nulle.part"])
    assert wrong.exit_code == 1
    assert "Aucun animateur" in wrong.stderr


def test_from_a_terminal_who_is_alone_to_animate_the_network_needs_no_name(
    app: Flask, employer: Organization, tmp_path: Path
) -> None:
    file = tmp_path / "offres.csv"
    file.write_bytes(csv_of(WHOLE))
    words = ["openings", "import", str(file), "--format", "csv"]
    assert "dites par --by" in app.test_cli_runner().invoke(args=words).stderr
    first, second = an_animator(), an_animator()
    unsure = app.test_cli_runner().invoke(args=words)
    assert unsure.exit_code == 1 and "dites par --by" in unsure.stderr
    assert app.test_cli_runner().invoke(args=[*words, "--dry-run"]).exit_code == 0
    assert db.session.query(Opening).count() == 0
    db.session.delete(first.roles[0])
    db.session.commit()
    assert app.test_cli_runner().invoke(args=words).exit_code == 0
    assert imported().owner == second


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_template_is_a_file_that_we_read(visitor: Visitor, animator: Member, form: str) -> None:
    answer = visitor.sign_in(animator).client.get(f"/animer/offres/importer/modele.{form}")
    [line] = exchange.read(ImportFormat(form), answer.data).lines
    assert line.said["reference"] == "2026-014"


def test_a_preview_of_many_lines_takes_as_few_statements_as_one(
    app: Flask, visitor: Visitor, animator: Member
) -> None:
    visitor.sign_in(animator)
    some = [WHOLE | {"Référence": f"n{place}"} for place in range(60)]
    one = an_import(animator, csv_of(WHOLE).decode("utf-8-sig"))
    many = an_import(animator, csv_of(*some).decode("utf-8-sig"))
    with counted() as few:
        visitor.open(f"/animer/offres/importer/{one.id}")
    with counted() as more:
        visitor.open(f"/animer/offres/importer/{many.id}")
    assert len(more) <= len(few) + 1
