"""A policy on the screen: write or upload it, see it told back, try it, compare two versions; and
what people state of projects.
"""

import difflib
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.by_key import by_key
from crm.core.incoming.field import IncomingFile
from crm.core.incoming.purposes import RULES
from crm.core.punctuation import labelled
from crm.core.refusals import refusals_on
from crm.core.tables.exporting import FORMATS
from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions
from crm.staff.form_screens import ScopedCreate, ScopedEdit
from crm.staff.forms import WAN, DayInput, WanField, formfield
from crm.staff.permitted import permitted
from crm.staff.tables.export_screen import Sheet, export_sheet
from crm.staff.viewsets import RecordViewSet
from leads.models import Project, Referral

from .. import engine
from ..engine.words import Words, unit_of
from ..models import Determination, PolicyVersion
from ..settlement.facts import project_facts_of
from .asks import facts_asked_by, policies_asking, stated_by_people
from .attribute_fields import attribute_field
from .check import check_text
from .determine import determine_all
from .reader import UnreadableText, decoded
from .simulate import referred, simulate, totals_of
from .version_page import VersionRecord, language

AMOUNT_ROWS = 6
SIMULATED = 50  # projects that a comparison shows; its table has all of them


class VersionForm(forms.ModelForm):
    """The rules are typed or uploaded; every problem is told with its line, and nothing typed is
    lost.
    """

    file = IncomingFile(
        RULES,
        label=gettext_lazy("or upload a file"),
        required=False,
        help_text=gettext_lazy(
            "YAML or JSON; its text replaces the one above. See docs/policies.md."
        ),
    )

    class Meta:
        model = PolicyVersion
        fields = ["policy", "number", "valid_from", "valid_to", "text"]
        widgets = {
            "valid_from": DayInput(),
            "valid_to": DayInput(),
            "text": forms.Textarea(
                attrs={
                    "rows": 26,
                    "spellcheck": "false",
                    "style": "font-family: monospace; white-space: pre; overflow-x: auto",
                }
            ),
        }

    def clean(self):
        facts = super().clean()
        upload = facts.pop("file", None)
        if upload:
            self._take_text_of(upload, facts)
        document, findings = check_text(facts.get("text") or "", language())
        for finding in findings:
            message = finding.message
            self.add_error(
                "text",
                _("Line %(line)d: %(message)s")
                % {
                    "line": finding.line or 1,
                    "message": labelled(finding.path, message) if finding.path else message,
                },
            )
        self.instance.document = document
        self.told = [] if findings else engine.describe(engine.load_policy(document), language())
        return facts

    def _take_text_of(self, upload, facts):
        """What is checked, shown again and stored is one text, decoded once."""
        try:
            text = decoded(upload.read())
        except UnreadableText as unreadable:
            self.add_error("file", str(unreadable))
            return
        self.data = self.data.copy()
        self.data["text"] = facts["text"] = text


class ChecksBeforeStoring:
    """A form whose button “check” shows the rules in sentences and stores nothing."""

    template_name = "commissions/version_form.html"

    def form_valid(self, form):
        if "check" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, told=form.told))
        return super().form_valid(form)


class CreateVersion(ChecksBeforeStoring, ScopedCreate):
    """``?like=`` begins with the text of another version."""

    def get_initial(self):
        versions = PolicyVersion.objects.visible_to(self.request.user)
        original = by_key(versions, self.request.GET.get("like", ""))
        return {"text": original.text} if original else super().get_initial()

    def save_instance(self):
        return save_as(self.form.save(commit=False), by=self.request.user)


class EditVersion(ChecksBeforeStoring, ScopedEdit):
    pass


class VersionViewSet(RecordViewSet):
    model = PolicyVersion
    icon = "ds-file"
    list_hint = gettext_lazy("The versions of policies stand here; a published one never changes.")
    add_view_class = CreateVersion
    edit_view_class = EditVersion
    inspect_view_class = VersionRecord
    inspect_template_name = "commissions/version.html"
    form_fields = VersionForm.Meta.fields
    list_display = ["policy", "number", "valid_from", "valid_to", "state"]
    list_filter = ["state"]
    list_export = ["policy", "number", "valid_from", "valid_to", "state"]

    def get_form_class(self, for_update=False):
        return VersionForm

    def get_urlpatterns(self):
        patterns = [
            path("<int:pk>/try/", try_version, name="try"),
            path("<int:pk>/compare/", compare_version, name="compare"),
        ]
        return [*super().get_urlpatterns(), *patterns]


def version_actions(version, user):
    return [
        (_("Try it"), reverse("policyversion:try", args=[version.pk])),
        (_("Compare"), reverse("policyversion:compare", args=[version.pk])),
    ]


add_actions(PolicyVersion, version_actions)


class AmountForm(forms.Form):
    metric = forms.ChoiceField(label=gettext_lazy("kind"), required=False)
    amount = WanField(label=gettext_lazy("amount"), required=False, min_value=None)
    on = forms.DateField(label=gettext_lazy("day"), widget=DayInput(), required=False)

    def __init__(self, *args, policy, **kwargs):
        super().__init__(*args, **kwargs)
        self.policy = policy
        self.fields["metric"].choices = [
            ("", "—"),
            *((name, self._metric_label(name)) for name in facts_asked_by(policy).metrics),
        ]

    def _metric_label(self, metric) -> str:
        name = Words(self.policy.document, language()).named(metric)
        unit = unit_of(self.policy.document, metric)
        return (
            _("%(kind)s (%(unit)s, as a plain number)") % {"kind": name, "unit": unit[language()]}
            if unit
            else name
        )

    def clean(self):
        facts = super().clean()
        if facts.get("metric") and (facts.get("amount") is None or not facts.get("on")):
            raise forms.ValidationError(_("Enter the amount and the day."))
        if facts.get("metric") and unit_of(self.policy.document, facts["metric"]):
            facts["amount"] /= WAN  # a count is typed as it is
        return facts


class FactsForm(forms.Form):
    """A past project, or the attributes and milestones that the policy asks for."""

    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=gettext_lazy("past project"),
        required=False,
        help_text=gettext_lazy("Its facts are taken, and those below are not."),
        error_messages={"invalid_choice": gettext_lazy("Nobody brought this project.")},
    )
    as_of = forms.DateField(
        label=gettext_lazy("as of"), widget=DayInput(), initial=timezone.localdate
    )

    def __init__(self, *args, policy, user, **kwargs):
        super().__init__(*args, **kwargs)
        asked, words = facts_asked_by(policy), Words(policy.document, language())
        self.fields["project"].widget = formfield(Referral._meta.get_field("project")).widget
        self.fields["project"].queryset = referred(Project.objects.visible_to(user))
        for name in asked.attributes:
            self.fields[f"attribute_{name}"] = attribute_field(words, name)
        for name in asked.milestones:
            self.fields[f"milestone_{name}"] = forms.DateField(
                label=words.named(name),
                widget=DayInput(),
                required=False,
            )

    def stated(self, prefix) -> dict:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value is not None
        }


def try_version(request, pk):
    version = get_object_or_404(PolicyVersion.objects.visible_to(request.user), pk=pk)
    policy = engine.read_published(version.document)
    amounts_class = forms.formset_factory(AmountForm, extra=AMOUNT_ROWS, max_num=AMOUNT_ROWS)
    form = FactsForm(request.POST or None, policy=policy, user=request.user)
    amounts = amounts_class(request.POST or None, form_kwargs={"policy": policy})
    context = {"version": version, "form": form, "amounts": amounts}
    if request.method == "POST" and form.is_valid() and amounts.is_valid():
        context |= _result(policy, _facts(form, amounts), form.cleaned_data["as_of"])
    return render(request, "commissions/try.html", {"title": _("Try it"), **context})


def _facts(form, amounts) -> engine.Facts:
    project = form.cleaned_data["project"]
    if project:
        return project_facts_of([project.pk])[0].facts
    rows = [row.cleaned_data for row in amounts]
    contributions = tuple(
        engine.Contribution(str(number), values["metric"], values["amount"], values["on"])
        for number, values in enumerate(rows, 1)
        if values.get("metric")
    )
    milestones = form.stated("milestone_")
    payee = engine.Payee("1", lead=True, registered_on=min(milestones.values(), default=None))
    return engine.Facts("", form.stated("attribute_"), milestones, contributions, (payee,))


def _result(policy, facts, as_of: date) -> dict:
    assessment = _with_the_agents_own(policy, facts, as_of, engine.assess(policy, facts, as_of))
    dues = [
        (
            due,
            policy.name_of(due.component, language()),
            engine.explain(due.steps, language(), policy),
        )
        for due in assessment.dues
    ]
    total = sum((due.amount for due in assessment.dues), Decimal(0))
    return {
        "dues": dues,
        "total": total,
        "currency": policy.currency,
        "notes": engine.explain(assessment.notes, language(), policy),
        "assessed": True,
    }


def _with_the_agents_own(policy, facts, as_of, assessment) -> engine.Assessment:
    """The assessment with what the agent earns by itself, as if the tried project were all that it
    brought.
    """
    if (
        not any(component.get("belongs_to") == "agent" for component in policy.components)
        or len(facts.payees) != 1
    ):
        return assessment
    agent_assessment = engine.assess_agent(policy, facts, as_of)
    return replace(
        assessment,
        dues=(*assessment.dues, *agent_assessment.dues),
        notes=(*assessment.notes, *agent_assessment.notes),
    )


def compare_version(request, pk):
    """Two versions side by side, sentence by sentence, and who would gain and lose by the first."""
    versions = PolicyVersion.objects.visible_to(request.user).select_related("policy")
    version = get_object_or_404(versions, pk=pk)
    other = by_key(versions, request.GET.get("with"))
    other = (
        other
        or versions.filter(policy=version.policy)
        .exclude(pk=pk)
        .order_by("-valid_from", "-id")
        .first()
    )
    is_comparable = other is None or other.currency == version.currency
    other_policy = other and engine.read_published(other.document)
    projects = Project.objects.visible_to(request.user)
    is_export = request.GET.get("export") in FORMATS
    simulated = simulate(
        engine.read_published(version.document),
        timezone.localdate(),
        projects,
        other_policy,
        newest=None if is_export else SIMULATED,
    )
    rows = list(simulated) if is_comparable else []
    headings = (
        _("number"),
        _("project"),
        _("payee"),
        str(other or _("in force")),
        str(version),
        _("difference"),
    )
    if is_export:
        return export_sheet(request, _compared(version, other, rows, headings))
    lines = (
        list(difflib.ndiff(other.sentences(language()), version.sentences(language())))
        if other
        else []
    )
    context = {
        "title": _("Compare"),
        "version": version,
        "other": other,
        "others": versions.exclude(pk=pk),
        "rows": rows,
        "headings": headings,
        "is_comparable": is_comparable,
        "newest": SIMULATED,
        "projects": referred(projects).count(),
        "lines": [(line[0], line[2:]) for line in lines if line[0] != "?"],
        "totals": totals_of(rows),
    }
    return render(request, "commissions/compare.html", context)


def _compared(version, other, rows, headings) -> Sheet:
    """Who gains and who loses as a table, the totals last."""
    lines = [
        [
            row.project.number,
            row.project.name,
            str(row.payee),
            row.current,
            row.proposed,
            row.difference,
        ]
        for row in rows
    ]
    return Sheet(
        _("Comparison of policies"),
        list(map(str, headings)),
        [*lines, ["", _("Together"), "", *totals_of(rows)]],
        f"{other or _('in force')} → {version}",
    )


def determine_facts(request, pk):
    """What the policies of a project's agreements ask of it, to be stated with the reason."""
    projects = Project.objects.visible_to(request.user)
    project = permitted(request, projects, pk, "commissions.add_determination")
    attributes = _asked_of(project)
    determinations = {
        determination.name: determination
        for determination in Determination.objects.filter(project=project)
    }
    form = _determination_form(attributes, determinations, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            count = _determine_changed(project, attributes, determinations, form, request.user)
            messages.success(request, _("%(count)d facts stated.") % {"count": count})
            return redirect("project:inspect", pk)
    context = {
        "form": form,
        "title": _("Facts that policies ask for"),
        "subtitle": project,
        "known": determinations.values(),
    }
    return render(request, "commissions/determine.html", context)


def _asked_of(project) -> dict:
    """{attribute: (policy, what it declares)} of every policy under which a referrer of the project
    is paid.
    """
    policies = policies_asking(project)
    return {
        name: (policy, policy.document["attributes"][name])
        for policy in policies
        for name in stated_by_people(policy)
    }


def _determination_form(attributes, determinations, data):
    fields = {
        name: attribute_field(Words(policy.document, language()), name)
        for name, (policy, _declared) in attributes.items()
    }
    fields["why"] = forms.CharField(label=_("reason"), max_length=300)
    initial = {name: determination.value for name, determination in determinations.items()}
    return type("DeterminationForm", (forms.Form,), fields)(data, initial=initial)


def _determine_changed(project, attributes, determinations, form, user) -> int:
    """State what was entered and differs from what is known, all at once."""
    values = {
        name: form.cleaned_data[name]
        for name in attributes
        if form.cleaned_data[name] not in (None, "")
    }
    changes = {
        name: value
        for name, value in values.items()
        if name not in determinations or str(determinations[name].value) != str(value)
    }
    declarations = {name: attributes[name][1] for name in changes}
    determine_all(project, changes, declared=declarations, why=form.cleaned_data["why"], by=user)
    return len(changes)


def determine_action(project, user):
    if user.has_perm("commissions.add_determination") and _asked_of(project):
        return [
            (
                _("Facts that policies ask for"),
                reverse("policyversion_determine", args=[project.pk]),
            )
        ]
    return []


add_actions(Project, determine_action)
