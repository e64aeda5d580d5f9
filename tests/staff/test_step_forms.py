"""What is typed as the fact of a step: money in ten thousand yuan, everything else as it is."""

from decimal import Decimal

import pytest
from django.db import models
from django.test.utils import isolate_apps

from crm.core.money import MoneyField
from crm.core.transitions import Stateful, Step, Transition
from crm.staff.step_forms import step_form


@pytest.mark.parametrize(
    ("field", "taken"),
    [
        (models.DecimalField("length of the road (m)", max_digits=18, decimal_places=2), 120),
        (MoneyField("investment"), 1_200_000),
    ],
)
@isolate_apps("crm.core")
def test_only_money_is_typed_in_ten_thousand(field, taken):
    class Road(Stateful):
        fact = field

        class Meta:
            app_label = "core"

        def __str__(self):
            return "a road"

    survey = Transition("Survey", {"new"}, "surveyed", "core.survey", facts=("fact",))
    form = step_form(Road(), Step("survey", survey), {"fact": "120", "note": ""})
    assert form.is_valid()
    assert form.cleaned_data["fact"] == Decimal(taken)
