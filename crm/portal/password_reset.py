"""Letters for a new password: written and sent by the worker, so that an answer takes the same time
whether or not an address is known.
"""

from django.contrib.auth.forms import PasswordResetForm
from django.utils import translation
from wagtail.admin.forms.auth import PasswordResetForm as StaffForm

from crm.core.address import address_of
from crm.core.background.send import send

from .tasks import send_reset_letters


class ByTheWorker:
    """A form whose ``save`` looks nobody up: it hands the address on, known or not."""

    def save(self, *, subject_template_name, email_template_name, request=None, **_of_the_request):
        address, language = self.cleaned_data["email"], translation.get_language()
        client = address_of(request) if request else ""
        templates = (subject_template_name, email_template_name)
        send(send_reset_letters, address, *templates, language, client)


class ResetInThePortal(ByTheWorker, PasswordResetForm):
    pass


class ResetOfStaff(ByTheWorker, StaffForm):
    pass
