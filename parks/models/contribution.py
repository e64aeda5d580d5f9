from calendar import monthrange
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.indicators.noting import noted
from crm.core.models import TableImport
from crm.core.money import MoneyField
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition
from leads.models import Project
from leads.models.own_word import KindField

from .enterprise_person import enterprises_of, is_own_file
from .entry import BUILDING_AND_PROPERTY, DateRange, Enterprise
from .own_metric import OwnMetric


def month_end(month: date) -> date:
    """The last day of the month in which ``month`` lies."""
    return month.replace(day=monthrange(month.year, month.month)[1])


class ContributionState(models.TextChoices):
    DECLARED = "declared", _("reported by the enterprise")
    REPORTED = "reported", _("reported")
    VERIFIED = "verified", _("verified")
    REJECTED = "rejected", _("rejected")
    SUPERSEDED = "superseded", _("superseded")
    TAKEN_BACK = "taken_back", _("taken back")


# What an enterprise said itself and nobody of the bureau has found right.
UNHEARD = (ContributionState.DECLARED, ContributionState.TAKEN_BACK)


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Colleagues see those of the enterprises that they see. An agency sees those of its
        projects, without what the enterprise says itself; of an enterprise's own people those who
        handle its money see them, without what finance sent back to the park.
        """
        if user.is_staff:
            return of_seen(self, "enterprise", Enterprise.objects.visible_to(user))
        by_project = Q(enterprise__project__in=Project.objects.visible_to(user))
        by_enterprise = Q(enterprise__in=enterprises_of(user, "handles_money"))
        by_enterprise &= ~Q(state=ContributionState.REJECTED, reported_by__is_staff=True)
        return self.filter(by_project & ~Q(state__in=UNHEARD) | by_enterprise)

    def verified(self):
        return self.filter(state=ContributionState.VERIFIED)

    def standing(self):
        """What was neither rejected nor replaced by a correction."""
        return self.filter(state__in=(ContributionState.REPORTED, ContributionState.VERIFIED))

    def of_money(self):
        """Without what is counted in heads or in a unit of its own,
        which cannot be added to yuan.
        """
        return self.exclude(metric=Contribution.Metric.JOBS).exclude(
            metric__in=OwnMetric.objects.counts().values("code")
        )

    def without_building_and_property(self):
        """Without enterprises of construction and real estate (sections E and K of GB/T 4754), as
        some targets count.
        """
        return self.exclude(enterprise__project__industry__section__in=BUILDING_AND_PROPERTY)

    def of_month(self, month):
        """What counts to the month that begins on ``month``: tax by the end of its period, money by
        the day of its arrival.
        """
        end = month_end(month)
        return self.filter(
            Q(metric="tax", period_to__range=(month, end))
            | ~Q(metric="tax") & Q(happened_on__range=(month, end))
        )


def of_another_park(contribution, user) -> str:
    """Those who see the whole city verify for every park."""
    enterprise = contribution.enterprise
    if user.has_perm("leads.view_every_project") or enterprise.is_kept_by(user):
        return ""
    return _("Only the officers of %(park)s judge what its enterprises report.") % {
        "park": enterprise.park
    }


def of_another_enterprise(contribution, user) -> str:
    if contribution.enterprise_id in enterprises_of(user, "handles_money"):
        return ""
    return _("Only people of the enterprise who may report money take a report back.")


# What the database does by itself: table and trigger.
TRIGGERS = {
    "parks_contribution.contribution_judged_stays": "refuses to change what was judged",
    **noted("parks_contribution", "the contribution"),
}


class Contribution(Stateful):
    """Money that arrived or tax that was paid, as reported by the park and verified by finance; or
    declared by the enterprise itself and verified by its park.

    ``amount`` is in yuan: for tax the whole tax of the period, of which ``local_amount`` stays in
    the city; for fixed assets it includes ``land_amount``. Foreign capital keeps its own amount,
    rate and rate date. A verified one is never edited: a correction is a new contribution that
    ``supersedes`` it. A refund is a contribution of its own with negative amounts, which takes from
    the sum of its period. Tax of nothing says that nothing was due.
    """

    State = ContributionState

    class Metric(models.TextChoices):
        PAID_IN = "paid_in", _("paid-in capital")
        FIXED_ASSETS = "fixed_assets", _("fixed assets")
        EQUIPMENT = "equipment", _("equipment")
        FOREIGN_CAPITAL = "foreign_capital", _("foreign capital")
        TAX = "tax", _("tax")
        REGISTERED_CAPITAL = "registered_capital", _("registered capital")
        SHAREHOLDER_LOAN = "shareholder_loan", _("shareholder loans in paid-in capital")
        GOVERNMENT_SUPPORT = "government_support", _("government support received")
        STATE_CAPITAL = "state_capital", _("state capital in the investment")
        CONTRACT_FOREIGN = "contract_foreign", _("contracted foreign capital")
        ACQUISITION_PRICE = "acquisition_price", _("acquisition price paid")
        LAND_PRICE = "land_price", _("price of the land")
        FINANCING = "financing", _("financing raised")
        GRANTS = "grants", _("grants won")
        REVENUE = "revenue", _("revenue")
        JOBS = "jobs", _("jobs (number)")
        FUNDS_IN_PLACE = "funds_in_place", _("money in place, whatever its form")
        DONATIONS = "donations", _("donations")
        OUTPUT = "output", _("output value")
        APPROVED_INVESTMENT = "approved_investment", _("approved investment")
        WAGES = "wages", _("wages paid")
        RENT = "rent", _("rent paid")

    class Currency(models.TextChoices):
        CNY = "CNY", _("yuan")
        USD = "USD", _("US dollar")
        EUR = "EUR", _("euro")
        HKD = "HKD", _("Hong Kong dollar")
        JPY = "JPY", _("yen")

    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="contributions",
        verbose_name=_("settled enterprise"),
    )
    metric = KindField(_("kind"), max_length=20, choices=Metric.choices, own="parks.OwnMetric")
    amount = MoneyField(_("amount"))
    happened_on = models.DateField(_("arrived or paid on"))
    land_amount = MoneyField(_("of which land"), default=Decimal(0))
    local_amount = MoneyField(_("local share of the tax"), null=True, blank=True)
    period_from = models.DateField(_("tax period from"), null=True, blank=True)
    period_to = models.DateField(_("tax period to"), null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY
    )
    original_amount = models.DecimalField(
        _("amount in that currency"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    rate = models.DecimalField(
        _("rate of exchange"), max_digits=12, decimal_places=6, null=True, blank=True
    )
    rate_on = models.DateField(_("rate of the day"), null=True, blank=True)
    is_refund = models.BooleanField(
        _("refund or withdrawal"), default=False, help_text=_("Its amounts are negative.")
    )
    voucher = models.CharField(_("voucher number"), max_length=60, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    source_import = models.ForeignKey(
        TableImport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("from the file"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ContributionState.choices,
        default=ContributionState.REPORTED,
        editable=False,
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reported_contributions",
        editable=False,
        verbose_name=_("reported by"),
    )
    reported_at = models.DateTimeField(_("reported at"), auto_now_add=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="verified_contributions",
        editable=False,
        verbose_name=_("verified by"),
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ContributionQuerySet.as_manager()

    VOID = frozenset(
        {ContributionState.REJECTED, ContributionState.TAKEN_BACK, ContributionState.SUPERSEDED}
    )
    TRANSITIONS = {
        "verify": Transition(
            _("Verify"),
            {ContributionState.REPORTED},
            ContributionState.VERIFIED,
            "parks.verify_contribution",
            guard=lambda record, user: (
                _("You reported this contribution yourself; another person must verify it.")
                if record.reported_by_id == user.pk
                else ""
            ),
            requires=("has_evidence",),
            stamp="verified_by",
            stamp_moment="verified_at",
            has_use_case=True,
        ),
        "reject": Transition(
            _("Reject"),
            {ContributionState.REPORTED},
            ContributionState.REJECTED,
            "parks.verify_contribution",
            guard=lambda record, user: (
                _("You reported this contribution yourself; another person must judge it.")
                if record.reported_by_id == user.pk
                else ""
            ),
            needs_note=True,
            stamp="verified_by",
            negative=True,
        ),
        "vouch": Transition(
            _("Verify"),
            {ContributionState.DECLARED},
            ContributionState.VERIFIED,
            "parks.vouch_contribution",
            guard=of_another_park,
            requires=("has_evidence", "has_local_share"),
            facts=("local_amount",),
            makes=("has_local_share",),
            stamp="verified_by",
            stamp_moment="verified_at",
            has_use_case=True,
            has_sequel=True,
        ),
        "turn_down": Transition(
            _("Send back"),
            {ContributionState.DECLARED},
            ContributionState.REJECTED,
            "parks.vouch_contribution",
            guard=of_another_park,
            needs_note=True,
            stamp="verified_by",
            negative=True,
            has_sequel=True,
        ),
        "take_back": Transition(
            _("Take back"),
            {ContributionState.DECLARED},
            ContributionState.TAKEN_BACK,
            "parks.declare_contribution",
            guard=of_another_enterprise,
            negative=True,
        ),
        "supersede": Transition(
            _("Superseded"),
            {ContributionState.VERIFIED},
            ContributionState.SUPERSEDED,
            "parks.verify_contribution",
            hidden=True,
            follows=True,
        ),
    }
    FACT_LABELS = {
        "has_evidence": _("an evidence file"),
        "has_local_share": _("local share of the tax"),
    }

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-happened_on", "-id"]
        indexes = [
            models.Index(fields=["-happened_on", "-id"], name="contribution_newest"),
            models.Index(
                fields=["state", "-happened_on", "-id"], name="contribution_newest_in_state"
            ),
            models.Index(
                fields=["period_to"], name="contribution_tax_month", condition=Q(metric="tax")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ContributionState.values), name="contribution_state_known"
            ),
            models.CheckConstraint(
                condition=Q(is_refund=False, amount__gt=0)
                | Q(is_refund=True, amount__lt=0)
                | Q(amount=0, supersedes__isnull=False)
                | Q(amount=0, metric="tax"),
                name="contribution_amount_positive",
                violation_error_message=_(
                    "The amount must be more than zero; only a correction may bring it down "
                    "to zero."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_refund=False, land_amount__gte=0, land_amount__lte=F("amount"))
                | Q(is_refund=True, land_amount__lte=0, land_amount__gte=F("amount")),
                name="contribution_land_within_amount",
                violation_error_message=_(
                    "The land is part of the amount and cannot be more than it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    metric="tax",
                    is_refund=False,
                    local_amount__isnull=False,
                    local_amount__gte=0,
                    local_amount__lte=F("amount"),
                    period_from__isnull=False,
                    period_to__gte=F("period_from"),
                )
                | Q(
                    metric="tax",
                    is_refund=False,
                    local_amount__isnull=True,
                    period_from__isnull=False,
                    period_to__gte=F("period_from"),
                    # an enterprise need not know the city's share; the park states it
                    state__in=("declared", "taken_back", "rejected"),
                )
                | Q(
                    metric="tax",
                    is_refund=True,
                    local_amount__isnull=False,
                    local_amount__lte=0,
                    local_amount__gte=F("amount"),
                    period_from__isnull=False,
                    period_to__gte=F("period_from"),
                )
                | (
                    ~Q(metric="tax")
                    & Q(local_amount__isnull=True, period_from__isnull=True, period_to__isnull=True)
                ),
                name="contribution_tax_has_period_and_share",
                violation_error_message=_(
                    "Tax needs its period and the local share, which cannot be more than the "
                    "tax; other kinds have neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    currency="CNY",
                    original_amount__isnull=True,
                    rate__isnull=True,
                    rate_on__isnull=True,
                )
                | (
                    ~Q(currency="CNY")
                    & Q(original_amount__isnull=False, rate__gt=0, rate_on__isnull=False)
                ),
                name="contribution_foreign_has_rate",
                violation_error_message=_(
                    "A foreign amount needs the amount in its currency, the rate and the day "
                    "of the rate; an amount in yuan has none of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("reported_by")),
                name="contribution_maker_is_not_checker",
                violation_error_message=_(
                    "You reported this contribution yourself; another person must verify it."
                ),
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=~Q(state="rejected"),
                name="contribution_corrected_once",
                violation_error_message=_(
                    "A correction of this contribution has been reported already."
                ),
            ),
            ExclusionConstraint(
                name="tax_period_verified_once",
                expressions=[
                    (F("enterprise"), RangeOperators.EQUAL),
                    (
                        DateRange("period_from", "period_to", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(metric="tax", state="verified", is_refund=False),
                violation_error_message=_(
                    "The tax of (part of) this period is already verified. Report a "
                    "correction of it instead."
                ),
            ),
        ]
        permissions = [
            ("verify_contribution", _("Can verify contributions")),
            ("vouch_contribution", _("Can verify what enterprises report themselves")),
            ("declare_contribution", _("Can report for the own enterprise")),
            ("file_contributions", _("Can bring in the monthly files of tax and finance")),
        ]

    def __str__(self):
        return f"{self.enterprise} · {self.get_metric_display()} · {self.amount_in_words}"

    def get_metric_display(self) -> str:
        return self._meta.get_field("metric").label_of(self.metric)

    @property
    def unit(self) -> str:
        """What ``amount`` is counted in, in the reader's language."""
        if self.metric in self.Metric.values:
            return gettext("persons") if self.metric == self.Metric.JOBS else gettext("yuan")
        own_word = self._meta.get_field("metric").word_of(self.metric)
        return str(own_word.unit) if own_word else gettext("yuan")

    @property
    def is_count(self) -> bool:
        own_word = (
            None
            if self.metric in self.Metric.values
            else self._meta.get_field("metric").word_of(self.metric)
        )
        return self.metric == self.Metric.JOBS or bool(own_word and own_word.is_count)

    @property
    def amount_in_words(self) -> str:
        """The amount with its unit, to the fen where it is money."""
        number = f"{self.amount.normalize():,f}" if self.is_count else f"{self.amount:,.2f}"
        return f"{number} {self.unit}"

    @property
    def project(self):
        return self.enterprise.project

    @property
    def enterprise_name(self) -> str:
        return self.enterprise.name

    def shows_file_to(self, user, attachment) -> bool:
        return is_own_file(self.enterprise_id, user, attachment)

    def asks_for(self, fact: str) -> bool:
        """The city's share is one of a tax alone."""
        is_of_tax = fact in ("local_amount", "has_local_share")
        return not is_of_tax or self.metric == self.Metric.TAX

    def has_local_share(self) -> bool:
        return self.local_amount is not None

    def has_evidence(self) -> bool:
        """A file of the bureaus is evidence for each of its rows."""
        from crm.core.models import Attachment

        return bool(self.source_import_id) or Attachment.objects.of(self).exists()
