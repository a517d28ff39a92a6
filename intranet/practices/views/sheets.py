"""The page of a practice: what is online, what is being written, what was online before."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import queries as referential
from intranet.kit import files
from intranet.kit.access import me, reader
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.listing import ReadWhenDrawn
from intranet.places.shapes import department_names, region_names
from intranet.practices import policy, queries
from intranet.practices.models import (
    CRITERIA,
    EFFORT_LABELS,
    EVIDENCE_LABELS,
    EVIDENCE_REASONS,
    FRESHNESS_LABELS,
    SIZE_LABELS,
    STATE_LABELS,
    Evidence,
    Practice,
    PracticeDocument,
    PracticeVersion,
    Review,
    Sheet,
    SheetStamp,
    State,
    freshness,
    size_band,
)
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import loaded
from intranet.practices.views.reuse import reuse_of

RELATED = 3


@bp.get("/pratiques/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """What is online; or the draft, for those to whom it exists."""
    practice = queries.read_at(slug, reader()) or queries.withdrawn_at(slug) or abort(404)
    if practice.slug != slug:
        return redirect(url_for(".show", slug=practice.slug), 301)
    if practice.withdrawn_on:
        return withdrawn(practice)
    version = practice.published if practice.is_published else practice.current
    assert version, "readable_by"
    return sheet_page(practice, version)


def withdrawn(practice: Practice) -> Response:
    """Why it is not there any more; its owner still takes it away."""
    member = reader()
    is_ours = member is not None and policy.belongs_to_owner(member, practice)
    return page("practices/withdrawn.html", status=410, practice=practice, is_ours=is_ours)


@bp.get("/pratiques/<slug>/apercu")
def preview(slug: str) -> ResponseReturnValue:
    """The version under way, as it would be online."""
    practice = one_or_404(queries.known_by_slug(queries.workable_by(me()), slug))
    assert practice.working, "workable_by"
    return sheet_page(practice, practice.working)


@bp.get("/pratiques/<slug>/v/<int(max=9999):number>")
def version(slug: str, number: int) -> ResponseReturnValue:
    """A version that was online once: it keeps its address."""
    practice = loaded(slug, reader())
    versions = queries.published_versions(practice).where(PracticeVersion.number == number)
    return sheet_page(practice, one_or_404(versions))


@bp.get("/pratiques/<slug>/documents/<int:document_id>")
def document(slug: str, document_id: int) -> Response:
    """A file of a version that the reader may see; for anyone else it does not exist."""
    member = reader()
    practice = loaded(slug, member)
    seen = [practice.published] if practice.is_published else []
    if policy.sees_working(member, practice):
        seen.append(practice.working)
    named = {each["id"] for version in seen if version for each in version.sheet.documents}
    found = db.session.get(PracticeDocument, document_id)
    if found is None or found.practice_id != practice.id or document_id not in named:
        abort(404)
    return files.serve(found.attachment)


def sheet_page(practice: Practice, version: PracticeVersion, *, status: int = 200) -> Response:
    """One version of a practice, with what its reader may do about it."""
    member, sheet = reader(), version.sheet
    is_online = practice.is_published and version.id == practice.published_version_id
    aged = freshness(practice.verify_on, today())
    has_working = practice.working_version_id is not None
    state = practice.state(today()) if is_online else practice.working_state
    return page(
        "practices/show.html",
        status=status,
        practice=practice,
        version=version,
        is_online=is_online,
        is_working=version.id == practice.working_version_id,
        state=state,
        state_label=STATE_LABELS[state],
        states=State,
        sees_working=has_working and policy.sees_working(member, practice),
        levels=referential.known_levels(member.id, now())
        if member and sheet.competencies
        else None,
        related=ReadWhenDrawn(
            lambda: queries.close_to(practice, sheet.themes, now(), most=RELATED)
        ),
        kept_under=SheetStamp.reads() if is_online else None,
        on=today(),
        freshness=aged.value,
        criteria=CRITERIA,
        opinions=opinions_of(practice) if is_online else [],
        may_ask_opinions=member is not None and policy.may_ask_opinions(member, practice),
        sees_opinions=member is not None and policy.may_see_to_reports(member, practice),
        freshness_label=FRESHNESS_LABELS[aged],
        may_report=member is not None and policy.may_report(member, practice),
        may_merge=member is not None and is_online and policy.may_begin_merging(member, practice),
        may_withdraw=member is not None and policy.may_withdraw(member, practice),
        may_see_to_reports=member is not None and policy.may_see_to_reports(member, practice),
        versions=every(queries.published_versions(practice)) if version.number > 1 else [],
        may_edit=member is not None and policy.may_edit(member, practice),
        may_take_up=member is not None and policy.may_take_up(member, practice),
        **words_of(sheet) | (weight_of(practice) if is_online else {}),
        **(reuse_of(practice) if is_online else {"reuse": None}),
    )


def opinions_of(practice: Practice) -> list[tuple[Review, bool]]:
    """What experts said, and whether it was said of what is online now."""
    assert practice.published, "is_published"
    given = every(queries.given_opinions(practice))
    if not given:
        return []
    now_online, catalogue = practice.published.sheet, referential.in_force()
    return [(each, queries.is_still_said_of(each, now_online, catalogue)) for each in given]


def weight_of(practice: Practice) -> dict[str, str]:
    """How well what is online is proved, opinions and reproductions counted."""
    level = Evidence(practice.evidence)
    return {"evidence_label": EVIDENCE_LABELS[level], "evidence_reason": EVIDENCE_REASONS[level]}


def words_of(sheet: Sheet) -> dict[str, Any]:
    """What the sections of a sheet are drawn with: words for the codes that it keeps."""
    catalogue, names = referential.in_force(), region_names()
    shown = queries.in_step(sheet, catalogue).competencies
    band = size_band(sheet.population)
    return {
        "sheet": sheet,
        "themes": queries.themes_named(sheet.themes),
        "regions": [names[code] for code in sheet.regions if code in names],
        "department": department_names().get(sheet.department),
        "shown": [(catalogue.items[row["competency_id"]], row["level"]) for row in shown],
        "effort": EFFORT_LABELS.get(sheet.effort) if sheet.effort else None,
        "size_label": SIZE_LABELS.get(band) if band is not None else None,
        "evidence_label": EVIDENCE_LABELS[sheet.evidence],
        "evidence_reason": EVIDENCE_REASONS[sheet.evidence],
    }
