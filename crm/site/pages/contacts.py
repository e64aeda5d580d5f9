"""Officers as the site names them, by industry and language."""

from ..models import ContactsPage, FormPage, PublicContact, PublicForm, shows
from .below import first_below


def contacts_in(locale):
    """Those of a language; only people who still work here."""
    return PublicContact.objects.filter(locale=locale, is_shown=True, person__is_active=True)


@shows(ContactsPage)
def contacts(page, request) -> dict:
    home = page.get_parent()
    return {
        "contacts": contacts_in(page.locale),
        "talk": first_below(home, FormPage, form=PublicForm.TALK),
        "enquiry": first_below(home, FormPage, form=PublicForm.ENQUIRY),
    }
