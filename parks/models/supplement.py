"""Supplementary agreements: the promises of a signed entry agreement change, and the earlier ones
stay on record.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Numbers
from crm.core.money import MoneyField
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from .application import PROMISES, EntryApplication, not_of_the_park
from .plot import NOT_NEGATIVE


class SupplementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("waiting for approval")
    APPROVED = "approved", _("approved, to be signed")
    SIGNED = "signed", _("signed, in force")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


State = SupplementState
BEFORE_SIGNATURE = {State.DRAFT, State.PROPOSED, State.APPROVED}
TERMS = (*PROMISES, "area_sqm")


class SupplementQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("parks.view_supplement"):
            return self.none()
        return of_seen(self, "application", EntryApplication.objects.visible_to(user))

    def signed(self):
        """In the order in which they came into force."""
        return self.filter(state=SupplementState.SIGNED).order_by("signed_on", "id")


def of_another_park(supplement, user) -> str:
    return not_of_the_park(supplement.application, user)


def drafted_by_oneself(supplement, user) -> str:
    return (
        _("You drafted it yourself; another person must take this step.")
        if supplement.drafted_by_id == user.pk
        else ""
    )


def not_to_be_approved(supplement, user) -> str:
    """Not by who drafted it; and after a leader's refusal of the last one by a leader alone."""
    earlier = supplement.refused_by_a_leader_before()
    if earlier and not user.has_perm("parks.overrule_review"):
        return _("A leader refused %(supplement)s. A leader alone may approve now.") % {
            "supplement": earlier.number
        }
    return drafted_by_oneself(supplement, user)


class Supplement(Stateful):
    """What is promised from the day it is signed on, whole: also the terms that it leaves as they
    were.

    Amounts are in yuan; output and tax are those of one year per mu of ``area_sqm``.
    """

    CALLED_BY = ("application",)

    State = SupplementState

    NUMBERS = Numbers("supplement", "BC")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    application = models.ForeignKey(
        EntryApplication,
        models.PROTECT,
        related_name="supplements",
        verbose_name=_("entry application"),
    )
    promised_investment = MoneyField(_("promised investment"), validators=NOT_NEGATIVE)
    promised_start_on = models.DateField(_("promised start of construction"))
    promised_production_on = models.DateField(_("promised start of production"))
    output_per_mu = MoneyField(_("promised yearly output per mu"), validators=NOT_NEGATIVE)
    tax_per_mu = MoneyField(_("promised yearly tax per mu"), validators=NOT_NEGATIVE)
    area_sqm = models.DecimalField(
        _("area (m²)"), max_digits=12, decimal_places=2, validators=NOT_NEGATIVE
    )
    reason = models.TextField(_("why the agreement is changed"))
    agreement_number = models.CharField(
        _("number of the supplementary agreement"), max_length=60, blank=True
    )
    signed_on = models.DateField(_("signed and in force from"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="supplements",
        editable=False,
        verbose_name=_("drafted by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=SupplementState.choices,
        default=SupplementState.DRAFT,
        editable=False,
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = SupplementQuerySet.as_manager()

    WAY = (State.DRAFT, State.PROPOSED, State.APPROVED, State.SIGNED)
    TRANSITIONS = {
        "propose": Transition(
            _("Submit for approval"),
            {State.DRAFT},
            State.PROPOSED,
            "parks.change_supplement",
            guard=of_another_park,
            has_use_case=True,
        ),
        "approve": Transition(
            _("Approve the supplement"),
            {State.PROPOSED},
            State.APPROVED,
            "parks.decide_entryapplication",
            not_by=("propose",),
            guard=not_to_be_approved,
            is_reversible=True,
        ),
        "refuse": Transition(
            _("Refuse"),
            {State.PROPOSED},
            State.REFUSED,
            "parks.decide_entryapplication",
            needs_note=True,
            negative=True,
        ),
        "sign": Transition(
            _("Sign the supplement"),
            {State.APPROVED},
            State.SIGNED,
            "parks.change_supplement",
            requires=("agreement_number", "signed_on"),
            facts=("agreement_number", "signed_on"),
            guard=of_another_park,
            has_use_case=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            BEFORE_SIGNATURE,
            State.WITHDRAWN,
            "parks.change_supplement",
            guard=of_another_park,
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("supplementary agreement")
        verbose_name_plural = _("supplementary agreements")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SupplementState.values), name="supplement_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False),
                name="signed_supplement_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(area_sqm__gt=0),
                name="supplement_has_an_area",
                violation_error_message=_("The area must be greater than zero."),
            ),
            models.CheckConstraint(
                condition=Q(promised_production_on__gte=F("promised_start_on")),
                name="supplement_produces_after_start",
                violation_error_message=_("Production can not begin before construction."),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["draft", "proposed", "approved"]),
                name="one_open_supplement_an_application",
                violation_error_message=_(
                    "A supplementary agreement of this entry is under way already."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.application.project.name}"

    @property
    def project(self):
        return self.application.project

    @property
    def is_editable(self) -> bool:
        """Until it is submitted; what is approved is what is signed."""
        return self.state == SupplementState.DRAFT

    def refused_by_a_leader_before(self):
        """The last one of the entry that was decided before this one, where a leader refused it;
        else None.
        """
        earlier = Supplement.objects.filter(application=self.application_id, pk__lt=self.pk)
        decided = (
            earlier.filter(state__in=[State.REFUSED, State.APPROVED, State.SIGNED])
            .order_by("pk")
            .last()
        )
        refusal = decided.moves().filter(name="refuse").last() if decided else None
        return decided if refusal and refusal.by.has_perm("parks.overrule_review") else None
