"""Writing something down on a record's page: a note by default, and what the apps add (a call, a
visit, a message), with files and the day on which to go on.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.incoming.field import IncomingFiles
from crm.core.writes import as_one

from .comments import comment, may_comment
from .extensions import Saying, sayings_of
from .forms import DayInput
from .next_step import address
from .reminders import remind
from .scoped import may_attach

REMINDED_AT = time(9, 0)


class SayForm(forms.Form):
    """What is said, whom to, with which files, and when to go on."""

    kind = forms.CharField(required=False)
    text = forms.CharField(required=False, max_length=5000, widget=forms.Textarea)
    to = forms.CharField(required=False)
    file = IncomingFiles(required=False, label=gettext_lazy("file"))
    next_on = forms.DateField(required=False, label=gettext_lazy("next on"), widget=DayInput())


@dataclass
class Composer:
    sayings: list[Saying]
    receivers: dict[str, list[tuple]]
    form: SayForm
    url: str

    @property
    def chosen(self) -> str:
        kind = self.form.data.get("kind", "") if self.form.is_bound else ""
        return kind if kind in {saying.name for saying in self.sayings} else self.sayings[0].name


@as_one()
def say_note(record, *, by, text, files, next_on, to=""):
    """A comment with its files; on the day named, the person is reminded of it."""
    if not text.strip() and not files:
        raise Refused(_("Write something first."))
    if files and not may_attach(by, record):
        raise NotPermitted(_("You do not have the right to add files here."))
    if text.strip():
        comment(record, text=text, by=by)
    for upload in files:
        attach(record, upload, by=by)
    if next_on:
        remind(record, text=text.strip()[:200], remind_at=_morning_of(next_on), by=by)


def _morning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, REMINDED_AT))


NOTE = Saying(
    "note",
    gettext_lazy("Note"),
    say_note,
    lambda record, user: may_comment(user, record),
    placeholder=gettext_lazy("Write something; @ mentions a colleague"),
)


def sayings_for(record, user) -> list[Saying]:
    return [saying for saying in (NOTE, *sayings_of(record, user)) if saying.is_for(record, user)]


def composer_of(record, user, form=None) -> Composer | None:
    """None where the person may write nothing here."""
    sayings = sayings_for(record, user)
    receivers = {
        saying.name: saying.receivers(record, user) for saying in sayings if saying.receivers
    }
    sayings = [saying for saying in sayings if receivers.get(saying.name, True)]
    if not sayings:
        return None
    return Composer(sayings, receivers, form or SayForm(), address(record, "comment"))
