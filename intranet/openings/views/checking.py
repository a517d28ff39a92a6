"""What is written of an opening, before it is kept: all its faults at once, what it joins, its doubles."""

from __future__ import annotations

from datetime import datetime

from flask import request

from intranet.kit import files
from intranet.kit.db import db
from intranet.kit.files import keep_pdf
from intranet.kit.refusals import RefusedFile
from intranet.openings import policy, queries
from intranet.openings.forms import OpeningForm, is_sent
from intranet.openings.models import UNSENT, Opening, Wording
from intranet.organizations.models import Organization

DOUBLE = "Une offre semblable est en ligne : dites en quoi ce poste est différent."
NO_TEXT = "La fiche de poste ne remplace pas le texte : décrivez aussi le profil recherché."
NAMES = "Une fiche de poste nommerait l’employeur : retirez-la d’une offre confidentielle."


def checked(
    form: OpeningForm, organization: Organization, at: datetime, opening: Opening | None = None
) -> Wording | None:
    """What was written, where it may be kept as asked; None where the form is to be shown again."""
    if request.form.get("fix") == "title":
        form.title.data = policy.neutral(form.title.data or "")
    if request.form.get("add") or request.form.get("fix"):
        return None
    form.validate()
    wording = form.wording()
    if opening:
        _fit_applications(form, wording, opening)
    is_unsent = opening is None or opening.state in UNSENT
    if request.form.get("publish") or not is_unsent:
        online_at = (opening.first_published_at if opening else None) or form.online_at or at
        form.complain(policy.faults_for(organization, wording, online_at=online_at, at=at))
        _check_sheet(form, wording, opening)
        if is_unsent:
            complain_of_doubles(form, organization, wording, at, opening)
    return None if form.errors or not _receive_sheet(form) else wording


def _fit_applications(form: OpeningForm, wording: Wording, opening: Opening) -> None:
    """What candidates were told, and the posts already taken, stay true."""
    if wording.positions < opening.filled:
        told = f"{opening.filled} sont déjà pourvus : il ne peut pas y en avoir moins."
        form.refuse(form.positions, told)
    if wording.is_confidential and not opening.is_confidential and opening.first_published_at:
        told = (
            "Elle a déjà paru sous le nom de votre structure : le taire ne servirait plus à rien."
        )
        form.refuse(form.is_confidential, told)
    if opening.is_anonymous and not wording.is_anonymous and opening.first_published_at:
        told = "L’anonymat a été promis à qui candidate : il ne se retire plus."
        form.refuse(form.is_anonymous, told)
    if _goes_back_on_delay(wording, opening) and queries.count_by_state(opening.id):
        told = "Des personnes ont candidaté sur cette promesse : le délai de réponse ne s’allonge plus."
        form.refuse(form.pledged_days, told)
    if tuple(opening.questions) != wording.questions and queries.count_by_state(opening.id):
        told = "Des personnes y ont déjà répondu : les questions ne changent plus."
        form.refuse(form.question_1, told)
    moved = wording.apply_mode is not opening.apply_mode
    if moved and (queries.count_by_state(opening.id) or queries.is_written_to(opening.id)):
        told = "Des candidatures sont déjà arrivées : la façon de candidater ne change plus."
        form.refuse(form.apply_mode, told)


def _goes_back_on_delay(wording: Wording, opening: Opening) -> bool:
    before, after = opening.pledged_days, wording.pledged_days
    return before is not None and (after is None or after > before)


def complain_of_doubles(
    form: OpeningForm,
    organization: Organization,
    wording: Wording,
    at: datetime,
    opening: Opening | None,
) -> bool:
    """Whether it looks like one that is online, and nothing says in what it is another post."""
    form.doubles = queries.doubles_of(
        organization.id, wording.municipality_code, wording.title, at,
        but=opening.id if opening else None,
    )  # fmt: skip
    if form.doubles and not form.double_reason.data:
        form.refuse(form.double_reason, DOUBLE)
        return True
    return False


def _check_sheet(form: OpeningForm, wording: Wording, opening: Opening | None) -> None:
    """A file says nothing to those who cannot read it, and says too much of who wrote it."""
    kept = opening is not None and opening.job_sheet_id and not form.without_job_sheet.data
    if not (kept or is_sent(form.job_sheet)):
        return
    if not wording.profile:
        form.refuse(form.profile, NO_TEXT)
    if wording.is_confidential:
        form.refuse(form.job_sheet, NAMES)


def _receive_sheet(form: OpeningForm) -> bool:
    """Keep the PDF that came, read as CVs are; else say what is wrong with it."""
    if not is_sent(form.job_sheet):
        return True
    try:
        form.received = keep_pdf(form.job_sheet.data)
    except RefusedFile as refusal:
        form.refuse(form.job_sheet, str(refusal))
        return False
    return True


def keep_sheet(form: OpeningForm, opening: Opening) -> None:
    """Join what came; what it replaces, or what is taken away, leaves the disk."""
    if form.received is None and not form.without_job_sheet.data:
        return
    before, opening.job_sheet = opening.job_sheet_id, form.received
    db.session.flush()
    if before:
        files.remove([before])
