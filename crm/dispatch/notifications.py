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
    register_kind(
        "score_published",
        _("A scorecard of mine is published"),
        _("%(by)s has published %(record)s. It may be contested until %(until)s."),
    )
    register_kind(
        "score_frozen",
        _("A scorecard of mine is frozen"),
        _("%(by)s has frozen the period: %(record)s."),
    )
    register_kind(
        "score_contested",
        _("A scorecard is contested"),
        _("%(by)s contests a scorecard: %(record)s."),
    )
    register_kind(
        "score_contest_answered",
        _("A contest of mine is answered"),
        _("%(by)s has answered %(record)s."),
    )
    register_kind(
        "award_vote_asked",
        _("I am asked to vote on an award"),
        _("%(by)s asks you to vote: %(record)s."),
    )
    register_kind(
        "award_won",
        _("An award is mine"),
        _("%(by)s awards: %(record)s."),
    )
