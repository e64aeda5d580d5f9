"""What the portal tells the people of an enterprise about its logins."""

from django.utils.translation import gettext_lazy as _

from crm.core.notifications import register_kind


def register():
    safe = {"of_settled": True, "always": True}
    label = _("Logins of my enterprise")
    register_kind(
        "enterprise_login_added",
        label,
        _("A login was added to %(record)s: %(login)s (%(person)s)."),
        **safe,
    )
    register_kind(
        "enterprise_login_taken",
        label,
        _("A login of %(record)s was taken away: %(login)s (%(person)s)."),
        **safe,
    )
    register_kind(
        "enterprise_request",
        _("A request or application of my enterprise goes on"),
        _("%(record)s is now: %(state)s."),
        of_settled=True,
    )
