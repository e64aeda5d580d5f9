"""A person's own settings: Wagtail's page without what the bureau keeps (the name) or what nobody
sees (a picture).
"""

from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel

LEFT_OUT = (NameEmailSettingsPanel, AvatarSettingsPanel)


class OwnSettings(AccountView):
    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, LEFT_OUT)]
