"""Stating what a policy asks of a project and the system cannot know: a class, or an amount within
its range.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.punctuation import listed
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..engine import Policy, number_of
from ..models import Determination
from .asks import policies_asking


def determine(project, name: str, value, *, declared: Mapping, why: str, by) -> Determination:
    """State one fact with the reason. Raises Refused where the value does not fit what the policy
    declares of it.
    """
    return determine_all(project, {name: value}, declared={name: declared}, why=why, by=by)[0]


@as_one()
def determine_all(
    project, values: Mapping, *, declared: Mapping, why: str, by
) -> list[Determination]:
    """State several facts at once with the reason; shares that add up to one can only be stated
    together.

    Raises Refused where a value fits not every policy of the project, or the shares of one do not
    add up; nothing is stored then.
    """
    if not by.has_perm("commissions.add_determination"):
        raise NotPermitted
    if not why.strip():
        raise Refused(_("Say why."))
    policies = policies_asking(project)
    determinations = []
    for name, value in values.items():
        value = _fitting(value, declared[name])
        for declaration in _declarations(policies, name):
            _fitting(value, declaration)
        previous = (
            Determination.objects.select_for_update().filter(project=project, name=name).first()
        )
        determination = previous or Determination(project=project, name=name)
        determination.value, determination.why, determination.by = value, why.strip(), by
        determinations.append(save_as(determination, by=by, reason=why))
    stated_values = dict(Determination.objects.filter(project=project).values_list("name", "value"))
    for policy in policies:
        _refuse_open_shares(policy, stated_values, values)
    return determinations


def _declarations(policies: Iterable[Policy], name) -> Iterator[Mapping]:
    for policy in policies:
        if name in policy.document.get("attributes", {}):
            yield policy.document["attributes"][name]


def _refuse_open_shares(policy, stated_values, changes):
    """Refuse shares of bearers or stages that come to more than one, or to less once all of those
    that people set are stated.
    """
    for holders in _holders(policy):
        shares = [holder["share"] for holder in holders]
        names = [share["attribute"] for share in shares if _is_set(share)]
        if not set(names) & set(changes) or not all(
            isinstance(share, Decimal) or _is_set(share) for share in shares
        ):
            continue
        numbers = [Decimal(str(stated_values[name])) for name in names if name in stated_values]
        total = sum(numbers) + sum(share for share in shares if isinstance(share, Decimal))
        if total > 1 or (len(numbers) == len(names) and total != 1):
            labels = listed(policy.document["attributes"][name]["name"]["zh"] for name in names)
            raise Refused(
                _("The shares must add up to 1, not %(sum)s: %(names)s. State them together.")
                % {"sum": total, "names": labels}
            )


def _holders(policy) -> Iterator[list]:
    yield policy.document.get("borne_by", [])
    for component in policy.components:
        stages = component.get("stages", [])
        yield from (
            [stage["then"] for stage in stages["choose"]] if isinstance(stages, dict) else [stages]
        )


def _is_set(share) -> bool:
    return isinstance(share, Mapping) and "attribute" in share


def _fitting(value, declared):
    if declared["kind"] == "flag":
        return _flag(value)
    if declared["kind"] in ("number", "rate"):
        return _number(value, declared)
    if declared.get("choices") and str(value) not in map(str, declared["choices"]):
        raise Refused(_("Choose one of: %(choices)s.") % {"choices": listed(declared["choices"])})
    return value


def _flag(value) -> bool:
    if not isinstance(value, bool):
        raise Refused(_("Say yes or no."))
    return value


def _number(value, declared) -> str:
    number = number_of(value)
    if number is None:
        raise Refused(_("“%(value)s” is not a number.") % {"value": value})
    choices = [Decimal(str(choice)) for choice in declared.get("choices", [])]
    if choices and number not in choices:
        raise Refused(_("Choose one of: %(choices)s.") % {"choices": listed(choices)})
    if "from" in declared and "to" not in declared and number < Decimal(str(declared["from"])):
        raise Refused(_("The value must be at least %(low)s.") % {"low": declared["from"]})
    low, high = (
        Decimal(str(declared[key])) if key in declared else number for key in ("from", "to")
    )
    if not low <= number <= high:
        raise Refused(
            _("The value must lie between %(low)s and %(high)s.") % {"low": low, "high": high}
        )
    return f"{number:f}"
