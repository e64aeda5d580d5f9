"""The base of the staff admin: lists, records, forms, histories and exports that all begin with
``visible_to``.
"""

from django.forms import modelform_factory
from django.http import Http404
from django.urls import path
from wagtail.admin.viewsets.model import ModelViewSet

from crm.core.models.lifecycle import Stateful
from crm.core.roles import some_role_may

from .bulk_export import Export
from .comment_screens import MentionableView, RemindView, SayView
from .form_screens import ScopedCreate, ScopedDelete, ScopedEdit, fixed_form
from .forms import WanField, formfield
from .history_screens import ScopedHistory, ScopedUsage
from .index import ScopedIndex
from .record_page import RecordView
from .record_posts import AttachView, FillView, StepView


def nowhere(request, **_kwargs):
    raise Http404


def closed(address):
    """The same address with a view that answers 404. Its name has to stay, because Wagtail resolves
    it in many places.
    """
    return path(str(address.pattern), nowhere, name=address.name)


class RecordViewSet(ModelViewSet):
    """A model in the staff admin. Subclasses name columns, filters,
    fields and the record's facts.
    """

    index_view_class = ScopedIndex
    add_view_class = ScopedCreate
    edit_view_class = ScopedEdit
    delete_view_class = ScopedDelete
    inspect_view_class = RecordView
    history_view_class = ScopedHistory
    usage_view_class = ScopedUsage
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_admin_menu = False
    list_per_page = 30
    create_through = None
    export_formats = ["csv", "xlsx"]
    list_hint = ""  # what the list holds, said where it is empty
    list_actions: list = []  # [(label, url name, icon, permission)]

    wan_fields: tuple = ()  # amounts that are typed in ten thousand yuan
    # what a record belongs to: chosen when it is made, not changed by its form
    fixed_fields: tuple = ()
    form_sections: tuple = ()  # ((title, names of fields), …) in the order of the work

    def formfield_for_dbfield(self, db_field, **kwargs):
        if db_field.name in self.wan_fields:
            return WanField(label=db_field.verbose_name, required=not db_field.blank)
        return formfield(db_field, **kwargs)

    def get_form_class(self, for_update=False):
        if not (for_update and self.fixed_fields):
            return super().get_form_class(for_update)
        fields = [name for name in self.form_fields if name not in self.fixed_fields]
        options = {"fields": fields, "formfield_callback": self.formfield_for_dbfield}
        return modelform_factory(self.model, form=fixed_form(self.fixed_fields), **options)

    def get_index_view_kwargs(self):
        options = {"list_actions": self.list_actions, "list_hint": self.list_hint}
        if not self.is_open("add"):
            options["add_url_name"] = None
        return {**super().get_index_view_kwargs(), **options}

    def on_register(self):
        super().on_register()
        if self.list_export and self.model not in Export.models:
            Export.models.append(self.model)

    def get_add_view_kwargs(self):
        through = {"create_through": self.create_through} if self.create_through else {}
        return {
            **super().get_add_view_kwargs(),
            "record_url_name": self.get_url_name("inspect"),
            "form_sections": self.form_sections,
            **through,
        }

    def get_edit_view_kwargs(self):
        return {
            **super().get_edit_view_kwargs(),
            "record_url_name": self.get_url_name("inspect"),
            "form_sections": self.form_sections,
        }

    @property
    def history_view(self):
        return self.construct_view(
            self.history_view_class,
            **{
                **super().get_inspect_view_kwargs(),
                "template_name": self.history_view_class.template_name,
            },
        )

    history_results_view = history_view

    def get_inspect_view_kwargs(self):
        return {
            **super().get_inspect_view_kwargs(),
            "step_url_name": self.get_url_name("step"),
            "attach_url_name": self.get_url_name("attach"),
        }

    def _view(self, view_class):
        return self.construct_view(
            view_class, **super().get_inspect_view_kwargs(), record_page=self.inspect_view
        )

    # The form behind an address, and the permission that opens it.
    FORMS = {"add": "add", "copy": "add", "edit": "change", "delete": "delete"}

    def is_open(self, address: str) -> bool:
        """Whether the viewset has the form behind ``address``: not where no role has its
        permission, nor for deleting what has a lifecycle, which is ended instead.
        """
        action, meta = self.FORMS.get(address), self.model._meta
        if action is None:
            return True
        if action == "delete" and issubclass(self.model, Stateful):
            return False
        return some_role_may(f"{meta.app_label}.{action}_{meta.model_name}")

    def get_urlpatterns(self):
        patterns = super().get_urlpatterns()
        return [
            *(pattern if self.is_open(pattern.name) else closed(pattern) for pattern in patterns),
            path("<int:pk>/comment/", self._view(SayView), name="comment"),
            path("<int:pk>/mentionable/", self._view(MentionableView), name="mentionable"),
            path("<int:pk>/remind/", self._view(RemindView), name="remind"),
            path("<int:pk>/step/", self._view(StepView), name="step"),
            path("<int:pk>/fill/", self._view(FillView), name="fill"),
            path("<int:pk>/attach/", self._view(AttachView), name="attach"),
        ]
