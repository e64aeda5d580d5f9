"""What the bureau knows the enterprise as, whom it may call, and the login of the person."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm.core.refusals import refusals_on
from parks.models import EnterprisePerson, Entry

from ..forms import PersonForm
from ..person import store_person
from .contacts import contacts_of
from .who import for_people


@for_people()
def own(request, person):
    form = PersonForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            store_person(form, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("portal:enterprise")
    people = EnterprisePerson.objects.visible_to(request.user)
    context = {
        "person": person,
        "enterprise": person.enterprise,
        "plots": Entry.objects.filter(project=person.enterprise.project_id).select_related("plot"),
        "colleagues": people.filter(enterprise=person.enterprise).select_related("user"),
        "contacts": contacts_of(person.enterprise),
        "form": form,
    }
    return render(request, "portal/enterprise/own.html", context)
