from celery import shared_task

from ..background.work import when_given_up
from ..models import ExportLog, TableImport
from .exporting import export_in_background, give_up_export
from .importing import check_import, give_up_import, write_import


@shared_task(name="core.check_ledger")
def check_ledger(pk: int):
    check_import(TableImport.objects.get(pk=pk))


@shared_task(name="core.write_ledger")
def write_ledger(pk: int):
    write_import(TableImport.objects.get(pk=pk))


@shared_task(name="core.export_list")
def export_list(pk: int):
    export_in_background(ExportLog.objects.get(pk=pk))


when_given_up(check_ledger, give_up_import)
when_given_up(write_ledger, give_up_import)
when_given_up(export_list, give_up_export)
