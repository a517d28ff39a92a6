"""What is said, what is new, what one follows: whatever it is about."""

from __future__ import annotations

from flask import Flask

from intranet.discussions import actions, queries
from intranet.discussions.commands import tell_news
from intranet.discussions.views import bell, following, remarks
from intranet.discussions.views.blueprint import bp
from intranet.kit import panels, security
from intranet.kit.access import learn_of_readers
from intranet.members.actions import at_closing
from intranet.organizations.actions import Belonging, also_belongs

__all__ = ["bell", "following", "init_app", "remarks", "tell_news"]


def init_app(app: Flask) -> None:
    also_belongs("follows", Belonging(actions.follow_successor))
    app.register_blueprint(bp)
    security.leave_to_its_proof(app, "discussions.stop_letters")
    app.jinja_env.globals["unseen_news"] = bell.unseen
    learn_of_readers(app, "news", queries.unseen_count())
    learn_of_readers(app, "follows", queries.followed_keys())
    panels.offer(app, "follow", 10, following.buttons)
    panels.offer(app, "organization", 90, following.of_organization)
    panels.offer(app, "region", 90, following.of_region)
    at_closing("discussions", actions.forget_reader)
    following.name_places()
