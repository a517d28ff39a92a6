"""Badges are checked here by another hand than the one that signs them.

The verifier below is written from the standards (Data Integrity EdDSA: eddsa-rdfc-2022, RFC 8032
by `cryptography`, RDF canonicalization by `pyld` called from here, base58btc and Multikey decoded
here); it calls nothing of the library that signs. The contexts are those that it holds; the one
of W3C is first checked against the digest that its recommendation publishes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import socket
from datetime import datetime
from importlib import resources
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from lxml import etree
from pyld import jsonld

from intranet.bookings import actions, badges
from intranet.bookings.commands import issue_ordered
from intranet.bookings.models import Certificate, CertificateKind, Registration, SigningKey
from intranet.competencies.queries import in_force
from intranet.courses.models import CourseRun
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.sealing import CannotUnseal, seal
from tests.bookings.proofs import a_held_run, assessed, facts, issued, seated
from tests.courses.factories import CourseFactory
from tests.factories import MemberFactory, a_trainer, an_animator
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("edition")

# https://www.w3.org/TR/vc-data-model-2.0/#base-context
W3C_CONTEXT = "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
}
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("no context may be fetched")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture
def badge(edition: Any, no_network: None, request: pytest.FixtureRequest) -> Certificate:
    return a_badge_of("Zoé L’Hôte")


def a_badge_of(name: str) -> Certificate:
    run = a_held_run(CourseFactory(title="Accueillir une entreprise", raises={"D1.1": (1, 3)}))
    trainer, animator = a_trainer(organization=run.course.provider), an_animator()
    one = seated(run, MemberFactory(name=name))
    assessed(one, {"D1.1": 3}, trainer)
    issued(one, animator, CertificateKind.ATTAINMENT)
    return issued(one, animator, CertificateKind.BADGE)


def bytes_of(context: str) -> bytes:
    return (resources.files("openbadgeslib.ob3.contexts") / CONTEXTS[context]).read_bytes()


def loader(url: str, _options: Any) -> dict[str, Any]:
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": json.loads(bytes_of(url)),
        "contentType": "application/ld+json",
    }


def base58(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def digest(document: dict[str, Any]) -> bytes:
    written = jsonld.normalize(
        document,
        {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader},
    )
    return hashlib.sha256(written.encode()).digest()


def verify(document: dict[str, Any]) -> None:
    """Raises InvalidSignature unless the only proof of the document is of its own key."""
    [proof] = document["proof"]
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    options["@context"] = document["@context"]
    assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", "eddsa-rdfc-2022")
    key = base58(proof["verificationMethod"].partition("#")[2][1:])
    assert key[:2] == b"\xed\x01"  # Multikey: an Ed25519 public key
    public = Ed25519PublicKey.from_public_bytes(key[2:])
    public.verify(base58(proof["proofValue"][1:]), digest(options) + digest(unsecured))


def test_the_context_of_w3c_is_the_published_one() -> None:
    held = bytes_of("https://www.w3.org/ns/credentials/v2")
    assert hashlib.sha256(held).hexdigest() == W3C_CONTEXT


def test_a_badge_is_verified_by_another_implementation_without_the_network(
    visitor: Visitor, badge: Certificate
) -> None:
    answer = visitor.client.get(f"{badge.address}/badge.json")
    credential = answer.get_json(force=True)

    verify(credential)

    assert answer.headers["Content-Type"] == "application/ld+json"
    assert credential["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert isinstance(credential["proof"], list)  # as the published schema asks
    assert (
        credential["issuer"]["id"] == credential["proof"][0]["verificationMethod"].partition("#")[0]
    )
    assert "@essais" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        ("credentialSubject", "result", 0, "value"),
        ("credentialSubject", "achievement", "name"),
        ("credentialSubject", "identifier", 0, "identityHash"),
        ("credentialStatus", "statusListIndex"),
        ("validFrom",),
    ],
)
def test_one_sign_changed_in_a_badge_is_seen(badge: Certificate, path: tuple[Any, ...]) -> None:
    altered = json.loads(json.dumps(badge.credential))
    place = altered
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = "2027-01-01T00:00:00Z" if path == ("validFrom",) else "4"

    with pytest.raises(InvalidSignature):
        verify(altered)


def test_a_badge_points_at_the_edition_and_the_permanent_address_of_each_competency(
    badge: Certificate,
) -> None:
    assert badge.credential
    subject = badge.credential["credentialSubject"]

    [aligned] = subject["achievement"]["alignment"]
    [result] = subject["result"]

    item = in_force().by_code["D1.1"]
    assert aligned["targetUrl"] == f"http://localhost/uri/{item.uuid}"
    assert aligned["targetFramework"].endswith(f"édition {in_force().number}")
    assert (aligned["targetCode"], result["value"]) == ("D1.1", "3")
    assert result["resultDescription"] == subject["achievement"]["resultDescription"][0]["id"]
    [identity] = subject["identifier"]
    assert (identity["identityType"], identity["identityHash"]) == ("name", "Zoé L’Hôte")


def test_the_status_list_tells_which_badges_hold_no_more(
    visitor: Visitor, badge: Certificate
) -> None:
    assert badge.credential
    status = badge.credential["credentialStatus"]
    index = int(status["statusListIndex"])
    path = status["statusListCredential"].removeprefix("http://localhost")

    def bit() -> int:
        told = visitor.client.get(path).get_json(force=True)
        verify(told)
        assert told["id"] == status["statusListCredential"]
        subject = told["credentialSubject"]
        assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
        encoded = subject["encodedList"][1:]
        bits = gzip.decompress(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        assert len(bits) * 8 >= 131_072
        return bits[index // 8] >> (7 - index % 8) & 1

    before = bit()
    actions.revoke(badge, an_animator(), now(), reason="Erreur.")
    db.session.commit()

    assert (before, bit()) == (0, 1)


def test_a_badge_ends_with_the_attestation_that_another_replaces(badge: Certificate) -> None:
    one, by = db.session.get_one(Registration, badge.registration_id), an_animator()
    [attained] = db.session.query(Certificate).filter_by(kind=CertificateKind.ATTAINMENT)

    actions.replace(attained, facts(one), by, now(), reason="Niveau corrigé.")
    db.session.commit()

    assert not badge.is_valid
    assert "remplacée" in badge.revoke_reason
    assert issued(one, by, CertificateKind.BADGE).is_valid


def test_no_list_answers_where_no_badge_was_given(visitor: Visitor) -> None:
    visitor.open("/badges/statuts/1", status=404)
    visitor.open("/badges/statuts/0", status=404)


def test_the_picture_of_a_badge_carries_the_same_credential(
    visitor: Visitor, badge: Certificate
) -> None:
    answer = visitor.client.get(f"{badge.address}/badge.svg")

    drawing = etree.fromstring(answer.data)
    [carried] = drawing.iter("{https://purl.imsglobal.org/ob/v3p0}credential")

    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    verify(json.loads(carried.text))


def test_a_new_key_signs_from_then_on_and_what_the_old_one_signed_still_holds(
    visitor: Visitor, badge: Certificate
) -> None:
    first = db.session.query(SigningKey).one().public_key

    second = actions.rotate_key(now()).public_key
    db.session.commit()
    later = a_badge_of("Camille Autre")

    assert badge.credential and later.credential
    verify(badge.credential)
    verify(later.credential)
    assert later.credential["proof"][0]["verificationMethod"].endswith(f"#{second}")
    told = visitor.client.get("/.well-known/did.json").get_json(force=True)
    assert [one["publicKeyMultibase"] for one in told["verificationMethod"]] == [second, first]


def test_over_https_the_issuer_is_the_site_itself(
    app: Flask, visitor: Visitor, badge: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SITE_URL", "https://passerelles.example")

    later = a_badge_of("Camille Autre")

    assert later.credential
    method = later.credential["proof"][0]["verificationMethod"]
    told = visitor.client.get("/.well-known/did.json").get_json(force=True)
    assert later.credential["issuer"]["id"] == told["id"] == "did:web:passerelles.example"
    assert method in told["assertionMethod"]
    verify(later.credential)


def test_the_private_key_is_sealed_with_the_secret_of_the_site(
    app: Flask, badge: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = db.session.query(SigningKey).one()
    badges.opens(key)
    assert "PRIVATE" not in key.sealed_private_key

    monkeypatch.setitem(app.config, "SECRET_KEY", "another" * 8)

    with pytest.raises(CannotUnseal):
        badges.opens(key)
    told = app.test_cli_runner().invoke(args=["certificates", "check"])
    assert told.exit_code == 1 and "SECRET_KEY a changé" in told.output


def test_a_secret_that_changed_stops_badges_with_a_sentence_and_nothing_else(
    app: Flask, visitor: Visitor, edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_badge_of("Zoé L’Hôte")
    assert made.registration
    run = made.registration.bookable_id
    one = seated(db.session.get_one(CourseRun, run))
    assessed(one, {"D1.1": 2}, an_animator())
    animator = an_animator()
    issued(one, animator, CertificateKind.ATTAINMENT)
    visitor.sign_in(animator)
    form = visitor.open(f"/animer/certificats/{run}")
    key = db.session.query(SigningKey).one()
    key.sealed_private_key = seal("another purpose", b"x")
    db.session.commit()

    page = visitor.send(form, kind="badge")

    assert "ne s’ouvre plus" in page.text("#messages")
    assert page.first("progress").attrib["value"] == "0"
    assert issue_ordered(now()) == 0
    assert visitor.client.get("/badges/statuts/1").status_code == 503
    actions.rotate_key(now())
    db.session.commit()
    assert issue_ordered(now()) == 1


def test_the_key_is_made_shown_and_changed_by_commands(app: Flask) -> None:
    run = app.test_cli_runner()

    made = run.invoke(args=["certificates", "key", "create"]).output
    again = run.invoke(args=["certificates", "key", "create"]).output
    new = run.invoke(args=["certificates", "key", "rotate"]).output
    shown = run.invoke(args=["certificates", "key", "show"]).output.splitlines()

    assert made == again and made.split()[-1] != new.split()[-1]
    assert shown[0].startswith(new.split()[-1]) and "en service" in shown[0]
    assert shown[1].startswith(made.split()[-1]) and "retirée" in shown[1]


def test_instants_are_written_as_xml_schema_asks(badge: Certificate) -> None:
    assert badge.credential
    assert datetime.fromisoformat(badge.credential["validFrom"]).tzinfo
