"""What the public site tells people of."""

from django.utils.translation import gettext_lazy as _

from crm.core.notifications import register_kind


def register():
    register_kind(
        "policy_application",
        _("An application for a policy has come"),
        _("New application: %(record)s."),
    )
    register_kind(
        "policies_fit",
        _("New or changed policies fit"),
        _("Policies that are new or changed and may fit: %(titles)s"),
        outside=True,
        of_settled=True,
    )
