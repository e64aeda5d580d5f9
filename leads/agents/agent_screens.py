from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Agent, PayeeAccount
from .add import add_agent
from .referrers import edit_account
from .screens import panels_of_agent


class AgentRecord(RecordView):
    record_fields = [
        "name",
        "kind",
        "credit_code",
        "representative",
        "contact_name",
        "phone",
        "email",
        "hometown_tie",
        "qualifications",
        "department",
        "is_active",
    ]

    def panels(self, record):
        panels = panels_of_agent(record, self.request.user)
        accounts = PayeeAccount.objects.visible_to(self.request.user).filter(agent=record)
        if not accounts:
            return panels
        rows = [
            (
                "",
                [
                    account.holder,
                    account.bank,
                    account.number_masked,
                    _("yes") if account.is_current else _("no"),
                    account.payable_from or "—",
                ],
            )
            for account in accounts
        ]
        columns = [
            _("account holder"),
            _("bank and branch"),
            _("account number"),
            _("in use"),
            _("paid to from"),
        ]
        return [*panels, (_("Accounts"), columns, rows)]


class AgentViewSet(RecordViewSet):
    model = Agent
    icon = "ds-link"
    list_hint = gettext_lazy("Agencies, chambers and referrers that bring companies stand here.")
    inspect_view_class = AgentRecord
    create_through = staticmethod(add_agent)
    form_fields = [
        "name",
        "kind",
        "credit_code",
        "representative",
        "contact_name",
        "phone",
        "email",
        "address",
        "hometown_tie",
        "qualifications",
        "department",
        "is_public_servant",
        "is_state_owned",
        "is_overseas",
        "is_policy_beneficiary",
        "is_intermediary",
        "is_active",
    ]
    list_display = ["name", "kind", "contact_name", "department", "updated_at"]
    list_filter = ["kind", "is_active"]
    list_export = ["name", "kind", "contact_name", "department", "updated_at"]
    search_fields = ["name", "contact_name"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/account/", edit_account, name="account")]
