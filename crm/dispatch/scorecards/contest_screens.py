"""Contests of cards: their list, and the page on which they are answered."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.money import plain
from crm.core.punctuation import aside
from crm.core.refusals import refusals_on
from crm.core.transitions import perform, refusal
from crm.staff.columns import PlainColumn
from crm.staff.extensions import add_actions, add_blocks
from crm.staff.forms import PlainNumber, WanField
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Block
from crm.staff.viewsets import RecordViewSet

from ..models import ScoreContest
from ..models.contest import ANSWERS
from ..models.score_card import CardLineKind
from .contest import COUNTED, uphold
from .reckon import SUBJECT
from .shown import where_answered

OF_CARD = tuple(f"card__subject__{relation}" for relation in SUBJECT)


class AnswerForm(forms.Form):
    """Asks for the right numbers as the line counts: value and goal, or points."""

    is_upheld = forms.TypedChoiceField(
        label=gettext_lazy("decision"),
        choices=[
            ("yes", pgettext_lazy("score contest", "uphold and correct")),
            ("no", pgettext_lazy("score contest", "reject")),
        ],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, contest: ScoreContest, **kwargs):
        super().__init__(*args, **kwargs)
        line = contest.line
        if line is None:
            self._number("points", _("points that were missing"))
        elif line.kind in COUNTED:
            unit = line.line.unit or (
                pgettext("score scheme", "points") if line.kind == CardLineKind.JUDGED else ""
            )
            self._amount("value", _("right value"), line.value, line.line, unit)
            if line.kind in (CardLineKind.INDICATOR, CardLineKind.TARGET):
                self._amount("goal", _("right goal"), line.goal, line.line, unit)
        elif line.kind != CardLineKind.VETO:
            label = _("right points (taken off: with a minus)")
            self._number("points", label, line.points)

    def _number(self, name, label, initial=None):
        self.fields[name] = forms.DecimalField(
            label=label,
            max_digits=18,
            decimal_places=2,
            required=False,
            initial=initial,
            widget=PlainNumber(),
        )

    def _amount(self, name, label, initial, line, unit):
        if line.is_money:
            self.fields[name] = WanField(
                label=label, required=False, initial=initial, min_value=None
            )
        else:
            self._number(name, f"{label}{aside(unit)}", initial)

    def corrections(self) -> dict:
        names = ("value", "goal", "points")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


def answer_screen(request, pk):
    rows = ScoreContest.objects.visible_to(request.user)
    relations = ("card__run__scheme", "line__line__target", "by", *OF_CARD)
    contest = get_object_or_404(rows.select_related(*relations), pk=pk)
    step = contest.TRANSITIONS["reject"]
    if not request.user.has_perm(ANSWERS) or refusal(contest, step, request.user):
        raise PermissionDenied
    if contest.state not in step.sources:
        messages.info(request, _("It is answered already."))
        return redirect("scorecontest:inspect", pk)
    form = AnswerForm(request.POST or None, contest=contest)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _answer(contest, form, request.user)
            messages.success(request, _("Answered."))
            return redirect("scorerun:card", contest.card.run_id, contest.card.subject_id)
    context = {"form": form, "title": _("Answer the contest"), "contest": contest}
    context["published"] = _published(contest)
    return render(request, "dispatch/answer_contest.html", context)


def _answer(contest, form, by):
    data = form.cleaned_data
    if data["is_upheld"]:
        uphold(contest, answer=data["answer"], by=by, **form.corrections())
    else:
        perform(contest, "reject", by=by, answer=data["answer"])


def _published(contest) -> str:
    if contest.line is None:
        return _("%(score)s points in all") % {"score": plain(contest.card.score)}
    words = {"line": contest.line.name, "points": plain(contest.line.points)}
    return _("%(line)s: %(points)s points") % words


class ContestRecord(RecordView):
    record_fields = ["number", "card", "line", "text", "by", "at", "answer", "answered_by"]
    headline_fields = ("by", "at")
    joined_too = ("card__run__scheme", "line", *OF_CARD)

    def panels(self, record):
        rows = [
            (
                reverse("scorerun:card", args=[record.card.run_id, record.card.subject_id]),
                [
                    correction.name,
                    correction.supersedes.points if correction.supersedes else "—",
                    correction.points,
                    correction.by,
                    correction.at,
                ],
            )
            for correction in record.corrections.select_related("supersedes", "by")
        ]
        columns = [_("line"), _("as published"), _("corrected"), _("corrected by"), _("at")]
        return [(_("Corrections"), columns, rows)]


class ContestIndex(ScopedIndex):
    def get_base_queryset(self):
        relations = ("card__run__scheme", "line", "by", "answered_by", *OF_CARD)
        return super().get_base_queryset().select_related(*relations)


class ScoreContestViewSet(RecordViewSet):
    model = ScoreContest
    icon = "ds-scale"
    menu_label = pgettext_lazy("score contest", "Contests")
    list_hint = gettext_lazy("Who contested which scorecard, and what was answered, stands here.")
    index_view_class = ContestIndex
    inspect_view_class = ContestRecord
    form_fields = ["text"]
    list_display = [
        "number",
        PlainColumn("subject", label=gettext_lazy("who"), accessor="subject"),
        PlainColumn("line", label=gettext_lazy("line"), accessor="line"),
        "state",
        PlainColumn("run", label=gettext_lazy("period"), accessor="run"),
        "by",
        "answered_by",
    ]
    list_filter = ["state"]
    list_export = ["number", "card", "line", "text", "state", "by", "at", "answer", "answered_by"]
    search_fields = ["number", "text", "answer"]

    def is_open(self, address: str) -> bool:
        """A card is contested on its own page."""
        return address not in ("add", "edit") and super().is_open(address)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/answer/", answer_screen, name="answer"),
        ]


def actions(contest, user) -> list[tuple]:
    args = (contest.card.run_id, contest.card.subject_id)
    return [(_("Scorecard"), reverse("scorerun:card", args=args))]


def answer_block(contest, user) -> list[Block]:
    """The way to the answer, for who gives it."""
    address = where_answered(contest, user)
    action = (_("Answer the contest"), address) if address else None
    return [Block(_("answer"), action=action)]


add_actions(ScoreContest, actions)
add_blocks(ScoreContest, answer_block)
