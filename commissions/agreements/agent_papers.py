"""On the page of an agent: its agreements, its statements, and what is owed to it but stands on no
statement yet.
"""

from django.db.models import Sum
from django.template.loader import render_to_string

from crm.staff.extensions import add_sections
from leads.models import Agent

from ..models import Agreement, Statement
from ..statements.draw_up import open_entries

NEWEST = 30


def papers_section(agent, request) -> str:
    user = request.user
    agreements = Agreement.objects.visible_to(user).filter(agent=agent)[:NEWEST]
    statements = Statement.objects.visible_to(user).filter(payee=agent)[:NEWEST]
    may_see_money = user.has_perm("commissions.view_statement")
    sums = (
        open_entries(agent).order_by("currency").values_list("currency").annotate(sum=Sum("amount"))
    )
    owed = [(total, currency) for currency, total in sums if total] if may_see_money else []
    if not (agreements or statements or owed):
        return ""
    return render_to_string(
        "commissions/_agent_papers.html",
        {"agreements": agreements, "statements": statements, "owed": owed},
    )


add_sections(Agent, papers_section)
