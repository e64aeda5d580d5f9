from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.transitions import Stateful, Transition

from .. import engine


class Policy(models.Model):
    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["code"]

    def __str__(self):
        return self.name


class PolicyState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    PUBLISHED = "published", _("published")
    SUSPENDED = "suspended", _("suspended")
    RETIRED = "retired", _("retired")


def check_policy_document(document):
    """Raise ValidationError with every problem of the document and its place."""
    problems = engine.check_document(document)
    if problems:
        raise ValidationError(
            [f"{problem.path}: {problem.told(get_language() or 'zh')}" for problem in problems]
        )


# What the database does by itself: table and trigger.
TRIGGERS = {
    "commissions_policyversion.policy_version_immutable": "refuses to change what was published",
}


class PolicyVersion(Stateful):
    """One text of a policy, as data. Immutable once published (a trigger in the database sees to
    it).
    """

    CALLED_BY = ("policy",)

    State = PolicyState

    policy = models.ForeignKey(
        Policy, models.PROTECT, related_name="versions", verbose_name=_("policy")
    )
    number = models.CharField(_("version"), max_length=20)
    text = models.TextField(_("rules as text"), blank=True)
    document = models.JSONField(_("rules"), validators=[check_policy_document], editable=False)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=PolicyState.choices,
        default=PolicyState.DRAFT,
        editable=False,
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("published by"),
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    TRANSITIONS = {
        "submit": Transition(
            _("Submit"),
            {PolicyState.DRAFT},
            PolicyState.SUBMITTED,
            "commissions.change_policyversion",
        ),
        "return": Transition(
            _("Return to its author"),
            {PolicyState.SUBMITTED},
            PolicyState.DRAFT,
            "commissions.publish_policyversion",
            needs_note=True,
            negative=True,
        ),
        "publish": Transition(
            _("Publish"),
            {PolicyState.SUBMITTED},
            PolicyState.PUBLISHED,
            "commissions.publish_policyversion",
            not_by=("submit",),
            stamp="published_by",
            has_use_case=True,
        ),
        "suspend": Transition(
            _("Suspend"),
            {PolicyState.PUBLISHED},
            PolicyState.SUSPENDED,
            "commissions.publish_policyversion",
            needs_note=True,
            negative=True,
        ),
        "resume": Transition(
            _("Resume"),
            {PolicyState.SUSPENDED},
            PolicyState.PUBLISHED,
            "commissions.publish_policyversion",
            needs_note=True,
        ),
        "retire": Transition(
            _("Retire"),
            {PolicyState.PUBLISHED, PolicyState.SUSPENDED},
            PolicyState.RETIRED,
            "commissions.publish_policyversion",
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["policy", "-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=PolicyState.values), name="policy_version_state_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="policy_version_period_in_order",
                violation_error_message=_("The end must be after the beginning."),
            ),
        ]
        permissions = [("publish_policyversion", _("Can publish policies"))]

    def __str__(self):
        return f"{self.policy} {self.number}"

    @property
    def is_editable(self) -> bool:
        return self.state == PolicyState.DRAFT

    @property
    def currency(self) -> str:
        """The currency in which it pays."""
        return self.document.get("currency", "CNY")

    def sentences(self, language: str) -> list[str]:
        """The rules told back in sentences, "zh" or "en"."""
        return engine.describe(engine.read_published(self.document), language)
