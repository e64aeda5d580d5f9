"""An industry of a park is added, changed or taken off, under the plan's rule."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.refusals import refusals_on
from crm.staff.forms import formfield

from ..models import Park, ParkIndustry
from .industries import AboveTheRule, set_industry


class IndustryForm(forms.ModelForm):
    reason = forms.CharField(
        label=gettext_lazy("reason for going above the plan's number"),
        max_length=300,
        required=False,
    )

    class Meta:
        model = ParkIndustry
        fields = ["name", "role", "industry_codes"]
        formfield_callback = formfield

    def _post_clean(self):
        """The use case checks the record whole; the form checks the fields alone."""


def add_industry(request, pk):
    park = get_object_or_404(Park.objects.visible_to(request.user), pk=pk)
    return _industry(request, park, None, _("Add an industry"))


def change_industry(request, pk):
    industry = get_object_or_404(
        ParkIndustry.objects.visible_to(request.user).select_related("park"), pk=pk
    )
    return _industry(request, industry.park, industry, _("Change the industry"))


def _industry(request, park, industry, title):
    may_change = request.user.has_perm("parks.change_parkindustry")
    if not (may_change and park.is_changed_by(request.user)):
        raise PermissionDenied
    form = IndustryForm(
        request.POST or None,
        instance=industry,
        initial={"reason": industry.over_reason if industry else ""},
    )
    may_remove = industry is not None and request.user.has_perm("parks.delete_parkindustry")
    if request.method == "POST" and "remove" in request.POST and may_remove:
        industry._history_user = request.user
        industry.delete()
        messages.success(request, _("Removed."))
        return redirect("park:inspect", park.pk)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, at="name"):
            try:
                set_industry(park, by=request.user, instead=industry, **form.cleaned_data)
            except AboveTheRule as warning:
                raise ValidationError({"reason": str(warning)}) from None
            messages.success(request, _("Stored."))
            return redirect("park:inspect", park.pk)
    return render(
        request,
        "parks/industry.html",
        {"form": form, "title": title, "park": park, "may_remove": may_remove},
    )
