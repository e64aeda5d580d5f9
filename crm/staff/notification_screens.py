"""The bell, the list behind it, and each person's choice of what to be told on which channel."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.encryption import NOT_KEPT
from crm.core.models import Channel, Notification, NotificationChoice, Webhook
from crm.core.models.notification import WEBHOOKS
from crm.core.notifications.channels import reachable
from crm.core.notifications.inbox import mark_read, read_out, unread_count, unread_of
from crm.core.notifications.kinds import kinds_for
from crm.core.punctuation import clauses
from crm.core.writing.history import save_as

ON_A_PAGE = 30


def inbox_context(request) -> dict:
    page = Paginator(
        Notification.objects.visible_to(request.user).shown().select_related("by"), ON_A_PAGE
    ).get_page(request.GET.get("p"))
    return {
        "page": page,
        "told": read_out(page.object_list, request.user),
        "unread": unread_of(request),
    }


def inbox(request):
    return render(
        request, "core/notifications.html", {"title": _("Notifications"), **inbox_context(request)}
    )


@login_required
def open_notification(request, pk):
    """The address that left the house: reads the notification and leads to its record, where there
    is one to be seen.
    """
    notification = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    mark_read(Notification.objects.filter(pk=notification.pk))
    [line] = read_out([notification], request.user)
    if not line.link:
        raise Http404
    return redirect(line.link)


@login_required
@require_POST
def read_all(request):
    mark_read(Notification.objects.visible_to(request.user).shown())
    return redirect(
        "wagtailadmin_notifications" if request.user.is_staff else "portal:notifications"
    )


@login_required
def count(request):
    return JsonResponse({"unread": unread_count(request.user)})


class ChoicesForm(forms.Form):
    """A box for every kind on every channel on which the person can be reached."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.kinds = user, kinds_for(user)
        reachable_channels = reachable(user)
        self.channels = [channel for channel in Channel if channel in reachable_channels]
        off = set(
            NotificationChoice.objects.filter(user=user, is_on=False).values_list("kind", "channel")
        )
        for kind in self.kinds:
            for channel in self.channels:
                label = f"{kind.label} · {channel.label}"
                self.fields[f"{kind.code}-{channel}"] = forms.BooleanField(
                    label=label,
                    required=False,
                    initial=(kind.code, channel) not in off,
                    widget=forms.CheckboxInput(attrs={"aria-label": label}),
                )

    def rows(self):
        return [
            (kind.label, [self[f"{kind.code}-{channel}"] for channel in self.channels])
            for kind in self.kinds
        ]

    def store(self):
        for kind in self.kinds:
            for channel in self.channels:
                wish = {"is_on": self.cleaned_data[f"{kind.code}-{channel}"]}
                NotificationChoice.objects.update_or_create(
                    user=self.user, kind=kind.code, channel=channel, defaults=wish
                )


class WebhookForm(forms.ModelForm):
    """The address is typed and never shown again; left empty it stays as it is."""

    address = forms.CharField(
        label=gettext_lazy("address of the robot"),
        required=False,
        widget=forms.TextInput(attrs=NOT_KEPT),
        help_text=gettext_lazy("Left empty, the stored address stays."),
    )
    secret = forms.CharField(
        label=gettext_lazy("signing secret (DingTalk, Feishu)"),
        required=False,
        widget=forms.TextInput(attrs=NOT_KEPT),
    )

    class Meta:
        model = Webhook
        fields = ["channel", "address", "secret", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = {name: getattr(self.instance, name) for name in ("address", "secret")}
        self.initial |= {"address": "", "secret": ""}

    def clean(self):
        for name, before in self.stored.items():
            self.cleaned_data[name] = self.cleaned_data.get(name, "").strip() or before
        if not self.cleaned_data["address"]:
            raise ValidationError({"address": _("Enter the address of the robot.")})
        return self.cleaned_data


class OwnWebhookForm(WebhookForm):
    class Meta(WebhookForm.Meta):
        fields = ["channel", "address", "secret"]


def choices(request):
    form = ChoicesForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.store()
        messages.success(request, _("Your wishes are stored."))
        return redirect("wagtailadmin_notification_choices")
    context = {
        "title": _("What I wish to be told"),
        "form": form,
        "webhooks": Webhook.objects.filter(user=request.user),
        "address_form": OwnWebhookForm(),
        "channels": [channel.label for channel in form.channels],
    }
    return render(request, "core/notification_choices.html", context)


@require_POST
def own_address(request):
    """A person's own robot: stored, or, with an empty address, taken away."""
    channel = request.POST.get("channel")
    if channel not in WEBHOOKS:
        raise Http404
    stored = Webhook.objects.filter(user=request.user, channel=channel).first()
    if stored and "remove" in request.POST:
        stored._history_user = request.user
        stored.delete()
        return redirect("wagtailadmin_notification_choices")
    form = OwnWebhookForm(request.POST, instance=stored or Webhook(user=request.user))
    if form.is_valid():
        save_as(form.save(commit=False), by=request.user)
        messages.success(request, _("The address is stored."))
    else:
        messages.error(request, clauses(text for errors in form.errors.values() for text in errors))
    return redirect("wagtailadmin_notification_choices")
