"""Which parks a lead would fit, for those who judge its industry."""

from django.utils.translation import gettext as _

from crm.core.punctuation import clauses, labelled
from leads.judgement.opinion_screen import add_hints

from ..models import ParkIndustry
from ..space.fit import suits


def parks_that_fit(assessment) -> list[tuple[str, str]]:
    """Parks one of whose industries is the lead's, by code or by a word of its name."""
    lead = assessment.lead
    text = f"{lead.industry or ''} {assessment.content} {lead.title}"
    fitting = [
        industry
        for industry in ParkIndustry.objects.select_related("park")
        if suits(industry, lead.industry_id or "", text)
    ]
    words = clauses(labelled(industry.park, industry) for industry in fitting)
    return [(_("parks with an industry like it"), words or "—")]


add_hints(parks_that_fit)
