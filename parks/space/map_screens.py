"""The import of the boundaries of a park's plots: choose a file,
see what it would change, confirm.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.carried import Expired, arrived, carried
from crm.core.incoming.field import IncomingFile
from crm.core.incoming.purposes import BOUNDARIES
from crm.core.refusals import refusals_as_message
from crm.staff.extensions import add_actions

from ..models import Park
from .geojson import read_boundaries, write_boundaries

SALT = "parks.boundaries"


class BoundaryFileForm(forms.Form):
    file = IncomingFile(
        BOUNDARIES,
        label=gettext_lazy("GeoJSON file"),
        help_text=gettext_lazy(
            "A FeatureCollection of Polygons in WGS 84; the property “code” is the plot's "
            "number; “kind” and “area_sqm” make plots that are not stored yet."
        ),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("reason why they are right all the same"), max_length=80
    )


def import_boundaries(request, pk):
    """The checked file travels through the confirmation signed, so that nothing lies about between
    the two steps.
    """
    park = get_object_or_404(Park.objects.visible_to(request.user), pk=pk)
    if not (request.user.has_perm("parks.change_plot") and park.is_changed_by(request.user)):
        raise PermissionDenied
    if "confirmed" in request.POST:
        return _confirm(request, park)
    form, context = BoundaryFileForm(request.POST or None, request.FILES or None), {"park": park}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        plan = read_boundaries(park, content)
        context |= {"plan": plan, "file_name": form.cleaned_data["file"].name}
        if not plan.problems:
            context |= _to_confirm(form, park, content, plan)
    return render(
        request,
        "parks/import_boundaries.html",
        {"title": _("Import boundaries"), **context, "form": form},
    )


def _to_confirm(form, park, content: bytes, plan) -> dict:
    facts = [park.pk, [list(doubt) for doubt in plan.doubts], form.cleaned_data["file"].name]
    try:
        confirmed = carried(content, facts, salt=SALT)
    except BadFile as bad:
        form.add_error("file", str(bad))
        return {"plan": None}
    return {"confirmed": confirmed, "reason_form": ReasonForm() if plan.doubts else None}


def _confirm(request, park):
    again = redirect("park:boundaries", park.pk)
    try:
        content, (pk, doubts, file_name) = arrived(request.POST["confirmed"], salt=SALT)
    except Expired as expired:
        messages.error(request, str(expired))
        return again
    plan = read_boundaries(park, content)
    if plan.problems or pk != park.pk or [list(doubt) for doubt in plan.doubts] != doubts:
        messages.error(
            request, _("The plots have changed since the preview. Choose the file again.")
        )
        return again
    form = ReasonForm(request.POST)
    if plan.doubts and not form.is_valid():
        context = {
            "title": _("Import boundaries"),
            "park": park,
            "plan": plan,
            "file_name": file_name,
            "form": BoundaryFileForm(),
            "confirmed": request.POST["confirmed"],
            "reason_form": form,
        }
        return render(request, "parks/import_boundaries.html", context)
    reason = form.cleaned_data["reason"] if plan.doubts else ""
    with refusals_as_message(request):
        write_boundaries(park, plan, by=request.user, reason=reason)
        words = {"count": len(plan.outlines)}
        messages.success(request, _("The boundaries of %(count)d plots are stored.") % words)
        return redirect("park:inspect", park.pk)
    return again


def boundaries_action(park, user):
    return (
        [(_("Import boundaries"), reverse("park:boundaries", args=[park.pk]))]
        if user.has_perm("parks.change_plot")
        else []
    )


add_actions(Park, boundaries_action)
