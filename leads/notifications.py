"""What the pipeline tells people of."""

from django.utils.translation import gettext_lazy as _

from crm.core.notifications import register_kind


def register():
    register_kind(
        "warnings",
        _("New warning lights on my records"),
        _("%(count)s records in your charge have a new or worse warning light."),
    )
    register_kind(
        "urging", _("I am urged"), _("%(by)s urges you to act until %(due_on)s: %(record)s.")
    )
    register_kind(
        "urging_answered", _("My urging is answered"), _("%(by)s has answered: %(record)s.")
    )
    register_kind(
        "assigned", _("A record is assigned to me"), _("%(by)s put you in charge of %(record)s.")
    )
    register_kind(
        "handed_over",
        _("A record comes to my department"),
        _("%(by)s handed over to your department: %(record)s."),
    )
    register_kind(
        "message", _("A message about my leads"), _("A new message about %(record)s."), outside=True
    )
    register_kind(
        "protection_ends",
        _("A protection is about to end"),
        _(
            "The protection of %(record)s ends on %(day)s; without recorded progress the "
            "company is then free for others."
        ),
        outside=True,
    )
    register_kind(
        "registered",
        _("A company is registered with my department"),
        _("New registration: %(record)s. Take it up until %(day)s."),
    )
    register_kind(
        "registration_moved",
        _("News of what I registered"),
        _("%(record)s is now: %(state)s."),
        outside=True,
    )
    register_kind(
        "project_moved", _("News of my projects"), _("%(record)s is now: %(state)s."), outside=True
    )
    register_kind(
        "overdue_answer",
        _("An answer to an agent is overdue"),
        _("%(record)s: “%(what)s” was due on %(day)s."),
    )
    register_kind(
        "next_steps",
        _("My next steps of the day"),
        _("Next steps: %(today)s for today, %(overdue)s overdue."),
    )
    register_kind(
        "companies_shared",
        _("Companies of a campaign are given to me"),
        _("%(by)s gives you %(count)s companies: %(record)s."),
    )
    register_kind(
        "companies_handed_over",
        _("Companies of campaigns are handed over to me"),
        _("You take over %(count)s companies of campaigns from %(giver)s."),
    )
