"""The form field for an attribute as a policy declares it; what is left empty is not stated."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..engine.vocabulary import BUILT_IN_VALUES
from ..engine.words import Words

NONE_OF_THEM = "-"  # the choice that stands for an empty value


class FlagField(forms.ChoiceField):
    """Yes, no, or nothing yet: a flag that nobody stated is not a no."""

    FLAGS = {"True": True, "on": True, "False": False}

    def __init__(self, **kwargs):
        choices = [("", "—"), ("True", _("yes")), ("False", _("no"))]
        super().__init__(choices=choices, required=False, **kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if str(value) not in self.FLAGS:
            raise ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )
        return self.FLAGS[str(value)]


def attribute_field(words: Words, name: str) -> forms.Field:
    """Labelled in the words of the policy that asks for the attribute."""
    label = words.attribute(name)
    declared = words.document.get("attributes", {}).get(name) or BUILT_IN_VALUES[name]
    if declared["kind"] == "flag":
        return FlagField(label=label)
    if "choices" in declared:
        choices = [
            (choice or NONE_OF_THEM, _chosen(words, choice)) for choice in declared["choices"]
        ]
        return forms.TypedChoiceField(
            label=label,
            choices=[("", "—"), *choices],
            required=False,
            empty_value=None,
            coerce=_answer,
        )
    if declared["kind"] in ("number", "rate"):
        bounds = {"min_value": declared.get("from"), "max_value": declared.get("to")}
        return forms.DecimalField(label=label, required=False, **bounds)
    if "pattern" in declared:
        message = _("Enter a code of the classification of industries, such as 36 or 3610.")
        return forms.RegexField(
            f"^({declared['pattern']})$",
            label=label,
            required=False,
            empty_value=None,
            error_messages={"invalid": message},
        )
    return forms.CharField(label=label, required=False, empty_value=None)


def _chosen(words: Words, value) -> str:
    return words.word(value) if value != "" else words.say("不在其列", "none of them")


def _answer(value) -> str:
    return "" if value == NONE_OF_THEM else value
