"""What is asked about practices."""

from intranet.practices.forms.experts import AskOpinionsForm, ExpertForm, OpinionForm
from intranet.practices.forms.reviews import ReviewForm
from intranet.practices.forms.searches import PracticeSearch
from intranet.practices.forms.sheets import NewPracticeForm, SheetForm, labels_of
from intranet.practices.forms.transfers import TransferForm
from intranet.practices.forms.truth import ContactForm, ExactForm, ReportForm, SeenToForm

__all__ = [
    "AskOpinionsForm",
    "ContactForm",
    "ExactForm",
    "ExpertForm",
    "NewPracticeForm",
    "OpinionForm",
    "PracticeSearch",
    "ReportForm",
    "ReviewForm",
    "SeenToForm",
    "SheetForm",
    "TransferForm",
    "labels_of",
]
