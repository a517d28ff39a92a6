"""An OpenID provider that behaves as strictly as ProConnect, and misbehaves on demand.

It listens on a port of its own, with real keys. What it does not know in a request, it refuses by
Y000400, as ProConnect does; a code serves once, for thirty seconds.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from intranet.entry import Provider
from intranet.kit.clock import now

KNOWN = {
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "acr_values", "claims",
    "prompt", "login_hint",
}  # fmt: skip
CODE_LIVES, TOKEN_LIVES = 30, 60
CLIENT_ID, SECRET = "passerelles", "un secret / qui : s’échappe"
CAMILLE = {
    "sub": "a1b2-camille",
    "given_name": "Camille",
    "usual_name": "Essai",
    "email": "camille@exemple.fr",
    "siret": "13002526500013",
}


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def plain(part: dict[str, Any]) -> str:
    """A part of a token, unsigned."""
    return unpadded(json.dumps(part).encode())


@dataclass
class Code:
    """What a code stands for."""

    asked: dict[str, str]
    person: dict[str, Any]
    ends_at: float
    is_used: bool = False


@dataclass
class FakeProvider:
    """Its keys, whom it vouches for, how it speaks, and the fault it was told to have."""

    port: int = 0
    person: dict[str, Any] = field(default_factory=lambda: dict(CAMILLE))
    id_claims: dict[str, Any] = field(default_factory=dict)
    fault: str = ""
    signs_userinfo: bool = True
    algorithm: str = "RS256"
    pkce: bool = False
    says_issuer: bool = False
    since: float | None = (
        None  # when they proved it there, where a session of its own lets them through
    )
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked_for: list[str] = field(default_factory=list)
    ended: list[dict[str, str]] = field(default_factory=list)
    redirects: ClassVar[set[str]] = {"http://localhost/connexion/retour"}

    def __post_init__(self) -> None:
        self.keys: dict[str, Any] = {
            "RS256": RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"}),
            "ES256": ECKey.generate_key("P-256", {"kid": "ec-1", "use": "sig"}),
        }
        self.strangers = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v2"

    def settings(self, *, proconnect: bool = True, acr_values: str = "") -> Provider:
        """As OIDC_ISSUER and its like say it."""
        scopes = "openid given_name usual_name email siret"
        return Provider(self.issuer, CLIENT_ID, SECRET, scopes, acr_values, proconnect)

    def forget(self) -> None:
        """As on the first day, with the same keys."""
        self.person, self.id_claims, self.fault = dict(CAMILLE), {}, ""
        self.signs_userinfo, self.algorithm = True, "RS256"
        self.pkce = self.says_issuer = False
        self.since = None
        for kept in (self.codes, self.tokens, self.asked_for, self.ended):
            kept.clear()

    def rotate(self) -> None:
        """New keys, under new names."""
        named = {"kid": f"rsa-{secrets.token_hex(3)}", "use": "sig"}
        self.keys["RS256"] = RSAKey.generate_key(2048, named)

    def description(self) -> dict[str, Any]:
        base = self.issuer
        found: dict[str, Any] = {
            "issuer": "http://127.0.0.1:1" if self.fault == "other description" else base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo",
            "jwks_uri": f"{base}/jwks",
            "end_session_endpoint": f"{base}/session/end",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "authorization_response_iss_parameter_supported": self.says_issuer,
        }
        if self.pkce:
            found["code_challenge_methods_supported"] = ["S256"]
        if self.fault == "endpoint elsewhere":
            found["token_endpoint"] = "http://exemple.fr/token"
        return found

    def authorize(self, asked: dict[str, str]) -> str | None:
        """Where the browser goes next, the person having agreed; None where the request is refused."""
        known = KNOWN | ({"code_challenge", "code_challenge_method"} if self.pkce else set())
        known |= set() if self.signs_userinfo else {"max_age"}  # which ProConnect does not know
        sound = (
            asked.keys() <= known
            and asked.get("client_id") == CLIENT_ID
            and asked.get("redirect_uri") in self.redirects
            and asked.get("response_type") == "code"
            and len(asked.get("state", "")) >= 32
            and len(asked.get("nonce", "")) >= 32
            and "openid" in asked.get("scope", "").split()
        )
        if not sound:
            return None
        answer = {"state": asked["state"]}
        if self.fault in {"access_denied", "server_error"}:
            answer |= {"error": self.fault, "error_description": "<b>non</b>"}
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = Code(asked, dict(self.person), now().timestamp() + CODE_LIVES)
            answer |= {"code": code}
        if self.says_issuer:
            answer["iss"] = "https://autre.exemple.fr" if self.fault == "mix-up" else self.issuer
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def exchange(self, asked: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Tokens for a code: client known, code fresh, used once, for the address it was given to."""
        client, secret = asked.get("client_id"), asked.get("client_secret")
        if authorization.startswith("Basic "):
            name, _, word = base64.b64decode(authorization[6:]).decode().partition(":")
            client, secret = unquote(name), unquote(word)
        code = self.codes.get(asked.get("code", ""))
        if (client, secret) != (CLIENT_ID, SECRET) or code is None or code.is_used:
            return None
        code.is_used = True
        if now().timestamp() > code.ends_at:
            return None
        if asked.get("redirect_uri") != code.asked["redirect_uri"]:
            return None
        if self.pkce:
            digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
            if (
                base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                != code.asked["code_challenge"]
            ):
                return None
        elif "code_verifier" in asked:
            return None
        access = secrets.token_urlsafe(16)
        self.tokens[access] = code.person
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIVES,
            "id_token": self.id_token(code, access),
        }

    def id_token(self, code: Code, access: str) -> str:
        at = int(now().timestamp())
        half = hashlib.sha256(access.encode()).digest()[:16]
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": code.person["sub"],
            "aud": CLIENT_ID,
            "exp": at + 60,
            "iat": at,
            "auth_time": int(at if self.is_again(code.asked) else self.since or at),
            "nonce": code.asked["nonce"],
            "at_hash": unpadded(half),
        } | self.id_claims
        claims |= {
            "wrong nonce": {"nonce": "x" * 43},
            "wrong audience": {"aud": "un-autre-site"},
            "other party": {"aud": [CLIENT_ID, "un-autre"], "azp": "un-autre"},
            "no party": {"aud": [CLIENT_ID, "un-autre"]},
            "expired": {"exp": at - 3600, "iat": at - 3660},
            "of tomorrow": {"iat": at + 86_400, "exp": at + 90_000},
            "of yesterday": {"iat": at - 86_400, "exp": at + 60},
            "other issuer": {"iss": "https://autre.exemple.fr"},
            "wrong hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
            "no subject": {"sub": ""},
        }.get(self.fault, {})
        if self.fault == "no nonce":
            del claims["nonce"]
        return self.signed(claims)

    def is_again(self, asked: dict[str, str]) -> bool:
        """Whether the request makes them prove it once more."""
        return asked.get("prompt") == "login" or asked.get("max_age") == "0"

    def signed(self, claims: dict[str, Any]) -> str:
        key = self.keys[self.algorithm]
        header = {"alg": self.algorithm, "kid": key.kid}
        if self.fault == "alg none":
            return ".".join([plain({"alg": "none"}), plain(claims), ""])
        if self.fault == "public key as secret":
            secret = self.keys["RS256"].as_pem(private=False)
            body = ".".join(plain(part) for part in ({"alg": "HS256", "kid": "rsa-1"}, claims))
            return f"{body}.{unpadded(hmac.digest(secret, body.encode(), 'sha256'))}"
        if self.fault == "stranger's key":
            key = self.strangers
        return jwt.encode(header, claims, key)

    def userinfo(self, access: str) -> tuple[str, str] | None:
        person = self.tokens.get(access)
        if person is None:
            return None
        told = dict(person)
        if self.fault == "userinfo of somebody else":
            told["sub"] = "z9-autre"
        if self.fault == "userinfo for another":
            told["aud"] = "un-autre-site"
        if not self.signs_userinfo:
            return "application/json", json.dumps(told)
        fault, self.fault = self.fault, "alg none" if self.fault == "userinfo unsigned" else ""
        try:
            claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": int(now().timestamp())} | told
            return "application/jwt", self.signed(claims)
        finally:
            self.fault = fault


class Page(BaseHTTPRequestHandler):
    """Its pages, over HTTP."""

    provider: FakeProvider

    def do_GET(self) -> None:  # noqa: PLR0911  one answer a page
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/api/v2")
        self.provider.asked_for.append(path)
        if self.provider.fault == "silent":
            return self.say(503, "text/plain", "en panne")
        if self.provider.fault == "slow":
            time.sleep(0.5)
        if path == "/.well-known/openid-configuration":
            return self.as_json(self.provider.description())
        if path == "/jwks":
            keys = [key.as_dict(private=False) for key in self.provider.keys.values()]
            return self.as_json({"keys": keys})
        if path == "/authorize":
            return self.lead(self.provider.authorize(asked))
        if path == "/userinfo":
            found = self.provider.userinfo(
                self.headers.get("Authorization", "").removeprefix("Bearer ")
            )
            return self.say(200, *found) if found else self.say(401, "text/plain", "non")
        if path == "/session/end":
            self.provider.ended.append(asked)
            return self.lead(f"{asked['post_logout_redirect_uri']}?state={asked['state']}")
        return self.say(404, "text/plain", "rien")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        self.provider.asked_for.append("/token")
        if self.provider.fault == "led away" and self.path.endswith("/token"):
            return self.lead(
                f"{self.provider.issuer}/elsewhere", 307
            )  # where all would be sent again
        if self.provider.fault == "no token":
            return self.say(500, "text/html", "<h1>panne</h1>")
        if self.provider.fault == "not json":
            return self.say(200, "application/json", "oui")
        if self.provider.fault == "endless":
            return self.say(200, "application/json", "x" * 600_000)
        found = self.provider.exchange(asked, self.headers.get("Authorization", ""))
        return self.as_json(found) if found else self.as_json({"error": "invalid_grant"}, 400)

    def lead(self, where: str | None, status: int = 303) -> None:
        if where is None:
            return self.say(400, "text/html", "Y000400")
        self.send_response(status)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def as_json(self, found: dict[str, Any], status: int = 200) -> None:
        self.say(status, "application/json", json.dumps(found))

    def say(self, status: int, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Silent: tests say what they need."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever hangs up half-way is no affair of the test that runs by then."""


class running:  # noqa: N801  read as a sentence: with running() as provider
    """The provider, listening until the end of the block."""

    def __enter__(self) -> FakeProvider:
        self.provider = FakeProvider()
        page = type("Page", (Page,), {"provider": self.provider})
        self.server = Server(("127.0.0.1", 0), page)
        self.provider.port = self.server.server_address[1]
        Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self.provider

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
