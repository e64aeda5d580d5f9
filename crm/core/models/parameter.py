from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .proposal import ByProposal
from .tables import has_table

BEARS_ON_MONEY = True


def known_codes() -> list[tuple]:
    return [(code, text) for code, (_value, text, *_money) in Parameter.DEFAULTS.items()]


class ParameterQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("core.view_parameter") else self.none()


class Parameter(models.Model):
    """A number that the bureau sets: a threshold, a deadline, a period. Kept with its history."""

    # code: the value used until the bureau sets another; what it is; whether money depends on it.
    DEFAULTS = {
        "public_notice_working_days": (
            Decimal(5),
            _("Working days a statement stands on public notice"),
            BEARS_ON_MONEY,
        ),
        "dispute_answer_working_days": (
            Decimal(10),
            _("Working days in which a disputed statement is answered"),
        ),
        "lead_protection_days": (
            Decimal(90),
            _("Days for which an accepted registration is protected"),
            BEARS_ON_MONEY,
        ),
        "duplicate_likeness": (
            Decimal(86),
            _("Likeness from which two companies are held up as possible duplicates (%)"),
        ),
        "judgement_from": (
            Decimal(500_000_000),
            _("Leads from this investment need a finished judgement (yuan)"),
        ),
        "judgement_working_days": (
            Decimal(3),
            _("Working days in which a department asked gives its opinion"),
        ),
        "judgement_pass_score": (
            Decimal(60),
            _("Score from which a judgement speaks for a lead (of 100)"),
        ),
        "chain_strong_from": (
            Decimal(3),
            _("Enterprises here from which a link of a chain is strong (fewer: weak)"),
        ),
        "list500_years": (Decimal(1), _("Years of lists that count for the 500-list figures")),
        "lead_protection_warning_days": (
            Decimal(14),
            _("Days before its end at which a protection is warned of"),
        ),
        "lead_respond_working_days": (
            Decimal(1),
            _("Working days in which a registration is responded to"),
        ),
        "lead_judge_working_days": (
            Decimal(3),
            _("Working days in which a registration is judged"),
        ),
        "lead_answer_days": (Decimal(7), _("Days in which the referrer is answered")),
        "lead_report_days": (Decimal(14), _("Days between reports of progress to the referrer")),
        "clock_leader_working_days": (
            Decimal(2),
            _(
                "Working days after which an overdue answer goes from the section head to "
                "the leader"
            ),
        ),
        "dispute_evidence_working_days": (
            Decimal(5),
            _("Working days in which the sides of a dispute submit their evidence"),
        ),
        "lead_taken_a_day": (
            Decimal(10),
            _("Names found taken in a day after which an agent registers no more that day"),
        ),
        "reservation_days": (Decimal(30), _("Days for which a plot is usually reserved")),
        "reservation_most_days": (Decimal(90), _("Days for which a plot can be reserved at most")),
        "reservation_warning_days": (
            Decimal(7),
            _("Days before its end at which a reservation is warned of"),
        ),
        "plot_overlap_percent": (
            Decimal("0.5"),
            _("Overlap of two plots up to which nothing is said (per cent of the smaller one)"),
        ),
        "match_industry_weight": (
            Decimal(30),
            _("Matching of space: weight of the fit of industries"),
        ),
        "match_wish_weight": (Decimal(10), _("Matching of space: weight of each wish")),
        "match_auxiliary_share": (
            Decimal(60),
            _(
                "Matching of space: fit with an auxiliary industry (in per cent of that with "
                "a leading one)"
            ),
        ),
        "park_leading_national": (Decimal(3), _("Leading industries of a national park at most")),
        "park_auxiliary_national": (
            Decimal(3),
            _("Auxiliary industries of a national park at most"),
        ),
        "park_leading_provincial": (
            Decimal(2),
            _("Leading industries of a provincial park at most"),
        ),
        "park_auxiliary_provincial": (
            Decimal(2),
            _("Auxiliary industries of a provincial park at most"),
        ),
        "science_projects_a_park": (
            Decimal(5),
            _("Science-transfer projects that each park chooses"),
        ),
        "entry_needs_application": (
            Decimal(0),
            _("Whether an entry needs an application with a signed agreement (1: yes, 0: no)"),
        ),
        "entry_review_working_days": (
            Decimal(5),
            _("Working days in which a department gives its opinion on an entry"),
        ),
        "review_reminder_working_days": (
            Decimal(1),
            _("Working days before its day at which a review is reminded of"),
        ),
        "agreement_end_warning_days": (
            Decimal(60),
            _("Days before the end of an agreement at which its renewal is brought to mind"),
        ),
        "base_fee_from_year": (
            Decimal(2026),
            _("First year whose base fees of agreements are posted to the ledger"),
            BEARS_ON_MONEY,
        ),
        "registrations_an_hour": (
            Decimal(20),
            _("Registrations of an agent in an hour, after which it registers no more in it"),
        ),
        "objections_an_hour": (
            Decimal(1),
            _("Objections to public notices that are taken from one address in an hour"),
        ),
        "account_change_wait_days": (
            Decimal(3),
            _("Days after a change of an agent's account before which nothing is paid to it"),
            BEARS_ON_MONEY,
        ),
        "invitation_days": (Decimal(7), _("Days for which an invitation to the portal is valid")),
    }

    code = models.CharField(_("code"), max_length=60, unique=True, choices=known_codes)
    value = models.DecimalField(
        _("value"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)]
    )
    history = HistoricalRecords()
    NOT_MONEY = ("value",)  # days, shares and counts as well

    objects = ParameterQuerySet.as_manager()
    CHANGES = ByProposal("core.decide_parameter", of=lambda number: number.bears_on_money)

    class Meta:
        verbose_name = _("rule number")
        verbose_name_plural = _("rule numbers")
        ordering = ["code"]
        permissions = [("decide_parameter", _("Can decide on proposed rule numbers"))]

    def __str__(self):
        return self.get_code_display()

    @property
    def bears_on_money(self) -> bool:
        return BEARS_ON_MONEY in self.DEFAULTS.get(self.code, ())[2:]

    @classmethod
    def get(cls, code: str) -> Decimal:
        """The number that the bureau set (zero is one), else the default."""
        stored = cls.objects.filter(code=code).values_list("value", flat=True).first()
        return cls.DEFAULTS[code][0] if stored is None else stored

    @classmethod
    def several(cls, *codes: str) -> list[Decimal]:
        """Their numbers in the order asked, by one query."""
        stored = dict(cls.objects.filter(code__in=codes).values_list("code", "value"))
        return [stored.get(code, cls.DEFAULTS[code][0]) for code in codes]

    @classmethod
    def whole(cls, code: str) -> int:
        """The number of a count or period."""
        return int(cls.get(code))

    @classmethod
    def store_defaults(cls, using="default", **_signal):
        """Run after every migration: adds a row for each number that has none, so that the screen
        shows all of them.
        """
        if not has_table(cls, using):
            return
        known = set(cls.objects.using(using).values_list("code", flat=True))
        for code, (value, *_rest) in cls.DEFAULTS.items():
            if code not in known:
                cls(code=code, value=value).save(using=using)
