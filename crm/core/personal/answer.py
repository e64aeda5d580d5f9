"""A person's data as a file: what is stored of them in each record that was chosen, for what, and
for how long. A ZIP with the same twice: JSON for machines, a spreadsheet for people.
"""

import hashlib
import io
import json
import zipfile

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..encryption import masked
from ..models import Attachment, ExportLog, PersonRequest, User
from ..spreadsheets import neutral
from ..writing.history import in_words
from .find import Wanted, fields_of_person
from .labels import called
from .look import wanted_of
from .registry import HOLDINGS, Holding, Kind, kept_in_words

AROUND = 40  # characters of a text to both sides of the person's name; the rest is of others


def file_of(request: PersonRequest) -> bytes:
    records = [facts for hit in _chosen(request) if (facts := _record(hit.record, request))]
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", _json(request, records))
        archive.writestr("data.xlsx", _xlsx(request, records))
        for record in records:
            _add_file(archive, record.pop("record"))
    return output.getvalue()


def _chosen(request: PersonRequest):
    return request.hits.filter(is_chosen=True).select_related("content_type")


def _record(record: Model | None, request: PersonRequest) -> dict | None:
    if record is None:
        return None
    holding = HOLDINGS[type(record)]
    return {
        "kind": called(type(record)),
        "key": record.pk,
        "who": str(holding.who),
        "purpose": str(holding.purpose),
        "kept": kept_in_words(holding),
        "data": fields_in_words(record, holding, wanted_of(request)),
        "record": record,
    }


def fields_in_words(
    record: Model, holding: Holding, wanted: Wanted, *, is_masked: bool = False
) -> dict[str, str]:
    """{label: value} of what is stored. Of a text that names others too, only the words around the
    person's name; secret numbers in full, since they are the person's own, unless ``is_masked``.
    """
    fields = {}
    for name in fields_of_person(record, holding, wanted.terms()):
        kind, field, value = (
            holding.fields[name],
            record._meta.get_field(name),
            getattr(record, name),
        )
        if value in (None, "", [], {}):
            continue
        if kind == Kind.WORDS:
            text = excerpt(_as_text(value), wanted.terms())
        elif _is_secret(field):
            text = masked(value) if is_masked else value
        else:
            text = value.name if kind == Kind.FILE else in_words(field, value)
        if text:
            fields[capfirst(called(field))] = text
    return fields


def _is_secret(field) -> bool:
    return getattr(field, "secret", False)


def _as_text(value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def excerpt(text: str, terms: list[str]) -> str:
    """What stands around the first of ``terms``; "" where none is there."""
    for term in terms:
        place = text.find(term)
        if place >= 0:
            start, end = max(0, place - AROUND), place + len(term) + AROUND
            return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return ""


def _json(request: PersonRequest, records: list[dict]) -> str:
    rows = [
        {name: value for name, value in record.items() if name != "record"} for record in records
    ]
    answer = {
        "request": request.number,
        "person": request.name,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "records": rows,
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _xlsx(request: PersonRequest, records: list[dict]) -> bytes:
    from openpyxl import Workbook  # heavy, and every process knows the requests of persons

    book = Workbook(write_only=True)
    sheet = book.create_sheet(request.number)
    sheet.append([_("kind of record"), _("field"), _("value"), _("purpose"), _("kept for")])
    for record in records:
        for label, value in record["data"].items():
            row = [record["kind"], label, value, record["purpose"], record["kept"]]
            sheet.append([neutral(text) for text in row])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _add_file(archive: zipfile.ZipFile, record: Model) -> None:
    """A paper of the person, under its key: two may have one name."""
    if isinstance(record, Attachment) and record.file:
        with record.file.open() as file:
            archive.writestr(f"files/{record.pk}-{record.name}", file.read())


def store(request: PersonRequest, content: bytes, *, by: User) -> Attachment:
    """Keep the file with the request, whence it is taken; the log of exports has it too."""
    name, digest = f"{request.number}.zip", hashlib.sha256(content).hexdigest()
    attachment = Attachment(
        content_type=ContentType.objects.get_for_model(request),
        object_id=request.pk,
        name=name,
        size_bytes=len(content),
        sha256=digest,
        uploaded_by=by,
    )
    attachment.file.save(name, ContentFile(content), save=False)
    attachment.save()
    ExportLog.objects.create(
        number=ExportLog.NUMBERS.take(),
        by=by,
        at=timezone.now(),
        table=str(request._meta.verbose_name_plural),
        path=f"/admin/personrequest/inspect/{request.pk}/",
        rows=_chosen(request).count(),
        format="zip",
        reason=request.number,
        sha256=digest,
        phase=ExportLog.Phase.DONE,
        language=get_language() or "zh-hans",
    )
    return attachment
