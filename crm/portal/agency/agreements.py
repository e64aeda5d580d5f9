"""Agreements to read and confirm; a year's results against their targets."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commissions.agreements.confirm import confirm_document
from commissions.agreements.results import years_of
from commissions.models import Agreement, DocumentConfirmation, IssuedDocument, YearReview
from crm.core.by_key import by_key
from crm.core.refusals import refusals_as_message

from ..who import for_agents


@for_agents
def agreement(request, agent, pk):
    found = get_object_or_404(Agreement.objects.visible_to(request.user).filter(agent=agent), pk=pk)
    documents = IssuedDocument.objects.visible_to(request.user).of(found)
    issued = documents.issued().first()
    if request.method == "POST":
        document = by_key(documents, request.POST.get("document"))
        if document is None:
            raise Http404
        with refusals_as_message(request):
            confirm_document(
                document, agent=agent, sha256=request.POST.get("sha256", ""), by=request.user
            )
            messages.success(request, _("Signed."))
        return redirect("portal:agreement", pk)
    confirmation = (
        DocumentConfirmation.objects.filter(document=issued, agent=agent)
        .select_related("by")
        .first()
    )
    return render(
        request,
        "portal/agreement.html",
        {
            "agreement": found,
            "document": issued,
            "confirmation": confirmation,
            "reviews": YearReview.objects.visible_to(request.user).filter(agreement=found),
            "earlier": documents.exclude(pk=issued and issued.pk),
        },
    )


@for_agents
def results(request, agent):
    return render(
        request, "portal/results.html", {"agent": agent, "years": years_of(agent, request.user)}
    )
