from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import ByProposal
from crm.core.models.tables import has_table
from crm.core.money import MoneyField
from crm.core.writing import bulk

ALWAYS = "approve"


class ApprovalStepQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("commissions.view_approvalstep") else self.none()

    def asked_for(self, amount: Decimal) -> list[str]:
        """The codes of the steps that a statement of this amount takes, in their order."""
        steps = self.filter(from_amount__lte=amount).order_by("position")
        return list(steps.values_list("step", flat=True))


class ApprovalStep(models.Model):
    """From which amount a statement takes a step of approval. The steps and their order are the
    statement's; who takes which, is data.

    A statement carries the steps of the day on which it was drawn up; a later change of this table
    is for later ones.
    """

    class Step(models.TextChoices):
        REVIEW = "review", _("review by the section head")
        APPROVE = "approve", _("approval by finance")
        LEADER = "leader_approve", _("approval by the leader")
        COMMITTEE = "committee_approve", _("decision of the leading group")

    # In their order: step → (the field of a statement that names who took it, the amount until the
    # bureau sets another).
    KNOWN = {
        Step.REVIEW: ("reviewed_by", Decimal(0)),
        Step.APPROVE: ("approved_by", Decimal(0)),
        Step.LEADER: ("leader_approved_by", Decimal(500_000)),
        Step.COMMITTEE: ("committee_approved_by", None),
    }

    step = models.CharField(
        _("step"), max_length=20, choices=Step.choices, unique=True, editable=False
    )
    position = models.PositiveSmallIntegerField(_("order"), unique=True, editable=False)
    from_amount = MoneyField(
        _("from this amount (yuan)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Leave it empty where no statement takes this step."),
    )
    history = HistoricalRecords()

    objects = ApprovalStepQuerySet.as_manager()
    CHANGES = ByProposal("commissions.decide_approvalstep")

    class Meta:
        verbose_name = _("step of approval")
        verbose_name_plural = _("steps of approval")
        ordering = ["position"]
        permissions = [("decide_approvalstep", _("Can decide on proposed steps of approval"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(step=ALWAYS) | Q(from_amount=0, from_amount__isnull=False),
                name="finance_always_approves",
            )
        ]

    def __str__(self):
        return self.get_step_display()

    def clean(self):
        if self.step == ALWAYS and self.from_amount != 0:
            raise ValidationError(
                {"from_amount": _("Finance approves every statement: leave this at 0.")}
            )

    @classmethod
    def store_defaults(cls, using="default", **_signal):
        """After every migration: a row for each step in the order of ``KNOWN``, so that all of them
        stand on the screen.
        """
        if not has_table(cls, using):
            return
        rows = cls.objects.using(using)
        codes = list(rows.order_by("position").values_list("step", flat=True))
        if codes == list(cls.KNOWN):
            return
        shift = {"position": models.F("position") + len(cls.KNOWN)}  # no two at one place
        keys = list(rows.values_list("pk", flat=True))
        bulk.update_alike(cls, keys, shift, by=None, reason="the order of the steps")
        stored = {row.step: row for row in rows}
        for position, (step, (_field, amount)) in enumerate(cls.KNOWN.items(), 1):
            row = stored.get(step) or cls(step=step, from_amount=amount)
            row.position = position
            row.save(using=using)


def finance_alone() -> list[str]:
    return [ALWAYS]


def approvals_of(statement) -> list[tuple[ApprovalStep.Step, object]]:
    """(step, who took it or None) of each step that the statement carries, in their order."""
    steps = [ApprovalStep.Step(code) for code in statement.asked_steps]
    return [(step, getattr(statement, ApprovalStep.KNOWN[step][0])) for step in steps]


def next_approval(statement) -> ApprovalStep.Step | None:
    """The step that the statement takes next; None once it has all that it carries."""
    steps = [ApprovalStep.Step(code) for code in statement.asked_steps]
    return next((step for step in steps if _taken_by(statement, step) is None), None)


def _taken_by(statement, step: ApprovalStep.Step) -> int | None:
    return getattr(statement, f"{ApprovalStep.KNOWN[step][0]}_id")
