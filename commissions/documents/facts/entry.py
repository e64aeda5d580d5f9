from commissions.documents.facts import bureau_of


def entry_facts(entry) -> dict:
    """An entry agreement: who enters which park on which plot, from when, and what is to be built.

    It speaks of what ``parks.Entry`` and its project hold; further terms are added here and in templates/documents/entry.html.
    """
    project, plot = entry.project, entry.plot
    enterprise = getattr(project, "enterprise", None)
    return {
        "bureau": bureau_of(plot.park.department),
        "park": plot.park.name,
        "plot": {"code": plot.code, "kind": plot.get_kind_display(), "area_sqm": plot.area_sqm},
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "remark": entry.remark,
        "project": {
            "number": project.number, "name": project.name, "industry": str(project.industry), "content": project.content.splitlines(),
            "investment": project.contract_amount or project.investment, "contract_number": project.contract_number,
            "planned_start_on": project.planned_start_on, "planned_production_on": project.planned_production_on,
        },
        "investor": {"name": project.company.name, "credit_code": project.company.credit_code},
        "enterprise": enterprise and {"name": enterprise.name, "credit_code": enterprise.credit_code, "registered_on": enterprise.registered_on},
    }  # fmt: skip
