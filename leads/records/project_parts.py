"""What leads know of a project for its page: the money agreed, whom to call, who brought it, what
it grew from.
"""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.core.money import scaled
from crm.core.punctuation import phrases
from crm.core.sight import view_of
from crm.staff.extensions import add_blocks, add_figures
from crm.staff.record_parts import Block, Figure, Item

from ..companies.panels import contact_block
from ..models import Lead, Project


def agreed_money(project, user) -> list[Figure]:
    """What the contract says, or what is intended before there is one."""
    if project.contract_amount is None:
        return [Figure.of_money(_("Intended investment"), project.investment)]
    number = (project.contract_number,) if project.contract_number else ()
    return [Figure.of_money(_("Contract amount"), project.contract_amount, notes=number)]


def contacts(project, user) -> list[Block]:
    return contact_block(project.company, user)


def brought_by(project, user) -> list[Block]:
    """Who is paid for having brought it, with their shares and since when they stand."""
    referrals = list(project.referrals.all())
    total_parts = sum(referral.parts for referral in referrals)
    sight = view_of(user)
    sight.look(referral.agent for referral in referrals)
    may_see = user.has_perm("leads.view_agent")
    items = [
        Item(
            sight.label(referral.agent),
            reverse("agent:inspect", args=[referral.agent_id])
            if may_see and sight.knows(referral.agent)
            else "",
            note=f"{referral.parts * 100 // total_parts}%　{_referral_in_words(referral)}",
        )
        for referral in referrals
    ]
    may_add = user.has_perm("leads.change_referral")
    action = (_("Who brought it"), reverse("project:referrers", args=[project.pk]))
    return [Block(_("Referred by"), items, action if may_add and not items else None)]


def _referral_in_words(referral) -> str:
    parts = [_("registered %(day)s") % {"day": date_format(referral.registered_on, "Y-m-d")}]
    if referral.investor_confirmed_on:
        day = date_format(referral.investor_confirmed_on, "Y-m-d")
        parts.append(_("confirmed %(day)s") % {"day": day})
    if referral.team:
        parts.append(referral.team)
    if referral.agreed_on:
        day = date_format(referral.agreed_on, "Y-m-d")
        parts.append(_("agreed on %(day)s as the one to be paid") % {"day": day})
    return phrases(parts)


def milestones(project, user) -> list[Block]:
    items = [
        Item(
            f"{milestone.get_kind_display()}　{milestone.note}".strip(),
            note=date_format(milestone.happened_on, "Y-m-d"),
        )
        for milestone in project.milestones.all()
    ]
    return [Block(_("Milestones"), items)]


def related(project, user) -> list[Block]:
    """The lead it grew from, what it extends, and what extends it."""
    lead = Lead.objects.visible_to(user).filter(pk=project.lead_id).first()
    items = [_of_lead(lead)] if lead else []
    projects = Project.objects.visible_to(user)
    if project.extends_id and (extended := projects.filter(pk=project.extends_id).first()):
        items.append(_of_project(_("Capital increase of"), extended))
    items += [
        _of_project(_("Capital increase"), increase)
        for increase in projects.filter(extends=project)
    ]
    return [Block(_("Related records"), items)]


def _of_lead(lead) -> Item:
    link = reverse("lead:inspect", args=[lead.pk])
    return Item(f"{Lead._meta.verbose_name}　{lead.title}", link, lead.number)


def _of_project(how: str, project) -> Item:
    amount = scaled(project.contract_amount) if project.contract_amount else ""
    link = reverse("project:inspect", args=[project.pk])
    return Item(f"{how}　{project.name}", link, f"{project.get_state_display()} {amount}".strip())


add_figures(Project, agreed_money)
add_blocks(Project, contacts, brought_by, milestones, related)
