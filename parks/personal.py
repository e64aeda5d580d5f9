"""What the models of this app hold of people. Its own are of parks, space and enterprises."""

from django.utils.translation import gettext_lazy as _

from crm.core.outside_names import tell_organisations
from crm.core.personal.registry import (
    NUMBERS_OF_THINGS,
    THINGS,
    WORKINGS,
    Kind,
    holds,
    may_name,
    tells_nobody,
)

from . import models as own

WRITTEN = {
    own.AllianceAction: "what result",
    own.Alliance: "aims",
    own.Availability: "reason",
    own.Breach: "demand",
    own.Contribution: "remark",
    own.CultivationList: "remark",
    own.Entry: "remark",
    own.EntryApplication: "content environment safety",
    own.Exit: "remark",
    own.ExpansionFacts: "support_reason",
    own.Facility: "remark",
    own.Fund: "remark",
    own.Member: "why needs goals support",
    own.MilestoneReport: "note",
    own.ParkFacts: "fits",
    own.PlanAction: "what outcome",
    own.Plot: "remark",
    own.Reservation: "purpose",
    own.ReviewOpinion: "text",
    own.ScienceProject: "result",
    own.Stake: "terms",
    own.Supplement: "reason",
    own.UnmatchedRow: "cells problems",
}
OF_THINGS = {
    own.Alliance: "partner_park",
    own.Enterprise: "name credit_code",
    own.ExchangeRate: "source",
    own.ExpansionFacts: "adds",
    own.Facility: "name",
    own.OwnMetric: "code name_zh name_en unit_zh unit_en",
    own.Park: "name description",
    own.ParkFacts: "leader_company",
    own.ParkIndustry: "name industry_codes over_reason",
    own.Plot: "code boundary",
    own.ScienceProject: "name source field",
    own.UnmatchedRow: "credit_code name",
}
NUMBERED = {
    own.Contribution: "voucher",
    own.EntryApplication: "number agreement_number",
    own.Supplement: "number agreement_number",
}


def organisations(users, sight) -> dict[int, str]:
    """The settled enterprises for which people log in."""
    links = own.EnterprisePerson.objects.filter(user__in=users).select_related("enterprise")
    enterprises = {link.user_id: link.enterprise for link in links.order_by("pk")}
    sight.look(enterprises.values())
    return {key: sight.label(enterprise) for key, enterprise in enterprises.items()}


def register():
    tell_organisations(organisations)
    holds(
        own.Fund,
        who=_("managers of funds, where they are people"),
        purpose=_("who answers for a fund"),
        manager=Kind.NAME,
    )
    holds(
        own.Commitment,
        who=_("investors of funds, where they are people"),
        purpose=_("who pays into a fund"),
        investor=Kind.NAME,
    )
    for model, names in WRITTEN.items():
        may_name(model, names)
    for table, why in ((OF_THINGS, THINGS), (NUMBERED, NUMBERS_OF_THINGS)):
        for model, names in table.items():
            tells_nobody(model, names, why)
    tells_nobody(own.Fund, "name", THINGS)
    tells_nobody(own.UnmatchedRow, "read fingerprint", WORKINGS)
    tells_nobody(own.SpaceNeed, "musts", THINGS)
