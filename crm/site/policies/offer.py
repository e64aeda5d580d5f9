"""What stands in an offer letter of the policies that fit a lead."""

from django.utils import translation

from commissions.documents.facts.offer import tell_offers
from crm.core.punctuation import aside

from ..models import PolicyPage
from .facts import facts_of
from .fitting import fits_for


def offers(lead) -> list[dict]:
    """Those that fit, and those that nearly do with what is missing; in Chinese, as documents
    are.
    """
    with translation.override("zh-hans"):
        fits = fits_for(facts_of(lead))
        numbers = dict(PolicyPage.objects.values_list("pk", "document_number"))
        return [_offer_line(fit, numbers.get(fit.pk, "")) for fit in fits.best]


def _offer_line(fit, number: str) -> dict:
    return {
        "title": fit.title,
        "number": number,
        "word": fit.word,
        "gives": fit.gives,
        "amount": fit.amount,
        "missing": [reason.text + aside(reason.clause) for reason in fit.missing],
    }


def register():
    tell_offers(offers)
