"""Possible duplicates on the screen: judge a pair, merge two companies with a preview, undo a
merge.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.punctuation import listed
from crm.core.refusals import refusals_as_message, refusals_on
from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions
from crm.staff.facts import fact_in_words
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Company, CompanyMerge, MatchCandidate
from ..models.merge import MergedRow
from .groups import belongs_to
from .matching import likely
from .merge import merge, merged_fields, plan_merge
from .unmerge import conflicts_of, undo_merge

SHOWN = 8  # records named of each relation
VERDICTS = {
    MatchCandidate.Verdict.DIFFERENT,
    MatchCandidate.Verdict.RELATED,
    MatchCandidate.Verdict.OPEN,
}


class CandidateRecord(RecordView):
    """Two companies side by side, with the verdicts as buttons."""

    template_name = "leads/candidate.html"
    record_fields = ["company", "other", "kind", "score", "verdict"]
    SIDE_BY_SIDE = [
        "name",
        "name_en",
        "credit_code",
        "country",
        "region",
        "industry",
        "parent",
        "website",
    ]

    def get_context_data(self, **kwargs):
        record, user = self.object, self.request.user
        may_judge = user.has_perm("leads.change_matchcandidate")
        verdicts = (
            [
                (verdict.value, verdict.label)
                for verdict in MatchCandidate.Verdict
                if verdict != record.verdict
            ]
            if may_judge
            else []
        )
        groups = (
            [record.company, record.other]
            if may_judge and user.has_perm("leads.change_company")
            else []
        )
        return {**super().get_context_data(**kwargs), "verdicts": verdicts, "groups": groups}

    def panels(self, record):
        pair = (record.company, record.other)
        rows = [
            (
                "",
                [
                    Company._meta.get_field(name).verbose_name,
                    *(fact_in_words(company, name) for company in pair),
                ],
            )
            for name in self.SIDE_BY_SIDE
        ]
        lists = [
            (
                "",
                [
                    _("On the lists"),
                    *(
                        listed(company.rankings.select_related("target_list")) or "—"
                        for company in pair
                    ),
                ],
            )
        ]
        return [(_("Side by side"), ["", *pair], rows + lists)]


class CandidateIndex(ScopedIndex):
    def get_edit_url(self, instance):
        """A pair is judged on its page, side by side."""
        return self.get_inspect_url(instance)


class CandidateViewSet(RecordViewSet):
    model = MatchCandidate
    icon = "ds-file"
    list_hint = gettext_lazy(
        "Pairs of companies that may be the same stand here after the nightly search."
    )
    index_view_class = CandidateIndex
    inspect_view_class = CandidateRecord
    inspect_template_name = "leads/candidate.html"
    form_fields = ["verdict"]
    list_display = ["company", "other", "kind", "score", "verdict"]
    list_filter = ["verdict", "kind"]
    list_export = ["company.name", "other.name", "kind", "score", "verdict"]
    search_fields = ["company__name", "other__name"]

    @property
    def menu_url(self):
        return f"{reverse(self.get_url_name('index'))}?verdict={MatchCandidate.Verdict.OPEN}"

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/judge/", judge, name="judge")]


@require_POST
def judge(request, pk):
    """Store the verdict and go on to the next pair; ``group`` names the one of the two to which the
    other belongs.
    """
    candidates = MatchCandidate.objects.visible_to(request.user)
    candidate = permitted(request, candidates, pk, "leads.change_matchcandidate")
    verdict = request.POST.get("verdict")
    if verdict not in VERDICTS:
        raise Http404
    candidate.verdict = verdict
    with refusals_as_message(request):
        save_as(candidate, by=request.user, reason=_("judged"))
        if "group" in request.POST:
            _group(candidate, request.POST["group"], by=request.user)
        pair = f"{candidate.company} ≈ {candidate.other}"
        facts = {"pair": pair, "verdict": candidate.get_verdict_display()}
        messages.success(request, _("%(pair)s: %(verdict)s.") % facts)
        return _next_pair(request.user, after=pk)
    return redirect("matchcandidate:inspect", pk)


def _next_pair(user, *, after):
    """The page of the next open pair; the list of them where there is none."""
    waiting = MatchCandidate.objects.visible_to(user).filter(verdict=MatchCandidate.Verdict.OPEN)
    candidate = waiting.exclude(pk=after).first()
    if candidate:
        return redirect("matchcandidate:inspect", candidate.pk)
    return redirect(reverse("matchcandidate:index") + "?verdict=open")


def _group(candidate, group: str, *, by):
    """The one of the pair that ``group`` names is the parent of the other."""
    pair = {str(company.pk): company for company in (candidate.company, candidate.other)}
    parent = pair.pop(group, None)
    if parent is None or candidate.verdict != MatchCandidate.Verdict.RELATED:
        raise Http404
    (member,) = pair.values()
    belongs_to(member, parent, by=by)


def company_duplicates(request, pk):
    """The stored companies that this one may be, each to be compared and merged."""
    companies = Company.objects.visible_to(request.user)
    company = permitted(request, companies, pk, "leads.merge_company")
    matches = likely(company.name, name_en=company.name_en, exclude={company.pk})
    visible = set(
        Company.objects.visible_to(request.user)
        .filter(pk__in=[match.company_id for match in matches])
        .values_list("pk", flat=True)
    )
    return render(
        request,
        "leads/company_duplicates.html",
        {
            "title": _("Find duplicates"),
            "company": company,
            "matches": [match for match in matches if match.company_id in visible],
        },
    )


def kept_instead_of(pk):
    """The number of the company into which that of this number was
    merged in the end; else its own.
    """
    if Company.objects.filter(pk=pk).exists():
        return pk
    merged = CompanyMerge.objects.filter(dropped_id=pk, undone_at=None).first()
    return kept_instead_of(merged.kept_id) if merged else pk


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


def merge_companies(request, pk, other):
    """Side by side, value by value, with all that would be moved; ``other`` goes into ``pk``."""
    kept, dropped = (
        get_object_or_404(Company.objects.visible_to(request.user), pk=key) for key in (pk, other)
    )
    if not request.user.has_perm("leads.merge_company"):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    take = {
        field.name
        for field in merged_fields()
        if request.POST.get(f"take_{field.name}") == "dropped"
    }
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            record = merge(
                kept, dropped, by=request.user, reason=form.cleaned_data["reason"], take=take
            )
            messages.success(
                request,
                _("%(dropped)s is now part of %(kept)s. This can be undone.")
                % {"dropped": record.dropped_name, "kept": record.kept_name},
            )
            return redirect("companymerge:inspect", record.pk)
    plan = plan_merge(kept, dropped)
    context = {
        "title": _("Merge two companies"),
        "kept": kept,
        "dropped": dropped,
        "form": form,
        "plan": plan,
        "values": _choices(request, kept, dropped),
        "moved": _moved(plan, request.user),
    }
    return render(request, "leads/merge.html", context)


def _choices(request, kept, dropped):
    """[(field, kept value, dropped value, which is chosen, whether they differ)]; where only the
    kept company's value is empty, the other one is chosen.
    """
    rows = []
    for field in merged_fields():
        one, other = getattr(kept, field.attname), getattr(dropped, field.attname)
        by_itself = "dropped" if one in (None, "") and other not in (None, "") else "kept"
        rows.append(
            (
                field,
                fact_in_words(kept, field.name),
                fact_in_words(dropped, field.name),
                request.POST.get(f"take_{field.name}", by_itself),
                one != other,
            )
        )
    return rows


def _moved(plan, user):
    """[(relation, how many, names of those that ``user`` sees, how many are said twice)]."""
    rows = []
    for relation, touched in plan.by_relation():
        rows.append(
            (
                relation,
                len(touched),
                _visible_names(relation, touched, user),
                sum(row.act == MergedRow.Act.TAKEN_AWAY for row in touched),
            )
        )
    return rows


def _visible_names(relation, touched, user) -> list[str]:
    """Names of the records that ``user`` sees; none for a model without ``visible_to``, whose
    records are only counted.
    """
    manager = relation.model._default_manager
    if not hasattr(manager, "visible_to"):
        return []
    visible = set(
        manager.visible_to(user)
        .filter(pk__in=[row.record.pk for row in touched])
        .values_list("pk", flat=True)[:SHOWN]
    )
    return [str(row.record) for row in touched if row.record.pk in visible]


class MergeRecord(RecordView):
    record_fields = [
        "kept_name",
        "dropped_name",
        "reason",
        "by",
        "at",
        "undone_by",
        "undone_at",
        "undo_reason",
    ]

    def panels(self, record):
        rows = [
            (
                "",
                [
                    row.get_act_display(),
                    row.content_type.model_class()._meta.verbose_name,
                    self._label(row),
                ],
            )
            for row in record.rows.select_related("content_type")
        ]
        fields = {field.attname: field for field in merged_fields()}
        after = record.values.get("kept_after", {})
        values = [
            (
                "",
                [
                    fields[name].verbose_name,
                    record.values["kept_before"][name] or "—",
                    after[name] or "—",
                ],
            )
            for name in after
            if name in fields
        ]
        return [
            (_("What was moved"), [_("what was done"), _("kind"), _("record")], rows),
            (_("Values that changed"), [_("field"), _("before"), _("after")], values),
        ]

    def _label(self, row):
        """A record outside what the user sees is not named here either."""
        manager = row.content_type.model_class()._default_manager
        if not hasattr(manager, "visible_to") or row.act != MergedRow.Act.MOVED:
            return row.label
        return (
            row.label
            if manager.visible_to(self.request.user).filter(pk=row.object_id).exists()
            else _("not visible to you")
        )


class MergeViewSet(RecordViewSet):
    model = CompanyMerge
    icon = "ds-link"
    list_hint = gettext_lazy("Companies that were merged stand here, and the merge can be undone.")
    inspect_view_class = MergeRecord
    form_fields = ["reason"]
    list_display = ["dropped_name", "kept_name", "by", "at", "undone_at"]
    list_filter = ["by"]
    list_export = [
        "dropped_name",
        "kept_name",
        "by",
        "at",
        "reason",
        "undone_by",
        "undone_at",
        "undo_reason",
    ]
    search_fields = ["dropped_name", "kept_name"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/undo/", undo, name="undo")]


def undo(request, pk):
    merges = CompanyMerge.objects.visible_to(request.user)
    record = permitted(request, merges, pk, "leads.merge_company")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            company = undo_merge(record, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(
                request, _("%(company)s stands by itself again.") % {"company": company}
            )
            return redirect("company:inspect", company.pk)
    return render(
        request,
        "leads/undo_merge.html",
        {
            "title": _("Undo the merge"),
            "record": record,
            "form": form,
            "conflicts": conflicts_of(record),
        },
    )


def candidate_actions(candidate, user):
    if not user.has_perm("leads.merge_company"):
        return []
    return [
        (
            _("Compare and merge"),
            reverse("company:merge", args=[candidate.other_id, candidate.company_id]),
        )
    ]


def company_actions(company, user):
    return (
        [(_("Find duplicates"), reverse("company:duplicates", args=[company.pk]))]
        if user.has_perm("leads.merge_company")
        else []
    )


def merge_actions(record, user):
    return (
        [(_("Undo the merge"), reverse("companymerge:undo", args=[record.pk]))]
        if user.has_perm("leads.merge_company") and not record.is_undone
        else []
    )


add_actions(MatchCandidate, candidate_actions)
add_actions(Company, company_actions)
add_actions(CompanyMerge, merge_actions)
