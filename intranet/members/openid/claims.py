"""What the provider claims of somebody, and how it is checked: every check, none that can be skipped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from intranet.entry import Provider
from intranet.members.openid.outcomes import AuthorizationRequest, Refused

CLOCKS_DIFFER = 60  # seconds, at most
OLDEST = 600  # seconds: a token is issued for the sign-in that asks for it


def check_id_token(
    said: jwt.Token, provider: Provider, asked: AuthorizationRequest, access_token: str, at: int
) -> None:
    """Issuer, audience, party, times, nonce, hash of the access token, and the level asked for.

    Raises Refused.
    """
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True},
    }
    known = {
        "nonce": asked.nonce,
        "client_id": provider.client_id,
        "access_token": access_token,
    }
    try:
        CodeIDToken(said.claims, said.header, options, known).validate(at, CLOCKS_DIFFER)
    except (JoseError, ValueError, TypeError, AttributeError) as wrong:
        raise Refused(f"claims: {wrong}") from None
    subject, issued = said.claims.get("sub"), said.claims.get("iat")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Refused("sub")
    if not isinstance(issued, int | float) or at - issued > OLDEST:
        raise Refused("iat")
    levels = provider.acr_values.split()
    if levels and said.claims.get("acr") not in levels:
        raise Refused("acr")


def check_userinfo(told: object, provider: Provider, subject: str, *, is_signed: bool) -> None:
    """Of the same person; signed by ProConnect, and then for us. Raises Refused."""
    if provider.is_proconnect and not is_signed:
        raise Refused("userinfo unsigned")
    if not isinstance(told, dict) or told.get("sub") != subject:
        raise Refused("sub of userinfo")
    audience = told.get("aud", provider.client_id)
    parties = audience if isinstance(audience, list) else [audience]
    is_theirs = told.get("iss", provider.issuer) == provider.issuer
    if is_signed and not (is_theirs and provider.client_id in parties):
        raise Refused("userinfo of another")


def name_of(claims: Mapping[str, Any]) -> str:
    """As it is used; ProConnect calls the family name `usual_name`."""
    family = text_of(claims, "usual_name") or text_of(claims, "family_name")
    parts = f"{text_of(claims, 'given_name')} {family}" if family else text_of(claims, "name")
    return " ".join(parts.split())[:80]


def proven_at(claims: Mapping[str, Any], at: int) -> datetime | None:
    """When they last gave the provider a proof: a session that it keeps open lets them through without."""
    said = claims.get("auth_time")
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < at + OLDEST:
        return None
    return datetime.fromtimestamp(min(said, at), UTC)


def text_of(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value[:254] if isinstance(value, str) else ""
