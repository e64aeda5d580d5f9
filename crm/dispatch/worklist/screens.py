"""Tasks of plans, their steps and their order in the staff admin."""

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.widgets import BooleanRadioSelect

from crm.core.incoming.field import IncomingFile
from crm.core.models import Department, Parameter, User
from crm.core.punctuation import phrases
from crm.staff.columns import DueColumn, LightColumn, PlainColumn
from crm.staff.extensions import add_actions, add_marks
from crm.staff.filters import ListFilters
from crm.staff.form_page import form_page
from crm.staff.form_screens import ScopedCreate, ScopedDelete, ScopedEdit
from crm.staff.forms import DayInput, scope_choices
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Mark
from crm.staff.viewsets import RecordViewSet

from ..models import Plan, PlanTask, TaskDependence, TaskStep
from ..models.task import MANAGES, WORKS, is_done_by
from . import urge_screens as urge_screens
from .give import DELEGATES, add_step, delegate, give_task, put_after
from .lights import light_of
from .steps import finish_step

WORDS = {
    "green": gettext_lazy("green light"),
    "yellow": gettext_lazy("yellow light"),
    "red": gettext_lazy("red light"),
}


def light_on(task, yellow_days: int) -> tuple[str, str, str] | None:
    """(colour, word, reason) of what is still to be done."""
    if not task.is_to_do:
        return None
    today = timezone.localdate()
    colour = light_of(task.due_on, today, yellow_days=yellow_days)
    days_late = (today - task.due_on).days
    reason = _("%(days)d days late") % {"days": days_late} if days_late > 0 else ""
    return colour, str(WORDS[colour]), reason


def lights_of(task) -> list[tuple[str, str, str]]:
    light = light_on(task, getattr(task, "yellow_days", 0))
    return [light] if light else []


def _plans(request):
    return Plan.objects.visible_to(request.user)


class TaskFilters(ListFilters):
    plan = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("plan", "plan"), field_name="heading__plan", queryset=_plans
    )
    is_late = django_filters.BooleanFilter(
        label=pgettext_lazy("task", "late"), method="late", widget=BooleanRadioSelect
    )

    class Meta:
        model = PlanTask
        fields = ["state", "department", "person", "heading"]

    def late(self, tasks, _name, wanted):
        overdue = tasks.overdue(timezone.localdate())
        return overdue if wanted else tasks.exclude(pk__in=overdue.values("pk"))


class TaskIndex(ScopedIndex):
    base_filterset_class = TaskFilters

    def get_base_queryset(self):
        relations = ("heading__plan", "department", "person", "delegated_from")
        return super().get_base_queryset().select_related(*relations)

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        days = Parameter.whole("task_yellow_days")
        for row in context["object_list"]:
            row.yellow_days = days
        return context


class TaskRecord(RecordView):
    record_fields = [
        "heading",
        "target",
        "content",
        "department",
        "person",
        "starts_on",
        "due_on",
        "delegated_from",
        "delegated_by",
        "result",
        "done_by",
        "accepted_by",
    ]
    headline_fields = ("department", "person", "due_on")
    joined_too = ("heading__plan", "person__department")
    fetched_too = (
        Prefetch("steps", TaskStep.objects.select_related("done_by", "evidence")),
        Prefetch("dependences", TaskDependence.objects.select_related("on__department")),
        Prefetch("dependants", TaskDependence.objects.select_related("task__department")),
    )

    def panels(self, record):
        steps = [(self._link_of(step), _cells_of_step(step)) for step in record.steps.all()]
        before = [
            self._row_of(dependence, dependence.on) for dependence in record.dependences.all()
        ]
        after = [self._row_of(dependant, dependant.task) for dependant in record.dependants.all()]
        columns = [pgettext("task", "task"), _("department"), _("due on"), _("state")]
        return [
            (
                _("Steps"),
                [_("step"), _("due on"), _("done on"), _("done by"), _("evidence")],
                steps,
            ),
            (_("Comes after"), columns, before),
            (_("Comes before"), columns, after),
        ]

    def _link_of(self, step) -> str:
        """Where an open step is done, for who does it; else its own page."""
        task = self.object
        is_in_hand = task.state == PlanTask.State.IN_HAND and task.is_worked_on
        is_open = step.done_on is None and is_in_hand
        may = self.request.user.has_perm(WORKS) and is_done_by(task, self.request.user)
        return reverse(f"taskstep:{'finish' if is_open and may else 'inspect'}", args=[step.pk])

    def _row_of(self, dependence, task) -> tuple:
        """A link to the other task, or to the dependence for those who may undo it."""
        may = self.request.user.has_perm("dispatch.delete_taskdependence")
        record = dependence if may else task
        link = reverse(f"{record._meta.model_name}:inspect", args=[record.pk])
        return link, [task.title, task.department, task.due_on, task.get_state_display()]


def _cells_of_step(step) -> list:
    name = step.evidence.name if step.evidence else "—"
    return [step.title, step.due_on, step.done_on or "—", step.done_by or "—", name]


def task_of_request(request, pk) -> PlanTask:
    rows = PlanTask.objects.visible_to(request.user).select_related("heading__plan", "department")
    return get_object_or_404(rows, pk=pk)


class DelegateForm(forms.Form):
    to = forms.ModelChoiceField(Department.objects.all(), label=gettext_lazy("department"))
    person = forms.ModelChoiceField(
        User.objects.staff(), label=gettext_lazy("person responsible"), required=False
    )
    note = forms.CharField(label=pgettext_lazy("task", "reason"), max_length=300)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        below = set(task.department.subtree_ids()) - {task.department_id}
        self.fields["to"].queryset = Department.objects.filter(pk__in=below)
        self.fields["person"].queryset = User.objects.staff().filter(department__in=below)


def delegate_screen(request, pk):
    task = task_of_request(request, pk)
    if not may_delegate(task, request.user):
        raise PermissionDenied
    form = scope_choices(DelegateForm(request.POST or None, task=task), request.user)

    def act():
        delegate(task, by=request.user, **form.cleaned_data)
        messages.success(request, _("Handed down."))
        return redirect("plantask:inspect", pk)

    return form_page(request, form, act, title=_("Hand down"), subtitle=task)


def may_delegate(task, user) -> bool:
    is_theirs = user.has_perm(MANAGES) or is_done_by(task, user)
    return task.is_worked_on and user.has_perm(DELEGATES) and is_theirs


class PlanTaskViewSet(RecordViewSet):
    model = PlanTask
    icon = "ds-clip"
    menu_label = gettext_lazy("Tasks of the plan")
    list_hint = gettext_lazy("Who does what of the plan until when stands here.")
    index_view_class = TaskIndex
    inspect_view_class = TaskRecord
    create_through = staticmethod(give_task)
    form_fields = [
        "heading",
        "target",
        "title",
        "content",
        "department",
        "person",
        "starts_on",
        "due_on",
    ]
    fixed_fields = ("heading", "department")
    list_display = [
        "title",
        LightColumn("light", label=gettext_lazy("light"), lights_of=lights_of),
        "state",
        DueColumn("due_on", label=gettext_lazy("due on"), accessor="due_on"),
        "department",
        "person",
        "heading",
    ]
    list_filter = TaskFilters.Meta.fields
    list_export = [
        "title",
        "heading",
        "state",
        "department",
        "person",
        "starts_on",
        "due_on",
        "delegated_from",
        "result",
        "done_by",
        "accepted_by",
    ]
    search_fields = ["title", "content", "heading__name"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/delegate/", delegate_screen, name="delegate"),
        ]


class OfTask:
    """After storing, back to the page of the task."""

    def get_success_url(self):
        return reverse("plantask:inspect", args=[self.object.task_id])


class CreateOfTask(OfTask, ScopedCreate):
    pass


class EditOfTask(OfTask, ScopedEdit):
    pass


class DeleteOfTask(OfTask, ScopedDelete):
    pass


class FinishForm(forms.Form):
    done_on = forms.DateField(label=gettext_lazy("done on"), widget=DayInput())
    evidence = IncomingFile(label=gettext_lazy("evidence"), required=False)


def finish_screen(request, pk):
    rows = TaskStep.objects.visible_to(request.user).select_related("task__heading__plan")
    step = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm(WORKS) or not is_done_by(step.task, request.user):
        raise PermissionDenied
    initial = {"done_on": timezone.localdate()}
    form = FinishForm(request.POST or None, request.FILES or None, initial=initial)

    def act():
        finish_step(step, by=request.user, **form.cleaned_data)
        messages.success(request, _("Done: %(step)s") % {"step": step})
        return redirect("plantask:inspect", step.task_id)

    return form_page(request, form, act, title=_("The step is done"), subtitle=step)


class StepRecord(RecordView):
    record_fields = ["task", "due_on", "done_on", "done_by"]
    joined_too = ("task__heading__plan", "evidence")


class StepIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("task__heading__plan", "done_by")


class TaskStepViewSet(RecordViewSet):
    model = TaskStep
    icon = "ds-clip"
    list_hint = gettext_lazy("The steps of tasks stand here.")
    index_view_class = StepIndex
    add_view_class = CreateOfTask
    edit_view_class = EditOfTask
    delete_view_class = DeleteOfTask
    inspect_view_class = StepRecord
    create_through = staticmethod(add_step)
    form_fields = ["task", "title", "due_on"]
    fixed_fields = ("task",)
    list_display = ["title", "task", "due_on", "done_on", "done_by"]
    list_export = ["title", "task", "due_on", "done_on", "done_by"]
    search_fields = ["title", "task__title"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/finish/", finish_screen, name="finish"),
        ]


class DependenceRecord(RecordView):
    record_fields = ["on", "task"]


class DependenceIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("task", "on")


class TaskDependenceViewSet(RecordViewSet):
    model = TaskDependence
    icon = "ds-link"
    list_hint = gettext_lazy("Which task comes before which stands here.")
    index_view_class = DependenceIndex
    add_view_class = CreateOfTask
    delete_view_class = DeleteOfTask
    inspect_view_class = DependenceRecord
    create_through = staticmethod(put_after)
    form_fields = ["task", "on"]
    list_display = [PlainColumn("label", label=gettext_lazy("order"), accessor="__str__")]
    list_export = ["on", "task"]
    search_fields = ["task__title", "on__title"]


def light_marks(task, user) -> list[Mark]:
    light = light_on(task, Parameter.whole("task_yellow_days"))
    if not light:
        return []
    colour, word, reason = light
    return [Mark(phrases((word, reason)), light=colour)]


def actions(task, user) -> list[tuple]:
    if not task.is_editable:
        return []
    links = []
    if may_delegate(task, user):
        links.append((_("Hand down"), reverse("plantask:delegate", args=[task.pk])))
    if user.has_perm("dispatch.add_taskstep") and (
        user.has_perm(MANAGES) or is_done_by(task, user)
    ):
        links.append((_("Add a step"), f"{reverse('taskstep:add')}?task={task.pk}"))
    if user.has_perm("dispatch.add_taskdependence"):
        links.append((_("Put after a task"), f"{reverse('taskdependence:add')}?task={task.pk}"))
    return links


add_actions(PlanTask, actions)
add_marks(PlanTask, light_marks)
