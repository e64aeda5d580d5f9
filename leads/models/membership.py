from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.transitions import Stateful, Transition

from .agent import Agent, agents_of


class MembershipState(models.TextChoices):
    ASKED = "asked", _("waits for the member's consent")
    CONSENTED = "consented", _("the member consents")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended")


State = MembershipState


def only_the_member(membership, user):
    return (
        ""
        if membership.member.users.filter(pk=user.pk).exists()
        else _("Only the member consents or ends it.")
    )


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The bureau; the member always, the chamber once the member consents."""
        if user.has_perm("leads.view_membership"):
            agents = Agent.objects.visible_to(user)
            if not agents.query.where:
                return self
            return self.filter(Q(member__in=agents) | Q(chamber__in=agents))
        mine = Q(member__in=agents_of(user)) | Q(chamber__in=agents_of(user), state=State.CONSENTED)
        return self.filter(pk__in=self.model._base_manager.filter(mine).values("pk"))


class Membership(Stateful):
    """A referrer or agency belongs to a chamber of commerce and lets it see what it brought:
    company, intention and stage.
    """

    State = MembershipState

    chamber = models.ForeignKey(
        Agent,
        models.PROTECT,
        related_name="memberships",
        limit_choices_to={"kind": Agent.Kind.CHAMBER},
        verbose_name=_("chamber of commerce"),
    )
    member = models.ForeignKey(
        Agent, models.PROTECT, related_name="chambers", verbose_name=_("member")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.ASKED, editable=False
    )
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    TRANSITIONS = {
        "consent": Transition(
            _("Consent"),
            {State.ASKED, State.REFUSED, State.ENDED},
            State.CONSENTED,
            "leads.answer_membership",
            guard=only_the_member,
        ),
        "refuse": Transition(
            _("Refuse"),
            {State.ASKED},
            State.REFUSED,
            "leads.answer_membership",
            guard=only_the_member,
            negative=True,
        ),
        "withdraw": Transition(
            _("Withdraw the request"),
            {State.ASKED},
            State.ENDED,
            "leads.add_membership",
            negative=True,
        ),
        "end": Transition(
            _("End the consent"),
            {State.CONSENTED},
            State.ENDED,
            "leads.answer_membership",
            guard=only_the_member,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("membership of a chamber")
        verbose_name_plural = _("memberships of chambers")
        ordering = ["chamber", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="membership_state_known"
            ),
            models.UniqueConstraint(fields=["chamber", "member"], name="membership_once"),
            models.CheckConstraint(
                condition=~Q(chamber=F("member")),
                name="membership_of_another",
                violation_error_message=_("A chamber is not its own member."),
            ),
        ]
        permissions = [("answer_membership", _("Can consent to the own membership"))]

    def __str__(self):
        return f"{self.chamber} · {self.member}"

    def label_for(self, sight) -> str:
        return f"{sight.label(self.chamber)} · {sight.label(self.member)}"
