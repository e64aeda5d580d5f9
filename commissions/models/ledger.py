from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.core.database.kept import keep_rows
from crm.core.indicators.noting import noted
from crm.core.money import MoneyField
from leads.models import Agent, Milestone, Project
from leads.models.agent import agents_of

from .. import engine
from .agreement import Agreement, of_seen_agents
from .basis import Basis
from .currency import currency_field, known_currency
from .policy import PolicyVersion

BASE_FEE = "base_fee"  # the component of what an agreement owes by itself


class RunQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("commissions.view_settlementrun") else self.none()


class SettlementRun(models.Model):
    """One run of the settlement: what it posted, and what it held back with the reason.

    ``total`` is how many projects it has to look at, none while it has not begun.
    """

    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    as_of = models.DateField(_("as of"))
    by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    total = models.PositiveIntegerField(_("projects to look at"), null=True)
    projects = models.PositiveIntegerField(_("projects looked at"), default=0)
    posted = models.PositiveIntegerField(_("entries posted"), default=0)
    posted_amount = MoneyField(_("amount posted"), default=0)
    held = models.JSONField(_("held back"), default=list)
    has_failed = models.BooleanField(_("was stopped by a fault"), default=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement run")
        verbose_name_plural = _("settlement runs")
        ordering = ["-id"]

    def __str__(self):
        return f"#{self.pk} {self.as_of}"

    @property
    def percent(self) -> int:
        return self.projects * 100 // self.total if self.total else 0


class LedgerQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("commissions.view_ledgerentry"):
            return self.filter(payee__in=agents_of(user))
        return of_seen_agents(self, "payee", user)

    def due(self):
        return self.filter(kind__in=LedgerEntry.DUE)

    def earned(self):
        return self.filter(kind__in=LedgerEntry.EARNED)


# What the database does by itself: table and trigger.
TRIGGERS = {
    "commissions_ledgerentry.ledger_chain": "numbers a new row and chains it by hash",
    "commissions_ledgerentry.ledger_no_change": "refuses to change or delete a row",
    "commissions_ledgerentry.ledger_no_truncate": "refuses to empty the table",
    **noted("commissions_ledgerentry", "the entry"),
}


class LedgerEntry(models.Model):
    """One line of the commission ledger. Only ever added; triggers in PostgreSQL refuse the rest
    and chain the rows by hash.

    ``amount`` is in ``currency``, that of the policy: positive is owed to the payee, negative is
    taken back or paid out. ``steps`` are the engine's reasons, ``contributions`` the ids of the
    money it rests on. ``sequence``, ``previous_hash`` and ``hash`` are set by the database.
    """

    class Kind(models.TextChoices):
        EARNING = "earning", _("earning")
        ADJUSTMENT = "adjustment", _("adjustment")
        CLAWBACK = "clawback", _("claw-back")
        ADVANCE = "advance", _("advance")
        RECOVERY = "recovery", _("recovery of an advance")
        TAX = "tax", _("tax withheld")
        PAYMENT = "payment", _("payment")
        REVERSAL = "reversal", _("payment reversed")

    # What a statement takes up: what was earned, and advances with what is recovered of them.
    DUE = (Kind.EARNING, Kind.ADJUSTMENT, Kind.CLAWBACK, Kind.ADVANCE, Kind.RECOVERY)
    EARNED = (Kind.EARNING, Kind.ADJUSTMENT, Kind.CLAWBACK)

    sequence = models.BigIntegerField(_("row"), unique=True, null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="ledger", verbose_name=_("project")
    )
    payee = models.ForeignKey(Agent, models.PROTECT, related_name="ledger", verbose_name=_("payee"))
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="ledger", verbose_name=_("agreement")
    )
    policy_version = models.ForeignKey(
        PolicyVersion,
        models.PROTECT,
        null=True,
        related_name="ledger",
        verbose_name=_("policy version"),
    )
    component = models.CharField(_("component"), max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=20, blank=True)
    stage = models.CharField(_("payment stage"), max_length=60, blank=True)
    amount = MoneyField(_("amount"))
    currency = currency_field()
    steps = models.JSONField(_("reasons"), default=list)
    contributions = models.JSONField(_("contributions"), default=list)
    due_on = models.DateField(_("fell due on"), null=True)
    tax_rate = models.DecimalField(
        _("rate of tax to withhold"), max_digits=5, decimal_places=4, default=0
    )
    borne = models.JSONField(_("borne by"), null=True)
    basis = models.ForeignKey(
        Basis,
        models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=_("facts it rests on"),
    )
    run = models.ForeignKey(
        SettlementRun,
        models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=_("settlement run"),
    )
    posted_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name=_("posted by")
    )
    posted_at = models.DateTimeField(_("posted at"))
    previous_hash = models.CharField(max_length=64, default="", editable=False)
    hash = models.CharField(_("hash"), max_length=64, default="", editable=False)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["project", "policy_version", "payee"], name="ledger_of_project"),
            models.Index(fields=["payee", "-id"], name="ledger_of_payee"),
        ]
        constraints = [known_currency("ledger_currency_known")]
        permissions = [
            ("settle", _("Can run the settlement")),
            ("grant_advance", _("Can grant advances")),
        ]

    def __str__(self):
        return f"#{self.sequence} {self.payee} {self.amount:,.2f}"

    @property
    def amounts_in(self) -> str:
        return self.currency

    @property
    def component_in_words(self) -> str:
        """The component's name in the policy, in the reader's language; its code where the policy
        has no such component.
        """
        if self.component == BASE_FEE:
            return str(_("base fee"))
        names = (
            {
                component["code"]: component["name"]
                for component in self.policy_version.document["components"]
            }
            if self.policy_version
            else {}
        )
        return names.get(self.component, {}).get(
            engine.Language.of(get_language() or ""), self.component
        )

    @property
    def stage_in_words(self) -> str:
        return Milestone._meta.get_field("kind").label_of(self.stage)


keep_rows(LedgerEntry)
