"""The bank's results on the screen: choose the file, see what it would record, confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.errors import Refused
from crm.core.incoming.carried import Expired, arrived, carried
from crm.core.incoming.field import IncomingFile
from crm.core.incoming.purposes import LIST
from crm.staff.permitted import permitted

from ..models import PaymentBatch
from .results import read_results, record_results

SALT = "commissions.results"
TEMPLATE = "commissions/bank_results.html"


class ResultsForm(forms.Form):
    file = IncomingFile(
        LIST,
        label=gettext_lazy("the bank's results (XLSX or CSV)"),
        help_text=gettext_lazy(
            "Columns: 结算单号, 结果 (成功/失败), 银行流水号, 付款日期, 金额, 原因"
        ),
    )


def results(request, pk):
    batches = PaymentBatch.objects.visible_to(request.user)
    batch = permitted(request, batches, pk, "commissions.pay_statement")
    if "confirmed" in request.POST:
        return _confirm(request, batch)
    form = ResultsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        return _show(request, batch, form, upload.name, upload.read())
    return render(
        request, TEMPLATE, {"title": _("Read the bank's results"), "batch": batch, "form": form}
    )


def _show(request, batch, form, name, content):
    reading = read_results(batch, name, content)
    context = {"batch": batch, "form": form, "read": reading, "file_name": name}
    if not reading.problems:
        context["confirmed"] = carried(content, [batch.pk, name], salt=SALT)
    return render(request, TEMPLATE, {"title": _("Read the bank's results"), **context})


def _confirm(request, batch):
    back_to_form = redirect("paymentbatch:results", batch.pk)
    try:
        content, (pk, name) = arrived(request.POST["confirmed"], salt=SALT)
    except Expired as expired:
        messages.error(request, str(expired))
        return back_to_form
    if pk != batch.pk:
        raise PermissionDenied
    reading = read_results(batch, name, content)
    if reading.doubts and "sure" not in request.POST:
        messages.error(request, _("Look at what the preview asks back, and tick that it is right."))
        return _show(request, batch, ResultsForm(), name, content)
    try:
        paid, failed = record_results(batch, reading, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return back_to_form
    counts = {"paid": paid, "failed": failed}
    messages.success(request, _("%(paid)d paid, %(failed)d failed.") % counts)
    return redirect("paymentbatch:inspect", batch.pk)
