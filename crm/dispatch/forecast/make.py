"""Once a night: learn from the records, look ahead, and look back at what would have been said."""

from datetime import date, timedelta

from django.utils import timezone

from crm.core.indicators.read import value_of
from crm.core.indicators.shown import year_earlier
from crm.core.writes import as_one

from ..models import Forecast
from .history import cases
from .learn import Learner, learn_all
from .outlook import Fan, Outlook, Weight, outlook

SIGNED, ARRIVED = "signed_amount", "paid_in"
CODES = (SIGNED, ARRIVED)
WEIGHTS = 20
SEEN_BACK = ((3, 31), (6, 30), (9, 30))  # days of last year whose forecast is looked back at


def make_forecasts(today: date | None = None) -> list[Forecast]:
    """Those of today's year, from what was known at the end of the day before."""
    today = today or timezone.localdate()
    day = today - timedelta(1)
    past_days = _days_back(today)
    learners = {learned_day: Learner(learned_day) for learned_day in (day, *past_days)}
    learn_all(learners.values(), cases())
    current_outlook = outlook(learners[day], _end_of(today.year), most=WEIGHTS)
    past_outlooks = [
        (past_day, outlook(learners[past_day], _end_of(past_day.year))) for past_day in past_days
    ]
    return _stored(day, today.year, learners[day], current_outlook, past_outlooks)


def _end_of(year: int) -> date:
    return date(year, 12, 31)


def _days_back(today: date) -> list[date]:
    """Ends of quarters of last year, and the same day as today."""
    days = {date(today.year - 1, *month_day) for month_day in SEEN_BACK}
    year_ago = year_earlier(today - timedelta(1))
    return sorted(days | ({year_ago} if year_ago.year == today.year - 1 else set()))


@as_one()
def _stored(day, year, learner: Learner, current_outlook: Outlook, past_outlooks) -> list[Forecast]:
    Forecast.objects.filter(day=day).delete()
    return Forecast.objects.bulk_create(
        Forecast(
            indicator=code,
            day=day,
            year=year,
            months=_months(_fan(current_outlook, code)),
            weights=[_weight(weight) for weight in current_outlook.weights]
            if code == SIGNED
            else [],
            past=[_past(code, past_day, day_outlook) for past_day, day_outlook in past_outlooks],
            basis=_basis(learner),
        )
        for code in CODES
    )


def _fan(day_outlook: Outlook, code: str) -> Fan | None:
    return day_outlook.signed if code == SIGNED else day_outlook.arrived


def _months(fan: Fan | None) -> list[dict]:
    if fan is None:
        return []
    rows = zip(fan.ends, fan.low, fan.mean, fan.high, strict=True)
    return [
        {"end": str(end), "low": round(low), "mean": round(mean), "high": round(high)}
        for end, low, mean, high in rows
    ]


def _weight(weight: Weight) -> dict:
    return {
        "project": weight.project,
        "lead": weight.lead,
        "chance": round(weight.chance, 3),
        "amount": round(weight.amount),
    }


def _past(code: str, day: date, day_outlook: Outlook) -> dict:
    """What a forecast made on ``day`` would have said of the rest of its year, and what the
    indicator says today of both parts of that year.
    """
    end = _end_of(day.year)
    so_far = value_of(code, (date(day.year, 1, 1), day)) or 0
    came = value_of(code, (day + timedelta(1), end)) or 0
    facts = {"day": str(day), "so_far": round(so_far), "came": round(so_far + came)}
    if (fan := _fan(day_outlook, code)) is None:
        return facts
    low, mean, high = (
        round(so_far) + round(values[-1]) for values in (fan.low, fan.mean, fan.high)
    )
    return {**facts, "low": low, "mean": mean, "high": high}


def _basis(learner: Learner) -> dict:
    return {
        "signed": learner.signed,
        "open": len(learner.open),
        "since": str(learner.first or learner.day),
    }
