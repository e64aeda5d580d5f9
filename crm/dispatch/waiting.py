"""What waits for one person: the records on which that person, and not just anybody, can take the
next step.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.models import Agreement, Objection, Statement
from crm.core.models import Proposal
from crm.core.transitions import next_steps
from leads.models import (
    AccountChange,
    Assessment,
    Clock,
    Dispute,
    Lead,
    Message,
    Opinion,
    Project,
    Registration,
)
from leads.models.project import STAGES
from parks.models import (
    CapitalCall,
    Contribution,
    EntryApplication,
    Member,
    ReviewOpinion,
    Supplement,
    UnmatchedRow,
)

MODELS = (
    Statement,
    Contribution,
    Agreement,
    AccountChange,
    Dispute,
    Registration,
    Project,
    Lead,
    Assessment,
    EntryApplication,
    Supplement,
    CapitalCall,
    Member,
    Proposal,
    Objection,
)
LOOKED_AT, SHOWN = 200, 30


@dataclass(frozen=True)
class Waiting:
    record: object
    step: str
    link: str
    kind: str


def waiting_for(user) -> list[Waiting]:
    """The newest records of each kind with a forward step that ``user`` may take now; at most
    SHOWN.
    """
    found = (
        overdue_towards_agents(user)
        + unread_messages(user)
        + applications_to_submit(user)
        + agreements_to_issue(user)
    )
    for model in MODELS:
        states = {
            state
            for each in model.TRANSITIONS.values()
            if is_waited_for(each) and user.has_perm(each.permission)
            for state in each.sources
        }
        records = model.objects.visible_to(user).filter(state__in=states)
        if model is Contribution:
            # those of the bureaus' files stand in one line a month
            records = records.filter(source_import=None)
        for record in records[:LOOKED_AT]:
            step = next(
                (
                    each
                    for each in next_steps(record, user)
                    if is_waited_for(each.transition) and not each.refusal
                ),
                None,
            )
            if step:
                link = reverse(f"{model._meta.model_name}:inspect", args=[record.pk])
                found.append(Waiting(record, _in_words(step), link, model._meta.verbose_name))
    return [*opinions_asked_of(user), *months_to_verify(user), *rows_to_clarify(user), *found][
        :SHOWN
    ]


def is_waited_for(transition) -> bool:
    return not (transition.negative or transition.hidden or transition.is_exceptional)


def _in_words(step) -> str:
    """The step, with what is to be found out or written down before it can be taken."""
    if not step.missing:
        return step.transition.label
    return _("%(step)s (still missing: %(facts)s)") % {
        "step": step.transition.label,
        "facts": "、".join(step.missing),
    }


def months_to_verify(user) -> list[Waiting]:
    """One line for each month and kind of which other people's files wait to be verified."""
    if not user.has_perm("parks.verify_contribution"):
        return []
    rows = (
        Contribution.objects.visible_to(user)
        .filter(state=Contribution.State.REPORTED, source_import__isnull=False)
        .exclude(reported_by=user)
    )
    months = (
        rows.order_by()
        .annotate(month=TruncMonth(Coalesce("period_to", "happened_on")))
        .values("metric", "month")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    kinds = dict(Contribution._meta.get_field("metric").all_choices())
    return [
        Waiting(
            f"{each['month']:%Y-%m} {kinds[each['metric']]}",
            _("verify %(count)d rows") % {"count": each["count"]},
            (
                f"{reverse('reconciliation:index')}?month={each['month']:%Y-%m}&metric="
                f"{each['metric']}"
            ),
            Contribution._meta.verbose_name_plural,
        )
        for each in months[:SHOWN]
    ]


def rows_to_clarify(user) -> list[Waiting]:
    """One line for each monthly file of the user's own that left rows on the worklist."""
    if not user.has_perm("parks.file_contributions"):
        return []
    files = (
        UnmatchedRow.objects.visible_to(user)
        .open()
        .filter(source__by=user)
        .order_by()
        .values("source", "source__file_name")
        .annotate(count=Count("pk"))
    )
    address = reverse("unmatchedrow:index")
    return [
        Waiting(
            each["source__file_name"],
            _("clarify %(count)d rows") % {"count": each["count"]},
            f"{address}?state=open&source={each['source']}",
            UnmatchedRow._meta.verbose_name_plural,
        )
        for each in files[:SHOWN]
    ]


def agreements_to_issue(user) -> list[Waiting]:
    """Approved agreements whose document is not issued yet, so that the agent cannot sign."""
    if not user.has_perms(["commissions.issue_document", "commissions.change_agreement"]):
        return []
    approved = Agreement.objects.visible_to(user).filter(state=Agreement.State.APPROVED)[:SHOWN]
    step = _("issue the document")
    return [
        Waiting(
            each, step, reverse("agreement:inspect", args=[each.pk]), Agreement._meta.verbose_name
        )
        for each in approved
        if not each.has_document()
    ]


def opinions_asked_of(user) -> list[Waiting]:
    """The opinions that the user's department owes, the oldest deadline first."""
    kinds = [
        model
        for model, permission in (
            (Opinion, "leads.give_opinion"),
            (ReviewOpinion, "parks.give_reviewopinion"),
        )
        if user.has_perm(permission)
    ]
    owed = sorted(
        (each for model in kinds for each in model.objects.visible_to(user).asked_of(user)[:SHOWN]),
        key=lambda each: each.due_on,
    )
    return [
        Waiting(
            each,
            _("give the opinion by %(day)s") % {"day": each.due_on},
            reverse(f"{each._meta.model_name}:give", args=[each.pk]),
            each._meta.verbose_name,
        )
        for each in owed
    ]


def applications_to_submit(user) -> list[Waiting]:
    """Entry applications for the user's own park that nobody has put to the departments yet."""
    if not user.has_perm("parks.convene_review"):
        return []
    drafts = EntryApplication.objects.visible_to(user).filter(
        state=EntryApplication.State.DRAFT, plot__park__department__in=user.department_ids
    )[:SHOWN]
    step = EntryApplication.TRANSITIONS["submit"].label
    return [
        Waiting(
            each,
            step,
            reverse("entryapplication:submit", args=[each.pk]),
            EntryApplication._meta.verbose_name,
        )
        for each in drafts
    ]


def overdue_towards_agents(user) -> list[Waiting]:
    """What an agent waits for too long: for the officer in charge, and for those to whom it was
    brought.
    """
    mine = Q(registration__lead__owner=user)
    if "section_head" in user.role_codes:
        mine |= Q(head_told_at__isnull=False)
    if "leader" in user.role_codes:
        mine |= Q(leader_told_at__isnull=False)
    clocks = (
        Clock.objects.visible_to(user).overdue().filter(mine).select_related("registration")[:SHOWN]
    )
    return [
        Waiting(
            clock.registration,
            f"{clock.get_kind_display()} {clock.due_on}（{_('overdue')}）",
            reverse("registration:inspect", args=[clock.registration_id]),
            Clock._meta.verbose_name,
        )
        for clock in clocks
    ]


def unread_messages(user) -> list[Waiting]:
    """Leads in whose threads an agent has written to the officer in charge."""
    leads = (
        Lead.objects.visible_to(user)
        .filter(owner=user, messages__in=Message.objects.visible_to(user).unread_by_bureau())
        .distinct()
    )
    return [
        Waiting(
            lead,
            _("read and answer"),
            f"{reverse('lead:inspect', args=[lead.pk])}#messages",
            Message._meta.verbose_name,
        )
        for lead in leads[:SHOWN]
    ]


def funnel(user) -> list[tuple]:
    """[(stage, projects, contract amount, link)] over what the user sees."""
    rows = (
        Project.objects.visible_to(user)
        .order_by()
        .values("state")
        .annotate(count=Count("pk"), amount=Sum("contract_amount"))
    )
    by_state = {row["state"]: row for row in rows}
    index = reverse("project:index")
    return [
        (
            stage.label,
            by_state.get(stage, {}).get("count", 0),
            by_state.get(stage, {}).get("amount"),
            f"{index}?state={stage.value}",
        )
        for stage in STAGES
    ]


def totals(user) -> list[tuple]:
    """[(label, yuan)] of what was verified."""
    verified = Contribution.objects.visible_to(user).verified().of_money()
    sums = dict(verified.order_by().values_list("metric").annotate(total=Sum("amount")))
    kinds = Contribution._meta.get_field("metric").all_choices()
    return [
        (_("%(kind)s verified") % {"kind": label}, sums[metric])
        for metric, label in kinds
        if metric in sums
    ]
