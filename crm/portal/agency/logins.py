"""The logins of an agent: people are invited by its department, and taken away by it."""

from django.conf import settings
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.granting import give_role
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.agents.telling import tell_agent
from leads.models import Agent

from ..invite import check_keeper, last_day, send_link
from ..models import PortalInvitation


@as_one()
def invite(agent, *, name: str, email: str = "", by) -> PortalInvitation:
    """Invite a person to be a login of ``agent``. ``email`` is that person's own and gets no
    letter.

    The link goes to the agent's registered address; where there is none, or no mail, it needs a
    code of a second person.
    """
    invitation = PortalInvitation(agent=agent, name=name, email=email, invited_by=by)
    check_keeper(invitation, by)
    if not agent.is_active:
        raise Refused(_("%(agent)s is no longer active.") % {"agent": agent})
    goes_by_mail = settings.EMAIL_IS_SET_UP and bool(agent.email)
    invitation.expires_at, invitation.needs_code = last_day(), not goes_by_mail
    save_as(invitation, by=by)
    if goes_by_mail:
        send_link(invitation, agent.email)
    return invitation


def let_act(invitation: PortalInvitation, user):
    """``user`` acts for the agent from now on; raises Refused where they do already."""
    if invitation.agent.users.filter(pk=user.pk).exists():
        raise Refused(_("You act for %(agent)s already.") % {"agent": invitation.agent})
    give_role(user, "referrer" if invitation.agent.is_referrer else "agency")
    agent = Agent.objects.get(pk=invitation.agent_id)
    agent._history_user = user
    agent.users.add(user)
    tell_agent(agent, "login_added", login=user.username, person=str(user))


@as_one()
def take_login_away(agent, user, *, by, why: str):
    """From now on ``user`` does not act for ``agent``. Who acts for nobody else can not log in any
    more, and what they have open ends at once.
    """
    check_keeper(PortalInvitation(agent=agent), by)
    if not why.strip():
        raise Refused(_("Say why."))
    agent = Agent.objects.kept_by(by).select_for_update(of=("self",)).get(pk=agent.pk)
    if not agent.users.filter(pk=user.pk).exists():
        raise Refused(
            _("%(person)s does not act for %(agent)s.") % {"person": user, "agent": agent}
        )
    reason = _("login %(login)s of %(person)s taken away: %(why)s") % {
        "login": user.username,
        "person": user,
        "why": why.strip(),
    }
    tell_agent(agent, "login_taken", addresses=[user.email], login=user.username, person=str(user))
    agent._history_user, agent._change_reason = by, reason[:100]
    agent.users.remove(user)
    if not (user.is_staff or user.agents.exists()):
        user.is_active = False
        save_as(user, by=by, reason=reason)
