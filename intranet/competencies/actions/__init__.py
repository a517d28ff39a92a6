"""What happens to the referential and to what speaks through it."""

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
    revoke_attestation,
    withdraw_request,
)
from intranet.competencies.actions.drafts import abandon, consult, entitle, open_draft, resume
from intranet.competencies.actions.erasure import erase
from intranet.competencies.actions.evidence import (
    discard_evidence,
    drop_claim,
    put_file,
    show_level,
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
from intranet.competencies.actions.publication import canonical, fingerprint, index, publish
from intranet.competencies.actions.requirements import Asked, require
from intranet.competencies.actions.sharing import Scope, revoke_share, share_profile, visit
from intranet.competencies.actions.teams import consent, end_outlived_consents, withdraw_consent

__all__ = [
    "KEPT",
    "AlreadyBrought",
    "Asked",
    "Interest",
    "Joined",
    "Said",
    "Scope",
    "abandon",
    "answer_not_yet",
    "ask_to_attest",
    "bring",
    "canonical",
    "claim",
    "confirm",
    "consent",
    "consult",
    "declare",
    "declare_all",
    "discard_evidence",
    "draft_for_import",
    "drop_claim",
    "end_outlived_consents",
    "endorse",
    "entitle",
    "erase",
    "fingerprint",
    "heed_erasure",
    "index",
    "join",
    "keep",
    "open_draft",
    "plan_of",
    "publish",
    "put_file",
    "require",
    "resume",
    "revoke_attestation",
    "revoke_share",
    "share_profile",
    "show_level",
    "visit",
    "withdraw_consent",
    "withdraw_request",
]
