"""What hangs on a company, as panels of its page and of those of its leads and projects."""

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.money import scaled
from crm.staff.extensions import add_actions, add_blocks
from crm.staff.record_parts import Block, Item

from ..models import Company, Contact, Lead, Project

MOST_CONTACTS = 10


def contact_block(company, user) -> list[Block]:
    """Whom to call there; nothing for those who may not see contacts."""
    if not user.has_perm("leads.view_contact"):
        return []
    contacts = Contact.objects.visible_to(user).filter(company=company)[:MOST_CONTACTS]
    items = [
        Item(
            f"{contact.name}　{contact.position}".strip(),
            reverse("contact:inspect", args=[contact.pk]),
            contact.phone or contact.wechat or contact.email,
            avatar=contact.name[:1],
        )
        for contact in contacts
    ]
    may_add = user.has_perm("leads.add_contact")
    add = (_("Add a contact"), f"{reverse('contact:add')}?company={company.pk}")
    return [Block(_("Contacts"), items, add if may_add else None)]


def work_panels(company, user):
    """The leads and projects with it that the user sees."""
    leads = Lead.objects.visible_to(user).filter(company=company).select_related("owner")
    projects = Project.objects.visible_to(user).filter(company=company).select_related("owner")
    return [
        (
            _("Leads"),
            [_("lead"), _("state"), _("officer in charge")],
            [
                (
                    reverse("lead:inspect", args=[lead.pk]),
                    [lead, lead.get_state_display(), lead.owner or "—"],
                )
                for lead in leads
            ],
        ),
        (
            _("Projects"),
            [_("project"), _("stage"), _("officer in charge"), _("contract amount")],
            [
                (
                    reverse("project:inspect", args=[project.pk]),
                    [
                        project,
                        project.get_state_display(),
                        project.owner,
                        scaled(project.contract_amount) if project.contract_amount else "—",
                    ],
                )
                for project in projects
            ],
        ),
    ]


def name_panels(company):
    """Its other names, where there are any."""
    names = [("", [alias.name]) for alias in company.aliases.all()]
    return [(_("Other names"), [_("name")], names)] if names else []


def company_actions(company, user):
    offers = (
        (_("Add a contact"), "contact:add", "leads.add_contact"),
        (_("Register a lead"), "lead:add", "leads.add_lead"),
    )
    return [
        (label, f"{reverse(name)}?company={company.pk}")
        for label, name, permission in offers
        if user.has_perm(permission)
    ]


def contact_action(record, user):
    return (
        [(_("Add a contact"), f"{reverse('contact:add')}?company={record.company_id}")]
        if user.has_perm("leads.add_contact")
        else []
    )


add_actions(Company, company_actions)
add_blocks(Company, contact_block)
for model in (Lead, Project):
    add_actions(model, contact_action)
