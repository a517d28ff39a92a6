"""What is asked of people."""

from __future__ import annotations

from intranet.members.forms.accounts import (
    ChangePasswordForm,
    ClosingForm,
    ForgottenForm,
    NewPasswordForm,
    ProfileForm,
    SignInForm,
    SignUpForm,
)
from intranet.members.forms.joining import (
    AdmissionForm,
    JoinForm,
    OrganizationSearchForm,
    OutboxForm,
    RefusalForm,
    RolesDecisionForm,
    RolesForm,
)

__all__ = [
    "AdmissionForm",
    "ChangePasswordForm",
    "ClosingForm",
    "ForgottenForm",
    "JoinForm",
    "NewPasswordForm",
    "OrganizationSearchForm",
    "OutboxForm",
    "ProfileForm",
    "RefusalForm",
    "RolesDecisionForm",
    "RolesForm",
    "SignInForm",
    "SignUpForm",
]
