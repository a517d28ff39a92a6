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
    DecisionForm,
    PlaceForm,
)
from intranet.bookings.forms.dossiers import DoneForm, TemplateForm
from intranet.bookings.forms.registering import (
    GroupForm,
    NameForm,
    RegisterForm,
)
from intranet.bookings.forms.rules import CapacityForm, RulesForm, opened_with
from intranet.bookings.forms.slots import DayForm, ReasonForm, SlotForm
from intranet.bookings.forms.surveys import AnswerForm, DifficultyForm, SurveyForm, survey_form

__all__ = [
    "AgreementForm",
    "AnswerForm",
    "CancelForm",
    "CapacityForm",
    "CodeForm",
    "DayForm",
    "DecisionForm",
    "DifficultyForm",
    "DoneForm",
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
    "SurveyForm",
    "TemplateForm",
    "opened_with",
    "roll_form",
    "survey_form",
]
