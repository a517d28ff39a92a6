"""OpenID Connect, with the one provider of the settings: nothing here knows members or pages.

`client.Client`, which asks, is imported where there is a provider: what it needs is heavy.
"""

from __future__ import annotations

from intranet.members.openid.outcomes import (
    AuthorizationRequest,
    Refused,
    Unavailable,
    Vouched,
    is_strong,
)

__all__ = ["AuthorizationRequest", "Refused", "Unavailable", "Vouched", "is_strong"]
