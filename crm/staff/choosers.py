"""Choosing a record in a form: a searchable window that offers only what the user may see."""

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser as generic
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from crm.core.by_key import by_key, key_of, keys_of

from .paging import CappedPaginator
from .searches import search_newest


class SearchForm(BaseFilterForm):
    q = forms.CharField(label=_("Search"), required=False)
    search_fields: list[str] = []

    def filter(self, objects):
        term = self.cleaned_data["q"].strip()
        if not term:
            return objects
        self.is_searching, self.search_query = True, term
        return search_newest(objects, term, self.search_fields)


class ScopedChoices:
    paginator_class = CappedPaginator

    def get_object_list(self):
        return self.model_class.objects.visible_to(self.request.user)


class ScopedChoose(ScopedChoices, generic.ChooseView):
    pass


class ScopedResults(ScopedChoices, generic.ChooseResultsView):
    pass


class ScopedChosen(generic.ChosenView):
    def get_object(self, pk):
        record = by_key(self.model_class.objects.visible_to(self.request.user), pk)
        if record is None:
            raise Http404
        return record


class ScopedChosenMultiple(generic.ChosenMultipleView):
    def get_objects(self, pks):
        rows = self.model_class.objects.visible_to(self.request.user)
        return rows.filter(pk__in=keys_of(self.model_class, pks))


class ScopedWidget(BaseChooser):
    """Shows the title of what is chosen only where ``offered``
    (set by ``scope_choices``) has it.
    """

    offered = sight = None
    show_edit_link = False  # Wagtail's does not ask whether the person may edit

    def get_display_title(self, instance):
        title = super().get_display_title(instance)
        return (
            title
            if self.sight is None or self.sight.knows(instance)
            else self.sight.label(instance)
        )

    def get_instance(self, value):
        """The chosen record; None for a text that is no key."""
        is_key = isinstance(value, self.model_class) or key_of(self.model_class, value) is not None
        instance = super().get_instance(value) if is_key else None
        if (
            instance is not None
            and self.offered is not None
            and not self.offered.filter(pk=instance.pk).exists()
        ):
            return None
        return instance


class ScopedChooser(ChooserViewSet):
    base_widget_class = ScopedWidget
    choose_view_class = ScopedChoose
    choose_results_view_class = ScopedResults
    chosen_view_class = ScopedChosen
    chosen_multiple_view_class = ScopedChosenMultiple
    choose_one_text = _("Choose")
    choose_another_text = _("Choose another")
    per_page = 15


def chooser(model, *search_fields: str, icon: str = "snippet") -> ScopedChooser:
    """The chooser of ``model`` for ``register_admin_viewset``; it becomes the widget of every
    foreign key to it.
    """
    name = f"{model._meta.model_name}_chooser"
    kind = type(
        f"{model.__name__}Chooser",
        (ScopedChooser,),
        {"model": model, "icon": icon, "search_fields": search_fields},
    )
    form = type(f"{model.__name__}SearchForm", (SearchForm,), {"search_fields": search_fields})
    for attribute in ("choose_view_class", "choose_results_view_class"):
        view = getattr(ScopedChooser, attribute)
        setattr(kind, attribute, type(view.__name__, (view,), {"filter_form_class": form}))
    return kind(name)
