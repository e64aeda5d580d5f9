"""Who knows whom: people that the bureau knows, and the companies that they can lead to."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.transitions import Stateful, Transition

from .agent import Agent
from .company import Company, Contact
from .hometown import Native
from .lead import Lead

PEOPLE = ("native", "contact", "agent", "colleague")


class AcquaintanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As contacts are: what one's department keeps or whose company it works with; all for
        those who see the whole city. The person must be one whom the user may read of.
        """
        if not user.has_perm("leads.view_acquaintance"):
            return self.none()
        if user.has_perm("leads.view_every_lead"):
            return self
        mine = Q(department__in=user.department_ids)
        for model in ("Lead", "Project"):
            records = apps.get_model("leads", model).objects.visible_to(user).order_by()
            mine |= Exists(records.filter(company=OuterRef("company")))
        contacts, agents = (kind.objects.visible_to(user) for kind in (Contact, Agent))
        readable = (
            Q(native__isnull=False)
            | Q(colleague__isnull=False)
            | Q(contact__in=contacts.order_by().values("pk"))
            | Q(agent__in=agents.order_by().values("pk"))
        )
        return self.filter(mine & readable)

    def usable(self):
        """Without those who do not want to be asked."""
        return self.exclude(consent=Acquaintance.Consent.REFUSED)


class Acquaintance(models.Model):
    """A person of our registers knows somebody who decides in ``company``."""

    CALLED_BY = (*PEOPLE, "company")

    class Closeness(models.IntegerChoices):
        ACQUAINTED = 1, _("acquainted")
        KNOWS_WELL = 2, _("knows well")
        CLOSE = 3, _("close")

    class Consent(models.TextChoices):
        NOT_ASKED = "not_asked", _("not asked yet")
        GIVEN = "given", pgettext_lazy("consent", "given")
        REFUSED = "refused", pgettext_lazy("consent", "refused")

    native = models.ForeignKey(
        Native,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acquaintances",
        verbose_name=_("native abroad"),
    )
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acquaintances",
        verbose_name=_("contact"),
    )
    agent = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acquaintances",
        verbose_name=_("agent or referrer"),
    )
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acquaintances",
        verbose_name=_("one of the bureau"),
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="known_by", verbose_name=_("knows the company")
    )
    closeness = models.PositiveSmallIntegerField(
        _("how well"), choices=Closeness.choices, default=Closeness.ACQUAINTED
    )
    since_year = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True)
    how = models.CharField(
        _("how they know each other"),
        max_length=200,
        blank=True,
        help_text=_("Such as fellow students, an earlier post, a supplier's board."),
    )
    consent = models.CharField(
        _("agrees to be asked"),
        max_length=10,
        choices=Consent.choices,
        default=Consent.NOT_ASKED,
    )
    consent_on = models.DateField(_("said so on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    said_on = models.DateField(_("as of"), default=timezone.localdate)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by the department"),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = AcquaintanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acquaintance")
        verbose_name_plural = _("acquaintances")
        ordering = ["-closeness", "-said_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (
                        Q(**{f"{other}__isnull": other != person for other in PEOPLE})
                        for person in PEOPLE
                    ),
                ),
                name="acquaintance_of_one_person",
                violation_error_message=_("Choose one person, and one only."),
            ),
            models.CheckConstraint(
                condition=Q(closeness__in=[1, 2, 3]), name="acquaintance_closeness_known"
            ),
            *(
                models.UniqueConstraint(
                    fields=[person, "company"],
                    name=f"acquaintance_once_{person}",
                    violation_error_message=_("This acquaintance is stored already."),
                )
                for person in PEOPLE
            ),
        ]

    def __str__(self):
        return f"{self.person} → {self.company}"

    @property
    def person(self):
        return next((getattr(self, name) for name in PEOPLE if getattr(self, f"{name}_id")), None)

    @property
    def kind_of_person(self) -> str:
        name = next((person for person in PEOPLE if getattr(self, f"{person}_id")), PEOPLE[0])
        return str(self._meta.get_field(name).verbose_name)

    def label_for(self, sight) -> str:
        return f"{sight.label(self.person)} → {sight.label(self.company)}"

    def clean(self):
        if sum(bool(getattr(self, f"{name}_id")) for name in PEOPLE) != 1:
            raise ValidationError(_("Choose one person, and one only."))
        if self.consent != self.Consent.NOT_ASKED and not self.consent_on:
            raise ValidationError({"consent_on": _("Say on which day the person was asked.")})
        if self.since_year and self.since_year > timezone.localdate().year:
            raise ValidationError({"since_year": _("This year has not come yet.")})


class IntroductionState(models.TextChoices):
    ASKED = "asked", _("asked for")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    MADE = "made", _("introduced")
    THANKED = "thanked", _("thanked")
    WITHDRAWN = "withdrawn", _("withdrawn")


State = IntroductionState


def consent_is_given(introduction, user) -> str:
    is_given = introduction.acquaintance.consent == Acquaintance.Consent.GIVEN
    return "" if is_given else _("The person has not agreed to be asked yet.")


class IntroductionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who sees the acquaintance sees what was asked of it; one's own request always."""
        if not user.has_perm("leads.view_introduction"):
            return self.none()
        if user.has_perm("leads.view_every_lead"):
            return self
        acquaintances = Acquaintance.objects.visible_to(user).order_by()
        return self.filter(acquaintance__in=acquaintances.values("pk"))


class Introduction(Stateful):
    """Somebody is asked to bring the bureau together with ``company``; once a lead comes of it, it
    counts for the person.
    """

    CALLED_BY = ("acquaintance", "company")

    State = IntroductionState

    acquaintance = models.ForeignKey(
        Acquaintance,
        models.PROTECT,
        related_name="introductions",
        verbose_name=_("acquaintance"),
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="introductions", verbose_name=_("company")
    )
    wish = models.CharField(_("what is asked for"), max_length=300)
    asked_on = models.DateField(_("asked on"), default=timezone.localdate, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="introductions",
        verbose_name=_("asked by"),
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    thanked_how = models.CharField(_("how it was thanked for"), max_length=300, blank=True)
    lead = models.ForeignKey(
        Lead,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="introductions",
        verbose_name=_("lead that came of it"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.ASKED, editable=False
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = IntroductionQuerySet.as_manager()

    WAY = (State.ASKED, State.AGREED, State.MADE, State.THANKED)
    TRANSITIONS = {
        "agree": Transition(
            _("The person agreed"),
            {State.ASKED},
            State.AGREED,
            "leads.change_introduction",
            facts=("answer",),
            stamp_day="answered_on",
            guard=consent_is_given,
        ),
        "decline": Transition(
            _("The person declined"),
            {State.ASKED},
            State.DECLINED,
            "leads.change_introduction",
            requires=("answer",),
            facts=("answer",),
            stamp_day="answered_on",
            negative=True,
        ),
        "introduce": Transition(
            _("The introduction was made"),
            {State.AGREED},
            State.MADE,
            "leads.change_introduction",
        ),
        "thank": Transition(
            _("Thank the person"),
            {State.AGREED, State.MADE},
            State.THANKED,
            "leads.change_introduction",
            requires=("thanked_how",),
            facts=("thanked_how",),
        ),
        "withdraw": Transition(
            _("Withdraw the request"),
            {State.ASKED, State.AGREED},
            State.WITHDRAWN,
            "leads.change_introduction",
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="introduction_state_known"
            ),
            models.UniqueConstraint(
                fields=["acquaintance", "company"],
                condition=Q(state__in=[State.ASKED, State.AGREED]),
                name="introduction_asked_once",
                violation_error_message=_("This person is being asked for this company already."),
            ),
        ]

    def __str__(self):
        return f"{self.acquaintance.person} · {self.company}"

    def label_for(self, sight) -> str:
        return f"{sight.label(self.acquaintance.person)} · {sight.label(self.company)}"
