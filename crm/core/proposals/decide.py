"""An approved proposal comes into force; both people stand in the history of its record."""

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ..errors import Refused
from ..followups import changed
from ..models import Proposal
from ..notifications import notify
from ..punctuation import clauses
from ..writing.history import save_as
from .propose import as_text, value_of

Action = Proposal.Action


def put_into_force(proposal, taken):
    """Follows the approval in its transaction. Raises Refused where the record has changed."""
    act = {Action.ADD: _add, Action.CHANGE: _change, Action.REMOVE: _remove}[proposal.action]
    try:
        act(proposal, by=taken.by, reason=_reason(proposal, taken.by))
    except ValidationError as error:
        raise Refused(clauses(error.messages)) from None
    tell_the_proposer(proposal, taken)


def _reason(proposal, by) -> str:
    words = {"proposer": proposal.proposed_by, "decider": by, "why": proposal.why}
    return _("proposed by %(proposer)s, approved by %(decider)s: %(why)s") % words


def _values(proposal) -> dict:
    """By the fields' columns, which take the key of what a field leads to."""
    model = proposal.model
    return {
        model._meta.get_field(name).attname: value_of(model, name, text)
        for name, text in proposal.values.items()
    }


def _add(proposal, *, by, reason):
    record = proposal.model(**_values(proposal))
    record.full_clean()
    save_as(record, by=by, reason=reason)
    proposal.object_id = record.pk
    save_as(proposal, by=by, reason=reason)
    changed(record)


def _change(proposal, *, by, reason):
    record, values = _unchanged(proposal), _values(proposal)
    if put := proposal.model.CHANGES.put:
        put(record, values, by=by, reason=reason)
    else:
        for name, value in values.items():
            setattr(record, name, value)
        record.full_clean()
        save_as(record, by=by, reason=reason)
    changed(record)


def _remove(proposal, *, by, reason):
    record = _unchanged(proposal)
    record._history_user, record._change_reason = by, reason[:100]
    try:
        record.delete()
    except ProtectedError:
        raise Refused(_("Other records rest on it; it can not be removed.")) from None


def _unchanged(proposal):
    """The record, locked, as it was when the proposal was made."""
    record = proposal.model._base_manager.select_for_update().filter(pk=proposal.object_id).first()
    if record is None or as_text(record, proposal.before) != proposal.before:
        raise Refused(_("The record has changed since. Refuse this proposal; it can be made anew."))
    return record


def tell_the_proposer(proposal, taken):
    notify(
        [proposal.proposed_by],
        "proposal_decided",
        proposal,
        by=taken.by,
        state=proposal.get_state_display(),
    )
