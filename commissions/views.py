"""Policies, agreements, ledger and statements in the staff admin."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin import messages as admin_messages
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.core.by_key import by_key
from crm.core.forms import DayInput
from crm.core.money import scaled
from crm.core.quick_cells import QuickColumn
from crm.core.refusals import said_on, told
from crm.core.viewsets import ACTIONS, NOTICES, MoneyColumn, RecordView, RecordViewSet, ScopedIndex
from leads.models import Agent

from .agreement_screens import AgreementViewSet, YearReviewViewSet, YearTargetViewSet
from .document_screens import DocumentViewSet, TemplateViewSet
from .models import ApprovalStep, LedgerEntry, Policy, SettlementRun, Statement
from .models.approval import approvals_of
from .models.currency import CHOICES, CNY
from .notices import account_notice
from .payout_screens import BatchViewSet, ObjectionViewSet, PeriodViewSet, invoice, to_be_sent
from .policy_screens import VersionViewSet
from .settlement.agent_fees import agent_outcomes
from .settlement.settle import preview, settle
from .statements.draw_up import draw_up, payees_with_open_entries
from .statements.explain import line_of, lines_of
from .statements.pay import pay


class EntryRecord(RecordView):
    record_fields = [
        "sequence",
        "kind",
        "payee",
        "project",
        "amount",
        "currency",
        "period",
        "policy_version",
        "agreement",
        "posted_at",
    ]

    def facts(self, record):
        own = [
            (_("component"), record.component_in_words or "—"),
            (_("payment stage"), record.stage_in_words or "—"),
            ("SHA-256", record.hash),
        ]
        return [*super().facts(record), *own]

    def panels(self, record):
        line = line_of(record)
        money = [
            (
                reverse("contribution:inspect", args=[each.pk]),
                [each, each.verified_at, each.verified_by],
            )
            for each in line.contributions
        ]
        return [
            (_("Reasons"), [_("reasons")], [("", [sentence]) for sentence in line.sentences]),
            (_("Contributions"), [_("contribution"), _("verified at"), _("verified by")], money),
        ]


class StatementRecord(RecordView):
    record_fields = [
        "number",
        "payee",
        "account",
        "title",
        "currency",
        "yuan_rate",
        "total",
        "tax",
        "invoice_number",
        "invoice_on",
        "dispute_due_on",
        "created_by",
        "notice_until",
        "ordered_by",
        "ordered_on",
    ]

    def facts(self, record):
        """With each approval that the statement takes, and who gave it."""
        taken = "；".join(f"{step.label}：{by or '—'}" for step, by in approvals_of(record))
        return [
            *super().facts(record),
            (Statement._meta.get_field("asked_steps").verbose_name, taken),
        ]

    def panels(self, record):
        rows = [
            (
                reverse("ledgerentry:inspect", args=[line.entry.pk]),
                [
                    line.component,
                    line.entry.project or "—",
                    line.entry.period,
                    scaled(line.entry.amount, line.entry.currency),
                    " ".join(line.sentences),
                ],
            )
            for line in lines_of(record)
        ]
        steps = [
            (
                "",
                [
                    timezone.localtime(move.at).strftime("%Y-%m-%d %H:%M"),
                    record.TRANSITIONS[move.name].label,
                    move.by,
                    move.note,
                ],
            )
            for move in record.moves()
        ]
        panels = [
            (
                _("Lines"),
                [_("component"), _("project"), _("period"), _("amount"), _("reasons")],
                rows,
            ),
            (_("Approvals"), [_("at"), _("step"), _("by"), _("note")], steps),
        ]
        payments = [
            (
                "",
                [
                    each.paid_on,
                    each.bank_reference,
                    scaled(each.amount, record.currency),
                    each.reversed_why,
                ],
            )
            for each in record.payments.all()
        ]
        if payments:
            panels.append(
                (
                    _("Payment"),
                    [_("paid on"), _("bank reference"), _("amount"), _("why it came back")],
                    payments,
                )
            )
        objections = [
            (
                reverse("objection:inspect", args=[each.pk]),
                [each.name, each.text, each.get_state_display(), each.answer or "—"],
            )
            for each in record.objections.all()
        ]
        if objections:
            panels.append(
                (
                    _("Objections"),
                    [pgettext("person", "name"), _("objection"), _("state"), _("answer")],
                    objections,
                )
            )
        return panels


def pay_action(statement, user):
    may_pay = user.has_perm("commissions.pay_statement") and user.pk not in statement.approver_ids
    if may_pay and statement.state == Statement.State.PAYING:
        return [(_("Record the payment"), reverse("statement:pay", args=[statement.pk]))]
    return []


ACTIONS.setdefault(Statement, []).append(pay_action)
NOTICES.setdefault(Statement, []).append(account_notice)


class PayForm(forms.Form):
    paid_on = forms.DateField(
        label=gettext_lazy("paid on"), initial=timezone.localdate, widget=DayInput()
    )
    bank_reference = forms.CharField(label=gettext_lazy("bank reference"), max_length=60)


def pay_statement(request, pk):
    statement = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("commissions.pay_statement"):
        raise PermissionDenied
    form = PayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with said_on(form):
            pay(statement, by=request.user, **form.cleaned_data)
            return redirect("statement:inspect", pk)
    return render(
        request,
        "core/form_page.html",
        {"form": form, "title": _("Record the payment"), "subtitle": statement},
    )


def finance_desk(request):
    """Finance's worklist: run the settlement, draw up statements."""
    user = request.user
    if not user.has_perm("commissions.add_statement"):
        raise PermissionDenied
    if request.method == "POST":
        with told(request):
            _act(request, user)
        return redirect("statement:desk")
    context = {
        "payees": payees_with_open_entries(),
        "may_settle": user.has_perm("commissions.settle"),
        "may_pay": user.has_perm("commissions.pay_statement"),
    }
    context["waiting"] = to_be_sent(user).count()
    if "preview" in request.GET and context["may_settle"]:
        outcomes, of_agents = list(preview()), list(agent_outcomes(timezone.localdate()))
        agents = Agent.objects.in_bulk(
            {entry.payee_id for outcome in outcomes for entry in outcome.entries}
        )
        context["preview"] = [
            (outcome.project, agents[entry.payee_id], entry)
            for outcome in outcomes
            for entry in outcome.entries
        ]
        context["preview"] += [
            (each.agreement, each.agreement.agent, each)
            for outcome in of_agents
            for each in outcome.differences
        ]
        context["held"] = [
            each | {"why": held_in_words(each["why"])}
            for outcome in (*outcomes, *of_agents)
            for each in outcome.held
        ]
    return render(request, "commissions/desk.html", context)


def _act(request, user):
    if request.POST.get("action") == "settle":
        run = settle(by=user)
        messages.success(
            request,
            _("%(count)d entries posted; %(held)d held back.")
            % {"count": run.posted, "held": len(run.held)},
        )
    else:
        payee = by_key(Agent.objects.visible_to(user), request.POST.get("payee"))
        if payee is None:
            raise Http404
        currency = request.POST.get("currency", CNY)
        if currency not in dict(CHOICES):
            raise Http404
        statement = draw_up(payee, by=user, currency=currency)
        to_it = admin_messages.button(reverse("statement:inspect", args=[statement.pk]), _("View"))
        admin_messages.success(
            request, _("Drawn up: %(statement)s") % {"statement": statement}, buttons=[to_it]
        )


class PolicyViewSet(RecordViewSet):
    model = Policy
    icon = "doc-full"
    form_fields = ["code", "name"]
    list_display = ["code", "name"]
    list_export = ["code", "name"]
    search_fields = ["code", "name"]


class PolicyRecord(RecordView):
    record_fields = ["code", "name"]


PolicyViewSet.inspect_view_class = PolicyRecord


class SumsByCurrency:
    """The totals under a list, each currency by itself."""

    summed = ""

    def sums(self, rows):
        found = super().sums(rows.filter(currency=CNY))
        foreign = (
            rows.exclude(currency=CNY)
            .order_by("currency")
            .values_list("currency")
            .annotate(Sum(self.summed))
        )
        label = self.model._meta.get_field(self.summed).verbose_name
        return [*found, *((label, scaled(total, currency)) for currency, total in foreign)]


class StatementIndex(SumsByCurrency, ScopedIndex):
    summed = "total"


class LedgerIndex(SumsByCurrency, ScopedIndex):
    summed = "amount"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("policy_version")


class LedgerViewSet(RecordViewSet):
    model = LedgerEntry
    icon = "list-ul"
    index_view_class = LedgerIndex
    inspect_view_class = EntryRecord
    form_fields = ["kind"]
    list_display = [
        "sequence",
        "kind",
        "payee",
        "project",
        QuickColumn("component_in_words", label=gettext_lazy("component")),
        "period",
        MoneyColumn("amount", label=gettext_lazy("amount")),
        "posted_at",
    ]
    list_filter = ["kind", "payee"]
    list_export = [
        "sequence",
        "kind",
        "payee.name",
        "project",
        "component",
        "period",
        "stage",
        "amount",
        "currency",
        "posted_at",
        "hash",
    ]
    search_fields = ["payee__name", "project__name", "project__number"]


class RunRecord(RecordView):
    record_fields = [
        "as_of",
        "started_at",
        "finished_at",
        "by",
        "projects",
        "posted",
        "posted_amount",
    ]

    def panels(self, record):
        entries = record.entries.select_related("project", "payee", "policy_version").order_by("id")
        posted = [
            (
                reverse("ledgerentry:inspect", args=[each.pk]),
                [
                    each.project or "—",
                    each.payee,
                    each.get_kind_display(),
                    each.component_in_words,
                    each.period,
                    scaled(each.amount, each.currency),
                ],
            )
            for each in entries
        ]
        held = [
            ("", [each["project"], each["what"], held_in_words(each["why"]), each["amount"] or "—"])
            for each in record.held
        ]
        return [
            (
                _("Posted"),
                [_("project"), _("payee"), _("kind"), _("component"), _("period"), _("amount")],
                posted,
            ),
            (_("Held back"), [_("project"), _("what"), _("why"), _("amount")], held),
        ]


def held_in_words(why: str) -> str:
    """Why something was held back, as it is stored in a run's report, in the user's language."""
    known = {
        "no_agreement": _("no agreement covers the day of registration"),
        "suspended": _("the policy is suspended"),
    }
    if why.startswith("stage:"):
        return _("not yet on the payment stage")
    return known.get(why, why)


class RunViewSet(RecordViewSet):
    model = SettlementRun
    icon = "history"
    inspect_view_class = RunRecord
    form_fields = ["as_of"]
    list_display = [
        "as_of",
        "started_at",
        "finished_at",
        "by",
        "projects",
        "posted",
        MoneyColumn("posted_amount", label=gettext_lazy("amount posted")),
    ]
    list_export = ["as_of", "started_at", "finished_at", "projects", "posted", "posted_amount"]


class StatementViewSet(RecordViewSet):
    model = Statement
    icon = "tasks"
    index_view_class = StatementIndex
    inspect_view_class = StatementRecord
    create_through = staticmethod(draw_up)
    form_fields = ["payee", "currency", "title"]
    list_display = [
        "number",
        "payee",
        "title",
        MoneyColumn("total", label=gettext_lazy("total")),
        "state",
        "updated_at",
    ]
    list_filter = ["state", "payee"]
    list_export = ["number", "payee.name", "title", "total", "currency", "state", "updated_at"]
    search_fields = ["number", "payee__name"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("desk/", finance_desk, name="desk"),
            path("<int:pk>/pay/", pay_statement, name="pay"),
            path("<int:pk>/invoice/", invoice, name="invoice"),
        ]


class ApprovalStepRecord(RecordView):
    record_fields = ["step", "from_amount"]


class ApprovalStepViewSet(RecordViewSet):
    model = ApprovalStep
    icon = "list-ol"
    menu_label = gettext_lazy("Steps of approval")
    inspect_view_class = ApprovalStepRecord
    form_fields = ["from_amount"]
    list_display = [
        "step",
        MoneyColumn("from_amount", label=gettext_lazy("from this amount"), is_summed=False),
    ]
    list_export = ["step", "from_amount"]


class CommissionsGroup(ViewSetGroup):
    menu_label = gettext_lazy("Commissions")
    menu_icon = "tasks"
    menu_order = 300
    items = (
        StatementViewSet,
        BatchViewSet,
        ObjectionViewSet,
        LedgerViewSet,
        RunViewSet,
        PeriodViewSet,
        AgreementViewSet,
        YearTargetViewSet,
        YearReviewViewSet,
        DocumentViewSet,
        TemplateViewSet,
        PolicyViewSet,
        VersionViewSet,
        ApprovalStepViewSet,
    )
