"""The OpenID provider of the settings, as pages use it: who we are for it, its troubles, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, current_app, session

from intranet.allowances import PROVIDER_PLACE
from intranet.entry import Provider
from intranet.kit.access import reader
from intranet.kit.exports import absolute
from intranet.kit.htmx import page
from intranet.kit.texts import after, lasting
from intranet.members import actions, openid

if TYPE_CHECKING:
    from intranet.members.openid.client import Client

AGAIN_IN = 10  # seconds
TROUBLES = {
    "lost": (
        400,
        "Cette connexion n’a pas commencé ici",
        "Elle a commencé dans un autre onglet ou il y a plus de dix minutes, ou elle a déjà servi. Reprenez-la depuis cette page.",
    ),
    "denied": (
        403,
        "Connexion abandonnée",
        "{name} dit que vous ne l’avez pas poursuivie, ou que votre compte ne le permet pas. Rien n’a changé ici.",
    ),
    "unavailable": (
        503,
        "{name} ne répond pas",
        "Ce service est en dérangement ou trop lent. Réessayez dans un instant, ou connectez-vous avec votre mot de passe.",
    ),
    "refused": (
        502,
        "Réponse refusée",
        "La réponse {of} n’a pas pu être vérifiée : par prudence, elle n’a pas été suivie. Recommencez ; si cela se répète, prévenez qui tient ce site.",
    ),
    "swamped": (
        429,
        "Trop d’essais",
        f"Il y a eu trop de connexions depuis cet endroit. Attendez {lasting(PROVIDER_PLACE.every)}, puis recommencez.",
    ),
    "another": (
        409,
        "Déjà relié à un autre compte",
        "Cette identité {of} ouvre un autre compte que celui-ci. Déconnectez-vous pour l’ouvrir, ou déliez-la d’abord là-bas.",
    ),
    "closed": (
        403,
        "Compte de démonstration",
        "Les comptes de démonstration n’ouvrent pas ce site.",
    ),
}


def provider() -> Provider:
    """A 404 where the settings name none."""
    found: Provider | None = current_app.config["OIDC_PROVIDER"]
    return found or abort(404)


def client() -> Client:
    """We, for the provider; what is known of it is kept by the process."""
    from intranet.members.openid.client import Client

    theirs, back = provider(), absolute("/connexion/retour")
    held: Client | None = current_app.extensions.get("openid")
    if held is None or (held.provider, held.redirect_uri) != (theirs, back):
        held = current_app.extensions["openid"] = Client(theirs, back)
    return held


def trouble(name: str, *, wait: int = 0) -> Response:
    """A page that says what happened; nothing was written."""
    status, title, text = TROUBLES[name]
    theirs = provider().name
    shown = page(
        "members/provider_trouble.html",
        status=status,
        title=title.format(name=theirs),
        text=text.format(name=theirs, of=after(theirs, "de")),
        provider=theirs,
        is_signed_in=reader() is not None,
    )
    if wait or status == 503:
        shown.headers["Retry-After"] = str(wait or AGAIN_IN)
    return shown


def id_token_of_provider() -> str | None:
    """What ends the session at the provider, if this browser came by it; it serves once.

    Where ours lapsed before they pressed the button, theirs may still be open, and would let anybody in.
    """
    token = str(session.get("provider", ""))
    return actions.leave_provider(token, reader()) if token else None


def way_out_of_provider(id_token: str | None) -> str | None:
    """Where that session ends; a provider that does not answer is left alone."""
    if not id_token or current_app.config["OIDC_PROVIDER"] is None:
        return None
    try:
        return client().way_out(id_token, absolute("/"))
    except openid.Unavailable:
        return None


def leaving(address: str) -> Response:
    """Signed out here, the browser goes on to the provider: by itself, or by the link.

    Not by redirecting the form: our policy of content lets no form end elsewhere.
    """
    shown = page("members/leaving.html", address=address, provider=provider().name)
    shown.headers["Refresh"] = f"0; url={address}"
    shown.headers["Cache-Control"] = "no-store"
    return shown
