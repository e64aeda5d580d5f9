"""The steps that the parks let people take with all rows of a list at once."""

from crm.core.runs.steps import ListStep, register_step

from ..models import Contribution, UnmatchedRow
from ..monthly.dismiss import dismiss_some
from .verify_many import relight_verified, verify_some

VERIFY, DISMISS = "parks.contributions.verify", "parks.dismiss"


def register():
    register_step(ListStep(VERIFY, Contribution, "verify", verify_some, relight_verified))
    register_step(ListStep(DISMISS, UnmatchedRow, "dismiss", dismiss_some))
