"""Invoices, advances, objections, batches for the bank and closed periods, on the screen."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.core.errors import Refused
from crm.core.money import scaled, yuan
from crm.core.refusals import refusals_as_message
from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions, add_notices
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput, WanField
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.tables.export_screen import Prepared, export_prepared
from crm.staff.viewsets import RecordViewSet
from leads.models import Agent

from ..models import BatchLine, ClosedPeriod, Objection, PaymentBatch, Statement
from ..models.currency import CNY
from .advance import grant_advance
from .batch import COLUMNS, bank_file, make_batch
from .invoice import RATES, record_invoice
from .objections import answer_objection
from .results_screen import results


class InvoiceForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("invoice number"), max_length=30)
    issued_on = forms.DateField(label=gettext_lazy("invoice of"), widget=DayInput())
    rate = forms.TypedChoiceField(
        label=gettext_lazy("rate of value-added tax"),
        choices=[(str(rate), f"{rate:.0%}") for rate in RATES],
        coerce=type(RATES[0]),
    )
    amount = forms.DecimalField(
        label=gettext_lazy("amount in the currency of the statement"),
        max_digits=18,
        decimal_places=2,
    )


class AdvanceForm(forms.Form):
    amount = WanField(label=gettext_lazy("amount"))
    why = forms.CharField(label=gettext_lazy("reason"), max_length=300)


class AnswerForm(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=gettext_lazy("decision"),
        choices=[("", "—"), ("no", gettext_lazy("not upheld")), ("yes", gettext_lazy("upheld"))],
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(
        label=gettext_lazy("answer"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


def invoice(request, pk):
    statements = Statement.objects.visible_to(request.user)
    statement = permitted(request, statements, pk, "commissions.add_statement")
    form = InvoiceForm(request.POST or None)

    def act():
        record_invoice(statement, by=request.user, **form.cleaned_data)
        messages.success(request, _("The invoice is recorded."))
        return redirect("statement:inspect", pk)

    return form_page(request, form, act, title=_("Record the invoice"), subtitle=statement)


def advance(request, pk):
    agents = Agent.objects.visible_to(request.user)
    agent = permitted(request, agents, pk, "commissions.grant_advance")
    form = AdvanceForm(request.POST or None)

    def act():
        entry = grant_advance(agent, by=request.user, **form.cleaned_data)
        message = _("An advance of %(amount)s waits for the next statement.")
        messages.success(request, message % {"amount": scaled(entry.amount)})
        return redirect("agent:inspect", pk)

    return form_page(request, form, act, title=_("Grant an advance"), subtitle=agent)


def answer(request, pk):
    objections = Objection.objects.visible_to(request.user)
    objection = permitted(request, objections, pk, "commissions.answer_objection")
    form = AnswerForm(request.POST or None)

    def act():
        answer_objection(objection, by=request.user, **form.cleaned_data)
        messages.success(request, _("The objection is answered."))
        return redirect("objection:inspect", pk)

    return form_page(request, form, act, title=_("Answer the objection"), subtitle=objection)


def to_be_sent(user):
    """The ordered payments in yuan that wait in no batch and that ``user`` did not approve."""
    statements = Statement.objects.filter(
        state=Statement.State.PAYING, currency=CNY
    ).not_approved_by(user)
    return statements.exclude(batch_lines__result=BatchLine.Result.WAITING)


def new_batch(request):
    if not request.user.has_perm("commissions.pay_statement"):
        raise PermissionDenied
    if request.method == "POST":
        with refusals_as_message(request):
            batch = make_batch(to_be_sent(request.user), by=request.user)
            return redirect("paymentbatch:inspect", batch.pk)
    return redirect("paymentbatch:index")


def download_batch(request, pk):
    """The file has account numbers in full: only those who pay get it, with a reason, and it is
    logged.
    """
    batches = PaymentBatch.objects.visible_to(request.user)
    batch = permitted(request, batches, pk, "commissions.pay_statement")
    file = Prepared(
        _("File for the bank"),
        list(COLUMNS),
        batch.lines.count(),
        partial(bank_file, batch),
        name=f"{batch.number}.xlsx",
        said=batch.number,
    )
    return export_prepared(request, file)


class BatchRecord(RecordView):
    record_fields = ["number", "created_by", "created_at"]

    def panels(self, record):
        lines = [
            (reverse("statement:inspect", args=[line.statement_id]), self.cells(line))
            for line in record.lines.select_related("statement__payee", "recorded_by")
        ]
        titles = [
            _("statement"),
            _("payee"),
            _("amount"),
            _("result"),
            _("reason"),
            _("recorded by"),
            _("recorded at"),
        ]
        return [(_("Transfers"), titles, lines)]

    @staticmethod
    def cells(line):
        recorded_at = (
            f"{timezone.localtime(line.recorded_at):%Y-%m-%d %H:%M}" if line.recorded_at else "—"
        )
        cells = [
            line.statement.number,
            line.statement.payee,
            yuan(line.amount),
            line.get_result_display(),
            line.reason,
        ]
        return [*cells, line.recorded_by or "—", recorded_at]


class BatchViewSet(RecordViewSet):
    model = PaymentBatch
    icon = "ds-download"
    list_hint = gettext_lazy("Statements that are sent to the bank together stand here.")
    inspect_view_class = BatchRecord
    form_fields = []
    list_display = ["number", "created_by", "created_at"]
    list_export = ["number", "created_by", "created_at"]

    def get_urlpatterns(self):
        patterns = [
            path("make/", new_batch, name="make"),
            path("<int:pk>/file/", download_batch, name="file"),
            path("<int:pk>/results/", results, name="results"),
        ]
        return [*super().get_urlpatterns(), *patterns]


class ObjectionRecord(RecordView):
    record_fields = [
        "statement",
        "name",
        "contact",
        "text",
        "received_at",
        "reviewed_by",
        "is_upheld",
        "answer",
        "answered_by",
    ]


class ObjectionViewSet(RecordViewSet):
    model = Objection
    icon = "ds-warn"
    list_hint = gettext_lazy(
        "What was objected to while a statement was on public notice stands here."
    )
    inspect_view_class = ObjectionRecord
    form_fields = ["answer"]
    list_display = ["statement", "name", "received_at", "state", "is_upheld", "answered_by"]
    list_filter = ["state", "is_upheld"]
    list_export = ["statement", "name", "received_at", "state", "is_upheld", "answer"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/answer/", answer, name="answer")]


class PeriodRecord(RecordView):
    record_fields = ["until", "note", "closed_by", "closed_at"]


def close_period(*, by, until, note=""):
    if until >= timezone.localdate():
        raise Refused(_("Only days that are over can be closed."))
    period = ClosedPeriod(until=until, note=note, closed_by=by)
    period.full_clean(exclude=["closed_by"])
    return save_as(period, by=by)


class PeriodViewSet(RecordViewSet):
    model = ClosedPeriod
    icon = "ds-lock"
    list_hint = gettext_lazy("Until which day the books are closed stands here.")
    inspect_view_class = PeriodRecord
    create_through = staticmethod(close_period)
    form_fields = ["until", "note"]
    list_display = ["until", "note", "closed_by", "closed_at"]
    list_export = ["until", "note", "closed_by", "closed_at"]


def invoice_action(statement, user):
    is_open = statement.state not in (
        Statement.State.PAYING,
        Statement.State.PAID,
        Statement.State.WITHDRAWN,
    )
    if is_open and not statement.payee.is_referrer and user.has_perm("commissions.add_statement"):
        return [(_("Record the invoice"), reverse("statement:invoice", args=[statement.pk]))]
    return []


def advance_action(agent, user):
    if user.has_perm("commissions.grant_advance"):
        return [(_("Grant an advance"), reverse("commissions_advance", args=[agent.pk]))]
    return []


def answer_action(objection, user):
    is_open = objection.state in (Objection.State.RECEIVED, Objection.State.ADMITTED)
    if is_open and user.has_perm("commissions.answer_objection"):
        return [(_("Answer the objection"), reverse("objection:answer", args=[objection.pk]))]
    return []


def batch_actions(batch, user):
    if not user.has_perm("commissions.pay_statement"):
        return []
    return [
        (_("File for the bank"), reverse("paymentbatch:file", args=[batch.pk])),
        (_("Read the bank's results"), reverse("paymentbatch:results", args=[batch.pk])),
    ]


def objections_to_review(statement, user) -> list:
    """A line above the facts: what nobody has reviewed yet stops no payment."""
    if not user.has_perm("commissions.view_objection"):
        return []
    count = statement.objections.to_be_reviewed().count()
    message = ngettext(
        "%(count)d objection waits for its review.",
        "%(count)d objections wait for their review.",
        count,
    )
    return [message % {"count": count}] if count else []


add_notices(Statement, objections_to_review)
add_actions(Statement, invoice_action)
add_actions(Agent, advance_action)
add_actions(Objection, answer_action)
add_actions(PaymentBatch, batch_actions)
