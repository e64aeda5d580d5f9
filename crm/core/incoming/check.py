"""Whether a file is what its name says and what is wanted here, before anybody reads it."""

from django.utils.translation import gettext as _

from ..punctuation import listed
from .archive import parts_of
from .bad_file import BadFile
from .kinds import ACCEPTED, AS_WORKBOOK, DAMAGED, HEAD, REMEDIES, TEXT, WORDS, ending_of, kind_of
from .purposes import MEGABYTE, TABLE_ENDINGS, Purpose
from .scanner import scan
from .text import SAVE_AGAIN

OFFICE_ARCHIVES = {"xlsx", "docx", "ofd"}
KNOWN_ENDINGS = {
    ".xls": "xls",
    ".et": "xls",
    ".xlsb": "xlsb",
    ".ods": "odf",
    ".htm": "html",
    ".html": "html",
}


def check(upload, purpose: Purpose):
    """Raises BadFile. ``upload`` has a name and a size; it is left at its beginning."""
    if not upload.size:
        raise BadFile(_("The file is empty."))
    if upload.size > purpose.largest:
        raise BadFile(_too_large(purpose.largest))
    ending = ending_of(upload.name)
    if ending not in purpose.endings:
        raise BadFile(_other_ending(ending, purpose))
    kind = kind_of_upload(upload)
    if kind not in ACCEPTED[ending]:
        raise BadFile(_other_content(ending, kind))
    if purpose.is_kept:
        scan(upload)
    if kind in OFFICE_ARCHIVES:
        parts_of(upload.read())
        upload.seek(0)


def kind_of_upload(upload) -> str:
    upload.seek(0)
    head = upload.read(HEAD)

    def whole():
        upload.seek(0)
        return upload.read()

    kind = kind_of(head, whole)
    upload.seek(0)
    return kind


def _too_large(bytes_: int) -> str:
    if bytes_ < MEGABYTE:
        return _("The file is larger than %d KB.") % (bytes_ // 1024)
    return _("The file is larger than %d MB.") % round(bytes_ / MEGABYTE)


def _other_ending(ending, purpose) -> str:
    kind = KNOWN_ENDINGS.get(ending)
    if kind and set(purpose.endings) >= set(TABLE_ENDINGS):
        return f"{REMEDIES[kind]} {AS_WORKBOOK}"
    endings = listed(purpose.endings)
    return _("Files of this kind are not accepted here. Accepted are: %s.") % endings


def _other_content(ending, kind) -> str:
    """Told with the remedy where a table is hidden in it."""
    if kind == "damaged":
        return _(DAMAGED)
    if ending in TABLE_ENDINGS and kind in REMEDIES:
        return f"{REMEDIES[kind]} {AS_WORKBOOK}"
    if kind == "unknown" and ACCEPTED[ending] == TEXT:
        return f"{_('The file holds no text.')} {_(SAVE_AGAIN)}"
    message = _(
        "The name of the file ends in %(ending)s, but its content is %(kind)s. "
        "Choose the right file, or save it anew."
    )
    return message % {"ending": ending, "kind": WORDS[kind]}
