"""Taking a step back just after it was taken.

Only the steps that say of themselves ``is_reversible``: nothing followed from them, nobody was
told, no money stands on them. What moves money is never undone but reversed, by a step of its own.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.writes import as_one

from .errors import NotPermitted, Refused
from .followups import changed
from .models import Move, User
from .models.lifecycle import Stateful
from .writing.history import save_step

UNDO = "undo"
LASTS = timedelta(minutes=10)


def may_take_back(move: Move, user: User) -> bool:
    """Whether ``user`` just took this step, and it is one that leaves nothing behind it."""
    transition = _transition_of(move)
    return bool(
        transition
        and transition.is_reversible
        and move.by_id == user.pk
        and timezone.now() - move.at < LASTS
    )


def _transition_of(move: Move):
    model = move.content_type.model_class()
    return getattr(model, "TRANSITIONS", {}).get(move.name)


@as_one()
def take_back(key: int, *, by: User) -> Stateful:
    """Put the record back into the state before the move; the move stays, and another is added.

    Raises NotPermitted for another person's step, Refused where the record has gone on since, the
    step is none that is taken back, or the time for it is over.
    """
    move = Move.objects.select_related("content_type").filter(pk=key, by=by).first()
    if move is None:
        raise NotPermitted(_("Only who took a step takes it back."))
    if not may_take_back(move, by):
        raise Refused(_("This step can not be taken back any more."))
    model = move.content_type.model_class()
    row = model._base_manager.select_for_update().get(pk=move.object_id)
    if row.state != move.target or row.moves().last() != move:
        raise Refused(_("The record has gone on since; the step stays."))
    _put_back(row, move, by)
    return row


def _put_back(row, move, by):
    """The state and what the step stamped, from the version before it."""
    transition = _transition_of(move)
    version = row.history.filter(state=move.source).order_by("-history_id").first()
    names = (
        transition.stamp,
        transition.stamp_day,
        transition.stamp_first,
        *transition.facts,
    )
    for name in filter(None, names):
        attname = row._meta.get_field(name).attname
        setattr(row, attname, getattr(version, attname) if version else None)
    row.state = move.source
    words = _("taken back: %(step)s") % {"step": transition.label}
    save_step(row, by=by, reason=words)
    Move.objects.create(
        target_object=row, name=UNDO, source=move.target, target=move.source, by=by, note=words
    )
    changed(row)
