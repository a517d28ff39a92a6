"""What animators look after: figures that help to act, sheets that say the same thing."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.exports import Entry, as_csv
from intranet.kit.htmx import page
from intranet.practices import actions, policy, queries
from intranet.practices.forms import MergeForm, WithdrawForm
from intranet.practices.models import ChangedMeanwhile
from intranet.practices.views.blueprint import bp
from intranet.practices.views.loading import loaded


@bp.get("/animer/pratiques/statistiques")
def statistics() -> Response:
    """Of the regions that one animates."""
    require(policy.may_review_any(me()))
    return page("practices/statistics.html", figures=queries.figures_of(me(), now()))


@bp.get("/animer/pratiques/statistiques.csv")
def statistics_export() -> Response:
    require(policy.may_review_any(me()))
    at, found = now(), queries.figures_of(me(), now())
    rows: list[tuple[str, object]] = [
        ("Fiches en ligne", found.listed),
        ("Vérifiées depuis moins de douze mois", found.verified),
        ("Délai médian de relecture, en jours", found.review_days),
        ("Reprises en cours ou faites", found.reused),
        ("Structures qui ont repris une fiche", found.reused_by),
        ("Questions sans réponse", found.questions),
        *((f"Département sans fiche : {each.name}", each.code) for each in found.without),
        *((f"Recherche sans résultat : {words}", times) for words, times in found.fruitless),
    ]
    here = url_for(".statistics")
    return as_csv([Entry("", label, here, "", at, at, {"Valeur": value}) for label, value in rows])


NOT_THEIRS = "Cette adresse n’est pas celle d’une autre fiche en ligne de vos régions."
WHY_APART: dict[type[Exception], str] = {
    actions.NoThemeInCommon: "Ces deux fiches n’ont aucun thème en commun : elles ne disent pas la même chose.",
    actions.UnderRevision: "Sa structure écrit une révision de cette fiche : réunissez plutôt l’autre à celle-ci, ou attendez qu’elle soit publiée.",
    ChangedMeanwhile: "La fiche a changé entre-temps : relisez-la, puis recommencez.",
}


@bp.route("/pratiques/<slug>/fusion", methods=["GET", "POST"])
def merge(slug: str) -> ResponseReturnValue:
    """The sheet at this address goes into another, whose address is given."""
    gone = loaded(slug, me(), holds=False)  # both are held, in one order
    require(policy.may_begin_merging(me(), gone))
    form = MergeForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("practices/merge.html", status=status, practice=gone, form=form)
    found = queries.known_by_slug(queries.readable_by(me()), form.slug)
    kept = db.session.scalars(found).unique().one_or_none()
    if kept is None or not policy.may_merge(me(), gone, kept):
        form.refuse(form.kept, NOT_THEIRS)
        return page("practices/merge.html", status=422, practice=gone, form=form)
    try:
        actions.merge(gone, kept, me(), now(), lock=gone.lock_version)
    except tuple(WHY_APART) as refusal:
        db.session.rollback()
        form.refuse(form.kept, WHY_APART[type(refusal)])
        status = 409 if isinstance(refusal, ChangedMeanwhile) else 422
        return page("practices/merge.html", status=status, practice=gone, form=form)
    db.session.commit()
    flash("Les deux fiches n’en font plus qu’une.")
    return redirect(url_for(".show", slug=kept.slug))


@bp.route("/pratiques/<slug>/retrait", methods=["GET", "POST"])
def withdraw(slug: str) -> ResponseReturnValue:
    """For good, with the reason: its address says it, its owner keeps an export."""
    practice = loaded(slug, me())
    require(policy.may_withdraw(me(), practice))
    form = WithdrawForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("practices/withdraw.html", status=status, practice=practice, form=form)
    reason, lock = form.reason.data or "", practice.lock_version
    try:
        actions.withdraw(practice, me(), now(), reason=reason, lock=lock)
    except ChangedMeanwhile:
        db.session.rollback()
        form.refuse(form.reason, "La fiche a changé entre-temps : relisez-la, puis recommencez.")
        return page("practices/withdraw.html", status=409, practice=practice, form=form)
    db.session.commit()
    flash("La fiche est retirée : plus personne ne la lit.")
    return redirect(url_for(".index"))
