"""Changes of account and memberships of chambers in the staff admin."""

from crm.core.history import save_as
from crm.core.viewsets import RecordView, RecordViewSet
from leads.models import AccountChange, Membership


class AccountChangeRecord(RecordView):
    record_fields = ["agent", "holder", "bank", "why", "asked_by", "asked_at", "decided_by"]

    def facts(self, record):
        """The number is masked: it is checked with the agent, who knows it."""
        current = record.agent.current_account()
        return [
            *super().facts(record),
            (AccountChange._meta.get_field("number").verbose_name, record.number_masked),
            (type(record.agent)._meta.get_field("accounts").related_model._meta.verbose_name, current or "—"),
        ]


class AccountChangeViewSet(RecordViewSet):
    model = AccountChange
    icon = "lock"
    inspect_view_class = AccountChangeRecord
    form_fields = ["why"]
    list_display = ["agent", "holder", "bank", "state", "asked_by", "asked_at"]
    list_filter = ["state"]
    list_export = ["agent.name", "holder", "bank", "state", "asked_by", "asked_at"]
    search_fields = ["agent__name", "holder"]


class MembershipRecord(RecordView):
    record_fields = ["chamber", "member"]


def add_membership(*, by, **facts):
    membership = Membership(**facts)
    membership.full_clean()
    return save_as(membership, by=by)


class MembershipViewSet(RecordViewSet):
    model = Membership
    icon = "group"
    inspect_view_class = MembershipRecord
    create_through = staticmethod(add_membership)
    form_fields = ["chamber", "member"]
    list_display = ["chamber", "member", "state"]
    list_filter = ["state"]
    list_export = ["chamber.name", "member.name", "state"]
    search_fields = ["chamber__name", "member__name"]
