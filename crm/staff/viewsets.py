"""The base of the staff admin: lists, records, forms, histories and exports that all begin with
``visible_to``.
"""

from decimal import Decimal
from urllib.parse import quote

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.forms import Media, ModelForm, modelform_factory
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views import generic
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from crm.core.by_key import by_key
from crm.core.followups import changed
from crm.core.lifecycle import Stateful
from crm.core.links import link_to
from crm.core.models import Attachment, Reminder
from crm.core.money import is_money, plain, scaled
from crm.core.refusals import said_on
from crm.core.roles import some_role_may
from crm.core.sight import Sight, neutral_label, sight_of
from crm.core.tables.columns import tables_of
from crm.core.transitions import next_steps
from crm.core.writing.history import edits_of

from .edit_conflicts import differences, names_of, remember_version, show_conflicts, take_theirs
from .forms import WanField, formfield, scope_choices
from .lists import MoneyColumn as MoneyColumn
from .lists import QuickList, ViewsOfList
from .proposing import ProposesRemoval, ProposesWhatIsTyped
from .quick_cells import QuickTitle
from .reachable import label_plainly, may_follow
from .step_forms import step_form
from .tables.export_screen import LoggedExport
from .timeline import timeline_of

# Model → functions (record, user) → [(label, link)]; filled by the apps that offer the screens.
ACTIONS: dict[type, list] = {}
# Model → [(such a function, the state to which its screen takes the record)]: what a board offers
# besides the steps. Without a query.
MOVING_ACTIONS: dict[type, list] = {}
# Model → functions (record, user) → [text or markup] that stand above the facts; filled by the
# apps.
NOTICES: dict[type, list] = {}
# Model → functions (record, request) → HTML of a section of the record's page, "" for none.
SECTIONS: dict[type, list] = {}


class ScopedIndex(LoggedExport, ViewsOfList, QuickList, generic.IndexView):
    template_name = "core/list.html"
    results_template_name = "core/list_results.html"

    def get_base_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_edit_url(self, instance):
        may = may_still_be_edited(instance, self.request.user)
        return super().get_edit_url(instance) if may else None

    def get_delete_url(self, instance):
        may = may_still_be_edited(instance, self.request.user)
        return super().get_delete_url(instance) if may else None

    def _get_title_column(self, field_name, column_class=QuickTitle, **kwargs):
        """The title of a row leads to the record's page, for those who may edit it too; the form is
        one click further.
        """
        column = super()._get_title_column(
            field_name,
            column_class,
            classname="record-number" if field_name == "number" else None,
            **kwargs,
        )
        column._get_url_func = self.get_inspect_url
        return column

    @cached_property
    def filters(self):
        filters = super().filters
        if filters:
            label_plainly(filters)
            scope_choices(filters.form, self.request.user)
        return filters

    @cached_property
    def header_buttons(self):
        """Links of the screen's own beside “add”: see ``RecordViewSet.list_actions``."""
        own = [
            HeaderButton(label, url=reverse(name), icon_name=icon)
            for label, name, icon, permission in self.list_actions
            if self.request.user.has_perm(permission)
        ]
        for table in tables_of(self.model):
            if table.may_import(self.request.user):
                label = _("Import: %s") % table.title if table.code else _("Import a ledger")
                own.append(
                    HeaderButton(
                        label, url=reverse("tables:choose", args=[table.label]), icon_name="upload"
                    )
                )
        return [*super().header_buttons, *own]

    list_actions: list = []


def may_still_be_edited(record, user) -> bool:
    """Whether the record itself allows it, and allows it to ``user``; the right to is another
    question.
    """
    if not getattr(record, "is_editable", True):
        return False
    return not hasattr(record, "is_changed_by") or record.is_changed_by(user)


def saved(response, request):
    """Tell the browser that what was typed at this address is stored, so that it forgets its draft
    (core/draft.js).
    """
    response.set_cookie("saved_form", quote(request.path), max_age=300, samesite="Lax")
    return response


class ScopedObject:
    """Outside what the user sees: 404, the same as for what does not exist."""

    def get_object(self, queryset=None):
        pk = unquote(str(self.kwargs["pk"]))
        found = self.model.objects.visible_to(self.request.user).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def get_page_subtitle(self):
        return sight_of(self.request).label(self.object)


class ThenTheRecord:
    """Who stored a record goes on to its page; to the list where it is no longer theirs to see."""

    record_url_name = None

    def get_success_url(self):
        is_seen = (
            self.model.objects.visible_to(self.request.user).filter(pk=self.object.pk).exists()
        )
        return (
            reverse(self.record_url_name, args=[self.object.pk])
            if is_seen
            else super().get_success_url()
        )


class StoresOrSaysWhyNot:
    """A form that is sound may still be refused by its use case, its model or the database: it
    comes back, and says so.
    """

    produced_error_message = None  # Wagtail sets it only for a form that it finds invalid itself

    def form_valid(self, form):
        with said_on(form):
            return saved(super().form_valid(form), self.request)
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)


class ScopedEdit(
    StoresOrSaysWhyNot, ScopedObject, ThenTheRecord, ProposesWhatIsTyped, generic.EditView
):
    """A record that says that it is not ``is_editable`` (any more) is not edited: 403."""

    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        if not may_still_be_edited(record, self.request.user):
            raise PermissionDenied
        return record

    def get_form(self, form_class=None):
        return remember_version(
            scope_choices(super().get_form(form_class), self.request.user), self.object
        )

    def post(self, request, *args, **kwargs):
        """The row is locked, so that of two who save at once the second one sees what the first one
        stored.
        """
        with transaction.atomic():
            self.model._base_manager.select_for_update(of=("self",)).filter(
                pk=unquote(str(self.kwargs["pk"]))
            ).first()
            self.object = self.get_object()
            return super().post(request, *args, **kwargs)

    def is_valid(self, form):
        newest, found = differences(form, self.object)
        if newest is None:
            return super().is_valid(form)
        take_theirs(form, self.object, found)
        if any(each.conflicts for each in found):
            form.full_clean()
            show_conflicts(form, self.object, newest, found)
            self.produced_error_message = self.get_error_message()
            self.produced_error_code = "validation_error"
            return False
        if found:
            messages.warning(
                self.request,
                _(
                    "%(person)s changed this record while you were typing; kept as stored: "
                    "%(fields)s."
                )
                % {"person": newest.history_user or "—", "fields": names_of(form, found)},
            )
        return super().is_valid(form)

    def save_instance(self):
        if proposal := self.what_is_proposed():
            return proposal
        self.form.instance._change_reason = _("edited")
        stored = super().save_instance()
        changed(stored)
        return stored


class ScopedDelete(ProposesRemoval, ScopedObject, generic.DeleteView):
    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        if not may_still_be_edited(record, self.request.user):
            raise PermissionDenied
        return record

    def form_valid(self, form):
        with said_on(form):
            return super().form_valid(form)
        messages.error(self.request, "；".join(form.non_field_errors()))
        return redirect(self.get_success_url())


class ScopedCreate(StoresOrSaysWhyNot, ThenTheRecord, ProposesWhatIsTyped, generic.CreateView):
    """A new record is stored by the viewset's use case where it has one."""

    create_through = None

    def get_success_buttons(self):
        """None: the record's own page follows."""
        return []

    def get_form(self, form_class=None):
        """The address may name what the form begins with: ``?lead=12``, where the user sees that
        lead.
        """
        form = scope_choices(super().get_form(form_class), self.request.user)
        for name in self.request.GET.keys() & form.fields.keys():
            field, value = form.fields[name], self.request.GET[name]
            form.initial[name] = (
                by_key(field.queryset, value) if hasattr(field, "queryset") else value
            )
        return form

    def save_instance(self):
        if proposal := self.what_is_proposed():
            return proposal
        if self.create_through is None:
            return super().save_instance()
        return self.create_through(by=self.request.user, **self.form.cleaned_data)


class ScopedUsage(ScopedObject, UsageView):
    """Where a record is named. Of what is not the person's to see only the kind is told."""

    def get_breadcrumbs_items(self):
        own = {get_latest_str(self.object): self.get_page_subtitle()}
        items = super().get_breadcrumbs_items()
        return [{**each, "label": own.get(each["label"], each["label"])} for each in items]

    def get_table(self, object_list, **kwargs):
        rows = [self._row(record, references) for record, references in object_list]
        return super(UsageView, self).get_table(rows, **kwargs)

    def _row(self, record, references) -> dict:
        link = link_to(record, self.request.user) if is_seen(record, self.request.user) else None
        return {
            "object": record,
            "references": references,
            "label": self._label(record),
            "edit_url": link or None,
            "edit_link_title": None,
        }

    def _label(self, record) -> str:
        is_asked = hasattr(getattr(type(record), "objects", None), "visible_to")
        return sight_of(self.request).label(record) if is_asked else neutral_label(type(record))


class RecordPage(ScopedObject, generic.InspectView):
    """A page about one record, which says itself what it shows."""

    def get_fields_context(self):
        """Wagtail's own would query for facts that no page of ours prints, and takes
        ``get_field_display_value`` for the value of a fact named “field”.
        """
        return []

    def get_edit_url(self):
        may = may_still_be_edited(self.object, self.request.user)
        return super().get_edit_url() if may else None

    def get_delete_url(self):
        may = may_still_be_edited(self.object, self.request.user)
        return super().get_delete_url() if may else None


class ScopedHistory(RecordPage):
    """The stored changes of a record, with the values before and after."""

    template_name = "core/history.html"
    page_title = gettext_lazy("History")
    header_icon = "history"

    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        if not sight_of(self.request).tells_history(record):
            raise PermissionDenied
        return record

    def get_context_data(self, **kwargs):
        is_kept = hasattr(self.object, "history")
        edits = edits_of(self.object, sight_of(self.request)) if is_kept else []
        return {**super().get_context_data(**kwargs), "edits": edits}


class RecordView(RecordPage):
    """One record on one page: facts, what is missing, the next steps, related records, timeline."""

    template_name = "core/record.html"
    page_title = gettext_lazy("Details")
    record_fields: list[str] = []
    facts_title = gettext_lazy("Facts")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        record, user = self.object, self.request.user
        has_steps = hasattr(record, "TRANSITIONS")
        again = getattr(self.request, "shown_again", {})
        steps = (
            [
                (step, again.get(f"step {step.name}") or step_form(record, step))
                for step in next_steps(record, user)
            ]
            if has_steps
            else []
        )
        context.update(
            record=record,
            facts=self.facts(record),
            stages=self.stages(record),
            steps=steps,
            step_media=sum((form.media for _step, form in steps), Media()),
            moves=record.moves() if has_steps else [],
            notices=[
                notice for find in NOTICES.get(self.model, []) for notice in find(record, user)
            ],
            timeline=timeline_of(record, user),
            attachments=Attachment.objects.of(record),
            may_attach=may_attach(user, record),
            panels=self._as_read(self.panels(record)),
            actions=self.actions(record),
            sections=[
                html
                for render in SECTIONS.get(self.model, [])
                if (html := render(record, self.request))
            ],
            attach_url=reverse(self.attach_url_name, args=[record.pk]),
            step_url=reverse(self.step_url_name, args=[record.pk]) if has_steps else "",
            **self.talk(record),
        )
        return context

    def talk(self, record) -> dict:
        """What the comments and reminders on the page need."""
        from .comment_screens import RemindForm
        from .comments import may_comment

        of_record = {
            f"{name}_url": reverse(
                self.step_url_name.replace(":step", f":{name}"), args=[record.pk]
            )
            for name in ("comment", "mentionable", "remind")
        }
        reminders = Reminder.objects.visible_to(self.request.user).open().of(record)
        again = getattr(self.request, "shown_again", {})
        return {
            "may_comment": may_comment(self.request.user, record),
            "reminders": reminders,
            "remind_form": again.get("remind") or RemindForm(),
            "unsaid": again.get("comment", ""),
            **of_record,
        }

    def _as_read(self, panels):
        """The cells as the person may read them, and links that lead somewhere for this person
        alone.

        What the cells name is asked for once a kind of record.
        """
        sight, user = sight_of(self.request), self.request.user
        panels = [(title, columns, list(rows)) for title, columns, rows in panels]
        sight.look(cell for _t, _c, rows in panels for _link, cells in rows for cell in cells)
        return [
            (
                title,
                columns,
                [
                    (
                        link if link and may_follow(link, user) else "",
                        [as_read(sight.in_words(cell)) for cell in cells],
                    )
                    for link, cells in rows
                ],
            )
            for title, columns, rows in panels
        ]

    step_url_name = attach_url_name = ""

    def actions(self, record):
        """[(label, link)] of steps that have a screen of their own; other apps add theirs to
        ACTIONS.
        """
        return [
            (label, link)
            for find in ACTIONS.get(self.model, [])
            for label, link in find(record, self.request.user)
        ]

    def facts(self, record):
        sight = sight_of(self.request)
        names = [name for name in self.record_fields if not sight.hides(record, name)]
        return [
            (record._meta.get_field(name).verbose_name, self.fact(record, name)) for name in names
        ]

    def fact(self, record, name):
        return linked(fact_in_words(record, name), self.request.user, sight_of(self.request))

    def stages(self, record):
        return []

    def panels(self, record):
        """[(title, column titles, rows)]: rows are (link or "", cells)."""
        return []


def linked(value, user, sight=None):
    """A record as the user may read it, with a link to its page where they see that; anything else
    as it is.
    """
    if not isinstance(value, Model):
        return value
    label = (sight or Sight(user)).label(value)
    link = link_to(value, user) if is_seen(value, user) else ""
    return format_html('<a href="{}">{}</a>', link, label) if link else label


def is_seen(record, user) -> bool:
    """Whether ``user`` has a page of this record: they may view the kind and see this one."""
    kind = type(record)
    if not hasattr(getattr(kind, "objects", None), "visible_to"):
        return False
    may_view = user.has_perm(f"{kind._meta.app_label}.view_{kind._meta.model_name}")
    return may_view and kind.objects.visible_to(user).filter(pk=record.pk).exists()


def fact_in_words(record, name):
    field = record._meta.get_field(name)
    value = getattr(record, name)
    if value in (None, ""):
        return "—"
    if field.flatchoices:
        return getattr(record, f"get_{name}_display")()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if is_money(field):
        return scaled(value, getattr(record, "amounts_in", "CNY"))
    return as_read(value)


def as_read(value):
    return plain(value) if isinstance(value, Decimal) else value


def may_attach(user, record) -> bool:
    """Colleagues who see the record add files to it; auditors only read."""
    return (
        user.has_perm(f"{record._meta.app_label}.view_{record._meta.model_name}")
        and "auditor" not in user.role_codes
    )


def nowhere(request, **_kwargs):
    raise Http404


def closed(address):
    """The address keeps its name, which Wagtail looks up in many places, and leads nowhere."""
    return path(str(address.pattern), nowhere, name=address.name)


def fixed_form(names) -> type[ModelForm]:
    """A form without the fields ``names`` that still checks the rules in which they take part."""

    class FixedForm(ModelForm):
        def _get_validation_exclusions(self):
            return super()._get_validation_exclusions() - set(names)

    return FixedForm


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
    list_actions: list = []  # [(label, url name, icon, permission)]

    wan_fields: tuple = ()  # amounts that are typed in ten thousand yuan
    # what a record belongs to: chosen when it is made, not changed by its form
    fixed_fields: tuple = ()

    def formfield_for_dbfield(self, db_field, **kwargs):
        if db_field.name in self.wan_fields:
            return WanField(label=db_field.verbose_name, required=not db_field.blank)
        return formfield(db_field, **kwargs)

    def get_form_class(self, for_update=False):
        if not (for_update and self.fixed_fields):
            return super().get_form_class(for_update)
        fields = [name for name in self.form_fields if name not in self.fixed_fields]
        own = {"fields": fields, "formfield_callback": self.formfield_for_dbfield}
        return modelform_factory(self.model, form=fixed_form(self.fixed_fields), **own)

    def get_index_view_kwargs(self):
        return {**super().get_index_view_kwargs(), "list_actions": self.list_actions}

    def get_add_view_kwargs(self):
        through = {"create_through": self.create_through} if self.create_through else {}
        return {
            **super().get_add_view_kwargs(),
            "record_url_name": self.get_url_name("inspect"),
            **through,
        }

    def get_edit_view_kwargs(self):
        return {**super().get_edit_view_kwargs(), "record_url_name": self.get_url_name("inspect")}

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
        """A form that no role opens does not exist; what has a lifecycle is ended, not deleted."""
        action, meta = self.FORMS.get(address), self.model._meta
        if action is None:
            return True
        if action == "delete" and issubclass(self.model, Stateful):
            return False
        return some_role_may(f"{meta.app_label}.{action}_{meta.model_name}")

    def get_urlpatterns(self):
        from .comment_screens import CommentView, MentionableView, RemindView
        from .record_posts import AttachView, StepView

        own = super().get_urlpatterns()
        return [
            *(each if self.is_open(each.name) else closed(each) for each in own),
            path("<int:pk>/comment/", self._view(CommentView), name="comment"),
            path("<int:pk>/mentionable/", self._view(MentionableView), name="mentionable"),
            path("<int:pk>/remind/", self._view(RemindView), name="remind"),
            path("<int:pk>/step/", self._view(StepView), name="step"),
            path("<int:pk>/attach/", self._view(AttachView), name="attach"),
        ]
