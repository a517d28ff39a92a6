"""The agreement (convention) between who sends several people to a run and who holds it, to be signed."""

from __future__ import annotations

from flask import abort, current_app, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import queries as seats
from intranet.bookings.models import ASSURED, BookableKind, Registration, RegistrationGroup
from intranet.courses import queries
from intranet.courses.models import ProviderIdentity, price_in_words
from intranet.courses.views.blueprint import bp
from intranet.kit.access import me
from intranet.kit.clock import now, today
from intranet.kit.db import db, one_or_404
from intranet.kit.paper import NO_PAPER, NoPaper, as_pdf


@bp.get("/formations/conventions/<uuid>/convention.pdf")
def agreement(uuid: str) -> ResponseReturnValue:
    """On paper, from what the course says today; nobody but who asked for the seats reads it."""
    group = one_or_404(seats.group_of(uuid))
    if group.requested_by_id != me().id or not to_be_agreed(group):
        abort(404)
    try:
        answer = make_response(as_pdf(drawn(group)))
    except NoPaper:
        flash(NO_PAPER, "error")
        return redirect(url_for("bookings.my_group", uuid=uuid))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = "attachment; filename=convention.pdf"
    return answer


def drawn(group: RegistrationGroup) -> str:
    """The page that the PDF is made of."""
    run = one_or_404(queries.run_whole(group.bookable_id))
    people = to_be_agreed(group)
    employer, is_over = group.organization, run.starts_at is not None and run.starts_at <= now()
    price = run.price_cents if run.price_cents is not None else run.course.price_cents
    return render_template(
        "courses/agreement.html",
        site_name=current_app.config["SITE_NAME"],
        run=run,
        course=run.course,
        identity=db.session.get(ProviderIdentity, run.course.provider_id),
        employer=employer.in_its_place if employer and not is_over else employer,  # who signs today
        people=people,
        price=price_in_words(price, ""),
        total="" if not price else price_in_words(price * len(people), ""),
        on=today(),
    )


def to_be_agreed(group: RegistrationGroup) -> list[Registration]:
    """The seats of a run that a group is sure of: what waits is agreed to by nobody yet."""
    if group.bookable.kind is not BookableKind.COURSE_RUN:
        return []
    return [row for row in group.registrations if row.state in ASSURED]


def beside_a_group(group: RegistrationGroup) -> str | None:
    """On the page of the seats that I asked for together: the agreement, once some are sure."""
    return (
        render_template("courses/_panel_group.html", group=group) if to_be_agreed(group) else None
    )
