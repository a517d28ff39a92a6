"""What is asked of those who want seats, and of those who give them."""

from intranet.bookings.forms.certificates import (
    CodeForm,
    EndForm,
    OrderForm,
)
from intranet.bookings.forms.deciding import (
    AgreementForm,
    CancelForm,
    CapacityForm,
    DecisionForm,
    PlaceForm,
)
from intranet.bookings.forms.registering import (
    GroupForm,
    NameForm,
    RegisterForm,
)
from intranet.bookings.forms.rules import RulesForm, opened_with

__all__ = [
    "AgreementForm",
    "CancelForm",
    "CapacityForm",
    "CodeForm",
    "DecisionForm",
    "EndForm",
    "GroupForm",
    "NameForm",
    "OrderForm",
    "PlaceForm",
    "RegisterForm",
    "RulesForm",
    "opened_with",
]
