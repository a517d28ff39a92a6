"""The tree of the referential, the page of each item, and their permanent addresses."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import forms, policy, queries
from intranet.competencies.coverage import FEWEST
from intranet.competencies.levels import in_force
from intranet.competencies.models import KIND_LABELS, PROPOSAL_LABELS
from intranet.competencies.queries import Catalogue, Item
from intranet.competencies.views.blueprint import bp
from intranet.discussions.queries import remarks_counted
from intranet.kit import exports
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.facets import ActiveFilter, Option
from intranet.kit.htmx import page
from intranet.kit.listing import Listing, address, paged, without


@bp.get("/referentiel")
def index() -> Response:
    """The whole tree; or, with words or kinds, what answers them."""
    catalogue, form = queries.in_force(), forms.ItemSearch(request.args)
    notices = form.heed()
    about = catalogue.about(form.q.data)
    found = [item for item in about if not form.kinds or item.kind in form.kinds]
    member = reader()
    return page(
        "competencies/index.html",
        fragment="results",
        catalogue=catalogue,
        may_propose=member is not None and policy.may_propose(member),
        kinds=KIND_LABELS,
        form=form,
        notices=notices,
        found=found,
        domains=[
            (
                domain,
                [item for item in found if item.parent_id and catalogue.domain_of(item) == domain],
            )
            for domain in catalogue.domains
        ],
        natures=natures(form, Counter(item.kind for item in about)),
        active=active_filters(form),
        may_see_coverage=member is not None and policy.may_see_coverage(member),
        levels=queries.known_levels(member.id, now()) if member else {},
    )


@bp.get("/referentiel.<any(csv, json):form>")
def export(form: str) -> Response:
    """The same list in another form, with all that the edition says of each item."""
    catalogue, asked = queries.in_force(), forms.ItemSearch(request.args)
    asked.heed()
    found = [
        item
        for item in catalogue.about(asked.q.data)
        if not asked.kinds or item.kind in asked.kinds
    ]
    whole = Listing(found, len(found))  # as its page is; JSON is read page after page, as elsewhere
    listing = paged(found, exports.PER_PAGE) if form == "json" else whole
    title = catalogue.framework_title
    return exports.answer(form, title, listing, [entry(catalogue, item) for item in listing])


@bp.get("/referentiel/<code>")
def show(code: str) -> ResponseReturnValue:
    catalogue = queries.in_force()
    item = catalogue.find(code)
    if item is None:
        gone = queries.last_named(code) or abort(404)
        return redirect(url_for(".uri", uuid=gone), 303)
    if item.code != code:
        return redirect(address(url_for(".show", code=item.code)), 301)
    return item_page(catalogue, item)


def item_page(
    catalogue: Catalogue,
    item: Item,
    form: forms.LevelForm | None = None,
    *,
    status: int = 200,
    saved: bool = False,
) -> Response:
    """The page of an item, or the part of it where a member says their level."""
    member, at = reader(), now()
    voices = queries.voices_on(item.competency_id, member.id if member else None)
    mine = queries.own_side(item.competency_id, member.id) if member else None
    if member and item.is_assessable and form is None:
        form = forms.level_form(catalogue, item, voices.last, mine.erasure if mine else 0)
    return page(
        "competencies/show.html",
        fragment="levels",
        status=status,
        catalogue=catalogue,
        item=item,
        sheet=catalogue.sheets[item.competency_id],
        kind=KIND_LABELS[item.kind],
        kinds=KIND_LABELS,
        form=form,
        saved=saved,
        answer=voices.last,
        history=voices.mine,
        mentors=voices.mentors,
        may_see_who_helps=policy.may_see_who_helps(member),
        fewest=FEWEST,
        profiles=queries.profiles_asking(item.competency_id),
        neighbours=catalogue.neighbours.get(item.competency_id, queries.Neighbours()),
        permanent=exports.absolute(url_for(".uri", uuid=item.uuid)),
        mine=mine,
        attested=in_force(mine.attestations, at).attested if mine else None,
        at=at,
        may_read_proposals=policy.may_read_proposals(member),
    )


@bp.get("/referentiel/<code>/propositions")
def item_proposals(code: str) -> ResponseReturnValue:
    """What the network asks of an item, each with how many remarks were made.

    The page of the item holds it, fetched apart: that page asks enough of the database already.
    """
    require(policy.may_read_proposals(me()))
    item = queries.in_force().find(code) or abort(404)
    found = every(queries.proposals_on(item.competency_id))
    counted = remarks_counted(queries.PROPOSAL, [one.id for one in found]) if found else {}
    return page(
        "competencies/item_proposals.html",
        fragment="discussed",
        item=item,
        discussed=[(one, counted.get(one.id, 0)) for one in found],
        proposal_states=PROPOSAL_LABELS,
    )


def natures(form: forms.ItemSearch, counts: Counter[Any]) -> list[Option]:
    """The kinds to filter by, with how many items each would show."""
    chosen = form.nature.data or []
    return [
        Option(code, KIND_LABELS[kind], counts[kind], code in chosen)
        for code, kind in forms.NATURES.items()
    ]


def active_filters(form: forms.ItemSearch) -> list[ActiveFilter]:
    words = [ActiveFilter(f"« {form.q.data} »", address(q=None))]
    kinds = [
        ActiveFilter(KIND_LABELS[forms.NATURES[code]], without("nature", code))
        for code in form.nature.data or []
    ]
    return [*(words if form.q.data else []), *kinds]


def entry(catalogue: Catalogue, item: Item) -> exports.Entry:
    """One line of the exports."""
    sheet, parent = catalogue.sheets[item.competency_id], catalogue.items.get(item.parent_id or 0)
    published_at = catalogue.published_at or now()
    return exports.Entry(
        uid=sheet.uri,
        title=item.title,
        url=url_for(".show", code=item.code),
        summary=sheet.statement,
        published_at=published_at,
        updated_at=published_at,
        fields={
            "Code": item.code,
            "Nature": KIND_LABELS[item.kind],
            "Parent": parent.code if parent else "",
            "Énoncé": sheet.statement,
            "Synonymes": sheet.synonyms,
            **{f"Niveau {n}": sheet.descriptors.get(n, "") for n in range(1, 5)},
            "Intitulé attesté": "oui" if item.is_attested else "non",
            "Sources": [source["title"] for source in sheet.sources],
            "Identifiant": item.uuid,
            "Adresse permanente": exports.absolute(url_for(".uri", uuid=item.uuid)),
            "Édition": catalogue.number,
        },
    )
