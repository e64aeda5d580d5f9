from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from wagtail.models import Page

from crm.core.models import Department
from leads.models import Activity, Lead, Registration

from .office import PublicForm


class ReceivedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The department that it came to, and those who see every lead."""
        if not user.has_perm("leads.view_lead"):
            return self.none()
        if user.has_perm("leads.view_every_lead"):
            return self
        return self.filter(department__in=user.department_ids)


class Received(models.Model):
    """What somebody sent by a form of the public site, as it was typed, and what came of it.

    ``sender`` is a keyed digest of the address it came from, ``same`` one of what was said: they
    recognise a flood and the same text again, and reveal neither.
    """

    class Form(models.TextChoices):
        ENQUIRY = PublicForm.ENQUIRY.value, PublicForm.ENQUIRY.label
        RECOMMENDATION = PublicForm.RECOMMENDATION.value, PublicForm.RECOMMENDATION.label
        TALK = PublicForm.TALK.value, PublicForm.TALK.label
        EVENT = "event", _("registration for an event")

    form = models.CharField(_("form"), max_length=20, choices=Form.choices)
    name = models.CharField(_("sent by"), max_length=60)
    phone = models.CharField(_("phone"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    said = models.TextField(_("what was said"), blank=True)
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, related_name="+", verbose_name=_("page")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    is_suspected = models.BooleanField(
        _("looks like a machine"),
        default=False,
        help_text=_("The field that people do not see was filled in. Nothing came of it."),
    )
    sender = models.CharField(max_length=64, blank=True, editable=False)
    same = models.CharField(max_length=64, db_index=True, editable=False)
    lead = models.ForeignKey(
        Lead, models.PROTECT, null=True, related_name="+", verbose_name=_("lead")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, related_name="+", verbose_name=_("activity")
    )
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, related_name="+", verbose_name=_("registration")
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of the site")
        verbose_name_plural = _("messages of the site")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="received_newest"),
            models.Index(
                fields=["sender", "received_at"], condition=~Q(sender=""), name="received_of_sender"
            ),
        ]

    def __str__(self):
        return f"{self.get_form_display()} · {self.company or self.name}"
