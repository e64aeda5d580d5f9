import secrets

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.database.kept import keep_rows
from crm.core.models import Attachment
from crm.core.models.attachment import private_storage
from crm.core.seen import seen
from crm.core.transitions import Stateful, Transition
from leads.models import Agent, Lead, Referral
from leads.models.agent import agents_of
from parks.models import Enterprise, Entry, Supplement
from parks.models.enterprise_person import enterprises_of

from .agreement import Agreement
from .document_template import DocumentKind, DocumentTemplate, SealCertificate
from .payment import Payment
from .statement import Statement

# What documents are about; apps above add theirs with their kind of document.
SUBJECTS: list[type] = [Agreement, Entry, Supplement, Referral, Statement, Payment, Lead]


def document_path(document, filename):
    return f"documents/{document.kind}/{document.year}/{document.number}.pdf"


def new_token() -> str:
    """A token that nobody can guess: 192 random bits."""
    return secrets.token_urlsafe(24)


class DocumentState(models.TextChoices):
    PREPARING = "preparing", _("numbered, being made")
    ISSUED = "issued", _("issued")
    REPLACED = "replaced", _("replaced")
    WITHDRAWN = "withdrawn", _("withdrawn")


LIVE = (DocumentState.PREPARING, DocumentState.ISSUED)
BOUND = (Agreement.State.ACTIVE, Agreement.State.ENDED, Agreement.State.TERMINATED)


def not_signed_by_both(document, user):
    is_signed = document.kind == IssuedDocument.Kind.AGREEMENT and document.subject.state in BOUND
    return (
        _("Both sides have signed this document. Terminate the agreement instead.")
        if is_signed
        else ""
    )


def _of_entries(enterprises) -> Q:
    """What is about the entry of one of these enterprises into its park."""
    projects = Enterprise.objects.filter(pk__in=enterprises).values("project")
    entries = Entry.objects.filter(project__in=projects)
    supplements = Supplement.objects.filter(application__project__in=projects)
    kinds = ContentType.objects.get_for_models(Entry, Supplement)
    return Q(content_type=kinds[Entry], object_id__in=entries.values("pk")) | Q(
        content_type=kinds[Supplement], object_id__in=supplements.values("pk")
    )


def write_documents_about(model: type) -> None:
    """Records of apps that lie above have documents, too; who sees one sees what is about it."""
    if model not in SUBJECTS:
        SUBJECTS.append(model)


def not_a_brief(document, _user):
    """A brief comes back by its meeting, which then may be corrected."""
    is_brief = document.kind == IssuedDocument.Kind.BRIEF
    return _("Take the brief back on the page of its meeting.") if is_brief else ""


def only_a_brief(document, user):
    return "" if not_a_brief(document, user) else _("Only a brief is taken back like this.")


def not_withdrawn(document, user):
    return not_signed_by_both(document, user) or not_a_brief(document, user)


class IssuedDocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff with the right: what is about records that they see; agents: what was issued to
        themselves; an enterprise: its entry agreements and their supplements; auditors: all.
        """
        if not user.is_staff:
            issued_to_agents = Q(agent__in=agents_of(user))
            about_entries = _of_entries(enterprises_of(user, "handles_money"))
            return self.made().filter(issued_to_agents | about_entries)
        if user.has_perm("commissions.view_every_document"):
            return self
        if not user.has_perm("commissions.view_issueddocument"):
            return self.none()
        kinds = ContentType.objects.get_for_models(*SUBJECTS)
        about_visible = Q()
        for model, kind in kinds.items():
            about_visible |= Q(content_type=kind) & seen("object_id", model, user)
        return self.filter(about_visible)

    def of(self, obj):
        return self.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)

    def live(self):
        """Numbered, and neither withdrawn nor replaced."""
        return self.filter(state__in=LIVE)

    def issued(self):
        """In force: made, and neither withdrawn nor replaced."""
        return self.filter(state=DocumentState.ISSUED)

    def made(self):
        """With a file, in force or not."""
        return self.exclude(file="")


TRIGGERS = {
    "commissions_issueddocument.document_stays": "refuses to delete a document, and to change "
    "anything of it but its state once its file is made",
    "commissions_issueddocument.document_no_truncate": "refuses to empty the table",
}


class IssuedDocument(Stateful):
    """A numbered document: what it says, the template that it was made by, and, once made, the
    sealed PDF with its hash.

    The number is taken and ``facts`` are written down first; the PDF follows from them alone, so
    that work cut off in between is finished under the same number. A PDF once made is never made
    again: an error is replaced by a new document.
    """

    State = DocumentState
    Kind = DocumentKind

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    agent = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("issued to"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial"))
    number = models.CharField(_("document number"), max_length=60, unique=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    facts = models.JSONField(_("facts"))
    template = models.ForeignKey(
        DocumentTemplate,
        models.PROTECT,
        null=True,
        related_name="documents",
        verbose_name=_("template"),
    )
    file = models.FileField(
        _("file"),
        storage=private_storage,
        upload_to=document_path,
        max_length=300,
        blank=True,
        editable=False,
    )
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    seal = models.ForeignKey(
        SealCertificate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        editable=False,
        verbose_name=_("seal"),
    )
    replaces = models.OneToOneField(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=DocumentState.choices,
        default=DocumentState.PREPARING,
        editable=False,
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords(excluded_fields=["facts"])

    is_editable = False
    objects = IssuedDocumentQuerySet.as_manager()

    TRANSITIONS = {
        "finish": Transition(
            _("Finish the document"),
            {DocumentState.PREPARING},
            DocumentState.ISSUED,
            "commissions.issue_document",
            facts=("file", "sha256", "seal"),
            has_use_case=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            set(LIVE),
            DocumentState.WITHDRAWN,
            "commissions.withdraw_document",
            needs_note=True,
            negative=True,
            guard=not_withdrawn,
        ),
        "take_back": Transition(
            _("Withdraw"),
            set(LIVE),
            DocumentState.WITHDRAWN,
            "dispatch.issue_brief",
            needs_note=True,
            negative=True,
            guard=only_a_brief,
            hidden=True,
        ),
        "replace": Transition(
            _("Replace"),
            {DocumentState.ISSUED},
            DocumentState.REPLACED,
            "commissions.withdraw_document",
            needs_note=True,
            negative=True,
            guard=not_withdrawn,
            hidden=True,
        ),
    }

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="document_of_record"),
            models.Index(fields=["kind", "year", "-id"], name="document_newest_of_kind"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="document_serial_once"),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "kind"],
                condition=Q(state__in=LIVE),
                name="one_live_document_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DocumentState.values), name="document_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | ~Q(sha256=""), name="issued_document_has_its_hash"
            ),
        ]
        permissions = [
            ("withdraw_document", _("Can withdraw and replace documents")),
            (
                "view_every_document",
                _("Can see documents also where the record that they are about is gone"),
            ),
        ]

    def __str__(self):
        return self.number


keep_rows(IssuedDocument, but=("state", "file", "sha256", "seal"))


class DocumentConfirmation(models.Model):
    """An agent signs an issued document: in the portal (who, when, and the hash of what was read),
    or on paper, then with the scan. Never changed.
    """

    document = models.ForeignKey(
        IssuedDocument,
        models.PROTECT,
        related_name="confirmations",
        verbose_name=_("issued document"),
    )
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+", verbose_name=_("agent"))
    sha256 = models.CharField("SHA-256", max_length=64)
    scan = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed copy"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    at = models.DateTimeField(_("confirmed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation of a document")
        verbose_name_plural = _("confirmations of documents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "agent"], name="document_confirmed_once_by_an_agent"
            )
        ]

    def __str__(self):
        return f"{self.document} {self.by}"


keep_rows(DocumentConfirmation)


class DocumentBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone their own; auditors all."""
        return (
            self
            if user.has_perm("commissions.view_documentbatch")
            else self.filter(created_by=user)
        )


class DocumentBatch(models.Model):
    """Documents of one kind that are issued in the background, each by a task of its own."""

    kind = models.CharField(_("kind"), max_length=20, choices=IssuedDocument.Kind.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = DocumentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of documents")
        verbose_name_plural = _("batches of documents")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d %H:%M}"


class BatchDocument(models.Model):
    """One record of a batch: its document, or why there is none."""

    batch = models.ForeignKey(DocumentBatch, models.CASCADE, related_name="lines")
    object_id = models.BigIntegerField()
    document = models.OneToOneField(
        IssuedDocument,
        models.SET_NULL,
        null=True,
        related_name="batch_line",
        verbose_name=_("issued document"),
    )
    problem = models.TextField(_("problem"), blank=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("document of a batch")
        verbose_name_plural = _("documents of a batch")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "object_id"], name="record_once_in_a_batch")
        ]

    def __str__(self):
        return f"{self.batch} {self.object_id}"
