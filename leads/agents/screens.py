"""What an agent's page shows of its work; changes of account and memberships of chambers in the
staff admin.
"""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.writing.history import save_as
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import AccountChange, Lead, Membership, Project, Registration

NEWEST = 30


def panels_of_agent(agent, user):
    """What it has brought, the newest first, as far as the user sees it, and who logs in for it."""
    registrations = Registration.objects.visible_to(user).filter(agent=agent)[:NEWEST]
    alone = Lead.objects.visible_to(user).filter(agent=agent, registrations=None)[:NEWEST]
    projects = Project.objects.visible_to(user).filter(referrals__agent=agent)[:NEWEST]
    rows = [
        (
            reverse("registration:inspect", args=[registration.pk]),
            [
                registration,
                registration.title,
                registration.get_state_display(),
                f"{localtime(registration.received_at):%Y-%m-%d %H:%M}",
            ],
        )
        for registration in registrations
    ]
    rows += [
        (
            reverse("lead:inspect", args=[lead.pk]),
            [
                lead.number,
                lead.title,
                lead.get_state_display(),
                f"{localtime(lead.received_at):%Y-%m-%d %H:%M}",
            ],
        )
        for lead in alone
    ]
    return [
        (
            _("Brought by it"),
            [_("registration or lead"), _("intention"), _("state"), _("received at")],
            rows,
        ),
        (
            _("Projects"),
            [_("project"), _("stage")],
            [
                (
                    reverse("project:inspect", args=[project.pk]),
                    [project, project.get_state_display()],
                )
                for project in projects
            ],
        ),
        *_logins(agent, user),
    ]


def _logins(agent, user) -> list:
    """Who logs in for it: told to its own department, and to those who check on it."""
    if agent.hidden_from(user):
        return []
    rows = [
        (
            "",
            [
                login,
                login.username,
                login.phone or "—",
                f"{localtime(login.last_login):%Y-%m-%d %H:%M}" if login.last_login else "—",
            ],
        )
        for login in agent.users.order_by("pk")
    ]
    return [
        (
            _("Logins of the portal"),
            [pgettext("person", "name"), _("login name"), _("phone"), _("last login")],
            rows,
        )
    ]


class AccountChangeRecord(RecordView):
    record_fields = [
        "agent",
        "holder",
        "bank",
        "why",
        "asked_by",
        "asked_at",
        "holder_approved_by",
        "decided_by",
    ]

    def facts(self, record):
        """The number is masked: it is checked with the agent, who knows it."""
        current = record.agent.current_account()
        whose_name = (
            _("the agent's own name") if record.is_own_name else _("not the agent's own name")
        )
        return [
            *super().facts(record),
            (_("holder against the agent"), whose_name),
            (AccountChange._meta.get_field("number").verbose_name, record.number_masked),
            (
                type(record.agent)._meta.get_field("accounts").related_model._meta.verbose_name,
                current or "—",
            ),
        ]


class AccountChangeViewSet(RecordViewSet):
    model = AccountChange
    icon = "ds-lock"
    list_hint = gettext_lazy(
        "Changes of a payee's account that are asked for stand here until they are decided."
    )
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
    icon = "ds-people"
    list_hint = gettext_lazy("Which agents are members of which chamber stands here.")
    inspect_view_class = MembershipRecord
    create_through = staticmethod(add_membership)
    form_fields = ["chamber", "member"]
    fixed_fields = ("chamber", "member")
    list_display = ["chamber", "member", "state"]
    list_filter = ["state"]
    list_export = ["chamber.name", "member.name", "state"]
    search_fields = ["chamber__name", "member__name"]
