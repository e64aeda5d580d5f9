"""Importing a target list on the screen: choose a file, see what it would change, confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.incoming.carried import Expired, arrived, carried
from crm.core.incoming.field import IncomingFile
from crm.core.incoming.purposes import LIST

from ..models import ListKind, TargetList
from .importing import compare, import_plan, is_ranked, read_plan

SALT = "leads.targets.import_screen"
TEMPLATE = "leads/import_targets.html"
SHOWN = 20


def kinds() -> list[tuple[str, str]]:
    return [(kind.code, str(kind)) for kind in ListKind.objects.all()]


class ListFileForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("list"), choices=kinds)
    year = forms.IntegerField(
        label=gettext_lazy("year"),
        min_value=1995,
        max_value=2100,
        required=False,
        help_text=gettext_lazy("Empty where the file names the year of each row, also of several."),
    )
    file = IncomingFile(
        LIST,
        label=gettext_lazy("file (CSV or XLSX)"),
        help_text=gettext_lazy(
            "Columns: rank, company and revenue with its unit, such as "
            "排名, 企业名称, 营业收入（百万美元）; "
            "optional English name, country or province, year. "
            "English names of the columns are read too."
        ),
    )


def import_targets(request):
    """The checked file travels through the confirmation signed, so that nothing lies about between
    the two steps.
    """
    if not request.user.has_perm("leads.import_targets"):
        raise PermissionDenied
    if "confirmed" in request.POST:
        return _confirm(request)
    if "asked" in request.POST:
        return _answer(request)
    form = ListFileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, TEMPLATE, {"title": _("Import a target list"), "form": form})
    kind, year, upload = (form.cleaned_data[name] for name in ("kind", "year", "file"))
    return _show(request, upload.read(), kind, year, upload.name, units={}, form=form)


def _show(request, content, kind, year, name, *, units, form=None):
    """The preview; before it, where a column names no unit, the question which it is."""
    plan = read_plan(name, content, units=units, asks=True, ranked=is_ranked(kind))
    preview = None if plan.problems or plan.questions else compare(plan, kind=kind, year=year)
    context = {
        "title": _("Import a target list"),
        "form": form or ListFileForm(initial={"kind": kind, "year": year}),
        "plan": plan,
        "file_name": name,
    }
    if not plan.problems:
        facts = [kind, year, name, units]
        context |= {
            "preview": preview,
            "first_rows": plan.rows[:SHOWN],
            "questions": plan.questions,
        }
        context["asked" if plan.questions else "confirmed"] = carried(content, facts, salt=SALT)
    return render(request, TEMPLATE, context)


def _carried(request, name):
    """(content, kind, year, file name, units) of the file that travels in the page; None where that
    has expired.
    """
    try:
        content, facts = arrived(request.POST[name], salt=SALT)
    except Expired as expired:
        messages.error(request, str(expired))
        return None
    return content, *facts


def _answer(request):
    upload = _carried(request, "asked")
    if upload is None:
        return redirect("targetentry:import")
    content, kind, year, name, units = upload
    options = {
        question.column: question.offered
        for question in read_plan(
            name, content, units=units, asks=True, ranked=is_ranked(kind)
        ).questions
    }
    answers = {column: request.POST.get(f"unit-{column}", "") for column in options}
    units |= {column: word for column, word in answers.items() if word in options[column]}
    return _show(request, content, kind, year, name, units=units)


def _confirm(request):
    upload = _carried(request, "confirmed")
    if upload is None:
        return redirect("targetentry:import")
    content, kind, year, name, units = upload
    plan = read_plan(name, content, units=units, ranked=is_ranked(kind))
    preview = compare(plan, kind=kind, year=year)
    if plan.problems:
        messages.error(request, _("The list has changed since the preview. Choose the file again."))
        return redirect("targetentry:import")
    if preview.doubts and "sure" not in request.POST:
        messages.error(request, _("Look at what the preview asks back, and tick that it is right."))
        return _show(request, content, kind, year, name, units=units)
    result = import_plan(plan, kind=kind, year=year, source=name, by=request.user)
    messages.success(request, _result_message(result))
    target_list = TargetList.objects.filter(kind=kind).first()
    if year:
        target_list = TargetList.objects.get(kind=kind, year=year)
    return redirect(f"{reverse('targetentry:index')}?target_list={target_list.pk}")


def _result_message(result) -> str:
    message = _(
        "%(new)d of %(rows)d rows were new; %(companies)d new companies, %(candidates)d "
        "possible duplicates."
    )
    return message % {
        "new": result.new_entries,
        "rows": result.entries,
        "companies": result.new_companies,
        "candidates": result.candidates,
    }
