"""People's requests about their own data, and the trace of what was taken away."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.core.by_key import keys_of
from crm.core.encryption import masked
from crm.core.links import link_to
from crm.core.models import Erasure, PersonHit, PersonRequest
from crm.core.personal.answer import fields_in_words
from crm.core.personal.find import BELONGING, PART
from crm.core.personal.labels import called
from crm.core.personal.look import wanted_of
from crm.core.personal.registry import HOLDINGS, Kind
from crm.core.personal.requests import HANDLE, choose, receive
from crm.core.personal.requests import look_again as begin_anew
from crm.core.punctuation import listed
from crm.core.refusals import refusals_as_message

from ..columns import PlainColumn
from ..extensions import add_actions, add_sections
from ..permitted import permitted
from ..record_page import RecordView
from ..system_screens import LogViewSet
from ..viewsets import RecordViewSet

State = PersonRequest.State
FOUND_BY = {
    **{kind.value: kind.label for kind in Kind},
    PART: gettext_lazy("part of a longer name"),
    BELONGING: gettext_lazy("belongs to a record that was found"),
}


class RequestRecord(RecordView):
    record_fields = [
        "kind",
        "name",
        "phone",
        "email",
        "ground",
        "proved_by",
        "received_on",
        "due_on",
        "looked_at",
        "answered_on",
        "answer",
        "proposed_by",
        "decided_by",
    ]
    headline_fields = ("kind", "received_on", "due_on")

    def title(self, record):
        return f"{record.number} {record.name}"

    def facts(self, record):
        facts = super().facts(record)
        if record.id_number:
            facts.append((_("identity number"), masked(record.id_number)))
        return facts


class PersonRequestViewSet(RecordViewSet):
    model = PersonRequest
    icon = "ds-people"
    menu_label = gettext_lazy("Requests of people")
    list_hint = gettext_lazy("What people ask about their own data stands here.")
    inspect_view_class = RequestRecord
    create_through = staticmethod(receive)
    form_fields = [
        "kind",
        "received_on",
        "ground",
        "name",
        "phone",
        "email",
        "id_number",
        "proved_by",
    ]
    form_sections = (
        (gettext_lazy("Request"), ("kind", "received_on", "ground")),
        (
            pgettext_lazy("who asks about their data", "Person"),
            ("name", "phone", "email", "id_number", "proved_by"),
        ),
    )
    list_display = ["number", "kind", "name", "received_on", "due_on", "state"]
    list_filter = ["kind", "state"]
    list_export = ["number", "kind", "received_on", "due_on", "answered_on", "state"]
    search_fields = ["number", "name"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/choose/", choose_hits, name="choose"),
            path("<int:pk>/look/", look_again, name="look"),
        ]


@require_POST
def choose_hits(request, pk):
    person_request = permitted(request, PersonRequest.objects.visible_to(request.user), pk, HANDLE)
    keys = keys_of(PersonHit, request.POST.getlist("hit"))
    with refusals_as_message(request):
        count = choose(person_request, keys, by=request.user)
        message = ngettext("%(count)d record is chosen.", "%(count)d records are chosen.", count)
        messages.success(request, message % {"count": count})
    return redirect("personrequest:inspect", pk)


@require_POST
def look_again(request, pk):
    person_request = permitted(request, PersonRequest.objects.visible_to(request.user), pk, HANDLE)
    with refusals_as_message(request):
        begin_anew(person_request, by=request.user)
        messages.success(request, _("The records are being looked through. Open the page anew."))
    return redirect("personrequest:inspect", pk)


def hits_section(person_request: PersonRequest, request) -> str:
    """What was found of the person, to be chosen from, and what became of it."""
    user = request.user
    hits = person_request.hits.select_related("content_type").prefetch_related("record")
    context = {
        "asked": person_request,
        "rows": [_row(hit, person_request, user) for hit in hits.order_by("-is_certain", "id")],
        "may_choose": person_request.state == State.RECEIVED and user.has_perm(HANDLE),
        "is_looked_through": person_request.looked_at is not None,
        "is_done": person_request.state == State.ANSWERED
        and person_request.kind == PersonRequest.Kind.DELETION,
    }
    return render_to_string("core/personal/_hits.html", context, request=request)


def _row(hit: PersonHit, person_request: PersonRequest, user) -> dict:
    record = hit.record
    if record is None:
        return {"hit": hit, "kind": hit.content_type.name, "label": "—", "link": "", "data": []}
    holding = HOLDINGS[type(record)]
    return {
        "hit": hit,
        "kind": capfirst(called(type(record))),
        "label": str(record)[:80],
        "link": link_to(record, user) if _sees(record, user) else "",
        "found_by": listed(str(FOUND_BY[way]) for way in hit.found_by),
        "data": fields_in_words(record, holding, wanted_of(person_request), is_masked=True).items(),
    }


def _sees(record, user) -> bool:
    objects = getattr(type(record), "objects", None)
    if not hasattr(objects, "visible_to"):
        return False
    return objects.visible_to(user).filter(pk=record.pk).exists()


def to_the_register(person_request, user):
    if not user.has_perm("core.view_personalregister"):
        return []
    return [(_("Register of personal data"), reverse("personal_register"))]


add_sections(PersonRequest, hits_section)
add_actions(PersonRequest, to_the_register)


class ErasureRecord(RecordView):
    record_fields = ["content_type", "object_id", "is_deleted", "why", "request", "by", "at"]

    def panels(self, record):
        model = record.content_type.model_class()
        rows = [("", [_label_of(model, column)]) for column in record.names]
        return [(_("blanked"), [_("field")], rows)]


def _label_of(model, column: str) -> str:
    fields = {field.column: field for field in model._meta.fields} if model else {}
    return called(fields[column]) if column in fields else column


class ErasureViewSet(LogViewSet):
    model = Erasure
    icon = "ds-clock"
    menu_label = gettext_lazy("Erasures")
    inspect_view_class = ErasureRecord
    form_fields = ["why"]
    list_display = [
        PlainColumn("content_type", label=gettext_lazy("kind of record")),
        "object_id",
        "is_deleted",
        "why",
        "request",
        "by",
        "at",
    ]
    list_filter = ["is_deleted", "content_type"]
    list_export = ["content_type", "object_id", "is_deleted", "why", "request", "by", "at"]
    search_fields = ["why"]


class PersonalGroup(ViewSetGroup):
    menu_label = gettext_lazy("Personal data")
    menu_icon = "ds-people"
    menu_order = 870
    items = (PersonRequestViewSet, ErasureViewSet)
