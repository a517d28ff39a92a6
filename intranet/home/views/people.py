"""`/annuaire/personnes`: the people of the network who asked to be found by one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, abort, request

from intranet.competencies import queries as competencies
from intranet.competencies.queries import Item
from intranet.home.forms import SHOWN_ROLES, PeopleForm
from intranet.home.queries import helping, people
from intranet.home.queries.headcount import counts as headcounts
from intranet.home.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import one_or_404
from intranet.kit.facets import ActiveFilter, options
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.kit.texts import place_after
from intranet.members.models import ROLE_LABELS, Member
from intranet.organizations.models import KIND_LABELS
from intranet.organizations.policy import may_read_people
from intranet.places.shapes import region_names

MOST_CHIPS = 3  # competencies offered, of each person of a list


@bp.get("/annuaire/personnes")
def people_index() -> Response:
    require(may_read_people(me()))
    form = PeopleForm(request.args, competencies.in_force())
    asked, notices = form.read(now())
    asked = people.settled(asked)
    counts = headcounts(asked)
    found = listing(asked, counts.total)
    regions = options(counts.regions, region_names(), asked.regions)
    kinds = options(counts.kinds, KIND_LABELS, asked.kinds)
    roles = options(counts.roles, SHOWN_ROLES, asked.roles)
    narrowed = list(active(form))
    return page(
        "home/people.html",
        fragment="results",
        form=form,
        notices=notices,
        listing=found,
        offered=helping.offered_by(found.items, asked.at, asked.offers_under),
        items=form.catalogue.items,
        said=said_of,
        most_chips=MOST_CHIPS,
        role_labels=ROLE_LABELS,
        regions=regions,
        kinds=kinds,
        roles=roles,
        active=narrowed,
        told=(*told_by(form), len(narrowed), *map(tuple, (regions, kinds, roles))),
        is_listed=me().is_listed,
    )


@bp.get("/annuaire/personnes/<int:member_id>")
def person(member_id: int) -> Response:
    """What one of them shows to the others; whoever is not in the directory is not known."""
    require(may_read_people(me()))
    member = one_or_404(people.listed().where(Member.id == member_id))
    offered = helping.offered_by([member], now()).get(member.id, [])
    items = competencies.in_force().items
    return page(
        "home/person.html",
        member=member,
        offered=[(items[item], level) for item, level in offered if item in items],
        roles=roles_of(member),
        is_me=member.id == me().id,
    )


def told_by(form: PeopleForm) -> Iterable[Any]:
    """What the form shows, its boxes apart: it is drawn again where this changes."""
    typed = (form.q, form.competence, form.departement, form.commune, form.rayon)
    return (form.catalogue.options(), *(field.data for field in typed))


def said_of(member: Member, items: Mapping[int, Item], offered: Iterable[tuple[int, int]]) -> Any:
    """All that a line of the directory says of somebody."""
    works = member.membership
    assert works, "listed"
    place = works.organization
    return (
        *(member.id, member.name, member.is_demo, works.job_title),
        *(place.name, place.region.name if place.region else None),
        tuple(held.role for held in member.roles if held.organization_id in {None, place.id}),
        tuple((items[one].code, items[one].title, level) for one, level in offered if one in items),
    )


def roles_of(member: Member) -> list[str]:
    """Those that hold where they work now."""
    here = {None, member.organization_id}
    return [ROLE_LABELS[held.role] for held in member.roles if held.organization_id in here]


def listing(asked: people.Asked, total: int) -> Listing[Member]:
    number = asked_page()
    items = people.page_of(asked, first=first_of(number), count=PER_PAGE)
    if not items and number > 1:
        abort(404)
    return Listing(items, total, number)


def active(form: PeopleForm) -> Iterable[ActiveFilter]:
    """Each filter that narrows the list, with the address without it."""
    if form.q.data:
        yield ActiveFilter(f"« {form.q.data[:60]} »", address(q=None, page=None))
    if form.commune.data:
        label = f"{form.rayon.data} km autour {place_after(form.commune.data, 'de')}"
        yield ActiveFilter(label, address(commune=None, rayon=None, page=None))
    for field in (form.competence, form.departement):
        for choice in field.iter_choices():
            if field.data and choice.value == field.data:
                yield ActiveFilter(str(choice.label), address(**{field.name: None, "page": None}))
    for field in (form.role, form.type, form.region):
        for choice in field.iter_choices():
            if choice.value in (field.data or ()):
                yield ActiveFilter(str(choice.label), without(field.name, str(choice.value)))
