"""The step that people take with all rows of the worklist at once."""

from crm.core.runs.steps import ListStep, register_step

from ..models import UnmatchedRow
from .dismiss import dismiss_some

DISMISS = "parks.dismiss"


def register():
    register_step(ListStep(DISMISS, UnmatchedRow, "dismiss", dismiss_some))
