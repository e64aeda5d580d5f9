"""Stating what a policy asks of a project and the system cannot know: a class, or an amount within its range."""

from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from commissions.models import Determination
from crm.core.errors import NotPermitted, Refused
from crm.core.history import save_as


@transaction.atomic
def determine(project, name: str, value, *, declared: dict, why: str, by) -> Determination:
    """State one fact with the reason. Raises Refused where the value does not fit what the policy declares of it."""
    if not by.has_perm("commissions.add_determination"):
        raise NotPermitted
    if not why.strip():
        raise Refused(_("Say why."))
    value = _fitting(value, declared)
    known = Determination.objects.select_for_update().filter(project=project, name=name).first()
    determination = known or Determination(project=project, name=name)
    determination.value, determination.why, determination.by = value, why.strip(), by
    return save_as(determination, by=by, reason=why)


def _fitting(value, declared):
    if declared["kind"] == "flag":
        return bool(value)
    if declared["kind"] in ("number", "rate"):
        return _number(value, declared)
    if declared.get("choices") and value not in declared["choices"]:
        raise Refused(_("Choose one of: %(choices)s.") % {"choices": "、".join(map(str, declared["choices"]))})
    return value


def _number(value, declared) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Refused(_("“%(value)s” is not a number.") % {"value": value}) from None
    choices = [Decimal(str(each)) for each in declared.get("choices", [])]
    if choices and number not in choices:
        raise Refused(_("Choose one of: %(choices)s.") % {"choices": "、".join(map(str, choices))})
    if "from" in declared and "to" not in declared and number < Decimal(str(declared["from"])):
        raise Refused(_("The value must be at least %(low)s.") % {"low": declared["from"]})
    low, high = (Decimal(str(declared[key])) if key in declared else number for key in ("from", "to"))
    if not low <= number <= high:
        raise Refused(_("The value must lie between %(low)s and %(high)s.") % {"low": low, "high": high})
    return f"{number:f}"
