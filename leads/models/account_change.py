from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.encryption import EncryptedTextField, masked
from crm.core.transitions import Stateful, Transition

from ..naming.names import same_name
from .agent import Agent, agents_of


class AccountChangeState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("account", "asked for")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


State = AccountChangeState


def another_person(change, user):
    if change.asked_by_id == user.pk:
        return _("You asked for this change yourself; another person must confirm it.")
    if change.is_own_name:
        return ""
    if change.holder_approved_by_id is None:
        return _(
            "The holder is not the agent: somebody else approves the difference first, with "
            "the reason."
        )
    if change.holder_approved_by_id == user.pk:
        return _("You approved the other holder yourself; another person must confirm the change.")
    return ""


def who_approves_a_holder(change, user):
    if change.is_own_name:
        return _("The holder is the agent itself; there is no difference to approve.")
    if change.holder_approved_by_id:
        return _("The other holder is approved already.")
    if change.asked_by_id == user.pk:
        return _("You asked for this change yourself; another person must approve the holder.")
    return ""


def who_asked(change, user):
    is_own = change.asked_by_id == user.pk or change.agent.users.filter(pk=user.pk).exists()
    return "" if is_own else _("Only who asked for it, or the agent, withdraws it.")


class AccountChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see changes of agents that their department is responsible for, or all with the
        right to the whole city; an agency its own.
        """
        if not user.has_perm("leads.view_accountchange"):
            return self.filter(agent__in=agents_of(user))
        if user.has_perm("leads.view_every_lead"):
            return self
        return self.filter(agent__in=Agent.objects.kept_by(user))


class AccountChange(Stateful):
    """An agent asks to be paid elsewhere, or finance asks for it. Until another person confirms it,
    the account in use stays in force.
    """

    State = AccountChangeState

    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="account_changes", verbose_name=_("agent")
    )
    holder = models.CharField(_("account holder"), max_length=200)
    bank = models.CharField(_("bank and branch"), max_length=200)
    number = EncryptedTextField(_("account number"))
    why = models.CharField(_("reason"), max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=pgettext_lazy("account", "decided by"),
    )
    holder_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("other holder approved by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.ASKED, editable=False
    )
    history = HistoricalRecords()

    objects = AccountChangeQuerySet.as_manager()

    TRANSITIONS = {
        "approve_holder": Transition(
            _("Approve the other holder"),
            {State.ASKED},
            State.ASKED,
            "leads.approve_other_holder",
            guard=who_approves_a_holder,
            needs_note=True,
            stamp="holder_approved_by",
        ),
        "confirm": Transition(
            _("Confirm: checked with the agent"),
            {State.ASKED},
            State.CONFIRMED,
            "leads.add_payeeaccount",
            guard=another_person,
            needs_note=True,
            stamp="decided_by",
            has_use_case=True,
        ),
        "refuse": Transition(
            _("Refuse"),
            {State.ASKED},
            State.REFUSED,
            "leads.add_payeeaccount",
            needs_note=True,
            negative=True,
            stamp="decided_by",
            has_sequel=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            {State.ASKED},
            State.WITHDRAWN,
            "leads.ask_account_change",
            guard=who_asked,
            negative=True,
            has_sequel=True,
        ),
    }

    class Meta:
        verbose_name = _("change of account")
        verbose_name_plural = _("changes of account")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="account_change_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="account_change_checker_is_not_maker"
            ),
            models.CheckConstraint(
                condition=~Q(holder_approved_by=F("asked_by"))
                & ~Q(holder_approved_by=F("decided_by")),
                name="account_holder_approved_by_another_person",
            ),
            models.UniqueConstraint(
                fields=["agent"], condition=Q(state="asked"), name="one_open_account_change"
            ),
        ]
        permissions = [
            ("ask_account_change", _("Can ask for a change of the own account")),
            (
                "approve_other_holder",
                _("Can approve an account that is not in the agent's own name"),
            ),
        ]

    def __str__(self):
        return f"{self.agent} {self.bank} {self.number_masked}"

    @property
    def is_own_name(self) -> bool:
        """Whether the account is in the agent's own name, whatever the way of writing."""
        return same_name(self.holder, self.agent.name)

    @property
    def is_editable(self) -> bool:
        return False

    @property
    def number_masked(self) -> str:
        return masked(self.number)
