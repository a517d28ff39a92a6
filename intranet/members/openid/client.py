"""We, as the provider knows us: the way there, the way back, and the way out.

Its description is read at the first sign-in, then kept; the site starts and works without it. No
address comes from a visitor: what is asked is the provider’s, in HTTPS, never led elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from intranet.entry import Provider
from intranet.kit.clock import now
from intranet.members.openid.asking import Session, description_of, read
from intranet.members.openid.claims import (
    check_id_token,
    check_userinfo,
    name_of,
    proven_at,
    text_of,
)
from intranet.members.openid.outcomes import (
    AuthorizationRequest,
    Refused,
    Unavailable,
    Vouched,
    is_strong,
)

ALGORITHMS = ["RS256", "ES256"]  # never what a token says of itself
DESCRIPTION_LASTS, KEYS_AGAIN, SILENT_FOR = 3600, 60, 10  # seconds


@dataclass
class Client:
    """We, as the provider knows us; with what is remembered of it."""

    provider: Provider
    redirect_uri: str
    lock: Lock = field(default_factory=Lock)
    description: dict[str, Any] = field(default_factory=dict)
    read_at: float = 0
    silent_until: float = 0
    keys: KeySet | None = None
    keys_at: float = 0

    def ask(self, *, again: bool = False) -> tuple[str, AuthorizationRequest]:
        """The address that leads to the provider, and what to remember until the browser comes back.

        Nothing is sent that it has not announced: ProConnect refuses a parameter it does not know.
        `again`: they are to prove who they are, even where it has let them in; ProConnect knows
        `prompt` and not `max_age`, which every other one must heed.
        """
        described = self.described()
        proves = "S256" in (described.get("code_challenge_methods_supported") or ())
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = AuthorizationRequest(state, nonce, verifier if proves else "")
        session = self._session(code_challenge_method="S256" if proves else None)
        more = {"acr_values": self.provider.acr_values} if self.provider.acr_values else {}
        if again:
            more |= {"prompt": "login"} if self.provider.is_proconnect else {"max_age": "0"}
        address, _ = session.create_authorization_url(
            described["authorization_endpoint"],
            state=asked.state,
            nonce=asked.nonce,
            code_verifier=asked.verifier or None,
            **more,
        )
        return address, asked

    def answered(self, args: Mapping[str, str], asked: AuthorizationRequest) -> Vouched:
        """Who came back. Raises Unavailable, Refused; nothing of what is asked can be skipped."""
        if not compare_digest(args.get("state", "").encode(), asked.state.encode()):
            raise Refused("state")
        described = self.described()
        self._check_issuer(described, args.get("iss"))
        token = self._token(described, args.get("code", ""), asked)
        id_token, access = str(token.get("id_token") or ""), str(token.get("access_token") or "")
        said = self._signed(id_token)
        at = int(now().timestamp())
        check_id_token(said, self.provider, asked, access, at)
        known = dict(said.claims) | self._userinfo(described, access, str(said.claims["sub"]))
        return Vouched(
            issuer=self.provider.issuer,
            subject=str(said.claims["sub"]),
            name=name_of(known),
            email=text_of(known, "email").strip().lower(),
            is_verified=known.get("email_verified") is True,
            is_strong=is_strong(said.claims),
            proven_at=proven_at(said.claims, at),
            id_token=id_token,
        )

    def way_out(self, id_token: str, back: str) -> str | None:
        """The address that ends the session at the provider too, if it has one. Raises Unavailable."""
        endpoint = self.described().get("end_session_endpoint")
        if not endpoint:
            return None
        asked = {"id_token_hint": id_token, "post_logout_redirect_uri": back}
        mark = "&" if "?" in endpoint else "?"
        return f"{endpoint}{mark}{urlencode(asked | {'state': secrets.token_urlsafe(32)})}"

    def described(self) -> dict[str, Any]:
        """What the provider says of itself, read at most once an hour. Raises Unavailable.

        Silent, it is left alone for a few seconds: nobody waits for what does not answer.
        """
        with self.lock:
            is_old = not self.description or monotonic() - self.read_at >= DESCRIPTION_LASTS
            if is_old and monotonic() >= self.silent_until:
                try:
                    self.description = description_of(self.provider.issuer)
                    self.read_at = monotonic()
                except Unavailable:
                    self.silent_until = monotonic() + SILENT_FOR
            if not self.description:  # an old one is better than none
                raise Unavailable("it did not answer a moment ago")
            return self.description

    def _check_issuer(self, described: dict[str, Any], issuer: str | None) -> None:
        """The answer of another provider is not for us (RFC 9207)."""
        is_said = described.get("authorization_response_iss_parameter_supported") is True
        if (issuer is None and is_said) or issuer not in {None, self.provider.issuer}:
            raise Refused("iss of the answer")

    def _token(
        self, described: dict[str, Any], code: str, asked: AuthorizationRequest
    ) -> dict[str, Any]:
        ways = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        session = self._session(token_endpoint_auth_method=way)
        more = {"code_verifier": asked.verifier} if asked.verifier else {}
        try:
            token = session.fetch_token(
                described["token_endpoint"], grant_type="authorization_code", code=code, **more
            )
        except OAuthError as refusal:
            raise Refused(f"code: {refusal.error}") from None
        except (RequestException, ValueError, AttributeError, TypeError) as failure:
            raise Unavailable(type(failure).__name__) from None
        return dict(token)

    def _signed(self, token: str) -> jwt.Token:
        """By a key of the provider: its keys are read again, once a minute at most, if they changed."""
        try:
            try:
                return jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
            except InvalidKeyIdError:
                return jwt.decode(token, self._keys(anew=True), algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError, KeyError) as wrong:
            raise Refused(f"signature: {type(wrong).__name__}") from None

    def _keys(self, *, anew: bool = False) -> KeySet:
        with self.lock:
            is_due = anew and monotonic() - self.keys_at >= KEYS_AGAIN
            if self.keys is None or is_due:
                self.keys, self.keys_at = keys_at(self.description["jwks_uri"]), monotonic()
            return self.keys

    def _userinfo(
        self, described: dict[str, Any], access_token: str, subject: str
    ) -> dict[str, Any]:
        """What else it says of the same person; signed, by ProConnect."""
        if not described.get("userinfo_endpoint"):
            return {}
        session = self._session(token={"access_token": access_token, "token_type": "Bearer"})
        try:
            answer = session.get(described["userinfo_endpoint"])
            answer.raise_for_status()
            kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            is_signed = kind == "application/jwt"
            told = self._signed(answer.text.strip()).claims if is_signed else answer.json()
        except (RequestException, ValueError) as failure:
            raise Unavailable(type(failure).__name__) from None
        check_userinfo(told, self.provider, subject, is_signed=is_signed)
        return dict(told)

    def _session(self, **how: Any) -> Session:
        return Session(
            self.provider.client_id,
            self.provider.client_secret,
            scope=self.provider.scopes,
            redirect_uri=self.redirect_uri,
            **how,
        )


def keys_at(address: str) -> KeySet:
    """The keys that sign, of the kinds we read. Raises Unavailable."""
    found = read(address).get("keys")
    try:
        signing = [
            key for key in found or () if key["kty"] in {"RSA", "EC"} and key.get("use") != "enc"
        ]
        return KeySet.import_key_set({"keys": signing})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise Unavailable("its keys cannot be read") from None
