"""One's own reminders on records."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Reminder
from crm.core.notifications import notify
from crm.core.writes import as_one


def remind(record, *, text: str, remind_at: datetime, by) -> Reminder:
    """Note that ``by`` wishes to be reminded of ``record``. Raises NotPermitted out of sight,
    Refused for a time that has passed.
    """
    if not type(record).objects.visible_to(by).filter(pk=record.pk).exists():
        raise NotPermitted
    if remind_at <= timezone.now():
        raise Refused(_("Choose a time that is still to come."))
    reminder = Reminder(user=by, target_object=record, text=text, remind_at=remind_at)
    reminder.full_clean()
    reminder.save()
    return reminder


def done(reminder):
    reminder.done_at = timezone.now()
    reminder.save(update_fields=["done_at"])


@as_one()
def tell_due():
    """Tell what is due, each once. Two rounds at the same time share the work."""
    due = Reminder.objects.open().filter(told_at=None, remind_at__lte=timezone.now())
    for reminder in due.select_for_update(skip_locked=True, of=["self"]).select_related("user"):
        if reminder.target_object is not None:
            notify(
                [reminder.user],
                "reminder",
                reminder.target_object,
                once=str(reminder.pk),
                text=reminder.text,
            )
        reminder.told_at = timezone.now()
        reminder.save(update_fields=["told_at"])
