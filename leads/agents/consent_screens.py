"""Consents of referrers in the staff admin."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.incoming.field import IncomingFile
from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions, add_notices
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Agent, Consent, ConsentText
from .consents import may_be_written_to, record_on_paper


class PaperForm(forms.Form):
    given_on = forms.DateField(label=pgettext_lazy("consent", "given on"), widget=DayInput())
    text = forms.ModelChoiceField(
        ConsentText.objects.all(), label=gettext_lazy("text of a consent"), empty_label=None
    )
    paper = IncomingFile(label=gettext_lazy("signed paper"))


def record_paper(request, pk):
    """A consent signed on paper, with its scan."""
    agent = get_object_or_404(Agent.objects.visible_to(request.user), pk=pk)
    if not (request.user.has_perm("leads.add_consent") and agent.is_changed_by(request.user)):
        raise PermissionDenied
    form = PaperForm(
        request.POST or None, request.FILES or None, initial={"given_on": timezone.localdate()}
    )

    def act():
        record_on_paper(by=request.user, agent=agent, **form.cleaned_data)
        messages.success(request, _("The consent is recorded."))
        return redirect("agent:inspect", pk)

    return form_page(
        request, form, act, title=_("Record a consent on paper"), subtitle=agent, at="paper"
    )


class ConsentRecord(RecordView):
    record_fields = [
        "agent",
        "text",
        "way",
        "given_on",
        "taken_by",
        "revoked_on",
        "revoked_by",
    ]

    def panels(self, record):
        return [(_("text of a consent"), [_("text")], [("", [record.text.text])])]


class ConsentViewSet(RecordViewSet):
    model = Consent
    icon = "ds-check"
    list_hint = gettext_lazy("What referrers have agreed to stands here.")
    inspect_view_class = ConsentRecord
    form_fields = ["agent", "text", "given_on"]
    list_display = ["agent", "text", "way", "given_on", "state", "revoked_on"]
    list_filter = ["state", "way"]
    list_export = ["agent", "text", "way", "given_on", "state", "revoked_on"]
    search_fields = ["agent__name"]

    def is_open(self, address):
        """A consent is recorded on the page of its referrer, with the paper."""
        return address not in ("add", "edit", "delete", "copy")

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("of/<int:pk>/", record_paper, name="paper"),
        ]


def add_text(*, by, **words) -> ConsentText:
    newest = ConsentText.objects.in_force()
    return save_as(ConsentText(version=newest.version + 1 if newest else 1, **words), by=by)


class ConsentTextRecord(RecordView):
    record_fields = ["version", "text_zh", "text_en", "made_on"]


class ConsentTextViewSet(RecordViewSet):
    model = ConsentText
    icon = "ds-clip"
    list_hint = gettext_lazy("The words that referrers agree to stand here, the newest first.")
    inspect_view_class = ConsentTextRecord
    create_through = staticmethod(add_text)
    form_fields = ["text_zh", "text_en"]
    list_display = ["version", "made_on"]
    list_export = ["version", "text_zh", "text_en", "made_on"]


def consent_actions(agent, user):
    if not agent.is_referrer:
        return []
    actions = [
        (str(_("Consent of %(day)s") % {"day": consent.given_on}), _page(consent))
        for consent in Consent.objects.visible_to(user).filter(agent=agent)[:3]
    ]
    may_add = user.has_perm("leads.add_consent") and agent.is_changed_by(user)
    if may_add and not agent.consents.standing().exists():
        actions.append((_("Record a consent on paper"), reverse("consent:paper", args=[agent.pk])))
    return actions


def _page(consent) -> str:
    return reverse("consent:inspect", args=[consent.pk])


def consent_notice(agent, user):
    """What it means that the referrer has revoked the consent, or has given none."""
    if agent.may_be_named:
        return []
    if not may_be_written_to(agent):
        return [_("Consent revoked: not named in public, no messages. Payments go on, by law.")]
    return [_("No consent yet: not named in public. It is asked for in the portal or on paper.")]


add_actions(Agent, consent_actions)
add_notices(Agent, consent_notice)
