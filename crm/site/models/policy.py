"""The policies of the city as pages: their text, how one applies, and what they ask and give."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager, PageQuerySet

from crm.core.models import Department
from crm.core.money import MoneyField

from ..matching import Rules, RulesError, check, read
from ..matching.edited import rules_of
from .blocks import WRITING, Question, text_of
from .page import SitePage
from .policy_blocks import BENEFIT_BLOCKS, CONDITION_BLOCKS, ClauseText, Material, language
from .policy_names import names_in
from .policy_words import PolicyKind


class PolicyIndexPage(SitePage):
    """The library of policies: kinds, search, filters."""

    commission_policies = ParentalManyToManyField(
        "commissions.Policy",
        blank=True,
        related_name="+",
        verbose_name=_("policies on commissions that are shown"),
        help_text=_("Their version in force is read from its own record."),
    )

    subpage_types = ["site.PolicyPage", "site.PolicyMatchPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("commission_policies")]

    class Meta:
        verbose_name = _("library of policies")
        verbose_name_plural = _("libraries of policies")


class PolicyMatchPage(SitePage):
    """Five questions, and which policies fit."""

    parent_page_types = ["site.PolicyIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("matching of policies")
        verbose_name_plural = _("matchings of policies")


class PolicyQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Whoever reads the site: what is published is public."""
        return self.live().public()

    def in_force(self, day=None):
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )

    def originals(self):
        """Each policy once: not its pages in other languages."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)

    def not_replaced(self):
        newer = self.model._base_manager.filter(live=True, replaces__isnull=False)
        return self.exclude(pk__in=newer.values("replaces"))

    def rules(self) -> list[Rules]:
        """What the policies ask and give, for the matching, by one query."""
        rows = self.order_by("pk").values_list("pk", *RULE_COLUMNS)
        return [_rules(pk, *row) for pk, *row in rows]


RULE_COLUMNS = ("title", "title_en", "rules", "valid_from", "valid_to", "url_path")


def _rules(pk, title, title_en, stored, valid_from, valid_to, url_path) -> Rules:
    names = {"zh": title, "en": title_en or title}
    period = {"valid_from": valid_from, "valid_to": valid_to}
    return read(stored, pk, names, more={"url_path": url_path}, **period)


class PolicyPage(SitePage):
    """One policy. ``rules`` is what its conditions and benefits come to; it is worked out where the
    page is checked, and is what the matching reads.
    """

    kind = models.ForeignKey(
        PolicyKind, models.PROTECT, related_name="policies", verbose_name=_("kind")
    )
    title_en = models.CharField(_("English title"), max_length=255, blank=True)
    intro_en = models.TextField(_("English summary"), max_length=500, blank=True)
    document_number = models.CharField(
        pgettext_lazy("of a policy", "document number"), max_length=60, blank=True
    )
    issued_by = models.CharField(
        pgettext_lazy("of a policy", "issued by"), max_length=120, blank=True
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a policy", "responsible department"),
        help_text=_("Applications go there."),
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        help_text=_("The version before this one; it stays readable."),
    )
    changes = RichTextField(_("what changed"), blank=True, features=WRITING)
    clauses = StreamField(
        [("clause", ClauseText(label=_("Clause")))], verbose_name=_("clauses"), blank=True
    )
    attachments = StreamField(
        [("file", DocumentChooserBlock(label=_("File")))], verbose_name=_("attachments"), blank=True
    )
    interpretation = RichTextField(_("interpretation"), blank=True, features=WRITING)
    questions = StreamField(
        [("question", Question(label=_("Question")))],
        verbose_name=_("questions and answers"),
        blank=True,
    )
    application_window = models.CharField(
        _("when to apply"), max_length=120, blank=True, help_text=_("In words.")
    )
    opens_on = models.DateField(_("applications from"), null=True, blank=True)
    closes_on = models.DateField(_("applications until"), null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(
        _("decided within (working days)"), null=True, blank=True
    )
    how_to_apply = RichTextField(_("how to apply"), blank=True, features=WRITING)
    materials = StreamField(
        [("material", Material(label=_("Material")))], verbose_name=_("materials"), blank=True
    )
    takes_applications = models.BooleanField(_("applications can be made here"), default=True)
    review_number = models.CharField(
        pgettext_lazy("fair competition", "number of the review"), max_length=60, blank=True
    )
    reviewed_on = models.DateField(
        pgettext_lazy("fair competition", "reviewed on"), null=True, blank=True
    )
    reviewed_by = models.CharField(
        pgettext_lazy("fair competition", "reviewed by"), max_length=120, blank=True
    )
    review_outcome = models.TextField(
        pgettext_lazy("fair competition", "outcome"), max_length=1000, blank=True
    )
    conditions = StreamField(CONDITION_BLOCKS, verbose_name=_("conditions"), blank=True)
    benefits = StreamField(BENEFIT_BLOCKS, verbose_name=_("benefits"), blank=True)
    cap = MoneyField(_("at most together"), null=True, blank=True)
    rules = models.JSONField(_("rules"), default=dict, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = PageManager.from_queryset(PolicyQuerySet)()

    parent_page_types = ["site.PolicyIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("issued_on")]),
                FieldRowPanel([FieldPanel("issued_by"), FieldPanel("department")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            ],
            _("The document"),
        ),
        FieldPanel("clauses"),
        FieldPanel("attachments"),
        MultiFieldPanel(
            [FieldPanel("conditions"), FieldPanel("benefits"), FieldPanel("cap")],
            _("What it asks and gives"),
            help_text=_("Read by the matching, and told in words on the page."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("takes_applications"),
                FieldPanel("application_window"),
                FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
                FieldPanel("working_days"),
                FieldPanel("how_to_apply"),
                FieldPanel("materials"),
            ],
            _("How to apply"),
        ),
        FieldPanel("interpretation"),
        FieldPanel("questions"),
        MultiFieldPanel([FieldPanel("replaces"), FieldPanel("changes")], _("Versions")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("review_number"), FieldPanel("reviewed_on")]),
                FieldPanel("reviewed_by"),
                FieldPanel("review_outcome"),
            ],
            _("Fair-competition review"),
        ),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("intro_en")], _("In English")),
    ]

    class Meta:
        verbose_name = _("policy page")
        verbose_name_plural = _("policy pages")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None)
                | Q(valid_from=None)
                | Q(valid_to__gt=models.F("valid_from")),
                name="policy_page_period_in_order",
                violation_error_message=_("The end must be after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(closes_on=None)
                | Q(opens_on=None)
                | Q(closes_on__gte=models.F("opens_on")),
                name="policy_page_window_in_order",
                violation_error_message=_("The end must be after the beginning."),
            ),
        ]

    def __str__(self):
        return self.called

    @property
    def called(self) -> str:
        """Its title in the reader's language."""
        return self.title_en if language() == "en" and self.title_en else self.title

    @property
    def summary(self) -> str:
        return self.intro_en if language() == "en" and self.intro_en else self.intro

    @property
    def was_reviewed(self) -> bool:
        """Whether its fair-competition review is on record."""
        return bool(self.reviewed_on and self.review_outcome)

    @property
    def is_taken_now(self) -> bool:
        """Whether one can apply today."""
        day = timezone.localdate()
        begun = self.opens_on is None or self.opens_on <= day
        ended = self.closes_on is not None and self.closes_on < day
        return self.takes_applications and self.is_in_force and begun and not ended

    @property
    def is_in_force(self) -> bool:
        return self.rules_read().out_of_time(timezone.localdate()) is None

    def clean(self):
        super().clean()
        conditions, benefits = self.conditions.get_prep_value(), self.benefits.get_prep_value()
        self.rules = rules_of(conditions, benefits, self.cap, names_in(conditions, benefits))
        try:
            check(self.rules, language())
        except RulesError as error:
            raise ValidationError(
                {"benefits": [": ".join(problem) for problem in error.problems]}
            ) from None

    def rules_read(self) -> Rules:
        row = (getattr(self, name) for name in RULE_COLUMNS)
        return _rules(self.pk, *row)

    def versions_before(self) -> list["PolicyPage"]:
        """The versions that it replaced, newest first."""
        versions, version = [], self.replaces
        while version is not None and version not in versions:
            versions.append(version)
            version = version.replaces
        return versions

    def searched_text(self) -> str:
        texts = (self.clauses, self.questions)
        plain = (self.intro, self.intro_en, self.title_en, self.document_number, self.issued_by)
        return " ".join([*plain, *map(text_of, texts)])

    def structured_data(self, request) -> dict:
        data = super().structured_data(request) | {"@type": "GovernmentService"}
        if self.issued_by:
            data["provider"] = {"@type": "GovernmentOrganization", "name": self.issued_by}
        return data
