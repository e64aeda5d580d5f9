"""A person's own settings: Wagtail's page without the name, which the bureau enters, and the
picture, which nobody sees.
"""

from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel

LEFT_OUT = (NameEmailSettingsPanel, AvatarSettingsPanel)


class OwnSettings(AccountView):
    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, LEFT_OUT)]
