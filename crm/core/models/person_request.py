"""What a person asks of us about their own data: a copy, a correction, deletion."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from ..encryption import EncryptedTextField
from .lifecycle import Stateful, Transition
from .sequence import Numbers


class PersonRequestState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("person's request", "received")
    PROPOSED = "proposed", pgettext_lazy("person's request", "deletion proposed")
    ANSWERED = "answered", pgettext_lazy("person's request", "answered")
    REFUSED = "refused", pgettext_lazy("person's request", "refused")


State = PersonRequestState


class PersonRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("core.view_personrequest") else self.none()


def only_of_a_deletion(request, user) -> str:
    if request.kind == PersonRequest.Kind.DELETION:
        return ""
    return str(_("Only what was asked to be deleted is proposed for it."))


def not_a_deletion(request, user) -> str:
    if request.kind != PersonRequest.Kind.DELETION:
        return ""
    return str(_("Propose the deletion; another person decides on it."))


class PersonRequest(Stateful):
    """One person's request, who asked and on what ground, and when it was answered. ``looked_at``
    is when the records were looked through; None while they are.
    """

    State = PersonRequestState
    WAY = (State.RECEIVED, State.ANSWERED)
    FACT_LABELS = {"has_chosen": _("records chosen among those found")}
    NUMBERS = Numbers("person_request", "GRXX")

    class Kind(models.TextChoices):
        COPY = "copy", _("copy of the own data")
        CORRECTION = "correction", _("correction")
        DELETION = "deletion", pgettext_lazy("of personal data", "deletion")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("what is asked for"), max_length=20, choices=Kind.choices)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    id_number = EncryptedTextField(_("identity number"), blank=True)
    ground = models.TextField(
        _("asked how, and on what ground"),
        max_length=1000,
        help_text=_("The person’s letter, its day, and what it rests on."),
    )
    proved_by = models.CharField(
        _("how the person showed who they are"),
        max_length=200,
        help_text=_("Such as: identity card shown at the counter; power of attorney."),
    )
    received_on = models.DateField(pgettext_lazy("service request", "received on"))
    due_on = models.DateField(_("to be answered by"), editable=False)
    looked_at = models.DateTimeField(_("records looked through at"), null=True, editable=False)
    answer = models.TextField(
        pgettext_lazy("to a person", "what was answered"), max_length=4000, blank=True
    )
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.RECEIVED, editable=False
    )
    history = HistoricalRecords()

    objects = PersonRequestQuerySet.as_manager()

    TRANSITIONS = {
        "answer": Transition(
            _("Answer with a file"),
            {State.RECEIVED},
            State.ANSWERED,
            "core.handle_personrequest",
            requires=("looked_at", "answer"),
            facts=("answer",),
            guard=not_a_deletion,
            stamp_day="answered_on",
            has_use_case=True,
        ),
        "propose": Transition(
            _("Propose the deletion"),
            {State.RECEIVED},
            State.PROPOSED,
            "core.handle_personrequest",
            requires=("looked_at", "has_chosen"),
            guard=only_of_a_deletion,
            stamp="proposed_by",
        ),
        "erase": Transition(
            _("Delete"),
            {State.PROPOSED},
            State.ANSWERED,
            "core.decide_personrequest",
            apart_from=("proposed_by",),
            stamp="decided_by",
            stamp_day="answered_on",
            negative=True,
            has_use_case=True,
        ),
        "send_back": Transition(
            _("Send the proposal back"),
            {State.PROPOSED},
            State.RECEIVED,
            "core.decide_personrequest",
            needs_note=True,
            negative=True,
        ),
        "refuse": Transition(
            _("Refuse the request"),
            {State.RECEIVED},
            State.REFUSED,
            "core.handle_personrequest",
            needs_note=True,
            negative=True,
            stamp_day="answered_on",
        ),
    }

    class Meta:
        verbose_name = _("request of a person about their data")
        verbose_name_plural = _("requests of people about their data")
        ordering = ["-id"]
        default_permissions = ("add", "view")
        permissions = [
            ("handle_personrequest", _("Can look for a person's data and answer their request")),
            ("decide_personrequest", _("Can decide on the deletion of a person's data")),
            ("view_personalregister", _("Can see the register of personal data")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="person_request_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="deletion_decided_by_another"
            ),
        ]

    def __str__(self):
        return self.number

    def has_chosen(self) -> bool:
        return self.hits.filter(is_chosen=True).exists()

    def day_of_step(self, name: str):
        return timezone.localdate()


class PersonHit(models.Model):
    """A record in which the person of a request was found. ``found_by`` are the kinds of what was
    the same, ``outcome`` what a deletion did with it.
    """

    request = models.ForeignKey(PersonRequest, models.CASCADE, related_name="hits")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    found_by = models.JSONField(default=list)
    is_certain = models.BooleanField(default=False)
    is_chosen = models.BooleanField(default=False)
    outcome = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "content_type", "object_id"], name="found_once_for_a_request"
            )
        ]

    def __str__(self):
        return f"{self.content_type} {self.object_id}"
