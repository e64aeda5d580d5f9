from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.links import link_to
from crm.staff.extensions import add_actions
from crm.staff.form_screens import ScopedCreate
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Activity, Lead, Project
from .next_steps import record_activity
from .screens import finish


class ActivityRecord(RecordView):
    record_fields = [
        "lead",
        "project",
        "kind",
        "happened_at",
        "summary",
        "next_step",
        "next_on",
        "next_by",
        "next_done_at",
        "by",
    ]


class CreateActivity(ScopedCreate):
    def get_initial(self):
        return {
            **super().get_initial(),
            "happened_at": timezone.localtime().replace(second=0, microsecond=0),
        }

    def get_success_url(self):
        """Back to the project or lead that it was done for."""
        return link_to(self.object.project or self.object.lead, self.request.user)


class ActivityViewSet(RecordViewSet):
    model = Activity
    icon = "ds-calendar"
    list_hint = gettext_lazy("Calls, visits and meetings stand here, with the next step.")
    add_view_class = CreateActivity
    inspect_view_class = ActivityRecord
    create_through = staticmethod(record_activity)
    form_fields = [
        "lead",
        "project",
        "kind",
        "happened_at",
        "summary",
        "next_step",
        "next_on",
        "next_by",
    ]
    fixed_fields = ("lead", "project")
    list_display = ["summary", "kind", "happened_at", "next_step", "next_on", "next_by", "by"]
    list_filter = ["kind"]
    list_export = [
        "happened_at",
        "kind",
        "summary",
        "next_step",
        "next_on",
        "next_by",
        "next_done_at",
        "by",
    ]
    search_fields = ["summary", "next_step", "lead__title", "project__name"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/finish/", finish, name="finish")]


def activity_action(record, user):
    if not user.has_perm("leads.add_activity"):
        return []
    return [
        (
            _("Record an activity"),
            f"{reverse('activity:add')}?{record._meta.model_name}={record.pk}",
        )
    ]


add_actions(Lead, activity_action)


add_actions(Project, activity_action)
