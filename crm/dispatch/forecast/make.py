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
SEEN_BACK = ((3, 31), (6, 30), (9, 30))  # days of last year on which it is looked back


def make_forecasts(today: date | None = None) -> list[Forecast]:
    """Of the year in which ``today`` lies, from what was known at the end of the day before."""
    today = today or timezone.localdate()
    day = today - timedelta(1)
    past = _days_back(today)
    learners = {each: Learner(each) for each in (day, *past)}
    learn_all(learners.values(), cases())
    ahead = outlook(learners[day], _end_of(today.year), most=WEIGHTS)
    back = [(each, outlook(learners[each], _end_of(each.year))) for each in past]
    return _stored(day, today.year, learners[day], ahead, back)


def _end_of(year: int) -> date:
    return date(year, 12, 31)


def _days_back(today: date) -> list[date]:
    """Ends of quarters of last year, and the same day as today."""
    days = {date(today.year - 1, *each) for each in SEEN_BACK}
    same = year_earlier(today - timedelta(1))
    return sorted(days | ({same} if same.year == today.year - 1 else set()))


@as_one()
def _stored(day, year, learner: Learner, ahead: Outlook, back) -> list[Forecast]:
    Forecast.objects.filter(day=day).delete()
    return Forecast.objects.bulk_create(
        Forecast(
            indicator=code,
            day=day,
            year=year,
            months=_months(_fan(ahead, code)),
            weights=[_weight(weight) for weight in ahead.weights] if code == SIGNED else [],
            past=[_past(code, each, told) for each, told in back],
            basis=_basis(learner),
        )
        for code in CODES
    )


def _fan(told: Outlook, code: str) -> Fan | None:
    return told.signed if code == SIGNED else told.arrived


def _months(fan: Fan | None) -> list[dict]:
    if fan is None:
        return []
    rows = zip(fan.ends, fan.low, fan.mean, fan.high, strict=True)
    return [
        {"end": str(end), "low": round(low), "mean": round(mean), "high": round(high)}
        for end, low, mean, high in rows
    ]


def _weight(each: Weight) -> dict:
    return {
        "project": each.project,
        "lead": each.lead,
        "chance": round(each.chance, 3),
        "amount": round(each.amount),
    }


def _past(code: str, day: date, told: Outlook) -> dict:
    """What it would have said on ``day`` of the rest of its year, and what the indicator says
    today of both parts of that year.
    """
    end = _end_of(day.year)
    so_far = value_of(code, (date(day.year, 1, 1), day)) or 0
    came = value_of(code, (day + timedelta(1), end)) or 0
    found = {"day": str(day), "so_far": round(so_far), "came": round(so_far + came)}
    if (fan := _fan(told, code)) is None:
        return found
    low, mean, high = (round(so_far) + round(each[-1]) for each in (fan.low, fan.mean, fan.high))
    return {**found, "low": low, "mean": mean, "high": high}


def _basis(learner: Learner) -> dict:
    return {
        "signed": learner.signed,
        "open": len(learner.open),
        "since": str(learner.first or learner.day),
    }
