"""What the parks tell people of."""

from django.utils.translation import gettext_lazy as _

from crm.core.notifications import register_kind


def register():
    register_kind(
        "reservation_ends",
        _("A reservation is about to end"),
        _("The reservation %(record)s ends on %(day)s. Extend it, or the plot is free again."),
    )
    register_kind(
        "reservation_lapsed",
        _("A reservation has lapsed"),
        _("The reservation %(record)s lapsed: it held until %(day)s."),
    )
    register_kind(
        "review_asked",
        _("My department is asked for a review"),
        _("%(by)s asks your department to review %(record)s by %(day)s."),
    )
    register_kind(
        "review_due",
        _("A review of my department is due"),
        _("The review %(record)s is due on %(day)s."),
    )
    register_kind(
        "breach",
        _("A promise of an entry agreement is not kept"),
        _("%(by)s recorded a breach: %(record)s, to be cured by %(day)s."),
    )
    register_kind(
        "report_judged",
        _("A report of my enterprise is judged"),
        _("%(record)s: %(state)s. %(note)s"),
        of_settled=True,
    )
    register_kind(
        "enterprise_reports",
        _("An enterprise of my park reports something itself"),
        _("%(by)s reports: %(record)s."),
    )
