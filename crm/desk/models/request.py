"""A request for service: what an enterprise asks of the city, until it is settled 销号."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.indicators.noting import noted
from crm.core.models import Department, Numbers
from crm.core.transitions import Stateful
from leads.models import Company, Region
from leads.models.company import CoreNameField
from leads.naming.credit_code import check_credit_code
from parks.models import Enterprise, Park

from .kind import ServiceKind, Urgency
from .steps import LEVEL_RIGHTS, TRANSITIONS, Level, RequestState, Satisfaction

State = RequestState
OPEN = {State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED}
UNSETTLED = OPEN | {State.ANSWERED}
# What the database does by itself: table and trigger.
TRIGGERS = {
    "desk_servicerequest.search_fill": "keeps the search columns: number, title, who asks",
    "desk_servicerequest.tally_insert": "counts new requests (models/tally.py)",
    "desk_servicerequest.tally_update": "counts what changed in requests",
    "desk_servicerequest.tally_delete": "takes deleted requests out of the count",
    **noted("desk_servicerequest", "the request"),
}
# Functions (user) → Q of the requests that somebody from outside follows, told by the apps above.
_OUTSIDE: list[Callable] = []


def let_outsiders_see(find: Callable):
    """Let people from outside see the requests that ``find(user)`` (a Q, or None) names."""
    if find not in _OUTSIDE:
        _OUTSIDE.append(find)


class Channel(models.TextChoices):
    HOTLINE = "hotline", _("hotline")
    MAIL = "mail", _("e-mail")
    FORM = "form", _("public form")
    PORTAL = "portal", _("the enterprise’s own page")
    VISIT = "visit", pgettext_lazy("channel of a request", "visit")
    POLICY = "policy", _("application for a policy")
    API = "api", _("another system")


class PhoneKeyField(models.CharField):
    """The digits of the telephone number in the attribute ``source``, by which callers are known
    again: the last eleven, so that +86 makes no difference.
    """

    def __init__(self, *args, source="phone", **kwargs):
        self.source = source
        kwargs.update(max_length=11, editable=False, db_index=True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for implied in ("max_length", "editable", "db_index"):
            kwargs.pop(implied, None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, instance, add):
        value = phone_key(getattr(instance, self.source))
        setattr(instance, self.attname, value)
        return value


class ConfidentialField(models.BooleanField):
    """Whether the request is of a confidential kind, whatever way the row is written."""

    def pre_save(self, instance, add):
        setattr(instance, self.attname, instance.kind.is_confidential)
        return instance.kind.is_confidential


def phone_key(phone: str) -> str:
    return "".join(char for char in phone if char in "0123456789")[-11:]


class ServiceRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own requests, those of the own department, those that it helps with, and for who
        assigns those without a department; all for who sees every request. Of these a confidential
        one is seen by who handles or took it, and by who holds the right to confidential ones.
        """
        if not user.has_perm("desk.view_servicerequest"):
            return self.from_outside(user)
        of_person = Q(person=user) | Q(taken_by=user)
        if user.has_perm("desk.view_every_request"):
            of_department = Q()
        else:
            of_department = Q(departments__overlap=user.department_ids)
            if user.has_perm("desk.assign_servicerequest"):
                of_department |= Q(department=None)
        if user.has_perm("desk.view_confidential_request"):
            return self.filter(of_department | of_person) if of_department else self
        return self.filter(of_person | of_department & Q(is_confidential=False))

    def told_at_the_hotline(self, user):
        """Requests of which one may read number, matter and state, and no more, while a caller
        speaks of them: what one sees, and for who takes calls all that is not confidential.
        """
        visible = self.visible_to(user)
        if not user.has_perm("desk.add_servicerequest"):
            return visible
        return self.filter(Q(is_confidential=False) | Q(pk__in=visible.order_by().values("pk")))

    def from_outside(self, user):
        conditions = [condition for find in _OUTSIDE if (condition := find(user)) is not None]
        return self.filter(reduce(or_, conditions)) if conditions else self.none()

    def open(self):
        return self.filter(state__in=sorted(OPEN))

    def unsettled(self):
        return self.filter(state__in=sorted(UNSETTLED))

    def overdue(self):
        return self.filter(due_at__lt=timezone.now())

    def of(self, *, enterprise=None, company=None):
        """Those of a settled enterprise, or of a company wherever it is settled."""
        if enterprise is not None:
            return self.filter(Q(enterprise=enterprise) | Q(credit_code=enterprise.credit_code))
        return self.filter(company=company)


class ServiceRequest(Stateful):
    """``departments`` are the department in the lead and those that help, ``due_at`` is the time
    that runs now: both are worked out of other rows and kept for the lists. ``code`` opens the
    tracking page together with the number. ``level`` rises each time that it is opened again.
    """

    State = RequestState
    TRANSITIONS = TRANSITIONS
    WAY = (State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.ANSWERED, State.CLOSED)
    FACT_LABELS = {"has_no_open_help": _("the parts of all departments asked")}
    NUMBERS = Numbers("service_request", "FW")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    code = models.CharField(_("tracking code"), max_length=12, editable=False)
    title = models.CharField(_("matter"), max_length=120)
    content = models.TextField(_("what it is about"), max_length=20_000)
    kind = models.ForeignKey(
        ServiceKind, models.PROTECT, related_name="requests", verbose_name=_("kind")
    )
    urgency = models.CharField(
        _("urgency"), max_length=20, choices=Urgency.choices, default=Urgency.NORMAL
    )
    channel = models.CharField(_("came by"), max_length=20, choices=Channel.choices, editable=False)
    is_confidential = ConfidentialField(_("confidential"), default=False, editable=False)
    contact_name = models.CharField(_("who asks"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    phone_key = PhoneKeyField(source="phone")
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    enterprise_name = models.CharField(_("enterprise"), max_length=200, blank=True)
    name_key = CoreNameField(source="enterprise_name", blank=True)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        db_index=True,
        validators=[check_credit_code],
    )
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_requests",
        verbose_name=_("company on file"),
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_requests",
        verbose_name=_("settled enterprise"),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, verbose_name=_("park"))
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_requests",
        verbose_name=_("department in the lead"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_requests",
        verbose_name=_("handled by"),
    )
    departments = ArrayField(models.BigIntegerField(), default=list, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    received_at = models.DateTimeField(
        pgettext_lazy("service request", "received at"), editable=False
    )
    due_at = models.DateTimeField(_("due at"), null=True, editable=False)
    answer = models.TextField(_("answer to the enterprise"), max_length=20_000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    was_in_time = models.BooleanField(_("answered in time"), null=True, editable=False)
    answer_hours = models.DecimalField(
        _("working hours until the first answer"),
        max_digits=9,
        decimal_places=2,
        null=True,
        editable=False,
    )
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level.choices, default=Level.HANDLER, editable=False
    )
    times_reopened = models.PositiveSmallIntegerField(
        _("times opened again"), default=0, editable=False
    )
    satisfaction = models.CharField(
        _("the enterprise’s word"), max_length=20, choices=Satisfaction.choices, blank=True
    )
    word = models.TextField(_("in its own words"), max_length=2000, blank=True)
    closed_at = models.DateTimeField(_("settled at"), null=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into the request"),
    )
    transferred_to = models.CharField(_("transferred to"), max_length=120, blank=True)
    repeat_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="repeats",
        verbose_name=_("asked before in"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=RequestState.choices,
        default=RequestState.RECEIVED,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords(excluded_fields=["code", "departments", "due_at"])

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="request_newest"),
            models.Index(fields=["state", "-updated_at", "-id"], name="request_in_state"),
            models.Index(fields=["kind", "-updated_at", "-id"], name="request_of_kind"),
            models.Index(fields=["department", "-updated_at", "-id"], name="request_of_department"),
            models.Index(fields=["person", "-updated_at", "-id"], name="request_of_person"),
            models.Index(fields=["company", "-received_at"], name="request_of_company"),
            models.Index(fields=["enterprise", "-received_at"], name="request_of_enterprise"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="request_due"),
            models.Index(
                fields=["answered_at"], condition=Q(state="answered"), name="request_answered"
            ),
            GinIndex(fields=["departments"], name="request_departments"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="request_state_known"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="request_level_known"),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")),
                name="request_not_merged_into_itself",
                violation_error_message=_("A request is not merged into itself."),
            ),
            models.CheckConstraint(
                condition=Q(state="merged") & Q(merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="request_merged_into_another",
            ),
        ]
        permissions = [
            ("view_every_request", _("Can see the requests of every department")),
            ("view_confidential_request", _("Can see confidential requests")),
            ("assign_servicerequest", _("Can assign, merge and transfer requests")),
            ("work_servicerequest", _("Can take requests in hand and answer them")),
            ("head_servicerequest", _("Can answer requests that were opened again")),
            ("lead_servicerequest", _("Can answer requests that were opened again twice")),
            ("record_word", _("Can record an enterprise’s word on an answer")),
            ("settle_servicerequest", _("Can settle requests when the time for a word is over")),
            ("view_service_figures", _("Can see the figures of the service desk")),
        ]

    def shows_file_to(self, user, attachment) -> bool:
        """What is filed with it is the bureau's own; what both sides send is in the messages."""
        return user.is_staff

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_editable(self) -> bool:
        """What was said stays as it was said once it is answered."""
        return self.is_open

    @property
    def who(self) -> str:
        """Who asks, as one calls them."""
        return self.enterprise_name or self.contact_name or str(_("without a name"))

    def not_in_the_lead(self, user) -> str:
        """Why ``user`` does not act for the department in the lead; "" for who does."""
        right = LEVEL_RIGHTS.get(self.level)
        if (
            user.pk == self.person_id
            or self.department_id in user.department_ids
            or right
            and user.has_perm(right)
        ):
            return ""
        return str(_("The department in the lead does this."))

    def has_no_open_help(self) -> bool:
        return not self.assistances.open().exists()
