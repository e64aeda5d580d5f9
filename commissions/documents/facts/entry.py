from parks.models import EntryApplication

from . import bureau_of

State = EntryApplication.State


def entry_facts(entry) -> dict:
    """An entry agreement: who enters which park on which plot, from when, what is to be built, and
    what was promised in the application.
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
            "number": project.number,
            "name": project.name,
            "industry": str(project.industry),
            "content": project.content.splitlines(),
            "investment": project.contract_amount or project.investment,
            "contract_number": project.contract_number,
            "planned_start_on": project.planned_start_on,
            "planned_production_on": project.planned_production_on,
        },
        "promised": promised(project),
        "investor": {"name": project.company.name, "credit_code": project.company.credit_code},
        "enterprise": enterprise
        and {
            "name": enterprise.name,
            "credit_code": enterprise.credit_code,
            "registered_on": enterprise.registered_on,
        },
    }


def promised(project) -> dict | None:
    """What the project promised when its application was agreed, in amounts of one year and mu;
    None for a project that entered without an application.
    """
    application = project.applications.filter(
        state__in=[State.AGREED, State.HANDED_OVER, State.LEFT]
    ).first()
    return application and {
        "application": application.number,
        "investment": application.promised_investment,
        "start_on": application.promised_start_on,
        "production_on": application.promised_production_on,
        "output_per_mu": application.output_per_mu,
        "tax_per_mu": application.tax_per_mu,
        "hand_over_by": application.hand_over_by,
    }
