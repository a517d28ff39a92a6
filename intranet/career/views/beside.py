"""Panels: what one's way shows in the pages of the boards, which do not know it."""

from __future__ import annotations

from flask import render_template

from intranet.career import policy
from intranet.career.models import TERM_MONTHS
from intranet.competencies.queries import Item
from intranet.kit.access import reader


def to_be_guided(item: Item) -> str | None:
    """On the page of an item: the way to those who pass it on. It asks the database nothing."""
    member = reader()
    if member is None or not policy.mentoring.may_seek(member):
        return None
    return render_template("career/mentoring/_panel.html", item=item, months=TERM_MONTHS)
