"""What stands around every page: the menu, what one may create, who is reading, light or dark."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import current_app, flash, redirect, request, session
from flask.typing import ResponseReturnValue

from intranet.courses import policy as courses
from intranet.home.policy import may_animate
from intranet.home.views.blueprint import bp
from intranet.kit.access import reader
from intranet.kit.clock import today
from intranet.kit.paths import own_path, page_before, this_page
from intranet.kit.ui import THEME
from intranet.members.models import Member
from intranet.openings import policy as openings
from intranet.practices import policy as practices


class Entry(NamedTuple):
    """A line of a menu."""

    label: str
    url: str
    icon: str = ""
    current: bool = False


class Account(NamedTuple):
    """Who reads, as the header says it."""

    name: str
    organization: str
    is_admitted: bool  # by an organization of the network: names are for them


AROUND = "intranet.around"  # in the environ of a request
SECTIONS = (
    ("Référentiel", "/referentiel", "book"),
    ("Offres", "/offres", "briefcase"),
    ("Formations", "/formations", "cap"),
    ("Pratiques", "/pratiques", "sheet"),
    ("Tour de France", "/tour", "flag"),
    ("Annuaire", "/annuaire", "people"),
)


def every_page() -> dict[str, Any]:
    """What base.html needs, without asking the database anything more.

    Worked out once a request: each panel of a page is a template of its own.
    """
    member = reader()
    known: tuple[Member | None, dict[str, Any]] | None = request.environ.get(AROUND)
    if known is None or known[0] is not member:
        known = request.environ[AROUND] = member, around(member)
    return known[1]


def around(member: Member | None) -> dict[str, Any]:
    return {
        "site_name": current_app.config["SITE_NAME"],
        "site_public": current_app.config["SITE_IS_PUBLIC"],
        "theme": chosen_theme(),
        "this_page": this_page(),
        "menu": menu(member),
        "create": what_may_be_created(member),
        "account": account(member) if member else None,
        "conformity_state": current_app.extensions["conformity"].state(today()),
    }


def menu(member: Member | None) -> list[Entry]:
    """At most seven entries, the same for all but the animators' own."""
    sections = list(SECTIONS)
    if member and may_animate(member):
        sections.append(("Animer", "/animer", "shield"))
    return [Entry(label, url, icon, _is_under(url)) for label, url, icon in sections]


def what_may_be_created(member: Member | None) -> list[Entry]:
    """What « ＋ Créer » offers to this member."""
    if member is None:
        return []
    offered = (
        (openings.may_post(member), "Une offre de mobilité", "/offres/nouvelle"),
        (courses.may_post(member), "Une formation", "/formations/nouvelle"),
        (practices.may_write(member), "Une bonne pratique", "/pratiques/nouvelle"),
    )
    return [Entry(label, url) for allowed, label, url in offered if allowed]


def account(member: Member) -> Account:
    organization = member.organization
    named = organization.name if organization else "Sans structure"
    return Account(member.name, named, member.is_admitted)


def chosen_theme() -> str:
    theme = str(session.get(THEME, ""))
    return theme if theme in {"light", "dark"} else ""


@bp.post("/theme")
def theme() -> ResponseReturnValue:
    """Keep light or dark in the one cookie, so that the server writes it and no script flashes."""
    wanted = request.form.get("theme", "")
    session.pop(THEME, None)
    if wanted in {"light", "dark"}:
        session[THEME] = wanted
    flash("L’affichage est réglé.")
    return redirect(_as_filtered(own_path(request.form.get("next")) or "/"))


def _as_filtered(page: str) -> str:
    """The address of the same page as browsers tell it: filters change it after the page was written."""
    shown = page_before()
    return shown if shown and shown.partition("?")[0] == page.partition("?")[0] else page


def _is_under(url: str) -> bool:
    return request.path == url or request.path.startswith(f"{url}/")
