"""What the service desk tells people of."""

from django.utils.translation import gettext_lazy as _

from crm.core.notifications import register_kind


def register():
    register_kind(
        "request_assigned",
        _("A service request is assigned to me or my department"),
        _("A request is yours to handle: %(record)s."),
    )
    register_kind(
        "request_message",
        _("An enterprise writes on a request of mine"),
        _("News from the enterprise: %(record)s."),
    )
    register_kind(
        "request_soon_due",
        _("A promised time is nearly over"),
        _("%(record)s is to be %(what)s by %(due)s."),
    )
    register_kind(
        "request_overdue",
        _("A request is late"),
        _("%(record)s was to be %(what)s by %(due)s."),
    )
    register_kind(
        "request_reopened",
        _("An enterprise is not satisfied"),
        _("Opened again: %(record)s."),
    )
    register_kind(
        "request_supervised",
        _("A request of mine is under supervision"),
        _("%(by)s asks you to act until %(day)s: %(record)s."),
    )
    register_kind(
        "supervision_answered",
        _("A supervision of mine is answered"),
        _("%(by)s has answered on %(record)s."),
    )
    register_kind(
        "assistance_asked",
        _("My department is asked to help with a request"),
        _("%(by)s asks your department for its part until %(day)s: %(record)s."),
    )
    register_kind(
        "assistance_given",
        _("A department has given its part"),
        _("%(by)s has done a part of %(record)s."),
    )
    register_kind(
        "knowledge_submitted",
        _("A knowledge entry waits for a second person"),
        _("%(by)s submits: %(record)s."),
    )
    register_kind(
        "mail_not_taken",
        _("A mail to the service desk could not be read"),
        _("Please read it in the mailbox itself: %(record)s."),
    )
