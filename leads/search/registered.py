"""The kinds of record of this app that the search box finds."""

from ..models import Agent, Company, Lead, Project
from .kinds import Kind, register


def register_searched():
    register(
        Kind(
            1,
            Company,
            "company",
            "home",
            "leads.view_company",
            title=str,
            detail=lambda company: " · ".join(filter(None, [company.credit_code, company.name_en])),
        )
    )
    register(
        Kind(
            2,
            Lead,
            "lead",
            "mail",
            "leads.view_lead",
            title=lambda lead: lead.title,
            detail=_of_pipeline,
            names=("title",),
            related=("company",),
        )
    )
    register(
        Kind(
            3,
            Project,
            "project",
            "folder-open-inverse",
            "leads.view_project",
            title=lambda project: project.name,
            detail=_of_pipeline,
            related=("company",),
        )
    )
    register(
        Kind(
            4,
            Agent,
            "agent",
            "group",
            "leads.view_agent",
            title=str,
            detail=lambda agent: agent.get_kind_display(),
        )
    )


def _of_pipeline(record) -> str:
    return f"{record.number} · {record.company} · {record.get_state_display()}"
