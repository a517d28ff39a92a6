"""What a member is: a person, the roles they hold, and the organizations they work or worked for."""

from __future__ import annotations

from intranet.members.models.access import (
    HalfSignIn,
    LinkIsSpent,
    Purpose,
    SignIn,
    SingleUseLink,
)
from intranet.members.models.factors import (
    CodeApp,
    FactorIsThere,
    FactorLoss,
    FactorRefused,
    Passkey,
    RecoveryCode,
    TooManyPasskeys,
)
from intranet.members.models.identities import (
    AlreadyLinked,
    Arrival,
    ArrivalIsOver,
    Identity,
    OnlyWayIn,
    ProviderSession,
)
from intranet.members.models.memberships import (
    STATE_LABELS,
    AlreadyThere,
    Membership,
    MembershipState,
    NotAwaited,
)
from intranet.members.models.people import (
    AddressIsTaken,
    LastAdministrator,
    Member,
    MemberRole,
    folded_name,
)
from intranet.members.models.roles import ROLE_LABELS, ROLES_TO_ASK, Role
from intranet.members.models.stamps import PeopleStamp

__all__ = [
    "ROLES_TO_ASK",
    "ROLE_LABELS",
    "STATE_LABELS",
    "AddressIsTaken",
    "AlreadyLinked",
    "AlreadyThere",
    "Arrival",
    "ArrivalIsOver",
    "CodeApp",
    "FactorIsThere",
    "FactorLoss",
    "FactorRefused",
    "HalfSignIn",
    "Identity",
    "LastAdministrator",
    "LinkIsSpent",
    "Member",
    "MemberRole",
    "Membership",
    "MembershipState",
    "NotAwaited",
    "OnlyWayIn",
    "Passkey",
    "PeopleStamp",
    "ProviderSession",
    "Purpose",
    "RecoveryCode",
    "Role",
    "SignIn",
    "SingleUseLink",
    "TooManyPasskeys",
    "folded_name",
]
