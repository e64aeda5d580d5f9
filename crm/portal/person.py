"""What people of the portal change of their own login."""

from django.utils.translation import gettext as _

from crm.core.again import check_recent
from crm.core.followups import changed
from crm.core.letters import send_to
from crm.core.models import User
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from .forms import PersonForm


@as_one()
def store_person(form: PersonForm, *, by: User) -> User:
    """Store a valid form of ``by``'s own. By the e-mail address a password is set anew: who changes
    it is asked again who they are, and the former address is written to.
    """
    former = form.initial["email"]
    has_moved = form.cleaned_data["email"] != former
    if has_moved:
        check_recent(by)
    person = save_as(form.save(commit=False), by=by, reason=_("changed in the portal"))
    changed(person)
    if has_moved and former:
        words = {"name": person.name, "email": person.email or "—"}
        text = _(
            "%(name)s, the e-mail address of your login is now %(email)s. If it was not you who "
            "changed it, call the bureau at once."
        )
        send_to(former, _("The e-mail address of your login was changed"), text % words)
    return person
