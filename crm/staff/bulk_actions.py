"""Acting on several records of a list at once: on what the person sees, each record through its use
case.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.bulk_action import BulkAction

from crm.core.again import check_right
from crm.core.by_key import keys_of
from crm.core.errors import NotPermitted, Refused
from crm.core.punctuation import clauses, labelled

from .forms import scope_choices
from .index import ScopedIndex

MOST_AT_ONCE = 1000


class RecordBulkAction(BulkAction):
    """Subclasses name ``permission`` ("leads.assign_{model}") and say in ``act`` what is done with
    one record.
    """

    template_name = "core/bulk_confirm.html"
    permission = ""

    @classmethod
    def is_permitted(cls, user, model) -> bool:
        return user.has_perm(cls.right_over(model))

    @classmethod
    def right_over(cls, model) -> str:
        return cls.permission.format(app=model._meta.app_label, model=model._meta.model_name)

    def dispatch(self, request, *args, **kwargs):
        if not self.is_permitted(request.user, self.model):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_actionable_objects(self):
        return self.records, {"items_with_no_access": []}

    @cached_property
    def records(self) -> list:
        """What was ticked, or with "all" the whole list as it is filtered; never beyond what the
        person sees.
        """
        ids = self.request.GET.getlist("id")
        if "all" in ids:
            return list(self._listed()[: MOST_AT_ONCE + 1])
        visible = self.model.objects.visible_to(self.request.user).filter(
            pk__in=keys_of(self.model, ids)
        )
        records = list(visible[: MOST_AT_ONCE + 1])
        if not records:
            raise Http404
        return records

    def _listed(self):
        """The rows of the list from which the person comes, with its search and filters."""
        try:
            screen = resolve(self.next_url.split("?")[0]).func
        except Resolver404:
            raise Http404 from None
        view = getattr(screen, "view_class", None)
        if (
            not view
            or not issubclass(view, ScopedIndex)
            or screen.view_initkwargs.get("model") is not self.model
        ):
            raise Http404
        index = view(**screen.view_initkwargs)
        index.setup(self.request)
        return index.get_queryset()

    def get_form(self, form_class=None):
        return scope_choices(super().get_form(form_class), self.request.user, self.model)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "action": self, "too_many": self.too_many, "most": MOST_AT_ONCE}

    @property
    def too_many(self) -> bool:
        return len(self.records) > MOST_AT_ONCE

    def form_valid(self, form):
        if self.too_many:
            raise PermissionDenied
        check_right(self.right_over(self.model), self.request.user)
        done, refused = 0, []
        for record in self.records:
            try:
                with transaction.atomic():
                    self.act(record, **form.cleaned_data)
                done += 1
            except (Refused, NotPermitted, ValidationError) as error:
                reason = (
                    clauses(error.messages) if isinstance(error, ValidationError) else str(error)
                )
                refused.append(labelled(record, reason))
        self._say(done, refused)
        return redirect(self.next_url)

    def _say(self, done: int, refused: list[str]):
        if done:
            messages.success(self.request, _("Done for %(count)d records.") % {"count": done})
        if refused:
            messages.error(
                self.request,
                _("Not done for %(count)d: %(which)s")
                % {"count": len(refused), "which": clauses(refused[:5])},
            )

    def act(self, record, **facts):
        """What the action does with one record, by its use case; each action says it."""
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Wagtail's own way, which would bypass the use cases and their checks; never called."""
        raise NotImplementedError
