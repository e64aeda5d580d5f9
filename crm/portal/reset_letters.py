"""Letters for a new password, sent by the worker."""

from urllib.parse import urlsplit

from django.contrib.auth.forms import PasswordResetForm
from django.utils import translation

from crm.accounts.audit import letter_sent
from crm.accounts.models import ResetRequest
from crm.core.hosts import ADMIN, PORTAL, base_of


def send_letters(
    address: str, subject_template: str, letter_template: str, language: str, client: str = ""
):
    """A letter to each login that has this address and a password; none where there is no such
    login, nor where too many were asked for within the hour, for it or from the address ``client``.

    The link leads to the address that the settings name, not to the host that a request named.
    """
    if not ResetRequest.is_allowed(address, client):
        return
    door = ADMIN if letter_template.startswith("wagtailadmin") else PORTAL
    site = urlsplit(base_of(door))
    form = PasswordResetForm({"email": address})
    if form.is_valid():
        with translation.override(language):
            for person in form.get_users(address):
                letter_sent(person, client)
            form.save(
                domain_override=site.netloc,
                use_https=site.scheme == "https",
                subject_template_name=subject_template,
                email_template_name=letter_template,
            )
