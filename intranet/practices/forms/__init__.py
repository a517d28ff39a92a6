"""What is asked about practices."""

from intranet.practices.forms.beginning import NewPracticeForm
from intranet.practices.forms.caring import CareSearch, ProposeForm
from intranet.practices.forms.experts import AskOpinionsForm, ExpertForm, OpinionForm
from intranet.practices.forms.guides import EditionForm, GuideForm
from intranet.practices.forms.imports import SheetsFileForm
from intranet.practices.forms.merging import MergeForm
from intranet.practices.forms.reuse import ReplicationForm
from intranet.practices.forms.reviews import ReviewForm
from intranet.practices.forms.searches import PracticeSearch
from intranet.practices.forms.sheets import SheetForm, labels_of
from intranet.practices.forms.talking import AnswerForm, TalkForm
from intranet.practices.forms.transfers import TransferForm
from intranet.practices.forms.truth import ContactForm, ExactForm, ReportForm, SeenToForm
from intranet.practices.forms.withdrawing import WithdrawForm

__all__ = [
    "AnswerForm",
    "AskOpinionsForm",
    "CareSearch",
    "ContactForm",
    "EditionForm",
    "ExactForm",
    "ExpertForm",
    "GuideForm",
    "MergeForm",
    "NewPracticeForm",
    "OpinionForm",
    "PracticeSearch",
    "ProposeForm",
    "ReplicationForm",
    "ReportForm",
    "ReviewForm",
    "SeenToForm",
    "SheetForm",
    "SheetsFileForm",
    "TalkForm",
    "TransferForm",
    "WithdrawForm",
    "labels_of",
]
