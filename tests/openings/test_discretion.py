"""An employer that asked not to be named: nobody reads who it is, on any page, file or letter."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.openings import actions, policy, queries
from intranet.openings.commands import tell_alerts
from intranet.openings.models import (
    ApplicationFile,
    FileKind,
    Frequency,
    Opening,
    SavedSearch,
)
from intranet.organizations.models import EmailDomain, Kind, Organization
from intranet.places.models import Precision
from tests.factories import (
    MemberFactory,
    a_recruiter,
    an_animator,
)
from tests.openings.factories import (
    MISSIONS,
    OpeningFactory,
    a_trusted_organization,
    an_application,
)
from tests.openings.test_writing import whole, written
from tests.visitor import Visitor

SECRETS = ("fabrique des cretes", "fdcr", "fabrique-cretes.example", "vandœuvre", "grandidier")
FORMS = ("csv", "json", "atom", "xlsx", "xml")
SECRETS_FOLDED = tuple(fold(secret) for secret in SECRETS)


@pytest.fixture
def employer(edition: object) -> Organization:
    made = a_trusted_organization(
        name="Fabrique des Crêtes", acronym="FDCR", kind=Kind.AGENCY, slug="fabrique-des-cretes"
    )
    db.session.add(EmailDomain(domain="fabrique-cretes.example", organization=made))
    return made


@pytest.fixture
def owner(employer: Organization) -> Member:
    return a_recruiter(organization=employer, name="Odile Grandidier")


@pytest.fixture
def opening(app: Flask, owner: Member) -> Opening:
    """Posted as people do, by the form, in a commune that has one such agency."""
    visitor = Visitor(app.test_client()).sign_in(owner)
    form = visitor.open("/offres/nouvelle")
    said = whole(title="Responsable de filière (F/H)", commune="Vandœuvre-lès-Nancy (54)")
    visitor.send(form, press="publish=1", is_confidential="y", apply_mode="here", **said)
    return written()


def assert_discreet(body: str, where: str) -> None:
    told = fold(body)
    found = [secret for secret in SECRETS_FOLDED if secret in told]
    assert not found, f"{where} says {found}"


def body_of(answer: Any) -> str:
    """All that an answer says, unpacked where it is a workbook."""
    body: bytes = answer.data
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(io.BytesIO(body)) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def walked(app: Flask, opening: Opening, values: dict[str, Any], *, but: str) -> list[str]:
    """Every address that is read, of whichever part, with its arguments given."""
    values = {"opening_id": opening.id, **values}
    adapter, addresses = app.url_map.bind("localhost"), []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not str(rule).startswith(but):
            forms = (
                [form for form in FORMS if form in str(rule)] if "form" in rule.arguments else [""]
            )
            for form in forms:
                given = {name: values.get(name, 1) for name in rule.arguments}
                addresses.append(
                    adapter.build(rule.endpoint, given | ({"form": form} if form else {}))
                )
    return addresses


def test_no_page_nor_file_names_it_to_visitors_candidates_and_members(
    app: Flask, opening: Opening, owner: Member
) -> None:
    candidate = MemberFactory()
    sent = an_application(opening, candidate)
    file = _a_file_opened_by(owner, sent)
    actions.write_message(sent, owner, "Bonjour, votre parcours nous intéresse.", now())
    db.session.commit()
    values = {
        "application_uuid": sent.uuid, "file_id": file, "address": "etude", "name": "site.css"
    }  # fmt: skip
    addresses = [
        *walked(app, opening, values, but="/annuaire"), "/recherche?q=responsable",
        "/offres?vue=carte", "/offres?tri=echeance", "/offres?commune=Nancy&rayon=25",
        "/offres.json?q=filiere", "/offres.csv?region=44", "/referentiel/D1.1",
    ]  # fmt: skip
    assert len(addresses) > 20
    reached = 0
    title = opening.title
    colleague_id = MemberFactory(organization=opening.organization).id
    of_the_board = [each for each in addresses if each.startswith("/offres")]
    readers = {
        None: addresses, candidate.id: addresses, MemberFactory().id: addresses,
        colleague_id: of_the_board,
    }  # fmt: skip
    for reader, read in readers.items():
        visitor = Visitor(app.test_client())
        if reader:
            visitor.sign_in(db.session.get_one(Member, reader))
        for address in read:
            answer = visitor.client.get(address)
            assert answer.status_code < 500, address
            assert reader is None or address != "/moi/activite" or answer.status_code == 200
            body = body_of(answer)
            answer.close()
            reached += title in body
            if reader == colleague_id:  # their own menu says where they work
                body = body.rpartition("</header>")[2]
            assert_discreet(body, f"{address} to {reader}")
    assert reached > 20


def test_the_activity_of_a_candidate_says_that_a_file_was_read_and_not_by_whom(
    visitor: Visitor, opening: Opening, owner: Member
) -> None:
    named = OpeningFactory()
    candidate = MemberFactory()
    _a_file_opened_by(named.owner, an_application(named, candidate))
    _a_file_opened_by(owner, an_application(opening, candidate))

    said = visitor.sign_in(candidate).open("/moi/activite").text("main")

    assert_discreet(said, "the activity")
    assert "Une personne qui recrute" in said and named.owner.name in said


def _a_file_opened_by(owner: Member, sent: Any) -> int:
    file = ApplicationFile(application_id=sent.id, kind=FileKind.CV, name="cv.pdf")
    db.session.add(file)
    db.session.flush()
    actions.open_file(file, owner, now())
    db.session.commit()
    return file.id


@pytest.mark.parametrize("words", ["Fabrique", "FDCR", "crêtes", "Vandœuvre", "Grandidier"])
def test_no_word_that_would_name_it_finds_it(
    visitor: Visitor, opening: Opening, words: str
) -> None:
    for address in ("/offres", "/offres.json", "/offres.atom", "/recherche"):
        assert opening.title not in visitor.client.get(address, query_string={"q": words}).text
    assert opening.title in visitor.client.get("/offres?q=filière").text


def test_neither_its_page_nor_its_filters_betray_it(
    visitor: Visitor, opening: Opening, employer: Organization
) -> None:
    assert opening.title not in visitor.open(employer.address).html
    for query in ("structure=fabrique-des-cretes", "employeur=agency", "commune=Metz&rayon=50"):
        assert opening.title not in visitor.client.get(f"/offres.json?{query}").text
    # Counted as « Autre structure », and placed at the largest commune of the département.
    assert visitor.client.get("/offres.json?employeur=other").json["total"] == 1  # type: ignore[index]
    assert opening.precision is Precision.DEPARTMENT
    assert opening.epci_siren is None
    nancy = OpeningFactory(municipality_code="54395")
    assert (opening.latitude, opening.longitude) == (nancy.latitude, nancy.longitude)


def test_its_recruiters_and_the_animators_of_its_region_read_it_and_nobody_else(
    visitor: Visitor, opening: Opening, owner: Member
) -> None:
    for reader, knows in (
        (owner, True), (an_animator("44"), True), (an_animator(), True),
        (an_animator("53"), False), (a_recruiter(), False),
    ):  # fmt: skip
        page = visitor.sign_in(reader).open(opening.address)
        assert ("Fabrique des Crêtes" in page.text()) is knows
        assert ("Offre confidentielle" in page.text()) is knows
        assert policy.may_know_employer(reader, opening) is knows


def test_the_page_read_by_search_engines_says_that_it_is_confidential(
    visitor: Visitor, opening: Opening
) -> None:
    page = visitor.open(opening.address)
    [posting] = page.soup.select("script[type='application/ld+json']")
    assert '"hiringOrganization": "confidential"' in posting.text.replace('":"', '": "')
    assert "Meurthe-et-Moselle" in posting.text


def test_letters_to_candidates_and_to_those_who_keep_a_search_do_not_name_it(
    opening: Opening, owner: Member
) -> None:
    candidate, keen = MemberFactory(), MemberFactory()
    db.session.add(
        SavedSearch(
            member_id=keen.id, name="Tout", query="", frequency=Frequency.IMMEDIATE,
            told_since=now() - timedelta(hours=2), wanted_at=now(),
        )
    )  # fmt: skip
    sent = an_application(opening, candidate)
    actions.write_message(sent, owner, "Bonjour.", now())
    actions.answer(
        sent,
        policy.Step.REFUSE,
        actions.Answer(message="Merci."),
        owner,
        now(),
        version=sent.version,
    )
    db.session.commit()
    tell_alerts(now() + timedelta(hours=1))
    letters = [
        one for one in db.session.query(Letter) if one.recipient in {candidate.email, keen.email}
    ]
    assert len(letters) >= 4
    for letter in letters:
        assert_discreet(f"{letter.subject} {letter.body}", letter.key)


def test_the_line_and_the_object_tell_the_same_employer_and_place(edition: object) -> None:
    hidden = OpeningFactory(is_confidential=True, municipality_code="54547")
    shown = OpeningFactory(municipality_code="54547")
    lines = {line.id: line for line in queries.these([hidden.id, shown.id], now())}
    for each in (hidden, shown):
        line = lines[each.id]
        assert (line.employer, f"{line.place} ({line.department_code})") == (
            each.employer, each.place,
        )  # fmt: skip
    assert hidden.employer != hidden.organization.name


@pytest.mark.parametrize("kind", [Kind.EPCI, Kind.REGION, Kind.STATE, Kind.CCI, Kind.OPERATOR])
def test_a_public_employer_always_says_who_it_is(
    visitor: Visitor, edition: object, kind: Kind
) -> None:
    recruiter = a_recruiter(organization=a_trusted_organization(kind=kind))
    form = visitor.sign_in(recruiter).open("/offres/nouvelle")
    assert not form.select("[name=is_confidential]")
    sent = {name: values[0] for name, values in form.answers(form.form()).items() if values}
    forged = sent | whole() | {"is_confidential": "y", "apply_mode": "here"}
    answer = visitor.client.post("/offres/nouvelle", data=forged | {"publish": "1"})
    assert answer.status_code == 422
    assert "Un employeur public dit toujours qui il est." in answer.text
    visitor.client.post("/offres/nouvelle", data=forged | {"draft": "1"})
    assert written().is_confidential is False


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"missions": f"{MISSIONS} La Fabrique des Crêtes vous attend."}, "missions"),
        ({"profile": "Vous aimez FDCR."}, "profile"),
        (
            {"how_to_apply": "Voyez www.fabrique-cretes.example pour en savoir plus."},
            "how_to_apply",
        ),
        ({"apply_url": "https://recrutement.example.fr"}, "apply_url"),
        ({"apply_mode": "elsewhere"}, "apply_mode"),
    ],
)
def test_its_own_texts_may_not_name_it(
    visitor: Visitor, owner: Member, said: dict[str, str], field: str
) -> None:
    form = visitor.sign_in(owner).open("/offres/nouvelle")
    answers = whole(is_confidential="y", apply_mode="here") | said
    page = visitor.send(form, 422, press="publish=1", **answers)
    assert page.soup.select_one(f"#{field}-error, [name={field}][aria-invalid]")


def test_a_name_that_was_public_is_not_hidden_afterwards(visitor: Visitor, owner: Member) -> None:
    shown = OpeningFactory(organization=owner.organization, owner=owner)
    form = visitor.sign_in(owner).open(f"/offres/{shown.id}/modifier")
    page = visitor.send(form, 422, **whole(is_confidential="y", apply_mode="here"))
    assert "Elle a déjà paru sous le nom" in page.text()


def test_once_named_it_is_found_by_its_name_at_its_place(
    visitor: Visitor, opening: Opening, owner: Member
) -> None:
    form = visitor.sign_in(owner).open(f"/offres/{opening.id}/modifier")
    visitor.send(form, is_confidential=[])
    found = visitor.open("/offres?q=Fabrique&employeur=agency&commune=54547&rayon=5")
    assert found.texts("article h3") == [opening.title]
