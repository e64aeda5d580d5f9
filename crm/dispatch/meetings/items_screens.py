"""Forms by which the office puts something on an agenda or takes it off."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from crm.core.refusals import refusals_as_message
from crm.staff.form_page import form_page
from crm.staff.permitted import permitted

from ..models import AgendaItem, DispatchMeeting
from ..models.meeting import PREPARES
from .agenda_for import may_open
from .items import put_back, put_on_agenda, take_off_agenda


class ItemForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("agenda", "item"), max_length=160)


class WhyForm(forms.Form):
    why = forms.CharField(
        label=pgettext_lazy("agenda", "why it is not to come to the table"), max_length=300
    )


def prepared_by(request, pk) -> DispatchMeeting:
    """404 for a meeting that the person does not see, 403 for who does not prepare it."""
    rows = DispatchMeeting.objects.visible_to(request.user).select_related("body")
    return permitted(request, rows, pk, PREPARES)


def _item(request, pk, item) -> AgendaItem:
    """404 too for an item about a record that the person may not open."""
    agenda_item = get_object_or_404(prepared_by(request, pk).items, pk=item)
    if may_open(agenda_item, request.user):
        return agenda_item
    return get_object_or_404(AgendaItem.objects.none())


def add_item_screen(request, pk):
    meeting = prepared_by(request, pk)
    form = ItemForm(request.POST or None)

    def act():
        put_on_agenda(meeting, by=request.user, **form.cleaned_data)
        return redirect("dispatchmeeting:inspect", pk)

    return form_page(request, form, act, title=_("Put on the agenda"), subtitle=meeting)


def take_off_screen(request, pk, item):
    agenda_item = _item(request, pk, item)
    form = WhyForm(request.POST or None)

    def act():
        take_off_agenda(agenda_item, by=request.user, **form.cleaned_data)
        return redirect("dispatchmeeting:inspect", pk)

    title = pgettext("agenda", "Take off the agenda")
    return form_page(request, form, act, title=title, subtitle=agenda_item.title)


@require_POST
def put_back_screen(request, pk, item):
    agenda_item = _item(request, pk, item)
    with refusals_as_message(request):
        put_back(agenda_item, by=request.user)
    return redirect("dispatchmeeting:inspect", pk)


item_urls = [
    path("<int:pk>/add_item/", add_item_screen, name="add_item"),
    path("<int:pk>/items/<int:item>/take_off/", take_off_screen, name="take_off"),
    path("<int:pk>/items/<int:item>/put_back/", put_back_screen, name="put_back"),
]
