"""Applications for what a policy gives: from receipt to payment or refusal."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.days import day_of
from crm.core.models import Department, Numbers
from crm.core.money import MoneyField
from crm.core.seen import seen
from crm.core.transitions import Stateful, Transition
from crm.desk.models import ServiceRequest
from leads.models import Company
from leads.naming.credit_code import check_credit_code
from parks.models import Enterprise
from parks.models.enterprise_person import enterprises_of, is_own_file

from .policy import PolicyPage

NOT_NEGATIVE = [MinValueValidator(0)]


class PolicyApplicationState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("policy application", "received")
    INCOMPLETE = "incomplete", _("to be completed")
    JUDGED = "judged", pgettext_lazy("policy application", "judged")
    APPROVED = "approved", pgettext_lazy("policy application", "approved")
    PAID = "paid", pgettext_lazy("policy application", "paid")
    REFUSED = "refused", pgettext_lazy("policy application", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("policy application", "withdrawn")


State = PolicyApplicationState
OPEN_APPLICATION = {State.RECEIVED, State.INCOMPLETE, State.JUDGED, State.APPROVED}


class PolicyApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of one's department and of the enterprises that one sees; all for those who see the
        whole city. An enterprise's own, for who handles its applications.
        """
        if not user.is_staff:
            return self.filter(enterprise__in=enterprises_of(user, "handles_requests"))
        if not user.has_perm("site.view_policyapplication"):
            return self.none()
        if user.has_perm("leads.view_every_lead"):
            return self
        return self.filter(
            Q(department__in=user.department_ids) | seen("enterprise", Enterprise, user)
        )

    def open(self):
        return self.filter(state__in=OPEN_APPLICATION)


def beyond_the_estimate(application, user) -> str:
    """More than the policy gives at most is not approved."""
    cap = application.policy.rules_read().cap
    if cap is not None and application.approved_amount and application.approved_amount > cap:
        return str(_("The policy gives less at most. Check the amount."))
    return ""


def paid_on_another_day(application, user) -> str:
    """It is paid after it was made, and by today."""
    if application.paid_on is None:
        return ""
    if application.paid_on > timezone.localdate():
        return str(_("The day of payment cannot lie in the future."))
    if application.received_at and application.paid_on < day_of(application.received_at):
        return str(_("The day of payment lies before the application."))
    return ""


class PolicyApplication(Stateful):
    """An enterprise applies for one policy. What the matching found on that day is kept in
    ``found``: lines in both languages; ``facts`` are the answers that it rests on.

    Amounts are in yuan.
    """

    CALLED_BY = ("policy",)

    State = PolicyApplicationState

    NUMBERS = Numbers("policy application", "ZCSB")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    policy = models.ForeignKey(
        PolicyPage, models.PROTECT, related_name="applications", verbose_name=_("policy")
    )
    name = models.CharField(_("applicant"), max_length=200)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True, validators=[check_credit_code]
    )
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="policy_applications",
        verbose_name=_("company"),
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="policy_applications",
        verbose_name=_("settled enterprise"),
    )
    request = models.OneToOneField(
        ServiceRequest,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="policy_application",
        verbose_name=_("request at the service desk"),
    )
    contact = models.CharField(_("contact person"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    text = models.TextField(_("what is applied for"), max_length=4000, blank=True)
    estimate = MoneyField(_("estimate by the rules"), null=True, blank=True, editable=False)
    facts = models.JSONField(_("answers"), default=dict, editable=False)
    found = models.JSONField(_("what the matching found"), default=dict, editable=False)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a policy", "responsible department"),
    )
    due_on = models.DateField(_("to be decided by"), null=True, blank=True)
    judgement = models.TextField(
        pgettext_lazy("policy application", "judgement"), max_length=4000, blank=True
    )
    approved_amount = MoneyField(
        _("approved amount"), null=True, blank=True, validators=NOT_NEGATIVE
    )
    clause = models.CharField(
        _("clause that decides"), max_length=120, blank=True, help_text=_("Such as “Article 5”.")
    )
    paid_on = models.DateField(
        pgettext_lazy("policy application", "paid on"), null=True, blank=True
    )
    voucher = models.CharField(_("voucher number"), max_length=60, blank=True)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=pgettext_lazy("policy application", "judged by"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.RECEIVED, editable=False
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = PolicyApplicationQuerySet.as_manager()

    WAY = (State.RECEIVED, State.JUDGED, State.APPROVED, State.PAID)
    TRANSITIONS = {
        "judge": Transition(
            pgettext_lazy("policy application", "Judge"),
            {State.RECEIVED},
            State.JUDGED,
            "site.judge_policyapplication",
            requires=("judgement",),
            facts=("judgement",),
            stamp="judged_by",
        ),
        "ask": Transition(
            _("Ask for more materials"),
            {State.RECEIVED},
            State.INCOMPLETE,
            "site.judge_policyapplication",
            needs_note=True,
            has_sequel=True,
        ),
        "complete": Transition(
            _("Materials are complete"),
            {State.INCOMPLETE},
            State.RECEIVED,
            "site.judge_policyapplication",
        ),
        "approve": Transition(
            pgettext_lazy("policy application", "Approve"),
            {State.JUDGED},
            State.APPROVED,
            "site.decide_policyapplication",
            requires=("approved_amount", "clause"),
            facts=("approved_amount", "clause"),
            apart_from=("judged_by",),
            guard=beyond_the_estimate,
            stamp="decided_by",
            has_sequel=True,
        ),
        "refuse": Transition(
            _("Refuse"),
            {State.RECEIVED, State.INCOMPLETE, State.JUDGED},
            State.REFUSED,
            "site.decide_policyapplication",
            requires=("clause",),
            facts=("clause",),
            needs_note=True,
            apart_from=("judged_by",),
            stamp="decided_by",
            has_sequel=True,
            negative=True,
        ),
        "pay": Transition(
            pgettext_lazy("policy application", "Record the payment"),
            {State.APPROVED},
            State.PAID,
            "site.pay_policyapplication",
            requires=("paid_on", "voucher"),
            facts=("paid_on", "voucher"),
            apart_from=("judged_by", "decided_by"),
            guard=paid_on_another_day,
            has_sequel=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            {State.RECEIVED, State.INCOMPLETE, State.JUDGED},
            State.WITHDRAWN,
            "site.judge_policyapplication",
            needs_note=True,
            negative=True,
            is_exceptional=True,
        ),
    }

    class Meta:
        verbose_name = _("policy application")
        verbose_name_plural = _("policy applications")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="policy_application_newest"),
            models.Index(fields=["sender", "received_at"], name="policy_application_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="policy_application_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "paid"])
                | Q(approved_amount__isnull=False) & ~Q(clause=""),
                name="policy_application_decided_with_clause",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(clause=""),
                name="policy_application_refused_with_clause",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False),
                name="policy_application_paid_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(judged_by=None) | Q(decided_by=None) | ~Q(judged_by=F("decided_by")),
                name="policy_application_decided_by_another",
            ),
        ]
        permissions = [
            ("judge_policyapplication", _("Can judge policy applications")),
            ("decide_policyapplication", _("Can decide policy applications")),
            ("pay_policyapplication", _("Can record payments of policy applications")),
        ]

    def shows_file_to(self, user, attachment) -> bool:
        return is_own_file(self.enterprise_id, user, attachment)

    def __str__(self):
        return f"{self.number} {self.name}"

    @property
    def is_editable(self) -> bool:
        """While its materials are looked at; what was judged stays as it was judged."""
        return self.state in (State.RECEIVED, State.INCOMPLETE)
