"""What people are told of plans and their tasks."""

from django.utils.translation import gettext_lazy as _

from crm.core.notifications import register_kind


def register():
    register_kind(
        "plan_task_given",
        _("A task of the plan is mine to do"),
        _("%(by)s gives you a task until %(due_on)s: %(record)s."),
    )
    register_kind(
        "plan_task_sent_back",
        _("A task of mine is sent back"),
        _("%(by)s sends it back: %(record)s."),
    )
    register_kind(
        "plan_reading_sent_back",
        _("A value that I reported is sent back"),
        _("%(by)s sends the value back: %(record)s."),
    )
    register_kind(
        "plan_urged",
        _("I am urged about the plan"),
        _("%(by)s urges you until %(due_on)s: %(record)s."),
    )
    register_kind(
        "meeting_agenda",
        _("The agenda of a dispatch meeting is there"),
        _("%(record)s, %(time)s, %(place)s: the agenda is there."),
    )
    register_kind(
        "meeting_postponed",
        _("A dispatch meeting is on another day"),
        _("The meeting is now on %(day)s, %(time)s: %(record)s."),
    )
    register_kind(
        "meeting_cancelled",
        _("A dispatch meeting is not held"),
        _("%(by)s has cancelled the meeting: %(record)s."),
    )
    register_kind(
        "meeting_brief",
        _("The brief of a dispatch meeting is issued"),
        _("The brief %(number)s is issued: %(record)s."),
    )
    register_kind(
        "plan_urging_answered",
        _("An urging of mine about the plan is answered"),
        _("%(by)s has answered %(record)s."),
    )
