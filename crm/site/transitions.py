"""What follows the steps of the public site's records."""

from crm.core.transitions import register_sequels

from .models import PolicyApplication
from .policies.decide import tell_applicant


def register():
    steps = ("ask", "approve", "refuse", "pay")
    register_sequels(PolicyApplication, dict.fromkeys(steps, tell_applicant))
