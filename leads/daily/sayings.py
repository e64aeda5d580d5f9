"""Calls and visits, written down on the page of the lead or project that they were made for."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.errors import Refused
from crm.core.files import attach
from crm.core.writes import as_one
from crm.staff.extensions import Saying, add_sayings

from ..models import Activity, Lead, Project
from .next_steps import record_activity

PLACEHOLDERS = {
    Activity.Kind.CALL: gettext_lazy("With whom, and what was said"),
    Activity.Kind.VISIT: gettext_lazy("Where, with whom, and what came of it"),
}


@as_one()
def say(kind, record, *, by, text, files, next_on, to=""):
    """An activity of now, with its files on the record; the next step has the day named."""
    if not text.strip():
        raise Refused(_("Write something first."))
    next_step = _("Go on") if next_on else ""
    record_activity(
        by=by,
        kind=kind,
        summary=text.strip(),
        happened_at=timezone.now(),
        next_on=next_on,
        next_step=next_step,
        **{record._meta.model_name: record},
    )
    for upload in files:
        attach(record, upload, by=by, purpose=str(kind.label))


def may_record(record, user) -> bool:
    return user.has_perm("leads.add_activity")


for model in (Lead, Project):
    add_sayings(
        model,
        *(
            Saying(
                kind.value,
                short,
                partial(say, kind),
                is_for=may_record,
                placeholder=PLACEHOLDERS[kind],
            )
            for kind, short in (
                (Activity.Kind.CALL, pgettext_lazy("to write down", "Call")),
                (Activity.Kind.VISIT, pgettext_lazy("to write down", "Visit")),
            )
        ),
    )
