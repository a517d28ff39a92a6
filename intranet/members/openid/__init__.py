"""OpenID Connect, with the one provider of the settings: nothing here knows members or pages."""

from __future__ import annotations

from intranet.members.openid.asking import Unavailable
from intranet.members.openid.claims import Asked, Refused, Vouched, is_strong
from intranet.members.openid.client import Client

__all__ = ["Asked", "Client", "Refused", "Unavailable", "Vouched", "is_strong"]
