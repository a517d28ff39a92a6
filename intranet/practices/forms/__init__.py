"""What is asked about practices."""

from intranet.practices.forms.reviews import ReviewForm
from intranet.practices.forms.searches import PracticeSearch
from intranet.practices.forms.sheets import NewPracticeForm, SheetForm, labels_of

__all__ = ["NewPracticeForm", "PracticeSearch", "ReviewForm", "SheetForm", "labels_of"]
