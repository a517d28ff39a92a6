"""Who signs the badges, and which of them hold no more: for the programs that check them."""

from __future__ import annotations

from flask import Response, abort

from intranet.bookings import badges, queries
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.checking import as_json
from intranet.kit.db import every
from intranet.kit.sealing import CannotUnseal


@bp.get("/badges/emetteur")
def issuer() -> Response:
    """The profile that badges name, with the public keys that were ever used."""
    keys = every(queries.signing_keys())
    told = badges.profile(keys[0] if keys else None)
    return as_json(told | {"verificationMethod": badges.did_document(keys)["verificationMethod"]})


@bp.get("/.well-known/did.json")
def did() -> Response:
    """The DID document of `did:web:` and the name of this site."""
    return as_json(badges.did_document(every(queries.signing_keys())), "application/did+json")


@bp.get("/badges/statuts/<int(max=9999):number>")
def statuses(number: int) -> Response:
    """The Bitstring Status List of badges: a bit is set once a badge is replaced, revoked, withdrawn."""
    keys = every(queries.signing_keys().limit(1))
    first = (number - 1) * badges.LIST_SIZE
    if not keys or number < 1 or not queries.has_statuses(first, badges.LIST_SIZE):
        abort(404)
    off, last = queries.statuses_off(first, badges.LIST_SIZE)
    at = last or keys[0].created_at
    try:
        told = badges.status_list(keys[0], number, off, at)
    except CannotUnseal:  # the secret of the site changed: better no list than an unsigned one
        abort(503)
    return as_json(told, "application/vc+ld+json")
