"""The industry fund and its sub-funds: what was promised to them, called and paid in, what they
hold, and what came back.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.money import MoneyField, scaled
from crm.core.seen import seen
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition
from leads.models import Company, Project

ABOVE_ZERO = [MinValueValidator(Decimal("0.01"))]
ZERO = Decimal(0)


def total(rows, name="amount") -> Decimal:
    return rows.aggregate(total=Sum(name))["total"] or ZERO


class FundQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("parks.view_fund") else self.none()


# What the database does by itself: table and trigger.
TRIGGERS = {
    "parks_fund.search_fill": "keeps the search columns: name and manager",
}


class Fund(models.Model):
    """A fund of the city (the guiding fund), or one that stands under it.

    ``reinvest_multiple`` times what the fund above has paid in is to be invested here by
    ``reinvest_by`` (返投); ``reinvest_counts`` says what counts as that.
    """

    class Counts(models.TextChoices):
        STAKES = "stakes", _("the fund's own investment in projects here")
        VERIFIED = "verified", _("what the companies it holds have invested here, as verified")

    name = models.CharField(_("name"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_funds",
        verbose_name=_("stands under the fund"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="funds", verbose_name=_("department")
    )
    manager = models.CharField(_("managed by"), max_length=120, blank=True)
    size = MoneyField(_("size aimed at"), validators=ABOVE_ZERO)
    founded_on = models.DateField(_("founded on"))
    ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    reinvest_multiple = models.DecimalField(
        _("reinvestment: times the money of the fund above"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    reinvest_by = models.DateField(_("reinvestment due by"), null=True, blank=True)
    reinvest_counts = models.CharField(
        _("reinvestment: what counts"), max_length=20, choices=Counts.choices, default=Counts.STAKES
    )
    remark = models.TextField(_("remark"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="fund_size_positive"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("founded_on")),
                name="fund_ends_after_it_begins",
                violation_error_message=_("The end must be after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(reinvest_multiple__isnull=True)
                | Q(reinvest_multiple__gt=0, parent__isnull=False),
                name="fund_reinvests_for_the_one_above",
                violation_error_message=_(
                    "Only a fund under another one has a condition of reinvestment."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="fund_is_not_its_own_parent",
                violation_error_message=_("A fund does not stand under itself."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        above, fund = set(), self.parent
        while fund is not None and fund.pk not in above:
            above.add(fund.pk)
            fund = fund.parent
        if self.pk in above:
            raise ValidationError({"parent": _("A fund does not stand under itself.")})

    @property
    def at_hand(self) -> Decimal:
        """What the fund can invest, in yuan: paid in and come back, less what was invested."""
        paid = total(CapitalCall.objects.paid().filter(commitment__fund=self))
        invested = total(self.stakes.all()) + total(
            CapitalCall.objects.paid().filter(commitment__investor_fund=self)
        )
        return paid + total(Exit.objects.filter(stake__fund=self), "proceeds") - invested

    @property
    def paid_from_above(self) -> Decimal:
        """What the fund above has paid in."""
        return (
            total(
                CapitalCall.objects.paid().filter(
                    commitment__fund=self, commitment__investor_fund=self.parent_id
                )
            )
            if self.parent_id
            else ZERO
        )


class OfFund(models.QuerySet):
    """Rows of a fund are seen by whoever sees funds."""

    def visible_to(self, user):
        return self if user.has_perm("parks.view_fund") else self.none()


class Commitment(models.Model):
    """What an investor has promised to a fund: the fund above it, or somebody else by name."""

    CALLED_BY = ("fund", "investor_fund")

    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="commitments", verbose_name=_("fund")
    )
    investor_fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="promised",
        verbose_name=_("promised by the fund"),
    )
    investor = models.CharField(_("or by"), max_length=120, blank=True)
    amount = MoneyField(_("amount promised"), validators=ABOVE_ZERO)
    signed_on = models.DateField(_("signed on"))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = OfFund.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["signed_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="commitment_positive"),
            models.CheckConstraint(
                condition=Q(investor_fund__isnull=False, investor="")
                | Q(investor_fund__isnull=True) & ~Q(investor=""),
                name="commitment_has_one_investor",
                violation_error_message=_(
                    "Name the fund that promises, or the investor: one of the two."
                ),
            ),
            models.CheckConstraint(
                condition=Q(investor_fund__isnull=True) | ~Q(investor_fund=F("fund")),
                name="fund_promises_nothing_to_itself",
                violation_error_message=_("A fund promises nothing to itself."),
            ),
        ]

    def __str__(self):
        return f"{self.investor_fund or self.investor} → {self.fund}"

    def clean(self):
        if self.pk and self.amount is not None and self.amount < self.called:
            raise ValidationError({"amount": _("More than this has been called already.")})

    @property
    def called(self) -> Decimal:
        return total(self.calls.all())

    @property
    def paid(self) -> Decimal:
        return total(self.calls.paid())


class CallState(models.TextChoices):
    CALLED = "called", _("called")
    PAID = "paid", _("paid in")


class CallQuerySet(OfFund):
    def paid(self):
        return self.filter(state=CallState.PAID)


def beyond_the_fund_above(call, user) -> str:
    """A fund that stands above pays what it has."""
    payer = call.commitment.investor_fund
    if payer and call.amount > payer.at_hand:
        return str(_("The fund has %(money)s at hand.") % {"money": scaled(payer.at_hand)})
    return ""


class CapitalCall(Stateful):
    """A part of a commitment that the fund asks for."""

    CALLED_BY = ("commitment",)

    State = CallState

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="calls", verbose_name=_("commitment")
    )
    amount = MoneyField(_("amount called"), validators=ABOVE_ZERO)
    called_on = models.DateField(_("called on"))
    due_on = models.DateField(_("due on"))
    paid_on = models.DateField(_("paid in on"), null=True, blank=True, editable=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=CallState.choices,
        default=CallState.CALLED,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = CallQuerySet.as_manager()

    TRANSITIONS = {
        "pay": Transition(
            _("Paid in"),
            {CallState.CALLED},
            CallState.PAID,
            "parks.change_capitalcall",
            requires=("paid_on", "has_evidence"),
            facts=("paid_on",),
            guard=beyond_the_fund_above,
        ),
    }
    FACT_LABELS = {"has_evidence": _("an evidence file")}

    class Meta:
        verbose_name = _("capital call")
        verbose_name_plural = _("capital calls")
        ordering = ["called_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="capital_call_positive"),
            models.CheckConstraint(
                condition=Q(state__in=CallState.values), name="capital_call_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False)
                | Q(state="called", paid_on__isnull=True),
                name="paid_call_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("called_on")),
                name="capital_call_due_after_it",
                violation_error_message=_("The due day must not be before the call."),
            ),
        ]

    def __str__(self):
        return f"{self.commitment} · {self.called_on}"

    @property
    def is_editable(self) -> bool:
        """The money that it asks for is not changed; another call is made."""
        return False

    def has_evidence(self) -> bool:
        from crm.core.models import Attachment

        return Attachment.objects.of(self).exists()


class StakeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the fund's department and for who sees the project; all for those who see the whole
        city.
        """
        if not user.has_perm("parks.view_fund"):
            return self.none()
        if user.has_perm("leads.view_every_project"):
            return self
        of_department = Q(fund__department__in=user.department_ids)
        return self.filter(of_department | seen("project", Project, user))

    def here(self):
        """In projects of this city that have not been given up."""
        states = (Project.State.TERMINATED, Project.State.TRANSFERRED)
        return self.filter(project__isnull=False).exclude(project__state__in=states)


class ExitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "stake", Stake.objects.visible_to(user))


class Stake(models.Model):
    """What a fund holds of a company; with a ``project`` where the money works here. ``share`` is a
    per cent of the company.
    """

    CALLED_BY = ("company", "fund")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="stakes", verbose_name=_("fund"))
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="stakes", verbose_name=_("company")
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stakes",
        verbose_name=_("project here"),
    )
    amount = MoneyField(_("amount invested"), validators=ABOVE_ZERO)
    share = models.DecimalField(
        _("share (%)"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(Decimal(100))],
    )
    invested_on = models.DateField(_("invested on"))
    terms = models.TextField(_("conditions of both sides"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = StakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("stake")
        verbose_name_plural = _("stakes")
        ordering = ["-invested_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="stake_amount_positive"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100),
                name="stake_share_is_a_share",
            ),
        ]

    def __str__(self):
        return f"{self.fund} · {self.company}"

    def clean(self):
        if self.pk and self.amount is not None:
            self._check_amount()
        if self.project and not self.project.company.is_of_one_group_with(self.company):
            text = _("This project belongs to “%(company)s”.") % {"company": self.project.company}
            raise ValidationError({"project": text})

    def _check_amount(self):
        if self.cost_left < 0:
            raise ValidationError({"amount": _("More than this has been given up already.")})
        more = self.amount - Stake.objects.get(pk=self.pk).amount
        if more > max(self.fund.at_hand, ZERO):
            has = {"money": scaled(self.fund.at_hand)}
            raise ValidationError({"amount": _("The fund has %(money)s at hand.") % has})

    @property
    def cost_left(self) -> Decimal:
        """What of the invested amount is still in the company."""
        return self.amount - total(self.exits.all(), "cost")


class Exit(models.Model):
    """A stake, or a part of it, is given up: ``cost`` is the part of the invested amount that it
    stood for.
    """

    CALLED_BY = ("stake",)

    class Way(models.TextChoices):
        LISTING = "listing", _("stock exchange")
        TRANSFER = "transfer", _("sale to others")
        BUY_BACK = "buy_back", _("buy-back")
        LIQUIDATION = "liquidation", _("liquidation")

    stake = models.ForeignKey(Stake, models.PROTECT, related_name="exits", verbose_name=_("stake"))
    way = models.CharField(_("way"), max_length=20, choices=Way.choices)
    on = models.DateField(_("day"))
    cost = MoneyField(_("part of the invested amount"), validators=ABOVE_ZERO)
    proceeds = MoneyField(_("proceeds"), validators=[MinValueValidator(ZERO)])
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ExitQuerySet.as_manager()

    class Meta:
        verbose_name = _("exit")
        verbose_name_plural = _("exits")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__gt=0), name="exit_cost_positive"),
            models.CheckConstraint(condition=Q(proceeds__gte=0), name="exit_proceeds_not_negative"),
        ]

    def __str__(self):
        return f"{self.stake} · {self.on}"
