"""How a row of the queue is put: what is to be done, with what, why, and where."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commissions.models import Statement
from crm.core.links import link_to
from crm.core.models import Proposal
from crm.core.money import plain
from crm.core.punctuation import labelled, listed
from crm.core.transitions import label_of
from leads.models import (
    AccountChange,
    Activity,
    Campaign,
    CampaignTarget,
    Clock,
    Opinion,
    Urging,
)
from parks.models import (
    Contribution,
    EntryApplication,
    Member,
    MilestoneReport,
    ReviewOpinion,
    UnmatchedRow,
)

from ..models import (
    AwardRound,
    CommitteeMember,
    DispatchMeeting,
    PlanTarget,
    PlanTask,
    PlanUrging,
    ScoreContest,
    ScoreEntry,
    ScoreRun,
    TargetReading,
)

# Steps that are no transitions, or have no button on the record's own page.
LABELS = {
    "read": gettext_lazy("Read and answer"),
    "leave_pool": gettext_lazy("Out of the pool?"),
    "keep_protected": gettext_lazy("Protection ends"),
    "finish_step": pgettext_lazy("work queue", "Next step"),
    "be_reminded": pgettext_lazy("work queue", "Reminder"),
    "verify_month": pgettext_lazy("work queue", "Verify the month"),
    "clarify": pgettext_lazy("work queue", "Clarify rows"),
    "issue": gettext_lazy("Issue the document"),
    "respond": gettext_lazy("Take it up"),
    "review_plan": gettext_lazy("Review the plan"),
    "touch": pgettext_lazy("work queue", "Touch"),
    "wake": pgettext_lazy("work queue", "Long untouched"),
    "share": pgettext_lazy("work queue", "Share out"),
    "report_value": gettext_lazy("Report a value"),
    "answer_contest": pgettext_lazy("work queue", "Answer the contest"),
    "vote": pgettext_lazy("work queue", "Vote"),
    **{f"clock_{kind.value}": kind.label for kind in Clock.Kind},
}


def label(row, record) -> str:
    """What is to be done, in a word or two."""
    if isinstance(record, Urging | PlanUrging):
        return str(record._meta.verbose_name)
    text = LABELS.get(row.step)
    return str(text or record.TRANSITIONS[row.step].label)


def about(record):
    """The record that people think of: the lead of an activity, the matter of an opinion."""
    for name in ("record", "registration", "matter", "target_object"):
        if not isinstance(record, Contribution) and getattr(record, name, None) is not None:
            return getattr(record, name)
    return record


def title(subject) -> str:
    """Its name without its number."""
    for name in ("company_name", "payee", "title", "name", "agent", "enterprise"):
        if value := getattr(subject, name, ""):
            return str(value)
    return str(subject)


def number(subject) -> str:
    value = getattr(subject, "number", "")
    return str(value) if isinstance(value, str) and len(value) < 40 else ""


def reason(row, record) -> str:
    """Why it waits, in one line."""
    if row.missing:
        facts = listed(label_of(record, fact) for fact in row.missing)
        return _("Still missing: %(facts)s") % {"facts": facts}
    sentence_of = REASONS_OF.get(type(record)) or REASONS.get(row.step)
    return sentence_of(row, record) if sentence_of else ""


def _of_reading(row, record) -> str:
    count = row.facts["count"]
    return ngettext(
        "%(count)d unread message of the agent", "%(count)d unread messages of the agent", count
    ) % {"count": count}


def _of_month(row, record) -> str:
    kinds = dict(Contribution._meta.get_field("metric").all_choices())
    words = {"kind": kinds[row.facts["metric"]], **row.facts}
    return _("%(month)s %(kind)s: %(count)d rows") % words


def _of_rows(row, record) -> str:
    return _("%(count)d rows could not be placed") % row.facts


def _of_urging(row, record) -> str:
    return labelled(record.by, record.text) if isinstance(record, Urging) else ""


def _of_clock(row, record) -> str:
    return _("%(agent)s waits for it") % {"agent": record.registration.agent}


def _of_registration(row, record) -> str:
    return _("%(agent)s has reported it: take it up or not?") % {"agent": record.agent}


def _of_protection(row, record) -> str:
    return _("Record progress, or the protection lapses")


def _of_activity(row, record) -> str:
    return record.next_step or record.summary[:80]


def _of_proposal(row, record) -> str:
    return labelled(record.proposed_by, record.why)


def _of_statement(row, record) -> str:
    if row.step in ("leader_approve", "committee_approve"):
        return _("%(period)s; by its amount it takes this approval") % {"period": record.title}
    return _("commission, %(period)s") % {"period": record.title}


def _of_contribution(row, record) -> str:
    words = {
        "kind": record._meta.get_field("metric").label_of(record.metric),
        "person": record.reported_by,
        "day": record.happened_on,
    }
    return _("%(kind)s of %(day)s, reported by %(person)s") % words


def _of_milestone_report(row, record) -> str:
    words = {
        "kind": record.get_kind_display(),
        "person": record.reported_by,
        "day": record.happened_on,
    }
    return _("%(kind)s of %(day)s, reported by %(person)s") % words


def _of_application(row, record) -> str:
    return _("wants plot %(plot)s") % {"plot": record.plot}


def _of_member(row, record) -> str:
    return str(record.cultivation_list)


def _of_opinion(row, record) -> str:
    return _("%(department)s is asked for its opinion") % {"department": record.department}


def _of_target(row, record) -> str:
    words = {"campaign": record.campaign, "state": record.get_state_display()}
    if row.step == "wake":
        words |= {"officer": record.owner, "day": record.next_on}
        return _("%(officer)s was to touch it on %(day)s; %(campaign)s") % words
    return _("%(campaign)s, %(state)s") % words


def _of_campaign(row, record) -> str:
    if row.step == "share":
        return _("%(count)d companies are in nobody's hand") % row.facts
    return _("its time is over") if row.step == "close" else ""


def _of_account(row, record) -> str:
    return _("to be paid at %(bank)s") % {"bank": record.bank}


def _of_plan_target(row, record) -> str:
    return _("%(plan)s: the last reported value is too old") % {"plan": record.plan}


def _of_target_reading(row, record) -> str:
    values, unit = record.target.in_words(record.value)
    words = {"value": f"{values[0]} {unit}", "day": record.day, "person": record.reported_by}
    return _("%(value)s as of %(day)s, reported by %(person)s") % words


def _of_plan_task(row, record) -> str:
    if row.step == "accept":
        return _("%(person)s reports it done") % {"person": record.done_by}
    if row.step == "finish" and (missing := record.what_is_missing()):
        return missing
    return f"{record.plan} · {record.heading.name}"


def _of_plan_urging(row, record) -> str:
    return labelled(record.by, record.text)


def _of_meeting(row, record) -> str:
    words = {"day": record.meets_on, "time": f"{record.begins_at:%H:%M}", "place": record.place}
    if row.step == "send":
        return _("The agenda is drawn; it is sent to those invited.")
    if row.step == "issue_brief":
        return _("The minutes are closed; the brief is still to come.")
    return _("meets on %(day)s, %(time)s, %(place)s") % words


def _of_score_run(row, record) -> str:
    if row.step == "freeze":
        return _("could be contested until %(day)s") % {"day": record.contest_until}
    return _("the period ended on %(day)s") % {"day": record.ends_on}


def _of_score_entry(row, record) -> str:
    words = {"person": record.entered_by, "points": plain(record.points), "about": record.about}
    return _("%(about)s: %(points)s points, entered by %(person)s") % words


def _of_score_contest(row, record) -> str:
    return labelled(record.by, record.text[:80])


def _of_committee_member(row, record) -> str:
    return _("the committee votes, each once and in secret")


def _of_award_round(row, record) -> str:
    return _("was on public notice until %(day)s") % {"day": record.notice_until}


REASONS_OF = {
    DispatchMeeting: _of_meeting,
    AwardRound: _of_award_round,
    CommitteeMember: _of_committee_member,
    ScoreContest: _of_score_contest,
    ScoreEntry: _of_score_entry,
    ScoreRun: _of_score_run,
    Proposal: _of_proposal,
    Statement: _of_statement,
    Contribution: _of_contribution,
    MilestoneReport: _of_milestone_report,
    EntryApplication: _of_application,
    Member: _of_member,
    Opinion: _of_opinion,
    ReviewOpinion: _of_opinion,
    AccountChange: _of_account,
    Campaign: _of_campaign,
    CampaignTarget: _of_target,
    PlanTarget: _of_plan_target,
    PlanTask: _of_plan_task,
    PlanUrging: _of_plan_urging,
    TargetReading: _of_target_reading,
}
REASONS = {
    "read": _of_reading,
    "verify_month": _of_month,
    "clarify": _of_rows,
    "answer": _of_urging,
    "respond": _of_registration,
    "keep_protected": _of_protection,
    "finish_step": _of_activity,
    "be_reminded": lambda row, record: record.text,
    **{f"clock_{kind.value}": _of_clock for kind in Clock.Kind},
}


def link(row, record, user) -> str:
    """Where it is done: the screen of the step, else the record's page at the step."""
    screen = LINKS.get(row.step)
    if screen and (address := screen(row, record, user)):
        return address
    subject = about(record)
    page = link_to(record, user) or link_to(subject, user)
    return f"{page}#step-{row.step}" if page and hasattr(record, "TRANSITIONS") else page


def _month(row, record, user) -> str:
    query = f"month={row.facts['month']}&metric={row.facts['metric']}"
    return f"{reverse('reconciliation:index')}?{query}"


def _rows(row, record, user) -> str:
    return f"{reverse(f'{UnmatchedRow._meta.model_name}:index')}?state=open&source={record.pk}"


def _messages(row, record, user) -> str:
    return f"{link_to(record, user)}#messages"


def _own_screen(name: str):
    return lambda row, record, user: reverse(f"{record._meta.model_name}:{name}", args=[record.pk])


def _of_subject(row, record, user) -> str:
    return link_to(about(record), user)


def _document(row, record, user) -> str:
    return reverse("issueddocument:issue", args=["agreement", record.pk])


def _activity(row, record, user) -> str:
    return link_to(record.record if isinstance(record, Activity) else record, user)


def _brief(row, record, user) -> str:
    return reverse("issueddocument:issue", args=["brief", record.pk])


def _minutes(row, record, user) -> str:
    """Where who came is noted; without anything missing, the page where they are closed."""
    return reverse("dispatchmeeting:minutes", args=[record.pk]) if row.missing else ""


def _contest(row, record, user) -> str:
    return reverse("scorecontest:answer", args=[record.pk])


def _vote(row, record, user) -> str:
    return reverse("awardround:vote", args=[record.award_round_id])


LINKS = {
    "issue_brief": _brief,
    "hold": _minutes,
    "answer_contest": _contest,
    "vote": _vote,
    "verify_month": _month,
    "clarify": _rows,
    "read": _messages,
    "give": _own_screen("give"),
    "submit": _own_screen("submit"),
    "issue": _document,
    "share": _own_screen("share"),
    "touch": _of_subject,
    "wake": _of_subject,
    "finish_step": _activity,
    "be_reminded": _of_subject,
    "keep_protected": _of_subject,
    "report_value": _own_screen("report"),
    **{f"clock_{kind.value}": _of_subject for kind in Clock.Kind},
}
