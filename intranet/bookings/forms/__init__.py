"""What is asked of those who want seats, and of those who give them."""

from intranet.bookings.forms.attendance import RollForm, roll_form
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
from intranet.bookings.forms.slots import DayForm, ReasonForm, SlotForm

__all__ = [
    "AgreementForm",
    "CancelForm",
    "CapacityForm",
    "CodeForm",
    "DayForm",
    "DecisionForm",
    "EndForm",
    "GroupForm",
    "NameForm",
    "OrderForm",
    "PlaceForm",
    "ReasonForm",
    "RegisterForm",
    "RollForm",
    "RulesForm",
    "SlotForm",
    "opened_with",
    "roll_form",
]
