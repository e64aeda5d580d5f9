"""Proposing that a record be added, changed or removed; nothing of it changes yet."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from crm.core.writes import as_one

from ..errors import NotPermitted, Refused
from ..models import Proposal, User
from ..notifications import notify
from ..writing.history import save_as

Action = Proposal.Action


def propose_new(model, values: dict, *, by, why: str) -> Proposal:
    """``values`` by field name. Raises ValidationError as the record would, Refused without why."""
    record = model(**values)
    record.full_clean()
    return _propose(Action.ADD, record, as_text(record, values), {}, by=by, why=why)


def propose_change(record, values: dict, *, by, why: str) -> Proposal:
    """``record`` is not touched. Raises Refused if nothing differs or a proposal is open."""
    stored = type(record)._base_manager.get(pk=record.pk)
    differing = [name for name, value in values.items() if getattr(stored, name) != value]
    if not differing:
        raise Refused(_("Nothing was changed."))
    before = as_text(stored, differing)
    for name in differing:
        setattr(stored, name, values[name])
    stored.full_clean()
    return _propose(Action.CHANGE, stored, as_text(stored, differing), before, by=by, why=why)


def propose_removal(record, *, by, why: str) -> Proposal:
    names = [
        field.name
        for field in record._meta.concrete_fields
        if field.editable and not field.primary_key
    ]
    return _propose(Action.REMOVE, record, {}, as_text(record, names), by=by, why=why)


def as_text(record, names) -> dict:
    """{field: its value as JSON keeps it} of the fields ``names``."""
    fields = {name: record._meta.get_field(name) for name in names}
    return {
        name: None if getattr(record, name) is None else field.value_to_string(record)
        for name, field in fields.items()
    }


def value_of(model, name: str, text):
    return None if text is None else model._meta.get_field(name).to_python(text)


RIGHTS = {Action.ADD: "add", Action.CHANGE: "change", Action.REMOVE: "delete"}


@as_one()
def _propose(action, record, values, before, *, by, why) -> Proposal:
    meta = record._meta
    if not by.has_perm(f"{meta.app_label}.{RIGHTS[action]}_{meta.model_name}"):
        raise NotPermitted
    if not why.strip():
        raise Refused(_("Say why."))
    if record.pk:
        _wait_for_turn(record)
    proposal = Proposal(
        action=action,
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        subject=str(record)[:200],
        values=values,
        before=before,
        why=why.strip(),
        proposed_by=by,
    )
    save_as(proposal, by=by, reason=why)
    notify(deciders(type(record)), "proposal_to_decide", proposal, by=by)
    return proposal


def _wait_for_turn(record):
    """Lock the record for proposals: two made at the same time would overwrite each other."""
    type(record)._base_manager.select_for_update().get(pk=record.pk)
    waiting = Proposal.objects.open().about(record).first()
    if waiting:
        words = {"person": waiting.proposed_by}
        raise Refused(
            _("A proposal of %(person)s for this waits for its decision already.") % words
        )


def deciders(model):
    return User.objects.staff().with_right(model.CHANGES.right)
