"""From a certificate of presence to a line of one’s evidence: offered, never done by itself."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings.models import Certificate, CertificateKind
from intranet.bookings.queries import of_code
from intranet.competencies.policy import may_show_evidence
from intranet.competencies.queries import in_force, links_of
from intranet.events import actions, queries
from intranet.events.forms import PresenceForm
from intranet.events.models import Event
from intranet.events.views.blueprint import bp
from intranet.kit.access import me, reader, require
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.members.models import Member


@bp.route("/certificats/<code>/preuve", methods=["GET", "POST"])
def show_presence(code: str) -> ResponseReturnValue:
    """Say which presentations were followed; their items are joined, as drafts."""
    certificate = one_or_404(of_code(code))
    if not is_shown_by(me(), certificate):
        abort(404)
    require(may_show_evidence(me()))
    assert certificate.registration_id is not None
    event = one_or_404(queries.attended_at(certificate.registration_id))
    talks = every(queries.attended_by(certificate.registration_id))
    form = PresenceForm()
    form.offer(talks)
    if not form.validate_on_submit():
        return asking(certificate, event, form, [talk.id for talk in talks])
    chosen = form.chosen(talks)
    evidence, is_new = actions.show_presence(certificate, event, chosen, form.visibility.data)
    db.session.commit()
    flash(typo("C’est dans vos preuves : relisez ce qu’elle montre, et demandez un avis si vous voulez." if is_new else "Ce document était déjà dans vos preuves."))  # fmt: skip
    return redirect(url_for("competencies.edit_evidence", evidence_id=evidence.id))


def is_shown_by(member: Member | None, certificate: Certificate) -> bool:
    """Whether it is a certificate of presence in force, of this member."""
    is_presence = certificate.kind is CertificateKind.PRESENCE and certificate.is_valid
    is_theirs = member is not None and certificate.member_id == member.id
    return is_presence and is_theirs and certificate.registration_id is not None


def on_a_certificate(certificate: Certificate) -> str | None:
    """On the page of a certificate of presence, for its holder."""
    if not is_shown_by(reader(), certificate):
        return None
    return render_template("events/_panel_certificate.html", certificate=certificate)


def asking(
    certificate: Certificate, event: Event, form: PresenceForm, talk_ids: list[int]
) -> Response:
    """The presentations of the hours attended, each with the items that it is about."""
    items, links = in_force().items, links_of("talk", talk_ids)
    return page(
        "events/presence.html",
        status=422 if form.is_submitted() else 200,
        certificate=certificate,
        event=event,
        form=form,
        about={
            str(talk_id): [
                items[link.competency_id] for link in found if link.competency_id in items
            ]
            for talk_id, found in links.items()
        },
    )
