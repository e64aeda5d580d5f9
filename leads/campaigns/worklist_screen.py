"""The worklist of an officer: each company with what was said last, and one line to write down what
was done now and what came of it.
"""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.viewsets.base import ViewSet

from crm.core.refusals import refusals_on
from crm.staff.forms import DayInput, scope_choices
from crm.staff.menu import shown_to

from ..models import Activity, Chamber, Native
from ..models.campaign_target import WORK, Way
from .touch import touch
from .worklist import GROUPS, task_of, tasks_of, worklist_of

A_PAGE = 20
TEMPLATE = "leads/worklist.html"
NOTHING = ("", pgettext_lazy("campaign target", "only noted"))


class TouchForm(forms.Form):
    """One line: how, what, what came of it, when again."""

    summary = forms.CharField(label=pgettext_lazy("touch", "What was said"), max_length=1000)
    kind = forms.ChoiceField(label=pgettext_lazy("touch", "How"), choices=Activity.Kind.choices)
    step = forms.ChoiceField(label=pgettext_lazy("touch", "What came of it"), required=False)
    next_on = forms.DateField(
        label=pgettext_lazy("touch", "Again on"), required=False, widget=DayInput()
    )
    way = forms.ChoiceField(
        label=gettext_lazy("way of approach"), choices=[("", "—"), *Way.choices], required=False
    )
    native = forms.ModelChoiceField(
        Native.objects.all(),
        label=gettext_lazy("native abroad"),
        required=False,
        empty_label="—",
    )
    chamber = forms.ModelChoiceField(
        Chamber.objects.all(),
        label=gettext_lazy("chamber of commerce"),
        required=False,
        empty_label="—",
    )
    through = forms.CharField(label=gettext_lazy("through whom"), max_length=120, required=False)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, auto_id=f"touch-{task.target.pk}-%s", **kwargs)
        self.fields["step"].choices = [NOTHING, *task.steps]
        if not task.asks_for_way:
            for name in ("way", "native", "chamber", "through"):
                del self.fields[name]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "ds-input"
            if name == "summary":
                field.widget.attrs["placeholder"] = _("With whom, and what was said")


def _form(task, user, data=None):
    return scope_choices(TouchForm(data, task=task), user)


def worklist(request, form=None):
    """``form`` is one that was sent and refused: its company stands open with it."""
    if not request.user.has_perm(WORK):
        raise PermissionDenied
    rows = worklist_of(request.user)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
    tasks = tasks_of(list(page), request.user)
    opened = _opened(tasks, request, form)
    groups = [
        (str(GROUPS[group]), list(group_tasks))
        for group, group_tasks in groupby(
            sorted(tasks, key=lambda task: list(GROUPS).index(task.group)),
            key=lambda task: task.group,
        )
    ]
    context = {
        "groups": groups,
        "page": page,
        "opened": opened,
        "form": form or (opened and _form(opened, request.user)),
    }
    return render(request, TEMPLATE, context)


def _opened(tasks, request, form):
    key = str(form.target) if form else request.GET.get("open", "")
    match = next((task for task in tasks if str(task.target.pk) == key), None)
    return match or next((task for task in tasks if task.group == "due"), None)


def record_touch(request, pk):
    target = get_object_or_404(worklist_of(request.user), pk=pk)
    if request.method != "POST":
        return redirect(f"{reverse('worklist:index')}?open={pk}")
    form = _form(task_of(target, request.user), request.user, request.POST)
    form.target = pk
    if form.is_valid():
        with refusals_on(form):
            touch(target, by=request.user, **form.cleaned_data)
            messages.success(request, _("Written down: %(company)s.") % {"company": target})
            return redirect("worklist:index")
    return worklist(request, form)


class WorklistViewSet(ViewSet):
    icon = "ds-target"
    menu_label = gettext_lazy("My worklist")
    menu_item_class = shown_to(WORK)
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("", worklist, name="index"),
            path("<int:pk>/touch/", record_touch, name="touch"),
        ]
