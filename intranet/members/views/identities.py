"""What opens one’s account beside the password, on one’s profile: seen, carried away, taken back."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.members import actions, queries
from intranet.members.models import Identity, Member, OnlyWayIn
from intranet.members.views.blueprint import bp
from intranet.members.views.proving import proven_lately
from intranet.members.views.sessions import session_token


@bp.post("/moi/identites/<int:identity_id>/retrait")
@proven_lately
def unlink_identity(identity_id: int) -> ResponseReturnValue:
    """Signing in by it no more, where there is another way in."""
    mine = one_or_404(queries.identities_of(me()).where(Identity.id == identity_id))
    try:
        actions.unlink(mine, me(), now(), token=session_token())
    except OnlyWayIn:
        db.session.rollback()
        flash("C’est votre seule façon d’entrer : choisissez d’abord un mot de passe.", "error")
        return redirect(url_for(".me"))
    db.session.commit()
    flash("Cette identité n’ouvre plus votre compte. Vos autres sessions sont fermées.")
    return redirect(url_for(".me"))


def own_identities(_member: Member) -> str | None:
    """On one’s profile: what opens the account, beside the password."""
    theirs: object = current_app.config["OIDC_PROVIDER"]
    mine = every(queries.identities_of(me()))
    if theirs is None and not mine:
        return None
    return render_template("members/_own_identities.html", identities=mine, provider=theirs)


def carried(member: Member) -> list[dict[str, object]]:
    """Of one’s own data."""
    return [
        {
            "fournisseur": one.issuer,
            "identifiant": one.subject,
            "adresse": one.email,
            "relie_le": one.linked_at.isoformat(),
            "utilise_le": one.used_at.isoformat() if one.used_at else None,
        }
        for one in every(queries.identities_of(member))
    ]
