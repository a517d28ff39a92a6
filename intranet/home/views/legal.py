"""The pages that say who runs the site, what it keeps, whom to write to, and where everything is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Response, current_app, url_for

from intranet.home.commands.delays import delays_in_words
from intranet.home.queries.conformity import Conformity
from intranet.home.views.blueprint import bp
from intranet.kit.access import reader
from intranet.kit.clock import now, today
from intranet.kit.exports import absolute, instant
from intranet.kit.htmx import page
from intranet.kit.register import CLASSES
from intranet.kit.register import register as register_kept
from intranet.members.policy import OF_ADMINISTRATORS, OF_GUARDED_ROLES, OF_MEMBERS

VALID_FOR = timedelta(days=180)  # less than a year, as RFC 9116 asks
CLASS_LABELS = {
    "personal": "Personnelles",
    "sensitive": "Sensibles",
    "published": "Publiées",
    "link": "Liens vers une personne",
    "secret": "Empreintes et clés",
    "technical": "Techniques",
}
LEAVES = {
    "erased": "effacé",
    "wiped": "vidé de ce qui est personnel",
    "kept": "gardé, sans nom : « Compte fermé »",
}


@bp.get("/mentions-legales")
def notice() -> Response:
    return page("home/notice.html", contacts=current_app.config["CONTACTS"])


@bp.get("/donnees-personnelles")
def privacy() -> Response:
    return page(
        "home/privacy.html",
        delays=delays_in_words(),
        contacts=current_app.config["CONTACTS"],
    )


@bp.get("/donnees-personnelles/registre")
def register() -> Response:
    """The register of article 30: each processing, and each table with the class of its columns."""
    said, delays = register_kept(), delays_in_words()
    return page(
        "home/register.html",
        purposes=[
            replace(each, kept=each.kept.format_map(delays)) for each in said.purposes.values()
        ],
        lines=list(said.lines.values()),
        classes=CLASSES,
        class_labels=CLASS_LABELS,
        leaves=LEAVES,
        contacts=current_app.config["CONTACTS"],
    )


@bp.get("/securite")
def security() -> Response:
    return page("home/security.html", contacts=current_app.config["CONTACTS"])


@bp.get("/.well-known/security.txt")
def security_txt() -> Response:
    """RFC 9116. It always has half a year to live, from the midnight before it is read."""
    contact = current_app.config["CONTACTS"].security
    written = contact if contact.startswith("https://") else f"mailto:{contact}"
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {written if contact else absolute(url_for('.security'))}",
        f"Expires: {instant(midnight + VALID_FOR)}",
        "Preferred-Languages: fr, en",
        f"Canonical: {absolute(url_for('.security_txt'))}",
        f"Policy: {absolute(url_for('.security'))}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/accessibilite")
def accessibility() -> Response:
    """The statement of law n° 2005-102, article 47: from the results, nothing of it is written by hand."""
    found: Conformity = current_app.extensions["conformity"]
    rate = found.rate
    return page(
        "home/accessibility.html",
        conformity=found,
        state=found.state(today()),
        audit_stands=found.audit is not None and found.audit.stands(today()),
        rate=f"{100 * rate.numerator // rate.denominator} %" if rate is not None else "",
        names={one.number: one.name for one in found.criteria},
        machine=found.checked_by("machine"),
        person=found.checked_by("person"),
        apart=found.checked_by("none"),
        address=current_app.config["SITE_URL"],
        unused={
            "members": OF_MEMBERS.unused,
            "guarded": OF_GUARDED_ROLES.unused.seconds // 3600,
            "administrators": OF_ADMINISTRATORS.unused.seconds // 3600,
        },
    )


@bp.get("/plan-du-site")
def plan() -> Response:
    return page("home/plan.html", member=reader())
