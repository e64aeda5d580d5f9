"""What agencies, referrers and settled enterprises read of each table, in SQL: what each model's
``visible_to`` says, a second time. A few are wider (``WIDER`` in tests/portal/test_wall.py names
them), none narrower. A table that does not stand here is closed to them, and so is each history.
"""

from django.apps import apps

from commissions import models as commissions
from crm.accounts import models as accounts
from crm.core import models as core
from crm.core.database import kept, policies
from crm.desk import models as desk
from crm.dispatch import models as dispatch
from crm.portal import models as portal
from crm.site import models as site
from leads import models as leads
from parks import models as parks

from .asking import (
    AGENTS,
    ENTERPRISES,
    FUNCTIONS,
    KNOWN_AGENTS,
    MEMBERS,
    MONEY,
    OWN,
    PERSON,
    REQUESTS,
    SAID,
    SHARED,
)

# Of these all rows: who is who in the house, rules, places, what is published.
OPEN = [
    core.CalendarDay,
    core.Department,
    core.Errand,
    core.IndicatorChange,
    core.MessageService,
    core.Parameter,
    core.Sequence,
    core.Submission,
    core.User,
    core.User.groups.through,
    core.User.user_permissions.through,
    desk.ServiceKind,
    desk.ServiceTime,
    leads.ConsentText,
    leads.Industry,
    leads.OwnMilestone,
    leads.Region,
    parks.OwnMetric,
    parks.Park,
    parks.Plot,
]


def among(key: str, table: str, column: str = "id", only: str = "", of: str = "{this}") -> str:
    """Whether a row of ``table`` that they read has in ``column`` what the row of ``of`` (the one
    that is asked about) has in ``key``.

    By ``exists`` and not by ``in``: the database then looks a few rows up by index, and gathers the
    others only where many are asked for.
    """
    also = f" and {only}" if only else ""
    return f"exists (select from {table} where {table}.{column} = {of}.{key}{also})"


OF_AGENTS = {
    leads.Consent: f"agent_id = {AGENTS}",
    leads.Agent: f"id = {KNOWN_AGENTS}",
    leads.Agent.users.through: f"agent_id = {AGENTS} or user_id = {PERSON}",
    leads.Membership: f"member_id = {AGENTS} or chamber_id = {AGENTS} and state = 'consented'",
    leads.PayeeAccount: f"agent_id = {AGENTS}",
    leads.AccountChange: f"agent_id = {AGENTS}",
    leads.AgentTarget: f"agent_id = {AGENTS}",
    leads.NameCheck: f"agent_id = {AGENTS}",
    leads.Registration: f"agent_id = {MEMBERS}",
    leads.Clock: among("registration_id", "leads_registration"),
    leads.Lead: f"agent_id = {AGENTS} or id = {SHARED}",
    leads.Message: f"agent_id = {AGENTS}",
    leads.Dispute: f"""
        {among("claimant_id", "leads_registration", "id", f"agent_id = {AGENTS}")}
        or {among("holder_id", "leads_registration", "id", f"agent_id = {AGENTS}")}
            and state <> 'open'
    """,
    leads.Plea: f"agent_id = {AGENTS}",
    leads.Referral: f"agent_id = {AGENTS}",
    leads.Company: f"""
        {among("id", "leads_lead", "company_id")}
        or {among("id", "leads_registration", "company_id")}
        or {among("id", "parks_enterprise", "company_id")}
    """,
}

BROUGHT = among("project_id", "leads_referral", "project_id")
BROUGHT_THEM = among("project_id", "leads_referral", "project_id", of="parks_enterprise")
OF_DEALS = {
    leads.Project: f"{among('id', 'leads_referral', 'project_id')} or id = {OWN}",
    leads.Milestone: f"{BROUGHT} or project_id = {OWN}",
    parks.Enterprise: f"""
        id = {ENTERPRISES}
        or {BROUGHT}
        or {among("id", "parks_enterpriseperson", "enterprise_id", f"user_id = {PERSON}")}
    """,
    parks.EnterprisePerson: f"enterprise_id = {ENTERPRISES} or user_id = {PERSON}",
    parks.Entry: f"{BROUGHT} or project_id = {OWN}",
    parks.EntryApplication: f"project_id = {OWN}",
    parks.Supplement: among("application_id", "parks_entryapplication"),
    parks.Breach: among("application_id", "parks_entryapplication"),
    parks.MilestoneReport: f"enterprise_id = {ENTERPRISES}",
    parks.Contribution: f"""
        enterprise_id = {MONEY}
            and not (state = 'rejected' and outside_is_of_the_house(reported_by_id))
        or state not in ('declared', 'taken_back')
            and {among("enterprise_id", "parks_enterprise", "id", BROUGHT_THEM)}
    """,
    portal.EnterpriseInvitation: f"enterprise_id = {ENTERPRISES}",
}

OF_MONEY = {
    commissions.Agreement: f"""
        agent_id = {AGENTS} and state <> 'draft'
    """,
    commissions.YearTarget: among("agreement_id", "commissions_agreement"),
    commissions.YearReview: among("agreement_id", "commissions_agreement"),
    commissions.PolicyVersion: f"""
        {among("id", "commissions_agreement", "policy_version_id")}
        or {among("id", "commissions_ledgerentry", "policy_version_id")}
    """,
    commissions.Policy: among("id", "commissions_policyversion", "policy_id"),
    commissions.LedgerEntry: f"payee_id = {AGENTS}",
    commissions.Statement: f"payee_id = {AGENTS}",
    commissions.StatementLine: among("statement_id", "commissions_statement"),
    commissions.Payment: among("statement_id", "commissions_statement"),
    commissions.IssuedDocument: f"""
        agent_id = {AGENTS}
        or content_type_id = (select outside_kind('parks', 'entry')) and object_id in (
            select id from parks_entry where project_id in (
                select project_id from parks_enterprise where id = {MONEY}
            )
        )
        or content_type_id = (select outside_kind('parks', 'supplement')) and object_id in (
            select id from parks_supplement where application_id in (
                select id from parks_entryapplication where project_id in (
                    select project_id from parks_enterprise where id = {MONEY}
                )
            )
        )
    """,
    commissions.DocumentConfirmation: f"agent_id = {AGENTS}",
}

OF_THE_DESK = {
    desk.ServiceRequest: f"""
        enterprise_id = {REQUESTS} and (not is_confidential or id = {SAID})
    """,
    desk.ServiceMessage: among("request_id", "desk_servicerequest"),
    site.PolicyApplication: f"enterprise_id = {REQUESTS}",
    site.PolicySubscription: f"user_id = {PERSON}",
    site.PolicySubscription.kinds.through: among(
        "policysubscription_id", "site_policysubscription"
    ),
}

SCHEMES = among("scheme_id", "dispatch_scoresubject", "scheme_id")
OF_SCORES = {
    dispatch.ScoreScheme: among("id", "dispatch_scoresubject", "scheme_id"),
    dispatch.SchemeLine: SCHEMES,
    dispatch.ScoreRun: f"state <> 'preview' and {SCHEMES}",
    dispatch.ScoreSubject: f"""
        agent_id = {AGENTS}
    """,
    dispatch.ScoreCard: among("subject_id", "dispatch_scoresubject"),
    dispatch.CardLine: among("card_id", "dispatch_scorecard"),
    dispatch.ScoreContest: among("card_id", "dispatch_scorecard"),
}

# What waits for a confirmation is its own person's, as are the files of it.
OF_ANYBODY = {
    accounts.Suspended: f"person_id = {PERSON}",
    accounts.SuspendedFile: among("form_id", "accounts_suspended"),
    core.Notification: f"recipient_id = {PERSON}",
    core.NotificationChoice: f"user_id = {PERSON}",
    core.CalendarFeed: f"user_id = {PERSON}",
}

# Whose files and steps they read: those of the records that they see. What the bureau files with
# what an enterprise reported is its own.
READ_WITH = (
    leads.Lead,
    leads.Project,
    leads.Registration,
    leads.Message,
    leads.Plea,
    leads.Membership,
    leads.AccountChange,
    commissions.Agreement,
    commissions.Statement,
    commissions.Payment,
    commissions.IssuedDocument,
    desk.ServiceMessage,
    desk.ServiceRequest,
    site.PolicyApplication,
    dispatch.ScoreContest,
    parks.Contribution,
    parks.MilestoneReport,
    parks.EntryApplication,
    parks.Supplement,
)
OF_THE_HOUSE = (parks.Contribution, parks.MilestoneReport)


# Of the public site's tables these alone are somebody's own; the others are its pages.
NOT_PUBLISHED = (
    site.PolicyApplication,
    site.PolicyFact,
    site.PolicySubscription,
    site.PolicySubscription.kinds.through,
    site.Received,
)


def published() -> list[type]:
    models = apps.get_app_config("site").get_models(include_auto_created=True)
    return [model for model in models if model not in NOT_PUBLISHED and not kept.is_history(model)]


def label(model: type) -> str:
    return f"'{model._meta.label_lower}'"


def sees_record() -> str:
    """SQL of the function that says whether they read the record that a step or a file is of. It
    asks for the one kind of record, with a plan that the connection keeps; a condition that names
    all of them is planned with each query, in ten times the time that it then takes.
    """
    asked = "\n".join(
        f"        when {label(model)} then return exists "
        f"(select from {model._meta.db_table} where id = record);"
        for model in READ_WITH
    )
    return f"""
create or replace function outside_sees(kind bigint, record bigint) returns boolean
language plpgsql stable parallel safe set search_path = public, pg_temp as $$
begin
    case outside_label(kind)
{asked}
        else return false;
    end case;
end
$$;
"""


STEPS = "outside_sees(content_type_id, object_id)"
FILES = f"""
    uploaded_by_id = {PERSON}
    or outside_sees(content_type_id, object_id) and not (
        outside_label(content_type_id) in ({", ".join(map(label, OF_THE_HOUSE))})
        and outside_is_of_the_house(uploaded_by_id)
    )
"""


def register():
    policies.ask_by(FUNCTIONS)
    policies.ask_by(sees_record())
    policies.open_to_outsiders(*OPEN, *published())
    for rows in (OF_AGENTS, OF_DEALS, OF_MONEY, OF_THE_DESK, OF_SCORES, OF_ANYBODY):
        for model, condition in rows.items():
            policies.show_outsiders(model, condition)
    for model, condition in {core.Attachment: FILES, core.Move: STEPS}.items():
        policies.show_outsiders(model, condition)
