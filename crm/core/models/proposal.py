"""What one person proposes and another decides: numbers, rates and days of money."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..joins import read_with
from .by_proposal import ByProposal as ByProposal
from .lifecycle import Stateful, Transition


def models_by_proposal() -> list[type]:
    return [model for model in apps.get_models() if hasattr(model, "CHANGES")]


def goes_by_proposal(record) -> bool:
    return hasattr(record, "CHANGES") and record.CHANGES.of(record)


class ProposalState(models.TextChoices):
    OPEN = "open", _("waits for a decision")
    APPROVED = "approved", _("approved (proposal)")
    REFUSED = "refused", _("refused (proposal)")
    WITHDRAWN = "withdrawn", _("withdrawn (proposal)")


State = ProposalState


def may_decide(proposal, user):
    if not user.has_perm(proposal.model.CHANGES.right):
        return _("Other people decide on this.")
    is_about_oneself = proposal.model is type(user) and proposal.object_id == user.pk
    return _("Another person decides on what concerns yourself.") if is_about_oneself else ""


def only_the_proposer(proposal, user):
    return "" if proposal.proposed_by_id == user.pk else _("Only who proposed it withdraws it.")


class ProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=State.OPEN)

    def about(self, record):
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk)

    def visible_to(self, user):
        """For those who see the records that it is about, and for who made it."""
        readable = [
            model
            for model in models_by_proposal()
            if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        ]
        kinds = ContentType.objects.get_for_models(*readable).values()
        return self.filter(Q(content_type__in=kinds) | Q(proposed_by=user))


class Proposal(Stateful):
    """To add, change or remove one record; it comes into force with its approval."""

    State = ProposalState

    class Action(models.TextChoices):
        ADD = "add", _("add (proposal)")
        CHANGE = "change", _("change (proposal)")
        REMOVE = "remove", _("remove (proposal)")

    action = models.CharField(
        _("what is proposed"), max_length=10, choices=Action.choices, editable=False
    )
    content_type = models.ForeignKey(
        ContentType, models.PROTECT, editable=False, verbose_name=_("kind of record")
    )
    object_id = models.BigIntegerField(null=True, editable=False)
    subject = models.CharField(_("about"), max_length=200, editable=False)
    values = models.JSONField(_("proposed values"), default=dict, editable=False)
    before = models.JSONField(_("values when it was proposed"), default=dict, editable=False)
    why = models.CharField(_("reason"), max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.OPEN, editable=False
    )
    history = HistoricalRecords()

    objects = ProposalQuerySet.as_manager()

    TRANSITIONS = {
        "approve": Transition(
            _("Approve the proposal"),
            {State.OPEN},
            State.APPROVED,
            "core.decide_proposal",
            guard=may_decide,
            apart_from=("proposed_by",),
            stamp="decided_by",
            has_sequel=True,
        ),
        "refuse": Transition(
            _("Refuse the proposal"),
            {State.OPEN},
            State.REFUSED,
            "core.decide_proposal",
            guard=may_decide,
            needs_note=True,
            negative=True,
            apart_from=("proposed_by",),
            stamp="decided_by",
            has_sequel=True,
        ),
        "withdraw": Transition(
            _("Withdraw the proposal"),
            {State.OPEN},
            State.WITHDRAWN,
            "core.view_proposal",
            guard=only_the_proposer,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-id"]
        permissions = [("decide_proposal", _("Can decide on proposals of other people"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="proposal_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="proposal_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.REFUSED])
                | Q(decided_by__isnull=False),
                name="proposal_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(state=State.OPEN),
                name="one_open_proposal_of_a_record",
            ),
        ]

    def __str__(self):
        return f"{self.model._meta.verbose_name} {self.subject}"

    @property
    def model(self) -> type:
        return self.content_type.model_class()

    @classmethod
    def read_records(cls, proposals: Iterable["Proposal"]):
        """Read ``record`` of all of them, with what its name says: a query for each kind."""
        by_model = defaultdict(list)
        for proposal in proposals:
            by_model[proposal.model].append(proposal)
        for model, of_model in by_model.items():
            rows = read_with(model._base_manager.all(), getattr(model, "CALLED_BY", ()))
            records = rows.in_bulk(
                [proposal.object_id for proposal in of_model if proposal.object_id]
            )
            for proposal in of_model:
                proposal.record = records.get(proposal.object_id)

    @cached_property
    def record(self):
        """The record that it is about; None before that is added and after it is removed."""
        return (
            self.model._base_manager.filter(pk=self.object_id).first() if self.object_id else None
        )
