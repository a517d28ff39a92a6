"""The quality certificates of a provider: read by all, declared by its trainers, checked from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.courses import actions, policy, queries
from intranet.courses.forms import QualityForm, ReasonForm
from intranet.courses.models import NotAwaited, QualityCertificate
from intranet.courses.views.blueprint import bp
from intranet.kit import files
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.files import keep_pdf
from intranet.kit.htmx import page
from intranet.kit.refusals import RefusedFile
from intranet.organizations.models import Organization


@bp.get("/formations/organismes/<slug>/qualite")
def quality(slug: str) -> Response:
    """By whom a provider is certified, for what and until when; and all that was before."""
    return told(one_or_404(queries.provider_named(slug)))


def told(
    provider: Organization,
    *,
    status: int = 200,
    form: QualityForm | None = None,
    reason: ReasonForm | None = None,
    refused: int | None = None,
    lost: QualityCertificate | None = None,
) -> Response:
    """The page; again with the errors of what was asked."""
    member = reader()
    declares = member is not None and policy.may_declare_quality(member, provider)
    verifies = member is not None and policy.may_verify_quality(member, provider)
    known = every(queries.certificates_of(provider.id))
    shown = [one for one in known if one.is_checked or declares or verifies]
    on = today()
    valid = [one for one in shown if one.is_checked and one.is_valid(on)]
    return page(
        "courses/quality.html",
        status=status,
        provider=provider,
        on=on,
        current=valid[0] if valid else None,
        ended=next((one for one in shown if one.is_checked and one.valid_until < on), None),
        certificates=shown,
        form=(form or QualityForm()) if declares else None,
        reason=(reason or ReasonForm()) if verifies else None,
        refused=refused,
        lost=lost,
    )


@bp.post("/formations/organismes/<slug>/qualite")
def declare_quality(slug: str) -> ResponseReturnValue:
    """One more certificate of my organization, with its proof."""
    provider = one_or_404(queries.provider_named(slug))
    require(policy.may_declare_quality(me(), provider))
    form = QualityForm()
    if not form.validate():
        return told(provider, status=422, form=form)
    try:
        kept = keep_pdf(form.evidence.data)
    except RefusedFile as refused:
        form.refuse(form.evidence, str(refused))
        return told(provider, status=422, form=form)
    actions.declare_quality(provider, form.said(), kept, me())
    db.session.commit()
    flash("Le certificat est déclaré : il s’affichera quand un animateur aura lu sa preuve.")
    return redirect(url_for(".quality", slug=slug))


@bp.get("/formations/qualite/<int:certificate_id>/preuve")
def quality_proof(certificate_id: int) -> Response:
    """The paper itself, for its provider and for whoever checks it."""
    found = one_or_404(queries.quality_certificate(certificate_id))
    known = policy.may_declare_quality(me(), found.organization)
    if found.evidence is None or not (known or policy.may_verify_quality(me(), found.organization)):
        abort(404)
    return files.serve(found.evidence)


@bp.post("/formations/qualite/<int:certificate_id>/verification")
def verify_quality(certificate_id: int) -> ResponseReturnValue:
    """The proof was read, and it is right."""
    found = read_by_me(certificate_id)
    return decided(
        found,
        lambda: actions.verify_quality(found, me(), now()),
        "Le certificat est vérifié : les formations de l’organisme l’affichent.",
    )


@bp.post("/formations/qualite/<int:certificate_id>/refus")
def refuse_quality(certificate_id: int) -> ResponseReturnValue:
    """The proof does not do; why is written to whoever declared it."""
    found, form = read_by_me(certificate_id), ReasonForm()
    form.reason.id = f"reason-{found.id}"  # each certificate has its own on the page
    if not form.validate_on_submit():
        return told(found.organization, status=422, reason=form, refused=found.id)
    return decided(
        found,
        lambda: actions.refuse_quality(found, me(), now(), form.reason.data),
        "Le certificat n’est pas retenu : la personne qui l’a déclaré est prévenue.",
    )


@bp.get("/animer/qualite")
def quality_queue() -> Response:
    """The certificates that wait for this animator, the oldest first."""
    require(me().is_animator)
    return page("courses/quality_queue.html", waiting=every(queries.awaiting_check(me())))


def read_by_me(certificate_id: int) -> QualityCertificate:
    found = one_or_404(queries.quality_certificate(certificate_id))
    require(policy.may_verify_quality(me(), found.organization))
    return found


def decided(
    found: QualityCertificate, act: Callable[[], None], message: str
) -> ResponseReturnValue:
    """Act once; whoever comes second reads who came first, and changes nothing."""
    certificate_id, slug = found.id, found.organization.slug
    try:
        act()
    except NotAwaited:
        db.session.rollback()
        lost = one_or_404(queries.quality_certificate(certificate_id))
        return told(lost.organization, status=409, lost=lost)
    db.session.commit()
    flash(message)
    return redirect(url_for(".quality", slug=slug))
