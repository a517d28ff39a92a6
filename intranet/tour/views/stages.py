"""The page of each region, with its stage, and the form of the stage."""

from __future__ import annotations

from collections.abc import Sequence

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from intranet.events.models import Event
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.versions import seen_version
from intranet.organizations.models import Organization
from intranet.tour import actions, policy, queries
from intranet.tour.forms import StageForm, as_typed
from intranet.tour.models import NEED_SUMMARY, Stage, StageChanged, lacking
from intranet.tour.views.blueprint import bp


@bp.get("/tour/<region>")
def show(region: str) -> Response:
    """A region: its stage, and what chambers and intercommunalities already do there."""
    stage = one_or_404(queries.stage_in(region))
    member = reader()
    found = [(event, rank) for event, rank in db.session.execute(queries.in_region(stage))]
    gathered = queries.gathered_by([stage])[stage.id]
    return page(
        "tour/show.html",
        stage=stage,
        region=stage.region,
        partnerships=every(queries.partnerships_of(stage.region_code)),
        its_meetings=its_own(stage, found),
        meetings=[event for event, rank in found if rank is None and event.id != stage.event_id],
        chambers=[] if stage.hosts else every(queries.chambers_of(stage.region_code)),
        gathered=gathered,
        born=every(queries.born_at(stage)) if gathered.online else [],
        may_edit=member is not None and policy.may_edit(member, stage),
        may_gather=member is not None and policy.may_gather(member, stage),
        may_capture=member is not None and policy.may_capture(member, stage),
    )


def its_own(stage: Stage, found: Sequence[tuple[Event, int | None]]) -> list[Event]:
    """The meetings of the stage: that of the agenda first, then the others in their order."""
    ranked = [(-1 if rank is None else rank, event.id, event) for event, rank in found if rank is not None or event.id == stage.event_id]  # fmt: skip
    return [event for _, _, event in sorted(ranked, key=lambda each: each[:2])]


@bp.get("/tour/<region>/modifier")
def edit(region: str) -> Response:
    stage = editable(region)
    form = StageForm(data=as_typed(stage))
    return form_page(stage, form)


@bp.post("/tour/<region>/modifier")
def save(region: str) -> ResponseReturnValue:
    """Write what is told of the stage, where it has what it needs to be told so."""
    stage, form = editable(region), StageForm()
    lock = seen_version("lock_version")
    if "add" in request.form:
        form.hosts.blank += 2
        return form_page(stage, form)
    offered = every(queries.possible_hosts(stage))
    form.offer(offered)
    hosts = form.chosen(offered)
    if not form.validate() or not has_what_it_needs(form, hosts, stage):
        return form_page(stage, form, status=422)
    try:
        actions.change(stage, form.told, hosts, now(), lock=lock)
    except StageChanged:
        db.session.rollback()
        stage = editable(region)
        form.lock_version.data = stage.lock_version
        return form_page(stage, form, status=409)
    db.session.commit()
    flash("L’étape est à jour.")
    return redirect(url_for(".show", region=stage.region.slug))


def has_what_it_needs(form: StageForm, hosts: list[Organization], stage: Stage) -> bool:
    """No stage is announced without a chamber, an intercommunality and a day."""
    found = lacking(
        form.lifecycle.data,
        {actions.role_of(host) for host in hosts},
        form.starts_on.data,
        form.summary.data or "",
        today(),
    )
    tells = form.lifecycle.data in NEED_SUMMARY and not form.without_materials.data
    if tells and not queries.gathered_by([stage])[stage.id].with_materials:
        found["without_materials"] = (
            "Mettez en ligne les supports d’une intervention, ou dites qu’il n’y en aura pas."
        )
    for name, sentence in found.items():
        form.refuse(form[name], sentence)
    return not found


def editable(region: str) -> Stage:
    stage = one_or_404(queries.stage_in(region))
    require(policy.may_edit(me(), stage))
    return stage


def form_page(stage: Stage, form: StageForm, *, status: int = 200) -> Response:
    form.offer(every(queries.possible_hosts(stage)))
    return page("tour/form.html", stage=stage, form=form, status=status, is_lost=status == 409)


def partnerships_of(organization: Organization) -> str | None:
    """The known partnerships of an organization, on its page."""
    found = every(queries.joined_by(organization.id))
    return render_template("tour/_panel_organization.html", partnerships=found) if found else None
