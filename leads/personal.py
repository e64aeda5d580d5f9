"""What the models of this app hold of people, for what, and for how long."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.core.days import day_of
from crm.core.personal.registry import (
    ALL,
    NUMBERS_OF_THINGS,
    THINGS,
    WORKINGS,
    Keeping,
    Kind,
    holds,
    may_name,
    tells_nobody,
)

from . import models as own

PAID_BY_LAW = _("Who is paid public money is named in the books for as long as the law keeps them.")


def register():
    _of_agents()
    _of_contacts()
    _of_hometown()
    _of_leads()
    _of_what_is_written()
    _of_things()


def _of_agents():
    holds(
        own.Agent,
        who=_("referrers; legal representatives and contacts of agencies"),
        purpose=_("agreements, statements and payments; being reached"),
        groups=("representative", "contact_name phone email"),
        is_person=lambda agent: agent.is_referrer,
        name=Kind.NAME,
        id_number=Kind.IDENTITY,
        representative=Kind.NAME,
        contact_name=Kind.NAME,
        phone=Kind.PHONE,
        email=Kind.EMAIL,
        address=Kind.PLACE,
        hometown_tie=Kind.POSITION,
        qualifications=Kind.WORDS,
    )
    tells_nobody(own.Agent, "credit_code", THINGS)
    for model in (own.PayeeAccount, own.AccountChange):
        holds(
            model,
            who=_("referrers; holders of accounts"),
            purpose=_("paying"),
            belongs_to="agent",
            holder=Kind.NAME,
            bank=Kind.ACCOUNT,
            number=Kind.ACCOUNT,
        )
    may_name(own.AccountChange, "why")
    holds(
        own.Referral,
        who=_("referrers and the teams that share with them"),
        purpose=_("sharing a commission"),
        belongs_to="agent",
        stays=PAID_BY_LAW,
        role=Kind.POSITION,
        team=Kind.NAME,
    )


def _of_contacts():
    holds(
        own.Contact,
        who=_("contacts of companies"),
        purpose=_("reaching a company that may invest"),
        keeping=Keeping(
            "keep_contacts_months",
            36,
            _("Personal data: months for which an idle company's contacts are kept"),
            idle_contacts,
        ),
        name=Kind.NAME,
        position=Kind.POSITION,
        phone=Kind.PHONE,
        email=Kind.EMAIL,
        wechat=Kind.PHONE,
    )
    may_name(own.Contact, "remark")


def idle_contacts(before: datetime) -> QuerySet:
    """Nobody changed them since, and their company has no lead or project that moved since."""
    changed = own.Contact.history.model.objects.filter(history_date__gte=before).values("id")
    moved = [
        Exists(model._base_manager.filter(company=OuterRef("company"), updated_at__gte=before))
        for model in (own.Lead, own.Project)
    ]
    running = Exists(own.Project._base_manager.filter(company=OuterRef("company")))
    return own.Contact.objects.exclude(pk__in=changed).filter(~moved[0], ~moved[1], ~running)


def _of_hometown():
    holds(
        own.Native,
        who=_("people from here who live elsewhere"),
        purpose=_("keeping in touch, invitations, introductions"),
        keeping=Keeping(
            "keep_natives_months",
            60,
            _("Personal data: months for which people from here are kept who were not written of"),
            forgotten_natives,
        ),
        name=Kind.NAME,
        lives_in=Kind.PLACE,
        position=Kind.POSITION,
        field=Kind.POSITION,
        phone=Kind.PHONE,
        wechat=Kind.PHONE,
    )
    may_name(own.Native, "remark")
    holds(
        own.Chamber,
        who=_("heads of chambers of commerce"),
        purpose=_("working with the chamber"),
        groups=("president", "secretary phone"),
        is_person=lambda chamber: False,
        president=Kind.NAME,
        secretary=Kind.NAME,
        phone=Kind.PHONE,
    )
    may_name(own.Chamber, "remark")
    tells_nobody(own.Chamber, "name place", THINGS)
    holds(
        own.Acquaintance,
        who=_("people who know somebody at a company"),
        purpose=_("introductions"),
        how=Kind.POSITION,
        source=Kind.WORDS,
    )
    may_name(own.Introduction, "wish answer thanked_how")


def forgotten_natives(before: datetime) -> QuerySet:
    """Neither changed nor invited since, and not registered as an agent, who is paid."""
    invited = own.Invitation.objects.filter(event__planned_on__gte=day_of(before)).values("native")
    old = own.Native.objects.filter(updated_at__lt=before, agent=None)
    return old.exclude(pk__in=invited.filter(native__isnull=False))


def _of_leads():
    holds(
        own.AgentFacts,
        who=_("contacts of agencies"),
        purpose=_("reaching who brought a lead"),
        contact_person=Kind.NAME,
    )
    may_name(own.AgentFacts, "mandate service")
    holds(
        own.HometownFacts,
        who=_("referrers"),
        purpose=_("what ties who brought a lead to the city"),
        tie=Kind.POSITION,
    )
    holds(
        own.List500Facts,
        who=_("people who decide at companies"),
        purpose=_("reaching a company that may invest"),
        decided_by=Kind.NAME,
    )
    may_name(own.List500Facts, "other_bases rival_places")
    holds(
        own.CampaignTarget,
        who=_("people who open a door to a company"),
        purpose=_("reaching a company that may invest"),
        through=Kind.NAME,
    )
    tells_nobody(own.CampaignTarget, "place", THINGS)
    holds(
        own.Chain,
        who=_("leaders in charge of an industry chain"),
        purpose=_("who is in charge in the office"),
        leader=Kind.NAME,
    )
    may_name(own.Chain, "plan")
    tells_nobody(own.Chain, "name", THINGS)


WRITTEN = {
    own.Activity: "summary next_step",
    own.Answer: "word remark",
    own.Assessment: "content",
    own.Campaign: "theme outcome",
    own.CampaignEvent: "programme participants outcome",
    own.CampaignMeeting: "outcome follow_up",
    own.CapitalFacts: "use_of_money conditions",
    own.ChainFacts: "reason",
    own.Company: "remark",
    own.CompanyMerge: "values reason undo_reason",
    own.CompanyNote: "text source",
    own.CompanyRelation: "what source",
    own.Dispute: "reason",
    own.Handover: "reason",
    own.Invitation: "outcome",
    own.Lead: "content wishes",
    own.LinkCompany: "note",
    own.MergedRow: "label values",
    own.Message: "text",
    own.Milestone: "note",
    own.Opinion: "text",
    own.Plea: "text",
    own.Project: "content",
    own.Registration: "content",
    own.TalkEvent: "theme outcome",
    own.Urging: "text answer",
}


def _of_what_is_written():
    for model, names in WRITTEN.items():
        may_name(model, names)


OF_COMPANIES = {
    own.Assessment: "explanation",
    own.Campaign: "name",
    own.CampaignEvent: "title place",
    own.CampaignMember: "industry_codes countries regions",
    own.CapitalFacts: "round",
    own.Company: "name name_key name_en name_en_key credit_code country website",
    own.CompanyAlias: "name name_key",
    own.CompanyMerge: "kept_name dropped_name",
    own.CompanyNote: "link",
    own.Criterion: "name scale guidance",
    own.Edge: "goods",
    own.Industry: "code name section",
    own.Lead: "title",
    own.Link: "name industry_codes keywords set_reason",
    own.ListKind: "code name name_en",
    own.MergedRow: "field",
    own.NameCheck: "company_name credit_code",
    own.OwnMilestone: "code name_zh name_en",
    own.Project: "name",
    own.Region: "code name",
    own.Registration: "company_name name_key credit_code title",
    own.Scheme: "title remark",
    own.Tag: "name",
    own.TalkEvent: "title place",
    own.TargetEntry: "name_as_listed place field currency",
    own.TargetList: "source",
}
NUMBERED = {
    own.Dispute: "number",
    own.Lead: "number",
    own.Project: "number contract_number",
    own.Registration: "number",
    own.Urging: "number",
}


def _of_things():
    for table, why in ((OF_COMPANIES, THINGS), (NUMBERED, NUMBERS_OF_THINGS)):
        for model, names in table.items():
            tells_nobody(model, names, why)
    tells_nobody(own.ConsentText, "text_zh text_en", THINGS)
    tells_nobody(own.FitScore, ALL, WORKINGS)
