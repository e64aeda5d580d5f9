from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.encryption import EncryptedTextField, masked
from crm.core.models import Department

from ..companies.credit_code import check_credit_code


def agents_of(user):
    """Keys of the agents that ``user`` is a login of; in the portal of the one alone that the person acts for."""
    own = Agent.users.through.objects.filter(user=user)
    if user.acting_for is not None:
        own = own.filter(agent=user.acting_for)
    return own.values_list("agent", flat=True)


class AgentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff who may view agents see all; people of an agency see their own."""
        if user.has_perm("leads.view_agent"):
            return self
        return self.filter(pk__in=agents_of(user))

    def active(self):
        return self.filter(is_active=True)


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
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("responsible department"))
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="agents", verbose_name=_("logins"))
    is_public_servant = models.BooleanField(_("public servant"), default=False)
    is_state_owned = models.BooleanField(_("state-owned"), default=False)
    is_overseas = models.BooleanField(_("abroad"), default=False)
    is_policy_beneficiary = models.BooleanField(_("already benefits from another policy"), default=False)
    is_intermediary = models.BooleanField(_("earns by the trade itself, such as an estate agent"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords(m2m_fields=[users])

    objects = AgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents and referrers")
        ordering = ["-updated_at", "-id"]

    def __str__(self):
        return self.name

    @property
    def is_referrer(self) -> bool:
        return self.kind == self.Kind.REFERRER

    @property
    def id_number_masked(self) -> str:
        return masked(self.id_number)

    def current_account(self):
        return self.accounts.filter(is_current=True).first()


class PayeeAccountQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("leads.view_payeeaccount"):
            return self
        return self.filter(agent__in=agents_of(user))


class PayeeAccount(models.Model):
    """Where an agent is paid. A changed account is a new row; the old one stays for what was paid to it."""

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="accounts", verbose_name=_("agent"))
    holder = models.CharField(_("account holder"), max_length=200)
    bank = models.CharField(_("bank and branch"), max_length=200)
    number = EncryptedTextField(_("account number"))
    is_current = models.BooleanField(_("in use"), default=True)
    history = HistoricalRecords()

    objects = PayeeAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("payee account")
        verbose_name_plural = _("payee accounts")
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(is_current=True), name="one_current_account_per_agent")
        ]

    def __str__(self):
        return f"{self.bank} {self.number_masked}"

    @property
    def number_masked(self) -> str:
        return masked(self.number)
