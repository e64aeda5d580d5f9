"""Choosing a file, answering what it leaves open, confirming or discarding its import."""

import hashlib
from functools import partial
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..background.send import send
from ..errors import NotPermitted, Refused
from ..incoming.bad_file import BadFile
from ..incoming.check import check
from ..incoming.purposes import LEDGER
from ..models import TableImport
from ..punctuation import listed
from .importing import Phase, change, delete_files, is_being_written
from .tasks import check_ledger, write_ledger


def begin_import(table, upload, *, by) -> TableImport:
    """Store the file and send it to be read. Raises NotPermitted and Refused."""
    if not table.may_import(by):
        raise NotPermitted(_("You do not have the right to import here."))
    try:
        check(upload, LEDGER)
    except BadFile as bad:
        raise Refused(str(bad)) from None
    content = upload.read()
    job = TableImport(
        table=table.label,
        by=by,
        created_at=timezone.now(),
        file_name=PurePath(upload.name).name[-200:],
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        language=translation.get_language() or "zh-hans",
    )
    job.source.save(job.file_name, ContentFile(content), save=False)
    job.save()
    _send(job, "check")
    return job


def answer_units(job, units: dict[str, str], *, by):
    """Say in which unit the columns stand that name none, {column name: word}; the file is read
    anew. Raises Refused.
    """
    with transaction.atomic():
        row = TableImport.objects.select_for_update().get(pk=job.pk)
        if row.by_id != by.pk:
            raise NotPermitted(_("Only the person who chose the file says its units."))
        if row.phase != Phase.ASKING:
            raise Refused(_("This import is “%s”; nothing is asked.") % row.get_phase_display())
        choices = {
            question["column"]: units.get(question["column"], "")
            for question in row.preview["questions"]
        }
        lacking = [
            question["title"]
            for question in row.preview["questions"]
            if choices[question["column"]] not in question["offered"]
        ]
        if lacking:
            raise Refused(_("Choose the unit of: %s.") % listed(lacking))
        change(row, phase=Phase.WAITING, units={**row.units, **choices}, done=0)
        _send(row, "check")


def confirm_import(job, *, by, is_sure: bool = False):
    """Let what the preview shows be written; ``is_sure`` is the answer to what it asks back.

    Raises Refused where it is no longer to be confirmed, or where the answer is lacking.
    """
    with transaction.atomic():
        row = TableImport.objects.select_for_update().get(pk=job.pk)
        if row.by_id != by.pk:
            raise NotPermitted(_("Only the person who chose the file confirms its import."))
        if row.phase != Phase.READY:
            raise Refused(
                _("This import is “%s”; there is nothing to confirm.") % row.get_phase_display()
            )
        if row.preview.get("doubts") and not is_sure:
            raise Refused(_("Look at what the preview asks back, and tick that it is right."))
        change(row, phase=Phase.CONFIRMED, done=0)
        _send(row, "write")


def discard_import(job, *, by):
    """Leave it be, also while it waits or is being read; the files are deleted, the record of the
    attempt stays.
    """
    with transaction.atomic():
        row = TableImport.objects.select_for_update().get(pk=job.pk)
        if row.by_id != by.pk:
            raise NotPermitted(_("Only the person who chose the file discards it."))
        if row.phase in (Phase.DONE, Phase.DISCARDED) or is_being_written(row):
            raise Refused(
                _("This import is “%s” and can not be discarded now.") % row.get_phase_display()
            )
        change(row, phase=Phase.DISCARDED, is_seen=True, problems=[], preview={})
        transaction.on_commit(partial(delete_files, row))


def _send(job, what: str):
    send({"check": check_ledger, "write": write_ledger}[what], job.pk)
