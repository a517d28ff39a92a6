"""What a browser asked of the provider, and what came of it: told without what it takes to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TWO_FACTORS = {"eidas2", "eidas3"}


class Unavailable(Exception):
    """The provider does not answer, too late, or what makes no sense."""


class Refused(Exception):
    """What came is not proven to come from the provider, for us, now: the message says which check."""


@dataclass(frozen=True)
class AuthorizationRequest:
    """What this browser asked of the provider, kept in its cookie until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for. The subject alone, at this issuer, is who they are."""

    issuer: str
    subject: str
    name: str
    email: str
    is_verified: bool  # the provider says the address is theirs
    is_strong: bool  # by two factors
    proven_at: datetime | None  # when they last proved there who they are; silent, it may not say
    id_token: str


def is_strong(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that it saw two factors (RFC 8176, eIDAS, ProConnect)."""
    ways, level = claims.get("amr"), claims.get("acr")
    by_two = isinstance(ways, list) and "mfa" in ways
    return by_two or (isinstance(level, str) and (level in TWO_FACTORS or level.endswith("-2fa")))
