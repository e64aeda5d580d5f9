from dataclasses import dataclass, field

from django import forms, template
from django.utils.translation import gettext as _

register = template.Library()

WIDE = (forms.Textarea, forms.CheckboxSelectMultiple, forms.RadioSelect)


@dataclass
class Section:
    """Fields of a form that are filled in together."""

    title: str
    fields: list[forms.BoundField] = field(default_factory=list)


@register.filter
def in_sections(form) -> list[Section]:
    """The visible fields in the sections that the form names (``sections``: title and names of
    fields); fields that it names in no section stand in a last one.
    """
    grouping = getattr(form, "sections", ())
    fields = {bound.name: bound for bound in form.visible_fields()}
    sections = [
        Section(title, [fields.pop(name) for name in names if name in fields])
        for title, names in grouping
    ]
    if fields:
        sections.append(
            Section(_("Further particulars") if grouping else "", list(fields.values()))
        )
    return [section for section in sections if section.fields]


@register.filter
def is_wide(bound: forms.BoundField) -> bool:
    """Whether a field takes both columns."""
    return isinstance(bound.field.widget, WIDE)


@register.filter
def mistakes(form) -> list[tuple[str, str, str]]:
    """[(label, what is wrong, id of the field)] of a form that came back; the label and the id are
    empty where the whole is refused.
    """
    if not form.is_bound:
        return []
    refusals = [("", str(error), "") for error in form.non_field_errors()]
    return refusals + [
        (str(bound.label), str(error), bound.id_for_label)
        for bound in form
        for error in bound.errors
    ]
