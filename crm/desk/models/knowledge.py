"""Answers that were given once and serve again."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.transitions import Stateful, Transition

from .kind import ServiceKind
from .request import ServiceRequest


class KnowledgeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("knowledge entry", "being written")
    SUBMITTED = "submitted", pgettext_lazy("knowledge entry", "waits for a second person")
    PUBLISHED = "published", pgettext_lazy("knowledge entry", "published")
    RETIRED = "retired", pgettext_lazy("knowledge entry", "no longer valid")


State = KnowledgeState


class PiecesField(ArrayField):
    """The pieces by which the row is found, worked out of its texts whatever way it is written."""

    def __init__(self, *args, **kwargs):
        kwargs.update(editable=False, default=list)
        kwargs.setdefault("base_field", models.CharField(max_length=40))
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        value = pieces_of(f"{instance.question} {instance.keywords}")
        setattr(instance, self.attname, value)
        return value


def pieces_of(text: str) -> list[str]:
    """The pairs of neighbouring characters of Chinese, the words of what is written in Latin."""
    pieces: dict[str, None] = {}
    for run in _runs(text.lower()):
        if run[0].isascii():
            pieces[run[:40]] = None
        else:
            pieces.update(dict.fromkeys(run[n : n + 2] for n in range(max(len(run) - 1, 1))))
    return list(pieces)


def _runs(text: str):
    """Runs of letters and digits of one script."""
    run = ""
    for char in text:
        if char.isalnum() and (not run or run[0].isascii() == char.isascii()):
            run += char
            continue
        if run:
            yield run
        run = char if char.isalnum() else ""
    if run:
        yield run


class KnowledgeEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("desk.view_knowledgeentry") else self.none()

    def published(self):
        return self.filter(state=State.PUBLISHED)

    def public(self):
        """What strangers may read while they type."""
        return self.published().filter(is_public=True)


class KnowledgeEntry(Stateful):
    """A question that comes again with its answer: written by one person, published by another."""

    State = KnowledgeState
    WAY = (State.DRAFT, State.SUBMITTED, State.PUBLISHED)

    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"), max_length=10_000)
    kind = models.ForeignKey(
        ServiceKind, models.PROTECT, related_name="knowledge", verbose_name=_("kind")
    )
    keywords = models.CharField(_("words that it is found by"), max_length=200, blank=True)
    is_public = models.BooleanField(_("offered to the public"), default=True)
    source = models.ForeignKey(
        ServiceRequest,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="knowledge",
        verbose_name=_("made from the request"),
    )
    pieces = PiecesField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("written by"),
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords(excluded_fields=["pieces"])

    objects = KnowledgeEntryQuerySet.as_manager()

    TRANSITIONS = {
        "submit": Transition(
            pgettext_lazy("knowledge entry", "Submit"),
            {State.DRAFT},
            State.SUBMITTED,
            "desk.add_knowledgeentry",
            has_sequel=True,
        ),
        "publish": Transition(
            pgettext_lazy("knowledge entry", "Publish"),
            {State.SUBMITTED},
            State.PUBLISHED,
            "desk.publish_knowledgeentry",
            not_by=("submit",),
            apart_from=("written_by",),
            stamp="published_by",
        ),
        "return": Transition(
            pgettext_lazy("knowledge entry", "Back to its writer"),
            {State.SUBMITTED, State.PUBLISHED},
            State.DRAFT,
            "desk.publish_knowledgeentry",
            needs_note=True,
            negative=True,
        ),
        "retire": Transition(
            pgettext_lazy("knowledge entry", "No longer valid"),
            {State.PUBLISHED},
            State.RETIRED,
            "desk.publish_knowledgeentry",
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("knowledge entry")
        verbose_name_plural = _("knowledge entries")
        ordering = ["-updated_at", "-id"]
        indexes = [GinIndex(fields=["pieces"], name="knowledge_pieces")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=KnowledgeState.values), name="knowledge_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(published_by=F("written_by")), name="knowledge_published_by_another"
            ),
        ]
        permissions = [("publish_knowledgeentry", _("Can publish knowledge entries"))]

    def __str__(self):
        return self.question

    @property
    def is_editable(self) -> bool:
        """What was published goes back to its writer before it is changed."""
        return self.state == State.DRAFT
