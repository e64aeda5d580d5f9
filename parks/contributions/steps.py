"""The step that people take with all reported rows of a list at once."""

from crm.core.runs.steps import ListStep, register_step

from ..models import Contribution
from .verify_many import relight_verified, verify_some

VERIFY = "parks.verify"


def register():
    register_step(ListStep(VERIFY, Contribution, "verify", verify_some, relight_verified))
