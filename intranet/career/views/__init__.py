"""The pages of one's own way, and what they show in the pages of the boards."""

from __future__ import annotations

from flask import Flask

from intranet.career import actions, queries
from intranet.career.actions.plans import erase_plans
from intranet.career.actions.wishes import forget_wishes
from intranet.career.queries.plans_record import plans_carried
from intranet.career.views import (
    accompanying,
    beside,
    bringing,
    contacts,
    crossroads,
    gaps,
    mentoring,
    needs,
    pairs,
    plans,
    plans_potential,
    plans_sharing,
    plans_steps,
    teams,
    ways,
    wishes,
)
from intranet.career.views.blueprint import bp
from intranet.competencies.actions import rests_on_levels
from intranet.courses.actions import at_announcing
from intranet.kit import panels
from intranet.members.actions import at_closing
from intranet.members.belongings import also_holds

__all__ = [
    "accompanying",
    "beside",
    "bringing",
    "contacts",
    "crossroads",
    "gaps",
    "init_app",
    "mentoring",
    "naming",
    "needs",
    "pairs",
    "plans",
    "plans_potential",
    "plans_sharing",
    "plans_steps",
    "teams",
    "ways",
    "wishes",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    rests_on_levels(
        "vos accompagnements et votre binôme : l’autre personne est prévenue",
        actions.leaving.forget,
    )
    also_holds("accompagnements_et_binomes", queries.belongings.held_of)
    rests_on_levels("vos plans de formation, avec leurs liens", erase_plans)
    also_holds("plans", plans_carried)
    panels.offer(app, "opening", 10, gaps.beside_opening)
    panels.offer(app, "job", 10, gaps.beside_job)
    panels.offer(app, "course", 10, bringing.beside_course)
    panels.offer(app, "application at the desk", 10, plans_potential.at_the_desk)
    panels.offer(app, "gaps", 10, gaps.to_some_gaps)
    at_closing("career wishes", forget_wishes)
    at_announcing("career wishes", wishes.hear_of_run)
    panels.offer(app, "announcing a run", 10, wishes.beside_a_new_run)
    panels.offer(app, "competency", 5, crossroads.on_a_competency)
    panels.offer(app, "competency", 40, beside.to_be_guided)
    panels.offer(app, "opening", 30, contacts.beside_opening)
