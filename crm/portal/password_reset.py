"""Letters for a new password: written and sent by the worker, so that an answer takes the same time
whether or not an address is known.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.utils import translation
from wagtail.admin.forms.auth import PasswordResetForm as StaffForm


class ByTheWorker:
    """A form whose ``save`` looks nobody up: it hands the address on, known or not."""

    def save(self, *, subject_template_name, email_template_name, **_of_the_request):
        from crm.core.tasks import send_reset_letters

        address, language = self.cleaned_data["email"], translation.get_language()
        send_reset_letters.delay(address, subject_template_name, email_template_name, language)


class ResetInThePortal(ByTheWorker, PasswordResetForm):
    pass


class ResetOfStaff(ByTheWorker, StaffForm):
    pass


def send_letters(address: str, subject_template: str, letter_template: str, language: str):
    """A letter to each login that has this address and a password; none where there is no such
    login.

    The link leads to the address that the settings name, not to the host that a request named.
    """
    site = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    form = PasswordResetForm({"email": address})
    if form.is_valid():
        with translation.override(language):
            form.save(
                domain_override=site.netloc,
                use_https=site.scheme == "https",
                subject_template_name=subject_template,
                email_template_name=letter_template,
            )
