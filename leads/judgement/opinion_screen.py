"""The page on which a department gives its opinion: each criterion with its scale, and the number
that the figures come to.
"""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.money import scaled
from crm.core.punctuation import aside, clauses
from crm.core.refusals import refusals_on

from ..models import Opinion
from ..models.asked import spoken_for
from ..models.judgement import may_give
from .give import GivenAnswer, give_opinion
from .measures import measured

_HINTS: list[Callable] = []


def add_hints(hints_for: Callable):
    """What helps to judge a lead: ``hints_for(assessment)`` returns [(label, text)]."""
    _HINTS.append(hints_for)


class OpinionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("opinion in words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def __init__(self, *args, opinion, **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = list(opinion.answers.select_related("criterion"))
        rows = {}
        for answer in self.answers:
            criterion = answer.criterion
            rows[f"value-{criterion.pk}"] = (
                _number(criterion, opinion.assessment)
                if criterion.is_measured
                else _word(criterion)
            )
            rows[f"remark-{criterion.pk}"] = forms.CharField(
                label=_("%(criterion)s: remark") % {"criterion": criterion},
                required=False,
                max_length=300,
            )
        self.fields = {**rows, **self.fields}

    def said(self) -> dict[int, GivenAnswer]:
        return {answer.criterion_id: self._said(answer.criterion) for answer in self.answers}

    def _said(self, criterion) -> GivenAnswer:
        value, remark = (
            self.cleaned_data[f"value-{criterion.pk}"],
            self.cleaned_data[f"remark-{criterion.pk}"],
        )
        return (
            GivenAnswer(number=value, remark=remark)
            if criterion.is_measured
            else GivenAnswer(word=value, remark=remark)
        )


def _number(criterion, assessment):
    """From the scale's bounds up; begins with what the figures of the judgement come to."""
    scale = clauses(
        _("from %(bound)s: %(points)s points") % {"bound": grade.at, "points": grade.points}
        for grade in criterion.grades
    )
    label = f"{criterion}{aside(criterion.get_measure_display())}"
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=18,
        decimal_places=4,
        initial=measured(assessment, criterion.measure),
        help_text=f"{criterion.guidance} {scale}".strip(),
    )


def _word(criterion):
    options = [
        (grade.at, _("%(word)s (%(points)s points)") % {"word": grade.at, "points": grade.points})
        for grade in criterion.grades
    ]
    return forms.ChoiceField(
        label=str(criterion), choices=[("", "—"), *options], help_text=criterion.guidance
    )


def give(request, pk):
    opinion = get_object_or_404(
        Opinion.objects.visible_to(request.user).select_related("assessment__lead__company"), pk=pk
    )
    if not request.user.has_perm("leads.give_opinion") or opinion.department_id not in spoken_for(
        request.user
    ):
        raise PermissionDenied
    if problem := may_give(opinion, request.user) or (
        "" if opinion.state == Opinion.State.ASKED else _("This opinion is given already.")
    ):
        messages.error(request, problem)
        return redirect("opinion:inspect", pk)
    form = OpinionForm(request.POST or None, opinion=opinion)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            give_opinion(opinion, form.said(), by=request.user, text=form.cleaned_data["text"])
            messages.success(
                request,
                _("The opinion of %(department)s is given.") % {"department": opinion.department},
            )
            return redirect("opinion:inspect", pk)
    context = {
        "title": _("Give the opinion"),
        "form": form,
        "opinion": opinion,
        "figures": figures_of(opinion.assessment),
        "hints": [hint for find in _HINTS for hint in find(opinion.assessment)],
    }
    return render(request, "leads/give_opinion.html", context)


def figures_of(assessment) -> list[tuple]:
    """[(label, value)] of the lead as the departments asked see it."""
    lead = assessment.lead
    amounts = [
        (assessment._meta.get_field(name).verbose_name, getattr(assessment, name))
        for name in ("investment", "output", "tax")
    ]
    plain = [
        (assessment._meta.get_field(name).verbose_name, getattr(assessment, name))
        for name in ("land_mu", "energy_tce")
    ]
    return [
        (_("lead"), str(lead)),
        (_("company"), str(lead.company)),
        (_("industry"), str(lead.industry or "—")),
        *((label, "—" if amount is None else scaled(amount)) for label, amount in amounts),
        *((label, "—" if value is None else value) for label, value in plain),
        (_("what is to be built"), assessment.content or "—"),
    ]
