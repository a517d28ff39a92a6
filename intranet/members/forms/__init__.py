"""What is asked of people."""

from __future__ import annotations

from intranet.members.forms.accounts import (
    AddressForm,
    ChangePasswordForm,
    ClosingForm,
    ConfirmForm,
    ForgottenForm,
    NewPasswordForm,
    ProfileForm,
    SignInForm,
    SignUpForm,
)
from intranet.members.forms.arriving import ArrivalForm
from intranet.members.forms.factors import (
    AccountSearchForm,
    AddCodeAppForm,
    AddPasskeyForm,
    CodeForm,
    FactorLossForm,
    PasskeyForm,
    ProofForm,
)
from intranet.members.forms.joining import (
    AdmissionForm,
    JoinForm,
    OrganizationSearchForm,
    OutboxForm,
    RefusalForm,
    RoleForm,
    RolesDecisionForm,
    RolesForm,
)

__all__ = [
    "AccountSearchForm",
    "AddCodeAppForm",
    "AddPasskeyForm",
    "AddressForm",
    "AdmissionForm",
    "ArrivalForm",
    "ChangePasswordForm",
    "ClosingForm",
    "CodeForm",
    "ConfirmForm",
    "FactorLossForm",
    "ForgottenForm",
    "JoinForm",
    "NewPasswordForm",
    "OrganizationSearchForm",
    "OutboxForm",
    "PasskeyForm",
    "ProfileForm",
    "ProofForm",
    "RefusalForm",
    "RoleForm",
    "RolesDecisionForm",
    "RolesForm",
    "SignInForm",
    "SignUpForm",
]
