"""Which parks a lead would fit, for those who judge its industry."""

from django.utils.translation import gettext as _

from leads.judgement.opinion_screen import HINTS

from .models import ParkIndustry


def parks_that_fit(assessment) -> list[tuple[str, str]]:
    """Parks one of whose industries shares a word of two characters with the lead's industry or what it builds."""
    about = f"{assessment.lead.industry or ''} {assessment.content} {assessment.lead.title}"
    fitting = [each for each in ParkIndustry.objects.select_related("park") if any(each.name[n : n + 2] in about for n in range(len(each.name) - 1))]
    words = "；".join(f"{each.park}：{each}" for each in fitting)
    return [(_("parks with an industry like it"), words or "—")]


HINTS.append(parks_that_fit)
