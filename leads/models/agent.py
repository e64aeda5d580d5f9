from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.encryption import EncryptedTextField, masked
from crm.core.models import Department, Parameter

from ..naming.credit_code import check_credit_code


def agents_of(user):
    """Keys of the agents that ``user`` is a login of; in the portal, only of the one that the
    person acts for. Nobody of the bureau is one: the roles exclude each other.
    """
    if user.is_staff:
        return []
    if user.may_act_for is not None:
        return [key for key in user.may_act_for if user.acting_for in (None, key)]
    logins = Agent.users.through.objects.filter(user=user)
    if user.acting_for is not None:
        logins = logins.filter(agent=user.acting_for)
    return logins.values_list("agent", flat=True)


class AgentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see the agents of their department and those they work with, or all with the right
        to the whole city.

        People of an agency see their own.
        """
        if not user.has_perm("leads.view_agent"):
            return self.filter(pk__in=agents_of(user))
        if user.has_perm("leads.view_every_lead"):
            return self
        return self.filter(Q(department__in=user.department_ids) | _worked_with(user))

    def known_to(self, user):
        """Agents whose names the user may read: for those who hear a dispute also its two sides."""
        if not user.has_perm("leads.view_dispute"):
            return self.visible_to(user)
        disputes = apps.get_model("leads", "Dispute").objects.visible_to(user)
        sides = Q(pk__in=disputes.values("claimant__agent")) | Q(
            pk__in=disputes.values("holder__agent")
        )
        visible = self.visible_to(user)
        return (
            visible
            if not visible.query.where
            else self.filter(Q(pk__in=visible.values("pk")) | sides)
        )

    def kept_by(self, user):
        """Those for which the user's department is responsible: its officers keep their contact
        data and logins.
        """
        may = user.has_perm("leads.keep_agent")
        return self.filter(department__in=user.department_ids) if may else self.none()

    def active(self):
        return self.filter(is_active=True)


def _worked_with(user) -> Q:
    """Agents of the registrations, leads and projects that ``user`` sees."""
    condition = Q()
    for model in ("Lead", "Registration", "Referral"):
        records = apps.get_model("leads", model).objects.visible_to(user)
        condition |= Q(Exists(records.order_by().filter(agent=OuterRef("pk"))))
    return condition


# What the database does by itself: table and trigger.
TRIGGERS = {
    "leads_agent.search_fill": "keeps the search columns: name, contact and code",
    "leads_agent.search_pass_on": "a name that changed reaches the columns of its leads",
}


class Agent(models.Model):
    """Whoever brings companies for a commission: an entrusted agency or a hometown referrer."""

    class Kind(models.TextChoices):
        INVESTMENT_FIRM = "investment_firm", _("investment-promotion firm")
        ACCOUNTING_FIRM = "accounting_firm", _("accounting or law firm")
        INSTITUTE = "institute", _("research institute or university")
        CHAMBER = "chamber", _("chamber of commerce or association")
        REFERRER = "referrer", _("hometown referrer")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True, validators=[check_credit_code]
    )
    id_number = EncryptedTextField(_("identity number"), blank=True)
    representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    hometown_tie = models.CharField(_("tie to the city"), max_length=200, blank=True)
    qualifications = models.TextField(_("qualifications"), blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("responsible department")
    )
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="agents", verbose_name=_("logins")
    )
    is_public_servant = models.BooleanField(_("public servant"), default=False)
    is_state_owned = models.BooleanField(_("state-owned"), default=False)
    is_overseas = models.BooleanField(_("abroad"), default=False)
    is_policy_beneficiary = models.BooleanField(
        _("already benefits from another policy"), default=False
    )
    is_intermediary = models.BooleanField(
        _("earns by the trade itself, such as an estate agent"), default=False
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords(m2m_fields=[users])

    CONTACT_DATA = frozenset({"contact_name", "phone", "email", "address", "id_number"})

    objects = AgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents and referrers")
        ordering = ["-updated_at", "-id"]
        permissions = [
            (
                "keep_agent",
                _("Can see and change the contact data and logins of the own department's agents"),
            ),
            ("view_agentcontact", _("Can see the contact data and logins of every agent")),
        ]

    def __str__(self):
        return self.name

    def is_kept_by(self, user) -> bool:
        """Whether the user is an officer of the department that is responsible for it."""
        return user.has_perm("leads.keep_agent") and self.department_id in user.department_ids

    def is_changed_by(self, user) -> bool:
        """Whether the user may change the agent: its own department, or, while it has none, those
        who see the whole city.
        """
        if self.department_id is None:
            return user.has_perm("leads.view_every_lead")
        return self.is_kept_by(user)

    def hidden_from(self, user) -> frozenset[str]:
        is_open = self.is_kept_by(user) or user.has_perm("leads.view_agentcontact")
        return frozenset() if is_open else self.CONTACT_DATA

    def history_is_for(self, user) -> bool:
        """Whether the user may read its history, which names logins and former contact data."""
        return not self.hidden_from(user)

    @property
    def is_referrer(self) -> bool:
        return self.kind == self.Kind.REFERRER

    @property
    def may_be_named(self) -> bool:
        """Whether its name may be shown in public: an agency's always, a person's by consent."""
        if not self.is_referrer:
            return True
        return any(consent.state == "given" for consent in self.consents.all())

    @property
    def name_in_public(self) -> str:
        """The first character of a person's name alone, where they did not agree to be named."""
        return self.name if self.may_be_named else f"{self.name[:1]}**"

    def current_account(self):
        return self.accounts.filter(is_current=True).first()


class PayeeAccountQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("leads.view_payeeaccount"):
            return self.filter(agent__in=agents_of(user))
        if user.has_perm("leads.view_every_lead"):
            return self
        return self.filter(agent__in=Agent.objects.kept_by(user))


class PayeeAccount(models.Model):
    """Where an agent is paid. A changed account is a new row; the old one stays for what was paid
    to it.
    """

    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="accounts", verbose_name=_("agent")
    )
    holder = models.CharField(_("account holder"), max_length=200)
    bank = models.CharField(_("bank and branch"), max_length=200)
    number = EncryptedTextField(_("account number"))
    is_current = models.BooleanField(_("in use"), default=True)
    changed_on = models.DateField(
        _("in place of another one since"), null=True, blank=True, editable=False
    )
    history = HistoricalRecords()

    objects = PayeeAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("payee account")
        verbose_name_plural = _("payee accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(is_current=True), name="one_current_account_per_agent"
            )
        ]

    def __str__(self):
        return f"{self.bank} {self.number_masked}"

    @property
    def payable_from(self):
        """The first day on which it may be paid to; None where it took no other one's place."""
        if self.changed_on is None:
            return None
        return self.changed_on + timedelta(days=Parameter.whole("account_change_wait_days"))

    def is_payable_on(self, day) -> bool:
        return self.payable_from is None or day >= self.payable_from

    @property
    def number_masked(self) -> str:
        return masked(self.number)
