"""Second factors as tests hold them: an application of codes, and a passkey made of software."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.members import actions, codes
from intranet.members.actions.factors import _kept
from intranet.members.models import CodeApp, Member, RecoveryCode
from tests.factories import MemberFactory, a_recruiter
from tests.visitor import Page, Visitor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ORIGIN, RP_ID = "http://localhost", "localhost"


def code_at(at: datetime, secret: str = SECRET) -> str:
    """What the application shows."""
    return pyotp.TOTP(secret).at(at)


def with_application(member: Member) -> Member:
    """Somebody whose telephone shows codes, of which none was used."""
    db.session.add(
        CodeApp(
            member_id=member.id,
            sealed_secret=actions.seal_secret(member, SECRET),
            last_step=0,
            added_at=now(),
        )
    )
    db.session.commit()
    return member


def with_recovery_code(member: Member) -> str:
    """One code on paper."""
    [code, *_] = codes.new_recovery_codes()
    db.session.add(RecoveryCode(code_hash=_kept(code), member_id=member.id, made_at=now()))
    db.session.commit()
    return code


def events(*kinds: Kind) -> list[SecurityEvent]:
    """What the journal tells of these kinds, in order."""
    told = db.select(SecurityEvent).where(SecurityEvent.kind.in_(kinds))
    return list(db.session.scalars(told.order_by(SecurityEvent.number)))


def an_account_of_another() -> dict[str, dict[str, Any]]:
    """For the census: accounts that are nobody’s of those who knock, and the role of one."""
    account, holder = MemberFactory(), a_recruiter()
    [held] = holder.roles
    return {
        "account": {"member_id": account.id},
        "role": {"member_id": holder.id, "role_id": held.id},
    }


class Authenticator:
    """A passkey in software: an ES256 key, a counter, and the flags of whoever was there (WebAuthn, 6)."""

    def __init__(self, *, counts: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.count, self.counts = 0, counts

    def makes(self, page: Page, *, origin: str = ORIGIN, verified: bool = True) -> dict[str, str]:
        """What the form of a page sends once a key was made for it."""
        options = self._options(page, "create")
        attested = (
            bytes(16)
            + len(self.credential_id).to_bytes(2, "big")
            + self.credential_id
            + cbor2.dumps(self._public())
        )
        said = self._said(options["rp"]["id"], verified, extra=0x40) + attested
        response = {
            "attestationObject": url(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})),
            "clientDataJSON": url(client("webauthn.create", options["challenge"], origin)),
            "transports": ["internal"],
        }
        return self._answer(page, "create", response)

    def proves(
        self, page: Page, *, origin: str = ORIGIN, rp_id: str = RP_ID, verified: bool = True
    ) -> dict[str, str]:
        """What the form of a page sends once the key answered."""
        options = self._options(page, "get")
        self.count += self.counts
        said = self._said(rp_id, verified)
        data = client("webauthn.get", options["challenge"], origin)
        signature = self.key.sign(said + hashlib.sha256(data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "authenticatorData": url(said),
            "clientDataJSON": url(data),
            "signature": url(signature),
        }
        return self._answer(page, "get", response)

    def _options(self, page: Page, act: str) -> dict[str, Any]:
        form = page.form(f"form[data-passkey={act}]")
        found: dict[str, Any] = json.loads(form.attrib["data-options"])
        return found

    def _answer(self, page: Page, act: str, response: dict[str, Any]) -> dict[str, str]:
        told = {
            "id": url(self.credential_id),
            "rawId": url(self.credential_id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
        [into] = page.select(f"form[data-passkey={act}] [data-answer]")
        return {into.attrib["name"]: json.dumps(told)}

    def _said(self, rp_id: str, verified: bool, extra: int = 0) -> bytes:
        flags = 0x01 | (0x04 if verified else 0) | extra
        return (
            hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
        )

    def _public(self) -> dict[int, Any]:
        numbers = self.key.public_key().public_numbers()
        return {
            1: 2, 3: -7, -1: 1,
            -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big"),
        }  # fmt: skip


def client(kind: str, challenge: str, origin: str) -> bytes:
    told = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return json.dumps(told).encode()


def url(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()


def with_passkey(visitor: Visitor, name: str = "Téléphone", **how: Any) -> Authenticator:
    """The person signed in here adds one."""
    key = Authenticator(**how)
    page = visitor.open("/moi/protection/cles")
    visitor.send(page, name=name, **key.makes(page))
    return key
