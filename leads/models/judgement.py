"""The judgement of a lead by a scheme: an assessment, and an opinion of each department asked."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.money import MoneyField
from crm.core.punctuation import listed
from crm.core.seen import seen
from crm.core.transitions import Stateful, Transition

from .asked import AskedOpinion, AskedQuerySet, OpinionState, asked, spoken_for
from .lead import OPEN, Lead
from .scheme import Criterion, Scheme


class AssessmentState(models.TextChoices):
    OPEN = "open", _("open")
    FINISHED = "finished", _("concluded")
    OVERRULED = "overruled", _("overruled by a leader")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For those who see the lead and for the departments asked."""
        if not user.has_perm("leads.view_assessment"):
            return self.none()
        opinions = Opinion.objects.filter(department__in=asked(user))
        return self.filter(seen("lead", Lead, user) | Q(pk__in=opinions.values("assessment")))

    def concluded(self):
        return self.filter(state__in=(AssessmentState.FINISHED, AssessmentState.OVERRULED))


def may_rule(assessment, user) -> str:
    """A leader rules on the judgement that counts, of a lead that is still open."""
    if assessment.lead.state not in OPEN:
        return _("The lead is closed.")
    newer = Assessment.objects.concluded().filter(lead=assessment.lead_id, pk__gt=assessment.pk)
    return (
        _("A newer judgement of the lead is concluded; rule on that one.") if newer.exists() else ""
    )


def nothing_said_yet(assessment, user) -> str:
    """A guard: a judgement on which a department has spoken cannot be withdrawn."""
    if assessment.has_given_opinion():
        return _("Opinions are given already: finish the judgement, or let a leader rule.")
    return ""


class Assessment(Stateful):
    """One judgement of a lead, on the figures as they stood when it was convened."""

    CALLED_BY = ("lead",)

    State = AssessmentState

    class Ruling(models.TextChoices):
        ACCEPT = "accept", _("to be accepted")
        REJECT = "reject", _("to be rejected")

    lead = models.ForeignKey(
        Lead, models.PROTECT, related_name="assessments", editable=False, verbose_name=_("lead")
    )
    scheme = models.ForeignKey(
        Scheme,
        models.PROTECT,
        related_name="assessments",
        editable=False,
        verbose_name=_("judgement scheme"),
    )
    investment = MoneyField(
        _("intended investment"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    land_mu = models.DecimalField(
        _("land wanted (mu)"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    output = MoneyField(
        _("expected yearly output"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    tax = MoneyField(
        _("expected yearly tax"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    energy_tce = models.DecimalField(
        _("yearly energy (t of coal equivalent)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    content = models.TextField(_("what is to be built"), blank=True)
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assessments",
        editable=False,
        verbose_name=_("convened by"),
    )
    convened_at = models.DateTimeField(_("convened at"), auto_now_add=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=AssessmentState.choices,
        default=AssessmentState.OPEN,
        editable=False,
    )
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    passes = models.BooleanField(_("speaks for the lead"), null=True, editable=False)
    explanation = models.JSONField(
        _("how the score came about"), default=list, blank=True, editable=False
    )
    ruling = models.CharField(
        _("the leader's ruling"), max_length=10, choices=Ruling.choices, blank=True
    )
    history = HistoricalRecords()

    objects = AssessmentQuerySet.as_manager()

    TRANSITIONS = {
        "finish": Transition(
            _("Finish the judgement"),
            {AssessmentState.OPEN},
            AssessmentState.FINISHED,
            "leads.change_assessment",
            requires=("has_every_opinion", "has_an_answer"),
            facts=("score", "passes", "explanation"),
            has_use_case=True,
        ),
        "overrule": Transition(
            _("Overrule"),
            {AssessmentState.OPEN, AssessmentState.FINISHED},
            AssessmentState.OVERRULED,
            "leads.overrule_assessment",
            requires=("ruling",),
            facts=("ruling",),
            guard=may_rule,
            needs_note=True,
            is_exceptional=True,
        ),
        "rule_otherwise": Transition(
            _("Rule otherwise"),
            {AssessmentState.OVERRULED},
            AssessmentState.OVERRULED,
            "leads.overrule_assessment",
            requires=("ruling",),
            facts=("ruling",),
            guard=may_rule,
            needs_note=True,
            is_exceptional=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            {AssessmentState.OPEN},
            AssessmentState.WITHDRAWN,
            "leads.change_assessment",
            guard=nothing_said_yet,
            needs_note=True,
            negative=True,
        ),
    }
    FACT_LABELS = {
        "has_every_opinion": _(
            "opinions of all departments asked (given, or excused with a reason)"
        ),
        "has_an_answer": _("a criterion that was answered"),
    }

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AssessmentState.values), name="assessment_state_known"
            ),
            models.UniqueConstraint(
                fields=["lead"], condition=Q(state="open"), name="one_open_assessment_per_lead"
            ),
            models.CheckConstraint(
                condition=~Q(state="finished") | Q(score__isnull=False, passes__isnull=False),
                name="finished_assessment_has_score",
            ),
            models.CheckConstraint(
                condition=~Q(state="overruled") | ~Q(ruling=""), name="overruling_says_what"
            ),
        ]
        permissions = [("overrule_assessment", _("Can overrule judgements"))]

    def __str__(self):
        return f"{self.lead.number} {self.lead.title}"

    @property
    def is_editable(self) -> bool:
        """Only until the first department has given its opinion on these figures."""
        return self.state == AssessmentState.OPEN and not self.has_given_opinion()

    @property
    def is_open(self) -> bool:
        return self.state == AssessmentState.OPEN

    @property
    def is_concluded(self) -> bool:
        return self.state in (AssessmentState.FINISHED, AssessmentState.OVERRULED)

    @property
    def is_favourable(self) -> bool:
        """Whether the lead may be accepted by it; the leader's word is the last."""
        return (
            self.ruling == self.Ruling.ACCEPT
            if self.state == AssessmentState.OVERRULED
            else bool(self.passes)
        )

    def result_in_words(self) -> str:
        if self.ruling:
            return str(self.get_ruling_display())
        return (
            "—"
            if self.passes is None
            else str(_("speaks for the lead") if self.passes else _("speaks against the lead"))
        )

    result_in_words.short_description = _("result")

    def overdue_in_words(self) -> str:
        departments = [
            str(opinion.department) for opinion in self.opinions.all() if opinion.is_overdue
        ]
        return listed(departments) or "—"

    overdue_in_words.short_description = _("overdue")

    def has_given_opinion(self) -> bool:
        return any(opinion.state == OpinionState.GIVEN for opinion in self.opinions.all())

    def has_every_opinion(self) -> bool:
        return (
            self.opinions.exists() and not self.opinions.filter(state=OpinionState.ASKED).exists()
        )

    def has_an_answer(self) -> bool:
        return Answer.objects.filter(
            opinion__assessment=self, opinion__state=OpinionState.GIVEN
        ).exists()


class OpinionQuerySet(AskedQuerySet):
    def visible_to(self, user):
        """For the department asked, and for those who see the lead."""
        if not user.has_perm("leads.view_opinion"):
            return self.none()
        return self.filter(seen("assessment__lead", Lead, user) | Q(department__in=asked(user)))


def may_give(opinion, user) -> str:
    if opinion.assessment.state != AssessmentState.OPEN:
        return _("The judgement is closed.")
    return (
        ""
        if opinion.department_id in spoken_for(user)
        else _("Only people of the department asked give its opinion.")
    )


class Opinion(AskedOpinion):
    """What one department says in one judgement, by a day."""

    CALLED_BY = ("assessment", "department")

    PART_OF, OPEN = "assessment", AssessmentState.OPEN

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="opinions", verbose_name=_("judgement")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="opinions", verbose_name=_("department asked")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        editable=False,
        verbose_name=_("given by"),
    )

    objects = OpinionQuerySet.as_manager()

    TRANSITIONS = {
        "give": Transition(
            _("Give the opinion"),
            {OpinionState.ASKED},
            OpinionState.GIVEN,
            "leads.give_opinion",
            requires=("has_every_answer",),
            facts=("text",),
            guard=may_give,
            stamp="given_by",
            hidden=True,
        ),
        "excuse": Transition(
            _("Excuse from the opinion"),
            {OpinionState.ASKED},
            OpinionState.EXCUSED,
            "leads.change_assessment",
            needs_note=True,
            negative=True,
        ),
    }
    FACT_LABELS = {"has_every_answer": _("an answer to every criterion asked")}

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OpinionState.values), name="opinion_state_known"
            ),
            models.UniqueConstraint(
                fields=["assessment", "department"], name="one_opinion_per_department"
            ),
        ]
        permissions = [("give_opinion", _("Can give the opinion of the own department"))]

    def has_every_answer(self) -> bool:
        return not self.answers.filter(points__isnull=True).exists()


class Answer(models.Model):
    """A department's answer to one criterion: a number or a word, and the points that the scale
    gives for it.
    """

    opinion = models.ForeignKey(
        Opinion, models.PROTECT, related_name="answers", verbose_name=_("opinion")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="answers", verbose_name=_("criterion")
    )
    number = models.DecimalField(
        _("measured value"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    word = models.CharField(_("word"), max_length=40, blank=True)
    points = models.DecimalField(
        pgettext_lazy("score", "points"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer to a criterion")
        verbose_name_plural = _("answers to criteria")
        ordering = ["criterion_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opinion", "criterion"], name="one_answer_per_criterion"
            )
        ]

    def __str__(self):
        return f"{self.criterion} · {self.opinion.department}"
