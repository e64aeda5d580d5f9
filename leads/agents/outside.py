"""What people of agencies are called, and whom they act for."""

from django.utils.translation import gettext as _

from crm.core.models import Parameter
from crm.core.outside_names import (
    Guarded,
    guard_names,
    name_the_city,
    tell_organisations,
)

from ..models import Agent, Region


def register():
    guard_names(
        Agent,
        Guarded(
            people=("contact_name", "representative"),
            organisations=("name",),
            is_person=lambda agent: agent.is_referrer,
        ),
    )
    name_the_city(names_of_the_city)
    tell_organisations(organisations)


def names_of_the_city() -> list[str]:
    """With and without 市 at its end; none until the bureau has said which city it is."""
    code = str(Parameter.whole("home_region"))
    while code.endswith("00"):
        code = code[:-2]  # regions are stored without them
    names = Region.objects.filter(code=code).values_list("name", flat=True)
    return [variant for name in names for variant in (name, name.removesuffix("市"))]


def organisations(users, sight) -> dict[int, str]:
    """{person: the agent for which they log in}; of a referrer only that they are one."""
    links = (
        Agent.users.through.objects.filter(user__in=users).select_related("agent").order_by("pk")
    )
    agents = {link.user_id: link.agent for link in links}
    sight.look(agents.values())
    return {key: _called(agent, sight) for key, agent in agents.items()}


def _called(agent: Agent, sight) -> str:
    return str(_("referrer")) if agent.is_referrer else sight.label(agent)
