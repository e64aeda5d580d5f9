"""What the site tells everybody stands among the indicators, so that every screen may show it."""

from decimal import Decimal
from functools import partial

from crm.core.indicators.registry import Live, register_indicators

from .figures.told import TOLD, Told, measured


def _value(told: Told, _user) -> Decimal | None:
    found = told.read(measured())
    return None if found is None else Decimal(str(found))


def register():
    register_indicators(
        *(
            Live(f"site_{each.code}", each.label, each.unit, each.definition, partial(_value, each))
            for each in TOLD
        )
    )
