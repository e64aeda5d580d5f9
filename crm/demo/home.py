"""Which city the demonstration stands for: a rule number that is 0 as long as nobody has set it."""

from crm.core.models import Parameter
from crm.core.models.parameter import RULE_NUMBERS
from crm.core.system_user import USERNAME, system_user
from crm.core.writing.history import save_as

CODE, CITY = "home_region", 430700


def stand_for_the_city():
    number = Parameter.objects.get(code=CODE)
    number.value = CITY
    save_as(number, by=system_user(), reason="示范")


def stand_for_none():
    """Where the number is still the demonstration's."""
    unset = RULE_NUMBERS[CODE].value
    for number in Parameter.objects.filter(code=CODE, value=CITY):
        Parameter.history.filter(code=CODE, history_user__username=USERNAME).delete()
        number.value = unset
        save_as(number, by=None, reason="示范已移除")
