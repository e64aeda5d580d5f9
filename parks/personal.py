"""What the models of this app, which are of parks, space and enterprises, hold of people."""

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

from . import models

WRITTEN = {
    models.AllianceAction: "what result",
    models.Alliance: "aims",
    models.Availability: "reason",
    models.Breach: "demand",
    models.Contribution: "remark",
    models.CultivationList: "remark",
    models.Entry: "remark",
    models.EntryApplication: "content environment safety",
    models.Exit: "remark",
    models.ExpansionFacts: "support_reason",
    models.Facility: "remark",
    models.Fund: "remark",
    models.Member: "why needs goals support",
    models.MilestoneReport: "note",
    models.ParkFacts: "fits",
    models.PlanAction: "what outcome",
    models.Plot: "remark",
    models.Reservation: "purpose",
    models.ReviewOpinion: "text",
    models.ScienceProject: "result",
    models.Stake: "terms",
    models.Supplement: "reason",
    models.UnmatchedRow: "cells problems",
}
OF_THINGS = {
    models.Alliance: "partner_park",
    models.Enterprise: "name credit_code",
    models.ExchangeRate: "source",
    models.ExpansionFacts: "adds",
    models.Facility: "name",
    models.OwnMetric: "code name_zh name_en unit_zh unit_en",
    models.Park: "name description",
    models.ParkFacts: "leader_company",
    models.ParkIndustry: "name industry_codes over_reason",
    models.Plot: "code boundary",
    models.ScienceProject: "name source field",
    models.UnmatchedRow: "credit_code name",
}
NUMBERED = {
    models.Contribution: "voucher",
    models.EntryApplication: "number agreement_number",
    models.Supplement: "number agreement_number",
}


def organisations(users, sight) -> dict[int, str]:
    """The settled enterprises for which people log in."""
    links = models.EnterprisePerson.objects.filter(user__in=users).select_related("enterprise")
    enterprises = {link.user_id: link.enterprise for link in links.order_by("pk")}
    sight.look(enterprises.values())
    return {key: sight.label(enterprise) for key, enterprise in enterprises.items()}


def register():
    tell_organisations(organisations)
    holds(
        models.Fund,
        who=_("managers of funds, where they are people"),
        purpose=_("who answers for a fund"),
        manager=Kind.NAME,
    )
    holds(
        models.Commitment,
        who=_("investors of funds, where they are people"),
        purpose=_("who pays into a fund"),
        investor=Kind.NAME,
    )
    for model, names in WRITTEN.items():
        may_name(model, names)
    for table, why in ((OF_THINGS, THINGS), (NUMBERED, NUMBERS_OF_THINGS)):
        for model, names in table.items():
            tells_nobody(model, names, why)
    tells_nobody(models.Fund, "name", THINGS)
    tells_nobody(models.UnmatchedRow, "read fingerprint", WORKINGS)
    tells_nobody(models.SpaceNeed, "musts", THINGS)
