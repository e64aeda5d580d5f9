"""No form of portal or staff breaks, whatever is typed: it comes back with a message and with what
was typed, and nothing is half stored.
"""

import re
from dataclasses import dataclass

from captcha.fields import CaptchaField
from django import forms
from django.forms.formsets import ManagementForm
from django.urls import reverse
from django.views.generic.edit import BaseFormView
from wagtail.admin.views.generic import CreateView, DeleteView, EditView

from crm.core.transitions import next_steps
from crm.staff.step_forms import step_form
from tests.hostile.places import WORDS
from tests.hostile.press import Visitor, shows
from tests.hostile.share import WHOLE, is_tried, rounds
from tests.hostile.values import EDGES, LONG, honest, sorted_out
from tests.hostile.walk import Map, model_of, samples

MEASURED = (
    forms.DecimalField,
    forms.IntegerField,
    forms.DateField,
    forms.DateTimeField,
    forms.FileField,
)
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
ACTION = re.compile(r'action="([^"]*)"')
# Forms that are not tried here, by the name of their page, with the reason: none so far.
LEFT_OUT: dict[str, str] = {}
# Forms whose answer is the page that follows, with the reason.
SAID_NEXT = {
    "dispatchmeeting:minutes": "the first item of the agenda follows",
    "portal:password_reset": "it says that a letter is on its way, whoever was named",
    "site:policy_subscribe": "the page that follows says the same, whoever was named",
}


@dataclass(frozen=True)
class Form:
    """What is sent to ``address``: ``extra`` names the step or button."""

    visitor: Visitor
    name: str
    address: str
    extra: tuple
    forms: tuple

    def fields(self):
        """(name as it is sent, field, bound field)."""
        for form in self.forms:
            for name, field in form.fields.items():
                yield form.add_prefix(name), field, form[name]

    def typed(self):
        """Without what a form counts its own rows by."""
        counted = {
            form.add_prefix(name)
            for form in self.forms
            if isinstance(form, ManagementForm)
            for name in form.fields
        }
        return [field for field in self.fields() if field[0] not in counted]


def every_form(visitors) -> tuple[list[Form], list[str]]:
    """Each form once, on the first page that shows it to somebody, each step of a lifecycle once;
    and what broke on the way.
    """
    world, found, faults = Map(WORDS), {}, []
    for route, function, name in world.routes:
        if may_have_form(function) and name not in LEFT_OUT and is_tried(name):
            for form in first_page(world, visitors, route, function, name, faults):
                found.setdefault(form.name, form)
    return [*found.values(), *every_step(world, visitors)], faults


def first_page(world, visitors, route, function, name, faults) -> list[Form]:
    for visitor in (each for each in visitors if may(each.user, route, function)):
        for address in world.addresses(route, function, name, visitor):
            answer = visitor.get(address)
            if answer.fault:
                faults.append(f"{address}: {answer.fault}")
            if answer.forms and answer.response.status_code == 200:
                return list(on_page(visitor, name, address, answer, function))
    return []


def on_page(visitor, name, address, answer, function):
    """The forms of a page by where they are sent; those of Wagtail's own kinds are sent to their
    page.
    """
    if hasattr(function, "view_class"):
        yield Form(visitor, name, address, (), tuple(answer.forms))
        return
    page = visitor.get(address, drawn=True).response.content.decode(errors="replace")
    for attributes, inside in FORM.findall(page):
        own = tuple(
            form
            for form in answer.forms
            if form.fields
            and all(f'name="{form.add_prefix(field)}' in inside for field in form.fields)
        )
        if own and 'method="post"' in attributes.lower():
            action = ACTION.search(attributes)
            sent_to = action[1] if action and action[1] else address
            yield Form(
                visitor, f"{name} {sent_to}" if sent_to != address else name, sent_to, (), own
            )


def may_have_form(function) -> bool:
    view = getattr(function, "view_class", None)
    return view is None or issubclass(view, CreateView | EditView | DeleteView | BaseFormView)


def may(user, route, function) -> bool:
    """Spares most of the visits that would be refused."""
    if route.startswith("admin/") is not user.is_staff:
        return False
    view, model = getattr(function, "view_class", None), model_of(function)
    if view is None or model is None or not user.is_authenticated:
        return True
    action = (
        "add"
        if issubclass(view, CreateView)
        else "delete"
        if issubclass(view, DeleteView)
        else "change"
    )
    return user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def every_step(world, visitors) -> list[Form]:
    """The small forms behind the buttons of the record pages, out of the tables of transitions."""
    found, taken = {}, {name for _route, _function, name in world.routes}
    stateful = {
        name: model
        for name, model in world.models.items()
        if f"{name}:step" in taken and is_tried(name)
    }
    for name, model in stateful.items():
        for visitor in visitors if getattr(model, "TRANSITIONS", None) else ():
            for record in samples(model, visitor.user) if visitor.user.is_staff else ():
                for step in next_steps(record, visitor.user):
                    key = f"{model._meta.label} {step.name}"
                    if step.is_open and key not in found:
                        address = reverse(f"{name}:step", args=[record.pk])
                        found[key] = Form(
                            visitor,
                            key,
                            address,
                            (("step", step.name),),
                            (step_form(record, step),),
                        )
    return list(found.values())


def honest_post(form: Form) -> dict:
    data = dict(form.extra)
    for name, field, bound in form.fields():
        value = bound.value() if not isinstance(field, forms.FileField) else None
        value = bound.field.prepare_value(value) if value not in (None, "") else value
        if value in (None, "", []) or isinstance(field, forms.FileField):
            value = honest(field, name)
        if value not in (None, "", False):
            data[name] = (
                ["on"]
                if value is True
                else value
                if isinstance(value, list)
                else value
                if hasattr(value, "read")
                else str(value)
            )
    return data


def try_form(form: Form, turn: int):
    """What is wrong with a form, in words; ``turn`` is its place among all of them."""
    base, passed, refused = honest_post(form), {}, {}
    for name, field, _bound in form.typed():
        try:
            passed[name], refused[name] = sorted_out(field)
        except Exception as error:  # whatever a field raises but a ValidationError
            yield f"{form.name}.{name} raises {error!r}"[:200]
    yield from refused_together(form, base, refused)
    for data in let_through(form, base, passed, turn):
        yield from sent(form, data)
    yield from sent(
        form,
        {name: [value, value] if isinstance(value, str) else value for name, value in base.items()},
    )


def let_through(form, base, passed, turn):
    """The honest post, then with what the fields themselves let through."""
    yield base
    texts = {
        name: values[0]
        for name, values in passed.items()
        if values and isinstance(values[0], str) and "逆" in values[0]
    }
    if texts:
        yield base | texts
    if long := {name: LONG for name, values in passed.items() if LONG in values}:
        yield base | long
    measured = {
        name: passed[name]
        for name, field, _bound in form.typed()
        if isinstance(field, MEASURED) and passed.get(name)
    }
    for values in rounds(measured, EDGES, turn):
        yield base | values


def refused_together(form, base, refused):
    """Every field with something that it refuses, on a page that is drawn."""
    data = base | {name: values[0] for name, values in refused.items() if values}
    if data == base:
        return
    answer = form.visitor.post(form.address, again(data), drawn=True)
    yield from judged(form, data, answer)
    if answer.response.status_code != 200:
        if answer.response.status_code < 400 and len(form.forms) == 1:
            yield f"{form.name}: {sorted(refused)} are answered with {answer.response.status_code}"
        return
    for name, field, _bound in form.typed():
        typed = data.get(name)
        if (
            isinstance(typed, str)
            and typed.strip()
            and is_typed(field)
            and not shows(answer, typed)
        ):
            yield f"{form.name}: “{typed[:30]}” of {name} is lost"


def is_typed(field) -> bool:
    """What is chosen, a password and the code under a picture, which is another one each time, do
    not come back.
    """
    chosen = forms.ChoiceField | forms.ModelChoiceField | forms.FileField | CaptchaField
    return not isinstance(field, chosen) and not isinstance(
        field.widget, forms.PasswordInput | forms.HiddenInput
    )


def again(data: dict) -> dict:
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return data


def sent(form, data):
    yield from judged(form, data, form.visitor.post(form.address, again(data)))


def judged(form, data, answer):
    if answer.fault:
        yield f"{form.name}: {answer.fault} ({odd(form, data)})"
    elif answer.is_refusal and answer.stored:
        yield f"{form.name}: half stored in {answer.stored} ({odd(form, data)})"
    elif answer.is_refusal and not answer.says_why:
        yield f"{form.name}: comes back without a word ({odd(form, data)})"
    elif answer.response.status_code == 302 and not (
        answer.stored or answer.said or form.name in SAID_NEXT
    ):
        yield f"{form.name}: nothing stored, nothing said ({odd(form, data)})"


def odd(form, data) -> str:
    base = honest_post(form)
    return ", ".join(
        f"{name}={str(value)[:24]!r}"
        for name, value in data.items()
        if str(base.get(name)) != str(value)
    )


def test_whatever_is_typed_a_form_answers_with_a_message(city):
    visitors = [Visitor(user) for user in (*city.staff, *city.portal, None)]
    found, faults = every_form(visitors)
    assert len(found) > (150 if WHOLE else 30)
    for turn, form in enumerate(found):
        faults += try_form(form, turn)
    assert not faults, "\n".join(dict.fromkeys(faults))
