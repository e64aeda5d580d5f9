"""The next step of a record, as a form: one row for each thing that the transition table asks for,
with its value or with the field that fills it.

    next_step_of(record, user)  →  NextStep, for ``core/_next_step.html``
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Model
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _

from crm.core.punctuation import listed
from crm.core.roles import ROLES
from crm.core.sight import view_of
from crm.core.transitions import (
    Stateful,
    Step,
    Transition,
    label_of,
    missing_facts,
    next_steps,
    refusal,
)

from .edit_conflicts import VERSION, newest_version, remember_version
from .extensions import conditions_of, filling_of, moving_actions_of
from .facts import fact_in_words, linked
from .forms import scope_choices
from .scoped import may_attach, may_still_be_edited
from .step_forms import EVIDENCE, AttachForm, step_form


@dataclass
class Requirement:
    """One row of the panel: ``field`` fills it in place, ``link`` (label, address) leads to the
    screen that does; an optional one may stay empty.
    """

    name: str
    label: str
    is_done: bool
    value: Any = ""
    field: forms.BoundField | None = None
    link: tuple[str, str] | None = None
    is_optional: bool = False
    is_stored_alone: bool = True  # else it is stored by the step only
    file_form: forms.Form | None = None  # a file that is attached fills it

    @property
    def status(self) -> str:
        return "done" if self.is_done else "optional" if self.is_optional else "missing"


@dataclass
class NextStep:
    """What leads on from the record's state, and what stands in its way for this person."""

    record: Stateful
    name: str
    transition: Transition
    requirements: list[Requirement]
    form: forms.Form | None  # None where the person may not take it, or another screen does
    link: str  # the screen that takes it, where the step has no button of its own
    refusal: str
    step_url: str
    fill_url: str
    others: list[tuple[Step, forms.Form]] = field(default_factory=list)

    @property
    def required(self) -> list[Requirement]:
        return [requirement for requirement in self.requirements if not requirement.is_optional]

    @property
    def done(self) -> int:
        return sum(requirement.is_done for requirement in self.required)

    @property
    def missing(self) -> list[Requirement]:
        return [requirement for requirement in self.required if not requirement.is_done]

    @property
    def is_ready(self) -> bool:
        return not self.missing and not self.refusal

    @property
    def is_stopped(self) -> bool:
        """Nothing that can be typed here opens the step."""
        return bool(self.refusal) or any(requirement.field is None for requirement in self.missing)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Fields of the step's form that stand in no row: the note."""
        names = {requirement.field.name for requirement in self.requirements if requirement.field}
        return [bound for bound in self.form or () if bound.name not in {*names, VERSION}]

    @property
    def media(self) -> forms.Media:
        forms_of_it = [self.form, *(form for _step, form in self.others)]
        return sum((form.media for form in forms_of_it if form), forms.Media())


def next_step_of(record: Model, user, again: dict | None = None) -> NextStep | None:
    """The step that leads on, with the other steps beside it; None where no step is left.

    ``again`` holds the bound forms of a post that was refused, by "step <name>".
    """
    if not isinstance(record, Stateful):
        return None
    again = again or {}
    permitted = {step.name: step for step in next_steps(record, user)}
    name = _chosen(record, user, permitted)
    version = newest_version(record) if permitted else None
    others = [
        (step, again.get(f"step {step.name}") or _form_of_other(record, step, user, version))
        for step in permitted.values()
        if step.name != name
    ]
    if name is None:
        return _others_alone(record, others) if others else None
    return _built(record, user, name, permitted.get(name), others, again, version)


def form_of(record, step, user, data=None, files=None, *, version=None, missing=None) -> forms.Form:
    """The form of a step for this person, which remembers the version that it was filled in on."""
    extra_fields = fillable(record, user, step.transition, missing)
    form = step_form(record, step, data, files, fillable=extra_fields)
    return remember_version(scope_choices(form, user, type(record)), record, version)


def _form_of_other(record, step, user, version) -> forms.Form:
    """A step that lacks something cannot be sent from here, so its form has no further fields."""
    form = scope_choices(step_form(record, step), user, type(record))
    return remember_version(form, record, version)


def _built(record, user, name, step, others, again, version) -> NextStep:
    transition = record.TRANSITIONS[name]
    missing = step.lacks if step else dict(missing_facts(record, transition))
    form = again.get(f"step {name}")
    if form is None and step:
        form = form_of(record, step, user, version=version, missing=missing)
    return NextStep(
        record=record,
        name=name,
        transition=transition,
        requirements=[
            *conditions_of(record, name, user),
            *Rows(record, transition, user, form, again, missing).all(),
        ],
        form=form,
        link=_screen_of(record, transition, user),
        refusal=_why_not(record, transition, step, user),
        step_url=address(record, "step"),
        fill_url=address(record, "fill"),
        others=others,
    )


def _why_not(record, transition, step, user) -> str:
    if step:
        return step.refusal
    if not user.has_perm(transition.permission):
        return waits_for(transition)
    return refusal(record, transition, user)


def _others_alone(record, others) -> NextStep:
    nothing = Transition("", frozenset(), "", "")
    url = address(record, "step")
    return NextStep(record, "", nothing, [], None, "", "", url, "", others)


def _chosen(record, user, permitted) -> str | None:
    """The first step ahead that the person may take now; else the first that is theirs; else the
    first of all.
    """
    transitions = {
        name: transition
        for name, transition in record.TRANSITIONS.items()
        if record.state in transition.sources
        and not transition.negative
        and not transition.is_exceptional
        and not transition.follows
    }
    mine = [name for name in transitions if user.has_perm(transitions[name].permission)]
    open_to_me = (
        name for name in mine if not _why_not(record, transitions[name], permitted.get(name), user)
    )
    return next(open_to_me, None) or next(iter([*mine, *transitions]), None)


def roles_that_take(transition: Transition) -> str:
    """The roles that have the right to the step."""
    labels = [role.label for role in ROLES.values() if transition.permission in role.permissions]
    return listed(labels)


def waits_for(transition: Transition) -> str:
    """Who takes the step, for somebody who does not."""
    roles = roles_that_take(transition)
    return _("This step is taken by: %(roles)s.") % {"roles": roles} if roles else ""


def _screen_of(record, transition, user) -> str:
    """The screen that takes a step without a button of its own; "" for those who may not."""
    if not transition.hidden or not user.has_perm(transition.permission):
        return ""
    for find, state in moving_actions_of(type(record)):
        if state == transition.target:
            return next((link for _label, link in find(record, user)), "")
    return ""


class Rows:
    """The rows of a transition: what it requires, then what it may fill in besides."""

    def __init__(self, record, transition, user, form, again, missing):
        self.record, self.transition, self.user = record, transition, user
        self.form, self.again, self.missing = form, again, missing
        self.sight = view_of(user)

    def all(self) -> list[Requirement]:
        rows = []
        for fact in self.transition.requires:
            if self.record.asks_for(fact) and not self._is_silent(fact):
                rows += self._made_by_the_step(fact) or [self._row(fact)]
        names = {row.name for row in rows} | {*self.transition.requires}
        optional = [fact for fact in self.transition.facts if fact not in names]
        return rows + [self._row(fact, is_optional=True) for fact in optional if self._field(fact)]

    def _is_silent(self, fact) -> bool:
        filling = filling_of(self.record, fact)
        return bool(filling and filling.is_silent and fact not in self.missing)

    def _made_by_the_step(self, fact) -> list[Requirement]:
        """What is typed into the step's own form so that the fact is there: the day and the
        evidence, or what the step fills in besides.
        """
        if fact not in self.transition.makes or fact not in self.missing:
            return []
        requires = self.transition.requires
        optional = [name for name in self.transition.facts if name not in requires]
        fields = [self._field(name) for name in (*EVIDENCE, *optional)]
        return [
            Requirement(field.name, str(field.label), False, field=field, is_stored_alone=False)
            for field in fields
            if field
        ]

    def _row(self, fact, *, is_optional=False) -> Requirement:
        is_done = not self._is_empty(fact) if is_optional else fact not in self.missing
        row = Requirement(fact, label_of(self.record, fact), is_done, is_optional=is_optional)
        row.field = self._field(fact)
        filling = filling_of(self.record, fact)
        if is_done:
            row.value = self._shown(fact, filling)
        elif filling and row.field is None:
            row.link = filling.link(self.record, self.user)
            row.file_form = self._file_form(fact) if filling.is_file else None
        return row

    def _field(self, name):
        return self.form[name] if self.form is not None and name in self.form.fields else None

    def _file_form(self, fact):
        if self.form is None or not may_attach(self.user, self.record):
            return None
        return self.again.get(f"file {fact}") or AttachForm(auto_id=f"{fact}-%s")

    def _is_empty(self, fact) -> bool:
        return getattr(self.record, fact, None) in (None, "")

    def _shown(self, fact, filling):
        """The value of a fact that is there, where a person would want to read it."""
        if filling and filling.shown:
            return filling.shown(self.record, self.user)
        if fact in {field.name for field in self.record._meta.fields}:
            return linked(fact_in_words(self.record, fact), self.user, self.sight)
        return ""


def fillable(record, user, transition, missing=None) -> dict[str, forms.Field | None]:
    """{fact: its field in the record's form} of what the person may fill in before the step.

    Facts that the step takes have fields of the step (None: its own field); facts that it only
    requires may be typed by whoever may edit the record, where the record's form has them.
    ``missing``, where the caller knows them, are the facts that are not there.
    """
    fields = {name: None for name in transition.facts if _is_editable(record, name)}
    if missing is None:
        missing = dict(missing_facts(record, transition))
    other_facts = [fact for fact in missing if fact not in fields]
    of_form = fields_of_form(record, user) if other_facts else {}
    return fields | {fact: of_form[fact] for fact in other_facts if fact in of_form}


def _is_editable(record, name) -> bool:
    return record._meta.get_field(name).editable


def fields_of_form(record, user) -> dict[str, forms.Field]:
    """The fields of the record's form, none where the person may not edit it."""
    meta = record._meta
    may_change = user.has_perm(f"{meta.app_label}.change_{meta.model_name}")
    if not may_change or not may_still_be_edited(record, user) or hasattr(record, "CHANGES"):
        return {}
    link = address(record, "edit")
    screen = resolve(link).func if link else None
    form_class = getattr(screen, "view_initkwargs", {}).get("form_class")
    return form_class.base_fields if form_class else {}


def address(record, name: str) -> str:
    try:
        return reverse(f"{record._meta.model_name}:{name}", args=[record.pk])
    except NoReverseMatch:
        return ""
