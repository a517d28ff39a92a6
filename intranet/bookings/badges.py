"""Open Badges 3.0: the only room that knows the library which signs them.

A badge is a credential signed by the site (Data Integrity, eddsa-rdfc-2022). No context is ever
fetched: the library holds those it signs with. `proof` is a list, as the published schema asks.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from flask import current_app

from intranet.bookings.models import SigningKey
from intranet.kit.exports import absolute
from intranet.kit.sealing import seal, unseal

# Bits: the least that Bitstring Status List allows, so that one hides among many.
LIST_SIZE = 131_072
PURPOSE = "badge signing key"
Json = dict[str, Any]


@dataclass(frozen=True)
class Achieved:
    """One competency and the level shown."""

    code: str
    title: str
    address: str
    edition: str
    level: int
    label: str


def new_key() -> SigningKey:
    """An Ed25519 pair, whose private half only this site opens."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from openbadgeslib.ob3 import multikey_from_pem

    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return SigningKey(public_key=multikey_from_pem(public), sealed_private_key=seal(PURPOSE, pem))


def opens(key: SigningKey) -> None:
    """Make sure that the site can sign with it. Raises CannotUnseal."""
    unseal(PURPOSE, key.sealed_private_key)


def issuer_of(key: SigningKey) -> str:
    """`did:web:…` of the site where it is served by HTTPS; else the key itself, `did:key:…`."""
    return _did_web() or f"did:key:{key.public_key}"


def sign(
    key: SigningKey,
    *,
    address: str,
    name: str,
    person: str,
    description: str,
    criteria: str,
    course: str,
    achieved: Collection[Achieved],
    index: int,
    at: datetime,
) -> Json:
    """The signed credential of one badge. Raises CannotUnseal where the key does not open."""
    from openbadgeslib.ob3 import (
        Achievement,
        Alignment,
        IdentityObject,
        Issuer,
        OB3LdpSigner,
        OpenBadgeCredential,
        Result,
        ResultDescription,
        status_entry,
    )

    def alignment(one: Achieved) -> Any:
        return Alignment(
            target_name=one.title,
            target_url=absolute(one.address),
            target_framework=f"Référentiel des développeurs économiques, édition {one.edition}",
            target_code=one.code,
        )

    described = {one.code: _urn(f"{absolute(course)}#{one.code}") for one in achieved}
    credential = OpenBadgeCredential(
        id=absolute(address),
        name=name,
        issuer=_issuer(Issuer, key),
        recipient_id=None,
        identifiers=[
            IdentityObject(identity_hash=person, identity_type="name", hashed=False),
        ],
        achievement=Achievement(
            id=_urn(absolute(course)),
            name=name,
            description=description,
            criteria_narrative=criteria,
            achievement_type="Certificate",
            alignments=[alignment(one) for one in achieved],
            result_descriptions=[
                ResultDescription(
                    id=described[one.code],
                    name=f"{one.code} {one.title}",
                    result_type="ext:Level",
                    allowed_values=["0", "1", "2", "3", "4"],
                )
                for one in achieved
            ],
        ),
        results=[
            Result(
                value=str(one.level),
                result_description=described[one.code],
                alignments=[alignment(one)],
            )
            for one in achieved
        ],
        credential_status=[
            status_entry(absolute(list_address(index)), "revocation", index % LIST_SIZE)
        ],
        issuance_date=at.replace(microsecond=0),
    )
    signed = OB3LdpSigner(_pem(key), _method(key)).sign(credential, created=at)
    return _listed(signed)


def list_address(index: int) -> str:
    """The status list that holds this bit."""
    return f"/badges/statuts/{index // LIST_SIZE + 1}"


def status_list(key: SigningKey, number: int, off: frozenset[int], at: datetime) -> Json:
    """The signed list of the badges that hold no more; made once for the same bits."""
    return _status_list(
        key.sealed_private_key, _method(key), issuer_of(key), absolute(f"/badges/statuts/{number}"),
        off, at.replace(microsecond=0),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _status_list(
    sealed: str, method: str, issuer: str, url: str, off: frozenset[int], at: datetime
) -> Json:
    from openbadgeslib.ob3 import add_data_integrity_proof, build_status_list_credential

    unsigned = build_status_list_credential(
        issuer, url, "revocation", off, LIST_SIZE, issued=at, ttl=3_600_000
    )
    return _listed(add_data_integrity_proof(unsigned, unseal(PURPOSE, sealed), method, created=at))


def did_document(keys: Collection[SigningKey]) -> Json:
    """Who signs, and with which keys, old ones too: what they signed can still be checked."""
    did = _did_web() or absolute("/badges/emetteur")
    methods = [
        {
            "id": f"{did}#{key.public_key}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.public_key,
        }
        for key in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def profile(key: SigningKey | None) -> Json:
    """The issuer as badges name it."""
    site = str(current_app.config["SITE_URL"])
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": issuer_of(key) if key else absolute("/badges/emetteur"),
        "type": ["Profile"],
        "name": str(current_app.config["SITE_NAME"]),
        "url": site,
    }


def baked(picture: str, credential: Json) -> bytes:
    """The drawing of a badge that carries its credential, as Open Badges 3.0 asks of an SVG."""
    from openbadgeslib import baking

    return bytes(
        baking.bake_svg(
            picture.encode(),
            json.dumps(credential, sort_keys=True, ensure_ascii=True),
            element=baking.SVG_ELEMENT_OB3,
            namespace=baking.SVG_NS_OB3,
            as_text=True,
        )
    )


def _issuer(kind: Any, key: SigningKey) -> Any:
    return kind(
        id=issuer_of(key),
        name=str(current_app.config["SITE_NAME"]),
        url=str(current_app.config["SITE_URL"]),
    )


def _did_web() -> str | None:
    """The name of this site as an issuer; None where it is not served by HTTPS."""
    from openbadgeslib.ob3 import did_web_from_url

    site = str(current_app.config["SITE_URL"])
    return str(did_web_from_url(site)) if urlsplit(site).scheme == "https" else None


def _method(key: SigningKey) -> str:
    """The name of the key in a proof: each key its own, so that an old one is still found."""
    return f"{issuer_of(key)}#{key.public_key}"


def _pem(key: SigningKey) -> bytes:
    return unseal(PURPOSE, key.sealed_private_key)


def _listed(signed: Json) -> Json:
    return signed | {"proof": [signed["proof"]]}


def _urn(address: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, address)}"
