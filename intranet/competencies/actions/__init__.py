"""What happens to the referential and to what speaks through it."""

from intranet.competencies.actions.applying import apply_proposal
from intranet.competencies.actions.assessments import (
    KEPT,
    Interest,
    Said,
    confirm,
    declare,
    declare_all,
    heed_erasure,
)
from intranet.competencies.actions.attestations import (
    answer_not_yet,
    ask_to_attest,
    endorse,
    give_back_requests,
    revoke_attestation,
    withdraw_request,
)
from intranet.competencies.actions.certification import (
    Certified,
    attest_by_certificate,
    end_certificate,
    expire_certificate,
    follow_certificate,
    forget_certificate,
    show_certificate,
)
from intranet.competencies.actions.drafts import abandon, consult, entitle, open_draft, resume
from intranet.competencies.actions.erasure import erase, rests_on_levels, what_rests_on_levels
from intranet.competencies.actions.evidence import (
    discard_evidence,
    drop_claim,
    put_file,
    show_level,
)
from intranet.competencies.actions.finding import (
    let_items_be_found,
    let_profile_be_found,
    let_proposal_be_found,
)
from intranet.competencies.actions.imports import (
    AlreadyBrought,
    bring,
    claim,
    draft_for_import,
    keep,
    plan_of,
)
from intranet.competencies.actions.links import Joined, join
from intranet.competencies.actions.opinions import instant_of, take_position
from intranet.competencies.actions.proposals import (
    accept_proposal,
    can_be_accepted,
    confirm_form,
    decline_proposal,
    heed_text,
    make_substantive,
    needs_checks,
    proposal_lines,
    withdraw_proposal,
)
from intranet.competencies.actions.proposing import (
    Change,
    keep_proposal,
    open_proposal,
    reword_proposal,
)
from intranet.competencies.actions.publication import fingerprint, publish
from intranet.competencies.actions.requirements import Asked, require
from intranet.competencies.actions.sharing import Scope, share_profile, visit
from intranet.competencies.actions.succession import follow_edition, relink
from intranet.competencies.actions.teams import consent, end_outlived_consents, withdraw_consent

__all__ = [
    "KEPT",
    "AlreadyBrought",
    "Asked",
    "Certified",
    "Change",
    "Interest",
    "Joined",
    "Said",
    "Scope",
    "abandon",
    "accept_proposal",
    "answer_not_yet",
    "apply_proposal",
    "ask_to_attest",
    "attest_by_certificate",
    "bring",
    "can_be_accepted",
    "claim",
    "confirm",
    "confirm_form",
    "consent",
    "consult",
    "declare",
    "declare_all",
    "decline_proposal",
    "discard_evidence",
    "draft_for_import",
    "drop_claim",
    "end_certificate",
    "end_outlived_consents",
    "endorse",
    "entitle",
    "erase",
    "expire_certificate",
    "fingerprint",
    "follow_certificate",
    "follow_edition",
    "forget_certificate",
    "give_back_requests",
    "heed_erasure",
    "heed_text",
    "instant_of",
    "join",
    "keep",
    "keep_proposal",
    "let_items_be_found",
    "let_profile_be_found",
    "let_proposal_be_found",
    "make_substantive",
    "needs_checks",
    "open_draft",
    "open_proposal",
    "plan_of",
    "proposal_lines",
    "publish",
    "put_file",
    "relink",
    "require",
    "rests_on_levels",
    "resume",
    "revoke_attestation",
    "reword_proposal",
    "share_profile",
    "show_certificate",
    "show_level",
    "take_position",
    "visit",
    "what_rests_on_levels",
    "withdraw_consent",
    "withdraw_proposal",
    "withdraw_request",
]
