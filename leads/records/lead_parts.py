"""What stands on a lead's page besides its own facts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.core.money import plain
from crm.staff.extensions import add_blocks, add_figures, add_tabs
from crm.staff.record_parts import Block, Figure, Item, Tab
from crm.staff.record_tables import draw_tables

from ..companies.panels import contact_block
from ..judgement.of_lead import judgement_panel
from ..models import Lead, Project
from ..protection.screens import panels_of_lead


def intended(lead, user) -> list[Figure]:
    figures = []
    if lead.investment is not None:
        figures.append(Figure.of_money(_("Intended investment"), lead.investment))
    if lead.land_mu is not None:
        figures.append(Figure(_("Land wanted"), plain(lead.land_mu), _("mu")))
    return figures


def contacts(lead, user) -> list[Block]:
    return contact_block(lead.company, user)


def became(lead, user) -> list[Block]:
    """The project that grew from it."""
    project = Project.objects.visible_to(user).filter(lead=lead).first()
    if project is None:
        return []
    link = reverse("project:inspect", args=[project.pk])
    return [Block(_("Project"), [Item(project.name, link, project.get_state_display())])]


def judgement_tab(lead, request) -> str:
    return draw_tables(judgement_panel(lead, request.user), request)


def protection_tab(lead, request) -> str:
    return draw_tables(panels_of_lead(lead, request.user), request)


def is_registered(lead, user) -> bool:
    """Only an agent's lead is protected, and disputed."""
    return lead.agent_id is not None and user.has_perm("leads.view_registration")


add_figures(Lead, intended)
add_tabs(
    Lead,
    Tab("judgement", _("Judgement"), judgement_tab),
    Tab("protection", _("Registration and protection"), protection_tab, is_for=is_registered),
)
add_blocks(Lead, contacts, became)
