"""Issuing a document: first its number and what it says are written down, then the PDF is made of
them, sealed and stored.
"""

import hashlib
import json

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.core.days import day_of
from crm.core.errors import NotPermitted, Refused
from crm.core.hosts import SITE, base_of
from crm.core.models import Sequence
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import IssuedDocument
from ..notifications import ask_to_sign
from .facts import as_json
from .fonts import FANG_URL, SONG_URL
from .kinds import DOCUMENT_KINDS, DocumentKind, is_demo
from .pictures import qr_code, seal_picture
from .pins import pin
from .render import check_glyphs, drawn, pdf_of
from .seal import put_seal, seal_for
from .templates import current_files, current_version, html_of

DEMO, TEST, PREVIEW = "演示文件 无效", "测试印章 无效", "预览稿 未签发"


def issue(
    kind: str, subject, *, by, replaces: IssuedDocument | None = None, note: str = ""
) -> IssuedDocument:
    """Issue ``subject``'s document of a kind, in the place of ``replaces`` where that is given.

    Raises NotPermitted, or Refused where the record is not ready, the document is issued already,
    no seal is set up, or the fonts lack a character: then no number is taken. What fails after that
    leaves the document under its number, to be finished.
    """
    seal_for(is_demo=is_demo(subject))
    document = record(kind, subject, by=by, replaces=replaces, note=note)
    return finish(document, by=by)


@as_one()
def record(
    kind: str, subject, *, by, replaces: IssuedDocument | None = None, note: str = ""
) -> IssuedDocument:
    """Take the next number and write down what the document says. Nothing slow happens while others
    wait for their numbers.
    """
    document_kind = DOCUMENT_KINDS[kind]
    check_permission(document_kind, subject, by)
    subject = (
        document_kind.model._base_manager.select_for_update(of=("self",))
        .filter(pk=subject.pk)
        .first()
    )
    if subject is None:
        raise Refused(_("The record is gone."))
    if replaces:
        if (replaces.kind, replaces.subject) != (kind, subject):
            raise Refused(
                _("A document is replaced by one of the same kind about the same record.")
            )
        move(replaces, "replace", by=by, note=note)
    _check_ready(document_kind, subject)
    now = timezone.now()
    document = IssuedDocument(
        subject=subject,
        agent=document_kind.addressee(subject),
        kind=kind,
        facts=facts_of(document_kind, subject),
        template=current_version(kind),
        replaces=replaces,
        issued_by=by,
        issued_at=now,
        is_demo=is_demo(subject),
        year=day_of(now).year,
    )
    document.number = document_kind.number(document.year, "0123456789")
    check_glyphs(html_of(document.template.files, context_of(document, mark="")))
    document.serial = Sequence.take(f"document-{kind}", document.year)
    document.number = document_kind.number(document.year, document.serial)
    return save_as(document, by=by, reason=note)


def finish(document: IssuedDocument, *, by, note: str = "") -> IssuedDocument:
    """Make the PDF of a numbered document, seal it and put it in force. Raises WrongState where
    another process was first.
    """
    seal = seal_for(is_demo=document.is_demo)
    sealed = put_seal(unsealed(document, mark=mark_of(document, seal)), seal)
    pin(seal.certificate.sha256.hex())
    storage = document.file.storage
    name = storage.save(
        document.file.field.generate_filename(document, "document.pdf"), ContentFile(sealed)
    )
    try:
        with transaction.atomic():
            move(
                document,
                "finish",
                by=by,
                note=note,
                file=name,
                sha256=hashlib.sha256(sealed).hexdigest(),
                seal=seal.stored(),
            )
            ask_to_sign(document, by=by)
            DOCUMENT_KINDS[document.kind].after(document, by)
    except BaseException:
        storage.delete(name)
        raise
    return document


def unsealed(document: IssuedDocument, *, mark: str) -> bytes:
    """The PDF before it is sealed. It depends on the document's row and ``mark`` alone."""
    with override("zh-hans"):
        html = html_of(document.template.files, context_of(document, mark=mark))
    return pdf_of(
        html,
        data=data_of(document),
        made_at=timezone.localtime(document.issued_at).replace(microsecond=0),
        identifier=document.token,
    )


def preview(kind: str, subject, *, by) -> bytes:
    """The PDF as it would be issued now, without number, seal or record. Raises Refused for a
    character that cannot be shown.
    """
    document_kind = DOCUMENT_KINDS[kind]
    check_permission(document_kind, subject, by)
    draft = IssuedDocument(
        kind=kind,
        number=document_kind.number(timezone.localdate().year, "　"),
        facts=facts_of(document_kind, subject),
        issued_at=timezone.now(),
        token="",
    )
    with override("zh-hans"):
        html = html_of(
            current_files(kind), context_of(draft, mark=PREVIEW) | {"seal": "", "qr": ""}
        )
    check_glyphs(html)
    return drawn(html)


def check_permission(document_kind: DocumentKind, subject, by):
    is_visible = document_kind.model.objects.visible_to(by).filter(pk=subject.pk).exists()
    if not (is_visible and document_kind.may_be_issued_by(by)):
        raise NotPermitted


def _check_ready(document_kind: DocumentKind, subject):
    if refusal := document_kind.refusal(subject):
        raise Refused(refusal)
    document = IssuedDocument.objects.of(subject).live().filter(kind=document_kind.code).first()
    if document:
        raise Refused(
            _("This document is already issued as %(number)s. Replace or withdraw that one.")
            % {"number": document.number}
        )


def facts_of(document_kind: DocumentKind, subject) -> dict:
    with override("zh-hans"):
        return as_json(document_kind.facts(subject))


def mark_of(document: IssuedDocument, seal) -> str:
    if document.is_demo:
        return DEMO
    return TEST if seal.is_test else ""


def context_of(document: IssuedDocument, *, mark: str) -> dict:
    """What a template is filled in with."""
    address = address_of(document)
    made_at = timezone.localtime(document.issued_at)
    return {
        "facts": document.facts,
        "number": document.number,
        "issued_on": day_of(document.issued_at).isoformat(),
        "made_at": made_at.isoformat(timespec="seconds"),
        "address": address,
        "qr": qr_code(address),
        "seal": seal_picture(document.facts["bureau"]),
        "mark": mark,
        "font_url": SONG_URL,
        "fang_url": FANG_URL,
    }


def address_of(document: IssuedDocument) -> str:
    """Where everybody can verify the document."""
    return base_of(SITE) + reverse("verify", args=[document.token or "preview"])


def data_of(document: IssuedDocument) -> bytes:
    """The document as data: the JSON embedded in its PDF."""
    issued_on = day_of(document.issued_at).isoformat()
    data = {
        "kind": document.kind,
        "number": document.number,
        "issued_on": issued_on,
        "verify": address_of(document),
        "facts": document.facts,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode()
