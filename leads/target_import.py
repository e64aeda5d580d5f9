"""Importing a target list on the screen: choose a file, see what it would change, confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.incoming.carried import Expired, arrived, carried

from .companies.targets import compare, import_plan, read_plan
from .models import TargetList

SALT = "leads.target_import"
LARGEST_FILE = 1_000_000  # bytes; a 500 list has some 40,000
SHOWN = 20


class ListFileForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("list"), choices=TargetList.Kind.choices)
    year = forms.IntegerField(label=gettext_lazy("year"), min_value=1995, max_value=2100)
    file = forms.FileField(
        label=gettext_lazy("file (CSV or XLSX)"),
        help_text=gettext_lazy(
            "Columns: rank, company and revenue with its unit, such as "
            "排名, 企业名称, 营业收入（百万美元）; "
            "optional English name, country or province, year. "
            "The names rank, name_zh, name_en, country_zh, province, revenue_musd, "
            "revenue_10k_cny and revenue_cny are read too."
        ),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 1 MB, which no list of 500 is."))
        return upload


def import_targets(request):
    """The checked file travels through the confirmation signed, so that nothing lies about between the two steps."""
    if not request.user.has_perm("leads.import_targets"):
        raise PermissionDenied
    if "confirmed" in request.POST:
        return _confirm(request)
    form = ListFileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "leads/import_targets.html", {"form": form})
    kind, year, upload = (form.cleaned_data[name] for name in ("kind", "year", "file"))
    content = upload.read()
    plan = read_plan(upload.name, content)
    preview = None if plan.problems else compare(plan, kind=kind, year=year)
    context = {"form": form, "plan": plan, "preview": preview, "file_name": upload.name, "first_rows": plan.rows[:SHOWN]}
    if not plan.problems:
        context["confirmed"] = carried(content, [kind, year, upload.name], salt=SALT)
    return render(request, "leads/import_targets.html", context)


def _confirm(request):
    try:
        content, (kind, year, name) = arrived(request.POST["confirmed"], salt=SALT)
    except Expired as expired:
        messages.error(request, str(expired))
        return redirect("targetentry:import")
    plan = read_plan(name, content)
    compare(plan, kind=kind, year=year)
    if plan.problems:
        messages.error(request, _("The list has changed since the preview. Choose the file again."))
        return redirect("targetentry:import")
    result = import_plan(plan, kind=kind, year=year, source=name, by=request.user)
    messages.success(
        request,
        _("%(new)d of %(rows)d rows were new; %(companies)d new companies, %(candidates)d possible duplicates.")
        % {"new": result.new_entries, "rows": result.entries, "companies": result.new_companies, "candidates": result.candidates},
    )
    target_list = TargetList.objects.get(kind=kind, year=year)
    return redirect(f"{reverse('targetentry:index')}?target_list={target_list.pk}")
