"""Projects on offer, narrowed by industry."""

from ..models import FormPage, OfferPage, OffersPage, PublicForm, shows
from .below import children, first_below, one_page


@shows(OffersPage)
def offers(page, request) -> dict:
    pages = children(page, OfferPage) if page.pk else OfferPage.objects.none()
    industry = request.GET.get("industry", "")
    industries = list(pages.order_by("industry").values_list("industry", flat=True).distinct())
    narrowed = pages.filter(industry=industry) if industry in industries else pages
    return {
        "offers": one_page(narrowed.select_related("park"), request),
        "industries": industries,
        "asked": industry if industry in industries else "",
    }


@shows(OfferPage)
def offer(page, request) -> dict:
    home = page.get_parent().get_parent()
    contact = page.contact if page.contact and page.contact.is_shown else None
    return {
        "contact": contact,
        "talk": first_below(home, FormPage, form=PublicForm.TALK),
        "enquiry": first_below(home, FormPage, form=PublicForm.ENQUIRY),
    }
