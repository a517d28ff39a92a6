"""What is asked of those who run a stage."""

from intranet.tour.forms.captures import AssignForm, CaptureForm
from intranet.tour.forms.meetings import GatherForm
from intranet.tour.forms.stages import StageForm, as_typed

__all__ = ["AssignForm", "CaptureForm", "GatherForm", "StageForm", "as_typed"]
