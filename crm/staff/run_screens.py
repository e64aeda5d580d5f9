"""The page of a run: its progress, what came of it, the rows that were left with the reason. And
the way to it from a list.
"""

import hashlib

from django import forms
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.models import ListRun
from crm.core.punctuation import labelled
from crm.core.refusals import refusals_as_message
from crm.core.runs.begin import begin_run, discard_run, go_on
from crm.core.runs.run import take_now
from crm.core.runs.steps import LIST_STEPS

from .bulk_actions import RecordBulkAction

LEFT_A_PAGE = 100
IN_BACKGROUND_FROM = 500  # rows; with fewer the person waits
NAMED = 30


class RunBulkAction(RecordBulkAction):
    """A step with the ticked rows or with all that match the filter, however many. Subclasses name
    the ``step``.
    """

    template_name = "core/runs/confirm.html"
    step = ""

    @cached_property
    def keys(self) -> list[int]:
        """The rows that wait for the step, among those ticked or in the whole filtered list."""
        if "all" not in self.request.GET.getlist("id"):
            return sorted(record.pk for record in self.records)
        return sorted(self.narrowed(self._listed()).order_by().values_list("pk", flat=True))

    def narrowed(self, rows):
        return LIST_STEPS[self.step].waiting(rows)

    @property
    def too_many(self) -> bool:
        return "all" not in self.request.GET.getlist("id") and super().too_many

    def get_actionable_objects(self):
        return self.model.objects.filter(pk__in=self.keys[:NAMED]), {"items_with_no_access": []}

    def get_form(self, form_class=None):
        """The form with the keys of the rows for which it was shown: the list may have new rows
        since.
        """
        form = super().get_form(form_class)
        form.fields["rows"] = forms.CharField(
            initial=self.fingerprint, widget=forms.HiddenInput(), required=False
        )
        return form

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr(self.keys).encode()).hexdigest()

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "count": len(self.keys),
            "in_background": len(self.keys) >= IN_BACKGROUND_FROM,
        }

    def form_valid(self, form):
        if form.cleaned_data.pop("rows") not in ("", self.fingerprint):
            form.data = {**form.data.dict(), "rows": self.fingerprint}
            form.add_error(
                None,
                _(
                    "The list has changed meanwhile: it now holds %d such records. Look "
                    "again, then confirm."
                )
                % len(self.keys),
            )
            return self.form_invalid(form)
        facts = {"by": self.request.user, "note": form.cleaned_data.get("note", "")}
        if len(self.keys) >= IN_BACKGROUND_FROM:
            return redirect(
                "runs:show", begin_run(self.step, self.keys, back=self.next_url, **facts).pk
            )
        outcome = take_now(self.step, self.keys, **facts)
        self._say(outcome.done, [labelled(record, why) for record, why in outcome.refused])
        return redirect(self.next_url)


def _run(request, pk) -> ListRun:
    return get_object_or_404(ListRun.objects.visible_to(request.user).defer("keys"), pk=pk)


def show(request, pk):
    run = _run(request, pk)
    page = Paginator(run.left.all(), LEFT_A_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "core/runs/run.html",
        {
            "run": run,
            "title": LIST_STEPS[run.step].transition.label,
            "page": page,
            "left": page.paginator.count,
        },
    )


def state(request, pk):
    run = _run(request, pk)
    return JsonResponse(
        {
            "running": run.is_running,
            "phase": run.get_phase_display(),
            "done": run.done,
            "total": run.total,
            "percent": run.percent,
        }
    )


@require_POST
def resume(request, pk):
    with refusals_as_message(request):
        go_on(_run(request, pk), by=request.user)
    return redirect("runs:show", pk)


@require_POST
def discard(request, pk):
    with refusals_as_message(request):
        discard_run(_run(request, pk), by=request.user)
    return redirect("runs:show", pk)


app_name = "runs"
urlpatterns = [
    path("<int:pk>/", show, name="show"),
    path("<int:pk>/state/", state, name="state"),
    path("<int:pk>/resume/", resume, name="resume"),
    path("<int:pk>/discard/", discard, name="discard"),
]
