"""Points that are entered with evidence, and their list."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.incoming.field import IncomingFile
from crm.staff.columns import NumberColumn, PlainColumn
from crm.staff.extensions import Filling, add_filling
from crm.staff.form_page import form_page
from crm.staff.forms import PlainNumber
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import ScoreEntry, ScoreRun, ScoreSubject
from ..models.scheme_parts import LineSource
from .enter import ENTERS, enter_points
from .reckon import SUBJECT

OF_SUBJECT = tuple(f"subject__{relation}" for relation in SUBJECT)


class EnterForm(forms.Form):
    """``about`` is a judged line or a rule of the scheme, as "line-3" or "rule-7"."""

    subject = forms.ModelChoiceField(
        ScoreSubject.objects.none(),
        label=pgettext_lazy("score scheme", "subject of assessment"),
    )
    about = forms.ChoiceField(label=gettext_lazy("for what"))
    points = forms.DecimalField(
        label=pgettext_lazy("score scheme", "points"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        required=False,
        widget=PlainNumber(),
        help_text=gettext_lazy("A veto has none."),
    )
    reason = forms.CharField(label=pgettext_lazy("score entry", "reason"), max_length=300)
    evidence = IncomingFile(label=gettext_lazy("evidence"))

    def __init__(self, *args, run: ScoreRun, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = run.scheme.subjects.select_related(*SUBJECT)
        self.lines = list(run.scheme.lines.filter(source=LineSource.JUDGED))
        self.rules = list(run.scheme.rules.all())
        judged_lines = [(f"line-{line.pk}", str(line)) for line in self.lines]
        groups: dict[str, list] = {str(_("Judged lines")): judged_lines} if judged_lines else {}
        for rule in self.rules:
            choices = groups.setdefault(str(rule.get_kind_display()), [])
            choices.append((f"rule-{rule.pk}", str(rule)))
        self.fields["about"].choices = list(groups.items())

    def facts(self) -> dict:
        """What the use case takes."""
        facts = dict(self.cleaned_data)
        kind, _dash, key = facts.pop("about").partition("-")
        rows = self.lines if kind == "line" else self.rules
        facts[kind] = next(row for row in rows if str(row.pk) == key)
        facts["points"] = facts["points"] or 0
        return facts


def enter_screen(request, pk):
    runs = ScoreRun.objects.visible_to(request.user).select_related("scheme")
    run = permitted(request, runs, pk, ENTERS)
    initial = {"subject": request.GET.get("subject", "")}
    form = EnterForm(request.POST or None, request.FILES or None, run=run, initial=initial)

    def act():
        facts = form.facts()
        entry = enter_points(run, facts.pop("subject"), by=request.user, **facts)
        messages.success(request, _("Entered. It counts once another person confirms it."))
        return redirect("scorerun:card", pk, entry.subject_id)

    return form_page(
        request, form, act, title=pgettext("score entry", "Enter points"), subtitle=run, at="about"
    )


class EntryRecord(RecordView):
    record_fields = [
        "run",
        "subject",
        "line",
        "rule",
        "points",
        "reason",
        "entered_by",
        "entered_at",
        "confirmed_by",
    ]
    headline_fields = ("run", "points")
    joined_too = ("run__scheme", *OF_SUBJECT)


class EntryIndex(ScopedIndex):
    def get_base_queryset(self):
        relations = ("run__scheme", "line", "rule", "entered_by", *OF_SUBJECT)
        return super().get_base_queryset().select_related(*relations)


class ScoreEntryViewSet(RecordViewSet):
    model = ScoreEntry
    icon = "ds-clip"
    menu_label = pgettext_lazy("score entry", "Points entered")
    list_hint = gettext_lazy("Points judged, added or taken off, with their evidence, stand here.")
    index_view_class = EntryIndex
    inspect_view_class = EntryRecord
    form_fields = ["points", "reason"]
    list_display = [
        PlainColumn("subject", label=gettext_lazy("who"), accessor="subject"),
        PlainColumn("about", label=gettext_lazy("for what"), accessor="about"),
        NumberColumn("points", label=pgettext_lazy("score scheme", "points")),
        "state",
        "run",
        "entered_by",
        "reason",
    ]
    list_filter = ["state"]
    list_export = [
        "subject",
        "line",
        "rule",
        "points",
        "state",
        "run",
        "reason",
        "entered_by",
        "confirmed_by",
    ]
    search_fields = ["reason", "rule__name", "line__name"]

    def is_open(self, address: str) -> bool:
        """Points are entered from the card."""
        return address not in ("add", "edit") and super().is_open(address)


add_filling(ScoreEntry, "has_evidence", Filling(is_file=True))
