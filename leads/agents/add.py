"""Entering a new agent: the department of whoever enters it is responsible, unless another one is
named.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from crm.core.outside_names import own_names, refused
from crm.core.writing.history import save_as

from ..models import Agent


def add_agent(*, by, **facts) -> Agent:
    agent = Agent(**{**facts, "department": facts.get("department") or by.department})
    return save_as(agent, by=by)


def agents_of_rows(rows, *, by) -> list[Agent]:
    """Agents from the rows of a spreadsheet; not yet stored."""
    return [Agent(**{"department_id": by.department_id, **row}) for row in rows]


def check_department(comparison, *, user):
    """[(row, column, message)] of the rows about agents for which another department is
    responsible.
    """
    for number, record, changes in comparison.changed:
        if not record.is_changed_by(user):
            yield number, next(iter(changes)), _("You do not have the right to change this record.")
    names = {values["name"]: number for number, values in comparison.new if values.get("name")}
    codes = {
        values["credit_code"]: number
        for number, values in comparison.new
        if values.get("credit_code")
    }
    ours = own_names()
    for name, number in names.items():
        if refusal := refused(name, ours, is_person=False):
            yield number, "name", refusal
    # What the user sees was matched before; what is found now is kept elsewhere, and is not entered
    # twice.
    for agent in Agent.objects.filter(Q(name__in=names) | Q(credit_code__in=codes)):
        number = codes.get(agent.credit_code) or names.get(agent.name)
        yield (
            number,
            "name",
            _(
                "Another department is responsible for this agent. Ask that department, or "
                "leave the row out."
            ),
        )
