"""Requests to the provider: a few seconds of patience, no way elsewhere, no endless answer."""

from __future__ import annotations

import json
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.requests_client import OAuth2Session
from requests import RequestException, Response

from intranet.entry import LOOPBACK
from intranet.members.openid.outcomes import Unavailable

PATIENCE, WHOLE_ANSWER, LARGEST = 5, 10, 512 * 1024  # seconds, seconds, bytes
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("userinfo_endpoint", "end_session_endpoint")


class Session(OAuth2Session):
    """Requests that wait a few seconds, are led nowhere else, and read no endless answer."""

    def request(self, method: str, url: str, **how: Any) -> Response:
        begun = monotonic()
        how |= {"timeout": PATIENCE, "allow_redirects": False, "stream": True}
        answer: Response = super().request(method, url, **how)
        body = b""
        for piece in answer.iter_content(16_384):
            body += piece
            if len(body) > LARGEST or monotonic() - begun > WHOLE_ANSWER:
                answer.close()
                raise RequestException("an endless answer")
        answer._content = body  # noqa: SLF001  what `iter_content` read, for `json` and `text`
        return answer


def read(address: str) -> dict[str, Any]:
    """The JSON object at an address of the provider. Raises Unavailable."""
    try:
        with Session() as session:
            answer = session.request("GET", address, withhold_token=True)
            answer.raise_for_status()
            found = json.loads(answer.content) if answer.status_code == 200 else None
    except (RequestException, ValueError) as failure:
        raise Unavailable(type(failure).__name__) from None
    if not isinstance(found, dict):
        raise Unavailable("it does not answer by an object")
    return found


def description_of(issuer: str) -> dict[str, Any]:
    """What a provider says of itself, every address of it fit to be asked. Raises Unavailable."""
    found = read(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise Unavailable("it describes another issuer")
    for name in ENDPOINTS + OPTIONAL:
        address = found.get(name)
        if address is None and name in OPTIONAL:
            continue
        if not isinstance(address, str) or not may_be_asked(address, issuer):
            raise Unavailable(f"{name} cannot be used")
    return found


def may_be_asked(address: str, issuer: str) -> bool:
    """In HTTPS; or on one’s own machine, where the provider of a trial is too."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    on_trial = urlsplit(issuer).scheme == "http"
    is_own = parts.scheme == "http" and parts.hostname in LOOPBACK and on_trial
    return bool(parts.hostname) and (parts.scheme == "https" or is_own)
