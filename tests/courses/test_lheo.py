"""The catalogue in the language of the public catalogues: valid, whole, and saying why one is left out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from intranet.bookings.models import Lifecycle, Registration, RegistrationState
from intranet.competencies import queries as referential
from intranet.courses import queries
from intranet.courses.exchange import Where
from intranet.courses.exchange.writing import stream
from intranet.courses.models import Course, Mode, ProviderIdentity, QualityCertificate, Track
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Role
from tests.courses.factories import CourseFactory, a_run, identified
from tests.courses.lheo import elements, faults, texts
from tests.factories import MemberFactory, OrganizationFactory
from tests.sql import counted
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")


def offered(**said: Any) -> Course:
    """A course that says all that LHÉO demands, with a run to come."""
    course = identified(CourseFactory(**({"raises": {"D1.1": (1, 3)}} | said)))
    a_run(course, 20)
    return course


def exported(visitor: Visitor, address: str = "/formations/lheo.xml") -> bytes:
    answer = visitor.client.get(address)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.mimetype == "application/xml"
    assert faults(answer.data) == []
    return bytes(answer.data)


def test_what_is_exported_is_lheo(visitor: Visitor) -> None:
    offered(title="Accueillir & négocier", certified=True, raises={"D1.1": (1, 3)}, formacodes=["12523"], entry_level=5, exit_level=6)  # fmt: skip
    offered(title="Deux", mode=Mode.REMOTE, track=Track.INITIAL, price_cents=None, hours=None, duration_note="deux jours", accessibility="")  # fmt: skip

    document = exported(visitor)

    assert texts(document, "intitule-formation") == ["Accueillir & négocier", "Deux"]
    assert texts(document, "session/etat-recrutement") == ["1", "1"]
    (code,) = elements(document, "code-FORMACODE")
    assert (code.text, code.get("ref")) == ("12523", "V14")
    assert texts(document, "code-niveau-entree") == ["15", "0"]
    assert texts(document, "SIRET") == ["12345678200010"] * 2


def test_a_document_is_written_once_its_request_is_over() -> None:
    """A server ends the session first; all but the first course of a catalogue were cut off so."""
    numbers = [offered(certified=True).id for _ in range(2)]
    db.session.expunge_all()
    offers, where = list(queries.offers(numbers)), Where("", now(), referential.in_force())
    db.session.expunge_all()
    assert faults(b"".join(stream(offers, where))) == []


def test_each_course_and_each_run_says_its_name_its_address_and_when_it_changed(
    visitor: Visitor,
) -> None:
    course = offered(reference="QV-12")

    document = exported(visitor)

    (formation,), (session,) = elements(document, "formation"), elements(document, "session")
    assert formation.get("numero") == "QV-12"
    assert formation.get("uri").endswith(course.address)
    assert session.get("uri").startswith(formation.get("uri") + "#session-")
    stamps = ("horodatage-creation", "horodatage-modification", "horodatage-export")
    assert all(one.get(stamp, "").endswith("Z") for one in (formation, session) for stamp in stamps)


def test_runs_of_same_mode_place_and_price_are_one_action(visitor: Visitor) -> None:
    course = offered()
    a_run(course, 50)
    a_run(course, 60, price_cents=100_00)
    a_run(course, 70, at="97411")
    a_run(course, 80, at=None)
    a_run(course, -80)

    document = exported(visitor)

    sessions = [len(action.findall("{*}session")) for action in elements(document, "action")]
    assert sessions == [2, 1, 1, 1]
    assert texts(document, "prix-total-TTC") == ["620.00", "100.00", "620.00", "620.00"]
    assert texts(document, "modalites-enseignement") == ["0", "0", "0", "2"]
    assert texts(document, "code-INSEE-commune") == ["54395", "54395", "97411"]


def test_seats_are_told_apart_and_recruiting_says_what_can_be_had(visitor: Visitor) -> None:
    course = identified(CourseFactory(raises={"D1.1": (1, 3)}))
    free, full, put_off, called_off, soon = (a_run(course, 20 + n, seats=2) for n in range(5))
    for run, seats in ((free, 1), (full, 2)):
        for rank in range(seats):
            db.session.add(Registration(bookable_id=run.bookable_id, member=MemberFactory(), state=RegistrationState.CONFIRMED, rank=rank + 1))  # fmt: skip
    put_off.bookable.lifecycle = Lifecycle.POSTPONED
    called_off.bookable.lifecycle = Lifecycle.CANCELLED
    called_off.bookable.cancelled_at, called_off.bookable.cancel_reason = (
        now(),
        "Trop peu d’inscrits.",
    )
    soon.bookable.opens_at = now() + timedelta(days=3)
    free.bookable.remote_capacity = 3
    db.session.commit()

    document = exported(visitor)

    assert texts(document, "etat-recrutement") == ["1", "2", "3", "2", "2"]
    seats = {one.get("info"): one.text for one in elements(document, "session")[0].iter("{*}extra")}
    assert seats == {"places-totales": "5", "places-restantes": "4"}


def test_once_its_quality_certificate_is_over_a_provider_recruits_no_more(visitor: Visitor) -> None:
    course = offered()
    certificate = QualityCertificate(
        organization_id=course.provider_id,
        certifier="Certif",
        verified_at=now(),
        valid_from=today() - timedelta(400),
        valid_until=today() + timedelta(5),
    )
    db.session.add(certificate)
    db.session.commit()
    document = exported(visitor)
    assert texts(document, "etat-recrutement") == ["1"]
    assert texts(document, "prise-en-charge-frais-possible") == ["1"]

    # What was exported is let go by the session, this certificate with it.
    db.session.merge(certificate).valid_until = today() - timedelta(1)
    db.session.commit()
    document = exported(visitor)
    assert texts(document, "etat-recrutement") == ["3"]
    assert texts(document, "prise-en-charge-frais-possible") == ["0"]


def test_texts_at_their_longest_and_signs_that_xml_has_not_stay_valid(visitor: Visitor) -> None:
    offered(
        title="é" * 255, objectives="o" * 3000, content="c\x0b\x1f" * 1000, methods="m " * 1400, audience="p " * 240,
        access_delay="d" * 250, accessibility="a" * 250, disability_contact="Une très longue dénomination " * 8,
        contact_name="Nom " * 30, contact_phone="+33 (0)3 83 00 00 00, poste 123456789", duration_note="deux jours " * 18,
    )  # fmt: skip

    document = exported(visitor)

    told = {one.get("info"): one.text for one in elements(document, "extra")}
    assert len(texts(document, "modalites-pedagogiques")[0]) <= 200
    assert told["methodes"] == ("m " * 1400).strip()


def test_a_provider_a_region_or_a_course_is_exported_alone(visitor: Visitor) -> None:
    here, there = (
        offered(title="Ici"),
        identified(CourseFactory(title="Là-bas", raises={"D1.1": (1, 3)})),
    )
    a_run(there, 30, at="97411")

    assert texts(exported(visitor, f"/formations/lheo.xml?organisme={here.provider.slug}"), "intitule-formation") == ["Ici"]  # fmt: skip
    assert texts(exported(visitor, "/formations/lheo.xml?region=04"), "intitule-formation") == ["Là-bas"]  # fmt: skip
    assert texts(exported(visitor, f"{here.address}/lheo.xml"), "intitule-formation") == ["Ici"]


def test_what_is_not_online_is_exported_to_nobody(visitor: Visitor) -> None:
    offered(title="En ligne")
    draft = offered(title="Brouillon", draft=True)
    address = draft.address
    visitor.sign_in(a_trainer_of(draft))

    assert texts(exported(visitor), "intitule-formation") == ["En ligne"]
    assert visitor.client.get(f"{address}/lheo.xml").status_code == 404


def test_nothing_to_exchange_is_said(visitor: Visitor) -> None:
    a_run(CourseFactory(), 20)

    page = visitor.open("/formations/lheo.xml", status=404)

    assert "il n’y a rien à échanger" in page.text()


def test_as_many_statements_for_a_hundred_courses_as_for_one(visitor: Visitor) -> None:
    offered()
    with counted() as few:
        exported(visitor)
    for _ in range(20):
        offered()
    with counted() as many:
        exported(visitor)

    # One more reads the catalogue again, since it changed.
    assert len(many) <= len(few) + 1


# ---- for those who teach


def a_trainer_of(course: Course) -> Any:
    return MemberFactory(roles=[Role.TRAINER], organization=course.provider)


def test_a_trainer_reads_what_keeps_a_course_out_and_where_to_say_it(visitor: Visitor) -> None:
    course = CourseFactory(title="Incomplète", objectives="", content="", raises={"D1.1": (1, 2)})
    visitor.sign_in(a_trainer_of(course))

    page = visitor.open("/formations/echange")

    row = page.text("tbody tr")
    assert "Laissée de côté" in row
    links = {link.attrib["href"] for link in page.select("tbody li a")}
    assert links == {
        "/formations/echange/organisme",
        f"{course.address}/modifier#objectives",
        f"{course.address}/modifier#content",
        f"{course.address}/sessions/nouvelle",
    }


def test_a_trainer_is_led_there_from_the_catalogue_and_nobody_else(visitor: Visitor) -> None:
    course = CourseFactory()
    assert not visitor.open("/formations").select("a[href='/formations/echange']")

    visitor.sign_in(a_trainer_of(course))

    assert visitor.open("/formations").select("a[href='/formations/echange']")


def test_once_the_identity_is_said_the_course_leaves(visitor: Visitor) -> None:
    course = CourseFactory(title="Complète", raises={"D1.1": (1, 2)})
    a_run(course, 20)
    visitor.sign_in(a_trainer_of(course))

    form = visitor.open("/formations/echange/organisme")
    page = visitor.send(form, siret="123 456 782 00010", activity_number="44 54 00001 54", street="12 rue des Essais", postcode="54000", city="Nancy")  # fmt: skip

    assert "Exportée" in page.text("tbody")
    document = exported(visitor, f"{course.address}/lheo.xml")
    assert texts(document, "numero-activite") == ["44540000154"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("siret", "12345678200011", "n’est pas un SIRET"),
        ("siret", "1234", "n’est pas un SIRET"),
        ("activity_number", "123", "n’est pas un NDA"),
        ("postcode", "54", "cinq chiffres"),
        ("siret", "55208131766522", "celui d’une autre structure"),
    ],
)
def test_a_wrong_number_is_refused_beside_its_field(
    visitor: Visitor, field: str, typed: str, said: str
) -> None:
    provider = OrganizationFactory(provider=True, siren="123456782")
    visitor.sign_in(MemberFactory(roles=[Role.TRAINER], organization=provider))
    sound = {"siret": "12345678200010", "activity_number": "44540000154", "street": "12 rue des Essais", "postcode": "54000", "city": "Nancy"}  # fmt: skip

    form = visitor.open("/formations/echange/organisme")
    page = visitor.send(form, 422, **(sound | {field: typed}))

    assert said in page.text(f"#{field}-error, .error-list, .errors")
    assert page.first(f"#{field}").attrib["value"] == typed
    assert db.session.get(ProviderIdentity, provider.id) is None


def test_two_who_write_the_identity_at_once_do_not_overwrite_each_other(visitor: Visitor) -> None:
    course = identified(CourseFactory())
    visitor.sign_in(a_trainer_of(course))
    form = visitor.open("/formations/echange/organisme")
    identified(course, street="1 place de l’Autre")
    identity = db.session.get(ProviderIdentity, course.provider_id)
    identity.updated_at = now() + timedelta(seconds=1)
    db.session.commit()

    page = visitor.send(form, 409, street="99 rue du Mien")

    assert page.first("#street").attrib["value"] == "99 rue du Mien"
    assert identity.street == "1 place de l’Autre"
