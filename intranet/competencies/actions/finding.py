"""Being found in the search over everything: the items in force, the jobs, what is proposed."""

from __future__ import annotations

from intranet.competencies import queries
from intranet.competencies.models import JobProfile, Proposal
from intranet.competencies.queries import KIND
from intranet.kit import search
from intranet.kit.markdown import plain
from intranet.kit.search import Audience


def let_items_be_found(catalogue: queries.Catalogue) -> None:
    """By their words, their synonyms, what their levels look like, and what they correspond to
    elsewhere (« K1802 »); no other item.
    """
    search.forget_all(KIND, but=list(catalogue.items))
    for item in catalogue.items.values():
        sheet = catalogue.sheets[item.competency_id]
        near = catalogue.neighbours.get(item.competency_id, queries.Neighbours()).matches
        search.index(
            KIND,
            item.competency_id,
            title=f"{item.code} {item.title}",
            address=f"/referentiel/{item.code}",
            summary=sheet.statement,
            words=[
                *sheet.synonyms,
                *sheet.keywords,
                *sheet.descriptors.values(),
                *(f"{match.scheme} {match.identifier} {match.label}" for match in near),
            ],
        )


def let_profile_be_found(profile: JobProfile) -> None:
    """By its title, and by what employers call it."""
    search.index(
        "profile",
        profile.id,
        title=profile.title,
        address=f"/referentiel/metiers/{profile.slug}",
        summary=profile.summary,
        words=profile.appellations,
    )


def let_proposal_be_found(proposal: Proposal) -> None:
    """By people of the network, once it was opened: a draft is its author’s alone."""
    if proposal.opened_at is None:
        return
    search.index(
        "proposal",
        proposal.id,
        title=proposal.headline,
        address=proposal.address,
        summary=plain(proposal.rationale),
        words=[str(proposal.payload.get("title", "")), proposal.organization.name],
        audience=Audience.NETWORK,
    )
