"""The people of an organization, on its page: their names for those of the network alone."""

from __future__ import annotations

from flask import render_template

from intranet.kit.access import reader
from intranet.kit.db import db, every
from intranet.members import queries
from intranet.members.models import ROLE_LABELS
from intranet.members.policy import may_name_referents, may_welcome
from intranet.organizations.models import Organization


def of_organization(organization: Organization) -> str | None:
    """Nobody works any more in what has closed, nor may join it."""
    if organization.closed_on:
        return None
    reading = reader()
    if reading is None or not (reading.is_admitted or may_welcome(reading)):
        count = db.session.scalar(queries.count_of_people(organization.id)) or 0
        return render_template(
            "members/_panel_organization.html",
            people=[],
            count=count,
            may_name=False,
            organization=organization,
            has_account=reading is not None,
        )
    people = every(queries.people_of(organization.id))
    return render_template(
        "members/_panel_organization.html",
        people=people,
        count=len(people),
        organization=organization,
        may_name=may_name_referents(reading, organization),
        account_is_admitted=reading.is_admitted,
        role_labels=ROLE_LABELS,
    )
