"""Issuing a document: numbered, rendered, stored with its hash; once issued it is never made again."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commissions.models import IssuedDocument, Statement
from commissions.statements.explain import lines_of
from crm.core.errors import NotPermitted, Refused
from crm.core.models import Sequence

from .render import render_pdf

PREFIX = {IssuedDocument.Kind.AGREEMENT: "招协", IssuedDocument.Kind.STATEMENT: "招结"}
NOT_YET_CONFIRMED = {Statement.State.DRAFT, Statement.State.DISPUTED, Statement.State.WITHDRAWN}


def issue_agreement(agreement, *, by) -> IssuedDocument:
    """Issue the entrusted-promotion agreement as reviewed."""
    if agreement.state != agreement.State.REVIEWED:
        raise Refused(_("An agreement is issued after its legal review and before it is signed."))
    return _issue(agreement, IssuedDocument.Kind.AGREEMENT, "agreement", {"agreement": agreement, "sentences": agreement.policy_version.sentences("zh")}, by)


def issue_statement(statement, *, by) -> IssuedDocument:
    """Issue a statement that its payee has confirmed."""
    if statement.state in NOT_YET_CONFIRMED:
        raise Refused(_("A statement is issued once the payee has confirmed it."))
    steps = [(statement.TRANSITIONS[move.name].label, move) for move in statement.moves()]
    return _issue(statement, IssuedDocument.Kind.STATEMENT, "statement", {"statement": statement, "lines": lines_of(statement, "zh"), "steps": steps}, by)


@transaction.atomic
def _issue(subject, kind, template, context, by) -> IssuedDocument:
    from django.utils.translation import override

    if not by.has_perm("commissions.issue_document"):
        raise NotPermitted
    type(subject)._base_manager.select_for_update().get(pk=subject.pk)
    if IssuedDocument.objects.of(subject).filter(kind=kind).exists():
        raise Refused(_("This document is already issued; it is not made a second time."))
    today = timezone.localdate()
    serial = Sequence.take(f"document-{kind}", today.year)
    number = f"{PREFIX[kind]}〔{today.year}〕{serial}号"
    with override("zh-hans"):
        pdf = render_pdf(template, {**context, "number": number, "issued_on": today, "is_demo": subject.is_demo})
    document = IssuedDocument(
        subject=subject, kind=kind, year=today.year, serial=serial, number=number, sha256=hashlib.sha256(pdf).hexdigest(),
        facts={"subject": str(subject), "number": number}, issued_by=by,
    )  # fmt: skip
    document.file.save("document.pdf", ContentFile(pdf), save=False)
    document.save()
    return document
