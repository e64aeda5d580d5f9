from celery import shared_task

from crm.portal.password_reset import send_letters
from crm.staff.reminders import tell_due

from .models import ExportLog, ListRun, TableImport
from .notifications.deliver import deliver, deliver_waiting
from .once import forget_old
from .runs.run import work
from .tables.exporting import export_in_background
from .tables.importing import check_import, write_import


@shared_task(name="core.check_ledger")
def check_ledger(pk: int):
    check_import(TableImport.objects.get(pk=pk))


@shared_task(name="core.write_ledger")
def write_ledger(pk: int):
    write_import(TableImport.objects.get(pk=pk))


@shared_task(name="core.export_list")
def export_list(pk: int):
    export_in_background(ExportLog.objects.get(pk=pk))


@shared_task(name="core.deliver_one")
def deliver_one(pk):
    deliver(pk)


@shared_task(name="core.deliver_waiting")
def deliver_all_waiting():
    deliver_waiting()


@shared_task(name="core.send_reset_letters")
def send_reset_letters(address: str, subject_template: str, letter_template: str, language: str):
    send_letters(address, subject_template, letter_template, language)


@shared_task(name="core.tell_reminders")
def tell_reminders():
    tell_due()


@shared_task(name="core.work_on_run")
def work_on_run(pk: int):
    work(ListRun.objects.get(pk=pk))


@shared_task(name="core.forget_submissions")
def forget_submissions():
    forget_old()
