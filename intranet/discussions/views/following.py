"""Following and no longer following; `/moi/abonnements`; the link that stops the letters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intranet.discussions import actions, policy, queries
from intranet.discussions.forms import RhythmForm
from intranet.discussions.models import FAMILY_LABELS, Follow, Topic
from intranet.discussions.queries import Named
from intranet.discussions.views.blueprint import bp
from intranet.kit import links
from intranet.kit.access import known_of_reader, me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page, wants
from intranet.kit.numbers import whole_numbers
from intranet.kit.paths import own_path
from intranet.kit.texts import typo
from intranet.organizations import queries as organizations
from intranet.organizations.models import Organization
from intranet.places.models import Region
from intranet.places.shapes import (
    department_names,
    departments_to_choose,
    region_names,
    regions_to_choose,
)

OFFER_LABELS = {
    Topic.THEME: "Un thème",
    Topic.REGION: "Une région",
    Topic.DEPARTMENT: "Un département",
}


class Box(NamedTuple):
    """One button: what it follows, whether the reader does, and the name of its element."""

    topic: Topic
    key: str
    what: str
    is_followed: bool

    @property
    def name(self) -> str:
        return f"suivre-{self.topic}-{self.key.replace(':', '-')}"


def name_places() -> None:
    """Territories and structures may be followed on every board."""

    def regions(codes: Collection[str]) -> Mapping[str, Named]:
        names = region_names()
        return {
            code: Named(names[code], f"/pratiques?region={code}") for code in codes if code in names
        }

    def departments(codes: Collection[str]) -> Mapping[str, Named]:
        names = department_names()
        return {
            code: Named(f"{names[code]} ({code})", f"/pratiques?departement={code}")
            for code in codes
            if code in names
        }

    def structures(keys: Collection[str]) -> Mapping[str, Named]:
        found = every(organizations.numbered(whole_numbers(keys)))
        return {str(each.id): Named(each.name, each.address) for each in found}

    queries.named_by(Topic.ORGANIZATION, structures)
    queries.named_by(Topic.REGION, regions)
    queries.named_by(Topic.DEPARTMENT, departments)
    queries.offered_by(Topic.REGION, lambda: regions_to_choose().items())
    queries.offered_by(Topic.DEPARTMENT, lambda: departments_to_choose().items())


def buttons(subjects: Sequence[tuple[str, str, str]]) -> str | None:
    """The panel that follows things, or no longer: each its topic, its key, what it is in words.

    The first is offered at once, the others under a fold; nothing for who may not follow.
    """
    member = reader()
    if member is None or not policy.may_follow(member):
        return None
    followed = set((known_of_reader("follows") or "").split())
    boxes = [
        Box(Topic(topic), key, what, f"{topic}/{key}" in followed) for topic, key, what in subjects
    ]
    return render_template("discussions/_follows.html", boxes=boxes)


def of_organization(organization: Organization) -> str | None:
    if organization.closed_on:  # whoever followed it follows what took its place
        return None
    return buttons([(Topic.ORGANIZATION, str(organization.id), "cette structure")])


def of_region(region: Region) -> str | None:
    return buttons([(Topic.REGION, region.code, "cette région")])


@bp.post("/suivre")
def follow() -> ResponseReturnValue:
    """Follow what the form names, as long as it may be read of."""
    require(policy.may_follow(me()))
    topic, key, called = asked()
    if called is None:
        abort(404)
    try:
        actions.follow(me(), topic, key, called.label)
    except actions.TooManyFollowed:
        flash(
            f"Vous suivez déjà {actions.MOST_FOLLOWED} sujets : cessez d’en suivre un d’abord.",
            "error",
        )
        return redirect(url_for(".subscriptions"), 303)
    db.session.commit()
    told = (
        f"Vous suivez « {called.label} » : le rythme des courriels se règle dans vos abonnements."
    )
    return answered(topic, key, told, is_followed=True)


@bp.post("/suivre/arret")
def unfollow() -> ResponseReturnValue:
    """What is no longer read of may be left all the same."""
    require(policy.may_follow(me()))
    topic, key, _ = asked()
    actions.unfollow(me(), topic, key)
    db.session.commit()
    return answered(topic, key, "Vous ne le suivez plus.", is_followed=False)


def asked() -> tuple[Topic, str, Named | None]:
    try:
        topic = Topic(request.form.get("topic", ""))
    except ValueError:
        abort(404)
    key = request.form.get("key", "")[:60]
    return topic, key, queries.named([(topic, key)]).get((topic, key))


def answered(topic: Topic, key: str, told: str, *, is_followed: bool) -> ResponseReturnValue:
    """The button alone for htmx; the page one came from otherwise."""
    box = Box(topic, key, request.form.get("what", "")[:160], is_followed)
    if wants(box.name):
        return render_template("discussions/_follow.html", box=box)
    flash(typo(told))
    return redirect(own_path(request.form.get("retour")) or url_for(".subscriptions"))


@bp.get("/moi/abonnements")
def subscriptions() -> Response:
    return subscriptions_page(RhythmForm(queries.subscriptions_of(me())))


@bp.post("/moi/abonnements")
def set_rhythm() -> ResponseReturnValue:
    """How often one is told, for each family."""
    require(policy.may_follow(me()))
    form = RhythmForm(queries.subscriptions_of(me()))
    if not form.validate():
        return subscriptions_page(form, status=422)
    actions.set_frequencies(me(), form.wanted, now())
    db.session.commit()
    flash("Le rythme de vos courriels est réglé.")
    return redirect(url_for(".subscriptions"))


def subscriptions_page(form: RhythmForm, *, status: int = 200) -> Response:
    """What one follows, by kind, and how often one is told."""
    follows = queries.followed_by(me())
    by_kind: dict[tuple[Topic, str], list[Follow]] = {}
    for each in follows:
        by_kind.setdefault(queries.kind_of(each.topic, each.key), []).append(each)
    named = queries.named((each.topic, each.key) for each in follows)
    return page(
        "discussions/subscriptions.html",
        status=status,
        form=form,
        groups=[
            (label, by_kind[kind]) for kind, label in queries.kinds().items() if kind in by_kind
        ],
        offers=[(topic, OFFER_LABELS[topic], some) for topic, some in queries.offers().items()],
        named=named,
        may_follow=policy.may_follow(me()),
    )


@bp.route("/abonnements/arret/<word>", methods=["GET", "POST"])
def stop_letters(word: str) -> Response:
    """The link of the letters. A GET only asks: mail scanners open every link they meet.

    A POST without cookie nor token is enough, answers 200 and may come twice (RFC 8058).
    """
    try:
        first, *named = links.read(actions.PURPOSE, word)
        member_id, families = int(first), [family for family in FAMILY_LABELS if family in named]
    except (links.ForgedLink, ValueError):
        abort(404)
    if named and not families:
        abort(404)  # a family that is no more
    if request.method == "POST":
        actions.stop_telling(member_id, families)
        db.session.commit()
    return page(
        "discussions/letters_stopped.html",
        word=word,
        done=request.method == "POST",
        families=[FAMILY_LABELS[family].lower() for family in families],
    )
