"""How the opinion of a department stands in the staff admin, whatever it is asked on: what the
judgement of leads and the review of entries have in common.
"""

from collections.abc import Callable

from django.shortcuts import redirect
from django.urls import path, reverse

from crm.staff.history_screens import ScopedHistory
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Mark, tone_of
from crm.staff.viewsets import RecordViewSet


class AskedIndex(ScopedIndex):
    """Shows what one's own department is asked, the earliest deadline first; with ``?all=1``, or
    where one looks for something, all that one may see.
    """

    part_of = ""  # what the opinion is on, with what that is called after

    def get_base_queryset(self):
        rows = super().get_base_queryset()
        rows = rows.select_related(self.part_of, "department", "given_by")
        if any(self.request.GET.get(name) for name in ("all", "state", "q")):
            return rows
        return rows.filter(pk__in=self.model.objects.asked_of(self.request.user).values("pk"))


class AskedRecord(RecordView):
    """``sees_words(opinion, user)``: whether the person may read what was said."""

    sees_words: Callable

    def tells_what_happened(self, record):
        return self.sees_words(record, self.request.user)

    def stages(self, record):
        return []

    def state_mark(self, record):
        return Mark(record.standing(), tone=tone_of(record))


class AskedHistory(ScopedHistory):
    """The history without the words that the record itself does not show yet."""

    sees_words: Callable

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        is_seen = self.sees_words(self.object, self.request.user)
        return context if is_seen else {**context, "edits": []}


class AskedViewSet(RecordViewSet):
    icon = "ds-note"
    form_fields = ["text"]
    give_view: Callable

    def get_urlpatterns(self):
        whole_list = f"{self.model._meta.model_name}:index"
        return [
            *super().get_urlpatterns(),
            path(
                "all/", lambda request: redirect(f"{reverse(whole_list)}?all=1"), name="everything"
            ),
            path("<int:pk>/give/", self.give_view, name="give"),
        ]


def give_action(opinion, user):
    """The menu's entry for who may give the opinion now."""
    step = opinion.TRANSITIONS["give"]
    if (
        opinion.state not in step.sources
        or not user.has_perm(step.permission)
        or step.guard(opinion, user)
    ):
        return []
    return [(step.label, reverse(f"{opinion._meta.model_name}:give", args=[opinion.pk]))]
