from django.urls import path
from django.utils.translation import gettext_lazy

from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Company, Contact
from .checked_entry import CreateCompany, likely_companies
from .contact import enter_contact
from .duplicate_screens import company_duplicates, kept_instead_of, merge_companies
from .enter import enter_company
from .panels import name_panels, work_panels


class CompanyRecord(RecordView):
    record_fields = [
        "name",
        "name_en",
        "credit_code",
        "country",
        "region",
        "industry",
        "parent",
        "website",
        "remark",
    ]

    def get_object(self, queryset=None):
        """The address of a company that was merged shows the one that was kept."""
        self.kwargs["pk"] = kept_instead_of(self.kwargs["pk"])
        return super().get_object(queryset)

    def panels(self, record):
        user = self.request.user
        return [*work_panels(record, user), *name_panels(record)]


class CompanyViewSet(RecordViewSet):
    model = Company
    icon = "ds-people"
    list_hint = gettext_lazy("Companies that the bureau deals with or wants to win stand here.")
    inspect_view_class = CompanyRecord
    form_fields = [
        "name",
        "name_en",
        "credit_code",
        "country",
        "region",
        "industry",
        "parent",
        "website",
        "remark",
    ]
    list_display = ["name", "industry", "country", "credit_code", "updated_at"]
    list_filter = ["country", "rankings__target_list"]
    list_export = ["name", "name_en", "credit_code", "country", "industry", "updated_at"]
    search_fields = ["name", "name_en", "credit_code", "aliases__name"]
    add_view_class = CreateCompany
    create_through = staticmethod(enter_company)
    create_template_name = "leads/checked_form.html"

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("likely/", likely_companies, name="likely"),
            path("<int:pk>/duplicates/", company_duplicates, name="duplicates"),
            path("<int:pk>/merge/<int:other>/", merge_companies, name="merge"),
        ]


class ContactRecord(RecordView):
    record_fields = [
        "company",
        "name",
        "position",
        "phone",
        "email",
        "wechat",
        "is_native",
        "remark",
    ]


class ContactViewSet(RecordViewSet):
    model = Contact
    icon = "ds-user"
    list_hint = gettext_lazy("The people one talks to in a company stand here.")
    inspect_view_class = ContactRecord
    create_through = staticmethod(enter_contact)
    form_fields = ContactRecord.record_fields
    list_display = ["name", "position", "company", "phone"]
    list_export = ["name", "position", "company.name", "phone"]
    search_fields = ["name", "phone", "company__name"]
