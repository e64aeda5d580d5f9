"""Every change of state, for every model that has one: a table of transitions, and ``move()``, its
only writer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.writes import as_one

from .again import check_right
from .database.kept import written_later
from .errors import MissingFacts, NotPermitted, Refused, SamePerson, WrongState
from .followups import changed
from .models import Move, User
from .models.lifecycle import Stateful as Stateful
from .models.lifecycle import Transition as Transition
from .writing.history import save_step
from .writing.reasons import with_note

UseCase: TypeAlias = Callable[..., object]  # (record, *, by, note, **facts)
Sequel: TypeAlias = Callable[..., None]  # (record, taken)
Promise: TypeAlias = tuple[str, type[Stateful], str]  # USE_CASE or SEQUEL, model, name of the step

USE_CASE, SEQUEL = "use case", "sequel"
TAG = "transitions"  # of the check at the start
TAKEN = "_steps_taken"  # on a record in hand
SAME_PERSON = gettext_lazy("You took an earlier step yourself; another person must take this one.")

# By model and name of the step.
_USE_CASES: dict[tuple[type[Stateful], str], UseCase] = {}
_SEQUELS: dict[tuple[type[Stateful], str], Sequel] = {}


def register_use_cases(model: type[Stateful], use_cases: Mapping[str, UseCase]) -> None:
    """The functions by which ``perform`` takes those steps of ``model`` that have a use case."""
    _USE_CASES.update({(model, name): function for name, function in use_cases.items()})


def register_sequels(model: type[Stateful], sequels: Mapping[str, Sequel]) -> None:
    """The functions that ``move()`` calls after those steps of ``model`` that have a sequel."""
    _SEQUELS.update({(model, name): function for name, function in sequels.items()})


def check_transitions(**_options: object) -> list[CheckMessage]:
    """At the start: every use case and sequel that a table promises is registered, and no other."""
    promised, registered = _promised(), _registered()
    missing = "The step %s has a %s by TRANSITIONS, but transitions.py of its app names none."
    unknown = "The step %s has no %s by TRANSITIONS, but transitions.py of its app names one."
    return [
        *_errors(promised - registered, missing, "core.E001"),
        *_errors(registered - promised, unknown, "core.E002"),
    ]


def _errors(promises: set[Promise], message: str, code: str) -> list[CheckMessage]:
    return [Error(message % (name, kind), obj=model, id=code) for kind, model, name in promises]


def _promised() -> set[Promise]:
    promised = set()
    for model in apps.get_models():
        for name, step in getattr(model, "TRANSITIONS", {}).items():
            if step.has_use_case:
                promised.add((USE_CASE, model, name))
            if step.has_sequel:
                promised.add((SEQUEL, model, name))
    return promised


def _registered() -> set[Promise]:
    use_cases = {(USE_CASE, model, name) for model, name in _USE_CASES}
    return use_cases | {(SEQUEL, model, name) for model, name in _SEQUELS}


@dataclass
class Step:
    """A transition as one user sees it on one record.

    ``lacks`` holds every required fact that is not there yet, with its label; ``refusal`` says why
    another person must take the step, "" where this one may.
    """

    name: str
    transition: Transition
    lacks: dict[str, str] = field(default_factory=dict)
    refusal: str = ""

    @property
    def missing(self) -> list[str]:
        """The labels of the facts that must be there first: those that the record lacks and the
        step does not bring itself, by its form or by its use case.
        """
        brought = (*self.transition.facts, *self.transition.makes)
        return [label for fact, label in self.lacks.items() if fact not in brought]

    @property
    def is_open(self) -> bool:
        return not self.missing and not self.refusal


def next_steps(record: Stateful, user: User) -> list[Step]:
    """The transitions out of the record's state that ``user`` has the right to, with what stands in
    their way.
    """
    steps = []
    for name, transition in record.TRANSITIONS.items():
        if (
            record.state in transition.sources
            and not transition.hidden
            and user.has_perm(transition.permission)
        ):
            lacks = dict(missing_facts(record, transition))
            steps.append(Step(name, transition, lacks, refusal(record, transition, user)))
    return steps


def missing_facts(record: Stateful, transition: Transition) -> list[tuple[str, str]]:
    """(fact, label) of each required fact that holds no value."""
    return [
        (fact, label_of(record, fact))
        for fact in transition.requires
        if record.asks_for(fact) and not _value(record, fact)
    ]


def label_of(record: Stateful | type[Model], fact: str) -> str:
    """What people call the fact; ``record`` may be its model."""
    relation, dotted, path = fact.partition(".")
    if dotted:
        return label_of(record._meta.get_field(relation).related_model, path)
    labels = getattr(record, "FACT_LABELS", {})
    if fact in labels:
        return str(labels[fact])
    try:
        return str(record._meta.get_field(fact).verbose_name)
    except FieldDoesNotExist:
        raise LookupError(
            f"{record._meta.object_name} names no label for the fact {fact}"
        ) from None


def refusal(record: Stateful, transition: Transition, user: User) -> str:
    """Why this user may not take the step on this record although the role permits it; "" if they
    may.
    """
    if _is_the_same_person(record, transition, user):
        return str(SAME_PERSON)
    return str(transition.guard(record, user)) if transition.guard else ""


def _is_the_same_person(record: Stateful, transition: Transition, user: User) -> bool:
    if any(getattr(record, f"{name}_id") == user.pk for name in transition.apart_from):
        return True
    return bool(transition.not_by) and not _taken(record, user).isdisjoint(transition.not_by)


def _taken(record: Stateful, user: User) -> set[str]:
    """The steps of the record that the user took; asked once of a record in hand."""
    steps_by_user: dict[int, set[str]] = record.__dict__.setdefault(TAKEN, {})
    if user.pk not in steps_by_user:
        steps_by_user[user.pk] = set(record.moves().filter(by=user).values_list("name", flat=True))
    return steps_by_user[user.pk]


def perform(record: Stateful, name: str, *, by: User, note: str = "", **facts: object) -> object:
    """Take a step as the screens do: through its use case where it has one."""
    transition = record.TRANSITIONS[name]
    check_right(transition.permission, by)
    if transition.has_use_case:
        return _USE_CASES[type(record), name](record, by=by, note=note, **facts)
    return move(record, name, by=by, note=note, **facts)


@as_one()
def move(record: Stateful, name: str, *, by: User, note: str = "", **facts: object) -> Move:
    """Change the state of ``record`` by the transition ``name``.

    Locks the row, then checks permission, state, required facts and the second person, then records
    and saves. ``facts`` are fields filled in by the step. Raises NotPermitted, WrongState,
    MissingFacts, SamePerson or Refused; nothing is written then.
    """
    transition = record.TRANSITIONS[name]
    if not by.has_perm(transition.permission):
        raise NotPermitted(_("You do not have the right to take this step."))
    check_right(transition.permission, by)
    row = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if row.state not in transition.sources:
        raise WrongState(
            _("This step is not possible: the record is now “%s”.") % row.get_state_display()
        )
    _fill_in(row, transition, facts)
    _check(row, transition, by, note)
    _stamp(row, name, by)
    source, row.state = row.state, transition.target
    reason = with_note(transition.label, note)
    save_step(row, by=by, reason=reason, update_fields=written_later(type(row)))
    taken = Move.objects.create(
        target_object=row, name=name, source=source, target=row.state, by=by, note=note
    )
    record.refresh_from_db()
    record.__dict__.pop(TAKEN, None)
    if transition.has_sequel:
        _SEQUELS[type(record), name](record, taken)
    changed(record)
    return taken


def _fill_in(row: Stateful, transition: Transition, facts: Mapping[str, object]) -> None:
    for fact, value in facts.items():
        if fact not in transition.facts:
            raise LookupError(f"the step does not fill in {fact}")
        setattr(row, fact, value)
    row.full_clean(
        exclude=[name for name in _field_names(row) if name not in facts], validate_unique=False
    )


def _stamp(row: Stateful, name: str, by: User) -> None:
    transition = row.TRANSITIONS[name]
    if transition.stamp:
        setattr(row, transition.stamp, by)
    if transition.stamp_day:
        setattr(row, transition.stamp_day, row.day_of_step(name))
    if transition.stamp_moment:
        setattr(row, transition.stamp_moment, timezone.now())
    if transition.stamp_first and not getattr(row, transition.stamp_first):
        setattr(row, transition.stamp_first, timezone.localdate())


def _field_names(row: Stateful) -> list[str]:
    return [field.name for field in row._meta.fields]


def _check(row: Stateful, transition: Transition, by: User, note: str) -> None:
    missing = [label for _fact, label in missing_facts(row, transition)]
    if transition.needs_note and not note.strip():
        missing.append(_("a reason"))
    if missing:
        raise MissingFacts(missing)
    if _is_the_same_person(row, transition, by):
        raise SamePerson(str(SAME_PERSON))
    if transition.guard and (reason := transition.guard(row, by)):
        raise Refused(reason)


def _value(record: Stateful, fact: str) -> object:
    relation, dotted, path = fact.partition(".")
    if dotted:
        related = getattr(record, relation, None)
        return related and _value(related, path)
    value = getattr(record, fact)
    return value() if callable(value) else value
