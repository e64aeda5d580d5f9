"""What a person may follow or read: links of a page, and the names of its filters."""

from django import forms
from django.contrib.admin.utils import get_fields_from_path
from django.urls import Resolver404, resolve


def may_follow(link: str, user) -> bool:
    """Whether the screen behind ``link`` is one of the person's: they may view what it shows.

    The screens of other kinds than lists and records answer for themselves.
    """
    try:
        screen = resolve(link.partition("?")[0]).func
    except Resolver404:
        return True
    model = getattr(screen, "view_initkwargs", {}).get("model")
    if model is None:
        return True
    meta = model._meta
    return user.has_perm(f"{meta.app_label}.view_{meta.model_name}")


def label_plainly(filters):
    """A filter over other records is called by what is chosen: 园区, not 入园申请 地块 园区."""
    for name, condition in filters.filters.items():
        path = condition.field_name or ""
        if "__" in path and filters._meta.model:
            last = get_fields_from_path(filters._meta.model, path)[-1]
            condition.label = filters.form.fields[name].label = last.verbose_name
    for field in filters.form.fields.values():
        _say_label(field)


def _say_label(field):
    """A filter stands under its name without a label of its own; boxes have theirs."""
    widget = field.widget
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)) or widget.is_hidden:
        return
    for part in getattr(widget, "widgets", [widget]):
        words = (str(field.label), str(part.attrs.get("placeholder", "")))
        part.attrs["aria-label"] = " ".join(words).strip()
