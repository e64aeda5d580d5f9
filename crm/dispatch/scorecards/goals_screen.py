"""What each subject is to reach in each line, on one page; and lines taken from the plan."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.core.punctuation import aside
from crm.core.refusals import refusals_on
from crm.staff.form_page import form_page
from crm.staff.forms import PlainNumber, WanField
from crm.staff.permitted import permitted

from ..models import PlanTarget, ScoreScheme, SubjectGoal
from ..models.scheme import DRAFTS
from ..models.scheme_parts import LineSource
from .reckon import SUBJECT
from .schemes import lines_of_targets, set_goals


class GoalsForm(forms.Form):
    """A field for each line that is counted from an indicator and each subject."""

    def __init__(self, *args, scheme: ScoreScheme, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = list(scheme.lines.filter(source=LineSource.INDICATOR))
        self.subjects = list(scheme.subjects.select_related(*SUBJECT))
        goals = SubjectGoal.objects.filter(line__scheme=scheme)
        stored = {(goal.line_id, goal.subject_id): goal.value for goal in goals}
        for line in self.lines:
            for subject in self.subjects:
                self.fields[self._name(line, subject)] = _field(
                    line, subject, stored.get((line.pk, subject.pk))
                )

    def _name(self, line, subject) -> str:
        return f"goal_{line.pk}_{subject.pk}"

    def heads(self) -> list[tuple[str, str]]:
        """(line with its unit, what all others are to reach) of each column."""
        return [
            (f"{line.name}{aside(_unit(line))}", "" if line.goal is None else _typed(line))
            for line in self.lines
        ]

    def rows(self) -> list[tuple]:
        return [
            (subject, [self[self._name(line, subject)] for line in self.lines])
            for subject in self.subjects
        ]

    def goals(self) -> dict:
        return {
            (line, subject): self.cleaned_data[self._name(line, subject)]
            for line in self.lines
            for subject in self.subjects
        }


def _unit(line) -> str:
    return _("ten thousand yuan") if line.is_money else line.unit


def _typed(line) -> str:
    amount = line.goal / 10_000 if line.is_money else line.goal
    return f"{amount.normalize():f}"


def _field(line, subject, initial) -> forms.DecimalField:
    label = f"{subject} · {line.name}{aside(_unit(line))}"
    if line.is_money:
        return WanField(label=label, required=False, initial=initial, widget=PlainNumber())
    return forms.DecimalField(
        label=label,
        max_digits=18,
        decimal_places=2,
        required=False,
        initial=initial,
        widget=PlainNumber(),
    )


def _draft(request, pk) -> ScoreScheme:
    scheme = permitted(request, ScoreScheme.objects.visible_to(request.user), pk, DRAFTS)
    if not scheme.is_editable:
        raise Http404
    return scheme


def goals_screen(request, pk):
    scheme = _draft(request, pk)
    form = GoalsForm(request.POST or None, scheme=scheme)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            set_goals(scheme, form.goals(), by=request.user)
            messages.success(request, _("Stored."))
            return redirect("scorescheme:inspect", pk)
    context = {"form": form, "title": _("What each is to reach"), "scheme": scheme}
    return render(request, "dispatch/goals.html", context)


class TargetsForm(forms.Form):
    targets = forms.ModelMultipleChoiceField(
        PlanTarget.objects.none(),
        label=gettext_lazy("targets of the plan"),
        widget=forms.CheckboxSelectMultiple,
    )
    points = forms.DecimalField(
        label=gettext_lazy("points for all of them"),
        max_digits=5,
        decimal_places=2,
        min_value=1,
        max_value=100,
        widget=PlainNumber(),
        help_text=gettext_lazy("Shared out by the weights that the plan gives its targets."),
    )

    def __init__(self, *args, scheme: ScoreScheme, **kwargs):
        super().__init__(*args, **kwargs)
        rows = PlanTarget.objects.filter(heading__plan=scheme.plan_id, parent=None, weight__gt=0)
        free_targets = rows.exclude(score_lines__scheme=scheme)
        self.fields["targets"].queryset = free_targets.select_related("heading")


def targets_screen(request, pk):
    """Targets of the plan become lines, with points by their weights."""
    scheme = _draft(request, pk)
    if scheme.plan_id is None:
        raise Http404
    form = TargetsForm(request.POST or None, scheme=scheme)

    def act():
        lines = lines_of_targets(
            scheme,
            list(form.cleaned_data["targets"]),
            points=form.cleaned_data["points"],
            by=request.user,
        )
        message = ngettext("%(count)d line added.", "%(count)d lines added.", len(lines))
        messages.success(request, message % {"count": len(lines)})
        return redirect("scorescheme:inspect", pk)

    return form_page(request, form, act, title=_("Take targets of the plan"), subtitle=scheme)
