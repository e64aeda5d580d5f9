"""What the models of this app hold of people. Its own are of plans, meetings and figures."""

from django.utils.translation import gettext_lazy as _

from crm.core.personal.registry import (
    ALL,
    NUMBERS_OF_THINGS,
    THINGS,
    WORKINGS,
    Kind,
    holds,
    may_name,
    tells_nobody,
)

from . import models as own

MINUTES = _("The minutes of a meeting of the office stay as they were agreed.")
WRITTEN = {
    own.AgendaItem: "facts left_out note",
    own.AwardCandidate: "reason",
    own.CardLine: "note",
    own.DispatchMeeting: "facts summary",
    own.MeetingDecision: "text",
    own.PlanTarget: "note",
    own.PlanTask: "content result",
    own.PlanUrging: "text answer",
    own.ScoreContest: "text answer",
    own.ScoreEntry: "reason",
    own.TargetReading: "note",
    own.TaskStep: "title",
    own.Waiting: "facts",
}
OF_THINGS = {
    own.AgendaItem: "part",
    own.AwardKind: "name basis",
    own.AwardRound: "session",
    own.BodyMember: "duty",
    own.CardLine: "name parts",
    own.DispatchBody: "name place",
    own.DispatchMeeting: "place",
    own.Heading: "label name",
    own.Phase: "name",
    own.Plan: "name aim",
    own.PlanTarget: "name unit",
    own.PlanTask: "title",
    own.SchemeLine: "name guidance",
    own.ScoreRule: "name",
    own.ScoreScheme: "name basis",
}
NUMBERED = {own.DispatchMeeting: "number", own.PlanUrging: "number", own.ScoreContest: "number"}


def register():
    holds(
        own.Attendance,
        who=_("people who stand in for others at meetings"),
        purpose=_("who was present"),
        stays=MINUTES,
        stand_in=Kind.NAME,
    )
    holds(
        own.AwardCandidate,
        who=_("entrepreneurs proposed for an award"),
        purpose=_("deciding on and giving the award"),
        entrepreneur=Kind.NAME,
    )
    for model, names in WRITTEN.items():
        may_name(model, names)
    for table, reason in ((OF_THINGS, THINGS), (NUMBERED, NUMBERS_OF_THINGS)):
        for model, names in table.items():
            tells_nobody(model, names, reason)
    tells_nobody(own.Waiting, "step part role right missing", WORKINGS)
    tells_nobody(own.Forecast, ALL, WORKINGS)
    tells_nobody(own.OwnDashboard, ALL, THINGS)
