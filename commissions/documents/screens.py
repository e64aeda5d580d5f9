"""The register of documents: issue with a preview, withdraw,
replace, look through what was issued.
"""

from collections import defaultdict
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.days import day_of
from crm.core.errors import Refused
from crm.core.punctuation import aside
from crm.core.refusals import refusals_on
from crm.staff.extensions import (
    add_actions,
    add_notices,
    add_sections,
    add_tabs,
)
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Mark, Tab, tone_of
from crm.staff.system_screens import LogViewSet
from leads.models import Lead, Project
from parks.models import Supplement

from ..models import Agreement, DocumentTemplate, IssuedDocument, Statement
from .batch_screens import batch_paths
from .issue import issue, preview
from .kinds import DOCUMENT_KINDS
from .verify import verify

Kind = IssuedDocument.Kind
State = IssuedDocument.State
MOST_OFFERED = 6


class ReplaceForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("why it is replaced"), max_length=300)


def _described(request, kind, pk):
    """(kind, record) as far as the user sees the record; 404 otherwise, 403 without the right to
    issue it.
    """
    document_kind = DOCUMENT_KINDS.get(kind)
    if document_kind is None:
        raise Http404
    subject = get_object_or_404(document_kind.model.objects.visible_to(request.user), pk=pk)
    if not document_kind.may_be_issued_by(request.user):
        raise PermissionDenied
    return document_kind, subject


def issue_screen(request, kind, pk):
    """The document as it would be, and the button that issues it."""
    document_kind, subject = _described(request, kind, pk)
    return _issue_page(
        request,
        document_kind,
        subject,
        _bound(request, forms.Form),
        _("Issue: %s") % document_kind.label,
    )


def replace_screen(request, pk):
    """A new document in the place of one that is wrong; the old one
    stays readable, and is marked.
    """
    document = get_object_or_404(IssuedDocument.objects.visible_to(request.user).issued(), pk=pk)
    document_kind, subject = _described(request, document.kind, document.object_id)
    if not request.user.has_perm("commissions.withdraw_document"):
        raise PermissionDenied
    return _issue_page(
        request,
        document_kind,
        subject,
        _bound(request, ReplaceForm),
        _("Replace %s") % document.number,
        replaces=document,
    )


def _bound(request, form_class):
    return form_class(request.POST if request.method == "POST" else None)


def _issue_page(request, document_kind, subject, form, title, replaces=None):
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            document = issue(
                document_kind.code, subject, by=request.user, replaces=replaces, **form.cleaned_data
            )
            messages.success(request, _("Issued: %(number)s") % {"number": document.number})
            return redirect("issueddocument:inspect", document.pk)
    context = {
        "form": form,
        "title": title,
        "subtitle": subject,
        "refusal": document_kind.refusal(subject),
        "preview_url": reverse("issueddocument:preview", args=[document_kind.code, subject.pk]),
    }
    return render(request, "commissions/issue_document.html", context)


def preview_screen(request, kind, pk):
    document_kind, subject = _described(request, kind, pk)
    try:
        content = preview(document_kind.code, subject, by=request.user)
    except Refused as refused:
        return HttpResponse(str(refused), content_type="text/plain; charset=utf-8", status=409)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "no-store"
    return response


class DocumentRecord(RecordView):
    record_fields = [
        "number",
        "kind",
        "agent",
        "issued_by",
        "issued_at",
        "template",
        "seal",
        "sha256",
        "replaces",
    ]

    def panels(self, record):
        subject_rows = [
            (
                link_of(record),
                [record.content_type.name, record.subject or _("The record is gone.")],
            )
        ]
        confirmation_rows = [
            (
                "",
                [
                    confirmation.agent,
                    confirmation.by,
                    timezone.localtime(confirmation.at).strftime("%Y-%m-%d %H:%M:%S"),
                    confirmation.scan or _("in the portal"),
                    confirmation.sha256,
                ],
            )
            for confirmation in record.confirmations.select_related("agent", "by", "scan")
        ]
        return [
            (_("About"), [_("kind"), _("record")], subject_rows),
            (
                _("Signed by the agent"),
                [_("agent"), _("confirmed by"), _("confirmed at"), _("signed copy"), "SHA-256"],
                confirmation_rows,
            ),
        ]


def link_of(document) -> str:
    """The page of the record that a document is about, or of the one that it belongs to; "" where
    it is gone.
    """
    subject = document.subject
    if subject is None:
        return ""
    owner = getattr(subject, "project", None) or getattr(subject, "statement", None) or subject
    return reverse(f"{owner._meta.model_name}:inspect", args=[owner.pk])


class DocumentViewSet(LogViewSet):
    model = IssuedDocument
    icon = "ds-file"
    menu_label = gettext_lazy("Document register")
    inspect_view_class = DocumentRecord
    form_fields = ["number"]
    list_display = ["number", "kind", "agent", "state", "issued_by", "issued_at"]
    list_filter = ["kind", "year", "state"]
    list_export = [
        "number",
        "kind",
        "year",
        "serial",
        "agent",
        "state",
        "issued_by",
        "issued_at",
        "sha256",
        "replaces",
    ]
    search_fields = ["number", "agent__name"]
    list_actions = [
        (
            gettext_lazy("Issue documents in a batch"),
            "issueddocument:new_batch",
            "doc-full",
            "commissions.issue_document",
        )
    ]

    def get_urlpatterns(self):
        patterns = [
            path("issue/<str:kind>/<int:pk>/", issue_screen, name="issue"),
            path("preview/<str:kind>/<int:pk>/", preview_screen, name="preview"),
            path("<int:pk>/replace/", replace_screen, name="replace"),
            *batch_paths,
        ]
        return [*super().get_urlpatterns(), *patterns]


class TemplateRecord(RecordView):
    record_fields = ["kind", "version", "stored_at", "sha256"]

    def panels(self, record):
        rows = [
            (
                reverse("issueddocument:inspect", args=[document.pk]),
                [document.number, day_of(document.issued_at)],
            )
            for document in IssuedDocument.objects.visible_to(self.request.user).filter(
                template=record
            )[:20]
        ]
        return [
            (_("Documents made by it (the newest)"), [_("document number"), _("issued at")], rows),
            (
                _("Text"),
                [_("file"), _("content")],
                [("", [name, text]) for name, text in record.files.items()],
            ),
        ]


class TemplateViewSet(LogViewSet):
    model = DocumentTemplate
    icon = "ds-file"
    inspect_view_class = TemplateRecord
    form_fields = ["version"]
    list_display = ["kind", "version", "stored_at"]
    list_export = ["kind", "version", "stored_at", "sha256"]


# Functions (record) → [(kind, subject)] of the documents that belong on a record's page.
_ABOUT: dict[type, Callable] = {}


def show_documents(model: type, about: Callable, is_for: Callable = Tab.is_for):
    """The tab of papers on the pages of ``model``, with the documents that ``about`` names.
    ``is_for`` is that of a tab.
    """
    _ABOUT[model] = about
    label = pgettext_lazy("tab of a record", "Papers")
    add_tabs(model, Tab("documents", label, _documents_tab, is_for=is_for, order=4))


def _about_statement(statement) -> list[tuple]:
    payments = statement.payments.all()
    of_itself = [(Kind.STATEMENT, statement), (Kind.APPROVAL, statement)]
    return [*of_itself, *((Kind.PAYMENT, payment) for payment in payments)]


def _about_project(project) -> list[tuple]:
    referrals = [
        (kind, referral)
        for referral in project.referrals.all()
        for kind in (Kind.REFERRAL, Kind.CERTIFICATE)
    ]
    return [*referrals, *((Kind.ENTRY, entry) for entry in project.entries.select_related("plot"))]


def papers_of(record, user) -> list[tuple]:
    """[(kind, subject, its documents)] of what belongs on the record's page, as far as the person
    sees it: one query for the documents, and one for each model that they are about.
    """
    papers = _ABOUT[type(record)](record)
    visible_subjects = _seen_subjects(papers, user)
    papers = [(kind, subject) for kind, subject in papers if subject in visible_subjects]
    types = ContentType.objects.get_for_models(*{type(subject) for _kind, subject in papers})
    condition = Q(pk=None)
    for kind, subject in papers:
        condition |= Q(kind=kind, content_type=types[type(subject)], object_id=subject.pk)
    documents = defaultdict(list)
    for document in IssuedDocument.objects.visible_to(user).filter(condition):
        documents[document.kind, document.content_type_id, document.object_id].append(document)
    return [
        (kind, subject, documents[kind, types[type(subject)].pk, subject.pk])
        for kind, subject in papers
    ]


def _seen_subjects(papers, user) -> set:
    keys = defaultdict(set)
    for kind, subject in papers:
        keys[DOCUMENT_KINDS[kind].model].add(subject.pk)
    return {
        subject
        for model, pks in keys.items()
        for subject in model.objects.visible_to(user).filter(pk__in=pks)
    }


def issuing_actions(papers, user):
    """The documents that may be issued now; of many referrers the first."""
    actions = []
    for kind, subject, documents in papers[:MOST_OFFERED]:
        document_kind = DOCUMENT_KINDS[kind]
        is_open = not any(
            document.state in (State.PREPARING, State.ISSUED) for document in documents
        )
        if is_open and document_kind.may_be_issued_by(user) and not document_kind.refusal(subject):
            label = _("Issue: %s") % document_kind.label
            is_of_agent = kind in (Kind.REFERRAL, Kind.CERTIFICATE)
            actions.append(
                (
                    f"{label}{aside(subject.agent)}" if is_of_agent else label,
                    reverse("issueddocument:issue", args=[kind, subject.pk]),
                )
            )
    return actions


def _documents_tab(record, request):
    """Every document about the record, with where it stands."""
    papers = papers_of(record, request.user)
    rows = [
        (document, Mark(document.get_state_display(), tone=tone_of(document)))
        for _kind, _subject, documents in papers
        for document in documents
    ]
    context = {"rows": rows, "offers": issuing_actions(papers, request.user)}
    return render_to_string("commissions/_documents_of_record.html", context, request)


def actions_of_document(document, user):
    if not document.file:
        return []
    actions = [
        (_("Open the PDF"), reverse("document", args=[document.pk])),
        (_("Public verification"), reverse("verify", args=[document.token])),
    ]
    if document.state != State.ISSUED:
        actions.append(
            (
                _("The original as it was issued"),
                reverse("document", args=[document.pk]) + "?original",
            )
        )
    elif user.has_perm("commissions.withdraw_document") and DOCUMENT_KINDS[
        document.kind
    ].may_be_issued_by(user):
        actions.append((_("Replace"), reverse("issueddocument:replace", args=[document.pk])))
    return actions


def notices_of_document(document, user):
    """Lines above a document that is not in force, or whose file is not what was issued; none for a
    sound document in force.
    """
    notices = []
    if document.state == State.REPLACED:
        notices.append(_("Replaced by %(number)s.") % {"number": document.replaced_by.number})
    elif document.state != State.ISSUED:
        notices.append(document.get_state_display())
    return notices + (verify(document).problems if document.file else [])


def reader(document, request):
    """The PDF itself, on the record's page."""
    return (
        render_to_string("commissions/_read_document.html", {"document": document}, request)
        if document.file
        else ""
    )


show_documents(Agreement, lambda agreement: [(Kind.AGREEMENT, agreement)])
show_documents(Supplement, lambda supplement: [(Kind.SUPPLEMENT, supplement)])
show_documents(Statement, _about_statement)
show_documents(Project, _about_project)
show_documents(Lead, lambda lead: [(Kind.OFFER, lead)])
add_actions(IssuedDocument, actions_of_document)
add_notices(IssuedDocument, notices_of_document)
add_sections(IssuedDocument, reader)
