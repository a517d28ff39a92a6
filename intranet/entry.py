"""Settings of who comes in: the OpenID Connect provider, and how fast one may search.

They are told in docs/reglages.md, which a test compares with this page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PROVIDER = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")  # all three, or none
SCOPES, ACR_VALUES, SEARCHES = "OIDC_SCOPES", "OIDC_ACR_VALUES", "SEARCHES_A_MINUTE"
# ProConnect, for production and for trials: its claims have names of their own.
PROCONNECT = (
    "proconnect.gouv.fr",
    "agentconnect.gouv.fr",
    "auth.agentconnect.gouv.fr",
    "fca.integ01.dev-agentconnect.fr",
)
OF_PROCONNECT = "openid given_name usual_name email siret"
USUAL = "openid profile email"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SEARCHES_USUALLY, MOST_SEARCHES = 60, 100_000


class WrongEntry(ValueError):
    """A setting cannot be used; the message names it, in French."""


@dataclass(frozen=True)
class Provider:
    """Who else vouches for people: an OpenID provider, and what is asked of it."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    acr_values: str = ""
    is_proconnect: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.issuer).hostname or ""

    @property
    def name(self) -> str:
        return "ProConnect" if self.is_proconnect else self.host


@dataclass(frozen=True)
class Entry:
    """The provider, None without one; and searches a minute, 0 where they are not limited."""

    provider: Provider | None
    searches_a_minute: int


def read(environ: Mapping[str, str], *, is_production: bool) -> Entry:
    """Raises WrongEntry."""
    return Entry(_provider(environ, is_production=is_production), _searches(environ))


def is_proconnect(issuer: str) -> bool:
    host = urlsplit(issuer).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in PROCONNECT)


def _provider(environ: Mapping[str, str], *, is_production: bool) -> Provider | None:
    given = {name: environ.get(name, "").strip() for name in PROVIDER}
    if not any(given.values()):
        return None
    for name, value in given.items():
        if not value:
            raise WrongEntry(f"{name} manque : {', '.join(PROVIDER)} vont ensemble.")
    issuer, client_id, secret = given.values()
    _check_issuer(issuer, is_production=is_production)
    usual = OF_PROCONNECT if is_proconnect(issuer) else USUAL
    scopes = " ".join(environ.get(SCOPES, "").split()) or usual
    if "openid" not in scopes.split():
        raise WrongEntry(f"{SCOPES} vaut « {scopes} » : openid doit y figurer.")
    acr_values = " ".join(environ.get(ACR_VALUES, "").split())
    return Provider(issuer, client_id, secret, scopes, acr_values, is_proconnect(issuer))


def _check_issuer(issuer: str, *, is_production: bool) -> None:
    """In HTTPS, as the provider writes it; on one’s own machine, a trial may do without."""
    try:
        parts = urlsplit(issuer)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host = ""
        parts = urlsplit("")
    is_trial = parts.scheme == "http" and host in LOOPBACK and not is_production
    if not host or parts.query or parts.fragment or not (parts.scheme == "https" or is_trial):
        raise WrongEntry(
            f"OIDC_ISSUER vaut « {issuer} » : l’adresse en https:// du fournisseur est attendue."
        )


def _searches(environ: Mapping[str, str]) -> int:
    text = environ.get(SEARCHES, "").strip() or str(SEARCHES_USUALLY)
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_SEARCHES):
        raise WrongEntry(
            f"{SEARCHES} vaut « {text} » : un nombre entier de 0 à {MOST_SEARCHES} est attendu."
        )
    return int(text)
