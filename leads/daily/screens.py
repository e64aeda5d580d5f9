"""Next steps, handing over and tags in the staff admin."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.models import Department, User
from crm.core.punctuation import labelled, listed, phrases
from crm.core.refusals import refusals_as_message
from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions, add_notices
from crm.staff.form_page import form_page
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.timeline import CHANGES, CONTACT, Happening, add_to_timeline
from crm.staff.viewsets import RecordViewSet

from ..models import Activity, Lead, Project, Tag
from ..pipeline.hand_over import hand_over
from .next_steps import finish_next_step


@require_POST
def finish(request, pk):
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    with refusals_as_message(request):
        finish_next_step(activity, by=request.user)
        messages.success(request, _("Done: %(step)s") % {"step": activity.next_step or activity})
    return redirect(
        "wagtailadmin_home"
        if request.POST.get("next") == "home"
        else reverse("activity:inspect", args=[pk])
    )


class HandOverForm(forms.Form):
    to_department = forms.ModelChoiceField(
        Department.objects.all(), label=gettext_lazy("to department")
    )
    to_owner = forms.ModelChoiceField(
        User.objects.staff(), label=gettext_lazy("officer in charge there")
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300)


def hand_over_screen(request, pk, model):
    record = permitted(request, model.objects.visible_to(request.user), pk, "leads.hand_over")
    form = HandOverForm(request.POST or None)

    def act():
        handover = hand_over(record, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("Handed over to %(department)s.") % {"department": handover.to_department}
        )
        return redirect(f"{model._meta.model_name}:index")

    return form_page(request, form, act, title=_("Hand over to another district"), subtitle=record)


def hand_over_paths(model):
    return [path("<int:pk>/hand-over/", hand_over_screen, {"model": model}, name="hand_over")]


def hand_over_action(record, user):
    is_running = record.state in {
        source for transition in record.TRANSITIONS.values() for source in transition.sources
    }
    if not is_running or not user.has_perm("leads.hand_over"):
        return []
    return [
        (
            _("Hand over to another district"),
            reverse(f"{record._meta.model_name}:hand_over", args=[record.pk]),
        )
    ]


def create_tag(*, by, **facts):
    tag = Tag(**facts)
    if not by.has_perm("leads.view_every_lead") and tag.department_id not in by.department_ids:
        raise ValidationError({"department": _("Choose your own department.")})
    tag.full_clean()
    return save_as(tag, by=by)


class TagRecord(RecordView):
    record_fields = ["name", "department"]


class TagViewSet(RecordViewSet):
    model = Tag
    icon = "ds-tag"
    list_hint = gettext_lazy("Words that leads and projects are marked with stand here.")
    inspect_view_class = TagRecord
    create_through = staticmethod(create_tag)
    form_fields = ["name", "department"]
    list_display = ["name", "department"]
    list_filter = ["department"]
    list_export = ["name", "department"]
    search_fields = ["name"]


ICONS = {Activity.Kind.CALL: "ds-phone", Activity.Kind.VISIT: "ds-visit"}


def activities_in_time(record, user, window):
    activities = window.of(record.activities.select_related("by"), "happened_at")
    return [
        Happening(
            activity.happened_at,
            activity.by,
            _with_next_step(activity),
            activity.get_kind_display(),
            icon=ICONS.get(activity.kind, "ds-people"),
        )
        for activity in activities
    ]


def _with_next_step(activity) -> str:
    if not activity.next_step:
        return activity.summary
    return f"{activity.summary} → {activity.next_step} {activity.next_on or ''}".rstrip()


def handovers_in_time(record, user, window):
    handovers = record.handovers.select_related(
        "by", "to_owner", "from_department", "to_department"
    )
    return [
        Happening(
            handover.at,
            handover.by,
            labelled(phrases((handover, handover.to_owner)), handover.reason),
            handover._meta.verbose_name,
            icon="ds-swap",
        )
        for handover in window.of(handovers, "at")
    ]


def tag_notices(record, user):
    tags = Tag.objects.visible_to(user).filter(**{f"taggings__{record._meta.model_name}": record})
    return [labelled(_("tags"), listed(tags))] if tags else []


for model in (Lead, Project):
    add_actions(model, hand_over_action)
    add_to_timeline(model, CONTACT, activities_in_time)
    add_to_timeline(model, CHANGES, handovers_in_time)
    add_notices(model, tag_notices)
