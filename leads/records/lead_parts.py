"""What stands on a lead's page besides its own facts."""

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.money import plain
from crm.staff.extensions import add_blocks, add_figures
from crm.staff.record_parts import Block, Figure, Item

from ..companies.panels import contact_block
from ..models import Lead, Project


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


add_figures(Lead, intended)
add_blocks(Lead, contacts, became)
