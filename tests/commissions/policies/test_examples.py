"""The first example of a policy: a project that the policy takes, as far as it says which."""

from datetime import date

import pytest

from commissions import engine
from commissions.models import PolicyVersion
from commissions.policies.example import ExampleForm, first_example, work_out
from commissions.policies.library import codes, document_of

CHINESE = engine.Language.of("zh")


def example_of(code: str) -> ExampleForm:
    version = PolicyVersion(document=document_of(code), valid_from=date(2024, 1, 1))
    return ExampleForm(version, CHINESE, first_example(version))


@pytest.mark.parametrize("code", codes())
def test_the_first_example_is_a_form_that_can_be_worked_out(code):
    form = example_of(code)
    assert form.is_valid(), form.errors
    assert work_out(form, CHINESE).total.endswith("元")


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        ("jiangmen", "chain_industry", True),  # equals
        ("dezhou-old", "excluded_kind", "不属于以上"),  # equals, of several
        ("huadu", "real_estate", False),  # not equals
    ],
)
def test_what_the_policy_takes_alone_is_stated(code, name, value):
    form = example_of(code)
    assert form.is_valid()
    assert form.cleaned_data[f"attribute_{name}"] == value


def test_most_of_the_policies_with_fixed_rates_show_an_amount_at_once():
    forms = [example_of(code) for code in codes()]
    earning = [form for form in forms if form.is_valid() and work_out(form, CHINESE).earned]
    assert len(earning) > len(forms) // 3
