"""What follows the steps of the public site's records."""

from crm.core.followups import follow_up
from crm.core.transitions import register_sequels
from crm.desk.models import ServiceRequest

from .models import PolicyApplication
from .policies.decide import request_withdrawn, tell_applicant


def register():
    steps = ("ask", "approve", "refuse", "pay")
    follow_up(ServiceRequest, request_withdrawn)
    register_sequels(PolicyApplication, dict.fromkeys(steps, tell_applicant))
