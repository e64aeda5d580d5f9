"""A person's own settings: Wagtail's page without the name, which the bureau enters, and the
picture, which nobody sees; with the way to one's second factors and sessions.
"""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
)

LEFT_OUT = (NameEmailSettingsPanel, AvatarSettingsPanel)


class NothingTyped(forms.Form):
    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, **kwargs)

    def save(self):
        """Nothing is stored here."""


class LogInPanel(BaseSettingsPanel):
    name = "log_in"
    title = _("Log-in")
    order = 50
    form_class = NothingTyped
    template_name = "accounts/_settings_panel.html"


class OwnSettings(AccountView):
    def get_panels(self):
        panels = [panel for panel in super().get_panels() if not isinstance(panel, LEFT_OUT)]
        profile = self.request.user.wagtail_userprofile
        return [LogInPanel(self.request, self.request.user, profile), *panels]
