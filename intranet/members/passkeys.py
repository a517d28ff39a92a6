"""Passkeys (WebAuthn, level 2): what is asked of a browser, and what its answer proves.

The challenge is a signed word that says for what, when and in which browser it was asked, so that
asking writes nothing; that it is answered once is kept by the passkey itself (`Passkey.asked_at`).
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from intranet.kit import links
from intranet.members.models import FactorRefused, Member, Passkey

ALGORITHMS = (-8, -7, -257)  # EdDSA, ES256, RS256: every authenticator knows one (IANA, COSE)
TIMEOUT = 120_000  # milliseconds that the browser waits for a finger
ANSWERED_WITHIN = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(minutes=1)  # of the machine that asked, and of the one that is answered
LONGEST_ANSWER = 20_000  # characters of what a browser sends
TRANSPORTS = frozenset({"ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"})


@dataclass(frozen=True)
class Site:
    """The name and the address that passkeys are made for; both come from SITE_URL."""

    name: str
    address: str

    @property
    def rp_id(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def origin(self) -> str:
        """As browsers write it: without the usual port."""
        parts = urlsplit(self.address)
        usual = {"https": 443, "http": 80}.get(parts.scheme)
        port = f":{parts.port}" if parts.port and parts.port != usual else ""
        return f"{parts.scheme}://{self.rp_id}{port}"

    @property
    def takes_passkeys(self) -> bool:
        """Browsers refuse them without https, but on this very machine, and by number."""
        try:
            ip_address(self.rp_id)
        except ValueError:
            return self.address.startswith("https://") or self.rp_id == "localhost"
        return False


@dataclass(frozen=True)
class Registered:
    """A new passkey, whose browser showed that it holds the other half."""

    credential_id: str
    public_key: str
    sign_count: int
    transports: list[str]


def challenge(purpose: str, browser: str, at: datetime) -> str:
    """A word to sign, for this purpose and this browser alone."""
    asked = int(at.timestamp() * 1_000_000)
    return links.signed(f"passkey:{purpose}", secrets.token_urlsafe(24), browser, asked)


def asked_at(word: str, purpose: str, browser: str, at: datetime) -> datetime:
    """When this challenge was asked here, lately enough. Raises FactorRefused."""
    try:
        _, asked_of, microseconds = links.read(f"passkey:{purpose}", word)
    except (links.ForgedLink, ValueError):
        raise FactorRefused(purpose) from None
    asked = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(microseconds))
    if asked_of != browser or not at - ANSWERED_WITHIN < asked <= at + CLOCKS_DIFFER:
        raise FactorRefused(purpose)
    return asked


def to_register(
    site: Site, member: Member, handle: bytes, held: Iterable[Passkey], word: str
) -> str:
    """The options for `navigator.credentials.create`, in JSON (WebAuthn, 5.4)."""
    return json.dumps(
        {
            "rp": {"id": site.rp_id, "name": site.name},
            "user": {"id": _base64url(handle), "name": member.email, "displayName": member.name},
            "challenge": _base64url(word.encode()),
            "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in ALGORITHMS],
            "authenticatorSelection": {
                "residentKey": "preferred",
                "userVerification": "required",
            },
            "attestation": "none",
            "timeout": TIMEOUT,
            "excludeCredentials": [_described(passkey) for passkey in held],
        }
    )


def to_prove(site: Site, held: Iterable[Passkey], word: str) -> str:
    """The options for `navigator.credentials.get`; any passkey of the site where none is named."""
    return json.dumps(
        {
            "rpId": site.rp_id,
            "challenge": _base64url(word.encode()),
            "userVerification": "required",
            "timeout": TIMEOUT,
            "allowCredentials": [_described(passkey) for passkey in held],
        }
    )


def registered(site: Site, answer: str, word: str) -> Registered:
    """What the browser made, if it is sound. Raises FactorRefused."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    credential = _read(answer)
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=word.encode(),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise FactorRefused(type(wrong).__name__) from wrong
    said = credential["response"].get("transports")
    return Registered(
        credential_id=_base64url(found.credential_id),
        public_key=_base64url(found.credential_public_key),
        sign_count=found.sign_count,
        transports=[way for way in said if way in TRANSPORTS] if isinstance(said, list) else [],
    )


def credential_id_of(answer: str) -> str:
    """Which passkey a browser says it answers with, to be looked up. Raises FactorRefused."""
    return str(_read(answer).get("id", ""))[:1_400]


def proven(site: Site, passkey: Passkey, answer: str, word: str) -> int:
    """How often the passkey says it was used, if its answer is sound. Raises FactorRefused."""
    from webauthn import base64url_to_bytes, verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=word.encode(),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise FactorRefused(type(wrong).__name__) from wrong
    return found.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    """The JSON of a browser: an object with a response, and no nonsense of a million brackets."""
    try:
        credential = json.loads(answer if len(answer) <= LONGEST_ANSWER else "")
    except (ValueError, RecursionError):
        raise FactorRefused("unreadable") from None
    if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
        raise FactorRefused("unreadable")
    return credential


def _described(passkey: Passkey) -> dict[str, Any]:
    return {
        "type": "public-key",
        "id": passkey.credential_id,
        "transports": list(passkey.transports),
    }


def _base64url(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()
