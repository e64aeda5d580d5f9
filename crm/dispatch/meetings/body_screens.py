"""Who dispatches, with its rhythm and members, in the staff admin."""

import re
from datetime import timedelta

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.punctuation import list_comma
from crm.staff.columns import PlainColumn
from crm.staff.form_screens import ScopedCreate, ScopedDelete, ScopedEdit
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import BodyMember, DispatchBody, DispatchMeeting
from .rhythm import days_of

BETWEEN = re.compile(r"[^\w.-]+")  # the signs of either language
A_YEAR, SHOWN = timedelta(days=366), 8


class DaysField(SimpleArrayField):
    """Days of the month as people type them: 10、20、31."""

    def prepare_value(self, value):
        text = super().prepare_value(value)
        return text.replace(",", list_comma()) if isinstance(text, str) else text

    def to_python(self, value):
        if isinstance(value, str):
            value = BETWEEN.sub(",", value.strip()).strip(",")
        return super().to_python(value)


class BodyIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("chair", "secretary")


class BodyRecord(RecordView):
    record_fields = [
        "kind",
        "chair",
        "secretary",
        "office",
        "shift",
        "begins_at",
        "place",
        "prepared_days",
        "sent_days",
        "department",
        "starts_on",
        "is_active",
    ]
    headline_fields = ("kind", "chair", "secretary")
    fetched_too = ("headings", "members__person__department")

    def facts(self, record):
        return [
            (_("rhythm"), record.rhythm),
            (_("looks at"), record.scope),
            *super().facts(record),
        ]

    def actions(self, record):
        links = super().actions(record)
        if self.request.user.has_perm("dispatch.add_bodymember"):
            links.append((_("Add a member"), f"{reverse('bodymember:add')}?body={record.pk}"))
        if self.request.user.has_perm("dispatch.add_dispatchmeeting") and record.is_active:
            links.append(
                (_("Call a meeting"), f"{reverse('dispatchmeeting:add')}?body={record.pk}")
            )
        return links

    def panels(self, record):
        members = [
            (
                reverse("bodymember:inspect", args=[member.pk]),
                [member.person, member.person.department or "—", member.duty or "—"],
            )
            for member in record.members.all()
        ]
        today = timezone.localdate()
        days = days_of(record, today, today + A_YEAR)[:SHOWN] if record.is_active else []
        meetings = DispatchMeeting.objects.visible_to(self.request.user).filter(body=record)
        rows = [
            (
                reverse("dispatchmeeting:inspect", args=[meeting.pk]),
                [meeting.meets_on, meeting.number, meeting.get_state_display()],
            )
            for meeting in meetings[:SHOWN]
        ]
        return [
            (
                pgettext("dispatch", "Members"),
                [pgettext("dispatch", "member"), _("department"), pgettext("dispatch", "duty")],
                members,
            ),
            (
                _("Meetings"),
                [pgettext("dispatch", "meets on"), _("number"), _("state")],
                rows,
            ),
            (
                _("Days to come by its rhythm"),
                [_("day by the rhythm"), pgettext("dispatch", "meets on")],
                [("", [day.due_on, day.meets_on]) for day in days],
            ),
        ]


class DispatchBodyViewSet(RecordViewSet):
    model = DispatchBody
    icon = "group"
    menu_label = gettext_lazy("Who dispatches")
    list_hint = gettext_lazy("Who dispatches, and when, stands here.")
    index_view_class = BodyIndex
    inspect_view_class = BodyRecord
    form_fields = [
        "name",
        "kind",
        "chair",
        "secretary",
        "office",
        "every",
        "days",
        "quarter_month",
        "shift",
        "begins_at",
        "place",
        "prepared_days",
        "sent_days",
        "headings",
        "department",
        "starts_on",
        "is_active",
    ]
    form_sections = (
        (
            pgettext_lazy("dispatch", "Body"),
            ("name", "kind", "chair", "secretary", "office", "is_active"),
        ),
        (
            pgettext_lazy("rhythm", "Rhythm"),
            ("every", "days", "quarter_month", "shift", "begins_at", "place", "starts_on"),
        ),
        (pgettext_lazy("dispatch", "Preparation"), ("prepared_days", "sent_days")),
        (pgettext_lazy("dispatch", "What it looks at"), ("headings", "department")),
    )
    list_display = [
        "name",
        "kind",
        PlainColumn("rhythm", label=pgettext_lazy("rhythm", "rhythm"), accessor="rhythm"),
        "chair",
        "secretary",
    ]
    list_filter = ["kind", "is_active"]
    list_export = ["name", "kind", "every", "chair", "secretary", "place", "starts_on"]
    search_fields = ["name", "place"]

    def formfield_for_dbfield(self, db_field, **kwargs):
        if db_field.name == "days":
            return DaysField(
                forms.IntegerField(min_value=1, max_value=31),
                label=db_field.verbose_name,
                help_text=db_field.help_text,
                max_length=10,
            )
        return super().formfield_for_dbfield(db_field, **kwargs)


class OfBody:
    """After storing, back to the page of the body."""

    def get_success_url(self):
        return reverse("dispatchbody:inspect", args=[self.object.body_id])


class CreateOfBody(OfBody, ScopedCreate):
    pass


class EditOfBody(OfBody, ScopedEdit):
    pass


class DeleteOfBody(OfBody, ScopedDelete):
    pass


class MemberIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("body", "person")


class MemberRecord(RecordView):
    record_fields = ["body", "person", "duty"]


class BodyMemberViewSet(RecordViewSet):
    model = BodyMember
    icon = "user"
    list_hint = gettext_lazy("Who belongs to which body stands here.")
    index_view_class = MemberIndex
    add_view_class = CreateOfBody
    edit_view_class = EditOfBody
    delete_view_class = DeleteOfBody
    inspect_view_class = MemberRecord
    form_fields = ["body", "person", "duty"]
    fixed_fields = ("body", "person")
    list_display = ["person", "body", "duty"]
    list_export = ["body", "person", "duty"]
    search_fields = ["body__name", "duty"]
