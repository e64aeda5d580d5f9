"""People, their roles and their departments, for the administrator."""

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permission_policies import ModelPermissionPolicy

from crm.core.errors import Refused
from crm.core.granting import check_together
from crm.core.models import Department, User
from crm.core.roles import HOUSE, ROLES, labels_of
from crm.core.writing.history import save_as

from ..columns import PlainColumn
from ..extensions import add_actions
from ..form_page import form_page
from ..form_screens import ScopedCreate, ScopedEdit
from ..index import ScopedIndex
from ..record_page import RecordView
from ..scoped import ScopedObject
from ..viewsets import RecordViewSet
from .enter import change_person, enter_person, set_password
from .log_in_screen import log_in

FACTS = ["name", "username", "department", "phone", "email"]
GIVEN = [(code, role.label) for code, role in ROLES.items() if code in HOUSE]


class PersonForm(forms.ModelForm):
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("roles"),
        choices=GIVEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=100, required=False)

    class Meta:
        model = User
        fields = [*FACTS, "is_active"]
        labels = {"username": gettext_lazy("login name")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["codes"] = self.instance.roles.split(",")

    def clean_codes(self):
        codes = self.cleaned_data["codes"]
        try:
            check_together(codes)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return codes


class NewPersonForm(PersonForm):
    password = forms.CharField(
        label=gettext_lazy("first password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )

    class Meta(PersonForm.Meta):
        fields = FACTS

    def clean_password(self):
        names = ("name", "username", "phone", "email")
        facts = {name: self.cleaned_data.get(name, "") for name in names}
        person = User(**facts, is_staff=True)
        password_validation.validate_password(self.cleaned_data["password"], person)
        return self.cleaned_data["password"]


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("new password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )


class PeoplePolicy(ModelPermissionPolicy):
    """Seen by those who view users, changed by those who manage people; never deleted."""

    def user_has_permission(self, user, action):
        if action == "delete":
            return False
        return user.has_perm("core.view_user" if action == "view" else "core.manage_people")

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


def colleagues(user):
    return User.objects.visible_to(user).of_the_house()


class PeopleIndex(ScopedIndex):
    def get_base_queryset(self):
        return colleagues(self.request.user).select_related("department").order_by("pk")


class OfTheHouse:
    """404 for logins from outside, which have no page here."""

    def get_object(self, queryset=None):
        person = super().get_object(queryset)
        if not colleagues(self.request.user).filter(pk=person.pk).exists():
            raise Http404
        return person


class EditPerson(ScopedEdit):
    """What waits for the second administrator stands on the proposal's page, which follows."""

    def save_instance(self):
        facts = dict(self.form.cleaned_data)
        entered = {name: facts[name] for name in self.form.Meta.fields}
        person = change_person(
            self.form.instance,
            by=self.request.user,
            codes=facts["codes"],
            reason=facts["reason"],
            **entered,
        )
        self.proposal = person.proposal
        return person


class EnterPerson(ScopedCreate):
    def save_instance(self):
        person = super().save_instance()
        self.proposal = person.proposal
        return person


class PersonRecord(RecordView):
    record_fields = ["name", "username", "department", "phone", "email", "is_active", "last_login"]

    def facts(self, record):
        return [
            *super().facts(record),
            (User._meta.get_field("roles").verbose_name, record.role_label or "—"),
        ]


class PersonViewSet(RecordViewSet):
    model = User
    icon = "ds-user"
    list_hint = gettext_lazy("Colleagues with their roles stand here.")
    add_to_admin_menu = True
    menu_label = gettext_lazy("People and roles")
    menu_order = 880
    index_view_class = PeopleIndex
    add_view_class = EnterPerson
    edit_view_class = EditPerson
    inspect_view_class = PersonRecord
    create_through = staticmethod(enter_person)
    form_fields = PersonForm.Meta.fields
    list_display = [
        PlainColumn("name", label=gettext_lazy("name")),
        "username",
        "department",
        PlainColumn(
            "roles",
            label=gettext_lazy("roles"),
            accessor=lambda person: labels_of(person.roles.split(",")),
        ),
        "is_active",
    ]
    list_filter = ["department", "is_active"]
    list_export = ["name", "username", "department", "roles", "is_active"]
    search_fields = ["name", "username"]
    permission_policy = PeoplePolicy(User)

    def construct_view(self, view_class, **kwargs):
        """Every view of one person gives 404 for logins from outside."""
        if issubclass(view_class, ScopedObject):
            view_class = type(
                view_class.__name__, (OfTheHouse, view_class), {"__module__": __name__}
            )
        return super().construct_view(view_class, **kwargs)

    def get_form_class(self, for_update=False):
        return PersonForm if for_update else NewPersonForm

    def is_open(self, address):
        """By the policy's own right; people are never deleted, their logins end."""
        return address not in ("delete", "copy")

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/password/", new_password, name="password"),
            path("<int:pk>/log-in/", log_in, name="log_in"),
        ]


def new_password(request, pk):
    if not request.user.has_perm("core.manage_people"):
        raise PermissionDenied
    person = colleagues(request.user).filter(pk=pk).first()
    if person is None:
        raise Http404
    form = PasswordForm(request.POST or None)

    def act():
        set_password(person, by=request.user, **form.cleaned_data)
        return redirect("user:inspect", pk)

    return form_page(
        request, form, act, title=_("Set a new password"), subtitle=person, at="password"
    )


def password_action(person, user):
    if not user.has_perm("core.manage_people") or person.pk == user.pk:
        return []
    return [
        (_("Set a new password"), reverse("user:password", args=[person.pk])),
        (_("Log-in and sessions"), reverse("user:log_in", args=[person.pk])),
    ]


add_actions(User, password_action)


class DepartmentRecord(RecordView):
    record_fields = ["name", "short_name", "parent"]


def add_department(*, by, **facts):
    return save_as(Department(**facts), by=by)


class DepartmentViewSet(RecordViewSet):
    model = Department
    icon = "ds-people"
    list_hint = gettext_lazy("Departments stand here, the upper ones first.")
    add_to_admin_menu = True
    menu_label = gettext_lazy("Departments")
    menu_order = 885
    inspect_view_class = DepartmentRecord
    create_through = staticmethod(add_department)
    form_fields = DepartmentRecord.record_fields
    list_display = ["name", "short_name", "parent"]
    list_export = ["name", "short_name", "parent"]
    search_fields = ["name", "short_name"]
