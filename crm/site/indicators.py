"""What the site tells everybody stands among the indicators, so that every screen may show it."""

from decimal import Decimal
from functools import partial

from crm.core.indicators.registry import Live, register_indicators

from .figures.public_figures import PUBLIC_FIGURES, PublicFigure, measured


def _value(figure: PublicFigure, _user) -> Decimal | None:
    value = figure.read(measured())
    return None if value is None else Decimal(str(value))


def register():
    register_indicators(
        *(
            Live(
                f"site_{figure.code}",
                figure.label,
                figure.unit,
                figure.definition,
                partial(_value, figure),
            )
            for figure in PUBLIC_FIGURES
        )
    )
